//! Sessions that came under more than one person.

use super::*;
use crate::operation::plan_mine;
use crate::query::{Query, Zone};
use crate::zendesk::PersonList;

/// The session 40 came under 4 and under `other`; 4 has 41 beside it. The lists are a walk, or each
/// person's own.
fn claimed_by(other: u64, by_own_lists: bool) -> Arc<Snapshot> {
    let session = |user: u64, session: u64| Session {
        key: format!("{user}/{session}").parse().unwrap(),
        authenticated_at: crate::model::SentTime::Absent,
        last_seen_at: crate::model::SentTime::Absent,
        url: crate::model::SentUrl::default(),
    };
    let mut store = Store::new();
    store.take(WalkProgress::identified(user(ME, Role::Admin), NOW), NOW);
    let roles = EnrichmentFound::CustomRoles(Vec::new());
    store.take(WalkProgress::Enriched(roles), NOW);
    let lists = [
        (4, vec![session(4, 40), session(4, 41)]),
        (other, vec![session(other, 40)]),
    ];
    if by_own_lists {
        for (user, sessions) in lists {
            let list = PersonList::of(id(user), sessions);
            let (user, began_at) = (id(user), NOW);
            store.take(
                WalkProgress::Listed {
                    user,
                    began_at,
                    list,
                },
                NOW,
            );
        }
    } else {
        store.take(WalkProgress::Began, NOW);
        let sessions = lists
            .into_iter()
            .flat_map(|(_, sessions)| sessions)
            .collect();
        store.take(
            WalkProgress::Page {
                sessions,
                unreadable: 0,
            },
            NOW,
        );
        store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
    }
    let users = vec![user(4, Role::EndUser), user(7, Role::EndUser)];
    store.take(WalkProgress::found(users, NOW), NOW);
    store.snapshot()
}

fn judged(
    choice: &Choice,
    route: Route,
    snapshot: &Snapshot,
    protected: &[u64],
) -> Result<(Vec<String>, Vec<UndecidedAbout>), Refusal> {
    let guardrails = Guardrails {
        protected: protected
            .iter()
            .map(|user| ProtectedRule::User(id(*user)))
            .collect(),
        ..guardrails()
    };
    let basis = Basis {
        account: "acme",
        snapshot,
        guardrails: &guardrails,
        now: NOW,
    };
    let plan = crate::operation::plan_ending_by_name(choice, route, &basis)?;
    let sessions = plan.sessions().map(|one| one.key.to_string()).collect();
    Ok((
        sessions,
        plan.undecided().iter().map(|one| one.about).collect(),
    ))
}

