//! One target as reports and machine output write it.

use serde::Serialize;

use super::{Excluded, PersonTarget, SessionLine, Target, TokenTarget, Undecided};
use crate::model::{SafeText, Sent, Timestamp, User};

/// A session, a person or a token under the API's own names. Texts are as they were sent, so
/// they reach a terminal only as JSON in ASCII. The beginning of a token's secret is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum TargetLine {
    /// A session.
    Session(SessionLine),
    /// A person.
    Person(PersonLine),
    /// An OAuth token.
    Token(TokenLine),
}

/// A person, as they were when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PersonLine {
    user_id: u64,
    suspended: Option<bool>,
    sessions: Option<usize>,
    role: Option<&'static str>,
    email: Option<String>,
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

/// An OAuth token, as it was when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TokenLine {
    token_id: u64,
    user_id: u64,
    client_id: Option<u64>,
    client_name: Option<String>,
    scopes: Vec<String>,
    created_at: Option<String>,
    used_at: Option<String>,
    expires_at: Option<String>,
    role: Option<&'static str>,
    email: Option<String>,
    name: Option<String>,
    /// The fields that could not be read: where another is `null`, there is none.
    not_known: Vec<&'static str>,
    /// Whether it was made after the plan and found while that was carried out, or is not in its file.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    beyond_the_plan: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

fn text(text: &SafeText) -> String {
    text.original().to_owned()
}

fn email(user: &User) -> Option<String> {
    user.email.shown().map(text)
}

impl From<&PersonTarget> for PersonLine {
    fn from(PersonTarget { id, user, sessions }: &PersonTarget) -> Self {
        let user = user.as_ref();
        Self {
            user_id: id.get(),
            suspended: user.and_then(|user| user.suspended),
            sessions: *sessions,
            role: user.and_then(|user| user.role.known()),
            email: user.and_then(email),
            name: user.and_then(|user| user.name.shown()).map(text),
            because: None,
        }
    }
}

impl From<&TokenTarget> for TokenLine {
    fn from(target: &TokenTarget) -> Self {
        let TokenTarget { token, owner, .. } = target;
        let moment = |moment: Sent<Timestamp>| moment.shown().map(Timestamp::to_string);
        let owner = owner.as_ref();
        Self {
            token_id: token.id.get(),
            user_id: token.user.get(),
            client_id: token.client.shown().copied(),
            client_name: (token.client_name.as_ref()).map(|name| name.original().to_owned()),
            scopes: token.raw_scopes().map(str::to_owned).collect(),
            created_at: moment(token.created_at),
            used_at: moment(token.used_at),
            expires_at: moment(token.expires_at),
            role: owner.and_then(|user| user.role.known()),
            email: owner.and_then(email),
            name: owner.and_then(|user| user.name.shown()).map(text),
            not_known: token.not_known(),
            beyond_the_plan: target.beyond.is_so(),
            because: None,
        }
    }
}

impl From<&Target> for TargetLine {
    fn from(target: &Target) -> Self {
        match target {
            Target::Session(target) => Self::Session(target.into()),
            Target::Person(target) => Self::Person(target.into()),
            Target::Token(target) => Self::Token(target.into()),
        }
    }
}

impl From<&Excluded> for TargetLine {
    fn from(excluded: &Excluded) -> Self {
        Self::with_reason(&excluded.target, excluded.because.as_str())
    }
}

impl From<&Undecided> for TargetLine {
    fn from(undecided: &Undecided) -> Self {
        Self::with_reason(&undecided.target, &undecided.words())
    }
}

impl TargetLine {
    fn with_reason(target: &Target, reason: &str) -> Self {
        let because = Some(reason.to_owned());
        match target {
            Target::Session(target) => Self::Session(SessionLine::from(target).because(reason)),
            Target::Person(target) => Self::Person(PersonLine {
                because,
                ..target.into()
            }),
            Target::Token(target) => Self::Token(TokenLine {
                because,
                ..target.into()
            }),
        }
    }
}
