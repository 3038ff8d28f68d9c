//! Files that the version before wrote (tests/data/v0.1) can still be read: the journal is verified
//! and understood, an exact plan is carried out, a wide one is refused with a reason. Those of the
//! present shape (tests/data/plan-2) will have to be.

use std::collections::BTreeMap;
use std::path::PathBuf;

use zentop::journal::{self, RecordEvent, RecordRoute, State};
use zentop::live::{Store, WalkProgress};
use zentop::model::{Session, Timestamp, UserId};
use zentop::operation::Route::{Exact, User};
use zentop::operation::{
    FromFile, Guardrails, Here, NotApplied, Operation, Plan, PlanFile, SessionTarget,
};

const HEAD: &str = "79b6e52dce4e7e5e2cc5b29336672bdcd905bfa3736a131c49e0e3ee1b3da6a8";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/v0.1")
        .join(name)
}

fn plan_file(name: &str) -> PlanFile {
    PlanFile::parse(&std::fs::read(file(name)).unwrap()).unwrap()
}

/// The store after the own list of a person with these sessions was read.
fn listed(targets: &[SessionTarget]) -> Store {
    let user = targets[0].key.user;
    let mut store = Store::new();
    let sessions = targets.iter().map(|target| Session {
        key: target.key,
        authenticated_at: target.authenticated_at.into(),
        last_seen_at: target.last_seen_at.into(),
        url: zentop::model::SentUrl::default(),
    });
    for progress in [
        WalkProgress::Listed {
            user,
            began_at: now(),
            list: zentop::zendesk::PersonList::of(user, sessions.collect()),
        },
        WalkProgress::People {
            asked: vec![user],
            users: Vec::new(),
            asked_at: now(),
        },
    ] {
        store.take(progress, now());
    }
    store
}

fn here() -> Here<'static> {
    Here {
        account: "127.0.0.1:47811",
        origin: "http://127.0.0.1:47811",
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-29T07:00:00Z").unwrap()
}

fn guardrails() -> Guardrails {
    Guardrails {
        own_user: UserId::new(1),
        ..Guardrails::default()
    }
}

#[test]
fn the_journal_is_unbroken_and_every_word_of_it_is_known() {
    let text = std::fs::read(file("journal.jsonl")).unwrap();
    let found = journal::verify(&text[..]).unwrap();
    assert_eq!((found.first_bad, found.records), (None, 35));
    assert_eq!(found.head.unwrap().hash, HEAD);

    let records = journal::RecordReader::new(&text[..]).map(|record| record.unwrap());
    let mut runs = BTreeMap::<&str, usize>::new();
    for record in records {
        assert_ne!(record.event, RecordEvent::Other);
        assert_ne!(record.route, Some(RecordRoute::Other));
        assert_ne!(record.state, Some(State::Other));
        if record.event == RecordEvent::Confirmed {
            let word = match record.route.unwrap() {
                RecordRoute::Exact => "exact",
                RecordRoute::User => "user",
                RecordRoute::Many => "many",
                RecordRoute::Suspend => "suspend",
                RecordRoute::Lift => "lift",
                RecordRoute::Revoke => "revoke",
                other => panic!("{other:?}"),
            };
            *runs.entry(word).or_default() += 1;
        }
    }
    let every = ["exact", "lift", "many", "revoke", "suspend", "user"];
    assert_eq!(runs, every.map(|word| (word, 1)).into());
}

#[test]
fn an_exact_plan_is_carried_out_as_it_was_reviewed() {
    let file = plan_file("plan-exact.json");
    let (hash, targets) = (file.hash().to_owned(), file.targets().to_vec());
    let store = listed(&targets);
    let checked = file.check(here(), Some(3), &guardrails()).unwrap();
    let snapshot = store.snapshot();
    let FromFile { plan, gone, .. } =
        Plan::from_file(checked, &snapshot, &guardrails(), now()).unwrap();
    assert!(gone.is_empty());
    assert_eq!((plan.count(), plan.people()), (3, 1));
    assert_eq!(plan.operations(), [Operation::End(Exact)]);
    assert_eq!(plan.fingerprint(), hash, "the journal names the file");
    assert_eq!(plan.steps().len(), 3);
}

#[test]
fn a_wide_plan_is_refused_since_it_counts_less_than_it_takes() {
    let refused = plan_file("plan-wide.json").check(here(), None, &guardrails());
    let refused = refused.unwrap_err();
    assert!(matches!(refused, NotApplied::Wide(_)), "{refused}");
    let message = refused.to_string();
    assert!(message.contains("--route exact"), "{message}");
}

/// Files of the shape that is written now.
#[test]
fn plans_of_version_2_are_carried_out_as_they_were_reviewed() {
    for (name, route, beyond) in [("plan-exact.json", Exact, 0), ("plan-wide.json", User, 5)] {
        let path = format!("../plan-2/{name}");
        let file = plan_file(&path);
        let (hash, targets) = (file.hash().to_owned(), file.targets().to_vec());
        let checked = file.check(here(), Some(6), &guardrails()).unwrap();
        let snapshot = listed(&targets).snapshot();
        let found = Plan::from_file(checked, &snapshot, &guardrails(), now()).unwrap();
        let FromFile {
            plan, gone, others, ..
        } = found;
        assert_eq!((plan.count(), gone.len(), others), (6, 0, 0), "{name}");
        assert_eq!(plan.beyond_the_choice(), beyond, "{name}");
        assert_eq!(plan.operations(), [Operation::End(route)], "{name}");
        assert_eq!(plan.fingerprint(), hash, "{name}");
    }
    // One that was not reviewed would go with the wide route.
    let targets = plan_file("../plan-2/plan-wide.json").targets().to_vec();
    let mut more = targets.clone();
    more.push(SessionTarget {
        key: format!("{}/7", targets[0].key.user).parse().unwrap(),
        ..targets[0].clone()
    });
    let checked = plan_file("../plan-2/plan-wide.json").check(here(), None, &guardrails());
    let snapshot = listed(&more).snapshot();
    let refused = Plan::from_file(checked.unwrap(), &snapshot, &guardrails(), now());
    assert!(matches!(refused, Err(NotApplied::More { most: 7, .. })));
}
