//! The rules for values that come from more than two layers, or from more than one key.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use super::account::AccountInput;
use super::choice::{AuthChoice, ColorChoice, ListColumn, LogLevel};
use super::credentials::{ProfileSecret, SecretPlace};
use super::error::SettingsError;
use super::file::{Profile, SettingsFile};
use super::given_text::without_bearer;
use super::inputs::{Inputs, TOKENS, flag};
use super::protected::ProtectedRule;
use super::source::{Source, SourceLedger, Sourced, or, shown};
use super::terminal::{ColorDepth, Terminal};
use super::unchosen::UnchosenProfiles;
use crate::model::Timeouts;

type Settled<T> = Result<T, SettingsError>;

/// The name of the profile that exists without being written.
const DEFAULT_PROFILE: &str = "default";

/// The files with certificate authorities.
#[derive(Debug, Clone, Default)]
pub(crate) struct Authorities {
    /// The profile's file, which is trusted beside the system's, and the position of the setting.
    pub ca_file: Option<(PathBuf, Source)>,
    /// The file of `SSL_CERT_FILE`, which takes the place of the system's.
    pub ssl_cert_file: Option<PathBuf>,
}

/// The settings of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogSettings {
    /// The level of its lines.
    pub level: LogLevel,
    /// The path of the log.
    pub path: PathBuf,
}

/// The profile in force; one that somebody named must exist.
pub(super) fn profile_name(inputs: &Inputs, file: &SettingsFile) -> Settled<Sourced<String>> {
    let named = flag("--profile", inputs.flags.profile.as_deref())?
        .or(inputs.variable("ZENTOP_PROFILE")?)
        .or(file.profile.clone());
    let name = or(named, DEFAULT_PROFILE.to_owned());
    if name.value == DEFAULT_PROFILE || file.profiles.contains_key(&name.value) {
        return Ok(name);
    }
    Err(SettingsError::NoSuchProfile {
        name: name.value,
        asked_by: name.source,
        existing: file.profiles.keys().cloned().collect(),
    })
}

/// The account in force. One that is named outside the file replaces the profile's and nothing else
/// of the profile: its `protected` list and `read_only` hold for whatever account it is used with.
pub(super) fn account(
    inputs: &Inputs,
    name: &Sourced<String>,
    profile: &Profile,
) -> Settled<Option<Sourced<AccountInput>>> {
    let subdomain = flag("--subdomain", inputs.flags.subdomain.as_deref())?;
    let url = flag("--url", inputs.flags.url.as_deref())?;
    if subdomain.is_some() && url.is_some() {
        return Err(SettingsError::TwoAccounts);
    }
    if let Some(subdomain) = subdomain {
        return Ok(Some(subdomain.map(AccountInput::Subdomain)));
    }
    if let Some(url) = url.or(inputs.variable("ZENTOP_URL")?) {
        return Ok(Some(url.map(AccountInput::Url)));
    }
    let Some(shared) = inputs.variable("ZENDESK_SUBDOMAIN")? else {
        return Ok(profile.account.clone());
    };
    let shared = shared.map(AccountInput::Subdomain);
    // ZENDESK_SUBDOMAIN is often left over from other tools. Whoever types --profile sandbox
    // must not end up in production because of it.
    match &profile.account {
        Some(own)
            if name.source == Source::Flag("--profile") && !own.value.is_same_as(&shared.value) =>
        {
            Err(SettingsError::AgainstProfile {
                profile: name.value.clone(),
                own: own.value.to_string(),
                account: shared.value.to_string(),
            })
        }
        _ => Ok(Some(shared)),
    }
}

