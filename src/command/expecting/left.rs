//! What a plan leaves out, as it is told beside its items, and the status that it is worth.

use crate::command::cli::PlanFormat;
use crate::command::exit::SOMETHING_TO_SEE;
use crate::command::output::is_terminal;
use crate::command::report::talk;
use crate::model::{SafeText, be};
use crate::operation::{Excluded, NotFound, NotFoundBecause, Plan, Route, Undecided};

/// The most people and names that one line tells.
pub(super) const NAMED: usize = 5;

/// The most of one kind that are listed, each in a line.
pub(in crate::command) const LISTED: usize = 20;

/// Where it is told what a plan leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::command) enum LeftIsTold {
    /// It is told beside what is printed.
    Beside,
    /// The table that is printed tells it, in front of the same eyes.
    InTheTable,
}

impl LeftIsTold {
    /// Where it is told with this output, if a plan is printed at once.
    pub(in crate::command) fn with(format: PlanFormat) -> Self {
        if format == PlanFormat::Table && is_terminal() {
            Self::InTheTable
        } else {
            Self::Beside
        }
    }
}

/// The status that is due to what a plan leaves out beside what it keeps for everybody: whoever was
/// named and is left out, not found or undecided is something to see. It is told if that is not told
/// otherwise.
pub(in crate::command) fn tell_left(plan: &Plan, place: LeftIsTold) -> u8 {
    let undecided = plan.undecided();
    let named: Vec<&Excluded> = (plan.excluded().iter())
        .filter(|one| one.is_named && !one.because.is_as_wished(plan.operation()))
        .collect();
    if place == LeftIsTold::Beside {
        if !undecided.is_empty() {
            let left = Undecided::counted(undecided, undecided.len());
            let why = Undecided::all_words(undecided);
            talk(&format!("{left} {} left alone: {why}", be(undecided.len())));
        }
        if !named.is_empty() {
            let words = named.iter();
            let words = words.map(|one| format!("{} ({})", one.target, one.because.as_str()));
            let words: Vec<String> = words.collect();
            talk(&format!("named, and left out: {}", some(&words)));
        }
        tell_not_found(plan.not_found());
    }
    tell_own_lists(plan);
    if undecided.is_empty() && named.is_empty() {
        worth(plan.not_found())
    } else {
        SOMETHING_TO_SEE
    }
}

/// Says what could be done about people of whom their own list says that they have no session.
fn tell_own_lists(plan: &Plan) {
    let is_listed = |miss: &&NotFound| matches!(miss.because, NotFoundBecause::NoneListed(_));
    if plan.operation().route() == Some(Route::Exact)
        && plan.not_found().iter().any(|miss| is_listed(&miss))
    {
        talk(
            "who has no session is known from their own list; zentop end --route user would also \
             take what is not listed",
        );
    }
}

/// Tells what was named and is not there. Returns the status that this is worth.
pub(in crate::command) fn tell_not_found(not_found: &[NotFound]) -> u8 {
    for (what, misses) in NotFound::by_kind(not_found) {
        let words: Vec<String> = misses.iter().map(ToString::to_string).collect();
        match &words[..] {
            [only] if only.contains(what) => talk(only),
            [only] => talk(&format!("{what}: {only}")),
            _ => talk(&format!("{} {what}:{}", words.len(), listed(&words, ""))),
        }
    }
    worth(not_found)
}

/// The first of these, each in a line, and how many more there are and where.
pub(in crate::command) fn listed(words: &[String], elsewhere: &str) -> String {
    let lines = words.iter().take(LISTED).map(|it| format!("\n  {it}"));
    let mut lines: Vec<String> = lines.collect();
    if let Some(more) = words.len().checked_sub(LISTED).filter(|more| *more > 0) {
        lines.push(format!("\n  and {more} more{elsewhere}"));
    }
    lines.concat()
}

/// What was missed of what was named.
fn missed(not_found: &[NotFound]) -> impl Iterator<Item = &NotFound> {
    let misses = not_found.iter();
    misses.filter(|miss| !miss.because.is_as_wished())
}

/// The status that what was not found is worth.
fn worth(not_found: &[NotFound]) -> u8 {
    match missed(not_found).next() {
        Some(_) => SOMETHING_TO_SEE,
        None => 0,
    }
}

/// Some of these in one line, and how many more there are.
pub(in crate::command) fn some(all: &[String]) -> String {
    let mut words: Vec<String> = all
        .iter()
        .take(NAMED)
        .map(|one| SafeText::new(one).to_string())
        .collect();
    if let Some(more) = all.len().checked_sub(NAMED).filter(|more| *more > 0) {
        words.push(format!("and {more} more"));
    }
    words.join(", ")
}
