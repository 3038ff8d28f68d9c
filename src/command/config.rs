//! `zentop config`: where settings come from, their values, and their mistakes.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use tokio::time::timeout;

use super::cli::{ConfigFormat, ConfigVerb, Global};
use super::connect::{account, asking, saved_sign_ins};
use super::exit::Failure;
use super::guard::addresses_in_words;
use super::output;
use super::report::talk;
use super::screen::keymap;
use crate::auth::CredentialSource;
use crate::files::broken_link;
use crate::model::SafeText;
use crate::operation::PinFile;
use crate::settings::{AccountInput, Inputs, Settings, settings_path};
use crate::zendesk::Account;

/// The widest that a key and a value are printed; the source is never cut.
const COLUMNS: [usize; 2] = [28, 60];

/// How long to wait for a keyring when looking for a saved sign-in.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(global: &Global, what: &ConfigVerb) -> Result<u8, Failure> {
    match what {
        ConfigVerb::Path => path(global),
        ConfigVerb::Show { format } => show(global, *format).await,
        ConfigVerb::Check => check(global),
    }
}

fn path(global: &Global) -> Result<u8, Failure> {
    let env = Inputs::environment()?;
    let Some((path, named_by)) = settings_path(&global.flags(), &env) else {
        return Err(Failure::usage(
            "there is no home folder to look for settings in: set HOME, or name a file with \
             --config",
        ));
    };
    let there = match broken_link(&path) {
        Some(broken) => format!(", but {broken}"),
        None if path.exists() => String::new(),
        None => ", not there yet".to_owned(),
    };
    talk(&format!("named by: {named_by}{there}"));
    print(|out| writeln!(out, "{}", shown(&path)))
}

#[derive(Serialize)]
struct ConfigRow<'a> {
    key: &'a str,
    value: &'a str,
    source: String,
}

async fn show(global: &Global, format: ConfigFormat) -> Result<u8, Failure> {
    let settings = Settings::resolve(&Inputs::gather(global.flags())?)?;
    let sign_in = sign_in(&settings).await;
    let mut rows: Vec<ConfigRow<'_>> = settings
        .explained
        .iter()
        .map(|row| ConfigRow {
            key: row.key,
            value: &row.value,
            source: row.source.to_string(),
        })
        .collect();
    rows.extend(sign_in.as_ref().map(|place| ConfigRow {
        key: "sign_in",
        value: place,
        source: "zentop auth login".to_owned(),
    }));
    if format == ConfigFormat::Json {
        return print(|mut out| output::json(&mut out, &rows));
    }
    let cells: Vec<Vec<SafeText>> = rows
        .iter()
        .map(|row| {
            let value = if row.value.is_empty() {
                "none"
            } else {
                row.value
            };
            [row.key, value, &row.source].map(SafeText::new).into()
        })
        .collect();
    print(|mut out| output::table(&mut out, &["SETTING", "VALUE", "FROM"], &cells, &COLUMNS))
}

/// The place where the sign-in of these settings is saved. `None` if they need none.
async fn sign_in(settings: &Settings) -> Option<String> {
    if settings.credentials.is_some() || settings.profile_secret.is_some() {
        return None;
    }
    let account = account(settings).ok()?;
    let saved_sign_ins = saved_sign_ins(settings, &account);
    let Ok(found) = timeout(PATIENCE, saved_sign_ins.find(settings.sign_in.store)).await else {
        return Some("not known: a keyring waits to be unlocked".to_owned());
    };
    Some(match found {
        Ok(Some(found)) => format!("kept in {}", found.store.place()),
        Ok(None) => "none is kept".to_owned(),
        Err(error) => format!("none is found: {error}"),
    })
}

/// Prints every mistake of the file and of the environment, what the environment decides, and for
/// each profile whether it can be used.
fn check(global: &Global) -> Result<u8, Failure> {
    let inputs = Inputs::gather(global.flags())?;
    let settings = Settings::resolve(&inputs)?;
    for line in settings.environment(&inputs) {
        talk(&line);
    }
    for notice in &settings.notices {
        talk(notice);
    }
    let profiles = inputs.profiles();
    let mut mistakes: Vec<String> = profiles
        .iter()
        .filter_map(|name| usable(&inputs, name).err())
        .collect();
    mistakes.extend(keymap(&settings).err().map(|error| error.to_string()));
    mistakes.extend(in_force(&settings).err().map(|error| error.to_string()));
    if !mistakes.is_empty() {
        return Err(Failure::usage(mistakes.join("\n")));
    }
    tell_protected(&settings);
    let Some((path, ..)) = &inputs.file else {
        talk("there is no settings file, so everything else is at its default");
        return Ok(0);
    };
    let profiles = match profiles.len() {
        1 => "1 profile".to_owned(),
        count => format!("{count} profiles"),
    };
    talk(&format!("no mistake in {} ({profiles})", shown(path)));
    Ok(0)
}

/// Tells of the protected addresses that lead to nobody, as far as was found out before: nobody is
/// asked here.
fn tell_protected(settings: &Settings) {
    let Ok(account) = account(settings) else {
        return;
    };
    let file = PinFile::new(&settings.state_dir, &settings.profile, account.origin());
    let file = file.beside(&settings.journal_path);
    let (pins, problem) = file.read(&settings.protected);
    if let Some(words) = problem {
        talk(&words);
    }
    for (words, is_somebody) in addresses_in_words(&pins) {
        if !is_somebody {
            talk(&format!("protected: {words}"));
        }
    }
}

/// Checks the account and the credentials in force, wherever they come from, without asking
/// anybody.
fn in_force(settings: &Settings) -> Result<(), Failure> {
    if settings.account.is_none() {
        return Ok(());
    }
    let account = account(settings)?;
    let Some(given) = &settings.credentials else {
        return Ok(());
    };
    let row = settings
        .explained
        .iter()
        .find(|row| row.key == "credentials");
    let from = row.map_or_else(String::new, |row| format!("{}: ", row.source));
    let asking = asking(settings, &account);
    let source = CredentialSource::given(given, &settings.sign_in.scopes, &asking)
        .map_err(|error| Failure::usage(format!("{from}{error}")))?;
    match source.provider().suspicion() {
        Some(suspicion) => Err(Failure::usage(format!("{from}{suspicion}"))),
        None => Ok(()),
    }
}

/// Checks that a profile resolves by itself, without the environment's account or credentials.
fn usable(inputs: &Inputs, name: &str) -> Result<(), String> {
    let mut alone = inputs.clone();
    alone.flags.profile = Some(name.to_owned());
    (alone.flags.subdomain, alone.flags.url) = (None, None);
    let foreign = |key: &str| key.starts_with("ZENDESK_") || key == "ZENTOP_URL";
    alone.env.retain(|key, _| !foreign(key));
    let message = |error: &dyn std::fmt::Display| format!("profile {name:?}: {error}");
    let settings = Settings::resolve(&alone).map_err(|error| message(&error))?;
    let account = match &settings.account {
        Some(AccountInput::Subdomain(name)) => Account::from_subdomain(name),
        Some(AccountInput::Url(url)) => Account::from_url(url),
        None => {
            return Err(message(
                &"it names no account: give it a subdomain or a url",
            ));
        }
    };
    account.map(|_| ()).map_err(|error| message(&error))
}

fn shown(path: &Path) -> SafeText {
    SafeText::new(&path.display().to_string())
}

fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u8, Failure> {
    let mut out = output::stdout();
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(Failure::system)?;
    Ok(0)
}