/// The place of the profile's secret; never for an account that is not the profile's.
pub(super) fn profile_secret(
    inputs: &Inputs,
    name: &str,
    profile: &Profile,
    email: Option<Sourced<String>>,
    client_id: Option<Sourced<String>>,
    account: Option<&Sourced<AccountInput>>,
) -> Settled<Option<Sourced<ProfileSecret>>> {
    let Some(place) = profile.secret.clone() else {
        return match email.map(|email| email.source) {
            Some(source @ Source::Environment(_)) => Err(SettingsError::Incomplete {
                has: source.to_string(),
                lacks: "ZENDESK_API_TOKEN",
            }),
            _ => Ok(None),
        };
    };
    if let (Some(account), Some(own)) = (account, &profile.account)
        && !account.value.is_same_as(&own.value)
    {
        return Err(SettingsError::SecretOfAnother {
            profile: name.to_owned(),
            own: own.value.to_string(),
            account: account.value.to_string(),
            named_by: account.source.clone(),
        });
    }
    let auth = or(profile.auth.clone(), AuthChoice::OAuth);
    let source = place.source;
    let place = match place.value {
        SecretPlace::File(path) => SecretPlace::File(inputs.expand(path)?),
        SecretPlace::Command(argv) => SecretPlace::Command(expand_program(inputs, argv)?),
    };
    let (owner, lacks) = match auth.value {
        AuthChoice::OAuth => (Some(String::new()), "nothing"),
        AuthChoice::ApiToken | AuthChoice::Password => {
            (email.map(|email| email.value), "its email")
        }
        AuthChoice::ClientCredentials => (client_id.map(|id| id.value), "its client_id"),
    };
    let Some(owner) = owner else {
        return Err(SettingsError::Incomplete {
            has: format!(
                "auth = \"{}\" of profile {name:?} ({})",
                auth.value, auth.source
            ),
            lacks,
        });
    };
    let value = ProfileSecret::new(auth.value, owner, place);
    Ok(Some(Sourced { value, source }))
}

fn expand_program(inputs: &Inputs, mut argv: Vec<String>) -> Settled<Vec<String>> {
    if let Some(program) = argv.first_mut() {
        *program = inputs
            .expand(PathBuf::from(&*program))?
            .to_string_lossy()
            .into_owned();
    }
    Ok(argv)
}

/// The program that puts text on the clipboard.
pub(super) fn copy_command(
    inputs: &Inputs,
    file: &SettingsFile,
    ledger: &mut SourceLedger,
) -> Settled<Option<Vec<String>>> {
    let command = or(file.copy_command.clone(), Vec::new());
    let argv = expand_program(inputs, command.value)?;
    ledger.say("copy_command", argv.join(" "), command.source);
    Ok(Some(argv).filter(|argv| !argv.is_empty()))
}

/// The token for Zendesk Chat, which only the environment gives.
pub(super) fn chat_token(
    inputs: &Inputs,
    ledger: &mut SourceLedger,
) -> Settled<Option<SecretString>> {
    Ok(inputs.variable("ZENDESK_CHAT_TOKEN")?.map(|token| {
        ledger.say("chat_token", "set".to_owned(), token.source);
        token.value.into()
    }))
}

/// The files with certificate authorities.
pub(super) fn authorities(
    inputs: &Inputs,
    profile: &Profile,
    ledger: &mut SourceLedger,
) -> Settled<Authorities> {
    let ca_file = match profile.ca_file.clone() {
        Some(file) => {
            let (path, source) = (inputs.expand(file.value)?, file.source);
            ledger.say("ca_file", shown(&path), source.clone());
            Some((path, source))
        }
        None => None,
    };
    // A file name may hold any character but NUL, so the text is taken as it is.
    let ssl_cert_file = inputs
        .env
        .get("SSL_CERT_FILE")
        .filter(|path| !path.is_empty());
    Ok(Authorities {
        ca_file,
        ssl_cert_file: ssl_cert_file.map(PathBuf::from),
    })
}

/// What a person should know of the environment: what wins over what, and what was mended.
pub(super) fn notices(inputs: &Inputs, unchosen: &UnchosenProfiles<'_>) -> Vec<String> {
    let is_set = |name: &str| {
        inputs
            .env
            .get(name)
            .is_some_and(|text| !text.trim().is_empty())
    };
    let mut notices: Vec<String> = unchosen.notice().into_iter().collect();
    let by_flag = inputs.flags.subdomain.is_some() || inputs.flags.url.is_some();
    if !by_flag && is_set("ZENTOP_URL") && is_set("ZENDESK_SUBDOMAIN") {
        notices.push(
            "ZENTOP_URL and ZENDESK_SUBDOMAIN are both set: the account is that of ZENTOP_URL"
                .to_owned(),
        );
    }
    for name in TOKENS {
        if let Some(text) = inputs.env.get(name)
            && without_bearer(text.trim()).is_some()
        {
            notices.push(format!(
                "{name} begins with \"Bearer \", which is no part of a token: it is taken without it"
            ));
        }
    }
    notices
}

