//! Plans for people and tokens: what is excluded, what is refused, and what must be typed.

mod claimed;
mod doors;
mod plans;
mod properties;
mod run;
mod sessions;
mod tokens;

use std::sync::Arc;

use super::*;
use crate::live::{EnrichmentFound, Store, WalkProgress};
use crate::model::{HostName, OAuthToken, Role, SafeText, Session, TokenId, User};
use crate::operation::simulated::NOW;
use crate::operation::{
    Challenge, Choice, OffboardPart, OffboardWanted, Plan, Route, Step, StepRequest, offboard, plan,
};
use crate::settings::ProtectedRule;
use crate::zendesk::PersonChange;

const ME: u64 = 1;

fn id(number: u64) -> UserId {
    UserId::new(number).unwrap()
}

fn ids(numbers: impl IntoIterator<Item = u64>) -> Vec<UserId> {
    numbers.into_iter().map(id).collect()
}

fn user(number: u64, role: Role) -> User {
    User {
        email: crate::model::Sent::Is(SafeText::new(&format!("u{number}@example.com"))),
        ..User::example(number, "Ada", role)
    }
}

/// Me, an admin; 2 and 3 admins as well; 4 to 300 end users, of whom 5 is suspended and 6
/// deleted. The people below 10 have two sessions each. Nothing is known of 900.
fn snapshot(me: Role) -> Arc<Snapshot> {
    let people = (2..=300).map(|number| {
        let role = if number < 4 {
            Role::Admin
        } else {
            Role::EndUser
        };
        User {
            suspended: Some(number == 5),
            active: Some(number != 6),
            ..user(number, role)
        }
    });
    let session = |number: u64, of: u64| Session {
        key: format!("{number}/{of}").parse().unwrap(),
        authenticated_at: crate::model::SentTime::Absent,
        last_seen_at: crate::model::SentTime::Absent,
        url: crate::model::SentUrl::default(),
    };
    let sessions = (1..10).flat_map(|number| {
        [
            session(number, number * 10),
            session(number, number * 10 + 1),
        ]
    });
    let mut store = Store::new();
    for step in [
        WalkProgress::identified(user(ME, me), NOW),
        WalkProgress::Began,
        WalkProgress::Page {
            sessions: sessions.collect(),
            unreadable: 0,
        },
        WalkProgress::People {
            asked: ids(2..=300).into_iter().chain([id(901)]).collect(),
            users: people.collect(),
            asked_at: NOW,
        },
        WalkProgress::Enriched(EnrichmentFound::CustomRoles(Vec::new())),
        WalkProgress::Finished { rest_until: NOW },
    ] {
        store.take(step, NOW);
    }
    store.snapshot()
}

fn contain(people: &[UserId], to_do: Operation, basis: &Basis<'_>) -> Result<Plan, Refusal> {
    let choice = Choice::people(people.to_vec());
    plan(vec![super::people(&choice, to_do, basis)?], basis)
}

fn suspend(people: &[UserId], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    contain(people, Operation::Suspend, basis)
}

fn unsuspend(people: &[UserId], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    contain(people, Operation::Unsuspend, basis)
}

fn revoke(chosen: &Tokens, listed: &[OAuthToken], basis: &Basis<'_>) -> Result<Plan, Refusal> {
    plan(vec![tokens(chosen, listed, basis)?], basis)
}

fn tokens_of(people: Vec<UserId>) -> Tokens {
    Tokens::of(Choice::people(people))
}

fn guardrails() -> Guardrails {
    Guardrails {
        own_user: UserId::new(ME),
        ..Guardrails::default()
    }
}

fn token(number: u64, owner: u64) -> OAuthToken {
    OAuthToken::of(TokenId::new(number).unwrap(), id(owner))
}

