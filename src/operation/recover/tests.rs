//! What a crash leaves, against a simulated account behind a real socket.

mod changes;
mod lists;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::journal::{
    self, Answer, Entry, Journal, Record, RecordEvent, RecordRoute, RecordedStep, RunId, State,
    StepTarget,
};
use crate::model::{Role, SessionKey, Timestamp, TokenId, UserId};
use crate::operation::simulated::{NOW, Simulated};
use crate::simulator::{FaultEffect, FaultTrigger, ServerFault};
use crate::zendesk::{Purpose, TokenList};

/// The time of the wall clock, by which records go.
const BY_THE_WALL: Timestamp = Timestamp::from_millis(1_234_000);

/// Opens a journal of which the records have that time.
fn by_the_wall() -> JournalOpener {
    Arc::new(|path, who| Ok(Journal::open(path, who)?.timed_by(Arc::new(|| BY_THE_WALL))))
}

struct Scene {
    account: Simulated,
    _folder: TempDir,
    path: PathBuf,
    /// The keys of three sessions of one person, all alive.
    keys: Vec<SessionKey>,
}

async fn scene() -> Scene {
    let account = Simulated::account().await;
    let simulator = &account.simulator;
    let people = simulator.users();
    let person = people
        .iter()
        .find(|person| person.role == Role::EndUser && person.active);
    let user = person.unwrap().id;
    let keys = (0..3).map(|_| simulator.sign_in(user).unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zentop/journal.jsonl");
    Scene {
        account,
        _folder: folder,
        path,
        keys,
    }
}

impl Scene {
    /// Records a run of the three sessions and one more, which was killed: one session is ended,
    /// nothing is known of two, and the last was never sent.
    fn crash(&self, who: Who) -> RunId {
        let run = RunId::new(NOW, [1, 2, 3]);
        let mut journal = Journal::open(&self.path, who).unwrap();
        let confirmed = Entry::Confirmed {
            run: &run,
            route: RecordRoute::Exact,
            of: 4,
            people: 1,
            reason: None,
            ticket: None,
            plan_hash: "",
        };
        journal.append(&confirmed, NOW).unwrap();
        for (item, key) in (1..).zip(&self.keys) {
            let target = StepTarget::Session {
                key: *key,
                authenticated_at: None,
                last_seen_at: None,
            };
            let step = RecordedStep {
                run: &run,
                item,
                of: 4,
                target,
                role: None,
                note: None,
            };
            journal.append(&Entry::Intent(&step), NOW).unwrap();
            if item == 1 {
                let answer = Answer {
                    state: State::Ended,
                    http_status: Some(204),
                    request_id: None,
                    attempts: 1,
                    duration: Duration::ZERO,
                    detail: None,
                };
                journal
                    .append(&Entry::Outcome(&step, &answer), NOW)
                    .unwrap();
            }
        }
        run
    }

    async fn recover(&self) -> Vec<Recovered> {
        let guardrails = Guardrails::default();
        let (account, who) = (&self.account, (self.account.who(7), &guardrails));
        let timed = (&by_the_wall(), &account.clock);
        let recovery = recover(&account.client, None, &self.path, who, timed).await;
        let recovery = recovery.unwrap();
        assert_eq!(recovery.changes, Vec::new());
        recovery.runs
    }

    fn records(&self) -> Vec<Record> {
        journal::read(&self.path)
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    /// The number of requests so far that were no plain reading.
    fn changes(&self) -> usize {
        let ledger = self.account.simulator.ledger();
        ledger.iter().filter(|entry| entry.method != "GET").count()
    }
}

/// A process that is gone: no process has a number as high as this.
const DEAD: u32 = i32::MAX as u32;

#[tokio::test]
async fn what_a_crash_left_open_is_looked_up_and_closed_without_a_change() {
    let scene = scene().await;
    assert_eq!(scene.recover().await, Vec::new(), "there is no journal yet");
    let run = scene.crash(scene.account.who(DEAD));
    scene.account.simulator.sign_out(scene.keys[1]);
    let recovered = scene.recover().await;
    let states: Vec<State> = recovered[0].found.iter().map(|found| found.state).collect();
    assert_eq!(states, [State::EndedByList, State::StillListed]);
    assert!(recovered[0].is_closed());
    let lines = recovered[0].lines();
    assert!(
        lines[0].contains("2 requests without an answer; closed now"),
        "{lines:?}"
    );
    assert!(
        lines[2].contains("item 3 of 4") && lines[2].contains("still listed"),
        "{lines:?}"
    );

    let records = scene.records();
    let last = records.last().unwrap();
    assert_eq!(
        (last.event, last.run.as_ref()),
        (RecordEvent::Finished, Some(&run))
    );
    let counts = [
        (State::Ended, 1),
        (State::NotAttempted, 1),
        (State::EndedByList, 1),
        (State::StillListed, 1),
    ];
    assert_eq!(last.counts, counts.into());
    assert_eq!(last.ts, BY_THE_WALL);
    assert_eq!(scene.changes(), 0);
    assert_eq!(scene.recover().await, Vec::new(), "it is closed for good");
}

#[tokio::test]
async fn what_cannot_be_looked_up_stays_open() {
    let scene = scene().await;
    scene.crash(scene.account.who(DEAD));
    let text = "[[fault]]\npath = \"/api/v2/users/*/sessions\"\nthen = { status = { code = 403 } }";
    for fault in ServerFault::parse_file(text).unwrap() {
        scene.account.simulator.add_fault(fault);
    }
    let before = scene.records().len();
    let recovered = scene.recover().await;
    assert!(!recovered[0].is_closed());
    assert!(
        recovered[0].lines()[1].contains("not known"),
        "{:?}",
        recovered[0].lines()
    );
    assert_eq!(scene.records().len(), before);
    scene.account.simulator.clear_faults();
    assert!(scene.recover().await[0].is_closed());
    assert_eq!(scene.changes(), 0);
}

#[tokio::test]
async fn runs_of_others_and_runs_that_go_on_are_left_alone() {
    let scene = scene().await;
    scene.crash(scene.account.who(std::process::id()));
    let mut other = scene.account.who(DEAD);
    other.credentials.origin = "https://acme.zendesk.com".to_owned();
    scene.crash(other);
    // Both crashed runs have one name, so only the process and the account tell them apart.
    assert_eq!(scene.recover().await, Vec::new());
}

/// Records the intent of a run of one, without an outcome.
fn announce(scene: &Scene, run: &RunId, target: StepTarget<'_>) {
    let mut journal = Journal::open(&scene.path, scene.account.who(DEAD)).unwrap();
    let confirmed = Entry::Confirmed {
        run,
        route: target.route(),
        of: 1,
        people: 1,
        reason: None,
        ticket: None,
        plan_hash: "",
    };
    let step = RecordedStep {
        run,
        item: 1,
        of: 1,
        target,
        role: None,
        note: None,
    };
    for entry in [confirmed, Entry::Intent(&step)] {
        journal.append(&entry, NOW).unwrap();
    }
}

#[tokio::test]
async fn people_and_tokens_are_looked_up_by_reading_as_well() {
    let scene = scene().await;
    let tokens = TokenList::read(&scene.account.client, Purpose::Asked)
        .await
        .unwrap();
    let token = &tokens.tokens[0];
    let people = scene.account.simulator.users();
    let [done, undone] = [people[5].id, people[6].id];
    scene
        .account
        .simulator
        .edit_user(done, |person| person.suspended = true);
    scene
        .account
        .simulator
        .edit_user(undone, |person| person.suspended = false);
    let gone = TokenId::new(999_999).unwrap();
    let targets = [
        (
            StepTarget::Person {
                user: done,
                route: RecordRoute::Suspend,
            },
            State::Suspended,
        ),
        (
            StepTarget::Person {
                user: undone,
                route: RecordRoute::Suspend,
            },
            State::NotSuspended,
        ),
        (
            StepTarget::Person {
                user: done,
                route: RecordRoute::Lift,
            },
            State::Suspended,
        ),
        (
            StepTarget::Token {
                user: token.user,
                token: token.id,
            },
            State::StillListed,
        ),
        (
            StepTarget::Token {
                user: done,
                token: gone,
            },
            State::EndedByList,
        ),
    ];
    for ((target, _), salt) in targets.iter().zip(1..) {
        announce(&scene, &RunId::new(NOW, [9, 9, salt]), *target);
    }
    let before = scene.account.simulator.request_count();
    let recovered = scene.recover().await;
    let found = recovered.iter().flat_map(|one| &one.found);
    let states: Vec<State> = found.map(|found| found.state).collect();
    assert_eq!(states, targets.map(|(_, state)| state));
    assert!(recovered.iter().all(Recovered::is_closed));
    // There is one look at the people and one at the tokens, however many items ask, one at the token
    // that the list lacks, and it is asked before and after whose credentials these are.
    assert_eq!(scene.account.simulator.request_count() - before, 5);
    assert_eq!(scene.changes(), 0);
    assert_eq!(scene.recover().await, Vec::new());
}

#[tokio::test]
async fn a_person_of_whom_nothing_is_told_stays_open() {
    let scene = scene().await;
    let user = scene.account.simulator.users()[5].id;
    announce(
        &scene,
        &RunId::new(NOW, [9, 9, 9]),
        StepTarget::Person {
            user,
            route: RecordRoute::Suspend,
        },
    );
    let text = "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen = { status = { code = 403 } }";
    for fault in ServerFault::parse_file(text).unwrap() {
        scene.account.simulator.add_fault(fault);
    }
    assert!(!scene.recover().await[0].is_closed());
    scene.account.simulator.clear_faults();
    assert!(scene.recover().await[0].is_closed());
    assert_eq!(scene.changes(), 0);
}
