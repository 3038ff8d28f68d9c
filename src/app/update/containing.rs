//! From people to a plan against them or their tokens.

use super::App;
use crate::app::Action;
use crate::app::dialog::{Dialog, NextStep, Review, TokensRead, TokensView};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::journal::RunId;
use crate::model::{Timestamp, UserId};
use crate::operation::Verdict;
use crate::operation::Verdicts;
use crate::operation::contain::{self, Basis, Plan, Refusal, Tokens};

impl App {
    /// What an action of the list or of a report means for the people it is about.
    pub(super) fn contain_action(action: Action) -> Option<NextStep> {
        match action {
            Action::Suspend => Some(NextStep::Suspend),
            Action::LiftSuspension => Some(NextStep::Lift),
            Action::Tokens => Some(NextStep::Tokens),
            _ => None,
        }
    }

    /// The people of the marked sessions, or of the one under the cursor.
    pub(super) fn contain_chosen(&mut self, then: NextStep, now: Timestamp) -> Vec<Effect> {
        match self.chosen(then, now) {
            Some(keys) => self.go_on(then, keys, now),
            None => Vec::new(),
        }
    }

    /// The people of the last report.
    pub(super) fn contain_reported(&mut self, then: NextStep, now: Timestamp) -> Vec<Effect> {
        let Some(view) = &self.report else {
            return Vec::new();
        };
        let mut people: Vec<UserId> = view.report.people().into_iter().collect();
        people.sort_unstable();
        self.dialog = None;
        self.contain(then, people, now)
    }

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

    fn review_containing(
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
                let (items, excluded) = (plan.targets().len(), plan.excluded().len());
                tracing::info!(items, excluded, "plan made");
                let review = Review::containing(plan, now);
                self.dialog = Some(Dialog::Review(Box::new(review)));
            }
            Err(refusal) => {
                tracing::info!("no plan: {refusal}");
                self.say(now, Level::Warning, refusal.to_string());
            }
        }
        Vec::new()
    }

    /// The tokens came in, and with them which of them these requests are made with.
    pub(super) fn take_tokens(&mut self, read: &TokensRead) -> Vec<Effect> {
        if let Ok((_, in_use)) = &read.answer {
            self.setup.guardrails.own_token = *in_use;
        }
        if let Some(Dialog::Tokens(view)) = &mut self.dialog {
            view.take(read);
        }
        Vec::new()
    }

    pub(super) fn tokens_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Tokens(view)) = &mut self.dialog else {
            return Vec::new();
        };
        match action {
            Some(Action::Down) => view.move_by(1),
            Some(Action::Up) => view.move_by(-1),
            Some(Action::PageDown) => view.move_by(5),
            Some(Action::PageUp) => view.move_by(-5),
            Some(Action::Mark) => view.mark(),
            Some(Action::MarkAll) => view.mark_all(),
            Some(Action::Revoke) => {
                let (chosen, listed) = (Tokens::Those(view.chosen()), view.tokens().to_vec());
                let plan = |basis: &Basis<'_>| contain::revoke(&chosen, &listed, basis);
                return self.review_containing(plan, now);
            }
            Some(Action::Quit) => return self.ask_to_quit(),
            Some(Action::Back) => {
                self.dialog = None;
                return self.catch_up();
            }
            _ => {}
        }
        Vec::new()
    }

    /// What Zendesk shows after a run against people or tokens.
    pub(super) fn take_proof(
        &mut self,
        run: &RunId,
        verdicts: Vec<Option<Verdict>>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(view) = self.report.as_mut().filter(|view| view.report.run == *run) else {
            return Vec::new();
        };
        let (run, work) = (run.clone(), view.report.work);
        let news = view.learn(verdicts);
        if news.is_empty() {
            return Vec::new();
        }
        for (verdict, level) in [
            (Verdict::Verified, Level::Info),
            (Verdict::StillListed, Level::Warning),
        ] {
            let count = news.iter().filter(|(.., known)| *known == verdict).count();
            if count > 0 {
                let text = format!("{count} of the last run {}", verdict.words(work));
                self.say(now, level, text);
            }
        }
        vec![Effect::RecordVerdicts(Verdicts {
            run,
            work,
            of: news,
        })]
    }
}
