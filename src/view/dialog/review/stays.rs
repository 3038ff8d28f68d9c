//! Who stays as they are, and what was not found: a line for each reason.

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::super::super::words::{count, counted, key};
use super::super::{Scene, targets};
use super::about::Lines;
use crate::app::{Action, Mode, Review};
use crate::model::UserId;
use crate::operation::{Excluded, ExcludedBecause, NotFoundBecause, Plan, UndecidedAbout};
use crate::query::Why;

/// What was chosen and was not found, if anything. What went while the review was open is said as a
/// change, and not once more.
pub(super) fn missing(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let plan = &review.plan;
    let gone = match &review.changed {
        Some(change) if plan.operation().ends() => change.gone(),
        _ => 0,
    };
    let missing = plan.missing().saturating_sub(gone);
    let be = if missing == 1 { "is" } else { "are" };
    let more = if gone > 0 { " more" } else { "" };
    let text = if plan.operation().ends() {
        format!("{missing}{more} marked {be} gone already")
    } else {
        format!("{missing} {be} not listed any more")
    };
    (missing > 0).then_some((text, scene.theme.text))
}

/// Whoever else was named and was not found, if anybody: the list says who and why.
pub(super) fn not_found(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let mut counts = NotFoundBecause::counts(&plan.not_found().iter().map(|miss| miss.because));
    // What was marked and is gone has a line of its own.
    let mut left = plan.missing();
    counts.sort_by_key(|(_, word)| *word != NotFoundBecause::GONE);
    for (of, _) in counts.iter_mut().take(2) {
        let of_these = left.min(*of);
        (*of, left) = (*of - of_these, left - of_these);
    }
    let counts = counts.into_iter().filter(|(of, _)| *of > 0);
    let parts: Vec<String> = counts
        .map(|(of, word)| format!("{} {word}", count(of)))
        .collect();
    (!parts.is_empty()).then(|| (parts.join(", "), scene.theme.warning))
}

/// Who is left alone because something is not known of them, or taken all the same, if anybody is.
pub(super) fn undecided(scene: Scene<'_>, review: &Review) -> Lines {
    let undecided = review.plan.undecided();
    let of = |about| undecided.iter().filter(|one| one.about == about).count();
    let (open, protected) = (of(UndecidedAbout::Choice), of(UndecidedAbout::Guardrail));
    let key = key(scene.app.keymap(), Mode::Review, Action::NextPolicy);
    let mut texts = Vec::new();
    let unread = match people_not_read(&review.plan) {
        0 => String::new(),
        people => format!(" ({} not read yet)", counted(people, "person", "people")),
    };
    if review.proposal.takes_undecided() {
        texts.push(format!(
            "those that cannot be told are taken; {key} leaves them"
        ));
    } else if open > 0 {
        let open = count(open);
        texts.push(format!(
            "{open} cannot be told{unread}, and stay; {key} takes them"
        ));
    }
    if protected > 0 {
        let protected = count(protected);
        texts.push(format!("{protected} may be protected, and stay"));
    }
    let unknown = of(UndecidedAbout::Person);
    if unknown > 0 {
        let unknown = count(unknown);
        texts.push(format!("{unknown} of whom nothing is known, and stay"));
    }
    let style = scene.theme.warning;
    texts.into_iter().map(|text| (text, style)).collect()
}

/// The number of people who are left alone because they were not read yet.
fn people_not_read(plan: &Plan) -> usize {
    let undecided = plan.undecided().iter();
    let unread = undecided
        .filter(|one| one.about == UndecidedAbout::Choice && one.why == Why::NotRead.words());
    let people: BTreeSet<UserId> = unread.map(|one| one.target.user()).collect();
    people.len()
}

/// That one's own sessions stay, and how they are ended; or what one's own are not.
pub(super) fn own(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    if plan.is_of_own() {
        let text = "the credentials in use are none of these: an OAuth token is no session";
        return Some((text.to_owned(), scene.theme.text));
    }
    let own = plan.own_sessions_that_stay();
    if own > 0 && own_that_are_excluded(plan) >= own {
        // The line on those who are kept says so.
        return None;
    }
    let stay = if own == 1 { "stays" } else { "stay" };
    let text = format!("{} of your own {stay}; :mine ends those", count(own));
    (own > 0).then_some((text, scene.theme.text))
}

/// The number of one's own sessions among what is excluded.
fn own_that_are_excluded(plan: &Plan) -> usize {
    let excluded = plan.excluded().iter();
    let own = excluded.filter(|one| one.because == ExcludedBecause::Yours);
    own.filter(|one| one.target.session().is_some()).count()
}

/// Who is not suspended again, of those who are offboarded.
pub(super) fn not_again(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    plan.offboarding()?;
    let words = Excluded::not_again(plan.excluded())?;
    Some((words, scene.theme.text))
}

/// What is excluded and why, if anything is. Where people are offboarded, people are what counts.
pub(super) fn all_excluded(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let offboards = plan.offboarding().is_some();
    let mut known = BTreeSet::new();
    let excluded = plan.excluded().iter().filter(|one| {
        let who = (one.target.user(), one.because);
        !offboards || (!one.because.is_idle() && known.insert(who))
    });
    let excluded: Vec<&Excluded> = excluded.collect();
    let parts: Vec<String> = ExcludedBecause::ALL
        .into_iter()
        .filter_map(|because| {
            let of = excluded.iter().filter(|one| one.because == because);
            let count = of.clone().count();
            (count > 0).then(|| format!("{} ({count}): {}", because.as_str(), names_of(of)))
        })
        .collect();
    let own = plan.own_sessions_that_stay();
    let mine = if own > 0 && own_that_are_excluded(plan) >= own {
        "; :mine ends your own"
    } else {
        ""
    };
    let text = format!("{} kept: {}{mine}", excluded.len(), parts.join(", "));
    (!excluded.is_empty()).then_some((text, scene.theme.warning))
}

/// The most people who are named in a line.
const NAMED: usize = 3;
/// The most columns of a name among others.
const NAME: usize = 24;

/// Those who are excluded, by name, each once.
fn names_of<'a>(excluded: impl Iterator<Item = &'a &'a Excluded>) -> String {
    let mut known = BTreeSet::new();
    let people = excluded.filter(|one| known.insert(one.target.user()));
    let names: Vec<String> = people.map(|one| targets::name(&one.target, NAME)).collect();
    let some = names
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => some,
        more => format!("{some} and {} more", count(more)),
    }
}
