//! What the journal is told.

use std::fmt;
use std::time::Duration;

use super::{Route, RunId, State};
use crate::model::{Role, SessionId, SessionKey, Timestamp, TokenId, UserId};

/// What an item is about, by its ids alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A session.
    Session(SessionKey),
    /// A person.
    Person(UserId),
    /// An OAuth token.
    Token {
        /// Whose.
        user: UserId,
        /// Which.
        token: TokenId,
    },
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(key) => key.fmt(f),
            Self::Person(user) => write!(f, "user {user}"),
            Self::Token { user, token } => write!(f, "token {token} of user {user}"),
        }
    }
}

/// What one request is aimed at; it decides the [`Route`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTarget<'a> {
    /// One session.
    Session {
        /// Which.
        key: SessionKey,
        /// When the person signed in, as confirmed.
        authenticated_at: Option<Timestamp>,
        /// When it was last seen, as confirmed.
        last_seen_at: Option<Timestamp>,
    },
    /// Every session of one person.
    User {
        /// Whose.
        user: UserId,
        /// Those that were known when confirmed.
        sessions: &'a [SessionId],
    },
    /// Every session of several people.
    Many {
        /// Whose.
        users: &'a [UserId],
        /// Those that were known when confirmed.
        sessions: &'a [SessionId],
    },
    /// A person, who is to be changed.
    Person {
        /// Who.
        user: UserId,
        /// What is done to them.
        route: Route,
    },
    /// An OAuth token, which is to be revoked.
    Token {
        /// Whose.
        user: UserId,
        /// Which.
        token: TokenId,
    },
}

/// One request of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The run.
    pub run: &'a RunId,
    /// Which item, from 1.
    pub item: u32,
    /// Of how many.
    pub of: u32,
    /// What it is aimed at.
    pub target: StepTarget<'a>,
    /// What the person may do in the account, where known.
    pub role: Option<Role>,
}

/// How one request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The verdict.
    pub state: State,
    /// Zendesk's status, if it answered.
    pub http_status: Option<u16>,
    /// Zendesk's id for the request.
    pub request_id: Option<&'a str>,
    /// How many times it was sent.
    pub attempts: u32,
    /// How long all of that took.
    pub duration: Duration,
    /// Why, in a few words without secrets.
    pub detail: Option<&'a str>,
}

/// One request that changes something else than who of others is signed in. It stands by
/// itself and belongs to no run. After a crash it is looked up by reading alone, and closed
/// with what that can tell ([`OpenChange`](super::OpenChange)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// The session of the credentials themselves is signed out.
    SignOut {
        /// Whose credentials these are.
        user: UserId,
        /// The session that Zendesk named before, if it named one.
        session: Option<SessionId>,
    },
    /// The token that the requests are made with is revoked.
    RevokeOwn {
        /// Whose it is.
        user: UserId,
        /// Which.
        token: TokenId,
    },
    /// Fields of the Chat account get other values.
    Chat {
        /// Their names. The values are somebody's name and address, and stay out of here.
        fields: &'a [String],
    },
}

/// What keeps a run from beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// A guardrail said no.
    Guardrail,
    /// Zendesk did not accept the credentials, or they do not suffice.
    Credentials,
    /// What is to be changed could not be read.
    List,
}

/// One thing to record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry<'a> {
    /// A person confirmed a plan.
    Confirmed {
        /// The run that begins.
        run: &'a RunId,
        /// By which way.
        route: Route,
        /// How many items.
        of: u32,
        /// How many people.
        people: u32,
        /// Why, in the person's words.
        reason: Option<&'a str>,
        /// The ticket that asks for it.
        ticket: Option<&'a str>,
        /// The SHA-256 of the plan that was shown.
        plan_hash: &'a str,
    },
    /// The request is sent only after this is durable.
    Intent(&'a Step<'a>),
    /// The change is sent only after this is durable.
    Changing(&'a Change<'a>),
    /// Closes it.
    Changed(&'a Change<'a>, &'a Answer<'a>),
    /// Closes the intent.
    Outcome(&'a Step<'a>, &'a Answer<'a>),
    /// Nothing more is sent in this run.
    Cancelled {
        /// The run.
        run: &'a RunId,
        /// What no request was sent for.
        left: &'a [Named],
    },
    /// The run is over.
    Finished {
        /// The run.
        run: &'a RunId,
        /// How many items ended how; they sum to the number confirmed.
        counts: &'a [(State, u64)],
    },
    /// A later list was looked at.
    Verified {
        /// The run.
        run: &'a RunId,
        /// Which item.
        item: u32,
        /// What that item is about.
        named: Named,
        /// What the list said.
        state: State,
    },
    /// Crash recovery: closes an intent that has no outcome.
    Closed {
        /// The run.
        run: &'a RunId,
        /// Which item.
        item: u32,
        /// What was found, by reading alone.
        state: State,
        /// How, in a few words.
        detail: Option<&'a str>,
    },
    /// Crash recovery: closes a change that has no outcome.
    ChangeClosed {
        /// The change.
        change: &'a Change<'a>,
        /// What was found, by reading alone.
        state: State,
        /// How, in a few words.
        detail: &'a str,
    },
    /// Records left the journal.
    Exported {
        /// How many.
        records: u64,
        /// Names were replaced.
        redacted: bool,
    },
    /// Something was to be changed, and nothing was sent.
    Hindered {
        /// By what.
        by: Hindrance,
        /// What was said about it.
        what: &'a str,
    },
}

impl StepTarget<'_> {
    /// The way this is ended, or what else is done to it.
    pub const fn route(&self) -> Route {
        match self {
            Self::Session { .. } => Route::Exact,
            Self::User { .. } => Route::User,
            Self::Many { .. } => Route::Many,
            Self::Person { route, .. } => *route,
            Self::Token { .. } => Route::Revoke,
        }
    }
}
