//! The difference of the Chat account under review. The dialog holds the fields below it, which Esc
//! goes back to.

use super::{ChatEdit, Consent, Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::event::Effect;
use crate::app::press::{LONGEST_INPUT, Press};
use crate::chat::Plan;
use crate::model::Timestamp;

/// A change of the Chat account under review, and the way to confirm it.
#[derive(Debug)]
pub struct ChatReview {
    /// The difference that would be sent.
    pub plan: Plan,
    /// The state of the confirmation.
    pub consent: Consent,
    /// The first line that is shown.
    pub scroll: usize,
    /// The dialog that lies below.
    pub(in crate::app) edit: ChatEdit,
}

impl ChatReview {
    pub(in crate::app) fn new(plan: Plan, edit: ChatEdit, now: Timestamp) -> Self {
        Self {
            plan,
            consent: Consent::new(now),
            scroll: 0,
            edit,
        }
    }

    pub(in crate::app) fn key(mut self: Box<Self>, press: Press, now: Timestamp) -> Reaction {
        if !self.consent.was_visible(press.at) {
            return Reaction::stay(Dialog::Change(self));
        }
        self.consent.touch(now);
        match press.action {
            Some(Action::Back) => {
                return Reaction::stay(self.left()).ask(Ask::tell("cancelled; nothing was sent"));
            }
            Some(Action::PageDown) => self.scroll += 5,
            Some(Action::PageUp) => self.scroll = self.scroll.saturating_sub(5),
            Some(Action::Keep) => return self.confirm(),
            Some(Action::NextRoute) => {}
            _ => press.type_into(&mut self.consent.answer, LONGEST_INPUT),
        }
        Reaction::stay(Dialog::Change(self))
    }

    /// The dialog below it. What was typed into the fields stays.
    pub(in crate::app) fn left(self) -> Dialog {
        Dialog::Edit(Box::new(self.edit))
    }

    fn confirm(self) -> Reaction {
        let Self {
            plan,
            mut consent,
            scroll,
            edit,
        } = self;
        match plan.confirm(consent.answer.value()) {
            Ok(confirmed) => {
                let mut card = edit.card;
                card.news = None;
                let send = Effect::ChangeChat(Box::new(confirmed));
                Reaction::stay(Dialog::Card(card))
                    .ask(Ask::BeginChange)
                    .ask(Ask::Do(send))
            }
            Err(plan) => {
                consent.wrong = true;
                Reaction::stay(Dialog::Change(Box::new(Self {
                    plan,
                    consent,
                    scroll,
                    edit,
                })))
            }
        }
    }
}
