//! Every key of the settings file. `assets/settings.toml` describes what each is for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::account::AccountInput;
use super::choice::{
    Accent, AuthChoice, Borders, ListColumn, OnLostTerminal, StoreChoice, ThemeChoice,
};
use super::credentials::SecretPlace;
use super::document::{Document, Section};
use super::error::{Problem, SettingsError};
use super::keys::KeysOfAction;
use super::own_person::OwnPerson;
use super::protected::ProtectedRule;
use super::read::{
    columns, command, command_or_none, keys, path, person, ports, rules, share, switch, text,
    whole, word,
};
use super::rules::{RuleGiven, read_rules};
use super::scopes::Scopes;
use super::source::{Source, Sourced};
use super::trust::FileTrust;
use super::views::{ViewGiven, read_views};

/// A value, if the file has one.
type Given<T> = Option<Sourced<T>>;

/// The values of the file, key by key.
#[derive(Debug, Default)]
pub(super) struct SettingsFile {
    pub(super) profile: Given<String>,
    pub(super) theme: Given<ThemeChoice>,
    pub(super) borders: Given<Borders>,
    pub(super) bell: Given<bool>,
    pub(super) on_lost_terminal: Given<OnLostTerminal>,
    pub(super) copy_command: Given<Vec<String>>,
    pub(super) floor_seconds: Given<u32>,
    pub(super) watching_share: Given<f64>,
    pub(super) ending_share: Given<f64>,
    pub(super) assumed_limit: Given<u32>,
    pub(super) max_per_run: Given<u32>,
    pub(super) grace_seconds: Given<u32>,
    pub(super) confirm_name_above: Given<u32>,
    pub(super) plan_file_above: Given<u32>,
    pub(super) journal_path: Given<PathBuf>,
    pub(super) keys: Vec<(String, Vec<KeysOfAction>)>,
    pub(super) profiles: BTreeMap<String, Profile>,
    pub(super) rules: Vec<RuleGiven>,
    pub(super) columns: Given<Vec<ListColumn>>,
    pub(super) views: Vec<ViewGiven>,
}

/// The values of a table `[profiles.NAME]`.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) account: Given<AccountInput>,
    pub(super) email: Given<String>,
    pub(super) auth: Given<AuthChoice>,
    pub(super) secret: Given<SecretPlace>,
    pub(super) client_id: Given<String>,
    pub(super) scopes: Given<Scopes>,
    pub(super) store: Given<StoreChoice>,
    pub(super) redirect_ports: Given<Vec<u16>>,
    pub(super) timeout_seconds: Given<u32>,
    pub(super) ca_file: Given<PathBuf>,
    pub(super) read_only: Given<bool>,
    pub(super) production: Given<bool>,
    pub(super) accent: Given<Accent>,
    pub(super) protected: Given<Vec<ProtectedRule>>,
    pub(super) me: Given<OwnPerson>,
    pub(super) watching_share: Given<f64>,
    pub(super) ending_share: Given<f64>,
    pub(super) agent_session_timeout: Given<u32>,
    pub(super) end_user_session_timeout: Given<u32>,
}

impl SettingsFile {
    /// Reads the text, and reports all its mistakes at once.
    pub(super) fn parse(path: &Path, text: &str, trust: &FileTrust) -> Result<Self, SettingsError> {
        let (file, problems, _) = Self::read(path, text);
        if !problems.is_empty() {
            return Err(SettingsError::InFile(problems));
        }
        file.refuse_what_strangers_could_write(trust)?;
        Ok(file)
    }

    /// The settings, the problems, and the keys that were asked for.
    pub(super) fn read(path: &Path, text: &str) -> (Self, Vec<Problem>, Vec<String>) {
        let mut document = Document::new(path, text);
        let file = document.read(Self::take);
        let (problems, asked) = document.finish();
        (file, problems, asked)
    }

