//! Everything a verb needs to talk to one account.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::{ConnectMode, acting};
use crate::auth::CredentialSource;
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::host::{jitter, salt, wall_clock};
use crate::journal::{Journal, RunMode, Who};
use crate::model::{Clock, OAuthToken, Timestamp};
use crate::operation::Runner;
use crate::settings::Settings;
use crate::zendesk::{AuthKind, Client, ProviderError, Purpose};

/// The most time for asking what a token is and may do.
const OWN_TOKEN_WITHIN: Duration = Duration::from_secs(10);

/// How long that is waited for before it is told.
const SILENCE: Duration = Duration::from_secs(2);

/// Everything a verb needs to talk to one account.
pub(in crate::command) struct Connection {
    pub(in crate::command) client: Client,
    pub(in crate::command) settings: Settings,
    pub(in crate::command) auth: AuthKind,
    /// The notice about these credentials for the person.
    pub(in crate::command) notice: Option<String>,
    pub(in crate::command) source: CredentialSource,
    own_token: OnceCell<Option<OAuthToken>>,
}

impl Connection {
    pub(in crate::command) fn new(
        client: Client,
        settings: Settings,
        source: CredentialSource,
        now: Timestamp,
    ) -> Self {
        let auth = source.kind();
        Self {
            client,
            auth,
            notice: auth.notice(now),
            settings,
            source,
            own_token: OnceCell::new(),
        }
    }

    /// The token that requests are made with, as Zendesk describes it; `None` where they are made with
    /// none, or Zendesk does not say. It is asked for once, and not for long: the requests themselves say
    /// what it may do.
    pub(in crate::command) async fn own_token(&self) -> Option<&OAuthToken> {
        let ask = async || {
            if self.auth != AuthKind::OAuth {
                return None;
            }
            let asking = async {
                let mut asked = pin!(self.client.own_token(Purpose::Asked));
                if let Ok(answer) = timeout(SILENCE, &mut asked).await {
                    return answer;
                }
                talk("waiting for Zendesk to say which token this is and what it may do");
                asked.await
            };
            if let Ok(answer) = timeout(OWN_TOKEN_WITHIN, asking).await {
                answer.ok().map(|answer| answer.value)
            } else {
                talk(
                    "Zendesk does not say which token this is and what it may do; going on without",
                );
                None
            }
        };
        self.own_token.get_or_init(ask).await.as_ref()
    }

    /// Where the credentials come from, in words: a variable, a flag, or a place in the settings; `None`
    /// of a sign-in that zentop keeps.
    pub(in crate::command) fn given_by(&self) -> Option<String> {
        let mut rows = self.settings.explained.iter();
        let row = rows.find(|row| row.key == "credentials")?;
        Some(row.source.to_string())
    }

    /// Tells what there is to know of the settings: at once where the verb runs once, and on the
    /// screen's own line where there is one.
    pub(super) fn tell_notices(&mut self, mode: ConnectMode) {
        for notice in &self.settings.notices {
            match (mode, &mut self.notice) {
                (ConnectMode::Once, _) => talk(notice),
                (ConnectMode::Watching, Some(line)) => *line = format!("{notice}; {line}"),
                (ConnectMode::Watching, line @ None) => *line = Some(notice.clone()),
            }
        }
    }

    /// Who acts with these credentials, as far as it is known without asking Zendesk.
    pub(in crate::command) fn who(&self, mode: RunMode) -> Who {
        let account = self.client.account();
        let mut who = acting(account, &self.settings, (self.auth.as_str(), mode));
        who.credentials.zd_email_claimed = self.source.email().map(str::to_owned);
        who.credentials.token_fingerprint = self.source.fingerprint(&self.settings.state_dir);
        who
    }

    /// The runner for a verb of this process.
    pub(in crate::command) fn runner(&self, clock: &Clock) -> Runner {
        Runner {
            client: self.client.clone(),
            journal: self.settings.journal_path.clone(),
            open: Arc::new(|path, who| Ok(Journal::open(path, who)?.timed_by(wall_clock()))),
            auth: self.auth,
            who: self.who(RunMode::Headless),
            clock: clock.clone(),
            salt,
            jitter,
            // A script has given --yes and --expect, and nobody is there for second thoughts.
            grace: Duration::ZERO,
        }
    }

    /// Gets the credentials ready before the screen takes the terminal, since a helper may have to
    /// ask for something. If the network is down, the screen reports it.
    pub(in crate::command) async fn ready(&self) -> Result<(), Failure> {
        match self.source.provider().credentials().await {
            Err(ProviderError::SignedOut(why)) => Err(Failure::credentials(why)),
            Err(ProviderError::NotNow(_) | ProviderError::Later { .. }) | Ok(_) => Ok(()),
        }
    }
}
