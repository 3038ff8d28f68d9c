//! From people to a plan against them, or to their tokens.

use super::App;
use crate::app::dialog::{Dialog, NextStep, Review, TokensView};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::model::{Timestamp, UserId};
use crate::operation::contain::{self, Basis, Plan, Refusal};

impl App {
    /// Goes on with some people.
    pub(super) fn contain(
        &mut self,
        then: NextStep,
        people: Vec<UserId>,
        now: Timestamp,
    ) -> Vec<Effect> {
        match then {
            NextStep::Suspend => {
                self.review_containing(|basis| contain::suspend(&people, basis), now)
            }
            NextStep::Lift => self.review_containing(|basis| contain::lift(&people, basis), now),
            NextStep::Tokens => {
                self.dialog = Some(Dialog::Tokens(TokensView::of(people.clone())));
                vec![Effect::ReadTokens(people)]
            }
            NextStep::End => Vec::new(),
        }
    }

    pub(super) fn review_containing(
        &mut self,
        plan: impl FnOnce(&Basis<'_>) -> Result<Plan, Refusal>,
        now: Timestamp,
    ) -> Vec<Effect> {
        if !self.may_review(now) {
            return Vec::new();
        }
        let plan = plan(&Basis {
            account: &self.setup.account,
            snapshot: &self.snapshot,
            guardrails: &self.setup.guardrails,
            now,
        });
        match plan {
            Ok(plan) => {
                let review = Review::containing(plan, now);
                self.dialog = Some(Dialog::Review(Box::new(review)));
            }
            Err(refusal) => self.say(now, Level::Warning, refusal.to_string()),
        }
        Vec::new()
    }
}
