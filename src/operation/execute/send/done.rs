//! A step whose request was sent, and how it ended.

use std::sync::Arc;
use std::time::Duration;

use crate::model::Timestamp;
use crate::operation::execute::odd::Seen;
use crate::operation::{Outcome, OutcomeKind, Step, Stopped};
use crate::zendesk::ApiError;

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
            stop: None,
        }
    }

    /// Why it ended as it did, in words for the record.
    pub(in crate::operation::execute) fn detail(&self) -> Option<String> {
        let cause = self.outcome.cause().map(ToString::to_string);
        let again = self.attempts > 1 && self.outcome.kind == OutcomeKind::AlreadySo;
        cause.or_else(|| again.then(|| "an attempt before may have done it".to_owned()))
    }
}
