//! What the answers so far say about the run: how many requests may be under way at once, and
//! whether it makes sense to go on.

use std::sync::Arc;

use super::breaker::Breaker;
use super::send::Done;
use crate::operation::{OutcomeKind, Stopped};
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

    /// Takes in how a step ended at the account with this origin. `Some` means that the run should
    /// not go on after it.
    pub(super) fn judge(&mut self, done: &Done, origin: &str) -> Option<Stopped> {
        let kind = done.outcome.kind;
        let failing = matches!(kind, OutcomeKind::Failed | OutcomeKind::Unknown);
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
