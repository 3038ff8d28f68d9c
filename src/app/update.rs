//! The state machine: one event in, the state changed, effects out.
//!
//! - here the whole state; `events` which part of it an event goes to
//! - `state` what can be asked of it, and `rows` of one row of the list
//! - `keys` who takes a key: the dialog on top, the filter, or the list; `meant` keys that were
//!   meant for something else
//! - `listing` what keys do in the list; `marking` which sessions they choose
//! - `focus` which pane has the keys
//! - `viewing` which view is shown; `remembering` how the list looked when the account was left
//! - `going` what comes of going straight to somebody
//! - `asks` what dialogs and runs ask for
//! - `taking` what is taken away: copies and files; `masking` whether people are shown by name
//! - `mouse` what the mouse does, which never acts
//! - `switching` going over to another account
//! - `off` why an action does nothing now
//! - `news` rules that turn on and off, and runs that the journal has
//! - `data` what the poller brings, and what time does
//! - `choosing` from what is marked or under the cursor to what it is meant for; `lists` lists of people
//!   that are given
//! - `reviewing` how a review opens, and what gives it up from outside it
//!
//! Nothing here reads the clock or carries anything out: what is to be done is an [`Effect`].

mod asks;
mod choosing;
mod data;
mod events;
mod focus;
mod going;
mod keys;
mod listing;
mod lists;
mod marking;
mod masking;
mod meant;
mod mouse;
mod news;
mod off;
mod remembering;
mod reviewing;
mod rows;
mod state;
mod switching;
mod taking;
mod viewing;

#[cfg(test)]
mod tests;

use std::mem::Discriminant;
use std::sync::Arc;

use super::dialog::{Dialog, PaletteEntry, PersonPage};
use super::event::{Effect, Event, NeedsOf, Viewport};
use super::filter::Filter;
use super::guarded::Guarded;
use super::keymap::Keymap;
use super::list::List;
use super::marks::Marks;
use super::news::NewsLog;
use super::notices::{Level, NoticeWords, Notices};
use super::panes::PaneFocus;
use super::past::Past;
use super::press::Press;
use super::remembered::{FlagsInWords, RememberedList};
use super::runs::Runs;
use super::setup::{DisplayOptions, Equipment, Setup};
use super::typing::Typing;
use super::views::Views;
use super::waits::CurrentWaits;
use super::widths::GrownNeeds;
use crate::live::{FlagLog, Snapshot};
use crate::model::{SafeText, Timestamp};
use crate::operation::{self};
use crate::settings::{ListColumn, ThemeChoice};

pub(crate) use rows::RowState;

/// The state of the screen: everything that a frame is drawn from.
#[derive(Debug)]
pub struct App {
    setup: Setup,
    keymap: Keymap,
    viewport: Viewport,
    snapshot: Arc<Snapshot>,
    list: List,
    panes: PaneFocus,
    marks: Marks,
    filter: Filter,
    views: Views,
    /// The view that is shown, by its place.
    view: usize,
    /// The columns of the list; the usual ones where there are none.
    columns: Vec<ListColumn>,
    /// How wide they have to be.
    needs: GrownNeeds,
    /// The theme that was chosen on the screen.
    theme: Option<ThemeChoice>,
    /// How the list looked when that was written last.
    remembered: RememberedList,
    dialog: Option<Dialog>,
    /// The page of a person that is shown again when the dialog over it closes.
    beneath: Option<PersonPage>,
    /// The dialog that a page was opened from, which is shown again when the page closes.
    under: Option<Dialog>,
    news: NewsLog,
    flag_log: FlagLog,
    /// What the rules hit, as it is written for the next time.
    known_flags: Arc<FlagsInWords>,
    past: Past,
    runs: Runs,
    /// The case that every run of this program belongs to, where there is one.
    case: operation::Reason,
    guarded: Guarded,
    display: DisplayOptions,
    notices: Notices,
    typing: Typing,
    /// Keys that came in before it was known when the dialog on top was on the screen.
    early: Vec<Press>,
    /// Until when watching may use the share for everything.
    more_until: Option<Timestamp>,
    /// The key that was last said to do nothing, in words.
    useless: Option<String>,
    /// What the palette was used for in this run, newest first.
    recent: Vec<PaletteEntry>,
    /// What comes from outside the account.
    equipment: Equipment,
    /// Where somebody wants to go, until it is known what is there.
    going: Option<going::Going>,
    waits: CurrentWaits,
    /// When the last event came in.
    last_event: Timestamp,
    /// When the program went on after it was stopped, or could not run for a while.
    woke_at: Option<Timestamp>,
    revision: u64,
}

