//! The command line: what can be typed, and nothing of what it does.
//!
//! - here the program and its verbs
//! - `everywhere` the options of every verb, and the secrets that none takes
//! - `choosing` whom a verb means, and what is expected of its plan
//! - `list`, `leavers`, `ending`, `contain`, `surface`, `auth`, `records`, `simulator` the options of a
//!   verb, or of a few of one kind
//! - `naming` the options that name people, and of the verb that finds them; `offboard` those of that verb
//! - `given` reads what was typed; `offered` says what may be typed, to shells and in the manual
//! - `proposing` values of our own types, with the words that shells propose for them; `paths` files and
//!   folders, and what `-` is among them
//! - `examples` the ends of the help pages
//!
//! Completions and manual pages are made from this. Nothing here asks Zendesk.

mod auth;
mod choosing;
mod contain;
mod ending;
mod everywhere;
mod examples;
mod given;
mod leavers;
mod list;
mod naming;
mod offboard;
mod offered;
mod paths;
mod proposing;
mod records;
mod simulator;
mod surface;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};

use crate::model::SessionKey;

pub(super) use auth::{AuthVerb, LoginOptions, StatusFormat};
pub(super) use choosing::{DecidingOptions, ExpectOptions, WhomOptions};
pub(super) use contain::{ListTokens, RevokeOptions, SuspendOptions, TokensVerb};
pub(super) use ending::{
    ApplyOptions, EndOptions, MineOptions, OutputOptions, PlanFormat, PlanOptions, PlannedWork,
};
pub(super) use everywhere::Global;
pub(super) use given::{NotRead, given, help_of};
pub(super) use leavers::{LeaversFormat, LeaversOptions};
pub(super) use list::{ListFormat, ListOptions, ListStyle, ids, ids_of_json};
pub(super) use naming::{FindFormat, FindOptions, NamingOptions};
pub(super) use offboard::OffboardOptions;
pub(super) use offered::{described, offered};
pub(super) use paths::FileOrStream;
pub(super) use records::{ConfigFormat, ConfigVerb, JournalVerb};
pub(super) use simulator::{SimulatedPlan, SimulatorOptions};
pub(super) use surface::{ChatAccountVerb, ChatFormat, ChatVerb, HelpCenterVerb, MeVerb};

const EXAMPLES: &str = "\
Examples:
  zentop demo                           try it on a simulated account
  zentop                                the screen, for your account
  zentop list --filter role:admin --format json
  zentop find ann@example.com           who is that, and are they signed in?
  zentop end --user 12345               what would be ended (nothing is sent)
  zentop end --user 12345 --yes --expect 3 --ticket INC-7
  zentop plan --filter tag:vendor --out plan.json, then zentop apply plan.json --yes

Credentials: zentop auth login, or ZENDESK_SUBDOMAIN and ZENDESK_OAUTH_TOKEN
in the environment.
Exit status: 0 done, 1 something to see, 2 usage or settings, 3 credentials,
4 server, 5 refused by a guardrail.";

/// `top` for Zendesk sign-ins: see who is signed in, and sign them out.
#[derive(Debug, Parser)]
#[command(name = "zentop", version, about, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

impl Cli {
    /// Whether this opens the screen.
    pub(super) const fn has_screen(&self) -> bool {
        matches!(
            self.command,
            None | Some(Command::Demo(_) | Command::Incident { .. })
        )
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// The screen on a simulated account; touches nothing outside this machine
    Demo(SimulatorOptions),
    /// The screen during an incident: every run carries the ticket, and a report is written
    #[command(after_help = examples::INCIDENT)]
    Incident {
        /// The ticket or case
        ticket: String,
        /// Why, for the journal
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// The simulator alone; prints its address and credentials as JSON
    #[command(after_help = examples::SIMULATE)]
    Simulate {
        #[command(flatten)]
        options: SimulatorOptions,
        /// The port; 0 picks a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Every session once
    #[command(after_help = examples::list())]
    List(ListOptions),
    /// People who should be gone and are still signed in; exit 1 if there are any
    #[command(after_help = examples::LEAVERS)]
    Leavers(LeaversOptions),
    /// Who is that, and are they signed in? By search, without reading the whole list
    #[command(after_help = examples::FIND)]
    Find(FindOptions),
    /// One session, as JSON; exit 1 if it is not there
    Show {
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
        /// Its owner and its number, as `list` prints them
        #[arg(value_name = "USER_ID/SESSION_ID")]
        session: SessionKey,
    },
    /// End sessions: a dry run unless --yes and --expect N or --at-most N are given
    #[command(after_help = examples::END)]
    End(EndOptions),
    /// Write what `end` would do to a file for a second person to read
    #[command(after_help = examples::PLAN)]
    Plan(PlanOptions),
    /// Carry out a plan file and nothing else
    #[command(after_help = examples::APPLY)]
    Apply(ApplyOptions),
    /// Suspend people: a dry run unless --yes and --expect N are given
    #[command(after_help = examples::SUSPEND)]
    Suspend(SuspendOptions),
    /// Suspend people, revoke their tokens and sign them out: a dry run unless --yes and --expect N
    #[command(after_help = examples::OFFBOARD)]
    Offboard(OffboardOptions),
    /// OAuth tokens, which outlive the sessions of their owners
    #[command(after_help = examples::TOKENS)]
    Tokens {
        #[command(subcommand)]
        what: TokensVerb,
    },
    /// The API's own current session
    #[command(after_help = examples::ME)]
    Me {
        #[command(subcommand)]
        what: MeVerb,
    },
    /// The Help Center session, which is no sign-in
    HelpCenter {
        #[command(subcommand)]
        what: HelpCenterVerb,
    },
    /// The Zendesk Chat account, with a token of its own
    #[command(after_help = examples::CHAT)]
    Chat {
        #[command(subcommand)]
        what: ChatVerb,
    },
    /// Sign in by OAuth, and what the credentials are, see and can do
    #[command(after_help = examples::AUTH)]
    Auth {
        #[command(subcommand)]
        what: AuthVerb,
    },
    /// Where settings come from, what they are, and what is wrong with them
    #[command(after_help = examples::CONFIG)]
    Config {
        #[command(subcommand)]
        what: ConfigVerb,
    },
    /// The audit journal
    #[command(after_help = examples::JOURNAL)]
    Journal {
        #[command(subcommand)]
        what: JournalVerb,
    },
    /// Completions for a shell, on standard output
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// Which shell they are for
        #[arg(value_enum)]
        shell: Shell,
    },
    /// The manual page, or with --out a page for each verb
    Man {
        /// The folder to write the pages to
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath,
            value_parser = paths::no_stream())]
        out: Option<PathBuf>,
    },
    /// Print this help, or that of a command
    Help {
        /// The command, such as `tokens list`
        #[arg(value_name = "COMMAND")]
        of: Vec<String>,
    },
}

/// The shells that completions are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub(super) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    #[value(name = "powershell")]
    Pwsh,
    Zsh,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_names_nobody_is_an_error() {
        assert!(Cli::try_parse_from(["zentop", "end", "--user"]).is_err());
        let both = [
            "zentop",
            "end",
            "--user",
            "1",
            "--expect",
            "3",
            "--at-most",
            "3",
        ];
        assert!(Cli::try_parse_from(both).is_err());
        let whole = [
            "zentop", "end", "--user", "1", "2", "--yes", "--expect", "3",
        ];
        assert!(Cli::try_parse_from(whole).is_ok());
        assert!(Cli::try_parse_from(["zentop", "end", "--user", "0"]).is_err());
    }
}
