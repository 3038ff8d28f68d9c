//! What the own lists of people prove, whatever a server answers, and when a walk bears out an empty one.

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
    assert!(matches!(none.verdict, PersonVerdict::NoneListed { at } if at.local == NOW));
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
        (chosen.word(), chosen.others.stay),
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

/// A list that cannot be right makes nobody signed out: an empty one, one of other people, one that
/// was read by somebody who is no admin any more, and dates that are not true.
#[tokio::test]
async fn a_server_that_does_not_tell_the_truth_proves_nothing() {
    let own = "/api/v2/users/*/sessions";
    let nobody = r#"{"sessions":[{"id":1,"user_id":2}],"meta":{"has_more":false}}"#;
    let agent = |id: UserId| format!(r#"{{"user":{{"id":{id},"name":"X","role":"agent"}}}}"#);
    for (name, expected) in [
        ("empty", "contradicted"),
        ("others", "still there"),
        ("others everywhere", "contradicted"),
        ("agent", "not looked at"),
        ("another admin", "not looked at"),
        ("early date", "still there"),
        ("all dates early", "still there"),
    ] {
        let account = Simulated::account().await;
        let (user, me) = (somebody(&account), account.simulator.own_user().unwrap());
        let (mut report, mut basis) = run_on(&account, user, JudgedBy::Person);
        let early = NOW.shifted(-86_400_000);
        match name {
            "empty" => {
                let empty = ServerFault::on("GET", own, FaultEffect::EmptyPage);
                account.simulator.add_fault(empty);
            }
            "others" | "others everywhere" => {
                account.simulator.add_fault(answers(own, nobody.to_owned()));
                if name == "others everywhere" {
                    let holes = r#"{"sessions":[{"id":null}],"meta":{"has_more":false}}"#;
                    let all = answers("/api/v2/sessions", holes.to_owned());
                    account.simulator.add_fault(all);
                }
            }
            "agent" => {
                end_all(&account, user);
                let me = answers("/api/v2/users/me", agent(me));
                account.simulator.add_fault(me);
            }
            "another admin" => {
                end_all(&account, user);
                basis.me = Some(user);
            }
            _ => {
                end_all(&account, user);
                let missed = account.simulator.sign_in(user).unwrap();
                let begun = NOW.shifted(-60_000);
                account.simulator.set_times(missed, Some(begun), None);
                for item in &mut report.items {
                    item.server_at = Some(early);
                }
                if name == "all dates early" {
                    let date = "Sat, 28 Nov 2026 00:00:00 GMT".to_owned();
                    let all = ServerFault::on("GET", "/**", FaultEffect::Date(date));
                    account.simulator.add_fault(all);
                }
            }
        }
        let found = looked(&account, (report, basis)).await;
        assert_eq!(
            found.verdict.word(),
            expected,
            "{name}: {}",
            found.sentence()
        );
        assert!(!found.verdict.is_as_wished(), "{name}");
    }
}

/// One list that cannot be read is not known, and the others are.
#[tokio::test]
async fn what_fails_for_one_person_leaves_the_others_proved() {
    let account = Simulated::account().await;
    let (mut proof, [first, second]) = proof(&account, true);
    let path = format!("/api/v2/users/{second}/sessions");
    let fails = status(403);
    account
        .simulator
        .add_fault(ServerFault::on("GET", &path, fails));
    assert!(proof.look().await.is_some());
    let people = proof.people();
    let of = |user| people.iter().find(|one| one.user == user).unwrap();
    assert_eq!(of(first).verdict.word(), "no session listed");
    assert_eq!(of(second).verdict.word(), "not looked at");
    assert!(matches!(
        of(second).verdict,
        PersonVerdict::NotLookedAt(NotLookedAt::Failed(_))
    ));
}

/// One session of those that an empty list lacks is still there, whichever it is, so the list proves
/// nothing of anybody: no session stands for another.
#[tokio::test]
async fn an_empty_list_is_borne_out_by_every_session_that_went() {
    for alive in 0..3 {
        let account = Simulated::account().await;
        let user = somebody(&account);
        end_all(&account, user);
        let keys: Vec<SessionKey> = (0..3)
            .map(|_| account.simulator.sign_in(user).unwrap())
            .collect();
        let run = run_on(&account, user, JudgedBy::Person);
        for (place, key) in keys.iter().enumerate() {
            assert!(place == alive || account.simulator.sign_out(*key));
        }
        let empty = ServerFault::on("GET", "/api/v2/users/*/sessions", FaultEffect::EmptyPage);
        account.simulator.add_fault(empty);
        let found = looked(&account, run).await;
        assert_eq!(found.verdict.word(), "contradicted", "{alive}");
        assert_eq!(found.verdict.sessions(), [keys[alive]]);
    }
}

/// A list that shows something and lacks one session that is there is no proof of that one.
#[tokio::test]
async fn a_list_that_leaves_one_session_out_is_found_out() {
    let account = Simulated::account().await;
    let user = somebody(&account);
    let keys: Vec<SessionKey> = (0..3)
        .map(|_| account.simulator.sign_in(user).unwrap())
        .collect();
    let (mut report, basis) = run_on(&account, user, JudgedBy::Session);
    report.items.retain(|item| {
        item.target
            .session()
            .is_some_and(|key| keys[..2].contains(&key))
    });
    assert!(account.simulator.sign_out(keys[0]));
    let rest = format!(
        r#"{{"sessions":[{{"id":{},"user_id":{user}}}],"meta":{{"has_more":false}}}}"#,
        keys[2].session
    );
    account
        .simulator
        .add_fault(answers("/api/v2/users/*/sessions", rest));
    let proof = looked_at(&account, (report, basis)).await;
    let found = proof.people()[0].clone();
    assert_eq!(found.verdict.word(), "contradicted", "{}", found.sentence());
    assert_eq!(found.verdict.sessions(), [keys[1]]);
    let mut items = proof.report.items.iter().zip(proof.verdicts());
    let alive = items.find(|(item, _)| item.target.session() == Some(keys[1]));
    assert_eq!(alive.unwrap().1, &Some(Verdict::Contradicted));
    let others = proof.verdicts().iter();
    let others = others.filter(|verdict| **verdict == Some(Verdict::Verified));
    assert_eq!(others.count(), 0, "a list that lies in one thing");
}

/// A look that fails bears nothing out, and a walk is read instead.
#[tokio::test]
async fn an_empty_list_that_cannot_be_borne_out_is_no_proof() {
    for (walk, expected) in [(true, "no session listed"), (false, "not looked at")] {
        let account = Simulated::account().await;
        let user = somebody(&account);
        let run = run_on(&account, user, JudgedBy::Person);
        end_all(&account, user);
        let refused = || status(403);
        let one = ServerFault::on("GET", "/api/v2/users/*/sessions/*", refused());
        account.simulator.add_fault(one);
        if !walk {
            let all = ServerFault::on("GET", "/api/v2/sessions", refused());
            account.simulator.add_fault(all);
        }
        let found = looked(&account, run).await;
        assert_eq!(found.verdict.word(), expected, "{}", found.sentence());
    }
}

/// What is said of the credentials is what is so of them.
#[tokio::test]
async fn only_other_credentials_are_called_others() {
    for (role, id, words) in [
        ("agent", None, "not those of an active admin"),
        ("admin", Some(7), "no longer those of the same admin"),
    ] {
        let account = Simulated::account().await;
        let user = somebody(&account);
        let run = run_on(&account, user, JudgedBy::Person);
        end_all(&account, user);
        let me = id.and_then(UserId::new).or(account.simulator.own_user());
        let me = me.unwrap();
        let body = format!(r#"{{"user":{{"id":{me},"name":"X","role":"{role}"}}}}"#);
        account
            .simulator
            .add_fault(answers("/api/v2/users/me", body));
        let proof = looked_at(&account, run).await;
        let sentence = proof.people()[0].sentence();
        assert!(sentence.contains(words), "{sentence}");
        assert!(proof.into_proved().lists.is_none(), "nothing to go on with");
    }
}