impl App {
    /// The state before anything is known.
    pub fn new(setup: Setup, keymap: Keymap, snapshot: Arc<Snapshot>, now: Timestamp) -> Self {
        let mut notices = Notices::default();
        for notice in &setup.notices {
            notices.keep(now, notice.clone(), false);
        }
        let runs = Runs::in_zone(setup.zone);
        let mut app = Self {
            list: List::new(Arc::clone(&snapshot)),
            snapshot,
            guarded: Guarded::new(&setup.guardrails),
            filter: Filter::over(setup.guardrails.rules.names()),
            views: Views::of(&setup.guardrails.rules, &setup.list.views, setup.zone),
            view: 0,
            columns: setup.list.columns.clone(),
            needs: GrownNeeds::default(),
            theme: None,
            remembered: RememberedList::default(),
            setup,
            keymap,
            viewport: Viewport::default(),
            panes: PaneFocus::default(),
            marks: Marks::default(),
            dialog: None,
            beneath: None,
            under: None,
            news: NewsLog::default(),
            flag_log: FlagLog::default(),
            known_flags: Arc::default(),
            past: Past::default(),
            runs,
            case: operation::Reason::default(),
            display: DisplayOptions::default(),
            notices,
            typing: Typing::default(),
            early: Vec::new(),
            more_until: None,
            useless: None,
            recent: Vec::new(),
            equipment: Equipment::default(),
            going: None,
            waits: CurrentWaits::default(),
            last_event: now,
            woke_at: None,
            revision: 0,
        };
        app.restore(now);
        app
    }

    /// The same state with what comes from outside the account.
    #[must_use]
    pub fn equipped(mut self, equipment: Equipment) -> Self {
        self.equipment = equipment;
        self
    }

    /// The same state, where nothing is changed before it was asked who has the protected addresses.
    #[must_use]
    pub fn seeking(mut self, is_seeking: bool) -> Self {
        self.setup.guardrails.is_seeking = is_seeking;
        self
    }

    /// The same state, which looks like another one did.
    #[must_use]
    pub fn displayed(mut self, display: DisplayOptions) -> Self {
        self.display = display;
        self
    }

    /// The same state in a program whose runs all belong to this case.
    #[must_use]
    pub fn of_case(mut self, case: operation::Reason) -> Self {
        if let Some(ticket) = &case.ticket {
            let ticket = SafeText::new(ticket);
            let text = format!("incident {ticket}: every run carries it");
            let words = NoticeWords::of_nobody(text);
            self.notices.say(self.last_event, Level::Info, words, false);
        }
        Self { case, ..self }
    }

    /// The number of events that were taken in: a frame drawn now shows what these made of the
    /// state.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes in one event.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        self.revision += 1;
        let (dialog, said) = (self.open_dialog(), self.notices.said());
        // Neither changes the rows, and there can be thousands of them between two looks.
        let changes_rows = !matches!(event, Event::Drawn { .. } | Event::Run(_));
        let mut effects = self.look_at_the_time(now);
        effects.extend(self.take(event, now));
        if changes_rows {
            self.look_at_widths(now);
        }
        if self.dialog.is_none() {
            self.dialog = self.dialog_below();
        }
        effects.extend(self.remember());
        if self.open_dialog() != dialog {
            self.notices.leave_dialog(said);
        }
        self.news.take(&self.snapshot, &self.notices);
        if !self.setup.bell {
            effects.retain(|effect| !matches!(effect, Effect::Bell));
        }
        effects
    }

    /// Notes what the rows on the screen need of their columns.
    fn look_at_widths(&mut self, now: Timestamp) {
        let NeedsOf(measure) = self.viewport.needs;
        let needs = measure(self, now);
        self.needs = std::mem::take(&mut self.needs).looking(self, &needs);
    }

    /// The page or the list that the last dialog was opened from.
    fn dialog_below(&mut self) -> Option<Dialog> {
        if let Some(mut page) = self.beneath.take() {
            page.look_at(&self.snapshot);
            return Some(Dialog::Person(page));
        }
        let mut under = self.under.take()?;
        under.look_again(&self.snapshot);
        Some(under)
    }

    /// Which dialog is on top.
    fn open_dialog(&self) -> Option<Discriminant<Dialog>> {
        self.dialog.as_ref().map(std::mem::discriminant)
    }

    /// Applies something to the dialog on top, if there is one.
    fn on_dialog(&mut self, take: impl FnOnce(&mut Dialog)) {
        if let Some(dialog) = &mut self.dialog {
            take(dialog);
        }
    }

    fn say(&mut self, now: Timestamp, level: Level, words: impl Into<NoticeWords>) {
        // A page or a list that lies beneath is back before anybody reads this.
        let beside_dialog =
            [&self.dialog, &self.under].into_iter().any(Option::is_some) || self.beneath.is_some();
        self.notices.say(now, level, words, beside_dialog);
    }
}
