//! The keys of a review, the same for every plan: the way to confirm and the ways not to.

use super::Review;
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, Reaction, RunView};
use crate::app::event::Effect;
use crate::app::press::{LONGEST_INPUT, Press};
use crate::model::Timestamp;
use crate::operation::Challenge;

impl Review {
    pub(in crate::app) fn key(mut self: Box<Self>, press: Press, now: Timestamp) -> Reaction {
        if !self.consent.was_visible(press.at) {
            return Reaction::stay(Dialog::Review(self));
        }
        self.consent.touch(now);
        match press.action {
            Some(Action::Back) => {
                return Reaction::close().ask(Ask::tell("cancelled; nothing was sent"));
            }
            Some(Action::PageDown) => {
                self.scroll = (self.scroll + 5).min(self.plan.count().saturating_sub(1));
            }
            Some(Action::PageUp) => self.scroll = self.scroll.saturating_sub(5),
            Some(Action::NextRoute) => {
                return Reaction::stay(Dialog::Review(Box::new(self.next_route())));
            }
            Some(Action::Keep) => {
                if *self.plan.challenge() != Challenge::Yes {
                    return self.confirmed(now);
                }
            }
            _ => {
                press.type_into(&mut self.consent.answer, LONGEST_INPUT);
                if *self.plan.challenge() == Challenge::Yes {
                    if self.plan.challenge().accepts(self.consent.answer.value()) {
                        return self.confirmed(now);
                    }
                    self.consent.answer.reset();
                }
            }
        }
        Reaction::stay(Dialog::Review(self))
    }

    fn confirmed(self, now: Timestamp) -> Reaction {
        let run = RunView::new(&self, now);
        match self.confirm() {
            Ok(confirmed) => Reaction::stay(Dialog::Run)
                .ask(Ask::BeginRun(Box::new(run)))
                .ask(Ask::Do(Effect::Execute(Box::new(confirmed)))),
            Err(review) => Reaction::stay(Dialog::Review(review)),
        }
    }
}