/// Runs a closure on an account with these guardrails.
fn with<T>(guardrails: &Guardrails, tried: impl FnOnce(&Basis<'_>) -> T) -> T {
    let snapshot = snapshot(Role::Admin);
    tried(&Basis {
        account: "acme",
        snapshot: &snapshot,
        guardrails,
        now: NOW,
    })
}

fn reasons(plan: &Plan) -> Vec<(u64, ExcludedBecause)> {
    let excluded = plan.excluded().iter();
    excluded
        .map(|excluded| (excluded.target.user().get(), excluded.because))
        .collect()
}

fn chosen(plan: &Plan) -> Vec<u64> {
    plan.targets().map(|target| target.user().get()).collect()
}

fn sessions_of(choice: &Choice, basis: &Basis<'_>) -> Result<Selection, Refusal> {
    sessions(choice, Route::User, basis)
}

#[test]
fn oneself_the_protected_and_the_idle_are_kept() {
    let guardrails = Guardrails {
        protected: vec![ProtectedRule::User(id(7)), ProtectedRule::Role(Role::Admin)],
        ..guardrails()
    };
    let plan = with(&guardrails, |basis| {
        suspend(&ids([ME, 2, 4, 5, 6, 7, 8, 8]), basis)
    })
    .unwrap();
    assert_eq!(chosen(&plan), [4, 8]);
    assert_eq!(
        reasons(&plan),
        [
            (1, ExcludedBecause::Yours),
            (2, ExcludedBecause::Protected),
            (5, ExcludedBecause::Already(Operation::Suspend)),
            (6, ExcludedBecause::Deleted),
            (7, ExcludedBecause::Protected),
        ]
    );
    assert_eq!((plan.people(), plan.sessions_of_people()), (2, Some(4)));
    let plan = with(&guardrails, |basis| unsuspend(&ids([4, 5, 6]), basis)).unwrap();
    assert_eq!(chosen(&plan), [5]);
    assert_eq!(
        reasons(&plan)[0],
        (4, ExcludedBecause::Already(Operation::Unsuspend))
    );
}

/// Each part of an offboarding looks at other people, and nobody is meant by a name only if nobody is in
/// any part.
#[test]
fn nobody_is_meant_by_a_name_only_if_no_part_has_anybody() {
    let guardrails = guardrails();
    let parts = [
        OffboardPart::Suspend,
        OffboardPart::Tokens,
        OffboardPart::Sessions,
    ];
    let of = |host: &str, parts: &[OffboardPart], listed: &[OAuthToken]| {
        let choice: Choice = ChoicePart::Domain(HostName::parse(host).unwrap()).into();
        let wanted = OffboardWanted::all_of(&choice, parts);
        with(&guardrails, |basis| offboard(&wanted, listed, basis))
    };
    for listed in [&[][..], &[token(5, 4)]] {
        let plan = of("example.com", &parts, listed).unwrap();
        assert_eq!(plan.not_found(), [], "{listed:?}");
    }
    let nobody = of("other.example", &parts, &[token(5, 4)]).unwrap_err();
    let words = "nobody who was looked at has an address under this domain";
    assert_eq!(nobody.to_string().matches("nobody who").count(), 1);
    assert!(nobody.to_string().contains(words), "{nobody}");
    // Of tokens alone, it is not known whether there is anybody.
    let tokenless = of("example.com", &[OffboardPart::Tokens], &[]).unwrap_err();
    assert!(tokenless.to_string().contains("nobody of it has a token"));
    let chosen = Tokens::of(ChoicePart::Domain(HostName::parse("example.com").unwrap()).into());
    let revoked = with(&guardrails, |basis| revoke(&chosen, &[], basis)).unwrap_err();
    assert!(revoked.to_string().contains("nobody of it has a token"));
}

/// The account always has an admin left, whoever is chosen: the owner of the credentials.
#[test]
fn the_last_admin_is_never_suspended() {
    let everybody = ids(1..=300);
    let plan = with(&guardrails(), |basis| suspend(&everybody, basis)).unwrap();
    assert!(!chosen(&plan).contains(&ME));
    assert_eq!(&chosen(&plan)[..2], [2, 3], "admins are shown first");
    // Only admins may suspend, so there is always an admin who is excluded.
    for role in [Role::Agent, Role::EndUser, Role::Other] {
        let snapshot = snapshot(role);
        let refused = suspend(
            &ids([4]),
            &Basis {
                account: "acme",
                snapshot: &snapshot,
                guardrails: &guardrails(),
                now: NOW,
            },
        );
        assert_eq!(refused.unwrap_err(), Refusal::NotAdmin);
    }
}

#[test]
fn a_plan_is_refused_where_it_could_do_harm() {
    let refused = |guardrails: &Guardrails, people: &[UserId]| {
        let refusal = with(guardrails, |basis| suspend(people, basis)).unwrap_err();
        let lifted = with(guardrails, |basis| unsuspend(people, basis)).unwrap_err();
        (refusal, lifted)
    };
    let both = |refusal: fn(Operation) -> Refusal| {
        (refusal(Operation::Suspend), refusal(Operation::Unsuspend))
    };
    let read_only = Guardrails {
        read_only: true,
        ..guardrails()
    };
    assert_eq!(refused(&read_only, &ids([4])), both(Refusal::ReadOnly));
    let nobody = Guardrails {
        own_user: None,
        ..guardrails()
    };
    assert_eq!(refused(&nobody, &ids([4])), both(|_| Refusal::WhoAmI));
    let empty = |operation| Refusal::Empty {
        operation,
        left: String::new(),
    };
    assert_eq!(refused(&guardrails(), &[]), both(empty));
    let own = with(&guardrails(), |basis| suspend(&ids([ME, 5]), basis)).unwrap_err();
    assert_eq!(
        own.to_string(),
        "nothing to do: all that was chosen is kept (yours 1, already suspended 1)\n  \
         left out: user 1 (yours), user 5 (already suspended)"
    );
    let small = Guardrails {
        max_per_run: 2,
        ..guardrails()
    };
    let too_many = Refusal::TooMany {
        operation: Operation::Suspend,
        chosen: 3,
        limit: 2,
    };
    let refusal = with(&small, |basis| suspend(&ids([4, 8, 9]), basis));
    assert_eq!(refusal.unwrap_err(), too_many);
    let most = with(&small, |basis| suspend(&ids([4, 8]), basis));
    assert_eq!(most.unwrap().count(), 2, "as many as a run may do");
}

#[test]
fn what_must_be_typed_grows_with_the_damage() {
    let asks = |people: &[UserId]| {
        let plan = with(&guardrails(), |basis| suspend(people, basis)).unwrap();
        plan.challenge().clone()
    };
    assert_eq!(asks(&ids([4])), Challenge::Word("suspend"));
    assert_eq!(asks(&ids([4, 8])), Challenge::Count(2));
    let name = || Challenge::Name("acme".to_owned());
    assert_eq!(asks(&ids([2])), name(), "an admin, even one alone");
    assert_eq!(asks(&ids([4, 8, 3])), name());
    assert_eq!(asks(&ids(100..120)), Challenge::Count(20));
    assert_eq!(asks(&ids(100..121)), name());
    assert_eq!(asks(&ids(50..250)), name(), "200 need no file");
    assert_eq!(
        asks(&ids(50..260)),
        Challenge::NameAndCount("acme".to_owned(), 210)
    );
    let plan = with(&guardrails(), |basis| suspend(&ids([2]), basis)).unwrap();
    for answer in ["", "y", "1", "Acme"] {
        assert!(plan.clone().confirm(answer).is_err(), "{answer:?}");
    }
    assert!(plan.clone().confirm("acme").is_ok());
    assert!(plan.clone().confirm_count(2).is_err());
    assert!(plan.confirm_count(1).is_ok());
}
