//! Facts of a simulated account that goes on living while time passes.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::model::{SessionKey, Timestamp};
use crate::operation::simulated::{NOW, Simulated};
use crate::operation::{Basis, Choice, Guardrails, Route, plan_ending, plan_ending_by_name};
use crate::simulator::{FaultEffect, ServerFault};

/// What becomes of a plan for everything of one person who signs in again after the walk, if its
/// facts are so old before anything is sent.
async fn planned(seconds: i64, fault: Option<FaultEffect>) -> (Plan, SessionKey) {
    let account = Simulated::account().await;
    let time = Arc::new(AtomicI64::new(NOW.millis()));
    let clock: Clock = {
        let time = Arc::clone(&time);
        Arc::new(move || Timestamp::from_millis(time.load(Ordering::Relaxed)))
    };
    let mut reader = Reader::new(account.client.clone(), clock.clone());
    let me = reader.identify().await.unwrap();
    let snapshot = reader.walk().await.unwrap().whole().unwrap();
    let mut sessions = account.simulator.sessions().into_iter();
    let user = sessions.find(|one| one.key.user != me.id).unwrap().key.user;
    let newer = account.simulator.sign_in(user).unwrap();
    if let Some(then) = fault {
        let lists = ServerFault::on("GET", "/api/v2/users/*/sessions", then);
        account.simulator.add_fault(lists);
    }
    time.fetch_add(seconds * 1_000, Ordering::Relaxed);
    let guardrails = Guardrails {
        own_user: Some(me.id),
        ..Guardrails::default()
    };
    let make = |snapshot: &Snapshot| {
        let basis = Basis {
            account: "acme",
            snapshot,
            guardrails: &guardrails,
            now: clock(),
        };
        plan_ending(&Choice::people(vec![user]), Route::Exact, &basis)
    };
    let first = make(&snapshot).unwrap();
    let people: Vec<UserId> = first.people_of_items().into_iter().collect();
    let facts = young_facts(&mut reader, (snapshot, NOW), &people, &clock).await;
    (on_young_facts(first, (&facts, None), make).unwrap(), newer)
}

/// The owners of tokens are read again once what is known of them is too old.
#[tokio::test]
async fn owners_of_tokens_are_read_again_like_everybody_else() {
    let account = Simulated::account().await;
    let mut reader = Reader::new(account.client.clone(), Arc::new(|| NOW));
    let me = reader.identify().await.unwrap();
    let owner = account.simulator.users()[9].id;
    let snapshot = reader.names(&[owner]).await.unwrap();
    let is_suspended = |snapshot: &Snapshot| {
        let mut known = snapshot.directory().iter().filter_map(|it| it.user());
        known.find(|user| user.id == owner).unwrap().is_suspended()
    };
    assert!(!is_suspended(&snapshot) && me.id != owner);
    account
        .simulator
        .edit_user(owner, |person| person.suspended = true);
    let at = |seconds: i64| -> Clock {
        let now = Timestamp::from_millis(NOW.millis() + seconds * 1_000);
        Arc::new(move || now)
    };
    let owners = (NOW, &[owner][..]);
    let young = young_owners(&mut reader, (Arc::clone(&snapshot), owners), &at(29)).await;
    assert!(!young.were_read_again(), "young facts cost no request");
    let again = young_owners(&mut reader, (snapshot, owners), &at(31)).await;
    assert!(again.were_read_again() && is_suspended(&again.snapshot));
}

/// One list that was read too long ago is read again, whoever else has none yet.
#[tokio::test]
async fn who_has_no_list_yet_hides_nobody_elses_age() {
    let account = Simulated::account().await;
    let mut reader = Reader::new(account.client.clone(), Arc::new(|| NOW));
    let [one, other] = [5, 9].map(|n: usize| account.simulator.users()[n].id);
    let snapshot = reader.people(&[one]).await.unwrap();
    assert!(snapshot.facts_from(one).is_some() && snapshot.facts_from(other).is_none());
    let newer = account.simulator.sign_in(one).unwrap();
    let later = Timestamp::from_millis(NOW.millis() + 31_000);
    let clock: Clock = Arc::new(move || later);
    let young = young_facts(&mut reader, (snapshot, NOW), &[other, one], &clock).await;
    let wanted = [newer].into_iter().collect();
    assert_eq!(
        young.snapshot.find(&wanted).len(),
        1,
        "they signed in since"
    );
}

