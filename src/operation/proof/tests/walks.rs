//! What a walk over the account proves beside own lists or in place of them.

use super::*;

/// Where a walk takes fewer requests than a list for each person, it is read, and no list.
#[tokio::test]
async fn the_cheaper_reading_is_made() {
    let account = Simulated::account().await;
    let own = account.simulator.own_user();
    let sessions = account.simulator.sessions().into_iter();
    let others: Vec<SessionKey> = sessions
        .map(|session| session.key)
        .filter(|key| Some(key.user) != own)
        .collect();
    let items = others
        .iter()
        .map(|key| session(&key.to_string(), OutcomeKind::Done));
    let report = Arc::new(report(items.collect()));
    for key in &others {
        assert!(account.simulator.sign_out(*key));
    }
    let people = report.people().len();
    assert!(people >= 5, "{people}");
    for (pages, is_walk) in [(Some(1), true), (Some(400), false)] {
        let basis = ProofBasis {
            me: own,
            known: others.iter().copied().collect(),
            walk: WalkKnown {
                pages,
                has_holes: false,
            },
            is_walked: pages.is_some(),
            ..ProofBasis::default()
        };
        let mut proof = proof_of(&account, Arc::clone(&report), basis);
        let (cost, before) = (proof.cost().requests, account.simulator.request_count());
        assert!(proof.look().await.is_some());
        assert!(proof.people().iter().all(|one| one.verdict.is_as_wished()));
        let sent = account.simulator.request_count() - before;
        assert_eq!(usize::try_from(sent).unwrap(), cost, "{pages:?}");
        assert_eq!(sent < (people + others.len()) as u64, is_walk, "{pages:?}");
    }
}

