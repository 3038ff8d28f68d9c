//! The options of the verbs that suspend people and revoke tokens.

use clap::{Args, Subcommand};

use super::ending::{OutputOptions, undecided};
use super::examples::REVOKE_USAGE;
use super::proposing::proposing;
use super::{ListFormat, ListStyle};
use crate::model::{TokenId, UserId};
use crate::operation::{Reason, UndecidedPolicy};

/// What every verb that changes something needs before it does.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ConsentOptions {
    /// Really do it; needs --expect
    #[arg(long)]
    yes: bool,
    /// How many the plan has; any other number changes nothing
    #[arg(long, value_name = "N")]
    expect: Option<usize>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The ticket, for the journal
    #[arg(long, value_name = "ID")]
    ticket: Option<String>,
    #[command(flatten)]
    pub(in crate::command) output: OutputOptions,
}

impl ConsentOptions {
    /// The number that was given with `--yes`; without both options it is a dry run.
    pub(in crate::command) fn expected(&self) -> Option<usize> {
        self.expect.filter(|_| self.yes)
    }

    /// The reason that was given for the run.
    pub(in crate::command) fn reason(&self) -> Reason {
        Reason {
            text: self.reason.clone(),
            ticket: self.ticket.clone(),
        }
    }
}

/// Whom `suspend` is aimed at; an empty choice is an error.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub(in crate::command) struct ChosenPeople {
    /// A user; several are separated by spaces
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub(in crate::command) user: Vec<UserId>,
    /// Everybody with a session that matches the query; see `list --help`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(in crate::command) filter: Option<String>,
}

/// `suspend`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct SuspendOptions {
    #[command(flatten)]
    pub(in crate::command) people: ChosenPeople,
    /// leave or take the people of whom it cannot be known whether they match (with --filter)
    #[arg(long, value_name = "WHAT",
        value_parser = proposing(UndecidedPolicy::ASKED.map(UndecidedPolicy::as_str), undecided))]
    pub(in crate::command) undecided: Option<UndecidedPolicy>,
    /// Lift the suspension instead
    #[arg(long)]
    pub(in crate::command) undo: bool,
    #[command(flatten)]
    pub(in crate::command) consent: ConsentOptions,
}

/// `tokens`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum TokensVerb {
    /// List the OAuth tokens of the account, or of some people; never their secrets
    List(ListTokens),
    /// Revoke OAuth tokens for good: a dry run unless --yes and --expect N are given
    #[command(override_usage = REVOKE_USAGE)]
    Revoke(RevokeOptions),
}

/// `tokens list`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ListTokens {
    /// Only those of a user; several are separated by spaces
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub(in crate::command) user: Vec<UserId>,
    /// How to print
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(in crate::command) format: ListFormat,
    #[command(flatten)]
    pub(in crate::command) style: ListStyle,
    /// Also print the first characters of each token, to find a leaked one
    #[arg(long)]
    pub(in crate::command) reveal_prefix: bool,
}

/// Which tokens `tokens revoke` is aimed at; an empty choice is an error.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub(in crate::command) struct ChosenTokens {
    /// A token by its number in the list, never by its secret; several are separated by spaces
    #[arg(long, value_name = "TOKEN_ID", num_args = 1..)]
    pub(in crate::command) id: Vec<TokenId>,
    /// All tokens of a user; several are separated by spaces
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub(in crate::command) user: Vec<UserId>,
}

/// `tokens revoke`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct RevokeOptions {
    #[command(flatten)]
    pub(in crate::command) chosen: ChosenTokens,
    #[command(flatten)]
    pub(in crate::command) consent: ConsentOptions,
}
