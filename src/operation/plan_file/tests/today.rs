//! Files that are applied to people, sessions and guardrails as they are by then.

use super::*;
use crate::operation::{ExcludedBecause, PersonBehind, Target};

/// An account in which nobody has a session listed, with this record of 7.
fn without_sessions(seven: Option<User>) -> Snapshot {
    let mut store = Store::new();
    store.take(WalkProgress::identified(me(), NOW), NOW);
    for number in [7, 8] {
        let listed = WalkProgress::Listed {
            user: user(number),
            began_at: NOW,
            list: PersonList::of(user(number), Vec::new()),
        };
        store.take(listed, NOW);
    }
    if let Some(seven) = seven {
        let users = vec![seven];
        store.take(WalkProgress::found(users, NOW), NOW);
    }
    Snapshot::clone(&store.snapshot())
}

fn seven(active: bool) -> User {
    User {
        active: Some(active),
        ..person(7, "A")
    }
}

/// The file of a plan that signs 7 out of whatever they have.
fn of_unlisted() -> String {
    let snapshot = without_sessions(Some(seven(true)));
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails(),
        now: NOW,
    };
    let choice = Choice::people(vec![user(7)]);
    let chosen = crate::operation::select::sessions_by_name(&choice, Route::User, &basis);
    let plan = crate::operation::plan::plan(vec![chosen.unwrap()], &basis).unwrap();
    file_of(&plan, &Reason::default()).to_json().unwrap()
}

/// Whoever has no session in a file is signed out all the same, so the guardrails of today are about
/// them as well.
#[test]
fn whoever_has_no_session_in_a_file_is_judged_as_they_are_today() {
    let text = of_unlisted();
    let found = |guardrails: &Guardrails, seven: Option<User>| {
        let snapshot = without_sessions(seven);
        Plan::from_file(checked(&text).unwrap(), &snapshot, guardrails, NOW)
    };
    let there = found(&guardrails(), Some(seven(true))).unwrap();
    assert_eq!((there.plan.targets().count(), there.gone.len()), (1, 0));
    let deleted = found(&guardrails(), Some(seven(false))).unwrap();
    assert_eq!((deleted.plan.targets().count(), deleted.gone.len()), (0, 1));
    let unknown = found(&guardrails(), None).unwrap_err();
    let refused = "of user 7 Zendesk told nothing, so whether they are protected cannot be checked";
    assert!(unknown.to_string().contains(refused), "{unknown}");
    let protected = Guardrails {
        protected: vec![ProtectedRule::User(user(7))],
        ..guardrails()
    };
    let own = Guardrails {
        behind: PersonBehind::Is(user(7)),
        ..guardrails()
    };
    for (guardrails, expected) in [
        (protected, ExcludedBecause::Protected),
        (own, ExcludedBecause::Yours),
    ] {
        for seven in [seven(true), seven(false)] {
            let refused = found(&guardrails, Some(seven)).unwrap_err();
            let is_so =
                matches!(refused, NotApplied::Excluded { because, .. } if because == expected);
            assert!(is_so, "{refused}");
        }
    }
}

/// Where it is not known whose hands a file is in, it is not known whose sessions must stay.
#[test]
fn a_file_is_applied_by_nobody_who_is_not_known() {
    let nobody = Guardrails {
        own_user: None,
        ..guardrails()
    };
    for text in [
        made().to_json().unwrap(),
        wide(Route::User).to_json().unwrap(),
    ] {
        let checked = checked(&text).unwrap();
        let refused = Plan::from_file(checked, &snapshot(&LISTED), &nobody, NOW).unwrap_err();
        assert_eq!(refused, NotApplied::Refused(Refusal::WhoAmI));
    }
}

/// The lists of users 7 and 8, in which no time can be read.
fn without_times() -> Snapshot {
    let mut store = Store::new();
    store.take(WalkProgress::identified(me(), NOW), NOW);
    for (number, sessions) in [(7, &[1, 2][..]), (8, &[3])] {
        let session = |session: &u64| Session {
            key: format!("{number}/{session}").parse().unwrap(),
            authenticated_at: SentTime::Unreadable,
            last_seen_at: SentTime::Absent,
            url: crate::model::SentUrl::default(),
        };
        let sessions = sessions.iter().map(session).collect();
        let listed = WalkProgress::Listed {
            user: user(number),
            began_at: NOW,
            list: PersonList::of(user(number), sessions),
        };
        store.take(listed, NOW);
    }
    Snapshot::clone(&store.snapshot())
}

