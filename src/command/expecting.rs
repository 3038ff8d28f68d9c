//! What must hold of a plan before it is carried out, and what is told of it beside its items. A dry
//! run asks the same, so that its exit status is the one that the run would have.

use std::collections::BTreeMap;

use super::exit::{Failure, SOMETHING_TO_SEE};
use super::report::talk;
use crate::model::{SafeText, Timestamp, UserId, counted};
use crate::operation::{
    Choice, Confirmed, ExcludedBecause, Expected, Guardrails, NotFound, Plan, Target, TargetKind,
    Undecided,
};
use crate::zendesk::ApiError;

/// The most people and names that one line tells.
const NAMED: usize = 5;

/// The most names that were not found which are listed.
const LISTED: usize = 20;

/// What is expected of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expectation<'a> {
    /// Whom it was made for.
    pub(super) choice: &'a Choice,
    /// How many items it should have, if that was said.
    pub(super) expected: Option<Expected>,
    /// Whether nothing may be undecided or missing.
    pub(super) is_strict: bool,
}

impl Expectation<'_> {
    /// Checks that a plan is as it was expected, by facts of this time.
    ///
    /// # Errors
    /// If it is not; nothing must be sent then.
    pub(super) fn check(
        &self,
        plan: &Plan,
        (guardrails, now): (&Guardrails, Timestamp),
    ) -> Result<(), Failure> {
        self.allows(plan, guardrails)?;
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

    fn allows(&self, plan: &Plan, guardrails: &Guardrails) -> Result<(), Failure> {
        self.strictly(plan)?;
        match self.expected {
            Some(Expected::AtMost(most)) => self.may_say_at_most(most, guardrails.file_above),
            _ => Ok(()),
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
            "--strict, and there are {}, so nothing was done; name those who are meant, or leave \
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

/// That a plan has another number of items, by whom, and what to do.
fn moved(plan: &Plan, expected: Expected, now: Timestamp) -> String {
    let kind = plan.operation().target_kind();
    let count = match kind {
        _ if plan.is_of_several() => counted(plan.expected(), "person", "people"),
        TargetKind::Sessions => counted(plan.count(), "session", "sessions"),
        TargetKind::People => counted(plan.count(), "person", "people"),
        TargetKind::Tokens => counted(plan.count(), "token", "tokens"),
    };
    let mut lines = vec![format!(
        "{expected}, but the plan has {count}; nothing was sent"
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
    if plan.operation().target_kind() == TargetKind::People || counts.len() > NAMED {
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

/// Tells what a plan leaves out beside what it keeps for everybody. Returns the status that this is
/// worth: whoever was named and is left out, not found or undecided is something to see. `nameless`
/// is why some people have no name.
pub(super) fn tell_left(plan: &Plan, nameless: Option<&ApiError>) -> u8 {
    let undecided = plan.undecided();
    if !undecided.is_empty() {
        if let Some(error) = nameless {
            talk(&format!("some names and roles are missing: {error}"));
        }
        let left = Undecided::counted(undecided, undecided.len());
        let be = if undecided.len() == 1 { "is" } else { "are" };
        let why = Undecided::all_words(undecided);
        talk(&format!("{left} {be} left alone: {why}"));
    }
    let named = plan.excluded().iter().filter(|one| {
        one.is_named
            && matches!(
                one.because,
                ExcludedBecause::Yours | ExcludedBecause::Protected | ExcludedBecause::InUse
            )
    });
    let named: Vec<String> = named
        .map(|one| format!("{} ({})", one.target, one.because.as_str()))
        .collect();
    if !named.is_empty() {
        talk(&format!("named, and left out: {}", some(&named)));
    }
    let missed = tell_not_found(plan.not_found());
    if undecided.is_empty() && named.is_empty() {
        missed
    } else {
        SOMETHING_TO_SEE
    }
}

/// Tells what was named and is not there. Returns the status that this is worth.
pub(super) fn tell_not_found(not_found: &[NotFound]) -> u8 {
    let words: Vec<String> = not_found.iter().map(ToString::to_string).collect();
    match &words[..] {
        [] => {}
        [only] => talk(&format!("not found: {only}")),
        _ => {
            let lines: Vec<String> = words
                .iter()
                .take(LISTED)
                .map(|it| format!("\n  {it}"))
                .collect();
            let more = words.len().saturating_sub(LISTED);
            let more = if more == 0 {
                String::new()
            } else {
                format!("\n  and {more} more")
            };
            talk(&format!(
                "{} not found:{}{more}",
                words.len(),
                lines.concat()
            ));
        }
    }
    let is_missed = |miss: &NotFound| !miss.because.is_as_wished();
    if not_found.iter().any(is_missed) {
        SOMETHING_TO_SEE
    } else {
        0
    }
}

/// Some of these in one line, and how many more there are.
fn some(all: &[String]) -> String {
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
