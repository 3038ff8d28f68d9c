//! What a plan comes to: its requests, their order, and its fingerprint.

use super::*;
use crate::operation::{ListedNow, plan_ending_by_name};

#[test]
fn a_plan_is_one_request_for_each_item_and_nothing_else() {
    let step = |request, item| Step {
        request,
        items: vec![item],
    };
    let plan = with(&guardrails(), |basis| suspend(&ids([4, 8]), basis)).unwrap();
    assert_eq!(plan.operations(), [Operation::Suspend]);
    assert!(!plan.is_from_file());
    assert_eq!(
        plan.steps(),
        [
            step(StepRequest::Person(id(4), PersonChange::Suspend), 0),
            step(StepRequest::Person(id(8), PersonChange::Suspend), 1)
        ]
    );
    let lifted = with(&guardrails(), |basis| unsuspend(&ids([5]), basis)).unwrap();
    assert_ne!(lifted.fingerprint(), plan.fingerprint());
    assert_eq!(
        lifted.steps(),
        [step(StepRequest::Person(id(5), PersonChange::Unsuspend), 0)]
    );
    let listed = [token(10, 4)];
    let plan = with(&guardrails(), |basis| {
        revoke(&tokens_of(ids([4])), &listed, basis)
    });
    let revoked = StepRequest::Token(listed[0].user, listed[0].id);
    assert_eq!(plan.unwrap().steps(), [step(revoked, 0)]);
}

/// Of somebody to whom several things are done all of them go at once, and the line says who it is.
#[test]
fn whoever_is_gone_is_one_person_and_has_a_name() {
    let listed = [token(10, 8), token(11, 4)];
    let of = |people: Vec<UserId>| {
        let plan = with(&guardrails(), |basis| {
            let choice = Choice::people(people.clone());
            let selections = vec![
                tokens(&Tokens::of(choice.clone()), &listed, basis)?,
                sessions_of(&choice, basis)?,
            ];
            plan(selections, basis)
        });
        plan.unwrap()
    };
    let (before, after) = (of(ids([8, 4])), of(ids([4])));
    let mut store = Store::new();
    let deleted = User {
        active: Some(false),
        ..user(8, Role::EndUser)
    };
    store.take(
        WalkProgress::People {
            asked: ids([8]),
            users: vec![deleted],
            asked_at: NOW,
        },
        NOW,
    );
    let snapshot = store.snapshot();
    let now = ListedNow {
        tokens: Some(&[]),
        ..ListedNow::of(&snapshot)
    };
    let change = after.change_since(&before, now).unwrap();
    let name = before.targets().find(|it| it.user() == id(8)).unwrap();
    let name = name.name().unwrap();
    assert_eq!(change.words(), format!("{name} is gone"));
}

/// Of people to whom several things are done, somebody who has other sessions by now neither came nor went.
#[test]
fn whoever_stays_in_a_plan_of_several_operations_neither_came_nor_went() {
    let of = |store: &Store| {
        let snapshot = store.snapshot();
        let guardrails = guardrails();
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let wanted = OffboardWanted::all_of(&Choice::people(ids([4, 7])), &OffboardPart::ALL);
        (offboard(&wanted, &[], &basis).unwrap(), snapshot)
    };
    let mut store = Store::new();
    store.take(WalkProgress::identified(user(ME, Role::Admin), NOW), NOW);
    let people = WalkProgress::People {
        asked: ids([4, 7]),
        users: [4, 7].map(|number| user(number, Role::EndUser)).into(),
        asked_at: NOW,
    };
    store.take(people, NOW);
    let list = |store: &mut Store, number: u64, seconds: i64, sessions: &[&str]| {
        let session = |key: &&str| Session {
            key: key.parse().unwrap(),
            authenticated_at: crate::model::SentTime::Absent,
            last_seen_at: crate::model::SentTime::Absent,
            url: crate::model::SentUrl::default(),
        };
        let sessions = sessions.iter().map(session).collect();
        let began_at = NOW.shifted(seconds * 1_000);
        let list = crate::zendesk::PersonList::of(id(number), sessions);
        let user = id(number);
        store.take(
            WalkProgress::Listed {
                user,
                began_at,
                list,
            },
            began_at,
        );
    };
    list(&mut store, 4, 0, &["4/40", "4/41"]);
    list(&mut store, 7, 0, &["7/70"]);
    let (before, _) = of(&store);
    list(&mut store, 4, 40, &["4/40", "4/42"]);
    let (after, snapshot) = of(&store);
    let change = after
        .change_since(&before, ListedNow::of(&snapshot))
        .unwrap();
    let words = "Ada signed in again: 1 more session; 1 session is gone";
    assert_eq!(change.words(), words);
    list(&mut store, 4, 50, &[]);
    let (after, snapshot) = of(&store);
    let change = after
        .change_since(&before, ListedNow::of(&snapshot))
        .unwrap();
    assert_eq!(change.words(), "2 sessions are gone");

    // By a wide route somebody of whom no session is known any more is in the plan as before.
    let wide = |store: &Store| {
        let snapshot = store.snapshot();
        let guardrails = guardrails();
        let basis = Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: NOW,
        };
        let choice = Choice::people(ids([7]));
        let plan = plan_ending_by_name(&choice, Route::User, &basis);
        (plan.unwrap(), snapshot)
    };
    let (before, _) = wide(&store);
    list(&mut store, 7, 50, &[]);
    let (after, snapshot) = wide(&store);
    let change = after
        .change_since(&before, ListedNow::of(&snapshot))
        .unwrap();
    assert_eq!(change.words(), "1 session is gone");
}

