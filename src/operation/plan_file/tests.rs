//! Files that were made, read, edited, and made plans of again.

mod today;

use super::apply::Checked;
use super::*;
use crate::live::{Snapshot, Store, WalkProgress};
use crate::model::{
    OAuthToken, Role, SentTime, Session, SessionId, SessionKey, TokenId, User, UserId,
};
use crate::operation::{
    Basis, Choice, ExcludedBecause, Guardrails, Operation, Refusal, plan_ending,
};
use crate::settings::ProtectedRule;
use crate::zendesk::PersonList;
use crate::zendesk::TokenList;

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

/// A snapshot with the lists of these people; each session signed in at its own number.
fn snapshot(sessions: &[(u64, u64, i64)]) -> Snapshot {
    let mut store = Store::new();
    let me = User {
        role: Role::Admin,
        ..person(99, "Me")
    };
    store.take(WalkProgress::Identified(me), NOW);
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
    let asked = vec![user(7), user(8)];
    let users = vec![person(7, "José \u{202e}\u{1b}[2J"), person(8, "B")];
    store.take(WalkProgress::People { asked, users }, NOW);
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
    let choice = Choice::people(vec![user(7), user(8), user(99)]);
    let plan = plan_ending(
        &choice,
        Route::Exact,
        &Basis {
            account: "acme",
            snapshot: &snapshot(&LISTED),
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
        now: NOW,
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

#[test]
fn a_file_is_ascii_and_reads_back_as_the_same_plan() {
    let text = made().to_json().unwrap();
    assert!(
        text.bytes()
            .all(|byte| byte == b'\n' || (0x20..0x7f).contains(&byte))
    );
    let file = PlanFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.to_json().unwrap(), text);
    assert_eq!(file.reason().ticket.as_deref(), Some("INC-7"));
    let FromFile { plan, gone, .. } = Plan::from_file(
        checked(&text).unwrap(),
        &snapshot(&LISTED),
        &guardrails(),
        NOW,
    )
    .unwrap();
    assert!(gone.is_empty());
    assert_eq!(
        (plan.count(), plan.people(), plan.operation()),
        (3, 2, Operation::End(Route::Exact))
    );
    assert_eq!(plan.excluded()[0].because, ExcludedBecause::Yours);
    assert_eq!(plan.fingerprint(), file.hash());
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
    let is_more = matches!(anew, Err(NotApplied::More { most: 2, .. }));
    assert!(is_more, "{anew:?}");
}

#[test]
fn the_hash_is_that_of_the_canonical_content() {
    let text = made().to_json().unwrap();
    let (content, hash) = text.split_once(",\n  \"hash\": \"").unwrap();
    // In this file no text has a line end or two spaces, so layout is all that goes.
    let canonical = content
        .replace('\n', "")
        .replace("  ", "")
        .replace("\": ", "\":")
        + "}";
    let found = hex(digest(&SHA256, canonical.as_bytes()).as_ref());
    assert_eq!(hash.split('"').next(), Some(found.as_str()), "{canonical}");
}

#[test]
fn every_edit_is_noticed() {
    let text = made().to_json().unwrap();
    for (from, to) in [
        ("\"session_id\": 1,", "\"session_id\": 5,"),
        ("\"route\": \"exact\"", "\"route\": \"user\""),
        ("laptop", "phone"),
        ("\"expires_at\": \"2026", "\"expires_at\": \"2036"),
        ("\"count\": 3", "\"count\": 4"),
        ("\"made_by\": \"ada\"", "\"made_by\": \"eve\""),
        ("Jos\\u00e9", "Jose"),
        ("\"account\": \"acme\"", "\"account\": \"else\""),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        let edited = text.replacen(from, to, 1);
        assert_eq!(checked(&edited).unwrap_err(), NotApplied::Edited, "{to}");
    }
}

#[test]
fn another_account_time_or_number_is_refused() {
    let text = made().to_json().unwrap();
    let with = |here: Here<'_>, expect, guardrails: &Guardrails| {
        let file = PlanFile::parse(text.as_bytes()).unwrap();
        file.check(here, expect, guardrails).unwrap_err()
    };
    let other = Here {
        account: "beta",
        ..here()
    };
    assert!(matches!(
        with(other, None, &guardrails()),
        NotApplied::OtherAccount { .. }
    ));
    let other = Here {
        origin: "https://proxy.example",
        ..here()
    };
    assert!(matches!(
        with(other, None, &guardrails()),
        NotApplied::OtherOrigin { .. }
    ));
    let late = Here {
        now: NOW.after(HOUR),
        ..here()
    };
    assert!(matches!(
        with(late, None, &guardrails()),
        NotApplied::Expired(_)
    ));
    let expected = with(here(), Some(2), &guardrails());
    assert_eq!(
        expected,
        NotApplied::Expected {
            expected: 2,
            lists: "3 sessions".to_owned()
        }
    );
    let closed = Guardrails {
        read_only: true,
        ..guardrails()
    };
    assert_eq!(
        with(here(), None, &closed),
        Refusal::ReadOnly(Operation::End(Route::Exact)).into()
    );
    let small = Guardrails {
        max_per_run: 2,
        ..guardrails()
    };
    assert!(matches!(
        with(here(), None, &small),
        NotApplied::Refused(Refusal::TooMany { .. })
    ));
    let enough = Guardrails {
        max_per_run: 3,
        ..guardrails()
    };
    let whole = made().check(here(), None, &enough).unwrap();
    assert_eq!(whole.people(), [user(7), user(8)]);
    let counted = checked(&forged("\"count\": 3", "\"count\": 2")).unwrap_err();
    assert!(matches!(counted, NotApplied::Count { .. }), "{counted}");
}

#[test]
fn the_guardrails_are_asked_with_what_is_known_today() {
    let text = made().to_json().unwrap();
    let refused = |guardrails: &Guardrails, snapshot: &Snapshot| {
        Plan::from_file(checked(&text).unwrap(), snapshot, guardrails, NOW).unwrap_err()
    };
    let others = Guardrails {
        own_user: Some(user(7)),
        ..guardrails()
    };
    assert!(matches!(
        refused(&others, &snapshot(&LISTED)),
        NotApplied::Refused(Refusal::OtherHands { .. })
    ));
    let now_mine = Guardrails {
        behind: crate::operation::PersonBehind::Is(user(7)),
        ..guardrails()
    };
    assert!(matches!(
        refused(&now_mine, &snapshot(&LISTED)),
        NotApplied::Excluded {
            because: ExcludedBecause::Yours,
            ..
        }
    ));
    let rule = |rule| Guardrails {
        protected: vec![rule],
        ..guardrails()
    };
    let protected = rule(ProtectedRule::Email("u8@example.com".to_owned()));
    assert!(matches!(
        refused(&protected, &snapshot(&LISTED)),
        NotApplied::Excluded {
            because: ExcludedBecause::Protected,
            ..
        }
    ));
    // Somebody protected is in the file even if their session is gone.
    assert!(matches!(
        refused(&protected, &snapshot(&LISTED[..2])),
        NotApplied::Excluded { .. }
    ));
    let mut nobody = Store::new();
    for (number, session, at) in LISTED {
        let sessions = vec![Session {
            key: SessionKey {
                user: user(number),
                session: SessionId::new(session).unwrap(),
            },
            authenticated_at: Some(Timestamp::from_seconds(at)).into(),
            last_seen_at: SentTime::Absent,
            url: crate::model::SentUrl::default(),
        }];
        let (user, began_at) = (user(number), NOW);
        nobody.take(
            WalkProgress::Listed {
                user,
                began_at,
                list: PersonList::of(user, sessions),
            },
            NOW,
        );
    }
    let admins = rule(ProtectedRule::Role(Role::Admin));
    let unknown = refused(&admins, &nobody.snapshot());
    assert!(
        matches!(unknown, NotApplied::Refused(Refusal::Unresolved(..))),
        "{unknown}"
    );
}

#[test]
fn what_is_gone_or_signed_in_anew_is_left_out() {
    let text = made().to_json().unwrap();
    let changed = snapshot(&[(7, 1, 100), (7, 2, 201), (7, 6, 600)]);
    let found = Plan::from_file(checked(&text).unwrap(), &changed, &guardrails(), NOW).unwrap();
    let key = |target: &SessionTarget| target.key.to_string();
    let left: Vec<String> = found.plan.sessions().map(key).collect();
    assert_eq!(left, ["7/1"]);
    let gone: Vec<String> = found.gone.iter().map(ToString::to_string).collect();
    assert_eq!(gone, ["7/2", "8/3"]);
    assert_eq!(found.plan.missing(), 2);
    assert!(found.plan.is_from_file());
    assert!(found.plan.confirm_count(1).is_ok());
}

#[test]
fn bad_files_are_told_with_the_line() {
    let text = made().to_json().unwrap();
    let bad = |from: &str, to: &str| {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        PlanFile::parse(bad.as_bytes()).unwrap_err().to_string()
    };
    assert!(bad("\"session_id\": 2", "\"session_id\": 0").contains("session_id 0 is not an id"));
    assert!(bad("\"session_id\": 2", "\"session_id\": 0").contains("at line 3"));
    assert!(bad("\"user_id\": 7", "\"user_id\": 0").contains("at line 3"));
    assert!(bad("\"user_id\": 8", "\"user_id\": 7").contains("user 7 is listed twice"));
    assert!(bad("\"operations\": [", "\"operations\": [\"suspend\",").contains("operations"));
    assert!(bad("\"facts_from\": \"2", "\"facts_from\": \"x").contains("facts_from"));
    assert!(bad("\"session_id\": 2", "\"session_id\": 1").contains("7/1 is listed twice at line"));
    assert!(bad("\"reason\"", "\"reazon\"").contains("line 10"));
    assert!(bad("\"version\": 2", "\"version\": 3").contains("version 3"));
    assert!(bad("\"because\"", "\"Because\"").contains("line"));
    assert!(bad("\"role\": \"end-user\"", "\"role\": \"boss\"").contains("role is none of"));
    assert!(bad("\"expires_at\": \"2", "\"expires_at\": \"x").contains("expires_at"));
    for text in ["", "[]", "{}", "nonsense", "{\"version\":1}", "\u{1b}[2J"] {
        let error = PlanFile::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(!error.contains('\u{1b}'), "{error:?}");
    }
    let hostile = bad("\"reason\"", "\"\\u001b[2J\"");
    assert!(!hostile.contains('\u{1b}'), "{hostile:?}");
}

/// The plan of an operation on these people, as a file.
fn of_people(operation: Operation, people: &[u64]) -> PlanFile {
    let me = User {
        role: Role::Admin,
        ..person(99, "Me")
    };
    let snapshot = admin(snapshot(&LISTED), me);
    let basis = Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails: &guardrails(),
        now: NOW,
    };
    let choice = Choice::people(people.iter().map(|number| user(*number)).collect());
    let selection = crate::operation::select::people(&choice, operation, &basis).unwrap();
    let plan = crate::operation::plan::plan(vec![selection], &basis).unwrap();
    file_of(&plan, &Reason::default())
}

