//! Whether a session that nobody knew of was begun after a run: by the server's clock alone, and only
//! where that clock agrees with itself.

use crate::model::{ClockPair, DatedMoment, Session, Timestamp};

/// How far two readings of the server's clock may be apart, in milliseconds, once the time between
/// them is taken off. Answers that were long under way differ by as much.
const AGREES_WITHIN: i64 = 60_000;

/// When the person signed in with this session, if it is certain that this was after what was done,
/// which is dated by its own answer alone. `read` are the clocks when the session was listed. Whoever has no clock to go by, or one that
/// contradicts itself, is not believed: the session may be older than what was done.
pub(crate) fn signed_in_again(
    session: &Session,
    done: DatedMoment,
    read: Option<ClockPair>,
) -> Option<Timestamp> {
    let (signed_in, answered, read) = (session.authenticated_at.readable()?, done.server?, read?);
    let by_reading = read.server_at(done.local);
    let apart = answered.millis().saturating_sub(by_reading.millis());
    let agrees = apart.saturating_abs() <= AGREES_WITHIN && answered <= read.server;
    // What Zendesk has seen already is not in its future.
    let seen_at = session.last_seen_at.readable();
    let is_past =
        signed_in <= read.server && seen_at.is_none_or(|last_seen| last_seen <= read.server);
    // Dates are whole seconds, so a session of the same second may be older.
    let is_after = signed_in.seconds() > answered.max(by_reading).seconds();
    (agrees && is_past && is_after).then_some(signed_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SentTime, SentUrl};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn session(signed_in: SentTime, last_seen: SentTime) -> Session {
        Session {
            key: "7/9".parse().unwrap(),
            authenticated_at: signed_in,
            last_seen_at: last_seen,
            url: SentUrl::default(),
        }
    }

    /// Something was done at 1,000 of our clock, and the list was read at 1,020.
    fn again(signed_in: i64, done: Option<i64>, read: Option<i64>) -> bool {
        let signed_in = session(SentTime::At(at(signed_in)), SentTime::Absent);
        let done = DatedMoment {
            local: at(1_000),
            server: done.map(at),
        };
        let read = read.map(|server| ClockPair {
            server: at(server),
            local: at(1_020),
        });
        signed_in_again(&signed_in, done, read).is_some()
    }

    #[test]
    fn a_sign_in_counts_from_the_second_after_the_outcome_by_the_clock_of_the_server() {
        assert!(again(1_001, Some(1_000), Some(1_020)));
        assert!(!again(1_000, Some(1_000), Some(1_020)));
        assert!(again(1_020, Some(1_000), Some(1_020)));
        // Our own clock may be wrong by hours.
        assert!(again(8_205, Some(8_200), Some(8_220)));
        assert!(!again(8_195, Some(8_200), Some(8_220)));
        assert!(!again(1_005, Some(8_200), Some(8_220)));
    }

    /// A server whose clock is not to be believed makes nothing of an old session.
    #[test]
    fn a_clock_that_contradicts_itself_proves_nothing() {
        // No date with the outcome, or none with the list.
        assert!(!again(1_005, None, Some(1_020)));
        assert!(!again(1_005, Some(1_000), None));
        // The outcome's date is far too early, or later than that of the list.
        assert!(!again(900, Some(0), Some(1_020)));
        assert!(!again(1_010, Some(0), Some(1_020)));
        // Two readings of one clock may be a minute apart, and no more.
        assert!(again(1_010, Some(940), Some(1_020)));
        assert!(!again(1_010, Some(939), Some(1_020)));
        assert!(!again(1_010, Some(1_030), Some(1_020)));
        // It is a little too early: the clock of the list tells.
        assert!(!again(995, Some(990), Some(1_020)));
        // All dates are too early, so the sign-in lies in the future.
        assert!(!again(1_005, Some(0), Some(20)));
        // No time, or one that cannot be read.
        let done = DatedMoment {
            local: at(1_000),
            server: Some(at(1_000)),
        };
        let read = Some(ClockPair {
            server: at(1_020),
            local: at(1_020),
        });
        for time in [SentTime::Absent, SentTime::Unreadable] {
            assert_eq!(
                signed_in_again(&session(time, SentTime::Absent), done, read),
                None
            );
        }
        // What was seen after the list was read tells that its date is too early.
        let last_seen = session(SentTime::At(at(1_010)), SentTime::At(at(1_200)));
        assert_eq!(signed_in_again(&last_seen, done, read), None);
    }
}
