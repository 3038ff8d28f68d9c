//! Runs during which the credentials change hands, on a simulated account.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::*;
use crate::journal::{Journal, RunId};
use crate::live::Reader;
use crate::model::Role;
use crate::operation::simulated::{NOW, Simulated};
use crate::operation::{
    Basis, Choice, DiskWork, Guardrails, Reason, Report, Route, Tools, execute, plan_ending_by_name,
};
use crate::simulator::{FaultEffect, FaultTrigger, ServerFault};
use crate::zendesk::{
    AuthKind, Budget, CredentialProvider, Credentials, HttpTransport, Limits, ProviderError,
    Shares, SignInNumber, Standing,
};

/// One sign-in, and another that takes its place when the first is refused.
struct TwoSignIns {
    first: Credentials,
    second: Credentials,
    is_second: AtomicBool,
}

impl CredentialProvider for TwoSignIns {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, ProviderError>> {
        let is_second = self.is_second.load(Ordering::SeqCst);
        let now = if is_second { &self.second } else { &self.first };
        Box::pin(std::future::ready(Ok(now.clone())))
    }

    fn renew(&self, _: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        self.is_second.store(true, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(true)))
    }

    fn sign_in(&self) -> SignInNumber {
        let first = SignInNumber::default();
        let is_second = self.is_second.load(Ordering::SeqCst);
        if is_second { first.next() } else { first }
    }

    fn standing(&self) -> Standing {
        Standing {
            kind: AuthKind::OAuth,
            may_write: None,
            ends_at: None,
            may_return: true,
        }
    }
}

/// A run that ends the sessions of everyone, on an account with these faults once it was planned. The
/// second sign-in is the token of the agent, who is an admin too, or that of the same admin.
async fn run(is_another: bool, faults: Vec<ServerFault>) -> (Simulated, Arc<Report>) {
    let account = Simulated::account().await;
    let agent = account.simulator.agent().unwrap();
    account
        .simulator
        .edit_user(agent, |person| person.role = Role::Admin);
    let issued = account.simulator.credentials();
    let second = if is_another {
        &issued.agent_token
    } else {
        &issued.oauth_token
    };
    let provider = TwoSignIns {
        first: Credentials::oauth(&issued.oauth_token).unwrap(),
        second: Credentials::oauth(second).unwrap(),
        is_second: AtomicBool::new(false),
    };
    let at = account.client.account().clone();
    let transport = HttpTransport::with_provider(&at, Arc::new(provider), Limits::default());
    let plenty = Shares {
        watching: 1.0,
        ending: 1.0,
        assumed_limit: 1_000_000,
    };
    let client = Client::new(at, Arc::new(transport.unwrap()), Budget::new(plenty));
    let mut reader = Reader::new(client.clone(), Arc::clone(&account.clock));
    let me = reader.identify().await.unwrap().id;
    let snapshot = reader.walk().await.unwrap().snapshot;
    let guardrails = Guardrails {
        own_user: Some(me),
        ..Guardrails::default()
    };
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails,
        now: NOW,
    };
    let plan = plan_ending_by_name(&Choice::everyone(), Route::Exact, &basis).unwrap();
    let count = plan.expected();
    assert!(count >= 4, "{count}");
    for fault in faults {
        account.simulator.add_fault(fault);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let who = account.who(4242);
    let (progress, mut heard) = tokio::sync::mpsc::channel(64);
    tokio::spawn(async move { while heard.recv().await.is_some() {} });
    let tools = Tools {
        client,
        disk: DiskWork::AtOnce,
        journal: Box::new(move || Journal::open(&path, who)),
        guardrails,
        owner: Some(me),
        clock: Arc::clone(&account.clock),
        jitter: || 0.5,
        grace: Duration::ZERO,
        clock_offset: None,
        sign_in_patience: Duration::ZERO,
        left_to_do: crate::operation::LeftToDo::default(),
        stop: tokio_util::sync::CancellationToken::new().into(),
        progress,
    };
    let confirmed = plan.confirm_count(count).unwrap();
    let id = RunId::new(NOW, [1, 2, 3]);
    let report = execute(confirmed, Reason::default(), id, tools).await;
    (account, report)
}

/// An answer of this status to the requests that end a session.
fn refuses(code: u16, when: FaultTrigger) -> ServerFault {
    let answer = FaultEffect::Status {
        code,
        body: "{}".to_owned(),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    };
    ServerFault::on("DELETE", "/api/v2/users/*/sessions/*", answer).when(when)
}

fn deletes(account: &Simulated) -> usize {
    let ledger = account.simulator.ledger();
    ledger
        .iter()
        .filter(|entry| entry.method == "DELETE")
        .count()
}

/// Somebody else signed in for the same profile while a run is under way: what renews the credentials
/// brings theirs, and the run stops before anything is sent in their name, with the reason.
#[tokio::test]
async fn nothing_is_sent_in_the_name_of_somebody_else_who_signed_in_during_a_run() {
    let (account, report) = run(true, vec![refuses(401, FaultTrigger::Nth(1))]).await;
    let stopped = report.stopped.as_ref().unwrap();
    assert!(
        matches!(stopped, Stopped::OtherHands(Refusal::OtherHands { .. })),
        "{stopped:?}"
    );
    assert_eq!(deletes(&account), 1);
    let is_done = |item: &crate::operation::ReportItem| item.outcome.kind.is_done();
    assert!(!report.items.iter().any(is_done));
}

/// The same person who signed in anew goes on where the run was.
#[tokio::test]
async fn a_run_goes_on_with_a_new_sign_in_of_the_same_person() {
    let (account, report) = run(false, vec![refuses(401, FaultTrigger::Nth(1))]).await;
    assert!(report.stopped.is_none(), "{:?}", report.stopped);
    assert_eq!(deletes(&account), report.items.len() + 1);
}

/// Somebody who is no admin any more is refused everything. The run stops after the first refusal, and
/// tells that and not the refusal.
#[tokio::test]
async fn a_run_stops_when_its_owner_is_no_admin_any_more() {
    let demoted = FaultEffect::Set {
        at: "/user/role".to_owned(),
        value: "agent".into(),
    };
    let me = ServerFault::on("GET", "/api/v2/users/me", demoted).when(FaultTrigger::Nth(2));
    let (account, report) = run(false, vec![me, refuses(403, FaultTrigger::Always)]).await;
    let stopped = report.stopped.as_ref().unwrap();
    assert!(
        matches!(stopped, Stopped::OtherHands(Refusal::OwnOnly)),
        "{stopped:?}"
    );
    assert_eq!(deletes(&account), 1);
}

/// A refusal of somebody who is still an admin is one of that step.
#[tokio::test]
async fn a_refusal_stops_no_run_of_somebody_who_is_still_an_admin() {
    let (account, report) = run(false, vec![refuses(403, FaultTrigger::Nth(1))]).await;
    assert!(report.stopped.is_none(), "{:?}", report.stopped);
    assert_eq!(deletes(&account), report.items.len());
}