fn has(plan: &Plan, key: SessionKey) -> bool {
    plan.sessions().any(|target| target.key == key)
}

#[tokio::test]
async fn what_was_read_too_long_ago_is_read_again_before_anything_is_sent() {
    let (plan, newer) = planned(31, None).await;
    assert!(has(&plan, newer), "they signed in after the walk");
    assert_ne!(plan.challenge().expects(), format!("acme {}", plan.count()));
    let (plan, newer) = planned(29, None).await;
    assert!(!has(&plan, newer), "young facts cost no request");
}

#[tokio::test]
async fn old_facts_that_cannot_be_read_again_take_name_and_number() {
    let refused = FaultEffect::Status {
        code: 403,
        body: String::new(),
        content_type: None,
        headers: Vec::new(),
    };
    let (plan, newer) = planned(31, Some(refused)).await;
    assert!(!has(&plan, newer));
    assert_eq!(plan.challenge().expects(), format!("acme {}", plan.count()));
}

/// An own list that is empty takes nothing out of what a walk has shown.
#[tokio::test]
async fn an_empty_list_takes_nothing_out_of_a_plan() {
    let (plan, newer) = planned(31, Some(FaultEffect::EmptyPage)).await;
    assert!(plan.count() > 0 && !has(&plan, newer));
}

/// A row that an own list leaves out beside others takes nothing out of what a walk has shown: it is asked
/// for by its id.
#[tokio::test]
async fn a_row_that_a_list_leaves_out_takes_nothing_out_of_a_plan() {
    let (whole, _) = planned(29, None).await;
    let leaves_out = FaultEffect::LeaveOut {
        people: Vec::new(),
        first: 1,
        every: None,
    };
    let (plan, newer) = planned(31, Some(leaves_out)).await;
    let keys = |plan: &Plan| -> std::collections::BTreeSet<SessionKey> {
        plan.sessions().map(|target| target.key).collect()
    };
    let (before, now) = (keys(&whole), keys(&plan));
    let missing: Vec<_> = before.difference(&now).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} of {before:?}, {newer} is new"
    );
}

/// One list that cannot be read again leaves what was known of its person, and the others are known anew.
#[tokio::test]
async fn one_list_that_cannot_be_read_again_costs_its_person_alone() {
    let account = Simulated::account().await;
    let mut reader = Reader::new(account.client.clone(), Arc::new(|| NOW));
    let [one, other] = [5, 9].map(|n: usize| account.simulator.users()[n].id);
    let snapshot = reader.people(&[one, other]).await.unwrap();
    let newer = [one, other].map(|user| account.simulator.sign_in(user).unwrap());
    account.simulator.add_fault(ServerFault::on(
        "GET",
        &format!("/api/v2/users/{one}/sessions"),
        FaultEffect::Status {
            code: 403,
            body: String::new(),
            content_type: None,
            headers: Vec::new(),
        },
    ));
    let later = Timestamp::from_millis(NOW.millis() + 31_000);
    let clock: Clock = Arc::new(move || later);
    let facts = young_facts(&mut reader, (snapshot, NOW), &[one, other], &clock).await;
    let found = facts.snapshot.find(&newer.into_iter().collect());
    assert!(found.contains_key(&newer[1]) && !found.contains_key(&newer[0]));
    assert!(facts.is_old && facts.were_read_again());
}

