//! Reviews of an account that goes on living: whatever signs in or out between the walk, the review
//! and the confirmation, what is confirmed is what was read last, and was shown.
//!
//! - `living` the account, and what may happen in it

mod living;

use std::collections::BTreeSet;

use proptest::prelude::*;

use self::living::*;
use super::*;
use crate::app::FactsRequest;
use crate::live::EnrichmentFound;
use crate::model::{Role, Session, SessionKey, User, UserId};
use crate::operation::{Choice, Confirmed, Proposal, Route, UndecidedPolicy};
use crate::query::Query;
use crate::zendesk::{BudgetReading, PersonList};

/// Ages go on while a review is read, and nobody is chosen by the time that it takes.
#[test]
fn time_alone_changes_nothing_of_whom_a_review_is_about() {
    for query in ["idle<30s", "age<30s"] {
        let mut living = Living::new();
        living.review_matching(query);
        let before: BTreeSet<SessionKey> =
            living.reviewed().plan.sessions().map(|it| it.key).collect();
        assert_eq!(before.len(), 6, "{query}");
        living.happen(Happens::Seconds(40));
        for _ in 0..Route::ALL.len() {
            living.press(KeyCode::F(3));
            let review = living.reviewed();
            let now: BTreeSet<SessionKey> = review.plan.sessions().map(|it| it.key).collect();
            assert_eq!(now, before, "{query}");
            assert_eq!(review.changed, None, "{query}");
        }
    }
}

/// A walk may have come in between: what another route is proposed for is what is there now, and the
/// difference is told.
#[test]
fn whatever_another_route_finds_changed_is_told_and_clears_the_answer() {
    let mut living = Living::new();
    living.review_matching("idle<30s");
    let expects = living.reviewed().plan.challenge().expects();
    living.press(KeyCode::Char(expects.chars().next().unwrap()));
    assert_eq!(living.reviewed().consent.answer.value().len(), 1);
    living.happen(Happens::SignOut(0));
    living.happen(Happens::Walk);
    living.press(KeyCode::F(3));
    let review = living.reviewed();
    assert_eq!(review.consent.answer.value(), "");
    assert_eq!(
        review.changed.as_ref().unwrap().words(),
        "1 session is gone"
    );
    // The end of another list is to be shown again.
    assert!(!review.folds.end_seen());
}

/// A role or an address may be another one meanwhile: whoever is not chosen any more is signed in all
/// the same.
#[test]
fn whoever_is_only_no_longer_chosen_is_not_called_gone() {
    let mut living = Living::new();
    living.read_roles();
    let query = Query::parse("role:end-user", Zone::UTC).unwrap();
    let choice = Choice::matching(query, UndecidedPolicy::Leave);
    let effects = (living.app).review(Proposal::End(choice, Route::Exact), living.now);
    let (request, _) = parts(effects);
    let other = User::example(1, "Kelly Sorry", Role::Agent);
    let mut nameless = User::example(2, "Kelly Sorry", Role::Other);
    nameless.name = crate::model::Sent::Unknown;
    let people = WalkProgress::People {
        asked: vec![user(1), user(2)],
        users: vec![other, nameless],
        asked_at: living.now,
    };
    living.store.take(people, living.now);
    living.happen(Happens::SignOut(5));
    living.answer(request.unwrap());
    let changed = living.reviewed().changed.as_ref().unwrap();
    assert_eq!(
        changed.words(),
        "1 session is gone; 2 sessions are still there and no longer chosen (another role); \
         2 sessions are undecided now"
    );
}

/// The name of a custom role may be a word for one of Zendesk's own, so no review opens of such a word
/// before the custom roles were read.
#[test]
fn no_review_opens_of_a_role_word_before_the_custom_roles_were_read() {
    let mut living = Living::new();
    let query = Query::parse("role:end-user", Zone::UTC).unwrap();
    let choice = Choice::matching(query, UndecidedPolicy::Leave);
    let proposal = || Proposal::End(choice.clone(), Route::Exact);
    living.app.review(proposal(), living.now);
    assert!(living.app.layers.top().is_none());
    let is_said = |app: &App| {
        let mut said = app.notices().iter();
        said.any(|it| it.text.contains("custom roles could not be read so far"))
    };
    assert!(is_said(&living.app));
    living.read_roles();
    living.app.review(proposal(), living.now);
    assert!(matches!(living.app.layers.top(), Some(Dialog::Review(_))));
}

/// Whose own sessions stay was judged by who the credentials belonged to, so a review is over once they
/// are somebody else's.
#[test]
fn a_review_is_closed_once_the_credentials_are_somebody_elses() {
    let mut living = Living::new();
    let proposal = Proposal::End(Choice::people(vec![user(1), user(2)]), Route::Exact);
    let (request, _) = parts(living.app.review(proposal, living.now));
    let another = User::example(2, "Kelly Sorry", Role::Admin);
    let identified = WalkProgress::identified(another, living.now);
    living.store.take(identified, living.now);
    let effects = living.answer(request.unwrap());
    assert!(parts(effects).1.is_none() && living.app.layers.top().is_none());
    let mut said = living.app.notices().iter();
    assert!(said.any(|it| it.text.contains("those of user 2 now")));
}