    fn take(root: &mut Section<'_, '_>) -> Self {
        let mut file = Self {
            profile: root.take("profile", text),
            theme: root.take("theme", word),
            borders: root.take("borders", word),
            bell: root.take("bell", switch),
            on_lost_terminal: root.take("on_lost_terminal", word),
            copy_command: root.take("copy_command", command_or_none),
            columns: root.take("columns", columns),
            ..Self::default()
        };
        root.table("poll", |poll| {
            file.floor_seconds = poll.take("floor_seconds", whole(1..=3600));
            (file.watching_share, file.ending_share) = shares(poll);
            file.assumed_limit = poll.take("assumed_limit", whole(10..=100_000));
        });
        root.table("guard", |guard| {
            file.max_per_run = guard.take("max_per_run", whole(1..=1_000_000));
            file.grace_seconds = guard.take("grace_seconds", whole(0..=60));
            file.confirm_name_above = guard.take("confirm_name_above", whole(1..=1_000_000));
            file.plan_file_above = guard.take("plan_file_above", whole(1..=1_000_000));
        });
        root.table("journal", |journal| {
            file.journal_path = journal.take("path", path);
        });
        file.keys = root.tables("keys", |mode| mode.all(keys));
        file.profiles = root.tables("profiles", Profile::take).into_iter().collect();
        file.rules = read_rules(root);
        file.views = read_views(root, &file.rules);
        file
    }

    /// Refuses settings that run programs or decide where credentials are taken from or sent to, if
    /// another person could have written the file.
    fn refuse_what_strangers_could_write(&self, trust: &FileTrust) -> Result<(), SettingsError> {
        if *trust == FileTrust::Trusted {
            return Ok(());
        }
        let copies = self.copy_command.as_ref().filter(|it| !it.value.is_empty());
        if let Some(Source::File(place)) = copies.map(|it| &it.source) {
            return Err(SettingsError::Untrusted {
                place: place.clone(),
                key: "copy_command".to_owned(),
                why: trust.clone(),
            });
        }
        for profile in self.profiles.values() {
            let secret = profile
                .secret
                .as_ref()
                .map(|secret| (secret.value.key(), &secret.source));
            let url = profile.account.as_ref().and_then(|account| {
                matches!(account.value, AccountInput::Url(_)).then_some(("url", &account.source))
            });
            let ca_file = profile
                .ca_file
                .as_ref()
                .map(|file| ("ca_file", &file.source));
            if let Some((key, Source::File(place))) = secret.or(url).or(ca_file) {
                return Err(SettingsError::Untrusted {
                    place: place.clone(),
                    key: key.to_owned(),
                    why: trust.clone(),
                });
            }
        }
        Ok(())
    }
}

impl Profile {
    fn take(section: &mut Section<'_, '_>) -> Self {
        let subdomain = section.take("subdomain", text);
        let url = section.take("url", text);
        let token_command = section.take("token_command", command);
        let token_file = section.take("token_file", path);
        let (watching_share, ending_share) = shares(section);
        Self {
            account: either(
                section,
                (
                    "subdomain",
                    subdomain.map(|it| it.map(AccountInput::Subdomain)),
                ),
                ("url", url.map(|it| it.map(AccountInput::Url))),
            ),
            secret: either(
                section,
                (
                    "token_command",
                    token_command.map(|it| it.map(SecretPlace::Command)),
                ),
                ("token_file", token_file.map(|it| it.map(SecretPlace::File))),
            ),
            email: section.take("email", text),
            auth: section.take("auth", word),
            client_id: section.take("client_id", text),
            scopes: section.take("scopes", word),
            store: section.take("store", word),
            redirect_ports: section.take("redirect_ports", ports),
            timeout_seconds: section.take("timeout_seconds", whole(5..=600)),
            ca_file: section.take("ca_file", path),
            read_only: section.take("read_only", switch),
            production: section.take("production", switch),
            accent: section.take("accent", word),
            protected: section.take("protected", rules),
            me: section.take("me", person),
            watching_share,
            ending_share,
            agent_session_timeout: section.take("agent_session_timeout", whole(5..=480)),
            end_user_session_timeout: section.take("end_user_session_timeout", whole(5..=20_160)),
        }
    }
}

/// Reads the shares of the account's requests: for every profile, or for one of them.
fn shares(section: &mut Section<'_, '_>) -> (Given<f64>, Given<f64>) {
    (
        section.take("watching_share", share(0.01..=0.9)),
        section.take("ending_share", share(0.01..=0.9)),
    )
}

/// The value of whichever of two keys is there; both at once are a problem.
fn either<T>(
    section: &mut Section<'_, '_>,
    (first, a): (&str, Given<T>),
    (second, b): (&str, Given<T>),
) -> Given<T> {
    if let (Some(_), Some(b)) = (&a, &b) {
        let title = section.title();
        section.complain(
            b,
            format!("{title} has both `{first}` and `{second}`: keep one"),
        );
    }
    a.or(b)
}
