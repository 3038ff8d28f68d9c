//! Keys of a review, whatever it is of: the way to confirm and the ways not to.

use crossterm::event::KeyEvent;

use super::App;
use super::typing::{LONGEST_INPUT, type_into};
use crate::app::Action;
use crate::app::dialog::{Dialog, RunView};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::model::Timestamp;
use crate::operation::Challenge;

impl App {
    pub(super) fn review_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        at: Timestamp,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(Dialog::Review(review)) = &mut self.dialog else {
            return Vec::new();
        };
        if !review.consent.was_visible(at) {
            return Vec::new();
        }
        review.consent.touch(now);
        match action {
            Some(Action::Back) => return self.cancel_review("cancelled; nothing was sent", now),
            Some(Action::PageDown) => {
                review.scroll = (review.scroll + 5).min(review.plan.count().saturating_sub(1));
            }
            Some(Action::PageUp) => review.scroll = review.scroll.saturating_sub(5),
            Some(Action::NextRoute) => {
                if let Some(Dialog::Review(review)) = self.dialog.take() {
                    self.dialog = Some(Dialog::Review(Box::new(review.next_route())));
                }
            }
            Some(Action::Keep) => {
                if *review.plan.challenge() != Challenge::Yes {
                    return self.confirm(now);
                }
            }
            _ => {
                type_into(&mut review.consent.answer, key, LONGEST_INPUT);
                if *review.plan.challenge() == Challenge::Yes {
                    if review
                        .plan
                        .challenge()
                        .accepts(review.consent.answer.value())
                    {
                        return self.confirm(now);
                    }
                    review.consent.answer.reset();
                }
            }
        }
        Vec::new()
    }

    fn confirm(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Review(review)) = self.dialog.take() else {
            return Vec::new();
        };
        let view = RunView::new(&review, now);
        match review.confirm() {
            Ok(confirmed) => {
                self.run = Some(view);
                self.dialog = Some(Dialog::Run);
                vec![Effect::Execute(Box::new(confirmed))]
            }
            Err(review) => {
                self.dialog = Some(Dialog::Review(review));
                Vec::new()
            }
        }
    }

    pub(super) fn cancel_review(&mut self, why: &str, now: Timestamp) -> Vec<Effect> {
        let below = match self.dialog.take() {
            Some(Dialog::Review(_)) => None,
            // What was typed into the fields stays.
            Some(Dialog::Change(review)) => Some(Dialog::Edit(Box::new(review.edit))),
            other => {
                self.dialog = other;
                return Vec::new();
            }
        };
        self.dialog = below;
        self.say(now, Level::Info, why);
        self.catch_up()
    }
}
