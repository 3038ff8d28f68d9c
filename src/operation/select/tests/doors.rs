//! What stays open whoever is chosen: a door for the admins, and one's own sessions to oneself alone.

use super::*;
use crate::operation::last_door::leaves_a_door;
use crate::operation::mine::plan_mine;
use crate::operation::{LastDoor, PersonBehind};
use crate::zendesk::{AdminList, AuthKind};

fn admin(number: u64, suspended: Option<bool>, active: Option<bool>) -> User {
    User {
        suspended,
        active,
        ..user(number, Role::Admin)
    }
}

/// Whether suspending 2 and ending the sessions of 3 leaves a door, where these are the admins.
fn door(admins: Vec<User>, unreadable: usize) -> Result<(), LastDoor> {
    door_of(&AdminList {
        admins,
        unreadable,
        lacking: 0,
    })
}

fn door_of(listed: &AdminList) -> Result<(), LastDoor> {
    let guardrails = guardrails();
    let plan = with(&guardrails, |basis| {
        let suspended = super::super::people(&Choice::people(ids([2])), Operation::Suspend, basis)?;
        let ended = sessions_of(&Choice::people(ids([3])), basis)?;
        plan(vec![suspended, ended], basis)
    });
    leaves_a_door(listed, &plan.unwrap(), &guardrails)
}

/// Only an admin who can sign in, who stays, and who is not the owner of the credentials is a door.
#[test]
fn whoever_may_not_sign_in_or_goes_is_no_door() {
    let fine = |number: u64| admin(number, Some(false), Some(true));
    assert_eq!(door(vec![fine(ME), fine(2), fine(3)], 0), Ok(()));
    let not_known = |door| matches!(door, Err(LastDoor::NotCountable(_)));
    for (what, others) in [
        ("nobody else", vec![]),
        ("suspended", vec![admin(3, Some(true), Some(true))]),
        (
            "suspended, perhaps deleted",
            vec![admin(3, Some(true), None)],
        ),
        ("deleted", vec![admin(3, Some(false), Some(false))]),
    ] {
        let closed = [vec![fine(ME), fine(2)], others.clone()].concat();
        assert_eq!(door(closed.clone(), 0), Err(LastDoor::Closed), "{what}");
        assert!(not_known(door(closed.clone(), 1)), "{what}");
        // A list that lacks whoever is suspended, an admin, says nothing of others either.
        assert!(
            not_known(door([vec![fine(ME)], others.clone()].concat(), 0)),
            "{what}"
        );
        // Neither does one that lacks whoever asks, or is shorter than it counts.
        assert!(
            not_known(door([vec![fine(2)], others].concat(), 0)),
            "{what}"
        );
        let short = AdminList {
            admins: closed,
            unreadable: 0,
            lacking: 1,
        };
        assert!(not_known(door_of(&short)), "{what}");
    }
    for (what, other) in [
        ("perhaps suspended", admin(3, None, Some(true))),
        ("perhaps deleted", admin(3, Some(false), None)),
    ] {
        assert!(not_known(door(vec![fine(ME), fine(2), other], 0)), "{what}");
    }
    assert_eq!(door(vec![fine(3)], 1), Ok(()), "one door is enough");
}

/// Where nobody is suspended who may be an admin, no door is looked for.
#[test]
fn a_door_is_asked_for_where_an_admin_may_be_suspended_and_nowhere_else() {
    let guardrails = guardrails();
    let none = AdminList::default();
    for (people, operation, closes) in [
        (ids([2]), Operation::Suspend, true),
        (ids([4, 2]), Operation::Suspend, true),
        (ids([4]), Operation::Suspend, false),
        (ids([5]), Operation::Unsuspend, false),
    ] {
        let plan = with(&guardrails, |basis| contain(&people, operation, basis)).unwrap();
        let found = leaves_a_door(&none, &plan, &guardrails);
        assert_eq!(found.is_err(), closes, "{people:?} {operation:?}");
    }
    let ended = with(&guardrails, |basis| {
        plan(vec![sessions_of(&Choice::people(ids([2])), basis)?], basis)
    });
    assert_eq!(leaves_a_door(&none, &ended.unwrap(), &guardrails), Ok(()));
}

fn mine(guardrails: &Guardrails, kind: Option<AuthKind>) -> Result<Plan, Refusal> {
    with(guardrails, |basis| plan_mine(Route::Exact, kind, basis))
}

