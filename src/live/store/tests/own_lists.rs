//! A person's own list, what it proves, and what takes that away.

use super::*;

#[test]
fn a_persons_own_list_is_proof_for_that_person_alone() {
    let mut store = Store::new();
    walk(
        &mut store,
        &[&[session(1, 10, 5), session(1, 11, 5), session(2, 20, 5)]],
        10,
    );
    let user = UserId::new(1).unwrap();
    let listed = store.absorb(
        WalkProgress::Listed {
            user,
            began_at: at(15),
            list: PersonList::of(user, vec![session(1, 12, 14)]),
        },
        at(16),
    );
    assert_eq!(keys(&listed), ["2/20", "1/12"]);
    assert!(listed.absence_since(user, at(15)).is_ok());
    assert!(listed.absence_since(user, at(16)).is_err());
    assert!(
        listed
            .absence_since(UserId::new(2).unwrap(), at(15))
            .is_err()
    );
}

/// A walk may have passed the person before their own list began, so it takes nothing from it.
#[test]
fn an_own_list_that_began_during_a_walk_is_proof_after_it() {
    let mut store = Store::new();
    let list = |number, began| WalkProgress::Listed {
        user: UserId::new(number).unwrap(),
        began_at: at(began),
        list: PersonList::of(UserId::new(number).unwrap(), Vec::new()),
    };
    let user = UserId::new(1).unwrap();
    store.take(list(2, 5), at(6));
    store.take(WalkProgress::Began, at(10));
    store.take(list(1, 15), at(16));
    let rest_until = at(20);
    let whole = store.absorb(WalkProgress::Finished { rest_until }, at(20));
    assert!(whole.absence_since(user, at(15)).is_ok());
    assert!(whole.absence_since(user, at(16)).is_err());
}

/// Sessions of other people, records that nobody can read, or no list at all: each makes a person's
/// own list unable to prove anything.
#[test]
fn an_own_list_with_anything_wrong_removes_nothing() {
    let user = UserId::new(1).unwrap();
    for doubt in [Doubt::Holes(1), Doubt::OthersRows(4), Doubt::NotFound] {
        let mut store = Store::new();
        walk(&mut store, &[&[session(1, 10, 5), session(2, 20, 5)]], 10);
        let mut list = own_list(1, &[]);
        match doubt {
            Doubt::Holes(holes) => list.holes = holes,
            Doubt::OthersRows(others) => list.others = others,
            _ => list.is_found = false,
        }
        let snapshot = store.absorb(listed(1, 15, list), at(16));
        assert_eq!(keys(&snapshot), ["1/10", "2/20"], "{doubt}");
        assert_eq!(snapshot.absence_since(user, at(15)), Err(doubt));
        assert_eq!(snapshot.doubts(), [(user, doubt)]);
    }
}

#[test]
fn rows_of_other_people_are_not_that_persons_sessions() {
    let mut store = Store::new();
    let list = own_list(1, &[session(1, 10, 5), session(2, 20, 5)]);
    let snapshot = store.absorb(listed(1, 15, list), at(16));
    assert_eq!(keys(&snapshot), ["1/10"]);
}

/// One of the two lists is wrong, so the session stays, and nothing says that it is gone.
#[test]
fn a_later_walk_contradicts_an_own_list() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5), session(2, 20, 5)];
    walk_with_holes(&mut store, &all, 0, 10);
    let gone = store.absorb(listed(1, 15, own_list(1, &[])), at(16));
    assert_eq!(keys(&gone), ["2/20"]);
    assert!(!gone.has_contradictions());
    let back = walk_with_holes(&mut store, &all, 0, 20);
    assert!(back.is_contradicted(&all[0].key));
    assert!(!back.is_contradicted(&all[1].key));
    let again = store.absorb(listed(1, 25, own_list(1, &[])), at(26));
    assert_eq!(keys(&again), ["1/10", "2/20"]);
    assert!(again.is_contradicted(&all[0].key));
    let agreed = store.absorb(listed(1, 27, own_list(1, &all[..1])), at(28));
    assert!(!agreed.has_contradictions());
    // Both lists lack it at last.
    store.take(listed(1, 29, own_list(1, &[])), at(29));
    let last = walk_with_holes(&mut store, &all[1..], 0, 30);
    assert_eq!(
        (keys(&last), last.has_contradictions()),
        (vec!["2/20".to_owned()], false)
    );
}

#[test]
fn a_walk_that_began_before_an_own_list_contradicts_nothing() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5)];
    walk_with_holes(&mut store, &all, 0, 10);
    store.take(WalkProgress::Began, at(20));
    store.take(listed(1, 21, own_list(1, &[])), at(22));
    let page = store.absorb(page(&all), at(23));
    assert!(!page.has_contradictions());
}

