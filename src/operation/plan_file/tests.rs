//! Files that were made, read, edited, and made plans of again: here the files and accounts that these
//! tests have in common, and what a file does beyond the sessions that it lists.
//!
//! - `shape` how a file is written, and which text is none
//! - `claimed` sessions that came under more than one person
//! - `checks` where and when a file is not applied, whatever is listed
//! - `of_people` files that do more to people than end their sessions
//! - `today` files that are applied to people, sessions and guardrails as they are by then

mod checks;
mod claimed;
mod of_people;
mod shape;
mod today;

use super::check::Checked;
use super::*;
use crate::live::{Snapshot, Store, WalkProgress};
use crate::model::{
    OAuthToken, Role, SentTime, Session, SessionId, SessionKey, TokenId, User, UserId,
};
use crate::operation::{
    Basis, Choice, ExcludedBecause, Guardrails, Operation, Refusal, plan_ending,
};
use crate::settings::ProtectedRule;
use crate::zendesk::{PersonList, TokenList};

const NOW: Timestamp = Timestamp::from_seconds(1_795_317_300);
const HOUR: Duration = Duration::from_secs(3600);
const ORIGIN: &str = "https://acme.zendesk.com";

fn user(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

fn person(number: u64, name: &str) -> User {
    User {
        email: crate::model::Sent::Is(SafeText::new(&format!("u{number}@example.com"))),
        ..User::example(number, name, Role::EndUser)
    }
}

/// Whoever acts: an admin.
fn me() -> User {
    User {
        role: Role::Admin,
        ..person(99, "Me")
    }
}

/// A snapshot with the lists of these people; each session signed in at its own number.
fn snapshot(sessions: &[(u64, u64, i64)]) -> Snapshot {
    let mut store = Store::new();
    store.take(WalkProgress::identified(me(), NOW), NOW);
    for number in [7, 8, 99] {
        let of = sessions.iter().filter(|(user, ..)| *user == number);
        let sessions = of.map(|(_, session, at)| Session {
            key: SessionKey {
                user: user(number),
                session: SessionId::new(*session).unwrap(),
            },
            authenticated_at: Some(Timestamp::from_seconds(*at)).into(),
            last_seen_at: SentTime::Absent,
            url: crate::model::SentUrl::default(),
        });
        let listed = WalkProgress::Listed {
            user: user(number),
            began_at: NOW,
            list: PersonList::of(user(number), sessions.collect()),
        };
        store.take(listed, NOW);
    }
    let users = vec![person(7, "José \u{202e}\u{1b}[2J"), person(8, "B")];
    store.take(WalkProgress::found(users, NOW), NOW);
    Snapshot::clone(&store.snapshot())
}

const LISTED: [(u64, u64, i64); 4] = [(7, 1, 100), (7, 2, 200), (8, 3, 300), (99, 4, 400)];

fn guardrails() -> Guardrails {
    Guardrails {
        own_user: Some(user(99)),
        ..Guardrails::default()
    }
}

fn made() -> PlanFile {
    made_of(&snapshot(&LISTED))
}

/// The file of a plan for everything of users 7 and 8.
fn made_of(snapshot: &Snapshot) -> PlanFile {
    let choice = Choice::people(vec![user(7), user(8), user(99)]);
    let plan = plan_ending(
        &choice,
        Route::Exact,
        &Basis {
            account: "acme",
            snapshot,
            guardrails: &guardrails(),
            now: NOW,
        },
    )
    .unwrap();
    let reason = Reason {
        text: Some("laptop stolen".to_owned()),
        ticket: Some("INC-7".to_owned()),
    };
    file_of(&plan, &reason)
}

fn file_of(plan: &Plan, reason: &Reason) -> PlanFile {
    let made = PlanMade {
        origin: ORIGIN,
        reason,
        by: "ada",
        zone: Some("UTC+01:00"),
        lifetime: HOUR,
    };
    PlanFile::of(plan, &made)
}

/// The file of a plan by this route for one session of user 7.
fn wide(route: Route) -> PlanFile {
    let choice = Choice::sessions(vec!["7/1".parse().unwrap()]);
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot(&LISTED),
        guardrails: &guardrails(),
        now: NOW,
    };
    let plan = plan_ending(&choice, route, &basis).unwrap();
    file_of(&plan, &Reason::default())
}

fn here() -> Here<'static> {
    Here {
        account: "acme",
        origin: ORIGIN,
    }
}

fn checked(text: &str) -> Result<Checked, NotApplied> {
    let file = PlanFile::parse(text.as_bytes()).unwrap();
    file.check(here(), None, &guardrails())
}

/// The file with `from` replaced, and a hash that fits again.
fn forged(from: &str, to: &str) -> String {
    let text = made().to_json().unwrap();
    assert!(text.contains(from), "{from}");
    let file = PlanFile::parse(text.replacen(from, to, 1).as_bytes()).unwrap();
    file.hashed().to_json().unwrap()
}

