use super::*;
use crate::model::{Organization, Role, SafeText};
use memchr::memmem::Finder;

fn id(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

fn user(number: u64, name: &str) -> User {
    User {
        email: crate::model::Sent::Is(SafeText::new("someone@example.com")),
        ..User::example(number, name, Role::Agent)
    }
}

#[test]
fn places_are_kept_and_found() {
    let mut store = DirectoryStore::default();
    let places: Vec<_> = (1..3_000).map(|number| store.place(id(number))).collect();
    for (number, place) in (1..3_000).zip(places) {
        assert_eq!(store.find(id(number)), Some(place));
        assert_eq!(store.place(id(number)), place);
    }
    assert_eq!(store.find(id(3_000)), None);
}

#[test]
fn who_is_left_out_of_the_answer_is_missing_and_a_name_once_told_stays() {
    let mut store = DirectoryStore::default();
    let now = Timestamp::from_seconds(1);
    store.learn(&[id(1), id(2)], vec![user(1, "Ada")], now);
    let published = store.published();
    let known = |number: u64| {
        let place = store.find(id(number)).unwrap();
        published.person(place).unwrap().known.clone()
    };
    assert!(matches!(known(1), Lookup::User(_)));
    assert!(matches!(known(2), Lookup::Missing));
    store.learn(&[id(1)], vec![], Timestamp::from_seconds(2));
    let place = store.find(id(1)).unwrap();
    assert_eq!(
        store.people().person(place).unwrap().user(),
        Some(&user(1, "Ada"))
    );
}

#[test]
fn a_word_finds_everyone_it_occurs_in_once() {
    let mut store = DirectoryStore::default();
    let users: Vec<User> = (1..=2_500)
        .map(|number| {
            user(
                number,
                if number % 1_000 == 0 {
                    "Grace"
                } else {
                    "Ada Ada"
                },
            )
        })
        .collect();
    let asked: Vec<UserId> = users.iter().map(|user| user.id).collect();
    store.learn(&asked, users, Timestamp::from_seconds(1));
    let directory = store.published();
    let count = |word: &str| {
        let mut count = 0;
        for chunk in directory.chunks() {
            let finder = Finder::new(word);
            chunk.search_text().matches(&finder, |_| count += 1);
        }
        count
    };
    assert_eq!(count("grace"), 2);
    assert_eq!(count("ada"), 2_498);
    assert_eq!(count("agent"), 2_500);
    assert_eq!(count("2500"), 1);
    assert_eq!(count("nobody"), 0);
}

#[test]
fn what_a_line_lacks_is_told_beside_it() {
    let mut store = DirectoryStore::default();
    let of = |number: u64, organization: u64| User {
        organization: (OrganizationId::new(organization)).into(),
        ..user(number, "Ada")
    };
    let users = vec![of(1, 7), of(2, 8), of(3, 7), of(4, 0)];
    store.learn(&[], users, Timestamp::from_seconds(1));
    let asked = store.organizations_to_ask(100);
    assert_eq!(asked.len(), 2);
    let acme = Organization {
        id: OrganizationId::new(7).unwrap(),
        name: SafeText::new("ACME Holding"),
    };
    store.learn_organizations(&asked, &[acme]);
    assert!(store.organizations_to_ask(100).is_empty());
    let directory = store.published();
    let with = |word: &str| directory.organizations_with(&Finder::new(word)).len();
    assert_eq!((with("acme"), with("zanzibar")), (1, 0));
    let lines = directory.chunks().next().unwrap().search_text();
    let of = |number| Beyond::Organization(OrganizationId::new(number).unwrap());
    let beyond = [(0, of(7)), (1, of(8)), (2, of(7))];
    assert_eq!(lines.all_beyond(), beyond);
    assert_eq!(lines.beyond(1), Some(of(8)));
    assert_eq!((lines.beyond(3), lines.line(4)), (None, ""));
    assert_eq!(
        lines.line(1),
        "ada\u{1f}someone@example.com\u{1f}agent\u{1f}2\n"
    );
}

#[test]
fn the_columns_of_a_chunk_are_made_anew_when_somebody_changes() {
    let mut store = DirectoryStore::default();
    let at = |number: u64, email: &str| User {
        email: ((!email.is_empty()).then(|| SafeText::new(email))).into(),
        ..user(number, "Ada")
    };
    let now = Timestamp::from_seconds(1);
    let hosts = |store: &DirectoryStore| {
        let directory = store.published();
        let chunk = directory.chunks().next().unwrap();
        let hosts = chunk.hosts();
        let of = |place: &Result<u16, Why>| place.map(|at| hosts.each()[usize::from(at)].clone());
        assert_eq!(chunk.roles().len(), chunk.people().len());
        hosts.of_people().iter().map(of).collect::<Vec<_>>()
    };
    let users = vec![at(1, "a@x.example"), at(2, " b@x.example "), at(3, "")];
    store.learn(&[id(4)], users, now);
    let [x, none] = ["x.example", ""].map(|host| Ok(host.into()));
    let missing = Err(Why::NotAnswered);
    let before = [x.clone(), x.clone(), none, missing.clone()];
    assert_eq!(hosts(&store), before);
    store.learn(&[], vec![at(3, "c@y.example")], now);
    assert_eq!(
        hosts(&store),
        [x.clone(), x, Ok("y.example".into()), missing]
    );
}

/// The directory of a store that took the place of another is another, however many entries changed.
#[test]
fn two_directories_are_never_of_one_version() {
    let directory = |name: &str| {
        let mut store = DirectoryStore::default();
        store.learn(&[id(1)], vec![user(1, name)], Timestamp::from_seconds(1));
        store
    };
    let (mut one, two) = (directory("Ada"), directory("Bob"));
    assert!(one.published().version() != two.published().version());
    let before = one.published();
    assert!(before.version() == one.published().version());
    one.learn(&[], vec![user(1, "Eve")], Timestamp::from_seconds(2));
    assert!(before.version() != one.published().version());
}

#[test]
fn the_entries_of_many_are_found_at_once_with_their_places_and_those_that_changed_are_told_apart() {
    let mut store = DirectoryStore::default();
    let places: Vec<_> = (1..=3_000).map(|number| store.place(id(number))).collect();
    let before = store.published();
    let wanted = [1, 1_500, 3_000, 9_999].map(id);
    let found = before.entries_of(&wanted.into_iter().collect());
    assert_eq!(found.len(), 3, "nobody has the last number");
    for user in &wanted[..3] {
        let (place, person) = found[user];
        assert_eq!((Some(place), person.id), (before.place_of(*user), *user));
        assert_eq!(before.entry_of(*user).map(|person| person.id), Some(*user));
    }
    assert_eq!(found[&id(1_500)].0, places[1_499]);
    let numbers = |now: &Directory, before: &Directory| -> Vec<u64> {
        now.entries_since(before).map(|it| it.id.get()).collect()
    };
    assert!(numbers(&before, &before).is_empty());
    assert_eq!(
        numbers(&before, &Directory::default()),
        (1..=3_000).collect::<Vec<_>>()
    );
    store.learn(&[], vec![user(1_500, "Ada")], Timestamp::from_seconds(1));
    store.place(id(3_001));
    // Whole chunks are told: the one of whoever changed, and the one that grew.
    let now = store.published();
    assert_eq!(numbers(&now, &before), (1_025..=3_001).collect::<Vec<_>>());
}
