//! The edge of the settings: the command line, the environment and the file are read here.
//!
//! - `file` reading the file

mod file;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use super::choice::ColorChoice;
use super::error::SettingsError;
use super::given_text::{clean, without_bearer};
use super::locale::{self, Spelling};
use super::source::{Source, Sourced};
use super::trust::FileTrust;

/// The environment variables that settings are made of. What they hold must be text; the locale
/// and the size of the terminal are hints, read below.
const VARIABLES: [&str; 23] = [
    "ZENDESK_SUBDOMAIN",
    "ZENDESK_OAUTH_TOKEN",
    "ZENDESK_EMAIL",
    "ZENDESK_API_TOKEN",
    "ZENDESK_PASSWORD",
    "ZENDESK_CHAT_TOKEN",
    "ZENTOP_CLIENT_ID",
    "ZENTOP_CLIENT_SECRET",
    "ZENTOP_SESSION_COOKIE",
    "ZENTOP_URL",
    "ZENTOP_PROFILE",
    "ZENTOP_CONFIG",
    "ZENTOP_LOG",
    "NO_COLOR",
    "COLORFGBG",
    "COLORTERM",
    "TERM",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "HOME",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSL_CERT_FILE",
    "XDG_RUNTIME_DIR",
];

/// The variables that hold a token alone.
pub(super) const TOKENS: [&str; 3] = [
    "ZENDESK_OAUTH_TOKEN",
    "ZENDESK_API_TOKEN",
    "ZENDESK_CHAT_TOKEN",
];

/// The beginnings of the names of variables that are for zentop alone.
const OURS: [&str; 2] = ["ZENDESK_", "ZENTOP_"];

/// The environment for a program that zentop starts: its own, without the variables that hold
/// zentop's secrets or say which account it is about.
pub(crate) fn child_environment() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| is_for_children(name))
}

fn is_for_children(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    !OURS.iter().any(|ours| name.starts_with(ours.as_bytes()))
}

/// The flags that every command takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    /// The value of `--profile`.
    pub profile: Option<String>,
    /// The value of `--subdomain`.
    pub subdomain: Option<String>,
    /// The value of `--url`.
    pub url: Option<String>,
    /// The value of `--config`.
    pub config: Option<PathBuf>,
    /// Whether `--read-only` was given.
    pub read_only: bool,
    /// The value of `--client-id`, of the one command that has it.
    pub client_id: Option<String>,
    /// The value of `--color`.
    pub color: Option<ColorChoice>,
    /// The number of times that `-v` was given.
    pub verbose: u8,
}

/// The inputs that settings are made of.
#[derive(Clone, Default)]
pub(crate) struct Inputs {
    /// The settings file, its text, and who else could have written it.
    pub file: Option<(PathBuf, String, FileTrust)>,
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// The flags of the command line.
    pub flags: Flags,
    /// Whether Support's credentials are left out, since what is asked does not use them: then no
    /// mistake in them matters.
    pub leaves_credentials: bool,
}

impl fmt::Debug for Inputs {
    /// Names the variables without their values, some of which are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field(
                "file",
                &self.file.as_ref().map(|(path, _, trust)| (path, trust)),
            )
            .field("env", &self.env.keys().collect::<Vec<_>>())
            .field("flags", &self.flags)
            .field("leaves_credentials", &self.leaves_credentials)
            .finish()
    }
}

/// The home folder of whoever runs the program, as far as the system knows it.
pub(crate) fn home_folder() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

impl Inputs {
    /// Reads the environment and the settings file. A file that nobody named may be missing.
    pub(crate) fn gather(flags: Flags) -> Result<Self, SettingsError> {
        let env = Self::environment()?;
        let file = match settings_path(&flags, &env) {
            Some((path, named_by)) => file::read(path, named_by)?,
            None => None,
        };
        Ok(Self {
            file,
            env,
            flags,
            leaves_credentials: false,
        })
    }

    /// Reads the environment alone.
    pub(crate) fn environment() -> Result<BTreeMap<String, String>, SettingsError> {
        let mut env = BTreeMap::new();
        for name in VARIABLES {
            if let Some(value) = std::env::var_os(name) {
                let value = value
                    .into_string()
                    .map_err(|_| SettingsError::bad(name, "is not UTF-8: set it to plain text"))?;
                env.insert(name.to_owned(), value);
            }
        }
        // Where HOME is unset, the system may still know the home folder.
        if !env.contains_key("HOME")
            && let Some(home) = home_folder()
            && let Ok(home) = home.into_os_string().into_string()
        {
            env.insert("HOME".to_owned(), home);
        }
        Ok(env)
    }

