//! What is said of somebody after they were offboarded; `look` how far what is read of them goes.

mod look;

use super::*;
use crate::model::{Clock, DatedMoment};
use crate::operation::simulated::Simulated;
use crate::operation::{OtherSessions, OutcomeKind, Verdict};
use crate::simulator::{FaultEffect, ServerFault};

fn left(suspended: Result<bool, String>, sessions: Left, tokens: Left) -> PersonLeft {
    PersonLeft {
        user: UserId::new(7).unwrap(),
        name: None,
        suspended: Some(suspended.map(standing)),
        answer: SuspensionAnswer::None,
        sessions: Some(sessions),
        tokens: Some(tokens),
        at: Timestamp::from_seconds(0),
        later: None,
    }
}

#[test]
fn a_verdict_begins_with_a_suspension_that_failed() {
    let clean = left(Ok(true), Ok(0), Ok(0));
    assert!(clean.is_clean());
    assert_eq!(
        clean.words(),
        "suspended; no session listed at 1970-01-01T00:00:00Z; no token left"
    );
    let failed = left(Ok(false), Ok(0), Ok(0));
    assert!(!failed.is_clean());
    assert!(failed.words().starts_with("NOT SUSPENDED"));
    let unknown = left(Err("no answer".to_owned()), Ok(0), Ok(0));
    assert!(unknown.words().starts_with("NOT SUSPENDED") && !unknown.is_clean());
}

/// What is left comes before why something is not known, however long a server's reason is.
#[test]
fn a_long_reason_takes_no_room_from_what_is_left() {
    let long = "not now ".repeat(40);
    let one = left(Ok(true), Err(long.clone()), Ok(1));
    assert!(one.words().contains(&long));
    let short = one.words_in_short();
    assert!(
        short.len() < 160
            && short.starts_with("suspended; sessions not known; 1 token left (sessions: "),
        "{short}"
    );
    let nothing = left(Err(long.clone()), Err(long.clone()), Err(long)).words_in_short();
    assert!(
        nothing.starts_with(
            "NOT SUSPENDED as far as is known; sessions not known; tokens not known ("
        ),
        "{nothing}"
    );
    assert!(
        nothing.contains("…; sessions: ") && nothing.contains("…; tokens: "),
        "{nothing}"
    );
}

#[test]
fn the_deleted_are_called_so_and_a_doubt_of_the_run_is_told() {
    let deleted = PersonLeft {
        suspended: Some(Ok(SuspensionNow::Deleted)),
        ..left(Ok(true), Ok(0), Ok(0))
    };
    assert!(deleted.is_clean() && deleted.words().starts_with("deleted; "));
    let suspended = left(Ok(true), Ok(0), Ok(0));
    for part in OffboardPart::ALL {
        let doubt = ((deleted.user, part), "contradicted".to_owned());
        let doubts = RunDoubts([doubt].into_iter().collect());
        let doubted = suspended.clone().doubted_by(&doubts);
        assert!(!doubted.is_clean() && doubted.words().contains("contradicted"));
        // That they are gone was read after all that the run knows of their suspension.
        let doubted = deleted.clone().doubted_by(&doubts);
        assert!(doubted.words().starts_with("deleted; "));
        assert_eq!(doubted.is_clean(), part == OffboardPart::Suspend);
    }
    let gone = PersonLeft {
        suspended: Some(Ok(SuspensionNow::NoLongerThere)),
        ..left(Ok(true), Ok(0), Ok(0))
    };
    assert!(gone.is_clean() && gone.words().starts_with("no longer there"));
}

/// Whoever is left out of an answer about many is asked about alone, and a clear no says that they are
/// gone; anything else says nothing.
#[tokio::test]
async fn whoever_is_gone_is_told_apart_from_whoever_was_not_answered() {
    let account = Simulated::account().await;
    let user = account.simulator.users()[5].id;
    let faults = ServerFault::parse_file(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{user}] }}\n\
         [[fault]]\npath = \"/api/v2/users/{user}\"\nwhen.first = 1\nthen.refuse = \"record_not_found\"\n\
         [[fault]]\npath = \"/api/v2/users/{user}\"\nthen.refuse = \"forbidden\""
    ));
    for fault in faults.unwrap() {
        account.simulator.add_fault(fault);
    }
    for (begins, is_clean) in [
        ("no longer there: Zendesk knows no such user", true),
        (
            "NOT SUSPENDED as far as is known (suspension: Zendesk tells nothing of them)",
            false,
        ),
    ] {
        let clock = &account.clock;
        let (people, parts) = ([(user, None)], [OffboardPart::Suspend]);
        let left = look_at_the_left(&account.client, (clock, None), &people, &parts).await;
        assert!(left[0].words().starts_with(begins), "{}", left[0].words());
        assert_eq!(left[0].is_clean(), is_clean);
    }
}

