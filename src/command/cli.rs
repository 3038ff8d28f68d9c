//! The flags and verbs.

mod auth;
mod contain;
mod ending;
mod examples;
mod surface;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit::Failure;
use crate::app::Column;
use crate::app::projection::Sort;
use crate::model::{SessionKey, UserId};
use crate::settings::{ColorChoice, Flags};

pub(super) use auth::{AuthVerb, LoginOptions, StatusFormat};
pub(super) use contain::{Consent, ListTokens, RevokeOptions, SuspendOptions, TokensVerb};
pub(super) use ending::{ApplyOptions, EndOptions, Format as PlanFormat, PlanOptions, Wanted};
pub(super) use surface::{ChatAccountVerb, ChatFormat, ChatVerb, HelpCenterVerb, MeVerb};

const EXAMPLES: &str = "\
Examples:
  zentop demo                               try it on a simulated account
  zentop                                    the screen, for the account in the environment
  zentop list --filter admin --format json
  zentop end --user 12345                   what would be ended (nothing is sent)
  zentop end --user 12345 --yes --expect 3 --ticket INC-7
  zentop plan --filter vendor --out plan.json, then zentop apply plan.json --yes

Credentials: zentop auth login, or ZENDESK_SUBDOMAIN and ZENDESK_OAUTH_TOKEN in the environment.
Exit status: 0 done, 1 something to see, 2 usage or settings, 3 credentials,
4 server, 5 refused by a guardrail.";

/// `top` for Zendesk sign-ins: see who is signed in, and sign them out.
#[derive(Debug, Parser)]
#[command(name = "zentop", version, about, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(flatten)]
    pub(super) secrets: Secrets,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The heading of the options that every verb takes.
const EVERYWHERE: &str = "Everywhere";

/// What every verb takes.
#[derive(Debug, Clone, Args)]
pub(super) struct Global {
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
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Nothing can be ended
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    read_only: bool,
    /// Whether to use colours: auto, always, never
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "WHEN")]
    color: Option<ColorChoice>,
    /// Write a log in the state folder; twice for more
    #[arg(short, long, global = true, help_heading = EVERYWHERE, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Print help
    #[arg(short, long, global = true, help_heading = EVERYWHERE, action = clap::ArgAction::HelpShort)]
    help: Option<bool>,
}