/// The snapshot, whose credentials are this person's.
fn admin(snapshot: Snapshot, me: User) -> Snapshot {
    let mut store = Store::new();
    store.take(WalkProgress::Identified(me), NOW);
    let asked = vec![user(7), user(8)];
    let users = vec![person(7, "A"), person(8, "B")];
    store.take(WalkProgress::People { asked, users }, NOW);
    drop(snapshot);
    Snapshot::clone(&store.snapshot())
}

#[test]
fn a_file_of_people_reads_back_as_the_same_and_names_nobody_else() {
    let file = of_people(Operation::Suspend, &[7, 8]);
    let text = file.to_json().unwrap();
    let read = PlanFile::parse(text.as_bytes()).unwrap();
    assert_eq!(read.to_json().unwrap(), text);
    assert_eq!((read.lists(), read.operation()), (2, Operation::Suspend));
    assert!(!read.only_ends() && !read.ends() && !read.revokes());
    assert!(read.targets().is_empty());
    let checked = read.check(here(), Some(2), &guardrails()).unwrap();
    assert_eq!(checked.people(), [user(7), user(8)]);
    let me = User {
        role: Role::Admin,
        ..person(99, "Me")
    };
    let now = admin(snapshot(&LISTED), me);
    let made =
        Plan::from_file_of_people(checked, &TokenList::default(), (&now, NOW), &guardrails())
            .unwrap();
    assert_eq!((made.plan.expected(), made.gone.len()), (2, 0));
    assert_eq!(made.plan.fingerprint(), file.hash());
    let at_most = PlanFile::parse(text.as_bytes()).unwrap();
    let at_most = at_most.check(here(), None, &guardrails()).unwrap();
    let refused = Plan::from_file_of_people(
        at_most.at_most(Some(9)),
        &TokenList::default(),
        (&now, NOW),
        &guardrails(),
    );
    assert_eq!(refused.unwrap_err(), NotApplied::TakesNoMore);
}

