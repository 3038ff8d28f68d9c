//! The verbs on the own session, Help Center and Chat.

use clap::{Subcommand, ValueEnum};

/// `me`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum MeVerb {
    /// Show the session these credentials have, if any
    Show {
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
    /// Keep that session alive, and get the token that changes need beside a session cookie
    Renew {
        /// Print the token, which is a secret
        #[arg(long)]
        reveal: bool,
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
    /// Sign that session out; has no effect under OAuth and Basic. A dry run without --yes
    Logout {
        /// Send it
        #[arg(long)]
        yes: bool,
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
}

/// `help-center`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum HelpCenterVerb {
    /// Show the session: a CSRF token, masked unless --reveal
    Session {
        /// Print the token, which is a secret
        #[arg(long)]
        reveal: bool,
    },
}

/// `chat`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum ChatVerb {
    /// The account: plan, billing, status
    Account {
        #[command(subcommand)]
        what: ChatAccountVerb,
    },
}

/// How the Chat account is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum ChatFormat {
    /// Fields for people
    Table,
    /// One object
    Json,
}

/// `chat account`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum ChatAccountVerb {
    /// Show it
    Show {
        /// How to print
        #[arg(long, value_enum, default_value_t = ChatFormat::Table)]
        format: ChatFormat,
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
    /// Change billing fields, as the account's owner: asks first, or takes --yes
    Set {
        /// Such as billing.email=ada@example.com
        #[arg(value_name = "FIELD=VALUE", required = true)]
        changes: Vec<String>,
        /// Send it without asking
        #[arg(long)]
        yes: bool,
    },
}
