//! Who is left alone after a second look.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::operation::simulated::{NOW, Simulated};
use crate::settings::ProtectedRule;

mod claimed;

fn withheld(user: UserId, why: &'static str) -> StepPeople {
    let why = why.into();
    StepPeople::Withheld(vec![WithheldPerson { user, why }])
}

/// The same where nobody is protected: what was confirmed was about an end user.
#[tokio::test]
async fn whoever_was_given_a_higher_role_while_a_run_waited_is_not_touched() {
    let account = Simulated::account().await;
    let users = account.simulator.users();
    let mut others = users.iter().filter(|user| user.role == Role::EndUser);
    let [up, same] = std::array::from_fn(|_| others.next().unwrap().id);
    let since = PeopleSince {
        beside: PeopleBeside::default(),
        guardrails: Guardrails::default(),
        clock: Arc::new(|| NOW.shifted(45_000)),
        people: vec![up, same],
        roles: [up, same]
            .map(|id| (id, Role::EndUser))
            .into_iter()
            .collect(),
        from: NOW,
        read: watch::Sender::default(),
        unread: watch::Sender::default(),
        turn: Semaphore::new(1),
    };
    account
        .simulator
        .edit_user(up, |user| user.role = Role::Agent);
    let step = |user| Step {
        request: StepRequest::SessionsOf(user),
        items: vec![0],
    };
    since.read_again(&step(up), &account.client).await;
    assert_eq!(since.standing(&step(up)), withheld(up, RISEN));
    assert_eq!(since.standing(&step(same)), StepPeople::Free);
}

/// A server that asks for a wait of 45 s, and somebody who is made an admin meanwhile.
#[tokio::test]
async fn whoever_became_protected_while_a_run_waited_is_not_touched() {
    let account = Simulated::account().await;
    let users = account.simulator.users();
    let mut others = users.iter().filter(|user| user.role == Role::EndUser);
    let [promoted, beside, unsure, other] = std::array::from_fn(|_| others.next().unwrap().id);
    let left_out = UserId::new(999).unwrap();
    let waited = Arc::new(AtomicI64::new(0));
    let time = Arc::clone(&waited);
    let since = PeopleSince {
        beside: PeopleBeside::default(),
        guardrails: Guardrails {
            protected: vec![ProtectedRule::Role(Role::Admin)],
            ..Guardrails::default()
        },
        clock: Arc::new(move || NOW.shifted(time.load(Ordering::SeqCst))),
        people: vec![promoted, beside, unsure, left_out, other],
        roles: FxHashMap::default(),
        from: NOW,
        read: watch::Sender::default(),
        unread: watch::Sender::default(),
        turn: Semaphore::new(1),
    };
    let step = |user| Step {
        request: StepRequest::SessionsOf(user),
        items: vec![0],
    };
    assert_eq!(since.standing(&step(promoted)), StepPeople::Free);
    waited.store(45_000, Ordering::SeqCst);
    assert_eq!(since.standing(&step(promoted)), StepPeople::Old);
    for person in [promoted, beside] {
        account
            .simulator
            .edit_user(person, |user| user.role = Role::Admin);
    }
    account
        .simulator
        .edit_user(unsure, |user| user.role = Role::Other);
    since.read_again(&step(promoted), &account.client).await;
    assert_eq!(
        since.standing(&step(promoted)),
        withheld(promoted, PROTECTED)
    );
    // Those who come next were read with them, and are judged by that.
    assert_eq!(since.standing(&step(beside)), withheld(beside, PROTECTED));
    assert_eq!(since.standing(&step(unsure)), withheld(unsure, DOUBTFUL));
    assert_eq!(
        since.standing(&step(left_out)),
        withheld(left_out, DOUBTFUL)
    );
    assert_eq!(since.standing(&step(other)), StepPeople::Free);
    let reads = || {
        let ledger = account.simulator.ledger();
        let reads = ledger
            .iter()
            .filter(|entry| entry.target.contains("show_many"));
        reads.count()
    };
    assert_eq!(reads(), 1);
    // A run that goes on for long reads all who come next again, and not one after the other.
    waited.store(90_000, Ordering::SeqCst);
    assert_eq!(since.standing(&step(other)), StepPeople::Old);
    since.read_again(&step(promoted), &account.client).await;
    assert_eq!(
        since.standing(&step(promoted)),
        withheld(promoted, PROTECTED)
    );
    assert_eq!(since.standing(&step(other)), StepPeople::Free);
    assert_eq!(reads(), 2);
}

/// Where no rule protects staff, whoever was made staff meanwhile is left alone as well: less was typed
/// for them than is for an admin. A role that is not known is no higher one.
#[test]
fn whoever_was_made_staff_while_a_run_waited_is_not_touched() {
    let since = PeopleSince {
        beside: PeopleBeside::default(),
        guardrails: Guardrails::default(),
        clock: Arc::new(|| NOW),
        people: Vec::new(),
        roles: [(UserId::new(1).unwrap(), Role::Agent)]
            .into_iter()
            .collect(),
        from: NOW,
        read: watch::Sender::default(),
        unread: watch::Sender::default(),
        turn: Semaphore::new(1),
    };
    for (role, is_withheld) in [
        (Role::Admin, true),
        (Role::Agent, false),
        (Role::EndUser, false),
        (Role::Other, false),
    ] {
        let user = User::example(1, "A", role);
        let withheld = since.judged(&user, NOW).withheld;
        assert_eq!(withheld.is_some(), is_withheld, "{role:?}");
    }
    let unheard_of = User::example(9, "B", Role::Admin);
    assert_eq!(since.judged(&unheard_of, NOW).withheld, None);
}

/// A request about many people reads all of those on whom it depends, in as many requests as that takes.
#[tokio::test]
async fn everybody_on_whom_a_request_depends_is_read_before_it() {
    let account = Simulated::account().await;
    let people: Vec<UserId> = (1..=250).filter_map(UserId::new).collect();
    let time = Arc::new(|| NOW.shifted(45_000));
    let since = PeopleSince {
        guardrails: Guardrails::default(),
        clock: time,
        beside: PeopleBeside::default(),
        people: people.clone(),
        roles: FxHashMap::default(),
        from: NOW,
        read: watch::Sender::default(),
        unread: watch::Sender::default(),
        turn: Semaphore::new(1),
    };
    let step = Step {
        request: StepRequest::Logout(people),
        items: vec![0],
    };
    assert_eq!(since.standing(&step), StepPeople::Old);
    since.read_again(&step, &account.client).await;
    assert_eq!(since.standing(&step), StepPeople::Free);
}
