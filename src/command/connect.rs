//! From settings to a client of one account.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::around;
use super::cli::Global;
use super::exit::Failure;
use super::report::talk;
use super::waiting::patience;
use crate::auth::{CredentialSource, SavedSignIns, StoreError, TokenEndpoint};
use crate::files::{quoted, read_bounded};
use crate::host::{jitter, local_zone, salt, system_clock, wall_clock};
use crate::journal::{ActingCredentials, Journal, Place, RunMode, Who};
use crate::model::{Clock, Timestamp};
use crate::operation::{Guardrails, PersonBehind, Runner};
use crate::settings::{AccountInput, FileTrust, Flags, Inputs, ProtectedIds, RuleSet, Settings};
use crate::zendesk::{
    Account, AuthKind, Budget, Client, HttpTransport, Limits, ProviderError, Shares, proxy_of,
};

const HOW_TO_BEGIN: &str = concat!(
    "  try it without an account:  zentop demo\n",
    "  sign in by OAuth:           zentop auth login --subdomain acme --client-id ID\n",
    "  with a token you have:      export ZENDESK_SUBDOMAIN=acme ZENDESK_OAUTH_TOKEN=…",
);

const WHEN_LOCKED: &str = concat!(
    "  unlock it in the desktop and try again, or keep the sign-in elsewhere:\n",
    "  in a file that only you can read:  zentop auth login --store file\n",
    "  with a token you have:             export ZENDESK_OAUTH_TOKEN=…",
);

/// How long to wait for a keyring before a message is printed.
const SILENCE: Duration = Duration::from_secs(2);

/// Everything a verb needs to talk to one account.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) auth: AuthKind,
    /// The notice about these credentials for the person.
    pub(super) notice: Option<String>,
    pub(super) source: CredentialSource,
}

