//! The keys of a review, the same for every plan: the way to confirm and the ways not to.

use super::Review;
use crate::app::ask::Ask;
use crate::app::dialog::consent::{Asked, CLOSED, ConsentStep};
use crate::app::dialog::{Dialog, DialogContext, Reaction, RunView};
use crate::app::event::Effect;
use crate::app::press::Press;
use crate::live::AgeGrade;
use crate::model::Timestamp;

/// The words when the facts are too old to be confirmed.
const TOO_OLD: &str = "not confirmed: the list is stale and is read again; confirm when it is LIVE";

impl Review {
    pub(in crate::app) fn key(
        mut self: Box<Self>,
        press: Press,
        context: &DialogContext<'_>,
    ) -> Reaction {
        self.scroll.look(context.extent);
        let asked = Asked {
            expects: &self.plan.challenge().expects(),
            end_seen: self.scroll.end_seen(),
            has_routes: self.plan.operation().ends(),
        };
        match self.consent.key(press, asked, context) {
            ConsentStep::Leave => {
                return Reaction::close().ask(Ask::tell("cancelled; nothing was sent"));
            }
            ConsentStep::Close => return Reaction::close().ask(Ask::warn(CLOSED)),
            ConsentStep::Confirm if self.is_too_old(context) => {
                // What was typed stands for facts that are too old.
                self.consent.begin_again(context.revision);
                return Reaction::stay(Dialog::Review(self))
                    .ask(Ask::warn(TOO_OLD))
                    .ask(Ask::Do(Effect::WalkNow));
            }
            ConsentStep::Confirm => return self.confirmed(context.now),
            ConsentStep::NextRoute => {
                let review = self.next_route(context.revision);
                return Reaction::stay(Dialog::Review(Box::new(review)));
            }
            ConsentStep::Scroll(first) => self.scroll.go(first),
            ConsentStep::Stay => {}
        }
        Reaction::stay(Dialog::Review(self))
    }

    /// Whether the sessions that would be ended are known from a list that is stale.
    fn is_too_old(&self, context: &DialogContext<'_>) -> bool {
        self.plan.operation().ends() && context.snapshot.age_grade(context.now) == AgeGrade::Stale
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