/// A plan on an own list goes by the later one, although that is empty; one on a walk keeps what it has shown,
/// says so, and is as old as the walk.
#[tokio::test]
async fn a_list_that_is_empty_by_now_is_told_and_a_plan_is_as_old_as_what_it_has() {
    for is_walked in [false, true] {
        let account = Simulated::account().await;
        let time = Arc::new(AtomicI64::new(NOW.millis()));
        let now = Arc::clone(&time);
        let clock: Clock = Arc::new(move || Timestamp::from_millis(now.load(Ordering::Relaxed)));
        let mut reader = Reader::new(account.client.clone(), clock.clone());
        let me = reader.identify().await.unwrap();
        let mut sessions = account.simulator.sessions().into_iter();
        let user = sessions.find(|one| one.key.user != me.id).unwrap().key.user;
        let known = if is_walked {
            reader.walk().await.unwrap().whole().unwrap()
        } else {
            reader.people(&[user]).await.unwrap()
        };
        for session in account.simulator.sessions_of(user) {
            account.simulator.sign_out(session.key);
        }
        time.fetch_add(31_000, Ordering::Relaxed);
        let guardrails = Guardrails {
            own_user: Some(me.id),
            ..Guardrails::default()
        };
        let make = |snapshot: &Snapshot| {
            let basis = Basis {
                account: "acme",
                snapshot,
                guardrails: &guardrails,
                now: clock(),
            };
            plan_ending_by_name(&Choice::people(vec![user]), Route::Exact, &basis)
        };
        let first = make(&known).unwrap();
        let before = first.count();
        assert!(before > 0);
        let facts = young_facts(&mut reader, (known, NOW), &[user], &clock).await;
        assert!(facts.were_read_again());
        let words = poor_lists(&first, &facts.snapshot);
        let plan = on_young_facts(first, (&facts, None), make).unwrap();
        if is_walked {
            assert_eq!(plan.count(), before);
            let words = words.concat();
            assert!(
                words.contains(&format!("user {user} has no session by their own list")),
                "{words}"
            );
            assert!(words.contains("begun at"), "{words}");
            let from = plan.facts_from(user).unwrap().local;
            assert_eq!(from, NOW, "as old as the walk");
        } else {
            assert_eq!((plan.count(), words), (0, Vec::new()));
            assert!(
                plan.not_found()[0]
                    .to_string()
                    .contains("no session listed at")
            );
        }
    }
}

/// A list that proves nothing by now leaves what an earlier own list has shown: that is told, and the plan is as
/// old as the earlier list.
#[tokio::test]
async fn a_list_that_proves_nothing_by_now_is_told_and_the_plan_is_as_old_as_what_it_has() {
    let account = Simulated::account().await;
    let mut reader = Reader::new(account.client.clone(), Arc::new(|| NOW));
    let me = reader.identify().await.unwrap();
    let mut sessions = account.simulator.sessions().into_iter();
    let user = sessions.find(|one| one.key.user != me.id).unwrap().key.user;
    let known = reader.people(&[user]).await.unwrap();
    let not_found = FaultEffect::Status {
        code: 404,
        body: String::new(),
        content_type: None,
        headers: Vec::new(),
    };
    let list = format!("/api/v2/users/{user}/sessions");
    account
        .simulator
        .add_fault(ServerFault::on("GET", &list, not_found));
    let later = Timestamp::from_millis(NOW.millis() + 31_000);
    let guardrails = Guardrails {
        own_user: Some(me.id),
        ..Guardrails::default()
    };
    let make = |snapshot: &Snapshot| {
        let basis = Basis {
            account: "acme",
            snapshot,
            guardrails: &guardrails,
            now: later,
        };
        plan_ending_by_name(&Choice::people(vec![user]), Route::Exact, &basis)
    };
    let first = make(&known).unwrap();
    let clock: Clock = Arc::new(move || later);
    let facts = young_facts(&mut reader, (known, NOW), &[user], &clock).await;
    assert!(facts.were_read_again());
    let words = poor_lists(&first, &facts.snapshot).concat();
    assert!(words.contains("the person's list was not found"), "{words}");
    let before = first.count();
    let plan = on_young_facts(first, (&facts, None), make).unwrap();
    assert!(before > 0 && plan.count() == before);
    assert_eq!(plan.facts_from(user).unwrap().local, NOW);
}