impl Connection {
    fn new(client: Client, settings: Settings, source: CredentialSource, now: Timestamp) -> Self {
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
    fn tell_notices(&mut self, mode: ConnectMode) {
        for notice in &self.settings.notices {
            match (mode, &mut self.notice) {
                (ConnectMode::Once, _) => talk(notice),
                (ConnectMode::Watching, Some(line)) => *line = format!("{notice}; {line}"),
                (ConnectMode::Watching, line @ None) => *line = Some(notice.clone()),
            }
        }
    }

    /// Who acts with these credentials, as far as it is known without asking Zendesk.
    pub(super) fn who(&self, mode: RunMode) -> Who {
        let account = self.client.account();
        Who {
            place: Place::here(),
            credentials: ActingCredentials {
                account: account.name().to_owned(),
                origin: account.origin().to_owned(),
                proxy: proxy_of(account),
                zd_user_id: None,
                zd_email_claimed: self.source.email().map(str::to_owned),
                auth_kind: self.auth.as_str(),
                token_fingerprint: self.source.fingerprint(&self.settings.state_dir),
            },
            config_hash: Some(self.settings.fingerprint()),
            mode,
            skew_ms: None,
        }
    }

    /// The runner for a verb of this process.
    pub(super) fn runner(&self, clock: &Clock) -> Runner {
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
    pub(super) async fn ready(&self) -> Result<(), Failure> {
        match self.source.provider().credentials().await {
            Err(ProviderError::SignedOut(why)) => Err(Failure::credentials(why)),
            Err(ProviderError::NotNow(_) | ProviderError::Later { .. }) | Ok(_) => Ok(()),
        }
    }
}

/// How much of the budget a verb may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectMode {
    /// The verb watches for hours, beside everybody else's integrations.
    Watching,
    /// The verb runs once while somebody waits, so reading may use what ending may.
    Once,
}

/// The settings from the command line, the environment and the file.
pub(super) fn settings(global: &Global) -> Result<Settings, Failure> {
    settings_of(global.flags())
}

/// The settings with the flags of a command that has more of them.
pub(super) fn settings_of(flags: Flags) -> Result<Settings, Failure> {
    let settings = Settings::resolve(&Inputs::gather(flags)?)?;
    super::log::start(&settings)?;
    Ok(settings)
}

/// The profiles that somebody may have meant who named none, as the end of a sentence.
fn profiles_to_choose(profiles: &[String]) -> String {
    let named: Vec<String> = profiles.iter().map(|name| format!("{name:?}")).collect();
    match &named[..] {
        [] => String::new(),
        [one] => {
            format!(", and no profile is chosen: give --profile {one}, or set profile = {one}")
        }
        _ => format!(
            ", and no profile is chosen: give --profile with one of {}, or set profile",
            named.join(", ")
        ),
    }
}

/// The account that the settings name.
pub(super) fn account(settings: &Settings) -> Result<Account, Failure> {
    let account = match &settings.account {
        Some(AccountInput::Subdomain(name)) => Account::from_subdomain(name),
        Some(AccountInput::Url(url)) => Account::from_url(url),
        None => {
            return Err(Failure::credentials(format!(
                "no account is named{}\n{HOW_TO_BEGIN}",
                profiles_to_choose(&settings.profiles)
            )));
        }
    };
    trusting(account.map_err(Failure::usage)?, settings)
}

/// The largest file with certificate authorities, in bytes: a whole system's are 250 kB.
const LARGEST_BUNDLE: u64 = 8 << 20;

/// The account, reached with the authorities that the settings name. A file that is missing would
/// otherwise show as a certificate that nobody knows.
fn trusting(account: Account, settings: &Settings) -> Result<Account, Failure> {
    if !account.origin().starts_with("https:") {
        return Ok(account);
    }
    let authorities = &settings.authorities;
    around::check(&account, authorities.ssl_cert_file.as_deref())?;
    if let Some(path) = &authorities.ssl_cert_file {
        bundle(path).map_err(|why| {
            let path = quoted(path);
            Failure::usage(format!(
                "SSL_CERT_FILE names {path}: {why}. Name a file with PEM certificates, or unset it"
            ))
        })?;
    }
    let Some((path, source)) = &authorities.ca_file else {
        return Ok(account);
    };
    let named = |why: String| {
        let path = quoted(path);
        Failure::usage(format!("{source}: `ca_file` names {path}: {why}"))
    };
    // Whoever can write the file can answer in Zendesk's place, and is sent the token.
    let file = File::open(path).map_err(|error| named(in_words(&error)))?;
    match FileTrust::of(path, &file).map_err(|error| named(in_words(&error)))? {
        FileTrust::Trusted => {}
        distrust => return Err(named(distrust.reason(path))),
    }
    let pem = bundle_in(file).map_err(named)?;
    account
        .trusting(&pem)
        .map_err(|error| named(error.to_string()))
}

fn bundle(path: &Path) -> Result<Vec<u8>, String> {
    bundle_in(File::open(path).map_err(|error| in_words(&error))?)
}

fn bundle_in(file: File) -> Result<Vec<u8>, String> {
    match read_bounded(file, LARGEST_BUNDLE) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err("it is larger than any such file".to_owned()),
        Err(error) => Err(in_words(&error)),
    }
}

fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    }
}

/// Connects to the account with the credentials that the settings name, without asking the server
/// yet.
pub(super) async fn connect(
    global: &Global,
    mode: ConnectMode,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let settings = settings(global)?;
    let account = account(&settings)?;
    connecting(account, settings, mode, now).await
}

/// Connects to this account with the credentials that the settings name.
pub(super) async fn connect_as(
    account: Account,
    settings: Settings,
    mode: ConnectMode,
) -> Result<Connection, Failure> {
    connecting(account, settings, mode, system_clock()()).await
}

async fn connecting(
    account: Account,
    settings: Settings,
    mode: ConnectMode,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let source = credentials(&settings, &account).await?;
    let mut connection = connect_with(account, settings, source, mode, now)?;
    connection.tell_notices(mode);
    Ok(connection)
}

/// A client without credentials, for what Zendesk shows to anybody.
pub(super) fn visitor(account: Account, settings: &Settings) -> Result<Client, Failure> {
    let transport =
        HttpTransport::anonymous(&account, limits(settings)).map_err(Failure::server)?;
    let budget = Budget::new(Shares::default());
    Ok(Client::new(account, Arc::new(transport), budget).patient(patience()))
}

