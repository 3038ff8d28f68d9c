//! What a proof starts from: the run, and what was known before it and proved of it since.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::cost::WalkKnown;
use crate::live::Snapshot;
use crate::model::{SessionKey, UserId};
use crate::operation::{PersonProof, Report, Verdict};

/// What was known before a run, by which it is judged.
#[derive(Clone, Debug, Default)]
pub struct ProofBasis {
    /// Whose credentials it was confirmed with, where known.
    pub me: Option<UserId>,
    /// The sessions of its people that were known.
    pub known: FxHashSet<SessionKey>,
    /// What was known of a walk over the account.
    pub(in crate::operation) walk: WalkKnown,
    /// Whether a whole walk over the account was read, so that whoever has no known session had none
    /// in it.
    pub is_walked: bool,
    /// A few sessions of other people, of whoever acts above all: a walk that lacks them while they are
    /// there proves nothing.
    pub(in crate::operation) staying: Vec<SessionKey>,
}

/// The most sessions of others by which a walk is tried.
const STAYING: usize = 3;

impl ProofBasis {
    /// What this snapshot shows of these people.
    pub(crate) fn of(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> Self {
        let theirs = snapshot.sessions_of_people(people);
        let slots = theirs.values().flatten();
        Self {
            me: snapshot.identity().map(|me| me.id),
            known: slots.filter_map(|slot| snapshot.key(*slot)).collect(),
            walk: WalkKnown::of(snapshot),
            is_walked: snapshot.is_proved_by_a_walk(),
            staying: staying(snapshot, people),
        }
    }
}

/// A few sessions of whoever is not among these people: one of whoever acts first, if they have any.
fn staying(snapshot: &Snapshot, people: &FxHashSet<UserId>) -> Vec<SessionKey> {
    let me = snapshot.identity().map(|me| me.id);
    let keys = || snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let own = keys().find(|key| Some(key.user) == me && !people.contains(&key.user));
    let of_others = |key: &SessionKey| Some(key.user) != me && !people.contains(&key.user);
    (own.into_iter())
        .chain(keys().filter(of_others))
        .take(STAYING)
        .collect()
}

/// A run that is to be proved, with what was proved of it before.
#[derive(Clone, Debug)]
pub struct ProofRequest {
    /// The report of the run.
    pub report: Arc<Report>,
    /// What was known before the run.
    pub basis: ProofBasis,
    /// The verdict on each item so far.
    pub verdicts: Vec<Option<Verdict>>,
    /// The verdict on each person so far.
    pub people: Vec<PersonProof>,
}

impl ProofRequest {
    /// A run of which nothing is proved.
    pub(crate) fn new(report: Arc<Report>, basis: ProofBasis) -> Self {
        Self {
            verdicts: report.unproved(),
            people: report.people_unproved(),
            report,
            basis,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Store, WalkProgress};
    use crate::model::{Role, SentTime, SentUrl, Session, User};
    use crate::operation::simulated::NOW;

    /// Whoever has no known session had none in a whole walk, and nothing is known of them without one. A
    /// few sessions of others, one's own first, try each walk.
    #[test]
    fn what_was_known_before_a_run_is_what_was_read() {
        let user = |number: u64| UserId::new(number).unwrap();
        let key = |text: &str| -> SessionKey { text.parse().unwrap() };
        let keys = ["2/20", "3/30", "4/40", "5/50", "9/90", "9/91", "2/21"];
        let mut store = Store::new();
        let me = User::example(9, "Me", Role::Admin);
        store.take(WalkProgress::identified(me, NOW), NOW);
        store.take(WalkProgress::Began, NOW);
        let sessions = keys.map(|text| Session {
            key: key(text),
            authenticated_at: SentTime::Absent,
            last_seen_at: SentTime::Absent,
            url: SentUrl::default(),
        });
        let page = WalkProgress::Page {
            sessions: sessions.into(),
            unreadable: 0,
        };
        store.take(page, NOW);
        let of = |store: &Store, people: &[u64]| {
            let people = people.iter().copied().map(user).collect();
            ProofBasis::of(&store.snapshot(), &people)
        };
        assert!(!of(&store, &[2]).is_walked, "it has not come to the end");
        store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
        let basis = of(&store, &[2]);
        assert!(basis.is_walked);
        assert_eq!(basis.me, Some(user(9)));
        assert_eq!(basis.known, ["2/20", "2/21"].map(key).into_iter().collect());
        assert_eq!(basis.staying.len(), STAYING);
        assert_eq!(basis.staying[0].user, user(9), "one's own first");
        let own = basis.staying.iter().filter(|key| key.user == user(9));
        assert_eq!(own.count(), 1, "and those of others");
        assert!(basis.staying.iter().all(|key| key.user != user(2)));
        let without_own = of(&store, &[9, 2]).staying;
        assert_eq!(without_own, ["3/30", "4/40", "5/50"].map(key));
    }
}