/// A session whose time cannot be read, when the file is made or when it is applied, is there, and is
/// not taken for another one.
#[test]
fn a_session_of_a_file_whose_time_cannot_be_read_is_not_gone() {
    let (with, without) = (snapshot(&LISTED), without_times());
    for (then, now) in [(&with, &without), (&without, &with), (&without, &without)] {
        let text = made_of(then).to_json().unwrap();
        let checked = checked(&text).unwrap();
        let found = Plan::from_file(checked, now, &guardrails(), NOW).unwrap();
        assert_eq!((found.plan.count(), found.gone.len()), (3, 0));
    }
}

#[test]
fn the_guardrails_are_asked_with_what_is_known_today() {
    let text = made().to_json().unwrap();
    let refused = |guardrails: &Guardrails, snapshot: &Snapshot| {
        Plan::from_file(checked(&text).unwrap(), snapshot, guardrails, NOW).unwrap_err()
    };
    let others = Guardrails {
        own_user: Some(user(7)),
        ..guardrails()
    };
    assert!(matches!(
        refused(&others, &snapshot(&LISTED)),
        NotApplied::Refused(Refusal::OtherHands { .. })
    ));
    let now_mine = Guardrails {
        behind: crate::operation::PersonBehind::Is(user(7)),
        ..guardrails()
    };
    assert!(matches!(
        refused(&now_mine, &snapshot(&LISTED)),
        NotApplied::Excluded {
            because: ExcludedBecause::Yours,
            ..
        }
    ));
    let rule = |rule| Guardrails {
        protected: vec![rule],
        ..guardrails()
    };
    let protected = rule(ProtectedRule::Email("u8@example.com".to_owned()));
    assert!(matches!(
        refused(&protected, &snapshot(&LISTED)),
        NotApplied::Excluded {
            because: ExcludedBecause::Protected,
            ..
        }
    ));
    // Somebody protected is in the file even if their session is gone.
    assert!(matches!(
        refused(&protected, &snapshot(&LISTED[..2])),
        NotApplied::Excluded { .. }
    ));
    let mut nobody = Store::new();
    for (number, session, at) in LISTED {
        let sessions = vec![Session {
            key: SessionKey {
                user: user(number),
                session: SessionId::new(session).unwrap(),
            },
            authenticated_at: Some(Timestamp::from_seconds(at)).into(),
            last_seen_at: SentTime::Absent,
            url: crate::model::SentUrl::default(),
        }];
        let (user, began_at) = (user(number), NOW);
        nobody.take(
            WalkProgress::Listed {
                user,
                began_at,
                list: PersonList::of(user, sessions),
            },
            NOW,
        );
    }
    let admins = rule(ProtectedRule::Role(Role::Admin));
    let unknown = refused(&admins, &nobody.snapshot());
    assert!(
        matches!(unknown, NotApplied::Refused(Refusal::Unresolved { .. })),
        "{unknown}"
    );
}

/// A session is the one of the file by its number. One that is said to have begun at another time is
/// told, and is not called gone while it is listed.
#[test]
fn what_is_gone_is_left_out_and_what_is_listed_is_not() {
    let text = made().to_json().unwrap();
    let changed = snapshot(&[(7, 1, 100), (7, 2, 201), (7, 6, 600)]);
    let checked = checked(&text).unwrap();
    assert_eq!(
        checked.changed(&changed),
        [
            "session 7/2 signed in at 1970-01-01T00:03:21Z by the list now, and at 1970-01-01T00:03:20Z \
             by the plan file; it is the same session by its number"
        ]
    );
    let found = Plan::from_file(checked, &changed, &guardrails(), NOW).unwrap();
    let key = |target: &SessionTarget| target.key.to_string();
    let left: Vec<String> = found.plan.sessions().map(key).collect();
    assert_eq!(left, ["7/1", "7/2"]);
    let gone: Vec<String> = found.gone.iter().map(ToString::to_string).collect();
    assert_eq!(gone, ["8/3"]);
    assert_eq!(found.plan.missing(), 1);
    assert!(found.plan.is_from_file());
    assert!(found.plan.confirm_count(2).is_ok());
}

/// A wide route signs out whoever has an empty list by then, unless they are deleted: what a list lacks
/// takes nobody out.
#[test]
fn a_wide_file_signs_out_whoever_has_no_session_listed_by_then() {
    let text = wide(Route::User).to_json().unwrap();
    let found = Plan::from_file(
        checked(&text).unwrap(),
        &snapshot(&LISTED[2..]),
        &guardrails(),
        NOW,
    );
    let found = found.unwrap();
    let unlisted: Vec<UserId> = found.plan.unlisted().map(Target::user).collect();
    assert_eq!(unlisted, [user(7)]);
    assert_eq!((found.plan.count(), found.gone.len()), (0, 2));
    assert!(found.plan.confirm_count(0).is_ok());
}