/// The longest to wait for one answer.
pub(super) fn timeout(profile: &Profile, default: u32, ledger: &mut SourceLedger) -> Duration {
    let seconds = or(profile.timeout_seconds.clone(), default);
    Duration::from_secs(ledger.note("timeout_seconds", seconds).into())
}

/// The account's time-outs as the profile has them.
pub(super) fn timeouts(profile: &Profile, ledger: &mut SourceLedger) -> Timeouts {
    Timeouts {
        agent: ledger.note_if(
            "agent_session_timeout",
            profile.agent_session_timeout.clone(),
        ),
        end_user: ledger.note_if(
            "end_user_session_timeout",
            profile.end_user_session_timeout.clone(),
        ),
        longest: None,
    }
}

/// Whether any layer switches read-only on; none can switch it off again.
pub(super) fn read_only(
    inputs: &Inputs,
    profile: &Profile,
    unchosen: &UnchosenProfiles<'_>,
) -> Sourced<bool> {
    if inputs.flags.read_only {
        return Sourced::flag("--read-only", true);
    }
    unchosen.either(or(profile.read_only.clone(), false), |it| &it.read_only)
}

/// The protected people, whom no plan may touch.
pub(super) fn protected(
    profile: &Profile,
    unchosen: &UnchosenProfiles<'_>,
    ledger: &mut SourceLedger,
) -> Vec<ProtectedRule> {
    let rules = unchosen.protected(profile.protected.clone());
    let words: Vec<String> = rules.value.iter().map(ProtectedRule::to_string).collect();
    ledger.say("protected", words.join(", "), rules.source);
    rules.value
}

/// Whether to write colours (no-color.org: any value that is not empty).
pub(super) fn color(inputs: &Inputs) -> Sourced<ColorChoice> {
    let set = |name: &str| inputs.env.get(name).is_some_and(|value| !value.is_empty());
    match inputs.flags.color {
        Some(color) => Sourced::flag("--color", color),
        None if set("NO_COLOR") => Sourced::environment("NO_COLOR", ColorChoice::Never),
        None if Terminal::from_environment(&inputs.env).depth == ColorDepth::None => {
            Sourced::environment("TERM", ColorChoice::Never)
        }
        None => Sourced::default(ColorChoice::Auto),
    }
}

/// The log, if `-v` or `ZENTOP_LOG` asks for one.
pub(super) fn log(
    inputs: &Inputs,
    state_dir: &Path,
    ledger: &mut SourceLedger,
) -> Settled<Option<LogSettings>> {
    let level = match inputs.flags.verbose {
        0 => match inputs.variable("ZENTOP_LOG")? {
            None => None,
            Some(word) => Some(Sourced {
                value: word
                    .value
                    .parse()
                    .map_err(|error| SettingsError::bad("ZENTOP_LOG", error))?,
                source: word.source,
            }),
        },
        1 => Some(Sourced::flag("-v", LogLevel::Info)),
        2 => Some(Sourced::flag("-v", LogLevel::Debug)),
        _ => Some(Sourced::flag("-v", LogLevel::Trace)),
    };
    Ok(ledger.note_if("log", level).map(|level| LogSettings {
        level,
        path: state_dir.join("zentop.log"),
    }))
}

/// The columns of the list.
pub(super) fn columns(file: &SettingsFile, ledger: &mut SourceLedger) -> Vec<ListColumn> {
    let given = file.columns.clone();
    let source = given
        .as_ref()
        .map_or(Source::Default, |given| given.source.clone());
    let columns = given.map_or_else(Vec::new, |given| given.value);
    let words: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
    let shown = if words.is_empty() {
        "as many as fit".to_owned()
    } else {
        words.join(", ")
    };
    ledger.say("columns", shown, source);
    columns
}
