//! Whether people are suspended, as Zendesk shows it.

use super::*;

/// A field that Zendesk leaves out is no proof of either answer.
#[tokio::test]
async fn whether_a_person_is_suspended_is_not_known_where_zendesk_does_not_tell() {
    let account = Simulated::account().await;
    let user = account.simulator.sessions()[0].key.user;
    let silent = format!(r#"{{"users":[{{"id":{user},"name":"X","suspended":null}}]}}"#);
    account
        .simulator
        .add_fault(answers("/api/v2/users/show_many", silent));
    for operation in [Operation::Suspend, Operation::Unsuspend] {
        let mut item = person(user.get(), OutcomeKind::Done);
        item.operation = operation;
        let mut proof = proof_of(&account, report(vec![item]), ProofBasis::default());
        assert_eq!(proof.look().await, Some(&[Some(Verdict::NotKnown)][..]));
    }
}
