//! A run that contains, against a simulated account.

use std::sync::Arc;

use crate::journal::{Journal, RunId};
use crate::live::{Store, WalkProgress};
use crate::model::{Role, UserId};
use crate::operation::simulated::{NOW, Simulated};
use crate::operation::{
    Basis, Choice, DiskWork, Guardrails, Operation, OutcomeKind, Reason, Tools, execute, plan,
    select,
};
use crate::settings::ProtectedRule;
use crate::zendesk::Purpose;

/// The guardrails are asked once more before each request: whoever came to be protected after the
/// plan was made is left alone, and the report says so.
#[tokio::test]
async fn what_became_protected_since_is_not_touched() {
    let account = Simulated::account().await;
    let (simulator, client, clock) = (&account.simulator, &account.client, &account.clock);
    let people: Vec<UserId> = (simulator.users().iter())
        .filter(|person| person.role == Role::EndUser && person.active && !person.suspended)
        .map(|person| person.id)
        .take(2)
        .collect();
    let me = client.me(Purpose::Asked).await.unwrap().value.user;
    let users = client.people(Purpose::Asked, &people).await.unwrap();
    let mut store = Store::new();
    store.take(WalkProgress::identified(me.clone(), NOW), NOW);
    let asked = people.clone();
    let users = users.value.users;
    store.take(
        WalkProgress::People {
            asked,
            users,
            asked_at: NOW,
        },
        NOW,
    );
    let mut guardrails = Guardrails {
        own_user: Some(me.id),
        ..Guardrails::default()
    };
    let snapshot = store.snapshot();
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails,
        now: NOW,
    };
    let selection =
        select::people(&Choice::people(people.clone()), Operation::Suspend, &basis).unwrap();
    let plan = plan(vec![selection], &basis).unwrap();
    let confirmed = plan.confirm_count(2).unwrap();
    guardrails.protected.push(ProtectedRule::User(people[0]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let (progress, _progress) = tokio::sync::mpsc::channel(64);
    let who = account.who(4242);
    let tools = Tools {
        client: client.clone(),
        disk: DiskWork::AtOnce,
        journal: Box::new(move || Journal::open(&path, who)),
        guardrails,
        owner: None,
        clock: Arc::clone(clock),
        jitter: || 0.5,
        grace: std::time::Duration::ZERO,
        clock_offset: None,
        sign_in_patience: std::time::Duration::ZERO,
        left_to_do: crate::operation::LeftToDo::default(),
        stop: tokio_util::sync::CancellationToken::new().into(),
        progress,
    };
    let run = RunId::new(NOW, [1, 2, 3]);
    let report = execute(confirmed, Reason::default(), run, tools).await;
    let kinds: Vec<OutcomeKind> = report.items.iter().map(|item| item.outcome.kind).collect();
    assert_eq!(kinds, [OutcomeKind::NotAttempted, OutcomeKind::Done]);
    let is_suspended = |user: &UserId| simulator.user(*user).unwrap().suspended;
    let suspended: Vec<bool> = people.iter().map(is_suspended).collect();
    assert_eq!(suspended, [false, true]);
}
