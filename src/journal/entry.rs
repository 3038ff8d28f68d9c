//! The entries that the journal takes.

use std::fmt;
use std::time::Duration;

use super::{RecordRoute, RunId, State};
use crate::model::{Role, SessionId, SessionKey, Timestamp, TokenId, UserId};

/// The target of an item, by its ids alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamedTarget {
    /// A session.
    Session(SessionKey),
    /// A person.
    Person(UserId),
    /// An OAuth token.
    Token {
        /// The person who owns it.
        user: UserId,
        /// The number of the token.
        token: TokenId,
    },
}

impl NamedTarget {
    /// The person, or the owner of the session or token.
    pub(crate) const fn user(&self) -> UserId {
        match self {
            Self::Session(key) => key.user,
            Self::Person(user) | Self::Token { user, .. } => *user,
        }
    }
}

impl fmt::Display for NamedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(key) => key.fmt(f),
            Self::Person(user) => write!(f, "user {user}"),
            Self::Token { user, token } => write!(f, "token {token} of user {user}"),
        }
    }
}

/// The target of one request, which decides the [`RecordRoute`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTarget<'a> {
    /// One session.
    Session {
        /// The session.
        key: SessionKey,
        /// When the person signed in, as confirmed.
        authenticated_at: Option<Timestamp>,
        /// When it was last seen, as confirmed.
        last_seen_at: Option<Timestamp>,
    },
    /// Every session of one person.
    User {
        /// The person whose sessions they are.
        user: UserId,
        /// The sessions that were known when the plan was confirmed.
        sessions: &'a [SessionId],
    },
    /// Every session of several people.
    Many {
        /// The people whose sessions they are.
        users: &'a [UserId],
        /// The sessions that were known when the plan was confirmed.
        sessions: &'a [SessionId],
    },
    /// A person, who is to be changed.
    Person {
        /// Who.
        user: UserId,
        /// What is done to them.
        route: RecordRoute,
    },
    /// An OAuth token, which is to be revoked.
    Token {
        /// Whose.
        user: UserId,
        /// The number of the token.
        token: TokenId,
    },
}

/// One request of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedStep<'a> {
    /// The run.
    pub run: &'a RunId,
    /// The number of the item, from 1.
    pub item: u32,
    /// The number of items in the run.
    pub of: u32,
    /// The target of the request.
    pub target: StepTarget<'a>,
    /// What the person may do in the account, where known.
    pub role: Option<Role>,
    /// What is worth a word about the target.
    pub note: Option<&'a str>,
}

/// How one request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// How the item stands after the request.
    pub state: State,
    /// Zendesk's status, if it answered.
    pub http_status: Option<u16>,
    /// Zendesk's id for the request.
    pub request_id: Option<&'a str>,
    /// The number of times it was sent.
    pub attempts: u32,
    /// The time from the first attempt to the last answer.
    pub duration: Duration,
    /// The cause in a few words, without secrets.
    pub detail: Option<&'a str>,
}

/// One request that changes something else than who of others is signed in. It stands by
/// itself and belongs to no run. After a crash it is looked up by reading alone, and closed
/// with what that can tell ([`OpenChange`](super::OpenChange)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// The session of the credentials themselves is signed out.
    SignOut {
        /// The person whose credentials these are.
        user: UserId,
        /// The session that Zendesk named before, if it named one.
        session: Option<SessionId>,
    },
    /// The token that the requests are made with is revoked.
    RevokeOwn {
        /// The person who owns the token.
        user: UserId,
        /// The number of the token.
        token: TokenId,
    },
    /// Fields of the Chat account get other values.
    Chat {
        /// The names of the fields. Their values are somebody's name and address, and are not
        /// recorded.
        fields: &'a [String],
        /// Why, in words that a person gave.
        reason: Option<&'a str>,
        /// The ticket that asks for it.
        ticket: Option<&'a str>,
    },
}

/// The reason why a run did not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// A guardrail refused it.
    Guardrail,
    /// Zendesk did not accept the credentials, or they do not suffice.
    Credentials,
    /// What is to be changed could not be read.
    List,
}