/// What may be a protected person's, or one's own, is never taken: by no choice, no policy and no route.
#[test]
fn what_may_be_a_protected_persons_or_ones_own_is_never_taken() {
    for (other, protected) in [(7, &[7][..]), (ME, &[])] {
        for snapshot in [false, true].map(|own| claimed_by(other, own)) {
            let keys = |key: &str| Choice::sessions(vec![key.parse().unwrap()]);
            let query = Query::parse("user:4", Zone::UTC).unwrap();
            for choice in [
                Choice::people(ids([4])),
                Choice::people(ids([4, 7])),
                keys("4/40"),
                Choice::matching(query, UndecidedPolicy::Refuse),
            ] {
                for undecided in [
                    UndecidedPolicy::Refuse,
                    UndecidedPolicy::Leave,
                    UndecidedPolicy::Take,
                ] {
                    let choice = Choice {
                        undecided,
                        ..choice.clone()
                    };
                    for route in [Route::Exact, Route::User, Route::Many] {
                        match judged(&choice, route, &snapshot, protected) {
                            Ok((sessions, undecided)) => {
                                assert!(
                                    sessions.iter().all(|key| !key.ends_with("/40")),
                                    "{choice:?}"
                                );
                                assert!(!route.is_wide() || !sessions.contains(&"4/41".to_owned()));
                                assert!(
                                    undecided.contains(&UndecidedAbout::Guardrail),
                                    "{choice:?}"
                                );
                            }
                            Err(
                                Refusal::Empty { left, .. } | Refusal::AllExcluded { left, .. },
                            ) => {
                                assert!(left.contains("came under more than one person"), "{left}");
                            }
                            // Nobody but a walk knows whom a filter means.
                            Err(Refusal::NotWhole) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            }
            // A route that takes all of a person's takes that session as well.
            for route in [Route::User, Route::Many] {
                let alone = judged(&keys("4/41"), route, &snapshot, protected);
                assert!(
                    !matches!(&alone, Ok((sessions, _)) if !sessions.is_empty()),
                    "{alone:?}"
                );
            }
            assert_eq!(
                judged(&keys("4/41"), Route::Exact, &snapshot, protected)
                    .unwrap()
                    .0,
                ["4/41"]
            );
        }
    }
}

/// Nor is it one's own where it may be somebody else's.
#[test]
fn what_may_be_somebody_elses_is_not_ones_own() {
    let snapshot = claimed_by(ME, true);
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails(),
        now: NOW,
    };
    let kind = Some(crate::zendesk::AuthKind::OAuth);
    let refused = plan_mine(Route::Exact, kind, &basis).unwrap_err();
    assert!(matches!(refused, Refusal::Empty { .. }), "{refused}");
}

/// Of two ordinary people it is taken where both were chosen; and where one was, it cannot be told.
/// Neither of them has no session.
#[test]
fn of_two_ordinary_people_it_is_taken_where_both_are_chosen() {
    for snapshot in [false, true].map(|own| claimed_by(7, own)) {
        assert_eq!(snapshot.conflicts(), 1);
        let of = |people: &[u64], undecided| {
            let choice = Choice {
                undecided,
                ..Choice::people(ids(people.iter().copied()))
            };
            judged(&choice, Route::Exact, &snapshot, &[])
        };
        let both = of(&[4, 7], UndecidedPolicy::Refuse).unwrap();
        assert_eq!(
            both,
            (
                vec!["4/40".to_owned(), "4/41".to_owned(), "7/40".to_owned()],
                Vec::new()
            )
        );
        for one in [4, 7] {
            let refused = of(&[one], UndecidedPolicy::Refuse).unwrap_err();
            assert!(
                refused
                    .to_string()
                    .contains("came under more than one person"),
                "{refused}"
            );
            let (sessions, undecided) = of(&[one], UndecidedPolicy::Leave).unwrap();
            assert!(sessions.iter().all(|key| !key.ends_with("/40")));
            assert_eq!(undecided, [UndecidedAbout::Choice]);
        }
        let both = Choice::people(ids([4, 7]));
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails(),
            now: NOW,
        };
        assert!(
            sessions(&both, Route::Exact, &basis)
                .unwrap()
                .not_found
                .is_empty()
        );
    }
}

/// Nor does a session that may be somebody else's mean its person for certain: who is suspended, or loses
/// tokens, is not told by it. Whoever has another such session is meant.
#[test]
fn nobody_is_meant_for_certain_by_what_may_be_somebody_elses() {
    let snapshot = claimed_by(7, false);
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails(),
        now: NOW,
    };
    for (text, undecided, chosen) in [
        ("session:40", 2, 0),
        ("session:40 user:4", 1, 0),
        ("session:40 or session:41", 1, 1),
        ("user:4", 0, 1),
    ] {
        let query = Query::parse(text, Zone::UTC).unwrap();
        let choice = Choice::matching(query, UndecidedPolicy::Leave);
        let found = people(&choice, Operation::Suspend, &basis).unwrap();
        let counts = (found.undecided.len(), found.chosen.len());
        assert_eq!(counts, (undecided, chosen), "{text}");
        let listed = [token(10, 4), token(11, 7)];
        let found = tokens(&Tokens::of(choice), &listed, &basis).unwrap();
        let counts = (found.undecided.len(), found.chosen.len());
        assert_eq!(counts, (undecided, chosen), "{text}");
    }
}
