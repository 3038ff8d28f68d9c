//! Resolves settings from inputs by one rule: the strongest layer that has a value decides.

use std::path::PathBuf;
use std::time::Duration;

use ring::digest::{Context, SHA256};
use secrecy::SecretString;

use super::account::AccountInput;
use super::choice::{Accent, Borders, ColorChoice, ListColumn, OnLostTerminal, ThemeChoice};
use super::credentials::{CredentialsInput, ProfileSecret};
use super::error::SettingsError;
use super::file::{Profile, SettingsFile};
use super::inputs::Inputs;
use super::keys::{self, KeyChange};
use super::limits::{Guard, Poll};
use super::own_person::OwnPerson;
use super::protected::ProtectedRule;
use super::rules::RuleSet;
use super::settle::{self, Authorities, LogSettings};
use super::sign_in::SignIn;
use super::source::{Explained, Source, SourceLedger, Sourced, or};
use super::terminal::Terminal;
use super::unchosen::UnchosenProfiles;
use super::views::{SavedView, settle_views};
use crate::model::{Timeouts, hex};

/// The settings in force.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The profile's name.
    pub profile: String,
    /// The names of all profiles that there are.
    pub profiles: Vec<String>,
    /// The account, as it was written where it was named.
    pub account: Option<AccountInput>,
    /// Credentials from the environment.
    pub credentials: Option<CredentialsInput>,
    /// The place to fetch credentials from, if the environment has none and the profile names one.
    pub profile_secret: Option<ProfileSecret>,
    /// How to sign in by OAuth, and where a sign-in is saved.
    pub sign_in: SignIn,
    /// The longest to wait for one answer.
    pub timeout: Duration,
    /// The files with certificate authorities, each with what named it.
    pub authorities: Authorities,
    /// The token for Zendesk Chat.
    pub chat_token: Option<SecretString>,
    /// Whether ending and changing anything is forbidden.
    pub read_only: bool,
    /// Whether mistakes in this account are costly.
    pub production: bool,
    /// The colour that marks this account.
    pub accent: Option<Accent>,
    /// The protected people, whom no plan may touch.
    pub protected: Vec<ProtectedRule>,
    /// The person behind the credentials, if the profile names one.
    pub me: Option<OwnPerson>,
    /// The rules that say which sessions deserve a look; their hours are still universal time.
    pub rules: RuleSet,
    /// The views that the settings add to the list.
    pub views: Vec<SavedView>,
    /// The columns of the list; the usual ones where there are none.
    pub columns: Vec<ListColumn>,
    /// The account's time-outs as the profile has them, for where the account does not tell.
    pub timeouts: Timeouts,
    /// The colours of the screen.
    pub theme: ThemeChoice,
    /// The characters that lines are drawn with.
    pub borders: Borders,
    /// Whether the terminal's bell may ring.
    pub bell: bool,
    /// What becomes of a run whose terminal is lost.
    pub on_lost_terminal: OnLostTerminal,
    /// The program that puts text on the clipboard, with its arguments.
    pub copy_command: Option<Vec<String>>,
    /// The keys in place of zentop's own.
    pub keys: Vec<KeyChange>,
    /// Whether to write colours.
    pub color: ColorChoice,
    /// The abilities of the terminal.
    pub terminal: Terminal,
    /// The limits on requests to the account.
    pub poll: Poll,
    /// The guardrails that ending sessions must pass.
    pub guard: Guard,
    /// The folder for files that zentop writes.
    pub state_dir: PathBuf,
    /// The path of the journal.
    pub journal_path: PathBuf,
    /// The log, if one was asked for.
    pub log: Option<LogSettings>,
    /// The values above in words, each with its source.
    pub explained: Vec<Explained>,
    /// What a person should know about where values come from.
    pub notices: Vec<String>,
}

/// The default wait for one answer, in seconds: that of Zendesk's own Ruby client.
const TIMEOUT_SECONDS: u32 = 60;

