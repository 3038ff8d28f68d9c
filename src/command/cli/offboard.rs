//! The options of `offboard`.

use clap::Args;

use super::contain::{ChosenPeople, ConsentOptions};
use super::ending::undecided;
use super::proposing::proposing;
use crate::operation::{OffboardPart, UndecidedPolicy};

/// `offboard`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct OffboardOptions {
    #[command(flatten)]
    pub(in crate::command) people: ChosenPeople,
    /// leave or take the people of whom it cannot be known whether they match (with --filter)
    #[arg(long, value_name = "WHAT",
        value_parser = proposing(UndecidedPolicy::ASKED.map(UndecidedPolicy::as_str), undecided))]
    pub(in crate::command) undecided: Option<UndecidedPolicy>,
    /// Leave out a part: suspend, tokens or sessions; may be given twice
    #[arg(long, value_name = "PART",
        value_parser = proposing(OffboardPart::ALL.map(OffboardPart::as_str), part))]
    without: Vec<OffboardPart>,
    #[command(flatten)]
    pub(in crate::command) consent: ConsentOptions,
}

impl OffboardOptions {
    /// What is to be done to everybody, in this order.
    pub(in crate::command) fn parts(&self) -> Vec<OffboardPart> {
        let parts = OffboardPart::ALL.into_iter();
        parts.filter(|part| !self.without.contains(part)).collect()
    }
}

fn part(text: &str) -> Result<OffboardPart, String> {
    let found = OffboardPart::ALL
        .into_iter()
        .find(|part| part.as_str() == text);
    found.ok_or_else(|| format!("{text:?} is none of suspend, tokens, sessions"))
}
