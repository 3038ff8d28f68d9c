use std::sync::Arc;

use super::*;
use crate::live::{Snapshot, Store, WalkProgress};
use crate::model::{Role, SafeText, Timestamp, User, UserId};

fn person(id: u64, name: &str, email: &str, role: Role) -> User {
    User {
        email: crate::model::Sent::Is(SafeText::new(email)),
        ..User::example(id, name, role)
    }
}

fn people(users: Vec<User>, open: &[u64]) -> Arc<Snapshot> {
    let mut store = Store::new();
    let now = Timestamp::from_seconds(1);
    let asked = Vec::new();
    store.take(
        WalkProgress::People {
            asked,
            users,
            asked_at: now,
        },
        now,
    );
    let open = open.iter().filter_map(|id| UserId::new(*id)).collect();
    store.absorb(
        WalkProgress::PeopleUnreadable {
            asked: open,
            asked_at: now,
        },
        now,
    )
}

/// Same name, lookalikes, staff among them; in order of the people.
fn found(users: Vec<User>) -> Vec<(u16, u16, bool)> {
    let count = u32::try_from(users.len()).unwrap();
    let twins = Twins::of(people(users, &[]).directory());
    (0..count)
        .map(|place| twins.facts(PersonIndex(place)))
        .map(|it| (it.same_name, it.lookalikes, it.has_staff))
        .collect()
}

#[test]
fn namesakes_and_lookalikes_are_told_apart() {
    const USER: Role = Role::EndUser;
    let alone = (0, 0, false);
    for (name, other, expected) in [
        // Letter case, accents and composition make no other name.
        ("Gaëlle Beauséjour", "Gaelle Beausejours", (0, 0)),
        ("Alice", "Ali\u{200b}ce", (0, 1)),
        ("Gaëlle Beauséjour", "gaelle beausejour", (1, 0)),
        ("Gaëlle", "Gae\u{308}lle", (1, 0)),
        // A Cyrillic letter, a digit, a capital letter, two letters that look like one.
        ("Alice Admin", "\u{410}lice Admin", (0, 1)),
        ("Alice Admin", "Alic\u{435} Admin", (0, 1)),
        ("Alice Admin", "Al\u{456}ce Admin", (0, 1)),
        ("Odin", "0din", (0, 1)),
        ("Alice", "AIice", (0, 1)),
        ("Tom", "Torn", (0, 1)),
        // Names that only resemble each other.
        ("Neil", "Nell", (0, 0)),
        ("Ann", "Anna", (0, 0)),
        ("", "", (0, 0)),
    ] {
        let users = vec![
            person(1, name, "", USER),
            person(2, other, "", Role::Admin),
            person(3, "Somebody Else", "", USER),
        ];
        let (same, alike) = expected;
        let is_any = same + alike > 0;
        let found = found(users);
        assert_eq!(found[0], (same, alike, is_any), "{name} {other}");
        assert_eq!(
            found[1],
            (same, alike, false),
            "{other} has no twin of the staff"
        );
        assert_eq!(found[2], alone);
    }
}

#[test]
fn addresses_are_looked_at_too_and_nobody_is_their_own_twin() {
    let users = vec![
        person(1, "Ann", "ann@example.com", Role::Agent),
        person(2, "Bob", "ann@exarnple.com", Role::EndUser),
        person(3, "Ann", "other@example.com", Role::EndUser),
        person(4, "paypal@example.com", "zed@example.com", Role::EndUser),
        // What looks like somebody's name is no address of theirs.
        person(5, "Eve", "paypal@example.com", Role::EndUser),
    ];
    let expected = [
        (1, 0, false),
        (0, 1, true),
        (1, 0, true),
        (0, 0, false),
        (0, 0, false),
    ];
    assert_eq!(found(users), expected);
    // Whatever one has in one's own record, even twice, is no other person.
    assert_eq!(
        found(vec![person(1, "a@b", "a@b", Role::Admin)]),
        [(0, 0, false)]
    );
}

#[test]
fn nobody_is_alone_while_somebody_is_not_known() {
    let users = || {
        vec![
            person(1, "Ann", "", Role::Admin),
            person(2, "Ann", "", Role::EndUser),
            person(3, "Bob", "", Role::EndUser),
        ]
    };
    let twins = Twins::of(people(users(), &[9]).directory());
    assert_eq!(twins.has(PersonIndex(0)), Ok(true));
    assert_eq!(twins.has_staff(PersonIndex(1)), Ok(true));
    assert_eq!(twins.has(PersonIndex(2)), Err(Why::NotRead));
    assert_eq!(twins.has_staff(PersonIndex(0)), Err(Why::NotRead));
    let twins = Twins::of(people(users(), &[]).directory());
    assert_eq!(twins.has(PersonIndex(2)), Ok(false));
    assert_eq!(twins.has_staff(PersonIndex(0)), Ok(false));
}

/// Whoever was left out of an answer has a name, and whoever does not exist has none.
#[test]
fn who_was_left_out_of_an_answer_may_be_a_twin() {
    let now = Timestamp::from_seconds(1);
    let gone = UserId::new(9).unwrap();
    let mut store = Store::new();
    let asked = vec![gone];
    let users = vec![person(1, "Ann", "", Role::Admin)];
    let left_out = store.absorb(
        WalkProgress::People {
            asked,
            users,
            asked_at: now,
        },
        now,
    );
    let twins = Twins::of(left_out.directory());
    assert_eq!(twins.has(PersonIndex(0)), Err(Why::NotRead));
    let nobody = store.absorb(
        WalkProgress::NoSuchUser {
            user: gone,
            asked_at: now,
        },
        now,
    );
    assert_eq!(Twins::of(nobody.directory()).has(PersonIndex(0)), Ok(false));
}
