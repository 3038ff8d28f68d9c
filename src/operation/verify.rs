//! How the verdicts of lists that were read later are reached: on each item of a run here, and on each of
//! its people. `proof` reads such lists.
//!
//! - `judge` the verdict on a person, and `later` what a later walk makes of it
//! - `again` whether a session that nobody knew of was begun after the run

mod again;
mod judge;
mod later;

use rustc_hash::FxHashSet;

use super::verdict::{ItemVerdict, PersonProof, Verdict};
use super::{PersonLeft, ReportItem};
use crate::journal::RunId;
use crate::live::{Doubt, Snapshot};
use crate::model::SessionKey;

pub(crate) use again::signed_in_again;
pub(crate) use judge::{PersonDone, PersonSeen};

/// The verdicts of later lists on the items of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// The run.
    pub run: RunId,
    /// The verdicts, for each item that has one.
    pub of: Vec<ItemVerdict>,
    /// The verdicts on people.
    pub people: Vec<PersonProof>,
    /// What is left of people who were offboarded.
    pub left: Vec<PersonLeft>,
}

/// The verdict of `snapshot` on each item, in the order of `items`. It is `None` for items that
/// nothing was sent for or that were refused, since their sessions are expected to live on, and for
/// items that are no sessions.
pub fn verify(items: &[ReportItem], snapshot: &Snapshot) -> Vec<Option<Verdict>> {
    let in_question = |item: &ReportItem| {
        let session = item.target.session();
        session.filter(|_| item.outcome.kind.wants_proof())
    };
    let keys: FxHashSet<SessionKey> = items.iter().filter_map(in_question).collect();
    let listed = snapshot.find(&keys);
    let verdict = |item: &ReportItem| {
        in_question(item).map(|key| {
            let slot = listed.get(&key);
            match (snapshot.absence_since(key.user, item.at), slot) {
                (Ok(()), None) => Verdict::Verified,
                (Ok(()), Some(_)) if snapshot.is_contradicted(&key) => Verdict::Contradicted,
                (Ok(()), Some(_)) => Verdict::StillListed,
                (Err(Doubt::NotRead), _) => Verdict::Waiting,
                (Err(_), Some(slot)) if snapshot.was_walked_since(*slot, item.at) => {
                    Verdict::StillListed
                }
                (Err(_), _) => Verdict::NotKnown,
            }
        })
    };
    items.iter().map(verdict).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Store, WalkProgress};
    use crate::model::{Role, SafeText, SentTime, Session, Timestamp, User, UserId};
    use crate::operation::{Operation, Outcome, OutcomeKind, Route, SessionTarget};
    use crate::zendesk::PersonList;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn item(session: u64, kind: OutcomeKind) -> ReportItem {
        ReportItem {
            operation: Operation::End(Route::Exact),
            target: SessionTarget {
                name: Some(SafeText::new("Ada")),
                ..SessionTarget::of(format!("7/{session}").parse().unwrap())
            }
            .into(),
            outcome: Outcome::from(kind),
            at: at(100),
            server_at: None,
            request_id: None,
        }
    }

    /// A whole walk of this second, in which session 7/2 is listed.
    fn walk(store: &mut Store, began: i64, ended: i64) {
        let listed = Session {
            key: "7/2".parse().unwrap(),
            authenticated_at: SentTime::Absent,
            last_seen_at: SentTime::Absent,
            url: crate::model::SentUrl::default(),
        };
        store.take(WalkProgress::Began, at(began));
        let page = WalkProgress::Page {
            sessions: vec![listed],
            unreadable: 0,
        };
        store.take(page, at(ended));
        let rest_until = at(ended);
        store.take(WalkProgress::Finished { rest_until }, at(ended));
    }

    fn verdicts(store: &Store) -> Vec<Option<Verdict>> {
        let kinds = [
            OutcomeKind::Done,
            OutcomeKind::Accepted,
            OutcomeKind::Unknown,
            OutcomeKind::Refused,
        ];
        let items: Vec<ReportItem> = (1..).zip(kinds).map(|(n, kind)| item(n, kind)).collect();
        verify(&items, &store.snapshot())
    }

    /// A list that began before the outcome may have passed the session while it lived: it proves
    /// nothing, however late it ended.
    #[test]
    fn only_a_walk_that_began_after_the_outcome_says_anything() {
        let waiting = Some(Verdict::Waiting);
        let mut store = Store::new();
        let me = User::example(1, "Me", Role::Admin);
        store.take(WalkProgress::identified(me, at(1)), at(1));
        assert_eq!(verdicts(&store), [waiting, waiting, waiting, None]);
        walk(&mut store, 99, 150);
        assert_eq!(verdicts(&store), [waiting, waiting, waiting, None]);
        walk(&mut store, 100, 150);
        let (gone, still) = (Some(Verdict::Verified), Some(Verdict::StillListed));
        assert_eq!(verdicts(&store), [gone, still, gone, None]);
    }

    /// The same is true of a person's own list, which proves nothing about anybody else.
    #[test]
    fn only_an_own_list_that_began_after_the_outcome_says_anything() {
        let waiting = Some(Verdict::Waiting);
        let mut store = Store::new();
        for (user, began, expected) in [
            (8, 200, waiting),
            (7, 99, waiting),
            (7, 100, Some(Verdict::Verified)),
        ] {
            let listed = WalkProgress::Listed {
                user: UserId::new(user).unwrap(),
                began_at: at(began),
                list: PersonList::of(UserId::new(user).unwrap(), Vec::new()),
            };
            store.take(listed, at(250));
            assert_eq!(verdicts(&store)[0], expected, "{user} at {began}");
        }
    }

    /// A walk with holes proves that what it has is there, and nothing of what it lacks.
    #[test]
    fn a_walk_with_holes_proves_only_what_it_has() {
        let mut store = Store::new();
        let me = User::example(1, "Me", Role::Admin);
        store.take(WalkProgress::identified(me, at(1)), at(1));
        store.take(WalkProgress::Began, at(150));
        let page = WalkProgress::Page {
            sessions: vec![Session {
                key: "7/2".parse().unwrap(),
                authenticated_at: SentTime::Unreadable,
                last_seen_at: SentTime::Absent,
                url: crate::model::SentUrl::default(),
            }],
            unreadable: 112,
        };
        store.take(page, at(151));
        let rest_until = at(152);
        store.take(WalkProgress::Finished { rest_until }, at(152));
        let (unknown, still) = (Some(Verdict::NotKnown), Some(Verdict::StillListed));
        assert_eq!(verdicts(&store), [unknown, still, unknown, None]);
    }

    #[test]
    fn what_a_later_walk_shows_against_the_own_list_is_contradicted() {
        let mut store = Store::new();
        let me = User::example(1, "Me", Role::Admin);
        store.take(WalkProgress::identified(me, at(1)), at(1));
        walk(&mut store, 50, 60);
        let user = UserId::new(7).unwrap();
        let own = |began| WalkProgress::Listed {
            user,
            began_at: at(began),
            list: PersonList::of(user, Vec::new()),
        };
        store.take(own(110), at(111));
        assert_eq!(verdicts(&store)[1], Some(Verdict::Verified));
        walk(&mut store, 120, 130);
        assert_eq!(verdicts(&store)[1], Some(Verdict::Contradicted));
        store.take(own(140), at(141));
        assert_eq!(verdicts(&store)[1], Some(Verdict::Contradicted));
        assert_eq!(verdicts(&store)[0], Some(Verdict::Verified));
    }

    /// A list that is not whole, not this person's, or not there proves nothing.
    #[test]
    fn an_own_list_with_anything_wrong_leaves_it_open() {
        let user = UserId::new(7).unwrap();
        let wrong: [fn(&mut PersonList); 3] = [
            |list| list.holes = 1,
            |list| list.others = 1,
            |list| list.is_found = false,
        ];
        for change in wrong {
            let mut store = Store::new();
            let mut list = PersonList::of(user, Vec::new());
            change(&mut list);
            let listed = WalkProgress::Listed {
                user,
                began_at: at(110),
                list,
            };
            store.take(listed, at(111));
            assert_eq!(verdicts(&store)[0], Some(Verdict::NotKnown));
        }
    }

    /// A walk that broke off has not seen what it did not reach.
    #[test]
    fn a_walk_that_is_not_whole_proves_nothing() {
        let mut store = Store::new();
        store.take(WalkProgress::Began, at(200));
        assert_eq!(verdicts(&store)[0], Some(Verdict::Waiting));
    }
}