/// A page that was on its way while the own list was read, or a walk that lags, signs nobody in again.
#[test]
fn a_walk_that_began_before_an_own_list_brings_nothing_back() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5), session(2, 20, 5)];
    walk(&mut store, &[&all], 10);
    store.take(WalkProgress::Began, at(20));
    store.take(listed(1, 20, own_list(1, &[])), at(22));
    let news = store.snapshot().events().count();
    let snapshot = store.absorb(page(&all), at(23));
    assert_eq!(keys(&snapshot), ["2/20"]);
    assert_eq!(snapshot.events().count(), news);
    let finished = WalkProgress::Finished { rest_until: at(24) };
    assert_eq!(keys(&store.absorb(finished, at(24))), ["2/20"]);
    // A walk that began later shows it: one of the two is wrong.
    let next = walk_with_holes(&mut store, &all, 0, 30);
    assert_eq!(keys(&next), ["2/20", "1/10"]);
    assert!(next.is_contradicted(&all[0].key));
}

#[test]
fn an_own_list_that_was_asked_for_earlier_changes_nothing_that_a_later_one_told() {
    let mut store = Store::new();
    let (old, new) = (session(1, 10, 5), session(1, 11, 19));
    store.take(
        listed(1, 20, own_list(1, std::slice::from_ref(&new))),
        at(21),
    );
    let snapshot = store.absorb(listed(1, 15, own_list(1, &[old])), at(22));
    assert_eq!(keys(&snapshot), ["1/11"]);
    assert_eq!(snapshot.facts_from(new.key.user), Some(at(20)));
}

/// A session that is in two own lists is a row of each person, until one of the lists lacks it.
#[test]
fn a_session_in_two_own_lists_is_a_row_of_each_until_one_lacks_it() {
    let mut store = Store::new();
    store.take(listed(1, 5, own_list(1, &[session(1, 10, 5)])), at(6));
    let both = store.absorb(listed(2, 7, own_list(2, &[session(2, 10, 5)])), at(8));
    assert_eq!(
        (keys(&both), both.conflicts()),
        (vec!["1/10".to_owned(), "2/10".to_owned()], 1)
    );
    let one = store.absorb(listed(1, 9, own_list(1, &[])), at(10));
    assert_eq!((keys(&one), one.conflicts()), (vec!["2/10".to_owned()], 0));
}

fn listed_again(user: u64, began: i64, list: PersonList) -> WalkProgress {
    WalkProgress::ReadAgain {
        user: UserId::new(user).unwrap(),
        began_at: at(began),
        list,
    }
}

/// What an own list alone has shown is gone where it is empty later. What a walk has shown is in doubt, and is
/// as old as the walk.
#[test]
fn an_own_list_that_is_empty_by_now_takes_away_what_no_walk_has_shown() {
    let mut store = Store::new();
    admin(&mut store);
    walk(&mut store, &[&[session(1, 10, 5)]], 10);
    store.take(listed(2, 15, own_list(2, &[session(2, 20, 5)])), at(16));
    store.take(listed_again(1, 40, own_list(1, &[])), at(41));
    let snapshot = store.absorb(listed_again(2, 42, own_list(2, &[])), at(43));
    assert_eq!(keys(&snapshot), ["1/10"]);
    let [one, two] = [1, 2].map(|user| UserId::new(user).unwrap());
    assert_eq!(snapshot.shown_from(one), Some(at(10)), "as old as the walk");
    assert_eq!(snapshot.facts_from(one), Some(at(40)), "read since");
    let poor = snapshot.poor_list(one).unwrap();
    assert_eq!((poor.at, poor.sessions, poor.doubt), (at(40), 1, None));
    assert_eq!(snapshot.shown_from(two), Some(at(42)));
    assert_eq!(snapshot.poor_list(two), None);
    // A page may bring it back, and then it is of a walk.
    store.take(WalkProgress::Began, at(50));
    let all = [session(1, 10, 5), session(2, 20, 5)];
    store.take(page(&all), at(51));
    store.take(WalkProgress::Finished { rest_until: at(52) }, at(52));
    let snapshot = store.absorb(listed_again(2, 60, own_list(2, &[])), at(61));
    assert_eq!(keys(&snapshot), ["1/10", "2/20"]);
    assert_eq!(snapshot.shown_from(two), Some(at(50)));
    assert_eq!(snapshot.shown_from(one), Some(at(50)));
}