/// What a wide route takes beyond the choice is in the file, and marked there.
#[test]
fn a_file_with_a_wide_route_lists_everything_that_goes() {
    for route in [Route::User, Route::Many] {
        let text = wide(route).to_json().unwrap();
        let file = PlanFile::parse(text.as_bytes()).unwrap();
        assert_eq!(file.to_json().unwrap(), text);
        let beyond: Vec<bool> = file
            .targets()
            .iter()
            .map(|one| one.beyond.is_so())
            .collect();
        assert_eq!(beyond, [false, true], "{text}");
        assert!(text.contains("\"beyond_the_choice\": true"), "{text}");
        assert!(text.contains("\"facts_from\": \"2026"), "{text}");
        let found = Plan::from_file(
            checked(&text).unwrap(),
            &snapshot(&LISTED),
            &guardrails(),
            NOW,
        );
        let found = found.unwrap();
        assert_eq!(
            (found.plan.count(), found.others, found.gone.len()),
            (2, 0, 0)
        );
        assert_eq!(found.plan.operation(), Operation::End(route));
        assert_eq!(found.plan.steps().len(), 1);
    }
}

/// Whoever signs in after a wide plan was made was not reviewed, and would go.
#[test]
fn a_wide_route_that_would_take_more_than_the_file_lists_is_refused_unless_allowed() {
    let text = wide(Route::User).to_json().unwrap();
    let now = snapshot(&[(7, 1, 100), (7, 2, 200), (7, 6, 600), (8, 3, 300)]);
    let found = |at_most| {
        let checked = checked(&text).unwrap().at_most(at_most);
        Plan::from_file(checked, &now, &guardrails(), NOW)
    };
    let refused = found(None).unwrap_err();
    assert!(
        matches!(refused, NotApplied::More { most: 3, .. }),
        "{refused:?}"
    );
    assert!(
        refused
            .to_string()
            .contains("user 7): 1 session more (6, signed in at"),
        "{refused}"
    );
    assert!(refused.to_string().contains("--at-most"), "{refused}");
    let refused = found(Some(2)).unwrap_err();
    let count = "3 sessions".to_owned();
    assert_eq!(refused, NotApplied::AtMost { count, most: 2 });
    let FromFile { plan, others, .. } = found(Some(3)).unwrap();
    assert_eq!((plan.count(), plan.beyond_the_choice(), others), (3, 2, 1));
    assert_eq!(plan.steps().len(), 1);
    // The same number is not the same sessions.
    let other = snapshot(&[(7, 1, 100), (7, 6, 600)]);
    let swapped = Plan::from_file(checked(&text).unwrap(), &other, &guardrails(), NOW);
    assert!(matches!(swapped, Err(NotApplied::More { most: 2, .. })));
    let again = snapshot(&[(7, 1, 100), (7, 2, 201)]);
    let anew = Plan::from_file(checked(&text).unwrap(), &again, &guardrails(), NOW);
    // A session is the one of the file by its number.
    assert_eq!(anew.unwrap().plan.count(), 2);
}

/// What a file says of a person is what is done to them: whoever was suspended when it was made is not
/// suspended by it, also where somebody lifted that since.
#[test]
fn an_offboarding_by_a_file_does_to_each_what_the_file_says() {
    let token = |id: u64, owner: u64| OAuthToken::of(TokenId::new(id).unwrap(), user(owner));
    let account = |is_suspended: &[u64]| {
        let mut store = Store::new();
        store.take(WalkProgress::identified(me(), NOW), NOW);
        let one = |number| User {
            suspended: Some(is_suspended.contains(&number)),
            ..person(number, "A")
        };
        let users = vec![one(7), one(8)];
        store.take(WalkProgress::found(users, NOW), NOW);
        store.snapshot()
    };
    let guardrails = guardrails();
    for (suspended, expected) in [(&[7][..], vec![user(8)]), (&[7, 8], vec![])] {
        let before = account(suspended);
        let basis = Basis {
            account: "acme",
            snapshot: &before,
            guardrails: &guardrails,
            now: NOW,
        };
        let tokens = TokenList {
            tokens: vec![token(1, 7), token(2, 8)],
            ..TokenList::default()
        };
        let choice = Choice::people(vec![user(7), user(8)]);
        let parts = [OffboardPart::Suspend, OffboardPart::Tokens];
        let wanted = crate::operation::OffboardWanted::all_of(&choice, &parts);
        let plan = crate::operation::offboard(&wanted, &tokens.tokens, &basis).unwrap();
        let text = file_of(&plan, &Reason::default()).to_json().unwrap();
        let read = PlanFile::parse(text.as_bytes()).unwrap();
        let checked = read.check(here(), None, &guardrails).unwrap();
        let now = account(&[]);
        let made = Plan::from_file_of_people(checked, &tokens, (&now, NOW), &guardrails).unwrap();
        let done = |operation: Operation| -> Vec<UserId> {
            let items = made.plan.items().iter();
            let items = items.filter(|item| item.operation == operation);
            items.map(|item| item.target.user()).collect()
        };
        assert_eq!(done(Operation::Suspend), expected);
        assert_eq!(done(Operation::RevokeTokens), [user(7), user(8)]);
        assert!(made.plan.offboarding().is_some());
    }
}
