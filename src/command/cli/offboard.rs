//! The options of `offboard`.

use clap::Args;

use std::path::PathBuf;

use super::choosing::{DecidingOptions, WhomOptions};
use super::contain::ConsentOptions;
use super::paths::no_stream;
use super::proposing::proposing;
use crate::operation::OffboardPart;

/// `offboard`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct OffboardOptions {
    #[command(flatten)]
    pub(in crate::command) whom: WhomOptions,
    /// What an unfinished run left to do, as `journal recover` wrote it
    #[arg(long, value_name = "FILE", value_parser = no_stream())]
    pub(in crate::command) from: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::command) deciding: DecidingOptions,
    /// Leave out a part: suspend, tokens or sessions; may be given twice
    #[arg(long, value_name = "PART", conflicts_with = "from",
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
