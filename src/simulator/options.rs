//! The options of a simulated account.

use std::time::Duration;

use super::fault::ServerFault;
use super::life::SessionLimits;
use super::tokens::OauthOptions;
use crate::model::Clock;

/// How a single session is wrapped: the documentation says an array of one, clients expect an
/// object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Envelope {
    /// `{"session":[{…}]}`
    #[default]
    Array,
    /// `{"session":{…}}`
    Object,
    /// `{"session":null}`, whether there is a session or not.
    Null,
    /// `{}`, whether there is a session or not.
    Absent,
}

/// The plan of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountPlan {
    /// A plan without audit log, custom roles and access log.
    Team,
    /// A plan without the access log.
    #[default]
    Enterprise,
    /// A plan with everything.
    EnterpriseWithAccessLogs,
}

/// Where the account's Chat was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChatOrigin {
    /// It was created in Chat: its owner may change it.
    #[default]
    Own,
    /// It was created from Support: nobody may change it through the API.
    FromSupport,
    /// The account has no Chat.
    Missing,
}

/// The options of a simulated account.
#[derive(Clone)]
pub struct Options {
    /// The number of sign-ins at the start.
    pub sessions: usize,
    /// The number of people, at least four.
    pub users: usize,
    /// Whether the [cast](super::CastMember) are among them, signed in. A small account has no room
    /// for them.
    pub cast: bool,
    /// Whether there are sign-ins beside the others that each rule of the program hits.
    pub flagged: bool,
    /// The seed: the same seed and the same readings of the clock make the same account.
    pub seed: u64,
    /// The number of sign-ins and sign-outs a minute. At 0 nothing changes by itself, not even
    /// `last_seen_at`.
    pub churn_per_minute: u32,
    /// The time that every answer takes.
    pub latency: Duration,
    /// The requests a minute for the whole account; 0 announces a budget without enforcing it.
    pub rate_limit: u32,
    /// The faults in force.
    pub faults: Vec<ServerFault>,
    /// How a single session is wrapped.
    pub envelope: Envelope,
    /// The time after which `logout_many` ends the sessions, by the clock.
    pub logout_delay: Duration,
    /// The age from which a sign-in is in the list of everybody, by the clock. The list of its
    /// person shows it at once.
    pub list_lag: Duration,
    /// The time by which the index of searches lags behind, by the clock.
    pub search_lag: Duration,
    /// The plan of the account.
    pub plan: AccountPlan,
    /// The time after which sessions are announced to end.
    pub session_limits: SessionLimits,
    /// Whether suspending somebody ends their sessions. Zendesk's documentation does not say.
    pub suspension_ends_sessions: bool,
    /// The options of signing in.
    pub oauth: OauthOptions,
    /// Where the account's Chat was created.
    pub chat: ChatOrigin,
    /// The clock of the account.
    pub clock: Clock,
}

impl Options {
    /// An account of medium size.
    pub fn new(clock: Clock) -> Self {
        Self {
            sessions: 2_400,
            users: 3_000,
            cast: false,
            flagged: false,
            seed: 1,
            churn_per_minute: 40,
            latency: Duration::ZERO,
            rate_limit: 700,
            faults: Vec::new(),
            envelope: Envelope::default(),
            logout_delay: Duration::from_secs(3),
            list_lag: Duration::ZERO,
            search_lag: Duration::ZERO,
            plan: AccountPlan::default(),
            session_limits: SessionLimits::default(),
            suspension_ends_sessions: false,
            oauth: OauthOptions::default(),
            chat: ChatOrigin::default(),
            clock,
        }
    }
}
