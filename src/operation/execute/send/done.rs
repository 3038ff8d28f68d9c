//! A step whose request was sent, and how it ended.

use std::sync::Arc;
use std::time::Duration;

use http::Method;

use crate::model::{Timestamp, UserId};
use crate::operation::execute::odd::Seen;
use crate::operation::execute::since::WithheldPerson;
use crate::operation::{Outcome, OutcomeKind, Step, StepRequest, Stopped};
use crate::zendesk::{ApiError, ApiErrorKind, ApiRequest};

/// A step whose request was sent, and how it ended.
pub(in crate::operation::execute) struct Done {
    pub(in crate::operation::execute) step: Step,
    pub(in crate::operation::execute) outcome: Outcome,
    /// The error of the last attempt, if it failed.
    pub(in crate::operation::execute) error: Option<Arc<ApiError>>,
    /// What Zendesk showed after an answer that did not fit, if it was looked up.
    pub(in crate::operation::execute) observed: Option<Seen>,
    /// Whether it was sent to probe a server that keeps failing.
    pub(in crate::operation::execute) is_probe: bool,
    pub(in crate::operation::execute) status: Option<u16>,
    /// The server's clock when it answered, if it was answered as documented.
    pub(in crate::operation::execute) server_at: Option<Timestamp>,
    pub(in crate::operation::execute) request_id: Option<String>,
    pub(in crate::operation::execute) attempts: u32,
    pub(in crate::operation::execute) took: Duration,
    /// Those of its people who are not to be touched, if it was not sent because of them.
    pub(in crate::operation::execute) withheld: Vec<WithheldPerson>,
    /// What is to be said of it in its record beside its outcome.
    pub(in crate::operation::execute) note: Option<&'static str>,
    /// Why the run stops after it, if it was not sent again because of that.
    pub(in crate::operation::execute) stop: Option<Stopped>,
}

impl Done {
    /// A step that was not sent yet.
    pub(super) fn not_yet(step: Step, is_probe: bool) -> Self {
        Self {
            step,
            outcome: OutcomeKind::NotAttempted.into(),
            error: None,
            observed: None,
            is_probe,
            status: None,
            server_at: None,
            request_id: None,
            attempts: 0,
            took: Duration::ZERO,
            withheld: Vec::new(),
            note: None,
            stop: None,
        }
    }

    /// How one of its items ended, whose person this is. Whoever is not to be touched keeps nobody else from
    /// what was confirmed.
    pub(in crate::operation::execute) fn outcome_of(&self, user: UserId) -> Outcome {
        let withheld = self.withheld.iter().find(|one| one.user == user);
        let Some(person) = withheld else {
            return self.outcome.clone();
        };
        let request = ApiRequest::to(Method::GET, "/api/v2/users/show_many");
        let why = ApiErrorKind::Withheld(person.why.to_string());
        Outcome::because(
            OutcomeKind::NotAttempted,
            Arc::new(ApiError::new(request, why)),
        )
    }

    /// The same request for the others of its people, where it was not sent because of some of them; with
    /// the person of each item.
    pub(in crate::operation::execute) fn without_withheld(
        &self,
        user: impl Fn(usize) -> UserId,
    ) -> Option<Step> {
        let StepRequest::Logout(users) = &self.step.request else {
            return None;
        };
        let is_withheld = |user: &UserId| self.withheld.iter().any(|one| one.user == *user);
        let others: Vec<UserId> = users
            .iter()
            .filter(|it| !is_withheld(it))
            .copied()
            .collect();
        let items = self.step.items.iter().copied();
        let items = items.filter(|item| !is_withheld(&user(*item))).collect();
        (others.len() < users.len() && !others.is_empty()).then_some(Step {
            request: StepRequest::Logout(others),
            items,
        })
    }

    /// Why it ended as it did, in words for the record.
    pub(in crate::operation::execute) fn detail(&self) -> Option<String> {
        let cause = self.outcome.cause().map(ToString::to_string);
        let again = self.attempts > 1 && self.outcome.kind == OutcomeKind::AlreadySo;
        let withheld = || {
            let named = |one: &WithheldPerson| format!("user {}: {}", one.user, one.why);
            let all: Vec<String> = match (&self.withheld[..], &self.step.request) {
                ([one], request) if !matches!(request, StepRequest::Logout(_)) => {
                    vec![one.why.to_string()]
                }
                (all, _) => all.iter().map(named).collect(),
            };
            (!all.is_empty()).then(|| all.join("; "))
        };
        cause
            .or_else(withheld)
            .or_else(|| again.then(|| "an attempt before may have done it".to_owned()))
            .or_else(|| self.note.map(str::to_owned))
    }
}