#[test]
fn whatever_is_left_or_not_known_is_not_clean() {
    for one in [
        left(Ok(true), Ok(2), Ok(0)),
        left(Ok(true), Ok(0), Ok(1)),
        left(Ok(true), Err("holes".to_owned()), Ok(0)),
        left(Ok(true), Ok(0), Err("403".to_owned())),
    ] {
        assert!(!one.is_clean(), "{}", one.words());
    }
    let without = PersonLeft {
        suspended: None,
        sessions: None,
        ..left(Ok(false), Ok(9), Ok(0))
    };
    assert!(without.is_clean());
    assert_eq!(without.words(), "no token left");
}

/// What a run was told and nobody saw is neither of the two: one truth for the item and the person.
#[test]
fn a_suspension_that_was_answered_is_not_called_none_before_anybody_looked() {
    let unseen = |answer| PersonLeft {
        answer,
        ..left(Err("not looked at".to_owned()), Ok(0), Ok(0))
    };
    for (outcome, verdict, begins) in [
        (
            OutcomeKind::Done,
            None,
            "suspended as Zendesk answered, and not seen yet; no session listed",
        ),
        (
            OutcomeKind::Done,
            Some(Verdict::Waiting),
            "suspended as Zendesk answered",
        ),
        (
            OutcomeKind::Done,
            Some(Verdict::Verified),
            "seen suspended, and not known since",
        ),
        (
            OutcomeKind::Done,
            Some(Verdict::StillListed),
            "NOT SUSPENDED as far as is known",
        ),
        (
            OutcomeKind::Unknown,
            Some(Verdict::NotKnown),
            "NOT SUSPENDED as far as is known",
        ),
        (
            OutcomeKind::Unknown,
            None,
            "NOT SUSPENDED as far as is known",
        ),
        (
            OutcomeKind::NotAttempted,
            None,
            "NOT SUSPENDED as far as is known",
        ),
        (
            OutcomeKind::Refused,
            None,
            "NOT SUSPENDED as far as is known",
        ),
    ] {
        let one = unseen(SuspensionAnswer::of(outcome, verdict));
        assert!(
            one.words().starts_with(begins),
            "{outcome:?}: {}",
            one.words()
        );
        assert!(!one.is_clean() && one.state().is_none());
    }
}

#[test]
fn whoever_is_listed_later_is_no_longer_as_it_should_be() {
    use crate::operation::{JudgedBy, PersonProof, PersonVerdict};
    let proof = |verdict| PersonProof {
        user: UserId::new(7).unwrap(),
        name: None,
        judged: JudgedBy::Person,
        verdict,
        others: OtherSessions::default(),
    };
    let mut one = left(Ok(true), Ok(0), Ok(0));
    one.take_later(&proof(PersonVerdict::NoneListed {
        at: DatedMoment::of(Timestamp::from_seconds(9), None),
    }));
    assert!(one.is_clean());
    let sessions = vec!["7/71".parse().unwrap()];
    let at = Timestamp::from_seconds(9);
    one.take_later(&proof(PersonVerdict::SignedInAgain { sessions, at }));
    assert!(!one.is_clean());
    assert!(
        one.words()
            .ends_with("no token left; SIGNED IN AGAIN since: 1 session")
    );
}

/// Each person's own list says what is left of them, whatever becomes of the others'.
#[tokio::test]
async fn one_list_that_cannot_be_read_says_nothing_of_the_others() {
    let account = Simulated::account().await;
    let mut users = account.simulator.users().into_iter();
    let mut next = || users.find(|user| !account.simulator.sessions_of(user.id).is_empty());
    let (barred, here) = (next().unwrap().id, next().unwrap().id);
    let path = format!("/api/v2/users/{barred}/sessions");
    let refused = FaultEffect::Html { code: 403 };
    account
        .simulator
        .add_fault(ServerFault::on("GET", &path, refused));
    let clock = Clock::clone(&account.clock);
    let people = [(barred, None), (here, None)];
    let left = look_at_the_left(
        &account.client,
        (&clock, None),
        &people,
        &[OffboardPart::Sessions],
    )
    .await;
    let listed = account.simulator.sessions_of(here).len();
    assert_eq!(left[1].sessions_left(), Some(listed));
    assert_eq!(left[0].sessions_left(), None);
    assert!(left[0].words().contains("sessions not known"));
}

/// What the proof of a run shows is known, whatever a walk that lags lacks.
#[test]
fn sessions_that_the_proof_shows_are_known() {
    let still = [(UserId::new(7).unwrap(), 2)].into_iter().collect();
    let one = left(Ok(true), Ok(0), Ok(0)).still_with(&still);
    assert_eq!(one.sessions_left(), Some(2));
    assert!(
        one.words().contains("2 sessions still listed"),
        "{}",
        one.words()
    );
    let other = left(Ok(true), Ok(0), Ok(0)).still_with(&FxHashMap::default());
    assert!(other.is_clean());
}
