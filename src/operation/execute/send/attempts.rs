//! The attempts of one step: what each says of it, and whether another is worth it.

use std::sync::Arc;
use std::time::Duration;

use super::done::Done;
use crate::operation::execute::since::WithheldPerson;
use crate::operation::{Outcome, OutcomeKind, Step};
use crate::zendesk::{ApiError, ApiErrorKind};

/// The time after which a step that is turned away over and over gives up: the longest wait that a
/// server may ask for, and some of ours.
const TURNED_AWAY: Duration = Duration::from_secs(20 * 60);

/// The times in a row that a step is turned away before the waits grow beyond what the server asks.
const PATIENT_FOR: u32 = 4;

/// The least wait by then. It doubles with each further time, so that a server that always asks for
/// a second is not asked every second.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest wait that we choose ourselves.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The attempts of a step that may find another sign-in in place of the one before.
const CHANGES_AT_MOST: u32 = 3;

/// The attempts of one step so far.
#[derive(Default)]
pub(super) struct Attempts {
    /// The attempts that the server read.
    pub(super) read: u32,
    /// The attempts that were turned away unread, and the waits after them.
    turned_away: u32,
    turned_away_for: Duration,
    /// The waits for somebody to sign in again.
    signing_in: Duration,
    /// The attempts that were not sent, because another sign-in took the place of the one before.
    other_sign_ins: u32,
    /// The first failure that may have had an effect: a later refusal does not undo that.
    doubt: Option<Arc<ApiError>>,
}

impl Attempts {
    /// Takes in that the server turned the request away unread and asks for this wait. Returns the time
    /// until the next attempt; `None` if there was enough of that.
    pub(super) fn turned_away(&mut self, wait: Duration) -> Option<Duration> {
        self.turned_away += 1;
        let doubled = 2_u32.saturating_pow(self.turned_away.saturating_sub(PATIENT_FOR));
        let grown = PAUSE.saturating_mul(doubled);
        let wait = wait.max(grown.min(LONGEST_PAUSE));
        self.turned_away_for += wait;
        (self.turned_away_for <= TURNED_AWAY).then_some(wait)
    }

    /// Takes in how long it was waited until somebody signed in again, or did not.
    pub(super) fn waited_for_a_sign_in(&mut self, time: Duration) {
        self.signing_in += time;
    }

    /// The time that it took so far, without the waits in which nobody looked at the request.
    pub(super) fn spent_of(&self, took: Duration) -> Duration {
        took.saturating_sub(self.turned_away_for + self.signing_in)
    }

    /// Takes in that another sign-in took the place of the one before. Returns whether it may be sent
    /// with that.
    pub(super) fn other_sign_in(&mut self) -> bool {
        self.other_sign_ins += 1;
        self.other_sign_ins <= CHANGES_AT_MOST
    }

    /// Takes in that the step is not sent, since these of the people whom it is about are protected by now,
    /// or may be. An attempt before may have had an effect all the same.
    pub(super) fn withheld(&mut self, done: &mut Done, people: Vec<WithheldPerson>) {
        done.outcome = if let Some(doubt) = &self.doubt {
            Outcome::because(OutcomeKind::Unknown, Arc::clone(doubt))
        } else {
            done.withheld = people;
            OutcomeKind::NotAttempted.into()
        };
        done.error = None;
    }

    /// Takes in what a failed attempt says about the step, given the attempts before it.
    pub(super) fn judge(&mut self, done: &mut Done, error: &Arc<ApiError>) {
        done.status = error.status();
        done.server_at = None;
        done.request_id = error.request_id.as_ref().map(|id| id.as_str().to_owned());
        done.outcome = Outcome::of_failure(Arc::clone(error));
        let is_no = matches!(
            done.outcome.kind,
            OutcomeKind::Failed | OutcomeKind::Refused
        );
        if let Some(doubt) = self.doubt.as_ref().filter(|_| is_no) {
            done.outcome = Outcome::because(OutcomeKind::Unknown, Arc::clone(doubt));
        }
        if error.may_have_taken_effect() {
            self.doubt.get_or_insert_with(|| Arc::clone(error));
        }
        done.error = Some(Arc::clone(error));
    }
}

/// Whether the step may be sent again. A request that never left, or that came with a token that
/// had ended, may always be repeated; one that failed on the server's side only where repeating has
/// the same effect.
pub(super) fn may_repeat(step: &Step, error: &ApiError) -> bool {
    match error.kind {
        ApiErrorKind::Unreachable { .. } | ApiErrorKind::Renewed => true,
        ApiErrorKind::Failing { .. } => step.is_idempotent(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_server_that_always_asks_for_a_second_is_asked_less_and_less_and_not_for_ever() {
        let mut attempts = Attempts::default();
        let waits: Vec<Duration> = std::iter::from_fn(|| attempts.turned_away(SECOND)).collect();
        assert_eq!(waits[..5], [SECOND; 5]);
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&LONGEST_PAUSE));
        let all: Duration = waits.iter().sum();
        assert!(all <= TURNED_AWAY && all + LONGEST_PAUSE > TURNED_AWAY);
    }

    /// Somebody who took long to sign in again leaves a server no less time than it may ask for.
    #[test]
    fn the_wait_for_a_sign_in_is_no_wait_for_the_server() {
        let mut attempts = Attempts::default();
        let (signing_in, longest) = (15 * 60 * SECOND, 15 * 60 * SECOND);
        attempts.waited_for_a_sign_in(signing_in);
        assert_eq!(attempts.turned_away(longest), Some(longest));
        assert_eq!(attempts.spent_of(signing_in + longest + SECOND), SECOND);
    }
}
