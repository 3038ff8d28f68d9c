//! `zentop auth status`: everything that is known of the credentials in use.
//!
//! - here the facts, as they were found out
//! - `lines` the same in words for people, each with what to do if it is wrong
//! - `object` the same for programs

mod lines;
mod object;

use crate::auth::SavedSignIn;
use crate::host::system_clock;
use crate::model::{ClockOffset, OAuthToken, Role, Timestamp, User};
use crate::settings::Settings;
use crate::zendesk::oauth::GrantedScopes;
use crate::zendesk::{
    ApiError, ApiErrorKind, AuthKind, BudgetReading, Client, Enrichment, Purpose, proxy_of,
};

use super::super::cli::StatusFormat;
use super::super::connect::Connection;
use super::super::exit::Failure;

/// What was found out, before it is put into words.
pub(super) struct StatusFacts<'a> {
    pub(super) client: &'a Client,
    pub(super) settings: &'a Settings,
    pub(super) auth: AuthKind,
    pub(super) notice: Option<&'a str>,
    /// Where the secret comes from.
    pub(super) source: String,
    pub(super) user: User,
    /// The sign-in, if it is one that is kept.
    pub(super) saved_sign_in: Option<SavedSignIn>,
    /// What Zendesk says of the token, if it is one.
    pub(super) token: Option<OAuthToken>,
    /// Why sessions cannot be listed, if they cannot.
    pub(super) unlisted: Option<ApiError>,
    /// What else can be read; an error if that could not be found out.
    pub(super) readable: Vec<(Enrichment, Result<bool, ApiError>)>,
    pub(super) budget: BudgetReading,
    pub(super) proxy: Option<String>,
    pub(super) server: Option<Timestamp>,
    pub(super) now: Timestamp,
}

/// What the credentials see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sees {
    /// Every session.
    All,
    /// Those of their owner.
    Own,
    /// None: the scope does not reach.
    Nothing,
}

/// What the credentials can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Whatever they see.
    Seen(Sees),
    /// Whatever they see, if the scope includes write, which is not known.
    IfScope(Sees),
    /// Nothing, by the person's own choice.
    ReadOnly,
    /// Nothing, by the scope.
    ScopeReads,
}

pub(super) async fn run(connection: &Connection, format: StatusFormat) -> Result<u8, Failure> {
    let facts = gather(connection).await?;
    lines::print(&facts, format).map_err(Failure::system)?;
    Ok(0)
}

async fn gather(connection: &Connection) -> Result<StatusFacts<'_>, Failure> {
    let Connection {
        client, settings, ..
    } = connection;
    let asking = Purpose::Watching;
    let me = client.me(asking).await?;
    let token = match connection.auth {
        AuthKind::OAuth => client.own_token(asking).await.ok(),
        AuthKind::ApiToken | AuthKind::Password | AuthKind::Cookie => None,
    };
    let unlisted = match client.sessions(asking, None).await {
        Ok(_) => None,
        Err(error) if matches!(error.kind, ApiErrorKind::Forbidden { .. }) => Some(error),
        Err(error) => return Err(error.into()),
    };
    let mut readable = Vec::new();
    for what in Enrichment::ALL {
        let answer = client.can_read(asking, what).await;
        readable.push((what, answer.map(|answer| answer.value)));
    }
    Ok(StatusFacts {
        client,
        settings,
        auth: connection.auth,
        notice: connection.notice.as_deref(),
        source: source(connection),
        user: me.value.user,
        // After the requests, which may have renewed it.
        saved_sign_in: connection.source.saved_sign_in(),
        token: token.map(|answer| answer.value),
        unlisted,
        readable,
        budget: client.budget().reading(),
        proxy: proxy_of(client.account()),
        server: me.server_date,
        now: system_clock()(),
    })
}

fn source(connection: &Connection) -> String {
    let explained = &connection.settings.explained;
    let row = explained.iter().find(|row| row.key == "credentials");
    match (row, connection.source.place()) {
        (_, Some(place)) => format!("`zentop auth login`, kept in {place}"),
        (Some(row), None) => format!("{} ({})", row.source, row.value),
        (None, None) => "this very command".to_owned(),
    }
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

    /// What the token is good for: Zendesk's word before what was said when it was given.
    pub(super) fn granted(&self) -> Option<GrantedScopes> {
        let granted = self.token.as_ref().and_then(|token| {
            let words = token.scopes_in_words()?;
            Some(words.as_str().split_whitespace().collect())
        });
        granted.or_else(|| self.saved_sign_in.as_ref()?.scopes())
    }

    /// When the access token ends.
    pub(super) fn access_ends(&self) -> Option<Timestamp> {
        let expires_at = self.token.as_ref().and_then(|token| token.expires_at);
        expires_at.or_else(|| self.saved_sign_in.as_ref()?.grant.expires_at)
    }

    /// When the person has to sign in again.
    pub(super) fn sign_in_ends(&self) -> Option<Timestamp> {
        self.saved_sign_in.as_ref()?.ends_at()
    }

    /// How far this machine's clock is from the server's.
    pub(super) fn clock_offset(&self) -> Option<ClockOffset> {
        self.server
            .map(|server| ClockOffset::between(server, self.now))
    }
}
