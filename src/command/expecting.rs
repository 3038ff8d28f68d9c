//! What must hold of a plan before it is carried out, and what is told of it beside its items. A dry
//! run asks the same, so that its exit status is the one that the run would have.

use std::collections::BTreeMap;

use super::cli::PlanFormat;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::output::is_terminal;
use super::report::talk;
use super::verb::{count_in_words, nothing_to_do};
use crate::model::{SafeText, Timestamp, UserId, be};
use crate::operation::{
    Choice, Confirmed, Excluded, Expected, Guardrails, MoreThanListed, NotFound, NotFoundBecause,
    Operation, Plan, Refusal, Route, Target, TargetKind, Undecided,
};

/// The most people and names that one line tells.
const NAMED: usize = 5;

/// The most of one kind that are listed, each in a line.
pub(super) const LISTED: usize = 20;

/// What is expected of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expectation<'a> {
    /// Whom it was made for.
    pub(super) choice: &'a Choice,
    /// How many items it should have, if that was said.
    pub(super) expected: Option<Expected>,
    /// Whether nothing may be undecided or missing.
    pub(super) is_strict: bool,
    /// Whether a file says whom it is about, so that somebody has read it.
    pub(super) is_of_file: bool,
}

impl Expectation<'_> {
    /// Checks that a plan is as it was expected, by facts of this time, and that anything may be sent at
    /// all.
    ///
    /// # Errors
    /// If it is not; nothing must be sent then.
    pub(super) fn check(
        &self,
        plan: &Plan,
        (guardrails, now): (&Guardrails, Timestamp),
    ) -> Result<(), Failure> {
        self.allows(plan, guardrails)?;
        if guardrails.read_only {
            return Err(Refusal::ReadOnly(plan.operation()).into());
        }
        match self
            .expected
            .filter(|expected| !expected.holds(plan.expected()))
        {
            None => Ok(()),
            Some(expected) => Err(Failure::guardrail(moved(plan, expected, now))),
        }
    }

    /// Confirms a plan that is as it was expected, by facts of this time.
    ///
    /// # Errors
    /// If it is not; nothing must be sent then.
    pub(super) fn confirm(
        &self,
        plan: Plan,
        expected: Expected,
        (guardrails, now): (&Guardrails, Timestamp),
    ) -> Result<Confirmed, Failure> {
        self.allows(&plan, guardrails)?;
        let confirmed = plan.confirm_expected(expected);
        confirmed.map_err(|plan| Failure::guardrail(moved(&plan, expected, now)))
    }

    /// Checks that a plan may be made of this choice.
    ///
    /// # Errors
    /// If it must not be carried out.
    pub(super) fn allows(&self, plan: &Plan, guardrails: &Guardrails) -> Result<(), Failure> {
        self.strictly(plan)?;
        match self.expected {
            Some(Expected::AtMost(_)) if self.is_of_file => Ok(()),
            Some(Expected::AtMost(most)) => self.may_say_at_most(most, guardrails.file_above),
            expected => is_listed(plan, expected),
        }
    }

    /// With `--strict` nothing may be undecided or missing.
    fn strictly(&self, plan: &Plan) -> Result<(), Failure> {
        let missed = plan.not_found().len();
        let undecided = plan.undecided();
        if !self.is_strict || (missed == 0 && undecided.is_empty()) {
            return Ok(());
        }
        let mut parts = Vec::new();
        if !undecided.is_empty() {
            let left = Undecided::counted(undecided, undecided.len());
            parts.push(format!("{left} undecided"));
        }
        if missed > 0 {
            parts.push(format!("{missed} not found"));
        }
        Err(Failure::guardrail(format!(
            "--strict, with {}, so nothing was done; name those who are meant, or leave \
             --strict out",
            parts.join(" and ")
        )))
    }

    fn may_say_at_most(&self, most: usize, file_above: usize) -> Result<(), Failure> {
        if let Some(open) = self.choice.open_ended() {
            return Err(Failure::guardrail(format!(
                "--at-most does not go with {open}, which may mean anybody; nothing was done: give \
                 --expect with the number of the dry run"
            )));
        }
        if most > file_above {
            return Err(Failure::guardrail(format!(
                "--at-most {most} is more than {file_above} (guard.plan_file_above), which takes a \
                 plan that somebody has read; nothing was done: zentop plan, then zentop apply"
            )));
        }
        Ok(())
    }
}

