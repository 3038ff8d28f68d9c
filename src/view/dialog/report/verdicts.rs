//! What is said of somebody in the list of a report, and of each item.

use ratatui::style::Style;

use super::super::super::Theme;
use super::super::super::words::{Word, after, count};
use super::super::Scene;
use super::sums::{is_untouched, sign_of};
use crate::app::{ReportPerson, ReportView};
use crate::operation::{NotLookedAt, OutcomeKind, PersonProof, PersonVerdict, ReportItem, Verdict};

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

/// The verdict on somebody, with what their record shows otherwise by now.
pub(super) fn words_of(
    scene: Scene<'_>,
    view: &ReportView,
    person: &ReportPerson<'_>,
) -> PersonWords {
    let words = verdict_on(scene, view, person);
    let Some(since) = view.changed_since(person.user) else {
        return words;
    };
    let time = scene.app.setup().zone.clock(since.done_at);
    PersonWords {
        sign: "!",
        text: format!("{}; before that: {}", since.words(&time), words.text),
        style: scene.theme.danger,
    }
}

/// The verdict on somebody: what is left of them, what was seen of them, or how their items ended.
fn verdict_on(scene: Scene<'_>, view: &ReportView, person: &ReportPerson<'_>) -> PersonWords {
    let Scene { app, theme, .. } = scene;
    let (zone, names) = (app.setup().zone, scene.names());
    if let Some(left) = person.left {
        let (sign, style) = if left.is_clean() {
            (theme.signs.good, theme.good)
        } else {
            ("!", theme.danger)
        };
        let text = left.brief(zone, |why| names.words(why).to_owned());
        return PersonWords { sign, text, style };
    }
    let items = items_in_words(scene, view, person);
    match person.proof {
        Some(proof) if !is_untouched(proof) => {
            let (sign, style) = sign_of(proof.word(), view.is_proving, theme);
            let brief = brief_of(scene, proof);
            let failed = person.items.iter().any(|at| is_failed(view, *at));
            let otherwise = person.items.iter().map(|at| otherwise(view, *at)).max();
            let is_otherwise = failed || otherwise >= Some(Otherwise::NotKnown);
            let text = if is_otherwise || is_not_looked_at(proof) {
                items.text
            } else {
                brief
            };
            // What was seen of their sessions says nothing of what else was to be done.
            let is_listed =
                is_not_looked_at(proof) && person.items.iter().any(|at| view.is_seen_undone(*at));
            let (sign, style) = match otherwise {
                // What lists of everybody show is more than that nobody could look.
                _ if is_listed => (items.sign, items.style),
                _ if !proof.verdict.is_as_wished() => (sign, style),
                Some(Otherwise::Amiss | Otherwise::NotKnown) => (items.sign, items.style),
                Some(Otherwise::Open) => ("~", theme.text),
                Some(Otherwise::Well) | None => (sign, style),
            };
            PersonWords { sign, text, style }
        }
        _ => items,
    }
}

const fn is_not_looked_at(proof: &PersonProof) -> bool {
    matches!(proof.verdict, PersonVerdict::NotLookedAt(_))
}

/// The verdict on somebody, of which only an error may name them.
fn brief_of(scene: Scene<'_>, proof: &PersonProof) -> String {
    let PersonVerdict::NotLookedAt(NotLookedAt::Failed(why)) = &proof.verdict else {
        return proof.brief(scene.app.setup().zone);
    };
    format!("not looked at: {}", scene.names().words(why.as_str()))
}

/// Whether nobody knows of an item that it is as it should be.
fn is_failed(view: &ReportView, at: usize) -> bool {
    let verdict = view.verdicts.get(at).copied().flatten();
    let kind = view.item(at).map(|item| item.outcome.kind);
    let is_bad = kind.is_some_and(|kind| !kind.is_done() && kind != OutcomeKind::AlreadySo);
    is_bad && verdict != Some(Verdict::Verified)
}

/// How it stands with what was to be done to somebody beside ending their sessions, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Otherwise {
    /// It is as it should be, as far as anything is said of it.
    Well,
    /// Nobody looked yet.
    Open,
    /// Nobody could tell.
    NotKnown,
    /// It failed, or is not as it should be.
    Amiss,
}

/// How it stands with one item.
pub(super) fn otherwise(view: &ReportView, at: usize) -> Otherwise {
    let ends = view.item(at).is_some_and(|item| item.operation.ends());
    match view.verdicts.get(at).copied().flatten() {
        _ if ends => Otherwise::Well,
        _ if is_failed(view, at) => Otherwise::Amiss,
        Some(Verdict::StillListed | Verdict::Contradicted) => Otherwise::Amiss,
        Some(Verdict::NotKnown) => Otherwise::NotKnown,
        None | Some(Verdict::Waiting) if view.is_proving => Otherwise::Open,
        _ => Otherwise::Well,
    }
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
        // What was seen of the person is said as well, and says more than what was seen of each of
        // their sessions.
        let is_said = item.operation.ends()
            && looked.is_some_and(|proof| !is_not_looked_at(proof) || !view.is_seen_undone(*at));
        let word = word_of(item, verdict.filter(|_| !is_said), theme);
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
        text = format!("{text}; {}", brief_of(scene, proof));
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