/// A session is new because it was not listed before. Its time may be missing or go by another clock.
#[test]
fn a_session_that_came_into_the_list_is_counted_before_anything_is_confirmed() {
    for dated in Dated::ALL {
        let people = || Choice::people(vec![user(1)]);
        for proposal in [
            Proposal::End(people(), Route::User),
            Proposal::Offboard {
                choice: people(),
                listed: Some(Vec::new()),
            },
        ] {
            let mut living = Living::new();
            let (request, _) = parts(living.app.review(proposal, living.now));
            living.answer(request.unwrap());
            assert_eq!(living.reviewed().plan.sessions().count(), 2);
            living.happen(Happens::SignIn(1, dated));
            living.happen(Happens::SignIn(3, dated));
            living.happen(Happens::Walk);
            assert_eq!(living.reviewed().new_since, 1, "{dated:?}");
            let (request, done) = parts(living.confirm());
            assert!(done.is_none(), "{dated:?}");
            living.answer(request.unwrap());
            let review = living.reviewed();
            assert_eq!((review.plan.sessions().count(), review.new_since), (3, 0));
            assert_eq!(review.consent.answer.value(), "", "{dated:?}");
            let (_, done) = parts(living.confirm());
            assert_eq!(done.unwrap().plan().sessions().count(), 3, "{dated:?}");
        }
    }
}

/// Also where more people are chosen than can be read again.
#[test]
fn what_came_into_the_list_is_counted_where_nothing_is_read_again() {
    let mut living = Living::new();
    living
        .store
        .take(WalkProgress::Budget(BudgetReading::default()), living.now);
    living.walk();
    let choice = Choice::people(vec![user(1), user(2), user(3)]);
    let effects = living
        .app
        .review(Proposal::End(choice, Route::User), living.now);
    assert!(parts(effects).0.is_none());
    assert_eq!(living.reviewed().plan.count(), 6);
    living.happen(Happens::SignIn(2, Dated::Never));
    living.happen(Happens::Walk);
    assert!(parts(living.confirm()).1.is_none());
    let review = living.reviewed();
    assert_eq!((review.plan.count(), review.new_since), (7, 0));
    assert_eq!(review.consent.answer.value(), "");
    let (_, done) = parts(living.confirm());
    assert_eq!(done.unwrap().plan().count(), 7);
}

/// Whoever is named and has no session is not in the plan until they have.
#[test]
fn somebody_named_who_signs_in_meanwhile_is_counted() {
    let mut living = Living::new();
    living.server.retain(|session| session.key.user != user(2));
    living.walk();
    let choice = Choice::people(vec![user(1), user(2)]);
    let (request, _) = parts(
        living
            .app
            .review(Proposal::End(choice, Route::User), living.now),
    );
    living.answer(request.unwrap());
    assert_eq!(living.reviewed().plan.count(), 2);
    living.happen(Happens::SignIn(2, Dated::Earlier));
    living.happen(Happens::Walk);
    assert_eq!(living.reviewed().new_since, 1);
    let (request, done) = parts(living.confirm());
    assert!(done.is_none());
    living.answer(request.unwrap());
    assert_eq!(living.reviewed().plan.count(), 3);
}

/// What was chosen session by session takes nobody else's, however new.
#[test]
fn an_exact_choice_is_confirmed_whatever_comes_into_the_list() {
    let mut living = Living::new();
    let key = living.server[0].key;
    let choice = Choice::sessions(vec![key]);
    let (request, _) = parts(
        living
            .app
            .review(Proposal::End(choice, Route::Exact), living.now),
    );
    living.answer(request.unwrap());
    living.happen(Happens::SignIn(key.user.get(), Dated::Now));
    living.happen(Happens::Walk);
    assert_eq!(living.reviewed().new_since, 1);
    let (_, done) = parts(living.confirm());
    assert_eq!(done.unwrap().plan().count(), 1);
}

proptest! {
    #[test]
    fn what_is_carried_out_is_what_was_read_last(
        asked in prop_oneof![Just(Asked::People), Just(Asked::Exact), Just(Asked::Wide)],
        before in happening(),
        during in happening(),
    ) {
        let mut living = Living::new();
        for happens in before {
            living.happen(happens);
        }
        let Some(confirmed) = confirmed(&mut living, asked, &during) else {
            return Ok(());
        };
        let (read, at) = living.read.as_ref().expect("nothing was read");
        let age = living.now.millis() - at.millis();
        prop_assert!(age <= 31_000, "confirmed on facts of {age} ms");
        let planned: BTreeSet<SessionKey> = confirmed.plan().sessions().map(|one| one.key).collect();
        let people: Vec<UserId> = planned.iter().map(|key| key.user).collect();
        if !matches!(asked, Asked::Exact) {
            let snapshot = living.app.snapshot();
            let known = snapshot.iter().filter_map(|slot| snapshot.key(slot));
            let known: BTreeSet<SessionKey> = known.filter(|it| people.contains(&it.user)).collect();
            prop_assert!(known.is_subset(&planned), "{known:?} is known, {planned:?} was confirmed");
        }
        // Of whom nothing is listed any more, what the walk had stays in the plan.
        let listed: Vec<UserId> = people
            .into_iter()
            .filter(|user| read.iter().any(|one| one.key.user == *user))
            .collect();
        let theirs = Living::of(read, &listed);
        let of_listed: BTreeSet<SessionKey> = planned
            .into_iter()
            .filter(|key| listed.contains(&key.user))
            .collect();
        match asked {
            Asked::People | Asked::Wide => prop_assert_eq!(of_listed, theirs),
            Asked::Exact => {
                prop_assert!(of_listed.is_subset(&theirs));
                prop_assert!(confirmed.plan().count() <= 2);
            }
        }
    }
}

fn happening() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        ((1..=3_u64), proptest::sample::select(&Dated::ALL[..]))
            .prop_map(|(person, dated)| Happens::SignIn(person, dated)),
        (0..20_usize).prop_map(Happens::SignOut),
        Just(Happens::Walk),
        (1..=20_u8).prop_map(Happens::Seconds),
    ];
    proptest::collection::vec(one, 0..8)
}