#[test]
fn ones_own_sessions_are_all_of_ones_own_and_nobody_elses() {
    let plan = mine(&guardrails(), Some(AuthKind::OAuth)).unwrap();
    assert_eq!(chosen(&plan), [ME, ME]);
    assert_eq!(plan.excluded(), []);
    assert!(matches!(plan.challenge(), Challenge::Own(_)));
    let left = Guardrails {
        protected: vec![ProtectedRule::User(id(ME))],
        ..guardrails()
    };
    let left = mine(&left, Some(AuthKind::OAuth)).unwrap_err();
    assert!(matches!(left, Refusal::AllExcluded { .. }), "{left}");
}

#[test]
fn ones_own_sessions_are_refused_to_whoever_only_says_who_they_are() {
    for kind in [AuthKind::ApiToken, AuthKind::Password] {
        let refused = mine(&guardrails(), Some(kind));
        assert_eq!(refused.unwrap_err(), Refusal::ClaimedAddress);
    }
    assert_eq!(mine(&guardrails(), None).unwrap_err(), Refusal::WhoAmI);
    let read_only = Guardrails {
        read_only: true,
        ..guardrails()
    };
    let exact = Operation::End(Route::Exact);
    for (guardrails, expected) in [
        (read_only, Refusal::ReadOnly(exact)),
        (
            Guardrails {
                own_user: Some(id(2)),
                ..guardrails()
            },
            Refusal::WhoAmI,
        ),
        (
            Guardrails {
                own_user: None,
                ..guardrails()
            },
            Refusal::WhoAmI,
        ),
        (
            Guardrails {
                behind: PersonBehind::NotAsked,
                ..guardrails()
            },
            Refusal::WhoAmI,
        ),
    ] {
        let refused = mine(&guardrails, Some(AuthKind::OAuth));
        assert_eq!(refused.unwrap_err(), expected);
    }
}

/// An own list that was not read to its end may lack what is there.
#[test]
fn that_there_is_nothing_of_ones_own_to_end_is_said_only_where_it_is_known() {
    let mut store = Store::new();
    store.take(WalkProgress::identified(user(ME, Role::Admin), NOW), NOW);
    let guardrails = guardrails();
    let tried = |store: &Store| {
        let snapshot = store.snapshot();
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        plan_mine(Route::Exact, Some(AuthKind::OAuth), &basis).unwrap_err()
    };
    assert_eq!(tried(&store), Refusal::NotWhole);
    store.take(WalkProgress::Began, NOW);
    store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
    assert!(matches!(tried(&store), Refusal::Empty { .. }));
}

/// What is done to others needs to be known as one's own doing: an owner who is not known, or who is
/// somebody else by now, changes nothing.
#[test]
fn nobody_is_touched_by_hands_that_are_not_known() {
    for own_user in [None, Some(id(2))] {
        let guardrails = Guardrails {
            own_user,
            ..guardrails()
        };
        let refused = [
            with(&guardrails, |basis| suspend(&ids([4]), basis).map(drop)),
            with(&guardrails, |basis| {
                let listed = [token(5, 4)];
                revoke(&tokens_of(ids([4])), &listed, basis).map(drop)
            }),
            with(&guardrails, |basis| {
                sessions_of(&Choice::people(ids([4])), basis).map(drop)
            }),
        ];
        for refused in refused {
            assert!(refused.is_err(), "{own_user:?}");
        }
    }
}

/// A service whose person is not named chooses nobody by what they are, whatever is done to them.
#[test]
fn a_service_of_nobody_chooses_by_name_alone() {
    let guardrails = Guardrails {
        behind: PersonBehind::Missing,
        ..guardrails()
    };
    let tried = |choice: &Choice| {
        let listed = [token(5, 4)];
        let tokens = Tokens::of(choice.clone());
        with(&guardrails, |basis| {
            [
                sessions_of(choice, basis).map(drop),
                super::super::people(choice, Operation::Suspend, basis).map(drop),
                revoke(&tokens, &listed, basis).map(drop),
            ]
        })
    };
    for choice in [Choice::everyone(), Choice::role(Role::EndUser)] {
        assert_eq!(tried(&choice), [const { Err(Refusal::BehindMissing) }; 3]);
    }
    assert_eq!(tried(&Choice::people(ids([4]))), [const { Ok(()) }; 3]);
}

/// Until it is known who has a protected address, anybody may have it as a further one.
#[test]
fn nobody_is_touched_while_it_is_asked_who_is_protected() {
    let seeking = Guardrails {
        is_seeking: true,
        ..guardrails()
    };
    let refused = with(&seeking, |basis| suspend(&ids([4]), basis));
    assert!(
        matches!(refused, Err(Refusal::ProtectedSought)),
        "{refused:?}"
    );
    assert!(with(&guardrails(), |basis| suspend(&ids([4]), basis)).is_ok());
}
