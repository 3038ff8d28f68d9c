//! The keys of a review, the same for every plan: the way to confirm and the ways not to.

use super::Review;
use crate::app::ask::Ask;
use crate::app::dialog::consent::{Asked, CLOSED, ConsentStep};
use crate::app::dialog::{Dialog, DialogContext, Reaction, RunView};
use crate::app::event::Effect;
use crate::app::press::Press;
use crate::model::Timestamp;

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
