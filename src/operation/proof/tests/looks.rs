//! When a look is made, and when none is.

use futures_util::FutureExt as _;

use super::*;

#[tokio::test]
async fn the_first_look_tells_what_is_gone_from_what_is_still_listed() {
    let account = Simulated::account().await;
    let (mut proof, people) = proof(&account, false);
    let expected = [Some(Verdict::Verified), Some(Verdict::StillListed)];
    assert_eq!(proof.look().await, Some(&expected[..]));
    let Proved {
        verdicts, lists, ..
    } = proof.into_proved();
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
    assert_eq!(proof.into_proved().verdicts, [Some(Verdict::Waiting); 2]);
}

/// Somebody who is suspended before all of their sessions end is looked at again like anybody else of
/// whom everything was to go.
#[tokio::test]
async fn what_nobody_knew_of_is_looked_at_again_also_where_a_suspension_came_first() {
    for first in [Operation::Suspend, Operation::End(Route::User)] {
        let account = Simulated::account().await;
        let user = somebody(&account);
        let (mut report, basis) = run_on(&account, user, JudgedBy::Person);
        report.operation = first;
        for item in &mut report.items {
            item.operation = Operation::End(Route::User);
        }
        end_all(&account, user);
        let missed = account.simulator.sign_in(user).unwrap();
        let before = Some(NOW.shifted(-60_000));
        account.simulator.set_times(missed, before, None);
        let mut proof = proof_of(&account, report, basis);
        assert!(proof.look().await.is_some());
        assert_eq!(proof.people()[0].verdict.sessions(), [missed]);
        assert!(proof.look().await.is_some(), "{first:?}");
    }
}
