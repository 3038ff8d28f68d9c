//! Who stays as they are, and what was not found, in numbers: the list says who and why.

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::super::super::words::{count, counted, key};
use super::super::Scene;
use super::about::Lines;
use crate::app::{Action, Mode, Review};
use crate::model::{Age, UserId};
use crate::operation::{NotFoundBecause, Plan, ProofCost, UndecidedAbout};
use crate::query::{NumberedThing, Why};

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

/// Whoever else was named and was not found, in numbers: the list says who and why.
pub(super) fn not_found(plan: &Plan) -> Vec<String> {
    let mut counts = NotFoundBecause::counts(&plan.not_found().iter().map(|miss| miss.because));
    // What was marked and is gone has a line of its own.
    let mut left = plan.missing();
    counts.sort_by_key(|(_, word)| *word != NotFoundBecause::GONE);
    for (of, _) in counts.iter_mut().take(2) {
        let of_these = left.min(*of);
        (*of, left) = (*of - of_these, left - of_these);
    }
    let counts = counts.into_iter().filter(|(of, _)| *of > 0);
    counts
        .map(|(of, word)| format!("{} {word}", count(of)))
        .collect()
}

/// Who is left alone because something is not known of them, or taken all the same, if anybody is.
pub(super) fn undecided(scene: Scene<'_>, review: &Review) -> Lines {
    let undecided = review.plan.undecided();
    let of = |about| undecided.iter().filter(|one| one.about == about).count();
    let (open, protected) = (of(UndecidedAbout::Choice), of(UndecidedAbout::Guardrail));
    let key = key(scene.app.keymap(), Mode::Review, Action::NextPolicy);
    let mut texts = Vec::new();
    if review.proposal.takes_undecided() {
        let taken = review.taken().iter();
        let taken: Vec<String> = taken
            .map(|(why, of)| format!("{} only because of what is not known: {why}", count(*of)))
            .collect();
        texts.push(if taken.is_empty() {
            format!("nobody is taken only because of what is not known; {key} leaves such")
        } else {
            let taken = taken.join("; ");
            format!("taken are {taken}; {key} leaves them")
        });
    } else if open > 0 {
        let open = count(open);
        texts.push(match being_read(scene, &review.plan) {
            Some(words) => {
                format!("{open} cannot be told, and stay: {words}; {key} takes them all the same")
            }
            None => format!("{open} cannot be told, and stay; {key} takes them"),
        });
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

/// The people whose records or names one request asks for.
const IN_A_REQUEST: usize = 100;
/// Watching has a fifth of what ending has.
const SHARE: usize = 5;

/// That some are left alone only because something of them is still to be read, and how long that takes.
fn being_read(scene: Scene<'_>, plan: &Plan) -> Option<String> {
    let to_come = [
        Why::NotRead,
        Why::NameNotRead(NumberedThing::Organization),
        Why::NameNotRead(NumberedThing::CustomRole),
    ];
    let undecided = plan.undecided().iter();
    let unread = undecided.filter(|one| {
        one.about == UndecidedAbout::Choice && to_come.iter().any(|why| one.why == why.words())
    });
    let people: BTreeSet<UserId> = unread.map(|one| one.target.user()).collect();
    let snapshot = scene.app.snapshot();
    let how_long = if snapshot.is_walked() {
        let requests = people.len().div_ceil(IN_A_REQUEST) * SHARE;
        let time = Age::from(ProofCost::time_of_run(requests, &snapshot.budget));
        format!("{}{time}", scene.theme.signs.about)
    } else {
        "once the list is whole".to_owned()
    };
    let are = counted(people.len(), "person is", "people are");
    (!people.is_empty()).then(|| format!("{are} still being read, {how_long}"))
}

/// That one's own sessions stay, and how they are ended; or what one's own are not.
pub(super) fn own(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    if plan.is_of_own() {
        let text = "the credentials in use are none of these: an OAuth token is no session";
        return Some((text.to_owned(), scene.theme.text));
    }
    let own = plan.own_sessions_that_stay();
    let stay = if own == 1 { "stays" } else { "stay" };
    let text = format!("{} of your own {stay}; :mine ends those", count(own));
    (own > 0).then_some((text, scene.theme.text))
}

/// How many are excluded: the list says who and why. Where people are offboarded, people are what counts,
/// and whoever is as they should be is not kept.
pub(super) fn number_excluded(plan: &Plan) -> usize {
    if plan.offboarding().is_none() {
        return plan.excluded().len();
    }
    let excluded = plan.excluded().iter().filter(|one| !one.because.is_idle());
    let people: BTreeSet<UserId> = excluded.map(|one| one.target.user()).collect();
    people.len()
}

/// That some of the people are not on the list that was given, where there is one.
pub(super) fn beside_the_list(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let beside = review.beside_the_list(scene.app.snapshot());
    let be = if beside == 1 { "is" } else { "are" };
    let text = format!("{} of them {be} not on your list", count(beside));
    (beside > 0).then_some((text, scene.theme.warning))
}
