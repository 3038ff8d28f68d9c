//! Plans and reports on standard output, and the messages beside them.
//!
//! - `ending` what a plan would end; `containment` what it would suspend, lift or revoke
//! - `offboarding` what offboarding would do, and what survives it in any case
//! - `left` what it leaves alone, each with the reason
//! - `rows` what it is about as the rows of a table
//! - `after` what became of a run
//! - `beside` the messages on stderr

mod after;
mod beside;
mod containment;
mod ending;
mod left;
mod offboarding;
mod rows;

use std::io;

pub(super) use self::after::{go_on, left_open, people_left, run, unprinted};
pub(super) use self::beside::{
    beyond, clock_in_doubt, count_in_words, dry_run, not_read, not_read_words, nothing_to_do,
    own_stay, print_sent, proof_cost, run_cost, talk, unread, unread_but,
};
pub(super) use self::left::{print_left, spared};
pub(super) use self::offboarding::{Survivors, beyond_its_file};
use super::cli::PlanFormat;
use crate::live::Snapshot;
use crate::model::Timestamp;
use crate::operation::Plan;

/// The reason why ending sessions comes after suspending.
const SESSIONS_MAY_GO_ON: &str = "whether suspending ends live sessions is not \
    documented: suspend first, then end what is still listed";

/// Prints what a plan would do.
pub(super) fn any_plan(
    planned: &Plan,
    snapshot: &Snapshot,
    format: PlanFormat,
    now: Timestamp,
) -> io::Result<()> {
    if planned.is_of_several() {
        offboarding::plan(planned, snapshot, format)
    } else if planned.operation().ends() {
        ending::plan(planned, snapshot, format, now)
    } else {
        containment::plan(planned, snapshot, format)
    }
}
