//! How a review opens, and what closes it from outside.

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, Reaction, Review, ReviewStep};
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::live::Freshness;
use crate::model::{Timestamp, counted};
use crate::operation::{LastDoor, Proposal};
use crate::zendesk::{AdminList, TokenList};

/// What was read again for a review.
pub(super) struct FactsAnswer {
    /// Whether all of it was read, or why not.
    pub(super) answer: Result<(), String>,
    /// The admins of the account, or why they are not known, if they were asked for.
    pub(super) admins: Option<Result<AdminList, LastDoor>>,
    /// The tokens of the account, if they were asked for and could be read.
    pub(super) tokens: Option<TokenList>,
}

impl App {
    /// Opens the review of a plan for what was asked for and asks for its facts again, or says why
    /// there is no plan.
    pub(super) fn review(&mut self, proposal: Proposal, now: Timestamp) -> Vec<Effect> {
        if let Some(hindrance) = self.context(now).hindrance() {
            if let Some(dialog) = hindrance.shows() {
                self.layers.open(dialog);
            }
            self.say(now, Level::Warning, hindrance.words());
            return Vec::new();
        }
        if let Freshness::Stale { because, .. } = &self.snapshot.freshness
            && because.refuses_credentials()
        {
            let text = format!("nothing can be done: {because}; {}", because.advice());
            self.say(now, Level::Warning, text);
            return Vec::new();
        }
        let basis = self.context(now).basis();
        let planned = proposal.plan(&basis);
        match planned {
            Ok(plan) => {
                let (items, excluded) = (plan.count(), plan.excluded().len());
                tracing::info!(items, excluded, "plan made");
                let (mut review, request) =
                    Review::open(proposal, plan, (self.revision, self.runs.case()), &basis);
                review.below = self.layers.take_list();
                self.layers.open(Dialog::Review(Box::new(review)));
                request.map(Effect::Refresh).into_iter().collect()
            }
            Err(refusal) => {
                tracing::info!("no plan: {}", refusal.for_log());
                self.say(now, Level::Warning, refusal.on_screen());
                refusal
                    .waits_for_roles()
                    .then_some(Effect::AskRoles)
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Takes in that the facts of the review were read again, or why not. An answer that nobody
    /// waits for any more is dropped.
    pub(super) fn take_facts(
        &mut self,
        id: u64,
        facts: FactsAnswer,
        now: Timestamp,
    ) -> Vec<Effect> {
        let FactsAnswer {
            answer,
            admins,
            tokens,
        } = facts;
        let mut review = match self.layers.take() {
            Some(Dialog::Review(review)) if review.facts.waits_for(id) => review,
            other => {
                self.layers.put(other);
                return Vec::new();
            }
        };
        review.admins = admins.or(review.admins);
        let basis = self.context(now).basis();
        let made_since = tokens.map_or(0, |list| review.take_tokens(list.tokens));
        let reaction = match review.take_facts(answer, self.revision, &basis) {
            ReviewStep::Stay => Reaction::stay(Dialog::Review(review)),
            ReviewStep::Read(request) => {
                Reaction::stay(Dialog::Review(review)).ask(Ask::Do(Effect::Refresh(request)))
            }
            ReviewStep::Confirm => review.confirmed(&self.snapshot, now),
            ReviewStep::Close(refusal) => {
                tracing::info!("no plan any more: {}", refusal.for_log());
                let text = format!("closed, and nothing was sent: {}", refusal.on_screen());
                review
                    .closed()
                    .ask(Ask::warn(text))
                    .ask(Ask::IgnoreTyping(now))
            }
        };
        self.layers.put(reaction.dialog);
        let mut effects = self.carry_out(reaction.asks, now);
        if made_since > 0 {
            let tokens = counted(made_since, "token", "tokens");
            let text = format!(
                "{tokens} of these people {} made since the tokens were listed, and not among these: \
                 list them again",
                if made_since == 1 { "was" } else { "were" }
            );
            self.say(now, Level::Warning, NoticeWords::of_nobody(text));
        }
        effects.extend(self.catch_up());
        effects
    }

    /// Closes a review without sending anything, if there is one, and says why.
    pub(super) fn give_review_up(&mut self, why: &'static str, now: Timestamp) -> Vec<Effect> {
        if !self.layers.give_review_up() {
            return Vec::new();
        }
        self.keyboard.typing.ignore(now);
        self.say(now, Level::Info, why);
        self.catch_up()
    }
}
