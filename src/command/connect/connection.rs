//! Everything a verb needs to talk to one account.

use std::sync::Arc;
use std::time::Duration;

use super::{ConnectMode, acting};
use crate::auth::CredentialSource;
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::host::{jitter, salt, wall_clock};
use crate::journal::{Journal, RunMode, Who};
use crate::model::{Clock, Timestamp};
use crate::operation::Runner;
use crate::settings::Settings;
use crate::zendesk::{AuthKind, Client, ProviderError};

/// Everything a verb needs to talk to one account.
pub(in crate::command) struct Connection {
    pub(in crate::command) client: Client,
    pub(in crate::command) settings: Settings,
    pub(in crate::command) auth: AuthKind,
    /// The notice about these credentials for the person.
    pub(in crate::command) notice: Option<String>,
    pub(in crate::command) source: CredentialSource,
}

impl Connection {
    pub(super) fn new(
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
        }
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
