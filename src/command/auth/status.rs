//! `zentop auth status`: everything that is known of the credentials in use.
//!
//! - here the facts, as they were found out
//! - `lines` the facts in words for people, each with what to do if it is wrong
//! - `object` the facts for programs
//! - `refused` what is known of credentials that are missing or refused

mod lines;
mod object;
mod refused;

use crate::auth::SavedSignIn;
use crate::host::system_clock;
use crate::live::{Store, WalkProgress};
use crate::model::{ClockOffset, OAuthToken, Role, Timestamp, User};
use crate::operation::RunContext;
use crate::query::Why;
use crate::settings::Settings;
use crate::zendesk::oauth::GrantedScopes;
use crate::zendesk::{
    ApiError, ApiErrorKind, AuthKind, BudgetReading, Client, Enrichment, Purpose, SessionPage,
    proxy_of,
};

use self::refused::RefusedFacts;
use super::super::cli::{Global, StatusFormat};
use super::super::connect::{ConnectMode, Connection, account, connect_as, settings};
use super::super::exit::Failure;
use super::super::guard::GuardStatus;
use super::super::left_open::tell_left_open;
use super::super::output::Ids;

/// The facts about the credentials, before they are put into words.
pub(super) struct StatusFacts<'a> {
    pub(super) client: &'a Client,
    pub(super) settings: &'a Settings,
    pub(super) auth: AuthKind,
    pub(super) notice: Option<&'a str>,
    /// The place where the secret comes from.
    pub(super) source: String,
    pub(super) user: User,
    /// The saved sign-in, if the credentials come from one.
    pub(super) saved_sign_in: Option<SavedSignIn>,
    /// The token as Zendesk describes it, if the credentials are one.
    pub(super) token: Option<OAuthToken>,
    /// The reason why sessions cannot be listed, if they cannot.
    pub(super) unlisted: Option<ApiError>,
    /// The enrichments, and whether each can be read; an error if that could not be found out.
    pub(super) readable: Vec<(Enrichment, Result<bool, ApiError>)>,
    /// Whom the settings protect, and who is behind the credentials.
    pub(super) guard: GuardStatus,
    pub(super) budget: BudgetReading,
    pub(super) proxy: Option<String>,
    /// The server's clock minus this machine's, where it is known.
    pub(super) clock_offset: Option<ClockOffset>,
    /// Why it is not certain what time it is at the server, by all that was read, if so.
    pub(super) clock_doubt: Option<Why>,
    /// The time by which ages are told.
    pub(super) now: Timestamp,
}

/// How the status is printed, and its ids.
type StatusStyle = (StatusFormat, Ids);

/// Which sessions the credentials see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sees {
    /// They see every session.
    All,
    /// They see the sessions of their owner.
    Own,
    /// They see none, since the scope does not include sessions.
    Nothing,
}

/// Which sessions the credentials can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// They can end whatever they see.
    Seen(Sees),
    /// They can end whatever they see if the scope includes write, which is not known.
    IfScope(Sees),
    /// They can end nothing, because the person has set read-only.
    ReadOnly,
    /// They can end nothing, because the scope includes no write.
    ScopeReads,
}

/// Finds the credentials, and shows everything about them.
pub(super) async fn of(global: &Global, style: StatusStyle) -> Result<u8, Failure> {
    let settings = settings(global)?;
    let account = account(&settings)?;
    let found = connect_as(account.clone(), settings.clone(), ConnectMode::Once).await;
    match found {
        Ok(connection) => run(&connection, style).await,
        Err(failure) => {
            let facts = RefusedFacts {
                account: &account,
                settings: &settings,
                auth: None,
                email: None,
                source: row_of(&settings, "credentials"),
            };
            refused::print(&facts, &failure, style).map_err(Failure::system)?;
            Err(failure)
        }
    }
}

pub(super) async fn run(connection: &Connection, style: StatusStyle) -> Result<u8, Failure> {
    tell_left_open(connection, &system_clock()).await;
    let facts = match gather(connection).await {
        Ok(facts) => facts,
        Err(failure) => {
            let facts = RefusedFacts {
                account: connection.client.account(),
                settings: &connection.settings,
                auth: Some(connection.auth),
                email: connection.source.email(),
                source: Some(source(connection)),
            };
            refused::print(&facts, &failure, style).map_err(Failure::system)?;
            return Err(refused::for_here(failure));
        }
    };
    lines::print(&facts, style).map_err(Failure::system)?;
    Ok(0)
}