impl Global {
    pub(super) fn flags(&self) -> Flags {
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

/// What people try and must not: arguments are visible to every process on the machine.
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
        Err(Failure::usage(
            "a secret on the command line can be read by every process on this machine, so it is \
             not taken; set ZENDESK_OAUTH_TOKEN in the environment or sign in with `zentop auth \
             login`, and replace the secret you just typed",
        ))
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
    #[command(after_help = examples::LIST)]
    List(ListOptions),
    /// One session, as JSON; exit 1 if it is not there
    Show {
        /// Its owner and its number, as `list` prints them
        #[arg(value_name = "USER_ID/SESSION_ID")]
        session: SessionKey,
    },
    /// End sessions: a dry run unless --yes and --expect N are given
    #[command(after_help = examples::END, override_usage = "zentop end [OPTIONS] --user ID… | --session U/S… | --filter QUERY | --role ROLE | --everyone")]
    End(EndOptions),
    /// Write what `end` would do to a file for a second person to read
    #[command(after_help = examples::PLAN, override_usage = "zentop plan [OPTIONS] --user ID… | --session U/S… | --filter QUERY | --role ROLE | --everyone")]
    Plan(PlanOptions),
    /// Carry out a plan file and nothing else: a dry run unless --yes is given
    #[command(after_help = examples::APPLY)]
    Apply(ApplyOptions),
    /// Suspend people: a dry run unless --yes and --expect N are given
    #[command(after_help = examples::SUSPEND)]
    Suspend(SuspendOptions),
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
    /// Completions for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
    /// The manual page, or with --out a page for each verb
    Man {
        /// The folder to write the pages to
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

/// The simulated account.
#[derive(Debug, Clone, Args)]
pub(super) struct SimulatorOptions {
    /// Sessions at the start
    #[arg(long, default_value_t = 2_400)]
    pub(super) sessions: usize,
    /// People
    #[arg(long, default_value_t = 3_000)]
    pub(super) users: usize,
    /// The same seed gives the same account
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Sign-ins and sign-outs a minute
    #[arg(long, default_value_t = 40, value_name = "PER_MINUTE")]
    pub(super) churn: u32,
    /// How long each answer takes, in milliseconds
    #[arg(long, default_value_t = 0, value_name = "MS")]
    pub(super) latency: u64,
    /// Requests a minute; 0 for no limit
    #[arg(long, default_value_t = 700, value_name = "PER_MINUTE")]
    pub(super) rate_limit: u32,
    /// What the account has paid for
    #[arg(long, value_enum, default_value_t = SimulatedPlan::Enterprise)]
    pub(super) plan: SimulatedPlan,
    /// How long an access token lives that was signed in for, in seconds
    #[arg(long, default_value_t = 1_800, value_name = "SECONDS")]
    pub(super) token_lifetime: u64,
    /// Faults to play, as TOML
    #[arg(long, value_name = "FILE")]
    pub(super) faults: Option<PathBuf>,
}

/// What a simulated account has paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SimulatedPlan {
    /// No audit log and no custom roles
    Team,
    /// Both
    Enterprise,
    /// And the log of every request
    AccessLogs,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Columns for people
    Table,
    /// One object
    Json,
    /// One session a line
    Ndjson,
    /// Comma-separated, with a header
    Csv,
}

/// `list`
#[derive(Debug, Clone, Args)]
pub(super) struct ListOptions {
    /// Words that must all occur in name, e-mail, organisation, role or id
    #[arg(long, value_name = "QUERY")]
    pub(super) filter: Option<String>,
    /// Only these people, by their own lists: one request each; several are separated by spaces
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub(super) user: Vec<UserId>,
    /// user, name, role, email, signed-in, last-seen or session; add :desc to reverse
    #[arg(long, value_name = "COLUMN[:desc]", value_parser = sort)]
    pub(super) sort: Option<Sort>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// Print at most this many
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
}

fn sort(text: &str) -> Result<Sort, String> {
    let (name, direction) = text.split_once(':').unwrap_or((text, "asc"));
    let descending = match direction {
        "asc" => false,
        "desc" => true,
        _ => return Err(format!("{direction:?} is neither asc nor desc")),
    };
    let name = name.replace('_', "-");
    // The API's own names are taken as well.
    let name = match name.as_str() {
        "id" => "session",
        "user-id" => "user",
        "authenticated-at" => "signed-in",
        "last-seen-at" => "last-seen",
        other => other,
    };
    let column = Column::ALL
        .into_iter()
        .find(|column| column.as_str() == name);
    let names = Column::ALL.map(Column::as_str).join(", ");
    let column = column.ok_or_else(|| format!("there is no column {name:?}; there are {names}"))?;
    Ok(Sort { column, descending })
}

/// `config`
#[derive(Debug, Clone, Subcommand)]
pub(super) enum ConfigVerb {
    /// Print where the settings file is looked for
    Path,
    /// Print every value in force and where it comes from
    Show {
        /// table or json
        #[arg(long, value_enum, default_value_t = ConfigFormat::Table)]
        format: ConfigFormat,
    },
    /// Tell every mistake with its file and line; exit 2 if there is one
    Check,
}

/// How settings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ConfigFormat {
    /// Columns for people
    Table,
    /// One array
    Json,
}

/// `journal`
#[derive(Debug, Clone, Subcommand)]
pub(super) enum JournalVerb {
    /// Print the records as JSON lines
    Show {
        /// Only the newest so many
        #[arg(long, value_name = "N")]
        last: Option<usize>,
        /// Only those of one run
        #[arg(long, value_name = "RUN")]
        run: Option<String>,
    },
    /// Check the chain; exit 1 and name the first bad record if it is broken
    Verify {
        /// A hash written down before: also finds a cut-off end
        #[arg(long, value_name = "HASH")]
        anchor: Option<String>,
    },
    /// Look up what a crash left open, by reading alone; exit 1 if anything was open
    Recover,
    /// Print all records as JSON lines
    Export {
        /// Replace names of people and machines by pseudonyms
        #[arg(long)]
        redact: bool,
    },
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
    fn a_secret_as_an_argument_is_refused_without_repeating_it() {
        for flag in [
            "--token",
            "--oauth-token",
            "--api-token",
            "--password",
            "--client-secret",
        ] {
            let cli = Cli::try_parse_from(["zentop", flag, "s3cret", "list"]).unwrap();
            let refused = cli.secrets.refuse().unwrap_err();
            assert_eq!(refused.status(), 2);
            assert!(!refused.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn sort_columns_have_our_names_and_the_apis() {
        let by = |column, descending| Ok(Sort { column, descending });
        assert_eq!(sort("last-seen:desc"), by(Column::LastSeen, true));
        assert_eq!(sort("last_seen_at"), by(Column::LastSeen, false));
        assert_eq!(sort("id"), by(Column::Session, false));
        assert!(sort("colour").is_err() && sort("name:up").is_err());
    }

    #[test]
    fn an_empty_choice_is_an_error() {
        assert!(Cli::try_parse_from(["zentop", "end"]).is_err());
        assert!(Cli::try_parse_from(["zentop", "end", "--yes", "--expect", "0"]).is_err());
        let whole = [
            "zentop", "end", "--user", "1", "2", "--yes", "--expect", "3",
        ];
        assert!(Cli::try_parse_from(whole).is_ok());
        assert!(Cli::try_parse_from(["zentop", "end", "--user", "0"]).is_err());
    }
}
