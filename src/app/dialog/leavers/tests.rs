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
