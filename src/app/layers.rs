//! The dialogs that lie over the list: the one on top, which has the keys, and what is shown again when
//! it closes.
//!
//! - here the dialogs; `lists` lists of people that are given to the one on top

mod lists;

use std::mem::{Discriminant, discriminant};

pub(super) use self::lists::ListBasis;
use super::ask::Ask;
use super::dialog::{Consent, Dialog, GivenReason, LeaversView, ListFile, PersonPage, TokensRead};
use super::going::Destination;
use super::keyboard::deserves_a_word;
use super::keymap::Mode;
use super::press::Press;
use crate::live::Snapshot;
use crate::model::Timestamp;

/// The dialogs over the list.
#[derive(Debug, Default)]
pub(super) struct Layers {
    top: Option<Dialog>,
    /// The page of a person that is shown again when the dialog over it closes.
    page: Option<PersonPage>,
    /// The dialog that a page was opened from, which is shown again when the page closes.
    under: Option<Dialog>,
}

impl Layers {
    /// The dialog on top.
    pub(super) const fn top(&self) -> Option<&Dialog> {
        self.top.as_ref()
    }

    /// The dialog on top, to be changed.
    pub(super) const fn top_mut(&mut self) -> Option<&mut Dialog> {
        self.top.as_mut()
    }

    /// Whether any dialog lies over the list.
    pub(super) const fn is_open(&self) -> bool {
        self.top.is_some()
    }

    /// Whether a dialog lies over the list, or comes back before anybody looks.
    pub(super) const fn is_any(&self) -> bool {
        self.top.is_some() || self.page.is_some() || self.under.is_some()
    }

    /// Which dialog is on top.
    pub(super) fn kind(&self) -> Option<Discriminant<Dialog>> {
        self.top().map(discriminant)
    }

    /// Lays a dialog on top, in place of the one that is there.
    pub(super) fn open(&mut self, dialog: Dialog) {
        self.top = Some(dialog);
    }

    /// Puts what a dialog leaves behind in its place.
    pub(super) fn put(&mut self, dialog: Option<Dialog>) {
        self.top = dialog;
    }

    /// Closes the dialog on top.
    pub(super) fn close(&mut self) {
        self.top = None;
    }

    /// Takes the dialog on top away.
    pub(super) const fn take(&mut self) -> Option<Dialog> {
        self.top.take()
    }

    /// Takes the dialog on top away, for a review that leads back to it where it is a list.
    pub(super) fn take_list(&mut self) -> Option<Box<Dialog>> {
        self.take().filter(Dialog::is_a_list).map(Box::new)
    }

    /// Applies something to the dialog on top, if there is one.
    pub(super) fn on_top(&mut self, take: impl FnOnce(&mut Dialog)) {
        if let Some(dialog) = self.top_mut() {
            take(dialog);
        }
    }

    /// Keeps a page for when the dialog that it opened closes again.
    pub(super) fn keep_page(&mut self, page: PersonPage) {
        let is_left = !matches!(self.top, None | Some(Dialog::Person(_)));
        if is_left {
            self.page = Some(page);
        }
    }

    /// Keeps the dialog that the page on top was opened from.
    pub(super) fn keep_under(&mut self, dialog: Dialog) {
        self.under = Some(dialog);
    }

    /// Shows the page or the list that the last dialog was opened from, where that has closed.
    pub(super) fn uncover(&mut self, snapshot: &Snapshot) {
        if self.is_open() {
            return;
        }
        if let Some(mut page) = self.page.take() {
            page.look_at(snapshot);
            self.open(Dialog::Person(page));
        } else if let Some(mut under) = self.under.take() {
            under.look_again(snapshot);
            self.open(under);
        }
    }

    /// The page that is open, or that lies beneath another dialog.
    pub(super) const fn page_mut(&mut self) -> Option<&mut PersonPage> {
        match &mut self.top {
            Some(Dialog::Person(page)) => Some(page),
            _ => self.page.as_mut(),
        }
    }

