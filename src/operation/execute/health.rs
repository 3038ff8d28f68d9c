//! What the answers so far say about the run: how many requests may be under way at once, and
//! whether it makes sense to go on.

use std::sync::Arc;

use super::breaker::Breaker;
use super::odd::OddAnswers;
use super::send::Done;
use crate::operation::{OddAnswer, OutcomeKind, Stopped};
use crate::zendesk::{ApiError, ApiErrorKind};

/// The number of refusals in a row after which a run gives up if nothing was done before: the token
/// may not do such things at all, and hundreds of 403s would look like an attack.
const REFUSED_FROM_THE_START: usize = 3;

/// The same number once something was done: the right to do so was taken away meanwhile. It is
/// higher, because some people may be protected at Zendesk, which must not stop the run.
const REFUSED_IN_A_ROW: usize = 10;

/// The state of a run with the server, from the answers so far.
#[derive(Debug, Default)]
pub(super) struct Health {
    breaker: Breaker,
    /// Whether an answer came that showed the state of things, so that requests may go side by
    /// side.
    answered: bool,
    /// Whether something was done, so that the credentials are known to allow it.
    permitted: bool,
    /// The refusals in a row so far.
    refused: usize,
    odd: OddAnswers,
}

impl Health {
    /// Whether the server keeps failing, so that one request at a time probes it after a rest.
    pub(super) fn is_failing(&self) -> bool {
        self.breaker.is_open()
    }

    /// Whether requests may go side by side.
    pub(super) fn is_good(&self) -> bool {
        self.answered && !self.is_failing()
    }

    /// The refusals in a row so far.
    pub(super) const fn refused_in_a_row(&self) -> usize {
        self.refused
    }

    /// Whether a request ended with an answer that does not fit, and nothing bears it out so far, so
    /// that what Zendesk shows has to be looked up. Until something was done or borne out, requests
    /// go one at a time, so that none is under way meanwhile.
    pub(super) fn doubts(&self, done: &Done) -> bool {
        let odd = done.error.as_deref().and_then(OddAnswer::of);
        !self.answered && !self.is_failing() && odd.is_some_and(|answer| !self.odd.trusts(answer))
    }

    /// Takes in how a step ended at the account with this origin. `Some` means that the run should
    /// not go on after it.
    pub(super) fn judge(&mut self, done: &Done, origin: &str) -> Option<Stopped> {
        let kind = done.outcome.kind;
        let odd = done.error.as_deref().and_then(OddAnswer::of);
        let all_odd = match (odd, done.observed) {
            (Some(answer), Some(observed)) => self.odd.take(answer, observed),
            (Some(_), None) => None,
            (None, _) => {
                self.odd.interrupt();
                None
            }
        };
        let is_borne_out = odd.is_some_and(|answer| self.odd.trusts(answer));
        let failing = matches!(kind, OutcomeKind::Failed | OutcomeKind::Unknown) && !is_borne_out;
        self.breaker.note(failing, done.is_probe);
        match (kind, &done.error) {
            (kind, _) if kind.is_done() => {
                (self.answered, self.permitted) = (true, true);
                self.refused = 0;
                None
            }
            // This says nothing about what the credentials may do.
            (OutcomeKind::AlreadySo, _) => {
                self.answered = true;
                None
            }
            (_, Some(error)) if error.refuses_credentials() || leads_away(error, origin) => {
                Some(Stopped::Refused(Arc::clone(error)))
            }
            _ if all_odd.is_some() => all_odd.map(Stopped::Odd),
            (OutcomeKind::Refused, Some(error)) => {
                self.refused += 1;
                let most = if self.permitted {
                    REFUSED_IN_A_ROW
                } else {
                    REFUSED_FROM_THE_START
                };
                (self.refused >= most).then(|| Stopped::Refused(Arc::clone(error)))
            }
            (_, Some(error)) if self.breaker.gives_up() => {
                Some(Stopped::Failing(Arc::clone(error)))
            }
            _ => None,
        }
    }
}

