//! A simulated account behind a real socket, for the tests of this folder.

use std::sync::Arc;

use crate::journal::{ActingCredentials, Place, RunMode, Who};
use crate::model::{Clock, Timestamp};
use crate::simulator::{Options, Served, Simulator, serve};
use crate::zendesk::{Account, Budget, Client, Credentials, HttpTransport, Limits, Shares};

/// The time that the clock always gives.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_795_317_300);

/// An account of ten people with ten sessions, and a client whose budget never makes it wait.
pub(crate) struct Simulated {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    pub(crate) clock: Clock,
    _served: Served,
}

impl Simulated {
    pub(crate) async fn account() -> Self {
        let clock: Clock = Arc::new(|| NOW);
        let simulator = Simulator::new(Options {
            sessions: 10,
            users: 10,
            churn_per_minute: 0,
            rate_limit: 0,
            ..Options::new(Arc::clone(&clock))
        });
        let served = serve(simulator.clone(), 0).await.unwrap();
        let account = Account::from_url(&served.url()).unwrap();
        let credentials = Credentials::oauth(&simulator.credentials().oauth_token).unwrap();
        let transport = HttpTransport::new(&account, &credentials, Limits::default()).unwrap();
        let plenty = Shares {
            watching: 1.0,
            ending: 1.0,
            assumed_limit: 1_000_000,
        };
        let client = Client::new(account, Arc::new(transport), Budget::new(plenty));
        Self {
            simulator,
            client,
            clock,
            _served: served,
        }
    }

    /// A client of Chat with this token.
    pub(crate) fn chat(&self, token: &str) -> Client {
        let account = self.client.account().clone();
        let token = Credentials::oauth(token).unwrap();
        let transport = HttpTransport::new(&account, &token, Limits::default()).unwrap();
        Client::new(account, Arc::new(transport), Budget::new(Shares::default()))
    }

    /// The identity that the process with this number writes into the journal.
    pub(crate) fn who(&self, pid: u32) -> Who {
        Who {
            place: Place {
                os_user: "ada".into(),
                uid: 1000,
                host: "desk".into(),
                tty_or_ssh: None,
                pid,
            },
            credentials: ActingCredentials {
                account: self.client.account().name().to_owned(),
                origin: self.client.account().origin().to_owned(),
                proxy: None,
                zd_user_id: None,
                zd_email_claimed: None,
                auth_kind: "oauth",
                token_fingerprint: None,
            },
            config_hash: None,
            mode: RunMode::Headless,
            skew_ms: None,
        }
    }
}