    /// The same, if it is the page that a destination leads to.
    pub(super) fn page_of(&mut self, destination: &Destination) -> Option<&mut PersonPage> {
        let page = self.page_mut()?;
        (page.destination() == *destination).then_some(page)
    }

    /// The list of leavers that is open, or that a page was opened from.
    pub(super) fn leavers_mut(&mut self) -> Option<&mut LeaversView> {
        let open = self.top.as_mut().and_then(Dialog::leavers_mut);
        open.or(self.under.as_mut().and_then(Dialog::leavers_mut))
    }

    /// The field of a list's file, if that is open.
    pub(super) const fn list_file_mut(&mut self) -> Option<&mut ListFile> {
        match &mut self.top {
            Some(Dialog::ListFile(file)) => Some(file),
            _ => None,
        }
    }

    /// The state of the confirmation, where the dialog on top asks for one.
    pub(super) fn consent(&self) -> Option<&Consent> {
        self.top().and_then(Dialog::consent)
    }

    /// The state of the confirmation, to be changed.
    pub(super) fn consent_mut(&mut self) -> Option<&mut Consent> {
        self.top_mut().and_then(Dialog::consent_mut)
    }

    /// Whether the dialog on top is a view of its own, like those of the list, and nobody types in it.
    pub(super) fn is_a_view(&self) -> bool {
        let is_view = |dialog: &Dialog| {
            let is_view = matches!(
                dialog,
                Dialog::Leavers(_) | Dialog::News(_) | Dialog::PastRuns(_)
            );
            is_view && !dialog.mode().takes_text()
        };
        self.top().is_some_and(is_view)
    }

    /// Whether a key is text in a field that takes text in this mode, as a paste would be.
    pub(super) fn types(&self, mode: Mode, press: Press) -> bool {
        let given = self.top().and_then(Dialog::given);
        let is_reason = given.is_some_and(GivenReason::is_typed);
        (mode.takes_text() || is_reason) && press.action.is_none()
    }

    /// Whether a key without a meaning in this mode deserves a word: not where it is typed or answers,
    /// and not if it is Shift alone.
    pub(super) fn is_useless(&self, mode: Mode, press: Press) -> bool {
        let is_offer = match self.top() {
            Some(Dialog::Choose(menu)) => menu.named_by(press.key).is_some(),
            _ => false,
        };
        press.action.is_none() && deserves_a_word(press.key) && !mode.has_a_field() && !is_offer
    }

    /// Whether anything shows the runs that the journal has.
    pub(super) fn shows_past_runs(&self) -> bool {
        let shows = |dialog: &Dialog| matches!(dialog, Dialog::Person(_) | Dialog::PastRuns(_));
        let mut dialogs = self.top.iter().chain(&self.under);
        self.page.is_some() || dialogs.any(shows)
    }

    /// Takes in tokens, wherever they are shown.
    pub(super) fn take_tokens(&mut self, read: &TokensRead, now: Timestamp) {
        for dialog in self.top.iter_mut().chain(&mut self.under) {
            dialog.take_tokens(read, now);
        }
        if let Some(page) = self.page_mut() {
            page.take_tokens(read);
        }
    }

    /// What reviews offboarding people, once their tokens are there, if that was asked for. What lies
    /// below their tokens is open then.
    pub(super) fn offboard_with_tokens(&mut self) -> Option<Ask> {
        let Some(Dialog::Tokens(view)) = self.top_mut() else {
            return None;
        };
        let is_due = matches!(view.answer, Some(Ok(_))) && std::mem::take(&mut view.offboards);
        if !is_due {
            return None;
        }
        let (ask, below) = (view.offboard(), view.below.take());
        self.put(below.map(|below| *below));
        Some(ask)
    }

    /// Closes a review and shows what lies below it. Returns whether there was one.
    pub(super) fn give_review_up(&mut self) -> bool {
        match self.top.take().map(Dialog::without_review) {
            Some(Ok(below)) => {
                self.top = below;
                true
            }
            Some(Err(other)) => {
                self.top = Some(*other);
                false
            }
            None => false,
        }
    }
}
