//! What must hold of a plan before it is carried out, and what is told of it beside its items. A dry
//! run asks the same, so that its exit status is the one that the run would have.
//!
//! - here what must hold of it
//! - `left` what it leaves out

mod left;

use std::collections::BTreeMap;

use self::left::NAMED;
pub(super) use self::left::{LISTED, LeftIsTold, listed, some, tell_left, tell_not_found};
use super::exit::Failure;
use super::report::{count_in_words, nothing_to_do};
use crate::model::{Timestamp, UserId};
use crate::operation::{
    Choice, Confirmed, Expected, Guardrails, MoreThanListed, NotFoundBecause, Plan, Refusal,
    Target, TargetKind, Undecided,
};

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
        let missed = NotFoundBecause::counts(&plan.not_found().iter().map(|miss| miss.because));
        let missed: Vec<_> = missed.into_iter().filter(|(count, _)| *count > 0).collect();
        let undecided = plan.undecided();
        if !self.is_strict || (missed.is_empty() && undecided.is_empty()) {
            return Ok(());
        }
        let mut parts = Vec::new();
        if !undecided.is_empty() {
            let left = Undecided::counted(undecided, undecided.len());
            parts.push(format!("{left} undecided"));
        }
        parts.extend(missed.iter().map(|(count, what)| format!("{count} {what}")));
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

/// How many of each person, where they are few: none of whom no session is known.
fn by_person(plan: &Plan) -> Option<String> {
    let mut counts: BTreeMap<UserId, (usize, &Target)> = BTreeMap::new();
    for target in plan.targets() {
        let (count, _) = counts.entry(target.user()).or_insert((0, target));
        *count += usize::from(target.kind() != TargetKind::People);
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
