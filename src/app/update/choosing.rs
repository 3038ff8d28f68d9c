//! From the people who were chosen to what is reviewed of them.

use super::App;
use crate::app::dialog::{Dialog, LeaversView, NextStep, StepWork, TokensView};
use crate::app::event::Effect;
use crate::model::Timestamp;
use crate::operation::{Choice, Proposal};

impl App {
    /// Goes on with the people whom a choice names.
    pub(super) fn contain(
        &mut self,
        then: NextStep,
        choice: Choice,
        now: Timestamp,
    ) -> Vec<Effect> {
        match then.work() {
            StepWork::Change(operation) => self.review(Proposal::Change(choice, operation), now),
            StepWork::ShowTokens { offboards } => {
                let mut view = TokensView::of(choice, &self.snapshot);
                let people = view.people.clone();
                view.offboards = offboards;
                view.below = self.layers.take_list();
                self.layers.open(Dialog::Tokens(view));
                vec![Effect::ReadTokens(people)]
            }
            StepWork::EndSessions | StepWork::EndPeople => {
                self.review(Proposal::ending(choice), now)
            }
        }
    }

    /// Shows the people who should be gone, and asks for their tokens.
    pub(super) fn leavers(&mut self) -> Vec<Effect> {
        let view = LeaversView::of(&self.snapshot);
        let people = view.people();
        self.layers.open(Dialog::Leavers(view));
        vec![Effect::ReadTokens(people)]
    }
}
