//! Everybody on a list that was given: who of them is there, and what may be done to them. Whoever is
//! not signed in is looked up first, and nothing is reviewed before.

use super::{Dialog, DialogContext, GivenList, NextStep, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::app::scroll::Scroll;
use crate::live::{Naming, Snapshot};
use crate::model::counted;
use crate::operation::{Choice, ChoicePart};

/// The list, and the place of the cursor among what may be done.
#[derive(Debug)]
pub struct OnList {
    /// The list, as far as it is known who is on it.
    pub(crate) list: GivenList,
    /// What may be done to them, with the words for it.
    pub(crate) at: usize,
    /// How far what is said of the list is scrolled.
    pub(crate) scroll: Scroll,
    /// Whether ending their sessions is reviewed as soon as it is known who they are.
    is_to_end: bool,
}

impl OnList {
    /// The dialog of a list, which goes on to ending when it is known who is on it.
    pub(in crate::app) fn of(list: GivenList) -> Self {
        Self {
            list,
            at: 0,
            scroll: Scroll::default(),
            is_to_end: true,
        }
    }

    /// Takes in what came of looking people up; returns the review that was waiting for it.
    pub(in crate::app) fn take(
        &mut self,
        (id, answer): (u64, &Result<Naming, String>),
        snapshot: &Snapshot,
    ) -> Option<Choice> {
        if !self.list.take(id, answer) {
            return None;
        }
        self.list.look_at(snapshot);
        let is_due = std::mem::take(&mut self.is_to_end) && self.list.failure().is_none();
        is_due.then(|| self.choice(snapshot))
    }

    /// Notes that the review of ending was opened, or cannot be.
    pub(in crate::app) fn opened(mut self) -> Self {
        self.is_to_end = false;
        self
    }

    /// Looks at a newer snapshot.
    pub(super) fn look_at(&mut self, snapshot: &Snapshot) {
        self.list.look_at(snapshot);
    }

    /// Everybody on it.
    pub(in crate::app) fn choice(&self, snapshot: &Snapshot) -> Choice {
        ChoicePart::Named(self.list.naming(snapshot)).into()
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let last = NextStep::ON_A_LIST.len() - 1;
        let step = match press.action {
            Some(Action::Down) => {
                self.at = (self.at + 1).min(last);
                None
            }
            Some(Action::Up) => {
                self.at = self.at.saturating_sub(1);
                None
            }
            action if self.scroll.by(action, context.extent) => None,
            Some(Action::Keep) => NextStep::ON_A_LIST.get(self.at).map(|(step, ..)| *step),
            Some(Action::End) => Some(NextStep::End),
            Some(Action::Refresh) => {
                return Reaction::stay(Dialog::OnList(self)).ask(Ask::LookUpAgain);
            }
            Some(action) => match NextStep::of_people(action) {
                Some(step) => Some(step),
                None => return Reaction::usual(Dialog::OnList(self), press.action),
            },
            None => None,
        };
        match step {
            Some(step) => self.go_on(step, context),
            None => Reaction::stay(Dialog::OnList(self)),
        }
    }

    /// Reviews what is to be done, once it is known who is meant.
    fn go_on(self, step: NextStep, context: &DialogContext<'_>) -> Reaction {
        if let Some(by) = context.hindrance() {
            return Reaction::hindered(Dialog::OnList(self), by);
        }
        let ask = match self.not_yet(step, context.snapshot) {
            Some(why) => Ask::warn(why),
            None if step.work().ends() => Ask::Review(self.choice(context.snapshot)),
            None => Ask::Contain(step, self.choice(context.snapshot)),
        };
        Reaction::stay(Dialog::OnList(self)).ask(ask)
    }

    /// Why something cannot be done to them yet, if so. Once a walk said who is signed in, they can be
    /// signed out although nobody knows who the others are; everything else is done to all of them.
    fn not_yet(&self, step: NextStep, snapshot: &Snapshot) -> Option<String> {
        if self.list.is_looking() {
            return Some("whoever is not signed in is looked up; press it again then".to_owned());
        }
        if step.work().ends() && snapshot.is_walked() {
            return None;
        }
        if let Some(why) = self.list.failure() {
            return Some(format!("nobody could be looked up: {why}"));
        }
        match self.list.naming(snapshot).not_asked.len() {
            0 => None,
            left => Some(format!(
                "{} would have to be looked up one by one, which is too many; give a shorter list, or \
                 their user ids",
                counted(left, "person", "people")
            )),
        }
    }
}
