//! What is seen after a run, looked at on a simulated account.

use futures_util::FutureExt as _;

use super::*;
use crate::model::UserId;
use crate::operation::report::tests::{person, report, session};
use crate::operation::simulated::Simulated;
use crate::operation::{Operation, OutcomeKind};
use crate::simulator::{FaultEffect, ServerFault};
use crate::zendesk::Purpose;

/// The proof that sessions of two people were ended: the first is gone, the second is listed
/// unless it is `gone` as well.
fn proof(account: &Simulated, gone: bool) -> (Proof, [UserId; 2]) {
    let sessions = account.simulator.sessions();
    let first = sessions[0].key;
    let mut others = sessions.iter().map(|session| session.key);
    let second = others.find(|key| key.user != first.user).unwrap();
    assert!(account.simulator.sign_out(first));
    if gone {
        assert!(account.simulator.sign_out(second));
    }
    let items = [first, second].map(|key| session(&key.to_string(), OutcomeKind::Done));
    let (client, clock) = (account.client.clone(), Arc::clone(&account.clock));
    let proof = Proof::new(client, clock, Arc::new(report(items.into())));
    (proof, [first.user, second.user])
}

#[tokio::test]
async fn the_first_look_tells_what_is_gone_from_what_is_still_listed() {
    let account = Simulated::account().await;
    let (mut proof, people) = proof(&account, false);
    let expected = [Some(Verdict::Verified), Some(Verdict::StillListed)];
    assert_eq!(proof.look().await, Some(&expected[..]));
    let (verdicts, lists) = proof.into_verdicts();
    assert_eq!(verdicts, expected);
    let lists = lists.unwrap();
    for user in people {
        assert!(
            lists.absence_since(user, (account.clock)()).is_ok(),
            "{user}"
        );
    }
}

#[tokio::test]
async fn nothing_is_looked_at_once_all_is_proved() {
    let account = Simulated::account().await;
    let (mut proof, _) = proof(&account, true);
    assert_eq!(proof.look().await, Some(&[Some(Verdict::Verified); 2][..]));
    let asked = account.simulator.request_count();
    assert_eq!(proof.look().now_or_never(), Some(None));
    assert_eq!(account.simulator.request_count(), asked);
}

/// The report is due, so proof does not wait until an account answers again.
#[tokio::test]
async fn a_long_pause_of_the_account_is_not_waited_for() {
    let account = Simulated::account().await;
    let busy = FaultEffect::Status {
        code: 429,
        body: String::new(),
        content_type: None,
        headers: vec![("retry-after".to_owned(), "60".to_owned())],
    };
    let me = ServerFault::on("GET", "/api/v2/users/me", busy);
    account.simulator.add_fault(me);
    account.client.me(Purpose::Asked).await.unwrap_err();
    let (mut proof, _) = proof(&account, false);
    assert_eq!(proof.look().now_or_never(), Some(None));
    assert_eq!(proof.into_verdicts().0, [Some(Verdict::Waiting); 2]);
}

/// A field that Zendesk leaves out is no proof of either answer.
#[tokio::test]
async fn whether_a_person_is_suspended_is_not_known_where_zendesk_does_not_tell() {
    let account = Simulated::account().await;
    let user = account.simulator.sessions()[0].key.user;
    let silent = FaultEffect::Status {
        code: 200,
        body: format!(r#"{{"users":[{{"id":{user},"name":"X","suspended":null}}]}}"#),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    };
    let shown = ServerFault::on("GET", "/api/v2/users/show_many", silent);
    account.simulator.add_fault(shown);
    for operation in [Operation::Suspend, Operation::Unsuspend] {
        let mut item = person(user.get(), OutcomeKind::Done);
        item.operation = operation;
        let (client, clock) = (account.client.clone(), Arc::clone(&account.clock));
        let mut proof = Proof::new(client, clock, Arc::new(report(vec![item])));
        assert_eq!(proof.look().await, Some(&[Some(Verdict::NotKnown)][..]));
    }
}
