//! What is said of somebody in the list of a report, and of each item.

use ratatui::style::Style;

use super::super::super::Theme;
use super::super::super::words::{Word, after, count};
use super::super::Scene;
use super::sums::{is_untouched, sign_of};
use crate::app::{ReportPerson, ReportView};
use crate::operation::{OutcomeKind, PersonVerdict, ReportItem, Verdict};

/// The verdict on somebody, as it is said.
pub(super) struct PersonWords {
    pub(super) sign: &'static str,
    pub(super) text: String,
    pub(super) style: Style,
}

/// Why an item did not end as it should, where no later list shows that it is as it should be.
pub(super) fn cause_of(item: &ReportItem, verdict: Option<Verdict>) -> Option<String> {
    let cause = item.outcome.cause()?;
    (verdict != Some(Verdict::Verified)).then(|| cause.to_string())
}

/// The verdict on somebody: what is left of them, what was seen of them, or how their items ended.
pub(super) fn words_of(
    scene: Scene<'_>,
    view: &ReportView,
    person: &ReportPerson<'_>,
) -> PersonWords {
    let Scene { app, theme, .. } = scene;
    let (zone, names) = (app.setup().zone, scene.names());
    if let Some(left) = person.left {
        let (sign, style) = if left.is_clean() {
            (theme.signs.good, theme.good)
        } else {
            ("!", theme.danger)
        };
        let text = names.words(&left.brief(zone)).to_owned();
        return PersonWords { sign, text, style };
    }
    let items = items_in_words(scene, view, person);
    match person.proof {
        Some(proof) if !is_untouched(proof) => {
            let (sign, style) = sign_of(proof.word(), view.is_proving, theme);
            let brief = names.words(&proof.brief(zone)).to_owned();
            let failed = person.items.iter().any(|at| is_failed(view, *at));
            let text = if failed || matches!(proof.verdict, PersonVerdict::NotLookedAt(_)) {
                items.text
            } else {
                brief
            };
            // What was seen of their sessions says nothing of what else was to be done.
            let is_seen_well = proof.verdict.is_as_wished();
            let (sign, style) = if is_seen_well && has_failed_otherwise(view, person) {
                (items.sign, items.style)
            } else {
                (sign, style)
            };
            PersonWords { sign, text, style }
        }
        _ => items,
    }
}

/// Whether nobody knows of an item that it is as it should be.
fn is_failed(view: &ReportView, at: usize) -> bool {
    let verdict = view.verdicts.get(at).copied().flatten();
    let kind = view.item(at).map(|item| item.outcome.kind);
    let is_bad = kind.is_some_and(|kind| !kind.is_done() && kind != OutcomeKind::AlreadySo);
    is_bad && verdict != Some(Verdict::Verified)
}

/// Whether something else than ending sessions failed of somebody, as far as is known.
fn has_failed_otherwise(view: &ReportView, person: &ReportPerson<'_>) -> bool {
    person.items.iter().any(|at| {
        let ends = view.item(*at).is_some_and(|item| item.operation.ends());
        !ends && is_failed(view, *at)
    })
}

/// How the items of somebody ended and what was seen of them, with the first reason why one of them
/// did not end as it should.
fn items_in_words(scene: Scene<'_>, view: &ReportView, person: &ReportPerson<'_>) -> PersonWords {
    let theme = scene.theme;
    let looked = person.proof.filter(|proof| !is_untouched(proof));
    let mut words: Vec<(Word, usize)> = Vec::new();
    let mut cause = None;
    for at in &person.items {
        let Some(item) = view.item(*at) else { continue };
        let verdict = view.verdicts.get(*at).copied().flatten();
        // What was seen of the person is said as well, and says more than what was seen of each item.
        let word = word_of(item, verdict.filter(|_| looked.is_none()), theme);
        match words.iter_mut().find(|(known, _)| known.long == word.long) {
            Some((_, count)) => *count += 1,
            None => words.push((word, 1)),
        }
        cause = cause.or_else(|| cause_of(item, verdict));
    }
    let worst = words.iter().map(|(word, _)| *word).max_by_key(badness);
    let all = person.items.len();
    let texts = words.iter().map(|(word, of)| {
        if all == 1 {
            word.long.to_owned()
        } else {
            format!("{} {}", word.long, count(*of))
        }
    });
    let mut text = texts.collect::<Vec<_>>().join(", ");
    if let Some(proof) = looked {
        let brief = proof.brief(scene.app.setup().zone);
        text = format!("{text}; {}", scene.names().words(&brief));
    }
    if let Some(cause) = cause {
        text.push_str(": ");
        text.push_str(scene.names().words(&cause));
    }
    PersonWords {
        sign: worst.map_or(theme.signs.dot, |word| word.sign),
        style: worst.map_or(theme.dim, |word| word.style),
        text,
    }
}

/// How bad a word is: what is as it should be, what was not sent, what is not known, and what went
/// wrong.
fn badness(word: &Word) -> u8 {
    match word.sign {
        "~" => 1,
        "-" => 2,
        "?" => 3,
        "!" => 4,
        sign if sign == "x" || sign == "✗" => 4,
        _ => 0,
    }
}

/// The word for an item. Of somebody without a known session none is claimed.
pub(super) fn word_of(item: &ReportItem, verdict: Option<Verdict>, theme: &Theme) -> Word {
    let mut word = after(item.operation, item.outcome.kind, verdict, theme);
    if item.is_unlisted() && item.outcome.kind == OutcomeKind::Done {
        (word.short, word.long) = (item.word(), item.word());
    }
    word
}