/// An empty list that proves nothing, or that was asked for earlier, takes nothing away.
#[test]
fn an_empty_list_that_proves_nothing_or_is_older_takes_nothing_away() {
    let not_found = PersonList {
        is_found: false,
        ..own_list(1, &[])
    };
    for (list, began) in [(not_found, 40), (own_list(1, &[]), 14)] {
        let mut store = Store::new();
        admin(&mut store);
        store.take(listed(1, 15, own_list(1, &[session(1, 10, 5)])), at(16));
        let snapshot = store.absorb(listed_again(1, began, list), at(41));
        assert_eq!(keys(&snapshot), ["1/10"], "{began}");
    }
    // Whoever is no admin is shown what is theirs, and nothing of others.
    let mut store = Store::new();
    store.take(listed(1, 15, own_list(1, &[session(1, 10, 5)])), at(16));
    let snapshot = store.absorb(listed_again(1, 40, own_list(1, &[])), at(41));
    assert_eq!(keys(&snapshot), ["1/10"]);
}

/// What an own list lacks that proves nothing stays listed, and is as old as the reading that has shown it,
/// however often such a list is read.
#[test]
fn what_an_own_list_that_proves_nothing_lacks_is_as_old_as_the_reading_that_has_it() {
    let one = UserId::new(1).unwrap();
    for doubt in [Doubt::Holes(1), Doubt::OthersRows(1), Doubt::NotFound] {
        let mut store = Store::new();
        admin(&mut store);
        store.take(listed(1, 10, own_list(1, &[session(1, 10, 5)])), at(11));
        let mut list = own_list(1, &[]);
        match doubt {
            Doubt::Holes(holes) => list.holes = holes,
            Doubt::OthersRows(rows) => list.others = rows,
            _ => list.is_found = false,
        }
        store.take(listed_again(1, 40, list.clone()), at(41));
        let snapshot = store.absorb(listed(1, 50, list), at(51));
        assert_eq!(keys(&snapshot), ["1/10"]);
        assert_eq!(snapshot.shown_from(one), Some(at(10)), "{doubt}");
        let poor = snapshot.poor_list(one).unwrap();
        assert_eq!(
            (poor.at, poor.sessions, poor.doubt),
            (at(50), 1, Some(doubt))
        );
        // A list that has them is a reading of its own again.
        let again = listed(1, 60, own_list(1, &[session(1, 10, 5)]));
        let snapshot = store.absorb(again, at(61));
        assert_eq!(snapshot.shown_from(one), Some(at(60)));
        assert_eq!(snapshot.poor_list(one), None);
    }
}

/// What an own list lacks that is empty by now is in doubt until a walk that begins later shows it: one of the
/// two is wrong. A walk that began before only lags.
#[test]
fn a_walk_that_begins_after_an_empty_list_and_shows_what_it_lacks_contradicts_it() {
    let mut store = Store::new();
    admin(&mut store);
    let all = [session(1, 10, 5)];
    let one = all[0].key.user;
    walk(&mut store, &[&all], 10);
    store.take(WalkProgress::Began, at(30));
    let doubted = store.absorb(listed_again(1, 40, own_list(1, &[])), at(41));
    assert_eq!(
        (keys(&doubted), doubted.unconfirmed()),
        (vec!["1/10".to_owned()], 1)
    );
    store.take(page(&all), at(42));
    let rest_until = at(43);
    let lagging = store.absorb(WalkProgress::Finished { rest_until }, at(43));
    assert!(!lagging.has_contradictions());
    assert!(lagging.poor_list(one).is_some());
    let later = walk(&mut store, &[&all], 50);
    assert!(later.is_contradicted(&all[0].key));
    assert!(later.poor_list(one).is_none());
}

/// What an own list said of whoever has no session counts until a walk that proves as much begins later: after
/// that they are asked for their own list anew.
#[test]
fn an_own_list_counts_until_a_later_walk_proves_as_much() {
    let mut store = Store::new();
    admin(&mut store);
    let two = UserId::new(2).unwrap();
    let is_unasked = |snapshot: &Snapshot| snapshot.absentees([two]).is_unasked(two);
    store.take(listed(2, 15, own_list(2, &[])), at(16));
    let with_holes = walk_with_holes(&mut store, &[session(1, 10, 5)], 1, 20);
    assert!(!is_unasked(&with_holes));
    assert_eq!(with_holes.own_list_at(two), Some(at(15)));
    store.take(WalkProgress::Began, at(30));
    store.take(listed(2, 30, own_list(2, &[])), at(31));
    let rest_until = at(32);
    let as_old = store.absorb(WalkProgress::Finished { rest_until }, at(32));
    assert!(!is_unasked(&as_old));
    let later = walk(&mut store, &[&[session(1, 10, 5)]], 40);
    assert!(is_unasked(&later));
    assert_eq!(
        (later.own_list_at(two), later.facts_from(two)),
        (None, Some(at(40)))
    );
}