/// One plan may do several things: each step is one person and one operation, and the steps of each
/// person come in the order in which the operations were asked for.
#[test]
fn a_plan_of_several_operations_goes_person_by_person() {
    let listed = [token(10, 8), token(11, 4)];
    let people = ids([8, 4]);
    let plan = with(&guardrails(), |basis| {
        let sessions = Choice::people(people.clone());
        let selections = vec![
            super::people(&sessions, Operation::Suspend, basis)?,
            tokens(&Tokens::of(sessions.clone()), &listed, basis)?,
            sessions_of(&sessions, basis)?,
        ];
        plan(selections, basis)
    });
    let plan = plan.unwrap();
    let requests: Vec<StepRequest> = plan.steps().into_iter().map(|step| step.request).collect();
    assert_eq!(
        requests,
        [
            StepRequest::Person(id(4), PersonChange::Suspend),
            StepRequest::Token(listed[1].user, listed[1].id),
            StepRequest::SessionsOf(id(4)),
            StepRequest::Person(id(8), PersonChange::Suspend),
            StepRequest::Token(listed[0].user, listed[0].id),
            StepRequest::SessionsOf(id(8)),
        ]
    );
    assert_eq!((plan.count(), plan.people()), (8, 2));
    // What is counted and typed are the people.
    assert_eq!(
        (plan.expected(), plan.challenge()),
        (2, &Challenge::Count(2))
    );
    assert_eq!(plan.requests(Route::User), 6);
}

/// The fingerprint is over what is done to what, in the order of the items; the operation is
/// named in each line where there are several.
#[test]
fn the_fingerprint_is_that_of_the_lines_of_the_plan() {
    let of = |operations: &[Operation]| {
        let plan = with(&guardrails(), |basis| {
            let one = |operation: &Operation| match operation {
                Operation::End(_) => sessions_of(&Choice::people(ids([4])), basis),
                _ => super::people(&Choice::people(ids([4])), *operation, basis),
            };
            plan(operations.iter().map(one).collect::<Result<_, _>>()?, basis)
        });
        plan.unwrap()
    };
    let hash = |text: String| {
        let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        crate::model::hex(digest.as_ref())
    };
    let (end, suspend) = (Operation::End(Route::User), Operation::Suspend);
    let (end_word, suspend_word) = (end.as_str(), suspend.as_str());
    let lines = format!("acme\n{end_word}\n4/40 0\n4/41 0\n");
    assert_eq!(of(&[end]).fingerprint(), hash(lines));
    let both = of(&[suspend, end]);
    let person = both.targets().next().unwrap();
    let lines = format!(
        "acme\n{suspend_word}+{end_word}\n{suspend_word} {person}\n\
         {end_word} 4/40 0\n{end_word} 4/41 0\n"
    );
    assert_eq!(both.fingerprint(), hash(lines));
}
