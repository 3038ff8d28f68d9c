//! The options of a simulated account.

use std::time::Duration;

use super::fault::ServerFault;
use crate::model::{Clock, Role, SessionLifetimes, Timeouts, Timestamp};

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

/// The minutes after which sessions end. The population lives by them, and by Zendesk's own limit of
/// twelve hours for agents and admins; what stands still (no churn) does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// The minutes of idleness for agents and admins.
    pub agent: u32,
    /// The minutes of idleness for end users.
    pub end_user: u32,
    /// The minutes of idleness in the mobile app.
    pub mobile_app: u32,
    /// The minutes since signing in, for agents and admins.
    pub maximum: Option<u32>,
}

impl SessionLimits {
    /// When the sessions of somebody with this role end.
    pub(super) fn lifetimes(&self, role: Role) -> SessionLifetimes {
        let timeouts = Timeouts {
            agent: Some(self.agent),
            end_user: Some(self.end_user),
            longest: self.maximum,
        };
        SessionLifetimes::of(role, Some((timeouts, Timestamp::from_millis(0))))
    }
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            agent: 60,
            end_user: 480,
            mobile_app: 300,
            maximum: None,
        }
    }
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

/// The options of signing in by OAuth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthOptions {
    /// The addresses that the public client may lead back to; they are compared letter by letter.
    pub redirect_uris: Vec<String>,
    /// The scopes that both clients were registered with, separated by spaces.
    pub scopes: String,
    /// The lifetime of an access token unless the request asks otherwise.
    pub access_token_lifetime: Duration,
    /// The lifetime of a refresh token unless the request asks otherwise.
    pub refresh_token_lifetime: Duration,
    /// Whether tokens are handed out with 201, as the specification says, or with 200, as
    /// Zendesk's own client expects.
    pub answers_created: bool,
}

impl Default for OauthOptions {
    fn default() -> Self {
        let ports = [19_286, 19_287, 19_288];
        Self {
            redirect_uris: ports
                .map(|port: u16| format!("http://127.0.0.1:{port}/"))
                .to_vec(),
            scopes: "read write".to_owned(),
            access_token_lifetime: Duration::from_secs(30 * 60),
            refresh_token_lifetime: Duration::from_secs(30 * 86_400),
            answers_created: false,
        }
    }
}
