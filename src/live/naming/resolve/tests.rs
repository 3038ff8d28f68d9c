use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{Role, SafeText, Timestamp, User};

const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

fn id(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

fn user(number: u64, email: &str) -> User {
    User {
        email: ((!email.is_empty()).then(|| SafeText::new(email))).into(),
        ..User::example(number, "Somebody", Role::EndUser)
    }
}

/// A directory that knows these people, and that those of `missing` are not there.
fn directory(users: &[User], missing: &[u64], unreadable: &[u64]) -> Directory {
    let mut store = Store::new();
    let asked = users.iter().map(|user| user.id);
    let asked = asked.chain(missing.iter().map(|number| id(*number)));
    let asked = asked.collect();
    let users = users.to_vec();
    store.take(
        WalkProgress::People {
            asked,
            users,
            asked_at: NOW,
        },
        NOW,
    );
    let unreadable = unreadable.iter().map(|number| id(*number)).collect();
    store.take(
        WalkProgress::PeopleUnreadable {
            asked: unreadable,
            asked_at: NOW,
        },
        NOW,
    );
    for number in missing {
        store.take(
            WalkProgress::NoSuchUser {
                user: id(*number),
                asked_at: NOW,
            },
            NOW,
        );
    }
    store.snapshot().directory().clone()
}

fn entries(names: &[&str]) -> Vec<NameEntry> {
    let entry = |name: &&str| NameEntry {
        named: PersonNamed::parse(name).unwrap(),
        line: None,
    };
    names.iter().map(entry).collect()
}

/// Whether the search for this address is one that does not come to an end.
fn people_go_on(address: &str) -> bool {
    address.starts_with("endless.")
}

fn searched(hits: &[(&str, &[u64], bool)]) -> Searched {
    let mut searched = Searched::default();
    for (address, people, is_partial) in hits {
        let people = people.iter().map(|number| id(*number)).collect();
        let hits = AddressHits {
            people,
            is_partial: *is_partial,
            goes_on: people_go_on(address),
        };
        searched.insert(address.parse().unwrap(), hits);
    }
    searched
}

/// Every list of a naming in one line each.
fn lines_of(naming: &Naming) -> Vec<String> {
    let mut lines = Vec::new();
    let ids = |ids: &[UserId]| {
        ids.iter()
            .map(|id| id.get().to_string())
            .collect::<Vec<_>>()
    };
    for (entry, user) in &naming.found {
        lines.push(format!("{} is {user}", entry.named));
    }
    for (entry, why) in &naming.not_found {
        lines.push(format!("{} {why:?}", entry.named));
    }
    for (entry, users) in &naming.ambiguous {
        lines.push(format!("{} any of {}", entry.named, ids(users).join(" ")));
    }
    for (entry, users) in &naming.by_another_address {
        lines.push(format!("{} other of {}", entry.named, ids(users).join(" ")));
    }
    for entry in &naming.not_asked {
        lines.push(format!("{} not asked", entry.named));
    }
    lines
}

#[test]
fn whoever_is_known_is_found_without_a_request() {
    let known = directory(
        &[
            user(1, "Ann@Example.com"),
            user(2, "joann@example.com"),
            user(3, ""),
        ],
        &[8],
        &[9],
    );
    let names = entries(&["ann@example.com", "3", "9", "8", "7", "bob@example.com"]);
    let wanted = LookUps::of(&names, &known);
    assert_eq!(
        (wanted.ids.as_slice(), wanted.requests(false)),
        (&[id(7)][..], 2)
    );
    assert_eq!(wanted.addresses, ["bob@example.com".parse().unwrap()]);
    let naming = naming(&names, &known, &Searched::default());
    assert_eq!(
        lines_of(&naming),
        [
            "ann@example.com is 1",
            "user 3 is 3",
            "user 9 is 9",
            "user 8 NoSuchUser",
            "user 7 not asked",
            "bob@example.com not asked",
        ]
    );
    assert!(!naming.is_whole() && naming.misses() == 3);
    assert_eq!(naming.people(), [id(1), id(3), id(9)]);
}

/// Records decide, never the search: what is merely alike is not taken.
#[test]
fn what_a_search_found_is_judged_by_the_records() {
    let known = directory(
        &[
            user(1, "ann@example.com"),
            user(2, "ann@example.com.au"),
            user(3, "bob@home.example"),
            user(4, "twice@example.com"),
            user(5, "TWICE@example.com"),
            user(8, "endless.ann@example.com"),
        ],
        &[6],
        &[7],
    );
    let searches = searched(&[
        ("ann@example.com", &[2, 1], false),
        ("bob@example.com", &[3], false),
        ("gone@example.com", &[6], false),
        ("dora@example.com", &[7], false),
        ("eve@example.com", &[], false),
        ("fay@example.com", &[3], true),
        ("gus@example.com", &[99], false),
        ("endless.bob@example.com", &[3], false),
        ("endless.ann@example.com", &[8], false),
        ("twice@example.com", &[4], false),
    ]);
    let names = entries(&[
        "ann@example.com",
        "bob@example.com",
        "gone@example.com",
        "dora@example.com",
        "eve@example.com",
        "fay@example.com",
        "gus@example.com",
        "endless.bob@example.com",
        "endless.ann@example.com",
        "twice@example.com",
    ]);
    let naming = naming(&names, &known, &searches);
    assert_eq!(
        lines_of(&naming),
        [
            "ann@example.com is 1",
            "gone@example.com NobodyActive",
            "dora@example.com CannotBeTold",
            "eve@example.com NobodyActive",
            "fay@example.com CannotBeTold",
            "gus@example.com CannotBeTold",
            "endless.bob@example.com SearchGoesOn",
            "endless.ann@example.com SearchGoesOn",
            "twice@example.com any of 4 5",
            "bob@example.com other of 3",
        ]
    );
    let others = searches.by_another_address(&known);
    let others: Vec<u64> = others.iter().map(|(_, id)| id.get()).collect();
    assert_eq!(others, [3, 3, 3]);
}

#[test]
fn an_id_says_which_of_them_is_meant() {
    let known = directory(
        &[
            user(3, "bob@home.example"),
            user(4, "twice@example.com"),
            user(5, "twice@example.com"),
        ],
        &[],
        &[],
    );
    let mut searches = searched(&[("bob@example.com", &[3], false)]);
    let names = ["bob@example.com", "twice@example.com"];
    let with = |more: &[&str], searches: &Searched| {
        let names: Vec<&str> = names.iter().chain(more).copied().collect();
        naming(&entries(&names), &known, searches)
    };
    assert_eq!(with(&["3", "5"], &searches).people(), [id(3), id(5)]);
    assert!(with(&["3", "5"], &searches).is_whole());
    let of_one = with(&["4"], &searches);
    assert_eq!((of_one.people(), of_one.misses()), (vec![id(4)], 1));
    // Whoever is named beside is no part of it, whatever else is.
    let beside = with(&["3", "5"], &searches).without(&[id(3)]);
    assert_eq!(beside.people(), [id(3), id(5)]);
    let alone = naming(&entries(&["3", "4"]), &known, &searches).without(&[id(3)]);
    assert_eq!(alone.people(), [id(4)]);
    // Whoever has no such address is no candidate, whatever the search found.
    searches.is_merely_alike(&"bob@example.com".parse().unwrap(), id(3));
    let alike = with(&["3", "5"], &searches);
    assert_eq!(alike.not_found.len(), 1);
    assert!(alike.may_be_in_a_walk());
}

#[test]
fn whom_a_search_did_not_find_and_a_list_shows_since_is_known() {
    let entries = entries(&["late@acme.example", "7"]);
    let [late, gone] = &entries[..] else {
        panic!("{entries:?}");
    };
    let late_id = UserId::new(5).unwrap();
    let shown = Naming {
        found: vec![
            (late.clone(), late_id),
            (gone.clone(), UserId::new(7).unwrap()),
        ],
        ..Naming::default()
    };
    let answered = |because| Naming {
        not_found: vec![
            (late.clone(), because),
            (gone.clone(), NotThere::NoSuchUser),
        ],
        ..Naming::default()
    };
    let naming = shown
        .clone()
        .answered_by(&answered(NotThere::NobodyActive), &entries);
    assert_eq!(naming.found, [(late.clone(), late_id)]);
    assert_eq!(naming.not_found, [(gone.clone(), NotThere::NoSuchUser)]);
    let several = NotThere::Several([late_id, UserId::new(6).unwrap()], 0);
    let naming = shown.clone().answered_by(&answered(several), &entries);
    assert_eq!((naming.found.len(), naming.not_found.len()), (0, 2));
    let not_asked = Naming {
        not_asked: entries.clone(),
        ..Naming::default()
    };
    let naming = shown.answered_by(&not_asked, &entries);
    assert_eq!((naming.found.len(), naming.not_asked.len()), (2, 0));
}

/// Somebody who was deleted has no address any more, which is not another one.
#[test]
fn whoever_is_deleted_meanwhile_is_said_to_be() {
    let before = directory(&[user(3, "bob@home.example")], &[], &[]);
    let names = entries(&["bob@home.example"]);
    let found = naming(&names, &before, &Searched::default());
    let mut gone = User::example(3, "Permanently Deleted User", Role::EndUser);
    gone.active = Some(false);
    let now = directory(&[gone], &[], &[]);
    let anew = found.judged_anew(&now).unwrap();
    assert_eq!(lines_of(&anew), ["bob@home.example Deleted"]);
}
