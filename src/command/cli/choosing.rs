//! The options that say whom a verb means, what becomes of those of whom that cannot be known, and
//! what is expected of the plan.

use clap::Args;

use super::naming::NamingOptions;
use super::proposing::proposing;
use crate::command::exit::Failure;
use crate::model::{HostName, Role, SessionKey, UserId};
use crate::operation::{ChosenOrganization, ChosenRole, Expected, UndecidedPolicy};

/// The heading of the options that say whom a verb means.
pub(super) const WHOM: &str = "Whom, in any mixture";

/// Whom a verb means. All of these may be given again and mixed, and they unite.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct WhomOptions {
    /// A session; several are separated by spaces
    #[arg(long, help_heading = WHOM, value_name = "USER/SESSION", num_args = 1..)]
    pub(in crate::command) session: Vec<SessionKey>,
    /// A person by number; several are separated by spaces
    #[arg(long, help_heading = WHOM, value_name = "USER_ID", num_args = 1..)]
    pub(in crate::command) user: Vec<UserId>,
    #[command(flatten)]
    pub(in crate::command) naming: NamingOptions,
    /// Everyone whose address is under exactly this domain
    #[arg(long, help_heading = WHOM, value_name = "DOMAIN", num_args = 1..,
        value_parser = domain)]
    pub(in crate::command) domain: Vec<HostName>,
    /// Everyone of this organisation, by whole name or number
    #[arg(long, help_heading = WHOM, value_name = "NAME_OR_ID", num_args = 1..)]
    pub(in crate::command) org: Vec<ChosenOrganization>,
    /// Everyone with this role, staff, or a custom role's name
    #[arg(long, help_heading = WHOM, value_name = "ROLE", hide_possible_values = true,
        value_parser = proposing(ROLES, role))]
    pub(in crate::command) role: Vec<ChosenRole>,
    /// All that matches the query; see `list --help`
    #[arg(long, help_heading = WHOM, value_name = "QUERY", allow_hyphen_values = true)]
    pub(in crate::command) filter: Vec<String>,
    /// Everyone but you and the protected
    #[arg(long, help_heading = WHOM)]
    pub(in crate::command) everyone: bool,
}

impl WhomOptions {
    /// Whether nobody is named or meant.
    pub(in crate::command) fn is_empty(&self) -> bool {
        self.session.is_empty()
            && self.user.is_empty()
            && self.naming.email.is_empty()
            && self.naming.people.is_empty()
            && self.domain.is_empty()
            && self.org.is_empty()
            && self.role.is_empty()
            && self.filter.is_empty()
            && !self.everyone
    }
}

/// The roles that are proposed.
const ROLES: [&str; 4] = [
    Role::Admin.as_str(),
    Role::Agent.as_str(),
    Role::EndUser.as_str(),
    "staff",
];

fn role(text: &str) -> Result<ChosenRole, String> {
    let role = text.parse::<ChosenRole>();
    role.map_err(|error| error.message().to_owned())
}

fn domain(text: &str) -> Result<HostName, String> {
    HostName::parse(text).ok_or_else(|| {
        format!(
            "{:?} is no domain: give what follows the @ of an address, such as vendor.example",
            crate::model::ascii(text)
        )
    })
}

/// What becomes of those who cannot be decided about, and of names that are not there.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct DecidingOptions {
    /// leave or take those of whom it cannot be known whether they match
    #[arg(long, value_name = "POLICY", hide_possible_values = true,
        value_parser = proposing(UndecidedPolicy::ASKED.map(UndecidedPolicy::as_str), undecided))]
    pub(in crate::command) undecided: Option<UndecidedPolicy>,
    /// Nothing at all if anything is undecided or is missing
    #[arg(long)]
    pub(in crate::command) strict: bool,
}

/// The policy of a word.
fn undecided(text: &str) -> Result<UndecidedPolicy, String> {
    let found = UndecidedPolicy::ASKED
        .into_iter()
        .find(|policy| policy.as_str() == text);
    found.ok_or_else(|| format!("{text:?} is neither leave nor take"))
}

/// The word to go on, and the number of items that the plan must have.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ExpectOptions {
    /// Really do it; needs --expect or --at-most
    #[arg(long)]
    yes: bool,
    /// How many the plan has; with any other number nothing is done
    #[arg(long, value_name = "N", conflicts_with = "at_most")]
    expect: Option<usize>,
    /// The most it may have, where people come and go meanwhile
    #[arg(long, value_name = "N")]
    at_most: Option<usize>,
}

impl ExpectOptions {
    /// Checks that the word to go on does not stand without a number.
    ///
    /// # Errors
    /// If it does.
    pub(in crate::command) fn check(&self) -> Result<(), Failure> {
        if self.yes && self.expected().is_none() {
            return Err(Failure::usage(
                "--yes takes a number as well: --expect N with the number of the dry run, or --at-most N; \
                 leave --yes out for a dry run",
            ));
        }
        Ok(())
    }

    /// The number that was given, with or without the word to go on.
    pub(in crate::command) fn expected(&self) -> Option<Expected> {
        let exactly = self.expect.map(Expected::Exactly);
        exactly.or_else(|| self.at_most.map(Expected::AtMost))
    }

    /// The number that was given with the word to go on; without both it is a dry run.
    pub(in crate::command) fn confirmed(&self) -> Option<Expected> {
        self.expected().filter(|_| self.yes)
    }
}
