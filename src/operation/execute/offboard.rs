//! The run of an offboarding: a few people at a time are suspended and seen suspended; then the tokens
//! are listed again, and what was made since the plan is revoked with the rest; then all of their
//! sessions end.

use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use super::run::Run;
use crate::model::{OAuthToken, User, UserId};
use crate::operation::{
    GoesBeyond, OffboardPart, Offboarding, Operation, OutcomeKind, ReportItem, Step, StepRequest,
    Target, TokenTarget, proof,
};
use crate::zendesk::{ApiError, ApiErrorKind, Purpose, TokenList, logged};

/// The people who are suspended before anything else is done to the first of them. Refusals of so many
/// suspensions do not stop a run: what else is to be done may still be allowed.
const FIRST: usize = 2;

/// The same number later on: what keeps the requests under way at once busy.
const AT_A_TIME: usize = 4;

/// How long a suspension that is not seen yet is waited for: Zendesk may lag behind its own answer.
const SEEN_WITHIN: Duration = Duration::from_secs(1);

impl Run {
    /// Carries out the steps of an offboarding until there are none left or the run is stopped.
    pub(super) async fn offboard(&mut self, steps: Vec<Step>, offboarding: &Offboarding) {
        for group in self.groups(steps) {
            let people: Vec<UserId> = group.iter().map(|(user, _)| *user).collect();
            let (mut first, mut then) = (Vec::new(), FxHashMap::default());
            for (user, steps) in group {
                let suspends = |step: &Step| self.operation_of(step).is_part(OffboardPart::Suspend);
                let (suspensions, others) = steps.into_iter().partition(suspends);
                first.extend::<Vec<Step>>(suspensions);
                then.insert(user, others);
            }
            let suspended = first.iter().flat_map(|step| &step.items).copied();
            let suspended: Vec<usize> = suspended.collect();
            self.steps(first).await;
            self.see_suspended(&suspended).await;
            let mut since = FxHashMap::default();
            if offboarding.has(OffboardPart::Tokens) {
                since = Box::pin(self.tokens_made_since(&people)).await;
            }
            let mut rest: Vec<Step> = Vec::new();
            for user in people {
                let known: Vec<Step> = then.remove(&user).unwrap_or_default();
                let is_token = |step: &Step| matches!(step.request, StepRequest::Token(..));
                let (tokens, sessions): (Vec<Step>, Vec<Step>) =
                    known.into_iter().partition(is_token);
                rest.extend(tokens);
                rest.extend(since.remove(&user).unwrap_or_default());
                rest.extend(sessions);
            }
            self.steps(rest).await;
        }
    }

    /// The steps of a few people at a time, person by person in their order.
    fn groups(&self, steps: Vec<Step>) -> Vec<Vec<(UserId, Vec<Step>)>> {
        let mut people: Vec<(UserId, Vec<Step>)> = Vec::new();
        for step in steps {
            let first = step
                .items
                .first()
                .and_then(|item| self.report.items.get(*item));
            let Some(user) = first.map(|item| item.target.user()) else {
                continue;
            };
            match people.last_mut().filter(|(last, _)| *last == user) {
                Some((_, steps)) => steps.push(step),
                None => people.push((user, vec![step])),
            }
        }
        let mut groups: Vec<Vec<(UserId, Vec<Step>)>> = Vec::new();
        for person in people {
            let room = if groups.len() > 1 { AT_A_TIME } else { FIRST };
            match groups.last_mut().filter(|group| group.len() < room) {
                Some(group) => group.push(person),
                None => groups.push(vec![person]),
            }
        }
        groups
    }

    /// Looks whether people whose suspension was answered are shown as suspended, and waits a moment
    /// for those who are not. The rest is done to them in any case.
    async fn see_suspended(&self, items: &[usize]) {
        let is_done = |item: &&usize| self.report.items[**item].outcome.kind.is_done();
        let done = items.iter().filter(is_done);
        let people: Vec<UserId> = done
            .map(|item| self.report.items[*item].target.user())
            .collect();
        if people.is_empty() || self.is_stopped() {
            return;
        }
        let halt = self.switch.stopping().clone();
        let look = async {
            if !self.are_shown_suspended(&people).await {
                tokio::time::sleep(SEEN_WITHIN).await;
                self.are_shown_suspended(&people).await;
            }
        };
        halt.run_until_cancelled(look).await;
    }

    async fn are_shown_suspended(&self, people: &[UserId]) -> bool {
        let shown = proof::people(&self.sender.client, people).await;
        let Ok(shown) = shown else { return false };
        let is_so = |user: &UserId| shown.get(user).is_some_and(User::is_suspended);
        people.iter().all(is_so)
    }

    /// Lists the tokens again, and makes items and steps of those of these people that the plan does
    /// not have. If they cannot be listed, the last look says so.
    async fn tokens_made_since(&mut self, people: &[UserId]) -> FxHashMap<UserId, Vec<Step>> {
        let mut steps: FxHashMap<UserId, Vec<Step>> = FxHashMap::default();
        if self.is_stopped() {
            return steps;
        }
        let client = self.sender.client.clone();
        let halt = self.switch.stopping().clone();
        let sender = self.sender.clone();
        let reading = async {
            let list = TokenList::read(&client, Purpose::Asked).await;
            let is_anew = |error: &ApiError| error.kind == ApiErrorKind::OtherSignIn;
            // A sign-in of the same person goes on; of anybody else's, the next step tells why not.
            if list.as_ref().err().is_some_and(is_anew) && sender.look_at_the_owner().await.is_ok()
            {
                return TokenList::read(&client, Purpose::Asked).await;
            }
            list
        };
        let listed = match halt.run_until_cancelled(reading).await {
            Some(Ok(list)) => list.tokens,
            Some(Err(error)) => {
                tracing::warn!(
                    "tokens made since the plan are not known: {}",
                    logged(&error)
                );
                return steps;
            }
            None => return steps,
        };
        let planned = self.report.items.iter().map(|item| item.target.named());
        let planned: FxHashSet<_> = planned.collect();
        for token in listed.into_iter().filter(|one| people.contains(&one.user)) {
            let user = token.user;
            let target = self.since(token);
            if planned.contains(&target.named()) || self.guardrails.excludes(&target).is_some() {
                continue;
            }
            let (place, request) = (
                self.report.items.len(),
                match &target {
                    Target::Token(target) => StepRequest::Token(user, target.token.id),
                    Target::Session(_) | Target::Person(_) => continue,
                },
            );
            let item = ReportItem {
                operation: Operation::RevokeTokens,
                target,
                outcome: OutcomeKind::NotAttempted.into(),
                at: (self.clock)(),
                server_at: None,
                request_id: None,
            };
            self.sender.progress.tell_added(&item).await;
            self.report.items.push(item);
            let items = vec![place];
            steps.entry(user).or_default().push(Step { request, items });
        }
        let tokens: usize = steps.values().map(Vec::len).sum();
        tracing::info!(
            run = self.report.run.as_str(),
            tokens,
            "tokens made since the plan"
        );
        steps
    }

    /// A token that nobody knew of when the plan was made, with its owner as the plan knew them.
    fn since(&self, token: OAuthToken) -> Target {
        let mut theirs = self
            .report
            .items
            .iter()
            .filter(|item| item.target.user() == token.user);
        let owner = theirs.find_map(|item| item.target.known().cloned());
        Target::Token(TokenTarget {
            token,
            owner,
            beyond: GoesBeyond::Since,
        })
    }
}
