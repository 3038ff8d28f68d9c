//! What the own lists of people say, and when a walk bears out one that is empty.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;

#[tokio::test]
async fn a_person_is_proved_by_what_is_listed_of_theirs_now() {
    let account = Simulated::account().await;
    let user = somebody(&account);
    let run = run_on(&account, user, JudgedBy::Person);
    let still = looked(&account, run.clone()).await;
    assert_eq!(still.verdict.word(), "still there");
    end_all(&account, user);
    let none = looked(&account, run.clone()).await;
    assert_eq!(none.verdict, PersonVerdict::NoneListed { at: NOW });
    let again = account.simulator.sign_in(user).unwrap();
    let back = looked(&account, run.clone()).await;
    assert_eq!(back.verdict.word(), "signed in again");
    assert_eq!(back.verdict.sessions(), [again]);
    // The same sign-in, if it may be older than the run, was only never seen.
    let times = (Some(NOW.shifted(-60_000)), None);
    account.simulator.set_times(again, times.0, times.1);
    let missed = looked(&account, run.clone()).await;
    let unknown = vec![again];
    let known = Vec::new();
    assert_eq!(missed.verdict, PersonVerdict::StillThere { known, unknown });
    let (mut report, basis) = run;
    report.judged = JudgedBy::Session.into();
    let chosen = looked(&account, (report, basis)).await;
    assert_eq!(
        (chosen.word(), chosen.others),
        ("no chosen session listed", 1)
    );
}

/// A walk that lacks what is there, or that shows what an empty list lacks, bears no empty list out.
#[tokio::test]
async fn an_empty_list_is_not_borne_out_by_a_walk_that_is_disputed_or_shows_more() {
    for (walk, expected) in [
        ("disputed", "not looked at"),
        ("shows more", "contradicted"),
    ] {
        let account = Simulated::account().await;
        let (user, own) = (somebody(&account), account.simulator.own_user().unwrap());
        let (report, mut basis) = run_on(&account, user, JudgedBy::Person);
        let single = format!("/api/v2/users/{user}/sessions/*");
        let refused = ServerFault::on("GET", &single, status(403));
        account.simulator.add_fault(refused);
        if walk == "disputed" {
            end_all(&account, user);
            let theirs = account.simulator.sessions_of(own);
            basis.staying = theirs.iter().map(|session| session.key).collect();
            assert!(!basis.staying.is_empty());
            let empty = ServerFault::on("GET", "/api/v2/sessions", FaultEffect::EmptyPage);
            account.simulator.add_fault(empty);
        } else {
            let list = format!("/api/v2/users/{user}/sessions");
            let empty = ServerFault::on("GET", &list, FaultEffect::EmptyPage);
            account.simulator.add_fault(empty);
        }
        // Each reading is begun after the one before it.
        let seconds = AtomicI64::new(0);
        let clock = move || NOW.shifted(1_000 * seconds.fetch_add(1, Ordering::Relaxed));
        let request = ProofRequest::new(Arc::new(report), basis);
        let mut proof = Proof::new(account.client.clone(), Arc::new(clock), request);
        assert!(proof.look().await.is_some());
        let found = &proof.people()[0];
        assert_eq!(
            found.verdict.word(),
            expected,
            "{walk}: {}",
            found.sentence()
        );
        let not_known = match walk {
            "disputed" => Verdict::NotKnown,
            _ => Verdict::Contradicted,
        };
        assert!(proof.verdicts().iter().all(|one| *one == Some(not_known)));
    }
}
