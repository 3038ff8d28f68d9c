//! Where the request of a step goes, and the wait for its place, with the reason in words.

use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt as _;

use super::StepSender;
use crate::operation::{Step, StepRequest};
use crate::zendesk::{
    ApiError, ApiErrorKind, BudgetWait, CHANGE_PERSON, END_SESSION, END_SESSIONS_OF, Endpoint,
    LOGOUT_MANY, PauseReason, Permit, Purpose, REVOKE_TOKEN, ServerWait,
};

/// Why a run waits for the account, in words.
const USED_UP: &str = "the account's requests are used up";

/// Why a run waits for a server that asked for rest, in words.
const OVERLOADED: &str = "Zendesk is overloaded or in maintenance";

/// Why a run waits for our own share, in words.
const SHARE_USED: &str = "our share of the account's requests is used for this minute";

/// The wait for a place up to which nothing is reported.
pub(super) const SILENCE: Duration = Duration::from_secs(1);

/// Why a run waits for its sign-in, in words.
const NOT_RENEWED: &str = "the access token has ended, and Zendesk does not renew it yet";

impl StepSender {
    /// Waits for a place for a step, and reports why if that takes a while.
    pub(in crate::operation::execute) async fn place(&self, step: &Step) -> Permit {
        let (budget, endpoint) = (self.client.budget(), endpoint(step));
        let mut acquiring = pin!(budget.acquire_for(Purpose::Ending, endpoint.clone()));
        if let Some(permit) = (&mut acquiring).now_or_never() {
            return permit;
        }
        let wait = budget.waiting(Purpose::Ending, Some(&endpoint));
        if let Some(wait) = wait.filter(|wait| wait.left > SILENCE) {
            self.progress.pause(&why(&wait, &endpoint), wait.left).await;
        }
        acquiring.await
    }
}

/// Why a step waits that the server turned away, in words.
pub(super) fn turned_away(error: &ApiError) -> String {
    match (&error.kind, error.own_limit()) {
        (ApiErrorKind::NotRenewed { .. }, _) => NOT_RENEWED.to_owned(),
        (ApiErrorKind::RateLimited { wait }, Some(endpoint)) => {
            wait.with_reason(&endpoint.used_up())
        }
        (ApiErrorKind::RateLimited { wait }, None) => wait.with_reason(USED_UP),
        _ => USED_UP.to_owned(),
    }
}

/// Why a run waits for its place, in words.
fn why(wait: &BudgetWait, endpoint: &Endpoint) -> String {
    let words = match wait.pause {
        Some(PauseReason::Overloaded) => OVERLOADED,
        Some(PauseReason::RateLimited | PauseReason::UsedUp) => USED_UP,
        Some(PauseReason::EndpointUsedUp) => &endpoint.used_up(),
        Some(PauseReason::Reserve) => wait.why,
        None => SHARE_USED,
    };
    ServerWait::asked(wait.asked).with_reason(words)
}

/// Where the request of a step goes.
fn endpoint(step: &Step) -> Endpoint {
    match &step.request {
        StepRequest::Session(_) => END_SESSION,
        StepRequest::SessionsOf(_) => END_SESSIONS_OF,
        StepRequest::Logout(_) => LOGOUT_MANY,
        StepRequest::Person(..) => CHANGE_PERSON,
        StepRequest::Token(..) => REVOKE_TOKEN,
    }
}