impl Settings {
    /// Settles every value from `inputs` alone, without asking the system for anything.
    pub(crate) fn resolve(inputs: &Inputs) -> Result<Self, SettingsError> {
        let file = match &inputs.file {
            Some((path, text, trust)) => SettingsFile::parse(path, text, trust)?,
            None => SettingsFile::default(),
        };
        let mut ledger = SourceLedger::default();
        let name = settle::profile_name(inputs, &file)?;
        let nothing = Profile::default();
        let profile = file.profiles.get(&name.value).unwrap_or(&nothing);

        let account = settle::account(inputs, &name, profile)?;
        let unchosen = UnchosenProfiles::of(&name, account.as_ref(), &file);
        let email = match inputs.variable("ZENDESK_EMAIL")? {
            Some(email) => Some(email),
            None => profile.email.clone(),
        };
        if let Some(email) = &email {
            ledger.say("email", email.value.clone(), email.source.clone());
        }
        let client_id = SignIn::client_id(inputs, profile)?;
        let credentials = if inputs.leaves_credentials {
            None
        } else {
            CredentialsInput::from_environment(inputs, email.as_ref(), client_id.as_ref())?
        };
        let secret = match &credentials {
            _ if inputs.leaves_credentials => None,
            Some(_) => None,
            None => settle::profile_secret(
                inputs,
                &name.value,
                profile,
                email,
                client_id.clone(),
                account.as_ref(),
            )?,
        };
        let read_only = settle::read_only(inputs, profile, &unchosen);
        let state_dir = inputs
            .folder("XDG_STATE_HOME", ".local/state")
            .ok_or(SettingsError::NoHome)?;
        let journal = match file.journal_path.clone() {
            Some(path) => Sourced {
                value: inputs.expand(path.value)?,
                source: path.source,
            },
            None => state_dir.clone().map(|folder| folder.join("journal.jsonl")),
        };

        let production = or(profile.production.clone(), false);
        let production = unchosen.either(production, |it| &it.production);
        let settings = Self {
            profile: ledger.note("profile", name),
            profiles: file.profiles.keys().cloned().collect(),
            account: ledger.note_if("account", account),
            credentials: ledger.note_if("credentials", credentials),
            profile_secret: ledger.note_if("credentials", secret),
            sign_in: SignIn::settle(inputs, profile, client_id, read_only.value, &mut ledger)?,
            timeout: settle::timeout(profile, TIMEOUT_SECONDS, &mut ledger),
            authorities: settle::authorities(inputs, profile, &mut ledger)?,
            chat_token: settle::chat_token(inputs, &mut ledger)?,
            read_only: ledger.note("read_only", read_only),
            production: ledger.note("production", production.clone()),
            accent: ledger.note_if("accent", profile.accent.clone()),
            protected: settle::protected(profile, &unchosen, &mut ledger),
            me: ledger.note_if("me", profile.me.clone()),
            rules: RuleSet::settle(&file.rules, &mut ledger),
            views: settle_views(&file.views, &mut ledger),
            columns: settle::columns(&file, &mut ledger),
            timeouts: settle::timeouts(profile, &mut ledger),
            theme: ledger.note("theme", or(file.theme.clone(), ThemeChoice::Auto)),
            borders: ledger.note("borders", or(file.borders.clone(), Borders::Unicode)),
            bell: ledger.note("bell", or(file.bell.clone(), true)),
            on_lost_terminal: ledger.note(
                "on_lost_terminal",
                or(file.on_lost_terminal.clone(), OnLostTerminal::Stop),
            ),
            copy_command: settle::copy_command(inputs, &file, &mut ledger)?,
            keys: keys::settle(&file.keys, &mut ledger),
            color: ledger.note("color", settle::color(inputs)),
            terminal: Terminal::from_environment(&inputs.env),
            poll: Poll::settle(&file, profile, &mut ledger),
            guard: Guard::settle(&file, production.value, &mut ledger),
            log: settle::log(inputs, &state_dir.value, &mut ledger)?,
            state_dir: ledger.note_path("state_dir", state_dir),
            journal_path: ledger.note_path("journal.path", journal),
            explained: Vec::new(),
            notices: settle::notices(inputs, &unchosen),
        };
        Ok(Self {
            explained: ledger.into_rows(),
            ..settings
        })
    }

    /// What each of zentop's own variables decides, for those that are set.
    pub(crate) fn environment(&self, inputs: &Inputs) -> Vec<String> {
        let set = inputs.own_variables();
        let line = |name: &'static str| {
            let rows = self.explained.iter();
            let decided: Vec<&str> = rows
                .filter(|row| row.source == Source::Environment(name))
                .map(|row| row.key)
                .collect();
            match &decided[..] {
                [] => format!("{name} is set, and something else decides in its place"),
                keys => format!("{name} is set, and decides: {}", keys.join(", ")),
            }
        };
        set.into_iter().map(line).collect()
    }

    /// The first 8 bytes, in hex, of the SHA-256 over every value in effect, wherever it comes
    /// from: the same for the same settings. Secrets are in it by their presence alone.
    pub(crate) fn fingerprint(&self) -> String {
        let mut context = Context::new(&SHA256);
        for row in &self.explained {
            context.update(format!("{}={}\n", row.key, row.value).as_bytes());
        }
        hex(&context.finish().as_ref()[..8])
    }
}
