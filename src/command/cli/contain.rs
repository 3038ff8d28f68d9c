//! The options of the verbs that suspend people and revoke tokens.

use clap::{Args, Subcommand};

use super::choosing::{DecidingOptions, ExpectOptions, WhomOptions};
use super::ending::OutputOptions;
use super::{ListFormat, ListStyle, examples};
use crate::command::exit::Failure;
use crate::model::TokenId;
use crate::operation::{Operation, Reason};

/// What every verb that changes something needs before it does.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ConsentOptions {
    #[command(flatten)]
    pub(in crate::command) consent: ExpectOptions,
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
    /// Checks what must hold of these options before anything is read.
    ///
    /// # Errors
    /// If the word to go on stands without a number, or the format has not what was asked for.
    pub(in crate::command) fn check(&self) -> Result<(), Failure> {
        self.consent.check()?;
        self.output.check()
    }

    /// The reason that was given for the run.
    pub(in crate::command) fn reason(&self) -> Reason {
        Reason::given(self.reason.as_ref(), self.ticket.as_ref())
    }
}

/// `suspend`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct SuspendOptions {
    #[command(flatten)]
    pub(in crate::command) whom: WhomOptions,
    #[command(flatten)]
    pub(in crate::command) deciding: DecidingOptions,
    /// Lift the suspension instead
    #[arg(long)]
    pub(in crate::command) undo: bool,
    #[command(flatten)]
    pub(in crate::command) consent: ConsentOptions,
}

impl SuspendOptions {
    /// What is done to the people.
    pub(in crate::command) const fn operation(&self) -> Operation {
        if self.undo {
            Operation::Unsuspend
        } else {
            Operation::Suspend
        }
    }
}

/// `tokens`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum TokensVerb {
    /// List the OAuth tokens of the account, or of some people; never their secrets
    List(ListTokens),
    /// Revoke OAuth tokens for good: a dry run unless --yes and --expect N are given
    #[command(after_help = examples::REVOKE)]
    Revoke(RevokeOptions),
}

/// `tokens list`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ListTokens {
    #[command(flatten)]
    pub(in crate::command) whom: WhomOptions,
    /// How to print
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(in crate::command) format: ListFormat,
    #[command(flatten)]
    pub(in crate::command) style: ListStyle,
    /// Also print the first characters of each token, to find a leaked one
    #[arg(long)]
    pub(in crate::command) reveal_prefix: bool,
}

/// `tokens revoke`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct RevokeOptions {
    /// A token by its number in the list, never by its secret; several are separated by spaces
    #[arg(long, value_name = "TOKEN_ID", num_args = 1..)]
    pub(in crate::command) id: Vec<TokenId>,
    #[command(flatten)]
    pub(in crate::command) whom: WhomOptions,
    #[command(flatten)]
    pub(in crate::command) deciding: DecidingOptions,
    #[command(flatten)]
    pub(in crate::command) consent: ConsentOptions,
}
