//! What is said of somebody in the list of a report, and of each item.

use ratatui::style::Style;

use super::super::super::Theme;
use super::super::super::words::{Word, after, count};
use super::super::Scene;
use super::sums::sign_of;
use crate::app::{Otherwise, ReportPerson, ReportView};
use crate::operation::{
    ChangedBy, ItemUnit, NotLookedAt, OutcomeKind, PersonProof, PersonStanding, PersonVerdict,
    ReportItem, UNLISTED, Verdict, still_signed_in,
};

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
    let words = with_sessions(scene, view, person, verdict_on(scene, view, person));
    let Some(since) = view.changed_since(person.user) else {
        return words;
    };
    let time = scene.app.setup().zone.clock(since.done_at);
    PersonWords {
        sign: "!",
        text: format!(
            "{}; before that: {}",
            since.words(&time, ChangedBy::Somebody),
            words.text
        ),
        style: scene.theme.danger,
    }
}

/// The same, with the sessions of somebody who is suspended and signed in all the same.
fn with_sessions(
    scene: Scene<'_>,
    view: &ReportView,
    person: &ReportPerson<'_>,
    words: PersonWords,
) -> PersonWords {
    match view.sessions_after_suspension(person, scene.app.list().snapshot()) {
        0 => words,
        listed => PersonWords {
            sign: "!",
            text: format!("{}; {}", words.text, still_signed_in(listed, 0)),
            style: scene.theme.warning,
        },
    }
}

/// The verdict on somebody: what is left of them, what was seen of them, or how their items ended.
fn verdict_on(scene: Scene<'_>, view: &ReportView, person: &ReportPerson<'_>) -> PersonWords {
    let Scene { app, theme, .. } = scene;
    let (zone, names) = (app.setup().zone, scene.names());
    let standing = view.standing_of(person);
    if let (Some(left), Some(standing)) = (person.left, standing) {
        let (sign, style) = sign_of(standing, theme);
        let not_sent = OutcomeKind::NotAttempted.word(view.report.operation);
        let is_not_sent = |item: &ReportItem| item.outcome.kind == OutcomeKind::NotAttempted;
        let items = || {
            person
                .items
                .iter()
                .filter_map(|at| Some((*at, view.item(*at)?)))
        };
        let is_untouched = items().all(|(_, item)| is_not_sent(item));
        let why = |part| {
            let of_part =
                |(_, item): &(usize, &ReportItem)| item.operation.is_part(part) && !is_untouched;
            let causes = items().filter(of_part).filter_map(|(at, item)| {
                let cause = cause_of(item, view.verdicts.get(at).copied().flatten());
                cause.or_else(|| is_not_sent(item).then(|| not_sent.to_owned()))
            });
            causes.map(|cause| names.words(&cause).to_owned()).next()
        };
        let text = left.brief(zone, |why| names.words(why).to_owned(), why);
        // What nobody tried was not refused.
        let text = if is_untouched {
            format!("{not_sent}: {text}")
        } else {
            text
        };
        return PersonWords { sign, text, style };
    }
    let items = items_in_words(scene, view, person);
    match (person.proof, standing) {
        (Some(proof), Some(standing)) if !is_untouched(proof) => {
            let otherwise = person.items.iter().map(|at| view.otherwise(*at)).max();
            let failed = person.items.iter().any(|at| view.is_failed(*at));
            let is_otherwise = failed || otherwise >= Some(Otherwise::NotKnown);
            let text = if is_otherwise || is_not_looked_at(proof) {
                items.text
            } else {
                brief_of(scene, proof)
            };
            // What lists of everybody show is more than that nobody could look.
            let is_listed =
                is_not_looked_at(proof) && person.items.iter().any(|at| view.is_seen_undone(*at));
            let is_amiss = matches!(
                standing,
                PersonStanding::NotSuspended | PersonStanding::NotAsItShouldBe
            );
            let (sign, style) = if is_listed || is_amiss {
                (items.sign, items.style)
            } else {
                sign_of(standing, theme)
            };
            PersonWords { sign, text, style }
        }
        _ => items,
    }
}

/// Whether no request was sent for somebody, so that there is nothing to look at.
const fn is_untouched(proof: &PersonProof) -> bool {
    matches!(
        proof.verdict,
        PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
    )
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

/// How the items of somebody ended and what was seen of them, with the first reason why one of them
/// did not end as it should.
fn items_in_words(scene: Scene<'_>, view: &ReportView, person: &ReportPerson<'_>) -> PersonWords {
    let theme = scene.theme;
    let looked = person.proof.filter(|proof| !is_untouched(proof));
    let mut words: Vec<(Word, ItemUnit, usize)> = Vec::new();
    let mut cause = None;
    for at in &person.items {
        let Some(item) = view.item(*at) else { continue };
        let verdict = view.verdicts.get(*at).copied().flatten();
        // What was seen of the person is said as well, and says more than what was seen of each of
        // their sessions.
        let is_said = item.operation.ends()
            && looked.is_some_and(|proof| !is_not_looked_at(proof) || !view.is_seen_undone(*at));
        let word = word_of(item, verdict.filter(|_| !is_said), theme);
        let unit = ItemUnit::of(item);
        let is_same = |one: &&mut (Word, ItemUnit, usize)| one.0.long == word.long && one.1 == unit;
        match words.iter_mut().find(is_same) {
            Some((.., count)) => *count += 1,
            None => words.push((word, unit, 1)),
        }
        cause = cause.or_else(|| cause_of(item, verdict));
    }
    let worst = words.iter().map(|(word, ..)| *word).max_by_key(badness);
    let all = person.items.len();
    let ends_alone = |at: &usize| view.item(*at).is_some_and(|item| item.operation.ends());
    let proved =
        looked.filter(|proof| !is_not_looked_at(proof) && person.items.iter().all(ends_alone));
    if proved.is_some() {
        // What was seen of somebody says how many of their sessions did not end, and comes first.
        words.retain(|(word, ..)| badness(word) > 1);
    }
    let mut last = None;
    let texts = words.iter().map(|(word, unit, of)| {
        let is_first = last.replace(*unit) != Some(*unit);
        match unit {
            // There is one person, and one of one thing is the thing itself.
            ItemUnit::People | ItemUnit::NoSession => word.long.to_owned(),
            _ if all == 1 => word.long.to_owned(),
            unit if is_first => format!("{} {} {}", count(*of), unit.noun(*of), word.long),
            _ => format!("{} {}", count(*of), word.long),
        }
    });
    let items = texts.collect::<Vec<_>>().join(", ");
    let brief = looked.map(|proof| {
        if view.is_unlisted(person.user) {
            UNLISTED.to_owned()
        } else {
            brief_of(scene, proof)
        }
    });
    let parts = match (proved, brief) {
        (Some(_), brief) => [brief.unwrap_or_default(), items],
        (None, brief) => [items, brief.unwrap_or_default()],
    };
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let mut text = parts.collect::<Vec<_>>().join("; ");
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
        (word.short, word.long) = (item.word(), "any session ended");
    }
    word
}