/// Checks that nothing goes which the file of a plan does not list, unless the most that may go was said.
fn is_listed(plan: &Plan, expected: Option<Expected>) -> Result<(), Failure> {
    let Some(more) = MoreThanListed::of(plan) else {
        return Ok(());
    };
    let mut lines = vec![format!(
        "the file does not list {} of its people, which would go as well and which nobody reviewed; \
         nothing was sent",
        more.counted()
    )];
    lines.extend(more.lines());
    let in_place = expected.map_or_else(String::new, |expected| format!(" in place of {expected}"));
    lines.push(format!(
        "to take these as well: --at-most {}{in_place}; or choose these people anew with zentop offboard",
        plan.expected()
    ));
    Err(Failure::guardrail(lines.join("\n  ")))
}

/// That a plan has another number of items, by whom, and what to do.
fn moved(plan: &Plan, expected: Expected, now: Timestamp) -> String {
    let count = count_in_words(plan);
    if plan.is_of_own() {
        return format!("{expected}, but you have {count}; nothing was sent");
    }
    let nothing = if plan.is_empty() {
        format!("{}: ", nothing_to_do(plan))
    } else {
        String::new()
    };
    let mut lines = vec![format!(
        "{nothing}{expected}, but the plan has {count}; nothing was sent"
    )];
    lines.extend(newest(plan, now));
    lines.extend(by_person(plan));
    lines.push(if plan.operation().ends() {
        "look at the dry run again; where people come and go, zentop plan writes the sessions down \
         and zentop apply ends exactly those"
            .to_owned()
    } else {
        "look at the dry run again".to_owned()
    });
    lines.join("\n  ")
}

/// Who signed in last, since a session more is theirs.
fn newest(plan: &Plan, now: Timestamp) -> Option<String> {
    let mut sessions: Vec<(Timestamp, &Target)> = plan
        .targets()
        .filter_map(|target| Some((target.as_session()?.authenticated_at?, target)))
        .collect();
    sessions.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let named: Vec<String> = sessions
        .iter()
        .take(NAMED)
        .map(|(at, target)| format!("{} {} ago", who(target), at.age(now)))
        .collect();
    (!named.is_empty()).then(|| format!("signed in last: {}", named.join(", ")))
}

/// How many of each person, where they are few.
fn by_person(plan: &Plan) -> Option<String> {
    let mut counts: BTreeMap<UserId, (usize, &Target)> = BTreeMap::new();
    for target in plan.targets() {
        counts.entry(target.user()).or_insert((0, target)).0 += 1;
    }
    let counts_people = plan.counts_in() == TargetKind::People;
    if counts_people || counts.is_empty() || counts.len() > NAMED {
        return None;
    }
    let each = counts.values();
    let each = each.map(|(count, target)| format!("{} {count}", who(target)));
    Some(format!("now: {}", each.collect::<Vec<_>>().join(", ")))
}

/// A person by name and number.
fn who(target: &Target) -> String {
    let user = target.user();
    match target.name().filter(|name| !name.is_blank()) {
        Some(name) => format!("{} (user {user})", name.fit(30)),
        None => format!("user {user}"),
    }
}

/// Where it is told what a plan leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftIsTold {
    /// It is told beside what is printed.
    Beside,
    /// The table that is printed tells it, in front of the same eyes.
    InTheTable,
}

impl LeftIsTold {
    /// Where it is told with this output, if a plan is printed at once.
    pub(super) fn with(format: PlanFormat) -> Self {
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
pub(super) fn tell_left(plan: &Plan, place: LeftIsTold) -> u8 {
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

/// Says what could be done about people of whom nothing but their own list says that they have no
/// session.
fn tell_own_lists(plan: &Plan) {
    let is_listed = |miss: &&NotFound| matches!(miss.because, NotFoundBecause::NoneListed(_));
    if plan.operation() == Operation::End(Route::Exact)
        && plan.not_found().iter().any(|miss| is_listed(&miss))
    {
        talk(
            "who has no session is known from their own list alone; zentop end --route user would also \
             take what is not listed",
        );
    }
}

/// Tells what was named and is not there. Returns the status that this is worth.
pub(super) fn tell_not_found(not_found: &[NotFound]) -> u8 {
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
pub(super) fn listed(words: &[String], elsewhere: &str) -> String {
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
pub(super) fn some(all: &[String]) -> String {
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
