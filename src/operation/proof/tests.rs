//! What is seen after a run, looked at on a simulated account: what servers may answer falsely or not
//! at all, and the runs that all of these tests prove.
//!
//! - `looks` when a look is made, and when none is
//! - `lists` what the own lists of people say, and when a walk bears out an empty one
//! - `people` whether people are suspended

mod lists;
mod looks;
mod people;

use rustc_hash::FxHashSet;

use super::cost::WalkKnown;
use super::*;
use crate::model::{SessionKey, UserId};
use crate::operation::report::tests::{person, report, session, token};
use crate::operation::simulated::{NOW, Simulated};
use crate::operation::{JudgedBy, NotLookedAt, Operation, OutcomeKind, PersonVerdict, Route};
use crate::simulator::{FaultEffect, ServerFault};
use crate::zendesk::{Purpose, TokenList};

/// The proof of this run before the first look.
pub(super) fn proof_of(
    account: &Simulated,
    report: impl Into<Arc<Report>>,
    basis: ProofBasis,
) -> Proof {
    let request = ProofRequest::new(report.into(), basis);
    Proof::new(account.client.clone(), Arc::clone(&account.clock), request)
}

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
    let proof = proof_of(account, report(items.into()), ProofBasis::default());
    (proof, [first.user, second.user])
}

/// A run that was to end every session of this person, or the first ones of theirs, by a choice of
/// this kind, and was over twenty seconds ago.
pub(super) fn run_on(account: &Simulated, user: UserId, judged: JudgedBy) -> (Report, ProofBasis) {
    let before = NOW.shifted(-20_000);
    let theirs = account.simulator.sessions_of(user).into_iter();
    let items = theirs.map(|theirs| {
        let mut item = session(&theirs.key.to_string(), OutcomeKind::Done);
        (item.at, item.server_at) = (before, Some(before));
        item
    });
    let mut report = report(items.collect());
    report.judged = judged.into();
    let known = report.items.iter().filter_map(|item| item.target.session());
    let basis = ProofBasis {
        me: account.simulator.own_user(),
        known: known.collect(),
        ..ProofBasis::default()
    };
    (report, basis)
}

/// Somebody who is signed in and owns none of these credentials.
pub(super) fn somebody(account: &Simulated) -> UserId {
    let own = account.simulator.own_user();
    let sessions = account.simulator.sessions();
    let mut people = sessions.iter().map(|session| session.key.user);
    people.find(|user| Some(*user) != own).unwrap()
}

pub(super) fn end_all(account: &Simulated, user: UserId) {
    for session in account.simulator.sessions_of(user) {
        assert!(account.simulator.sign_out(session.key));
    }
}

/// The verdict on that person after one look.
async fn looked(account: &Simulated, (report, basis): (Report, ProofBasis)) -> PersonProof {
    looked_at(account, (report, basis)).await.people()[0].clone()
}

/// The proof of a run after one look.
async fn looked_at(account: &Simulated, (report, basis): (Report, ProofBasis)) -> Proof {
    let mut proof = proof_of(account, report, basis);
    assert!(proof.look().await.is_some());
    proof
}

pub(super) fn status(code: u16) -> FaultEffect {
    FaultEffect::Status {
        code,
        body: "{}".to_owned(),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    }
}

fn answers(path: &str, body: String) -> ServerFault {
    let answer = FaultEffect::Status {
        code: 200,
        body,
        content_type: Some("application/json".to_owned()),
        headers: Vec::new(),
    };
    ServerFault::on("GET", path, answer)
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
