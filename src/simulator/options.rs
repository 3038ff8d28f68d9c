//! What a simulated account is like, before it begins to live.

use std::time::Duration;

use super::fault::ServerFault;
use crate::model::Clock;

/// How a single session is wrapped: the documentation says an array of one, clients expect an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Envelope {
    /// `{"session":[{…}]}`
    #[default]
    Array,
    /// `{"session":{…}}`
    Object,
    /// `{"session":null}`, whatever there is.
    Null,
    /// `{}`, whatever there is.
    Absent,
}

/// What the account has paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountPlan {
    /// No audit log, no custom roles, no access log.
    Team,
    /// No access log.
    #[default]
    Enterprise,
    /// Everything.
    EnterpriseWithAccessLogs,
}

/// After how many minutes sessions end. The account only announces it: nobody is signed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Of idleness, for agents and admins.
    pub agent: u32,
    /// Of idleness, for end users.
    pub end_user: u32,
    /// Of idleness, in the mobile app.
    pub mobile_app: u32,
    /// Since signing in, for agents and admins.
    pub maximum: Option<u32>,
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

/// Where the account's Chat comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChatOrigin {
    /// It was made in Chat: its owner may change it.
    #[default]
    Own,
    /// It was made from Support: nobody may change it through the API.
    FromSupport,
    /// There is none.
    Missing,
}

/// What the simulated account is like.
#[derive(Clone)]
pub struct Options {
    /// Sign-ins at the start.
    pub sessions: usize,
    /// People, at least four.
    pub users: usize,
    /// The same seed and the same readings of the clock make the same account.
    pub seed: u64,
    /// Sign-ins and sign-outs a minute. At 0 nothing changes by itself, `last_seen_at` neither.
    pub churn_per_minute: u32,
    /// How long every answer takes.
    pub latency: Duration,
    /// Requests a minute for the whole account; 0 announces a budget without enforcing it.
    pub rate_limit: u32,
    /// What goes wrong.
    pub faults: Vec<ServerFault>,
    /// How a single session is wrapped.
    pub envelope: Envelope,
    /// How long `logout_many` takes to come true, by the clock.
    pub logout_delay: Duration,
    /// What the account has paid for.
    pub plan: AccountPlan,
    /// After how long sessions are said to end.
    pub session_limits: SessionLimits,
    /// Whether suspending somebody ends their sessions. Zendesk's documentation does not say.
    pub suspension_ends_sessions: bool,
    /// How signing in goes.
    pub oauth: OauthOptions,
    /// Where the account's Chat comes from.
    pub chat: ChatOrigin,
    /// What time it is.
    pub clock: Clock,
}

impl Options {
    /// A middling account.
    pub fn new(clock: Clock) -> Self {
        Self {
            sessions: 2_400,
            users: 3_000,
            seed: 1,
            churn_per_minute: 40,
            latency: Duration::ZERO,
            rate_limit: 700,
            faults: Vec::new(),
            envelope: Envelope::default(),
            logout_delay: Duration::from_secs(3),
            plan: AccountPlan::default(),
            session_limits: SessionLimits::default(),
            suspension_ends_sessions: false,
            oauth: OauthOptions::default(),
            chat: ChatOrigin::default(),
            clock,
        }
    }
}

/// How signing in goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthOptions {
    /// Where the public client may be led back to; compared letter by letter.
    pub redirect_uris: Vec<String>,
    /// The scopes that both clients were registered with, separated by spaces.
    pub scopes: String,
    /// How long an access token lives unless the request asks otherwise.
    pub access_token_lifetime: Duration,
    /// How long a refresh token lives unless the request asks otherwise.
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
