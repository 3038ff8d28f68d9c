//! `--filter`: reading a query for a verb, and what becomes of what cannot be known.

use super::exit::{Failure, SOMETHING_TO_SEE};
use super::report::talk;
use crate::host::local_zone;
use crate::operation::{Plan, Undecided, UndecidedPolicy};
use crate::query::Query;

/// Reads a query for a verb that shows something.
pub(super) fn filter(text: &str) -> Result<Query, Failure> {
    let query = Query::parse(text, local_zone())
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
    match query.bare_text() {
        None => Ok(query),
        Some(bare) => Err(Failure::usage(format!(
            "--filter: text without a field is found wherever it occurs, also in names that strangers \
             choose, so it is refused where something is changed; perhaps you mean {}",
            bare.with_a_field()
        ))),
    }
}

/// What becomes of what cannot be known, if a query is there to be judged.
pub(super) fn policy(
    asked: Option<UndecidedPolicy>,
    is_query: bool,
) -> Result<UndecidedPolicy, Failure> {
    match asked {
        Some(_) if !is_query => Err(Failure::usage(
            "--undecided is about what a --filter cannot tell; give one, or leave --undecided out",
        )),
        asked => Ok(asked.unwrap_or_default()),
    }
}

/// Says how many were left because it cannot be known whether they are chosen, or whether they are
/// protected. Returns the status that it is worth.
pub(super) fn tell_left(plan: &Plan) -> u8 {
    let undecided = plan.undecided();
    if undecided.is_empty() {
        return 0;
    }
    let left = Undecided::counted(undecided, undecided.len());
    let be = if undecided.len() == 1 { "is" } else { "are" };
    talk(&format!(
        "{left} {be} left alone: {}",
        Undecided::all_words(undecided)
    ));
    SOMETHING_TO_SEE
}
