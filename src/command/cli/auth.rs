//! The verbs on credentials.

use clap::{Args, Subcommand, ValueEnum};

use super::proposing::proposing;
use crate::settings::StoreChoice;

/// The scopes that are proposed; any other may be asked for.
const SCOPES: [&str; 3] = ["read", "write", "security:read"];

#[expect(
    clippy::unnecessary_wraps,
    reason = "a parser may refuse, and this one does not"
)]
fn scope(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// The places of a sign-in.
const STORES: [&str; 2] = [StoreChoice::Keyring.as_str(), StoreChoice::File.as_str()];

fn store(text: &str) -> Result<StoreChoice, String> {
    (text.parse::<StoreChoice>()).map_err(|error| error.to_string())
}

/// `auth`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum AuthVerb {
    /// Sign in by OAuth in the browser, and keep the sign-in
    Login(LoginOptions),
    /// Who the credentials belong to, what they see, and what to do if that is wrong
    Status {
        /// How to print
        #[arg(long, value_enum, default_value_t = StatusFormat::Table)]
        format: StatusFormat,
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
    /// Forget the sign-in that is kept on this machine
    Logout {
        /// Revoke the token at Zendesk first
        #[arg(long)]
        revoke: bool,
    },
}

/// `auth login`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct LoginOptions {
    /// The OAuth client, as it was registered in the Admin Center
    #[arg(long, value_name = "ID")]
    pub(in crate::command) client_id: Option<String>,
    /// What to ask for, such as "read" or "read write"
    #[arg(long, value_name = "SCOPES", hide_possible_values = true,
        value_parser = proposing(SCOPES, scope))]
    pub(in crate::command) scope: Vec<String>,
    /// Where to keep it: keyring, or file for one that only you can read
    #[arg(long, value_name = "WHERE", hide_possible_values = true,
        value_parser = proposing(STORES, store))]
    pub(in crate::command) store: Option<StoreChoice>,
    /// Print the address and open no browser
    #[arg(long)]
    pub(in crate::command) no_browser: bool,
    /// Take a token from standard input
    #[arg(long, conflicts_with_all = ["client_credentials", "client_id", "scope", "no_browser"])]
    pub(in crate::command) paste: bool,
    /// Sign in as the client itself, with its secret
    #[arg(long, conflicts_with = "no_browser")]
    pub(in crate::command) client_credentials: bool,
}

/// How the status is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum StatusFormat {
    /// Lines for people
    Table,
    /// One object
    Json,
}