/// A walk that leaves out what is there, or that has it as somebody else's, proves nothing, however
/// many people it is read for.
#[tokio::test]
async fn a_walk_that_leaves_something_out_is_found_out() {
    for (name, all_went) in [
        ("of the run", false),
        ("somebody else's", false),
        ("somebody else's, who denies it", false),
        ("of others", true),
        ("of others and of the run, which is denied", false),
    ] {
        let account = Simulated::account().await;
        let own = account.simulator.own_user();
        let sessions = account.simulator.sessions().into_iter();
        let (theirs, others): (Vec<SessionKey>, Vec<SessionKey>) = sessions
            .map(|session| session.key)
            .partition(|key| Some(key.user) == own);
        let alive = (!all_went).then(|| others[others.len() / 2]);
        let items = others
            .iter()
            .map(|key| session(&key.to_string(), OutcomeKind::Done));
        let report = Arc::new(report(items.collect()));
        for key in others.iter().filter(|key| Some(**key) != alive) {
            assert!(account.simulator.sign_out(*key));
        }
        let row = |id: u64, user: UserId| format!(r#"{{"id":{id},"user_id":{user}}}"#);
        let mut rows: Vec<String> = theirs
            .iter()
            .map(|key| row(key.session.get(), key.user))
            .collect();
        match alive {
            Some(key) if name.starts_with("somebody else's") => {
                rows.push(row(key.session.get(), own.unwrap()));
            }
            Some(_) if name == "of the run" => {}
            _ => rows.clear(),
        }
        if let Some(key) = alive.filter(|_| name.contains("den")) {
            let one = format!("/api/v2/users/{}/sessions/{}", key.user, key.session);
            let denied = ServerFault::on("GET", &one, status(404));
            account.simulator.add_fault(denied);
        }
        let body = format!(
            r#"{{"sessions":[{}],"meta":{{"has_more":false}}}}"#,
            rows.join(",")
        );
        account
            .simulator
            .add_fault(answers("/api/v2/sessions", body));
        let basis = ProofBasis {
            me: own,
            known: others.iter().copied().collect(),
            walk: WalkKnown {
                pages: Some(1),
                has_holes: false,
            },
            is_walked: true,
            staying: theirs,
        };
        let mut proof = proof_of(&account, report, basis);
        assert!(proof.look().await.is_some());
        let before = account.simulator.request_count();
        let lists_as_well = (proof.people().len() + others.len()) as u64;
        assert!(before >= lists_as_well, "{name}: {before}");
        for person in proof.people() {
            let is_alive = alive.is_some_and(|key| key.user == person.user);
            assert_eq!(
                person.verdict.is_as_wished(),
                !is_alive,
                "{name}: {}",
                person.sentence()
            );
        }
        for (item, verdict) in proof.report.items.iter().zip(proof.verdicts()) {
            let is_gone = item.target.session() != alive;
            let is_verified = *verdict == Some(Verdict::Verified);
            assert_eq!(is_verified, is_gone, "{name}: {:?}", item.target);
        }
    }
}

/// Somebody of whom no session was known is proved by a walk beside their empty list.
#[tokio::test]
async fn somebody_of_whom_nothing_was_known_is_proved_by_a_walk_as_well() {
    for (fault, before, expected) in [
        (None, false, "no session listed"),
        (Some(FaultEffect::EmptyPage), false, "still there"),
        (None, true, "no session listed"),
    ] {
        let account = Simulated::account().await;
        let user = somebody(&account);
        let (mut report, mut basis) = run_on(&account, user, JudgedBy::Person);
        let mut item = person(user.get(), OutcomeKind::Done);
        item.operation = Operation::End(Route::User);
        item.at = NOW.shifted(-20_000);
        report.items = vec![item];
        (basis.known, basis.is_walked) = (FxHashSet::default(), before);
        if let Some(fault) = fault {
            let lists = ServerFault::on("GET", "/api/v2/users/*/sessions", fault);
            account.simulator.add_fault(lists);
        } else {
            end_all(&account, user);
        }
        let requests = account.simulator.request_count();
        let found = looked(&account, (report, basis)).await;
        assert_eq!(found.verdict.word(), expected, "{}", found.sentence());
        assert!(!found.verdict.is_as_wished() || expected == "no session listed");
        let sent = account.simulator.request_count() - requests;
        assert_eq!(
            sent == 2,
            before,
            "a list and the identity, or a walk too: {sent}"
        );
    }
}

/// The proof of a run that ended the only session of each of so many people, which are gone but for
/// `alive` of them, on an account whose walks have a record that cannot be read.
fn many_with_a_hole(
    account: &Simulated,
    alive: usize,
    has_holes: bool,
) -> (Proof, Vec<SessionKey>) {
    let own = account.simulator.own_user();
    let mut taken = FxHashSet::default();
    let keys: Vec<SessionKey> = (account.simulator.sessions().into_iter())
        .map(|session| session.key)
        .filter(|key| Some(key.user) != own)
        .collect();
    for key in &keys {
        if taken.insert(key.user) && taken.len() <= alive {
            continue;
        }
        assert!(account.simulator.sign_out(*key));
    }
    let hole = FaultEffect::Malformed {
        records: vec![r#"{"id": 1}"#.to_owned()],
    };
    let walk = ServerFault::on("GET", "/api/v2/sessions", hole);
    account.simulator.add_fault(walk);
    let items = keys
        .iter()
        .map(|key| session(&key.to_string(), OutcomeKind::Done));
    let mut report = report(items.collect());
    report.judged = JudgedBy::Person.into();
    let basis = ProofBasis {
        me: own,
        known: keys.iter().copied().collect(),
        walk: WalkKnown {
            pages: Some(1),
            has_holes,
        },
        is_walked: true,
        ..ProofBasis::default()
    };
    (proof_of(account, report, basis), keys)
}

/// One record of a walk that cannot be read takes the proof of nobody: their own lists are read, and
/// decide. The cost says so where the account is known to have such records.
#[tokio::test]
async fn a_walk_with_holes_leaves_everybody_to_their_own_lists() {
    for has_holes in [false, true] {
        let account = Simulated::account().await;
        let (mut proof, keys) = many_with_a_hole(&account, 1, has_holes);
        let (cost, before) = (proof.cost().requests, account.simulator.request_count());
        assert!(proof.look().await.is_some());
        let sent = account.simulator.request_count() - before;
        let sent = usize::try_from(sent).unwrap();
        assert!(!has_holes || sent <= cost, "{sent} of {cost}");
        let alive = keys[0].user;
        for person in proof.people() {
            let expected = if person.user == alive {
                "still there"
            } else {
                "no session listed"
            };
            assert_eq!(person.verdict.word(), expected, "{}", person.sentence());
        }
        // The next look asks for those who are left, and reads no such walk again.
        let before = account.simulator.request_count();
        assert!(proof.look().await.is_some());
        assert_eq!(account.simulator.request_count() - before, 2);
    }
}

/// Whoever has no own list that could be read in such a proof is told with the reason, and nobody else
/// is told anything because of that.
#[tokio::test]
async fn after_a_walk_with_holes_a_list_that_fails_is_told_of_its_person_alone() {
    let account = Simulated::account().await;
    let (mut proof, keys) = many_with_a_hole(&account, 0, true);
    let fails = keys.last().unwrap().user;
    let refused = status(403);
    let path = format!("/api/v2/users/{fails}/sessions");
    account
        .simulator
        .add_fault(ServerFault::on("GET", &path, refused));
    assert!(proof.look().await.is_some());
    for person in proof.people() {
        let is_failed = matches!(
            person.verdict,
            PersonVerdict::NotLookedAt(NotLookedAt::Failed(_))
        );
        assert_eq!(is_failed, person.user == fails, "{}", person.sentence());
        assert_eq!(person.verdict.is_as_wished(), !is_failed);
    }
}

/// What a walk lacks and nobody asked for by itself is left to a second walk, and without one it is not
/// proved: the first sessions at even distances stand for no others.
#[tokio::test]
async fn what_is_not_looked_at_singly_takes_a_second_walk() {
    let refused = FaultEffect::Refuse(crate::simulator::ServedRefusal::Forbidden);
    for (name, second) in [("true", None), ("not to be had", Some(refused))] {
        let account = Simulated::account().await;
        let own = account.simulator.own_user();
        let sessions = account.simulator.sessions().into_iter();
        let (theirs, mut others): (Vec<SessionKey>, Vec<SessionKey>) = sessions
            .map(|session| session.key)
            .partition(|key| Some(key.user) == own);
        others.sort_unstable();
        let alive = others[0];
        let items = others
            .iter()
            .map(|key| session(&key.to_string(), OutcomeKind::Done));
        let report = Arc::new(report(items.collect()));
        for key in &others[1..] {
            assert!(account.simulator.sign_out(*key));
        }
        let rows = theirs.iter().map(|key| {
            let (id, user) = (key.session.get(), key.user);
            format!(r#"{{"id":{id},"user_id":{user}}}"#)
        });
        let rows: Vec<String> = rows.collect();
        let body = format!(
            r#"{{"sessions":[{}],"meta":{{"has_more":false}}}}"#,
            rows.join(",")
        );
        let path = "/api/v2/sessions";
        let first = answers(path, body).when(crate::simulator::FaultTrigger::First(1));
        account.simulator.add_fault(first);
        if let Some(second) = second {
            account
                .simulator
                .add_fault(ServerFault::on("GET", path, second));
        }
        let basis = ProofBasis {
            me: own,
            known: others.iter().copied().collect(),
            walk: WalkKnown {
                pages: Some(1),
                has_holes: false,
            },
            is_walked: true,
            staying: theirs,
        };
        let mut proof = proof_of(&account, report, basis);
        proof.singly_at_most = 2;
        assert!(proof.look().await.is_some());
        let people = proof.people().iter();
        let mut of_alive = people.filter(|person| person.user == alive.user);
        let person = of_alive.next().unwrap();
        assert!(
            !person.verdict.is_as_wished(),
            "{name}: {}",
            person.sentence()
        );
        let good = proof.verdicts().iter();
        let good = good.filter(|verdict| **verdict == Some(Verdict::Verified));
        assert!(good.count() < proof.verdicts().len(), "{name}");
    }
}
