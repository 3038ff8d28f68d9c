//! `--filter`: reading a query for a verb.

use super::exit::Failure;
use crate::host::local_zone;
use crate::query::{FlagNames, MeantByText, Query};

/// Reads a query for a verb that shows something.
pub(super) fn filter(text: &str) -> Result<Query, Failure> {
    // Which rules are in force is known when the settings are.
    let query = Query::parse_with(text, local_zone(), &FlagNames::ANY)
        .map_err(|error| Failure::usage(format!("--filter, {error}")))?;
    match query.for_the_screen_alone() {
        None => Ok(query),
        Some(condition) => Err(Failure::usage(format!(
            "--filter: only the screen knows {condition}, which has marks and runs; leave it out"
        ))),
    }
}

/// Reads a query for a verb that changes something: strangers choose their names, so text without a
/// field does not say whom it means.
pub(super) fn filter_for_a_change(text: &str) -> Result<Query, Failure> {
    let query = filter(text)?;
    if query.is_empty() {
        let message = "an empty --filter would mean everyone, so it is refused";
        return Err(Failure::usage(message));
    }
    let meant = match query.meant_by_text() {
        None => return Ok(query),
        Some(MeantByText::Anybody) => "whoever means everyone says --everyone".to_owned(),
        Some(MeantByText::Condition(meant)) => {
            let address = meant.strip_prefix("email:");
            let option = address.map(|address| format!(", or the option --email {address}"));
            format!("perhaps you mean {meant}{}", option.unwrap_or_default())
        }
    };
    Err(Failure::usage(format!(
        "--filter: text without a field is found wherever it occurs, also in names that strangers \
         choose, so it is refused where something is changed; {meant}"
    )))
}