/// What does not fit together is no plan, whatever its hash.
#[test]
fn a_file_of_people_that_contradicts_itself_is_refused() {
    let text = of_people(Operation::Suspend, &[7]).to_json().unwrap();
    for (from, to) in [
        (
            "\"operations\": [\n        \"suspend\"\n      ]",
            "\"operations\": []",
        ),
        (
            "\"operations\": [\n        \"suspend\"\n      ]",
            "\"operations\": [\"lift\"]",
        ),
        (
            "\"operations\": [\n    \"suspend\"\n  ]",
            "\"operations\": []",
        ),
        (
            "\"operations\": [\n    \"suspend\"\n  ]",
            "\"operations\": [\"delete\"]",
        ),
        (
            "\"operations\": [\n    \"suspend\"\n  ]",
            "\"operations\": [\"suspend\", \"suspend\"]",
        ),
        ("\"sessions\": []", "\"sessions\": [], \"tokens\": [5]"),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        let forged = text.replacen(from, to, 1);
        assert!(PlanFile::parse(forged.as_bytes()).is_err(), "{to}");
    }
}

/// What a file says of a person is what is done to them: whoever was suspended when it was made is not
/// suspended by it, also where somebody lifted that since.
#[test]
fn an_offboarding_by_a_file_does_to_each_what_the_file_says() {
    let me = || User {
        role: Role::Admin,
        ..person(99, "Me")
    };
    let token = |id: u64, owner: u64| OAuthToken::of(TokenId::new(id).unwrap(), user(owner));
    let account = |is_suspended: &[u64]| {
        let mut store = Store::new();
        store.take(WalkProgress::Identified(me()), NOW);
        let one = |number| User {
            suspended: Some(is_suspended.contains(&number)),
            ..person(number, "A")
        };
        let (asked, users) = (vec![user(7), user(8)], vec![one(7), one(8)]);
        store.take(WalkProgress::People { asked, users }, NOW);
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
            unreadable: 0,
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