/// One entry of the journal, before it becomes a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry<'a> {
    /// A person confirmed a plan.
    Confirmed {
        /// The run that begins.
        run: &'a RunId,
        /// The route.
        route: RecordRoute,
        /// The number of items.
        of: u32,
        /// The number of people.
        people: u32,
        /// The reason, in the person's words.
        reason: Option<&'a str>,
        /// The ticket that asks for it.
        ticket: Option<&'a str>,
        /// The SHA-256 of the plan that was shown.
        plan_hash: &'a str,
    },
    /// A request is about to be sent; it is sent only after this is durable.
    Intent(&'a RecordedStep<'a>),
    /// A change is about to be sent; it is sent only after this is durable.
    Changing(&'a Change<'a>),
    /// The outcome of a change, which closes it.
    Changed(&'a Change<'a>, &'a Answer<'a>),
    /// The outcome of a request, which closes its intent.
    Outcome(&'a RecordedStep<'a>, &'a Answer<'a>),
    /// The run was stopped, and sends nothing more.
    Cancelled {
        /// The run.
        run: &'a RunId,
        /// The targets for which no request was sent.
        left: &'a [NamedTarget],
    },
    /// The run is over.
    Finished {
        /// The run.
        run: &'a RunId,
        /// The number of items for each state; they sum to the number that was confirmed.
        counts: &'a [(State, u64)],
    },
    /// A later list showed how an item stands.
    Verified {
        /// The run.
        run: &'a RunId,
        /// The number of the item.
        item: u32,
        /// The target of the item.
        named: NamedTarget,
        /// The state of the item on that list.
        state: State,
        /// Whether another list shows it otherwise.
        is_contradicted: bool,
    },
    /// A later list showed what a person has.
    PersonVerified(&'a VerifiedPerson<'a>),
    /// What was left of a person after they were offboarded.
    PersonLeft {
        /// The run.
        run: &'a RunId,
        /// The person.
        user: UserId,
        /// Whether they are suspended, where a state says it.
        state: Option<State>,
        /// The number of their sessions that are listed, where that is known.
        sessions: Option<usize>,
        /// The verdict, in a few words.
        detail: &'a str,
    },
    /// Crash recovery: closes an intent that has no outcome.
    Closed {
        /// The run.
        run: &'a RunId,
        /// The number of the item.
        item: u32,
        /// The state that was found by reading alone.
        state: State,
        /// How it was found, in a few words.
        detail: Option<&'a str>,
    },
    /// Crash recovery: closes a change that has no outcome.
    ChangeClosed {
        /// The change.
        change: &'a Change<'a>,
        /// The state that was found by reading alone.
        state: State,
        /// How it was found, in a few words.
        detail: &'a str,
    },
    /// Records were exported.
    Exported {
        /// The number of records.
        records: u64,
        /// Whether names were replaced.
        redacted: bool,
    },
    /// The terminal took nothing more, or hung up.
    TerminalLost {
        /// How it was lost, and what became of the run under way.
        what: &'a str,
    },
    /// People were found by a protected address, and stay protected when it changes.
    Pinned {
        /// The people.
        people: &'a [UserId],
        /// The kind of rule that covers them.
        by: &'a str,
    },
    /// A change was refused before anything was sent.
    Hindered {
        /// What refused it.
        by: Hindrance,
        /// The message that was shown.
        what: &'a str,
    },
}

/// What a later list showed of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedPerson<'a> {
    /// The run.
    pub run: &'a RunId,
    /// The person.
    pub user: UserId,
    /// The sessions that it is about.
    pub sessions: Vec<SessionKey>,
    /// How they stand, where a state says it.
    pub state: Option<State>,
    /// The verdict, in a few words.
    pub detail: String,
}

impl StepTarget<'_> {
    /// The route by which the target is ended, or what else is done to it.
    pub const fn route(&self) -> RecordRoute {
        match self {
            Self::Session { .. } => RecordRoute::Exact,
            Self::User { .. } => RecordRoute::User,
            Self::Many { .. } => RecordRoute::Many,
            Self::Person { route, .. } => *route,
            Self::Token { .. } => RecordRoute::Revoke,
        }
    }
}
