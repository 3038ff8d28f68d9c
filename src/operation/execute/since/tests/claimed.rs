//! Sessions that came under more than one person, of whom one becomes protected while a run goes on.

use super::*;
use crate::live::{Snapshot, Store, WalkProgress};
use crate::model::{SentTime, SentUrl, Session, TokenId};
use crate::operation::offboard::{OffboardWanted, offboard};
use crate::operation::{
    Basis, Choice, OffboardPart, Operation, Route, UndecidedPolicy, plan_ending,
};
use crate::zendesk::PersonChange;

/// 1 and 2 have each a session of their own, and one that came under both.
fn snapshot(people: [UserId; 2], own: UserId) -> Arc<Snapshot> {
    let session = |(user, number): (UserId, u64)| Session {
        key: format!("{user}/{number}").parse().unwrap(),
        authenticated_at: SentTime::Absent,
        last_seen_at: SentTime::Absent,
        url: SentUrl::default(),
    };
    let mut store = Store::new();
    let me = User::example(own.get(), "Me", Role::Admin);
    store.take(WalkProgress::identified(me, NOW), NOW);
    store.take(WalkProgress::Began, NOW);
    let [one, two] = people;
    let page = WalkProgress::Page {
        sessions: [(one, 41), (one, 40), (two, 40), (two, 42)]
            .map(session)
            .to_vec(),
        unreadable: 0,
    };
    store.take(page, NOW);
    store.take(WalkProgress::Finished { rest_until: NOW }, NOW);
    let users = people.map(|user| User::example(user.get(), "Ada", Role::EndUser));
    let found = WalkProgress::People {
        asked: people.to_vec(),
        users: users.to_vec(),
        asked_at: NOW,
    };
    store.take(found, NOW);
    store.snapshot()
}

/// A run that ends sessions of some people by some route, or offboards them.
enum Wanted {
    End(Vec<UserId>, Route),
    Offboard(Vec<UserId>, Vec<OffboardPart>),
}

/// The second look of a run at an account whose second person became an admin 45 s after it was confirmed.
async fn second_look(
    wanted: impl FnOnce([UserId; 2]) -> Wanted,
) -> ([UserId; 2], Plan, PeopleSince) {
    let account = Simulated::account().await;
    let users = account.simulator.users();
    let mut others = users.iter().filter(|user| user.role == Role::EndUser);
    let people: [UserId; 2] = std::array::from_fn(|_| others.next().unwrap().id);
    let own = account.simulator.own_user().unwrap();
    let guardrails = Guardrails {
        own_user: Some(own),
        protected: vec![ProtectedRule::Role(Role::Admin)],
        ..Guardrails::default()
    };
    let snapshot = snapshot(people, own);
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails,
        now: NOW,
    };
    let plan = match wanted(people) {
        Wanted::End(users, route) => {
            let undecided = UndecidedPolicy::Take;
            let choice = Choice {
                undecided,
                ..Choice::people(users)
            };
            plan_ending(&choice, route, &basis).unwrap()
        }
        Wanted::Offboard(users, parts) => {
            let choice = Choice {
                undecided: UndecidedPolicy::Take,
                ..Choice::people(users)
            };
            let wanted = OffboardWanted::all_of(&choice, &parts);
            offboard(&wanted, &[], &basis).unwrap()
        }
    };
    let waited = Arc::new(AtomicI64::new(0));
    let time = Arc::clone(&waited);
    let clock: Clock = Arc::new(move || NOW.shifted(time.load(Ordering::SeqCst)));
    let since = PeopleSince::of(&plan, &guardrails, &clock).unwrap();
    for step in plan.steps() {
        assert_eq!(since.standing(&step), StepPeople::Free);
    }
    account
        .simulator
        .edit_user(people[1], |user| user.role = Role::Admin);
    waited.store(45_000, Ordering::SeqCst);
    let first = plan.steps().into_iter().next().unwrap();
    assert_eq!(since.standing(&first), StepPeople::Old);
    since.read_again(&first, &account.client).await;
    (people, plan, since)
}

fn users(standing: StepPeople) -> Vec<UserId> {
    match standing {
        StepPeople::Free => Vec::new(),
        StepPeople::Old => panic!("nobody looked"),
        StepPeople::Withheld(people) => people.into_iter().map(|one| one.user).collect(),
    }
}

/// One by one that session alone stays, whoever of the two was chosen, and it is told why.
#[tokio::test]
async fn what_may_be_theirs_goes_by_no_exact_route() {
    for both in [true, false] {
        let chosen = |[one, two]: [UserId; 2]| {
            let users = if both { vec![one, two] } else { vec![one] };
            Wanted::End(users, Route::Exact)
        };
        let ([one, two], plan, since) = second_look(chosen).await;
        for step in plan.steps() {
            let StepRequest::Session(key) = step.request else {
                panic!("{step:?}");
            };
            let standing = since.standing(&step);
            if key.user == two {
                assert_eq!(standing, withheld(two, PROTECTED));
            } else if key.session.get() == 40 {
                let why = format!("it is also listed under user {two}: {PROTECTED}");
                let why = why.into();
                let people = vec![WithheldPerson { user: one, why }];
                assert_eq!(standing, StepPeople::Withheld(people));
            } else {
                assert_eq!(standing, StepPeople::Free, "{key}");
            }
        }
        assert_eq!(plan.count(), if both { 4 } else { 2 });
    }
}

/// By the routes that take all of somebody's, that person is left alone.
#[tokio::test]
async fn whoever_has_what_may_be_theirs_is_left_alone_by_wide_routes() {
    for (route, both) in [
        (Route::User, true),
        (Route::User, false),
        (Route::Many, true),
        (Route::Many, false),
    ] {
        let chosen = |[one, two]: [UserId; 2]| {
            let users = if both { vec![one, two] } else { vec![one] };
            Wanted::End(users, route)
        };
        let ([one, two], plan, since) = second_look(chosen).await;
        let left = plan.steps();
        let left = left.iter().flat_map(|step| users(since.standing(step)));
        let left: FxHashSet<UserId> = left.collect();
        let expected = if both { vec![one, two] } else { vec![one] };
        assert_eq!(left, expected.into_iter().collect(), "{route:?} {both}");
    }
}

/// Nothing of an offboarding is done to that person, unless their sessions stay.
#[tokio::test]
async fn whoever_has_what_may_be_theirs_is_not_offboarded() {
    for both in [true, false] {
        let chosen = |[one, two]: [UserId; 2]| {
            let users = if both { vec![one, two] } else { vec![one] };
            Wanted::Offboard(users, OffboardPart::ALL.to_vec())
        };
        let ([one, _], plan, since) = second_look(chosen).await;
        for step in plan.steps() {
            assert!(!users(since.standing(&step)).is_empty(), "{step:?}");
        }
        // Nor is a token revoked that was made since.
        let token = Step {
            request: StepRequest::Token(one, TokenId::new(9).unwrap()),
            items: vec![99],
        };
        assert_eq!(users(since.standing(&token)), [one]);
    }
    let parts = vec![OffboardPart::Suspend, OffboardPart::Tokens];
    let ([one, two], plan, since) =
        second_look(|people| Wanted::Offboard(people.to_vec(), parts)).await;
    for step in plan.steps() {
        let StepRequest::Person(user, PersonChange::Suspend) = step.request else {
            panic!("{step:?}");
        };
        let left = users(since.standing(&step));
        assert_eq!(left, if user == one { vec![] } else { vec![two] });
    }
    assert!(
        plan.items()
            .iter()
            .all(|item| item.operation == Operation::Suspend)
    );
}