/// Whether a redirect points at another origin, where every other request would be sent as well.
fn leads_away(error: &ApiError, origin: &str) -> bool {
    let ApiErrorKind::Redirected { to, .. } = &error.kind else {
        return false;
    };
    let to = to.original();
    let same = to
        .strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !same && (!to.starts_with('/') || to.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::Method;

    use super::super::odd::{FROM_THE_START, Seen};
    use super::*;
    use crate::model::SafeText;
    use crate::operation::{Step, StepRequest};
    use crate::zendesk::ApiRequest;

    const ORIGIN: &str = "https://acme.zendesk.com";

    /// A request that ended like this.
    fn done(kind: OutcomeKind, error: Option<ApiErrorKind>) -> Done {
        let request = || ApiRequest::to(Method::DELETE, "/api/v2/users/7/sessions/1");
        Done {
            step: Step {
                request: StepRequest::Session("7/1".parse().unwrap()),
                items: vec![0],
            },
            outcome: kind.into(),
            error: error.map(|kind| Arc::new(ApiError::new(request(), kind))),
            observed: None,
            is_probe: false,
            status: None,
            server_at: None,
            request_id: None,
            attempts: 1,
            took: Duration::ZERO,
            withheld: Vec::new(),
            note: None,
            stop: None,
        }
    }

    fn refused() -> Done {
        let message = SafeText::new("no");
        done(
            OutcomeKind::Refused,
            Some(ApiErrorKind::Forbidden { message }),
        )
    }

    fn failed() -> Done {
        let unexpected = ApiErrorKind::Unexpected { status: 200 };
        done(OutcomeKind::Unknown, Some(unexpected))
    }

    fn goes_on(health: &mut Health, done: &Done, times: usize) {
        for n in 1..=times {
            assert!(health.judge(done, ORIGIN).is_none(), "{n}");
        }
    }

    #[test]
    fn requests_go_side_by_side_once_one_was_answered_and_while_none_keeps_failing() {
        for kind in [
            OutcomeKind::Done,
            OutcomeKind::Accepted,
            OutcomeKind::AlreadySo,
        ] {
            let mut health = Health::default();
            assert!(!health.is_good() && !health.is_failing());
            goes_on(&mut health, &done(kind, None), 1);
            assert!(health.is_good() && !health.is_failing(), "{kind:?}");
            goes_on(&mut health, &failed(), 5);
            assert!(!health.is_good() && health.is_failing(), "{kind:?}");
        }
    }

    #[test]
    fn refusals_stop_a_run_at_once_or_late_as_something_was_done_before() {
        let stops = |health: &mut Health| {
            let stopped = health.judge(&refused(), ORIGIN);
            matches!(stopped, Some(Stopped::Refused(_)))
        };
        let mut fresh = Health::default();
        goes_on(&mut fresh, &done(OutcomeKind::AlreadySo, None), 1);
        goes_on(&mut fresh, &refused(), REFUSED_FROM_THE_START - 1);
        assert!(stops(&mut fresh));
        let mut permitted = Health::default();
        for _ in 0..2 {
            goes_on(&mut permitted, &done(OutcomeKind::Done, None), 1);
            goes_on(&mut permitted, &refused(), REFUSED_IN_A_ROW - 1);
        }
        assert!(stops(&mut permitted));
    }

    #[test]
    fn odd_answers_from_the_start_are_doubted_until_something_bears_them_out() {
        let odd = |observed| Done {
            observed,
            ..done(
                OutcomeKind::Unknown,
                Some(ApiErrorKind::Unexpected { status: 304 }),
            )
        };
        let (as_before, as_it_should_be) = (Some(Seen::AsBefore), Some(Seen::AsItShouldBe));
        let mut health = Health::default();
        assert!(health.doubts(&odd(None)) && !health.doubts(&refused()));
        goes_on(&mut health, &odd(as_before), FROM_THE_START - 1);
        let stopped = health.judge(&odd(as_before), ORIGIN);
        assert!(matches!(stopped, Some(Stopped::Odd(_))));

        let mut health = Health::default();
        goes_on(&mut health, &odd(as_it_should_be), 1);
        assert!(!health.doubts(&odd(None)));
        goes_on(&mut health, &odd(None), 20);
        assert!(!health.is_failing());

        let mut health = Health::default();
        goes_on(&mut health, &done(OutcomeKind::Done, None), 1);
        assert!(!health.doubts(&odd(None)));
    }

    #[test]
    fn refused_credentials_stop_a_run_at_once() {
        let done = done(OutcomeKind::Refused, Some(ApiErrorKind::Unauthorized));
        let stopped = Health::default().judge(&done, ORIGIN);
        assert!(matches!(stopped, Some(Stopped::Refused(_))));
    }

    #[test]
    fn a_run_gives_up_after_probes_in_vain() {
        let mut health = Health::default();
        goes_on(&mut health, &failed(), 5);
        let probe = Done {
            is_probe: true,
            ..failed()
        };
        goes_on(&mut health, &probe, 3);
        let stopped = health.judge(&probe, ORIGIN);
        assert!(matches!(stopped, Some(Stopped::Failing(_))));
    }

    #[test]
    fn a_redirect_to_another_origin_stops_a_run_at_once() {
        let stops = |to: &str| {
            let (status, to) = (302, SafeText::new(to));
            let redirect = ApiErrorKind::Redirected { status, to };
            let done = done(OutcomeKind::Failed, Some(redirect));
            Health::default().judge(&done, ORIGIN).is_some()
        };
        for within in ["", "/", "/login"] {
            assert!(!stops(&format!("{ORIGIN}{within}")), "{within:?}");
        }
        assert!(!stops("/login"));
        for away in [
            "https://other.zendesk.com/",
            "https://acme.zendesk.com.example.com/",
            "//example.com/login",
        ] {
            assert!(stops(away), "{away}");
        }
    }
}
