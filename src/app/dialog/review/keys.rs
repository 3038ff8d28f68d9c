//! The keys of a review, the same for every plan: the way to confirm and the ways not to.

use super::{FactsState, Review};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::dialog::consent::{Asked, CLOSED, ConsentStep};
use crate::app::dialog::{Dialog, DialogContext, Reaction, RunView};
use crate::app::event::Effect;
use crate::app::folds::ListHead;
use crate::app::press::Press;
use crate::live::{AgeGrade, Snapshot};
use crate::model::Timestamp;

/// The words when the facts are too old to be confirmed.
const TOO_OLD: &str =
    "not confirmed: the list is stale and is read again; confirm when it is there";

/// The words when more would go than was shown.
const MORE: &str = "not confirmed: its people have other sessions by now; look again";

impl Review {
    pub(in crate::app) fn key(
        mut self: Box<Self>,
        press: Press,
        context: &DialogContext<'_>,
    ) -> Reaction {
        self.folds.look(context.extent);
        let expects = self.plan.challenge().expects();
        let is_refused = self.last_door(&context.setup.guardrails).is_some();
        let asked = Asked {
            expects: (!is_refused).then_some(expects.as_str()),
            end_seen: self.folds.end_seen(),
            has_routes: self.plan.operation().ends(),
            has_policies: self.has_policies(),
        };
        self.facts.is_awaited = false;
        match press.action {
            _ if self.given.key(press) => {
                self.consent
                    .typed_beside(&self.given, press.at, context.now);
                return Reaction::stay(Dialog::Review(self));
            }
            Some(Action::Keep) if self.turns_a_reason() => {
                let heads = self.heads();
                self.folds.turn(&heads);
                self.consent.touch(context.now);
                return Reaction::stay(Dialog::Review(self));
            }
            Some(Action::Fold | Action::Unfold | Action::UnfoldAll) => {
                self.look_about(press.action, context);
                self.consent.touch(context.now);
                return Reaction::stay(Dialog::Review(self));
            }
            _ => {}
        }
        match self.consent.key(press, asked, context) {
            ConsentStep::Leave => {
                return self
                    .closed()
                    .ask(Ask::answer("cancelled; nothing was sent"));
            }
            ConsentStep::Close => {
                return self
                    .closed()
                    .ask(Ask::warn(CLOSED))
                    .ask(Ask::IgnoreTyping(press.at));
            }
            ConsentStep::Confirm => return self.enter(context),
            ConsentStep::NextRoute => {
                let next = self.next_route(context.revision, &context.basis());
                let reaction = Reaction::stay(Dialog::Review(self));
                return match next {
                    Ok(()) => reaction,
                    Err(refusal) => reaction.ask(Ask::warn(refusal.on_screen())),
                };
            }
            ConsentStep::NextPolicy => {
                let next = self.next_policy(context.revision, &context.basis());
                let reaction = Reaction::stay(Dialog::Review(self));
                return match next {
                    Ok(()) => reaction,
                    Err(refusal) => reaction.ask(Ask::warn(refusal.on_screen())),
                };
            }
            ConsentStep::Scroll(_) => self.look_about(press.action, context),
            ConsentStep::Stay => {}
        }
        Reaction::stay(Dialog::Review(self))
    }

    /// Whether the key that confirms shows who is left out for the reason under the cursor, or hides them:
    /// nothing is typed that it could confirm.
    fn turns_a_reason(&self) -> bool {
        let heads = self.heads();
        let is_reason = |head: &ListHead| head.person().is_none();
        self.consent.answer.value().is_empty()
            && self.folds.under_cursor(&heads).is_some_and(is_reason)
    }

    /// Moves the cursor over its people, scrolls, and folds.
    fn look_about(&mut self, action: Option<Action>, context: &DialogContext<'_>) {
        let heads = self.heads();
        let shown = (context.extent, context.heads);
        self.folds.key(action, &heads, shown);
    }

    /// Confirms the plan once its facts are there: where they are being read, or are to be read
    /// again, that is waited for.
    fn enter(mut self: Box<Self>, context: &DialogContext<'_>) -> Reaction {
        let is_stale = context.snapshot.age_grade(context.now) == AgeGrade::Stale;
        let stay = |review| Reaction::stay(Dialog::Review(review));
        if let Some(why) = self.last_door(&context.setup.guardrails) {
            self.consent.begin_again(context.revision);
            return stay(self).ask(Ask::warn(format!("not confirmed, nothing was sent: {why}")));
        }
        match self.facts.state {
            FactsState::Reading { .. } => {
                self.facts.is_awaited = true;
                stay(self)
            }
            FactsState::Read if self.facts.are_too_old(context.now) || self.has_moved() => {
                match self.ask_again(context.revision, &context.basis()) {
                    Some(request) => stay(self).ask(Ask::Do(Effect::Refresh(request))),
                    None => self.too_many(context),
                }
            }
            FactsState::NotRead(_) | FactsState::TooMany { .. }
                if is_stale && self.plan.operation().ends() =>
            {
                // What was typed stands for facts that are too old.
                self.consent.begin_again(context.revision);
                let request = self.ask_again(context.revision, &context.basis());
                self.facts.is_awaited = false;
                let reading = request.map(|request| Ask::Do(Effect::Refresh(request)));
                let reaction = stay(self)
                    .ask(Ask::warn(TOO_OLD))
                    .ask(Ask::Do(Effect::WalkNow));
                reading.into_iter().fold(reaction, Reaction::ask)
            }
            FactsState::NotRead(_) | FactsState::TooMany { .. } if self.has_moved() => {
                match self.count_again(context.revision, &context.basis()) {
                    Ok(true) => stay(self).ask(Ask::warn(MORE)),
                    Ok(false) => self.confirmed(context.snapshot, context.now),
                    Err(refusal) => {
                        let text = format!("closed, and nothing was sent: {}", refusal.on_screen());
                        self.closed().ask(Ask::warn(text))
                    }
                }
            }
            FactsState::Read | FactsState::NotRead(_) | FactsState::TooMany { .. } => {
                self.confirmed(context.snapshot, context.now)
            }
        }
    }

    /// Asks for the confirmation that facts need which cannot be read in time any more.
    fn too_many(mut self: Box<Self>, context: &DialogContext<'_>) -> Reaction {
        self.plan = self.facts.challenged(self.plan);
        self.consent.begin_again(context.revision);
        Reaction::stay(Dialog::Review(self))
    }

    /// Begins the run, if the answer is whole.
    pub(in crate::app) fn confirmed(self, snapshot: &Snapshot, now: Timestamp) -> Reaction {
        let run = RunView::new(&self, snapshot, now);
        let reason = self.given.reason();
        match self.confirm() {
            Ok(confirmed) => Reaction::stay(Dialog::Run)
                .ask(Ask::BeginRun(Box::new(run)))
                .ask(Ask::Do(Effect::Execute(Box::new(confirmed), reason))),
            Err(review) => Reaction::stay(Dialog::Review(review)),
        }
    }
}