async fn gather(connection: &Connection) -> Result<StatusFacts<'_>, Failure> {
    let Connection {
        client, settings, ..
    } = connection;
    let asking = Purpose::Asked;
    let clock = system_clock();
    // What each answer says of the server's clock.
    let mut times = Store::new();
    let me = client.me(asking).await?;
    times.take(WalkProgress::of_date(me.server_date), clock());
    let token = match connection.auth {
        AuthKind::OAuth => client.own_token(asking).await.ok(),
        AuthKind::ApiToken | AuthKind::Password | AuthKind::Cookie => None,
    };
    if let Some(token) = &token {
        times.take(WalkProgress::of_date(token.server_date), clock());
        let of_token = [token.value.created_at, token.value.used_at];
        let of_token = of_token.into_iter().filter_map(|at| at.shown().copied());
        times.take_times(of_token, clock());
    }
    let unlisted = match client.sessions(asking, None).await {
        Ok(page) => {
            times.take(WalkProgress::of_date(page.server_date), clock());
            let SessionPage {
                sessions,
                unreadable,
                ..
            } = page.value;
            let page = WalkProgress::Page {
                sessions,
                unreadable,
            };
            times.take(page, clock());
            None
        }
        Err(error) if matches!(error.kind, ApiErrorKind::Forbidden { .. }) => Some(error),
        Err(error) => return Err(error.into()),
    };
    let mut readable = Vec::new();
    for what in Enrichment::ALL {
        let answer = client.can_read(asking, what).await;
        if let Ok(answer) = &answer {
            times.take(WalkProgress::of_date(answer.server_date), clock());
        }
        readable.push((what, answer.map(|answer| answer.value)));
    }
    let times = times.snapshot();
    let clock_offset = times.clock_offset;
    let known = RunContext {
        me: Some(me.value.user.clone()),
        clock_offset,
    };
    let guard = GuardStatus::of(connection, &known, &clock).await;
    Ok(StatusFacts {
        client,
        settings,
        auth: connection.auth,
        notice: connection.notice.as_deref(),
        source: source(connection),
        user: me.value.user,
        // The sign-in is read after the requests, which may have renewed it.
        saved_sign_in: connection.source.saved_sign_in(),
        token: token.map(|answer| answer.value),
        unlisted,
        readable,
        guard,
        budget: client.budget().reading(),
        proxy: proxy_of(client.account()),
        clock_offset,
        clock_doubt: times.clock_doubt(clock()),
        now: times.time_for_ages(clock()),
    })
}

fn source(connection: &Connection) -> String {
    match (
        row_of(&connection.settings, "credentials"),
        connection.source.place(),
    ) {
        (_, Some(place)) => format!("`zentop auth login`, kept in {place}"),
        (Some(row), None) => row,
        (None, None) => "this very command".to_owned(),
    }
}

/// The source of a setting with its value, if it has one.
fn row_of(settings: &Settings, key: &str) -> Option<String> {
    let row = settings.explained.iter().find(|row| row.key == key)?;
    Some(format!("{} ({})", row.source, row.value))
}

impl StatusFacts<'_> {
    pub(super) fn sees(&self) -> Sees {
        match (&self.unlisted, self.user.role) {
            (Some(_), _) => Sees::Nothing,
            (None, Role::Admin) => Sees::All,
            (None, _) => Sees::Own,
        }
    }

    pub(super) fn ends(&self) -> Ends {
        let sees = self.sees();
        if self.settings.read_only {
            return Ends::ReadOnly;
        }
        if self.auth != AuthKind::OAuth {
            return Ends::Seen(sees);
        }
        match self.granted().and_then(|granted| granted.may_write()) {
            Some(true) => Ends::Seen(sees),
            Some(false) if self.granted().is_some() => Ends::ScopeReads,
            Some(false) | None => Ends::IfScope(sees),
        }
    }

    /// The scopes of the token: those that Zendesk names now, else those that were granted at
    /// sign-in.
    pub(super) fn granted(&self) -> Option<GrantedScopes> {
        let granted = self.token.as_ref().and_then(GrantedScopes::of);
        granted.or_else(|| self.saved_sign_in.as_ref()?.scopes())
    }

    /// When the access token ends.
    pub(super) fn access_ends(&self) -> Option<Timestamp> {
        let expires_at = (self.token.as_ref()).and_then(|token| token.expires_at.shown().copied());
        expires_at.or_else(|| self.said(self.saved_sign_in.as_ref()?.grant.expires_at))
    }

    /// When the person has to sign in again.
    pub(super) fn sign_in_ends(&self) -> Option<Timestamp> {
        self.said(self.saved_sign_in.as_ref()?.ends_at())
    }

    /// What is said of a moment that was written down by this machine's clock.
    fn said(&self, kept_at: Option<Timestamp>) -> Option<Timestamp> {
        kept_at.map(|at| ClockOffset::said(self.clock_offset, at))
    }
}
