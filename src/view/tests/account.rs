//! The account behind a screen: its people, their sessions, and how the program is set up for it.

use std::sync::Arc;

use crate::app::Setup;
use crate::model::{Role, SafeText, Session, Timestamp, User};
use crate::operation::Guardrails;
use crate::query::Zone;
use crate::settings::{Borders, ColorChoice, ColorDepth, RuleSet, ThemeChoice};
use crate::view::Theme;
use crate::zendesk::{ApiError, ApiErrorKind, ApiRequest};

pub(super) const FIRST_USER: u64 = 6_130_907_993_100;
pub(super) const FIRST_SESSION: u64 = 36_001_882_100;
pub(super) const ME: u64 = 6_130_907_993_099;

const NAMES: [&str; 8] = [
    "Ada Lovelace",
    "José García Márquez",
    "山田太郎",
    "Grace Hopper",
    "Нина Иванова",
    "Annabel van den Heuvel-Oosterwijk",
    "محمد علي",
    "",
];

pub(super) fn now() -> Timestamp {
    Timestamp::parse("2026-08-20T14:02:30Z").unwrap()
}

pub(super) fn theme(choice: ThemeChoice, borders: Borders) -> Theme {
    let terminal = crate::settings::Terminal {
        background: None,
        is_asked: false,
        depth: ColorDepth::Sixteen,
    };
    Theme::choose(choice, ColorChoice::Auto, &terminal, borders)
}

pub(super) fn setup() -> Setup {
    Setup {
        account: "acme".to_owned(),
        demo: false,
        production: false,
        guardrails: Guardrails::default(),
        notices: Vec::new(),
        zone: Zone::UTC,
        bell: true,
        list: crate::app::ListSetup::default(),
    }
}

/// The same, with the rules that come with zentop.
pub(super) fn with_rules() -> Setup {
    Setup {
        guardrails: Guardrails {
            rules: RuleSet::shipped(),
            ..Guardrails::default()
        },
        ..setup()
    }
}

pub(super) fn user(id: u64, name: &str, email: &str, role: Role) -> User {
    User {
        email: ((!email.is_empty()).then(|| SafeText::new(email))).into(),
        time_zone: Some(SafeText::new("Europe/Amsterdam")),
        ..User::example(id, name, role)
    }
}

/// People in order of their numbers, who take the eight names in turn.
pub(super) fn people(count: u64) -> Vec<User> {
    let person = |n: u64| {
        let name = NAMES[usize::try_from(n % 8).unwrap()];
        let role = match n {
            0 | 9 => Role::Admin,
            n if n % 3 == 0 => Role::Agent,
            _ => Role::EndUser,
        };
        let email = if n % 7 == 6 {
            String::new()
        } else {
            format!("person.{n}@customer-{}.example", n % 5)
        };
        let mut user = user(FIRST_USER + n, name, &email, role);
        user.suspended = Some(n == 3);
        user.active = Some(n != 5);
        user
    };
    (0..count).map(person).collect()
}

pub(super) fn session(user: u64, number: u64, signed_in: i64, last_seen: i64) -> Session {
    Session {
        key: format!("{user}/{number}").parse().unwrap(),
        authenticated_at: Some(now().shifted(-signed_in * 1000)).into(),
        last_seen_at: (last_seen >= 0)
            .then(|| now().shifted(-last_seen * 1000))
            .into(),
        url: crate::model::SentUrl::default(),
    }
}

pub(super) fn sessions(count: u64, people: u64) -> Vec<Session> {
    let session = |n: u64| {
        let last_seen = i64::try_from(n * n * 7 % 30_000 + n).unwrap();
        let signed_in = last_seen + i64::try_from(n * 613 % 200_000).unwrap() + 20;
        let last_seen = if n == 4 { -1 } else { last_seen };
        session(
            FIRST_USER + n % people,
            FIRST_SESSION + n * 17,
            signed_in,
            last_seen,
        )
    };
    (0..count).map(session).collect()
}

pub(super) fn failure() -> Arc<ApiError> {
    let asked = ApiRequest::to(http::Method::GET, "/api/v2/sessions");
    let kind = ApiErrorKind::Failing {
        status: 503,
        message: SafeText::new("Service unavailable"),
        wait: None,
    };
    Arc::new(ApiError::new(asked, kind))
}
