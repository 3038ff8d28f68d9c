//! The edge of the settings: the command line, the environment and the file are read here.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::choice::ColorChoice;
use super::credentials::{TOKENS, clean, without_bearer};
use super::error::SettingsError;
use super::locale::{self, Spelling};
use super::source::{Source, Sourced};
use super::trust::FileTrust;
use crate::files::{self, read_bounded};

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

/// The largest settings file, in bytes, so that reading ends if somebody names a device by mistake.
const LARGEST_FILE: u64 = 1 << 20;

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
            .finish()
    }
}

impl Inputs {
    /// Reads the environment and the settings file. A file that nobody named may be missing.
    pub(crate) fn gather(flags: Flags) -> Result<Self, SettingsError> {
        let env = Self::environment()?;
        let file = match settings_path(&flags, &env) {
            Some((path, named_by)) => read(path, named_by)?,
            None => None,
        };
        Ok(Self { file, env, flags })
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
            && let Ok(home) = etcetera::home_dir()
            && let Ok(home) = home.into_os_string().into_string()
        {
            env.insert("HOME".to_owned(), home);
        }
        Ok(env)
    }

    /// The profiles of the settings file, by name; none if the file cannot be read.
    pub(crate) fn profiles(&self) -> Vec<String> {
        let Some((path, text, _)) = &self.file else {
            return Vec::new();
        };
        let (file, ..) = super::file::SettingsFile::read(path, text);
        file.profiles.into_keys().collect()
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

fn read(
    path: PathBuf,
    named_by: Source,
) -> Result<Option<(PathBuf, String, FileTrust)>, SettingsError> {
    let unreadable = |reason: String| SettingsError::Unreadable {
        path: path.clone(),
        reason,
    };
    let found = match fs::metadata(&path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(broken) = files::broken_link(&path) {
                return Err(unreadable(format!(
                    "{broken}: put that back, or remove the link if there are to be no settings"
                )));
            }
            return match named_by {
                Source::Default => Ok(None),
                named_by => Err(SettingsError::NoSuchFile { path, named_by }),
            };
        }
        Err(error) => return Err(unreadable(error.to_string())),
    };
    if found.is_dir() {
        return Err(unreadable("it is a folder: name the file in it".to_owned()));
    }
    // Whoever names a device or a pipe means it. One that stands where the settings belong would
    // silently be no settings, and with them the protected people would be gone.
    if !found.is_file() && named_by == Source::Default {
        return Err(unreadable(
            "it is no regular file, so the settings that belong there are missing: put them back, \
             or remove it if there are to be none"
                .to_owned(),
        ));
    }
    let file = File::open(&path).map_err(|error| unreadable(error.to_string()))?;
    let bytes = read_bounded(&file, LARGEST_FILE).map_err(|error| unreadable(error.to_string()))?;
    let Some(bytes) = bytes else {
        return Err(unreadable(format!(
            "it is larger than {LARGEST_FILE} bytes, so it is no settings file: name another"
        )));
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|&byte| byte == b'\n').count();
        unreadable(format!("line {line} is not UTF-8: save it as UTF-8"))
    })?;
    let trust = FileTrust::of(&path, &file).map_err(|error| unreadable(error.to_string()))?;
    Ok(Some((path, text, trust)))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

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
    fn only_a_file_that_somebody_named_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        assert_eq!(read(path.clone(), Source::Default), Ok(None));
        let error = read(path.clone(), Source::Flag("--config")).unwrap_err();
        assert!(error.to_string().starts_with("--config names "), "{error}");

        std::fs::write(&path, b"theme = \"dark\"\n\xff").unwrap();
        let error = read(path, Source::Default).unwrap_err().to_string();
        assert!(error.contains("line 2 is not UTF-8"), "{error}");
        let error = read("/dev/zero".into(), Source::Flag("--config"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("larger than"), "{error}");
    }

    #[test]
    fn what_stands_where_the_settings_belong_and_is_none_is_never_no_settings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let message = |path: &Path| {
            read(path.to_owned(), Source::Default)
                .unwrap_err()
                .to_string()
        };
        let gone = folder.path().join("gone/zentop.toml");
        symlink(&gone, &path).unwrap();
        for named_by in [Source::Default, Source::Flag("--config")] {
            let error = read(path.clone(), named_by).unwrap_err().to_string();
            for part in [&path, &gone] {
                assert!(error.contains(part.to_str().unwrap()), "{error}");
            }
        }
        // A link to a link, and a folder on the way, are the same mistake.
        fs::remove_file(&path).unwrap();
        symlink("second", &path).unwrap();
        symlink("third", folder.path().join("second")).unwrap();
        assert!(message(&path).contains("link"), "{}", message(&path));
        let way = folder.path().join("config");
        symlink(&gone, &way).unwrap();
        let below = message(&way.join("zentop/settings.toml"));
        assert!(below.contains(way.to_str().unwrap()), "{below}");
        fs::remove_file(&path).unwrap();
        symlink("settings.toml", &path).unwrap();
        assert!(!message(&path).is_empty(), "a link to itself");

        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(message(&path).contains("folder"), "{}", message(&path));
        assert!(message(Path::new("/dev/null")).contains("no regular file"));
        let named = read("/dev/null".into(), Source::Flag("--config")).unwrap();
        assert_eq!(named.unwrap().1, "", "whoever names it means no settings");
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
