//! Whether people are suspended and tokens are gone, which are read and judged apart.

use super::*;
use crate::zendesk::TokenList;

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

/// A token that is merely left out of a list is asked for by its number, and is gone only if there is
/// none.
#[tokio::test]
async fn a_token_that_a_list_leaves_out_is_not_gone() {
    for (is_revoked, fails, expected) in [
        (false, false, Verdict::Contradicted),
        (true, false, Verdict::Verified),
        (true, true, Verdict::NotKnown),
    ] {
        let account = Simulated::account().await;
        let list = TokenList::read(&account.client, Purpose::Asked).await;
        let own = account.simulator.own_user();
        let mut tokens = list.unwrap().tokens.into_iter();
        let one = tokens.find(|token| Some(token.user) != own).unwrap().id;
        let left_out = FaultEffect::LeaveOut {
            people: Vec::new(),
            first: 0,
            every: Some(1),
        };
        let list = ServerFault::on("GET", "/api/v2/oauth/tokens", left_out);
        account.simulator.add_fault(list);
        if is_revoked {
            let permit = account.client.budget().acquire(Purpose::Ending).await;
            account.client.revoke_token(permit, one).await.unwrap();
        }
        if fails {
            let path = "/api/v2/oauth/tokens/*";
            let refused = ServerFault::on("GET", path, FaultEffect::Html { code: 404 });
            account.simulator.add_fault(refused);
        }
        let items = vec![token(one.get(), OutcomeKind::Done)];
        let mut proof = proof_of(&account, report(items), ProofBasis::default());
        assert_eq!(proof.look().await, Some(&[Some(expected)][..]));
    }
}

/// A list of tokens that cannot be read takes no proof of a suspension with it.
#[tokio::test]
async fn what_cannot_be_read_of_tokens_leaves_people_proved() {
    let account = Simulated::account().await;
    let user = somebody(&account);
    account
        .simulator
        .edit_user(user, |person| person.suspended = true);
    let mut suspended = person(user.get(), OutcomeKind::Done);
    suspended.operation = Operation::Suspend;
    let items = vec![suspended, token(1, OutcomeKind::Done)];
    let fails = status(403);
    let tokens = ServerFault::on("GET", "/api/v2/oauth/tokens", fails);
    account.simulator.add_fault(tokens);
    let mut proof = proof_of(&account, report(items), ProofBasis::default());
    let expected = [Some(Verdict::Verified), Some(Verdict::Waiting)];
    assert_eq!(proof.look().await, Some(&expected[..]));
}
