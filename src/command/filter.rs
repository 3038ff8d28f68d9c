//! `--filter`: reading a query for a verb, and what becomes of what cannot be known.

use std::sync::Arc;

use super::exit::{Failure, SOMETHING_TO_SEE};
use super::report::talk;
use crate::host::local_zone;
use crate::live::{MatchContext, ReadError, Reading, Snapshot, matching};
use crate::model::{Timestamp, counted};
use crate::operation::{Guardrails, UndecidedPolicy};
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

/// The snapshot of a reading, for a choice by a query.
///
/// # Errors
/// If the walk broke; or if names could not be read, and it matters.
pub(super) fn for_a_query(
    mut reading: Reading,
    query: &Query,
    policy: UndecidedPolicy,
    (guardrails, now): (&Guardrails, Timestamp),
) -> Result<Arc<Snapshot>, Failure> {
    let nameless = reading.nameless.take();
    let snapshot = reading.for_a_choice()?;
    let Some(error) = nameless.filter(|_| policy == UndecidedPolicy::Refuse) else {
        return Ok(snapshot);
    };
    let context = MatchContext {
        protected: Arc::from(&guardrails.protected[..]),
        pinned: guardrails.pinned.clone(),
        behind: guardrails.behind.user(),
        ..MatchContext::at(now)
    };
    if matching(&snapshot, query, &context).undecided.is_empty() {
        return Ok(snapshot);
    }
    Err(ReadError::Nameless(error).into())
}

/// Says how many were left because it cannot be known whether they match. Returns the status that
/// it is worth.
pub(super) fn tell_left(left: usize, (one, many): (&str, &str)) -> u8 {
    if left == 0 {
        return 0;
    }
    let left = counted(left, one, many);
    talk(&format!(
        "{left} left alone: whether they match cannot be known, or whether they are protected"
    ));
    SOMETHING_TO_SEE
}
