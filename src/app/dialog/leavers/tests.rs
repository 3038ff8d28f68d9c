use super::*;
use crate::live::{Store, WalkProgress};
use crate::model::{Role, SentTime, SentUrl, Session, User};

fn user(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

/// A whole walk over suspended people with these numbers, each with a session.
fn walk(store: &mut Store, numbers: &[u64]) -> std::sync::Arc<Snapshot> {
    let at = Timestamp::from_seconds(1_000);
    store.absorb(WalkProgress::Began, at);
    let session = |number: &u64| Session {
        key: format!("{number}/{number}1").parse().unwrap(),
        authenticated_at: SentTime::At(at),
        last_seen_at: SentTime::At(at),
        url: SentUrl::default(),
    };
    let page = WalkProgress::Page {
        sessions: numbers.iter().map(session).collect(),
        unreadable: 0,
    };
    store.absorb(page, at);
    let suspended = |number: &u64| User {
        suspended: Some(true),
        ..User::example(*number, "Ada", Role::EndUser)
    };
    let people = WalkProgress::People {
        asked: Vec::new(),
        users: numbers.iter().map(suspended).collect(),
        asked_at: at,
    };
    store.absorb(people, at);
    store.absorb(WalkProgress::Finished { rest_until: at }, at)
}

#[test]
fn marks_and_the_cursor_stay_with_their_people() {
    let mut store = Store::new();
    let mut view = LeaversView::of(&walk(&mut store, &[1, 2, 3]));
    assert_eq!(view.at(), Some(0));
    view.mark();
    view.mark();
    assert_eq!((view.at(), view.marked.len()), (Some(2), 2));
    view.look_at(&walk(&mut store, &[2, 3]));
    assert_eq!((view.at(), view.chosen()), (Some(1), vec![user(2)]));
    view.look_at(&walk(&mut store, &[2]));
    // The person under the cursor left, and nobody else is meant.
    assert_eq!(view.at(), None);
    view.marked.clear();
    assert!(view.chosen().is_empty());
    view.move_by(1);
    assert_eq!(view.chosen(), [user(2)]);
}

/// Somebody on the list is there and not signed in, and another is nobody.
#[test]
fn whoever_of_a_list_is_not_signed_in_is_a_row_that_can_be_chosen() {
    let mut store = Store::new();
    store.absorb(
        WalkProgress::People {
            asked: Vec::new(),
            users: vec![User::example(9, "Absent", Role::Agent)],
            asked_at: Timestamp::from_seconds(900),
        },
        Timestamp::from_seconds(900),
    );
    let snapshot = walk(&mut store, &[1, 2]);
    let mut view = LeaversView::of(&snapshot);
    let entries = crate::live::people_of(b"9\n2\n77\n", None).unwrap();
    let (list, unknown) = GivenList::of(5, entries, &snapshot);
    view.take_list(list, &snapshot);
    let lines = |view: &LeaversView| -> Vec<(u64, String)> {
        let lines = view.lines.iter();
        lines
            .map(|line| (line.user.get(), line.reasons().join(", ")))
            .collect()
    };
    // Whoever was named comes first, and has the cursor.
    let expected = [
        (2, "suspended, on the list"),
        (9, "not suspended, not signed in"),
        (1, "suspended"),
    ];
    assert_eq!(view.at(), Some(0));
    let expected = expected.map(|(user, why)| (user, why.to_owned()));
    assert_eq!(lines(&view), expected);
    assert_eq!(unknown.len(), 1);
    view.marked.extend([user(1), user(9)]);
    // A newer snapshot takes no mark of theirs away.
    view.look_at(&snapshot);
    assert_eq!(view.chosen(), [user(1), user(9)]);
    let nobody = crate::live::NotThere::NoSuchUser;
    let answer = Ok(Naming {
        not_found: unknown.into_iter().map(|entry| (entry, nobody)).collect(),
        ..Naming::default()
    });
    view.take_looked_up((5, &answer), &snapshot);
    let choice = view.choice(view.chosen(), &snapshot);
    let [ChoicePart::Named(naming), ChoicePart::Barred(others)] = &choice.parts[..] else {
        panic!("{choice:?}");
    };
    assert_eq!(
        (naming.people(), &others[..]),
        (vec![user(9)], &[user(1)][..])
    );
    assert!(naming.is_whole(), "the misses are those of the whole list");
    view.marked.insert(user(2));
    let choice = view.choice(view.chosen(), &snapshot);
    let misses: Vec<usize> = choice.namings().map(Naming::misses).collect();
    assert_eq!(misses, [1], "all of the list: whoever is nobody is told");
}