    /// zentop's own variables that are set, but those that say where files are.
    pub(super) fn own_variables(&self) -> Vec<&'static str> {
        let is_other = |name: &&str| is_for_children(OsStr::new(name));
        let is_set = |name: &&str| {
            self.env
                .get(*name)
                .is_some_and(|text| !text.trim().is_empty())
        };
        let names = VARIABLES.into_iter().filter(|name| !is_other(name));
        names
            .filter(|name| *name != "ZENTOP_CONFIG" && is_set(name))
            .collect()
    }

    /// An environment variable, trimmed; one that is empty counts as unset.
    pub(super) fn variable(
        &self,
        name: &'static str,
    ) -> Result<Option<Sourced<String>>, SettingsError> {
        match self.env.get(name) {
            Some(text) => {
                let text = clean(name, text)?;
                let bare = text.as_deref().filter(|_| TOKENS.contains(&name));
                let bare = bare.and_then(without_bearer).map(str::to_owned);
                Ok(bare.or(text).map(|text| Sourced::environment(name, text)))
            }
            None => Ok(None),
        }
    }

    /// zentop's own folder below an XDG base folder.
    pub(super) fn folder(
        &self,
        variable: &'static str,
        below_home: &str,
    ) -> Option<Sourced<PathBuf>> {
        folder(&self.env, variable, below_home)
    }

    /// `path` with a `~` at its beginning replaced by the home folder.
    pub(super) fn expand(&self, path: PathBuf) -> Result<PathBuf, SettingsError> {
        match path.strip_prefix("~") {
            Ok(rest) => Ok(home(&self.env).ok_or(SettingsError::NoHome)?.join(rest)),
            Err(_) => Ok(path),
        }
    }
}

/// The text of a flag, which must not be empty.
pub(super) fn flag(
    name: &'static str,
    text: Option<&str>,
) -> Result<Option<Sourced<String>>, SettingsError> {
    let Some(text) = text else {
        return Ok(None);
    };
    match clean(name, text)? {
        Some(text) => Ok(Some(Sourced::flag(name, text))),
        None => Err(SettingsError::bad(
            name,
            "is empty: give it a value or leave it out",
        )),
    }
}

/// The signs that the terminal of this locale can show.
pub(crate) fn charset_of_locale() -> Spelling {
    locale::spelling(&readable(&["LC_ALL", "LC_CTYPE", "LANG"]))
}

/// The columns and rows that the environment gives to a terminal that does not know them.
pub(crate) fn size_of_environment() -> (Option<u16>, Option<u16>) {
    locale::size(&readable(&["COLUMNS", "LINES"]))
}

/// Variables that are a hint and nothing to complain about.
fn readable(names: &[&str]) -> BTreeMap<String, String> {
    let value = |name: &str| Some(std::env::var_os(name)?.to_string_lossy().into_owned());
    let set = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), value(name)?)));
    set.collect()
}

/// The path of the settings file, and what named it: `--config`, `ZENTOP_CONFIG`, or
/// `zentop/settings.toml` in `$XDG_CONFIG_HOME`, else in `~/.config`, on every system.
pub(crate) fn settings_path(
    flags: &Flags,
    env: &BTreeMap<String, String>,
) -> Option<(PathBuf, Source)> {
    if let Some(path) = &flags.config {
        return Some((path.clone(), Source::Flag("--config")));
    }
    if let Some(path) = env.get("ZENTOP_CONFIG").filter(|path| !path.is_empty()) {
        return Some((path.into(), Source::Environment("ZENTOP_CONFIG")));
    }
    let folder = folder(env, "XDG_CONFIG_HOME", ".config")?;
    Some((folder.value.join("settings.toml"), Source::Default))
}

/// A base folder. One that is not absolute is ignored (XDG Base Directory Specification).
fn folder(
    env: &BTreeMap<String, String>,
    variable: &'static str,
    below_home: &str,
) -> Option<Sourced<PathBuf>> {
    let base = match env.get(variable).map(Path::new) {
        Some(base) if base.is_absolute() => Sourced::environment(variable, base.to_owned()),
        _ => Sourced::default(home(env)?.join(below_home)),
    };
    Some(base.map(|base| base.join("zentop")))
}

fn home(env: &BTreeMap<String, String>) -> Option<&Path> {
    env.get("HOME")
        .map(Path::new)
        .filter(|home| home.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn the_file_is_where_the_strongest_layer_says() {
        let home = ("HOME", "/home/ada");
        for (pairs, expected) in [
            (vec![home], "/home/ada/.config/zentop/settings.toml"),
            (
                vec![home, ("XDG_CONFIG_HOME", "/x")],
                "/x/zentop/settings.toml",
            ),
            (
                vec![home, ("XDG_CONFIG_HOME", "x")],
                "/home/ada/.config/zentop/settings.toml",
            ),
            (vec![home, ("ZENTOP_CONFIG", "/c.toml")], "/c.toml"),
            (
                vec![home, ("ZENTOP_CONFIG", "")],
                "/home/ada/.config/zentop/settings.toml",
            ),
        ] {
            let (path, _) = settings_path(&Flags::default(), &env(&pairs)).unwrap();
            assert_eq!(path, Path::new(expected), "{pairs:?}");
        }
        let flags = Flags {
            config: Some("/f.toml".into()),
            ..Flags::default()
        };
        let found = settings_path(&flags, &env(&[home, ("ZENTOP_CONFIG", "/c.toml")]));
        assert_eq!(found, Some(("/f.toml".into(), Source::Flag("--config"))));
        assert_eq!(settings_path(&Flags::default(), &env(&[])), None);
    }

    #[test]
    fn inputs_do_not_print_the_environment() {
        let inputs = Inputs {
            env: env(&[("ZENDESK_OAUTH_TOKEN", "canary-1")]),
            ..Inputs::default()
        };
        let printed = format!("{inputs:?}");
        assert!(printed.contains("ZENDESK_OAUTH_TOKEN") && !printed.contains("canary"));
    }
}
