//! The options that every verb takes, and the secrets that none takes.

use std::path::PathBuf;

use clap::Args;

use super::paths::no_stream;
use super::proposing::proposing;
use crate::command::exit::Failure;
use crate::settings::{ColorChoice, Flags};

/// The heading of the options that every verb takes.
const EVERYWHERE: &str = "Everywhere";

/// The choices of `--color`.
const COLORS: [&str; 3] = [
    ColorChoice::Auto.as_str(),
    ColorChoice::Always.as_str(),
    ColorChoice::Never.as_str(),
];

fn color(text: &str) -> Result<ColorChoice, String> {
    (text.parse::<ColorChoice>()).map_err(|error| error.to_string())
}

/// What every verb takes.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct Global {
    /// The profile in the settings file
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    profile: Option<String>,
    /// The account: acme for acme.zendesk.com
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME", conflicts_with = "url")]
    subdomain: Option<String>,
    /// The account's origin, in place of a subdomain
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    url: Option<String>,
    /// The settings file
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE",
        value_parser = no_stream())]
    config: Option<PathBuf>,
    /// Nothing can be ended
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    read_only: bool,
    /// Whether to use colours: auto, always, never
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "WHEN",
        hide_possible_values = true, value_parser = proposing(COLORS, color))]
    color: Option<ColorChoice>,
    /// Write a log in the state folder; twice for more
    #[arg(short, long, global = true, help_heading = EVERYWHERE, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Print help
    #[arg(short, long, global = true, help_heading = EVERYWHERE, action = clap::ArgAction::HelpShort)]
    help: Option<bool>,
}

impl Global {
    /// The same for the account of a profile: what named another account at the start does not hold
    /// for it.
    pub(in crate::command) fn of_profile(&self, name: String) -> Self {
        Self {
            profile: Some(name),
            subdomain: None,
            url: None,
            ..self.clone()
        }
    }

    pub(in crate::command) fn flags(&self) -> Flags {
        Flags {
            profile: self.profile.clone(),
            subdomain: self.subdomain.clone(),
            url: self.url.clone(),
            config: self.config.clone(),
            read_only: self.read_only,
            client_id: None,
            color: self.color,
            verbose: self.verbose,
        }
    }
}

/// What people try and must not: arguments are visible to every process on the machine. They are
/// read beside the command line, so that no shell, page or message offers them.
#[derive(Debug, Args)]
pub(super) struct Secrets {
    #[arg(long, global = true, hide = true, num_args = 0..=1, default_missing_value = "")]
    token: Option<String>,
    #[arg(long, global = true, hide = true, num_args = 0..=1, default_missing_value = "")]
    oauth_token: Option<String>,
    #[arg(long, global = true, hide = true, num_args = 0..=1, default_missing_value = "")]
    api_token: Option<String>,
    #[arg(long, global = true, hide = true, num_args = 0..=1, default_missing_value = "")]
    password: Option<String>,
    #[arg(long, global = true, hide = true, num_args = 0..=1, default_missing_value = "")]
    client_secret: Option<String>,
}

impl Secrets {
    /// Refuses a secret on the command line, without repeating it.
    pub(super) fn refuse(&self) -> Result<(), Failure> {
        let given = [
            &self.token,
            &self.oauth_token,
            &self.api_token,
            &self.password,
            &self.client_secret,
        ];
        if given.iter().all(|secret| secret.is_none()) {
            return Ok(());
        }
        Err(Self::refused())
    }

    /// Whether an argument names one of them, with or without its value.
    pub(super) fn is_named_by(argument: &str) -> bool {
        let name = argument.split_once('=').map_or(argument, |(name, _)| name);
        let tree = Self::augment_args(clap::Command::new("secrets"));
        let is_it = |arg: &clap::Arg| arg.get_long() == name.strip_prefix("--");
        name.starts_with("--") && tree.get_arguments().any(is_it)
    }

    /// The refusal of a secret, which it does not repeat.
    pub(super) fn refused() -> Failure {
        Failure::usage(
            "a secret on the command line can be read by every process on this machine, so it is \
             not taken; set ZENDESK_OAUTH_TOKEN in the environment or sign in with `zentop auth \
             login`, and replace the secret you just typed",
        )
    }
}