/// Connects with these credentials.
pub(super) fn connect_with(
    account: Account,
    settings: Settings,
    source: CredentialSource,
    mode: ConnectMode,
    now: Timestamp,
) -> Result<Connection, Failure> {
    let transport = HttpTransport::with_provider(&account, source.provider(), limits(&settings))
        .map_err(Failure::server)?;
    let poll = &settings.poll;
    let budget = Budget::new(Shares {
        watching: match mode {
            ConnectMode::Watching => poll.watching_share,
            ConnectMode::Once => poll.ending_share,
        },
        ending: poll.ending_share,
        assumed_limit: poll.assumed_limit,
    });
    let client = Client::new(account, Arc::new(transport), budget);
    let client = match mode {
        ConnectMode::Watching => client,
        ConnectMode::Once => client.patient(patience()),
    };
    Ok(Connection::new(client, settings, source, now))
}

/// Connects for a verb that runs once; the notice about the credentials, if any, goes to stderr.
pub(super) async fn connect_once(global: &Global, now: Timestamp) -> Result<Connection, Failure> {
    let connection = connect(global, ConnectMode::Once, now).await?;
    if let Some(notice) = &connection.notice {
        talk(notice);
    }
    Ok(connection)
}

/// The credentials: those of the environment before those of the profile before a saved sign-in.
async fn credentials(settings: &Settings, account: &Account) -> Result<CredentialSource, Failure> {
    let asking = asking(settings, account);
    let scopes = &settings.sign_in.scopes;
    if let Some(given) = &settings.credentials {
        return CredentialSource::given(given, scopes, &asking).map_err(Failure::credentials);
    }
    if let Some(secret) = &settings.profile_secret {
        return Ok(CredentialSource::elsewhere(secret, scopes, &asking));
    }
    let saved_sign_ins = saved_sign_ins(settings, account);
    let none = |more: &str| {
        let name = account.name();
        Failure::credentials(format!("no credentials for {name}\n{HOW_TO_BEGIN}{more}"))
    };
    match patiently(saved_sign_ins.find(settings.sign_in.store)).await {
        Ok(Some(found)) => Ok(CredentialSource::saved(found, &saved_sign_ins, &asking)),
        Ok(None) => Err(none("")),
        Err(error @ StoreError::NoKeyring(_)) => Err(none(&format!(
            "\n  a sign-in may be kept where nobody could look: {error}"
        ))),
        Err(error @ StoreError::Locked(_)) => {
            Err(Failure::credentials(format!("{error}\n{WHEN_LOCKED}")))
        }
        Err(error) => Err(Failure::credentials(error)),
    }
}

/// Waits for a keyring, and after a while tells the person that it may ask for something in a
/// window elsewhere.
pub(super) async fn patiently<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    if let Ok(done) = timeout(SILENCE, &mut work).await {
        return done;
    }
    talk("waiting for the keyring: the desktop may ask you to unlock it");
    work.await
}

/// The token endpoint of `account`, with everything that asking it needs.
pub(super) fn asking(settings: &Settings, account: &Account) -> TokenEndpoint {
    TokenEndpoint {
        account: account.clone(),
        limits: limits(settings),
        clock: system_clock(),
    }
}

/// The place where sign-ins to `account` are saved.
pub(super) fn saved_sign_ins(settings: &Settings, account: &Account) -> SavedSignIns {
    let session_bus = settings.sign_in.session_bus;
    SavedSignIns::new(account, &settings.profile, &settings.state_dir, session_bus)
}

/// The time and size limits of the profile's requests.
fn limits(settings: &Settings) -> Limits {
    Limits {
        connect: Limits::CONNECT.min(settings.timeout),
        total: settings.timeout,
        ..Limits::default()
    }
}

/// The rules in force, in the zone of this machine.
pub(super) fn rules(settings: &Settings) -> RuleSet {
    settings.rules.in_zone(local_zone())
}

/// The guardrails, before it is known whose credentials these are.
pub(super) fn guardrails(settings: &Settings) -> Guardrails {
    Guardrails {
        own_user: None,
        behind: PersonBehind::NotNamed,
        own_token: None,
        protected: settings.protected.clone(),
        pinned: ProtectedIds::default(),
        max_per_run: settings.guard.max_per_run as usize,
        name_above: settings.guard.confirm_name_above as usize,
        file_above: settings.guard.plan_file_above as usize,
        read_only: settings.read_only,
        only_own: false,
        rules: rules(settings),
    }
}
