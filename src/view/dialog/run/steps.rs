//! How far a run is with somebody: each step under its name, and how many of it stand how.

use super::super::super::words::{Word, count, item_state};
use super::super::Scene;
use super::super::operation::of_person;
use crate::app::{RunPerson, RunView};
use crate::operation::{
    BEYOND, Item, ItemState, Operation, OutcomeKind, StandingGrade, TargetKind,
};

/// How far it is with somebody: the sign and the style of what decides, and all of it in words.
pub(super) fn words(scene: Scene<'_>, run: &RunView, person: &RunPerson<'_>) -> (Word, String) {
    let theme = scene.theme;
    let states = || {
        let items = person.items.iter();
        items.filter_map(|at| Some((run.items.get(*at)?, run.states.get(*at)?)))
    };
    // The worst of what is over decides, and before it all is over what is under way.
    let rank = |state: &ItemState| match state {
        ItemState::Waiting => 1,
        ItemState::Sent => 2,
        ItemState::Done(outcome) => match StandingGrade::of(outcome.kind) {
            StandingGrade::Bad => 4,
            StandingGrade::Unsure => 3,
            _ => 0,
        },
    };
    let worst = states().max_by_key(|(_, state)| rank(state));
    let (item, state) = match worst {
        Some((item, state)) => (item.operation, state),
        None => (Operation::Suspend, &ItemState::Waiting),
    };
    let word = item_state(item, state, theme);
    let waits = |state: &ItemState| matches!(state, ItemState::Waiting);
    if states().all(|(_, state)| waits(state)) {
        return (word, word.long.to_owned());
    }
    let mut steps: Vec<(TargetKind, Vec<(&'static str, &Item, usize)>)> = Vec::new();
    for (item, state) in states() {
        let kind = item.target.kind();
        let word = item_state(item.operation, state, theme).long;
        let at = steps.iter().position(|(known, _)| *known == kind);
        let at = at.unwrap_or_else(|| {
            steps.push((kind, Vec::new()));
            steps.len() - 1
        });
        match steps[at].1.iter_mut().find(|(known, ..)| *known == word) {
            Some((.., of)) => *of += 1,
            None => steps[at].1.push((word, item, 1)),
        }
    }
    let parts = steps.into_iter().map(|(kind, words)| {
        let words = words.iter().enumerate().map(|(n, (word, item, of))| {
            let is_over = *word == OutcomeKind::Done.word(item.operation);
            match kind {
                TargetKind::People if is_over => (*word).to_owned(),
                TargetKind::People => format!("{} {word}", of_person(item.operation)),
                _ if n == 0 => format!("{} {word}", kind.counted(*of)),
                _ => format!("{} {word}", count(*of)),
            }
        });
        words.collect::<Vec<_>>().join(", ")
    });
    let dot = format!(" {} ", theme.signs.dot);
    let mut text = parts.collect::<Vec<_>>().join(&dot);
    let beyond = states().filter(|(item, _)| item.target.is_beyond()).count();
    if beyond > 0 {
        text = format!("{text} ({} {BEYOND})", count(beyond));
    }
    (word, text)
}
