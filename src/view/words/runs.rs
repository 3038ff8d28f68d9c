//! What runs of the journal did, and how that stands.

use std::fmt::Write as _;

use ratatui::style::Style;
use rustc_hash::FxHashMap;

use super::super::{Scene, Theme};
use super::{clock_or_day, count, counted, day_and_time, standing_style};
use crate::journal::{PastItem, PastPerson, PastRun, State};
use crate::live::Person;
use crate::model::{Timestamp, UserId};
use crate::operation::{
    ChangedBy, ChangedSince, ItemStanding, Operation, PersonStanding, Route, RunStanding,
    operation_of, recorded_in_words,
};

/// How one request stands.
pub(in crate::view) fn item_words(item: &PastItem) -> String {
    let words = words_of_this_run(item);
    match item.done_since {
        Some(_) => format!("{words}; done by a later run"),
        None => words,
    }
}

fn words_of_this_run(item: &PastItem) -> String {
    let operation = operation_of(item.request.route);
    let operation = operation.unwrap_or(Operation::End(Route::Exact));
    let standing = ItemStanding::of_past(item);
    let word = standing.word(operation);
    if let Some(still) = item.part_still_listed() {
        let all = count(item.request.sessions.len());
        return format!("{} of {all} {word}", count(still));
    }
    match (item.state, item.shown_later(), standing) {
        (_, Some(State::CameBack), _) => format!("{word}; a new sign-in came later"),
        (None, None, _) => "sent, and no outcome is recorded".to_owned(),
        (_, _, ItemStanding::Done) if operation_of(item.request.route).is_none() => {
            "done".to_owned()
        }
        (_, _, ItemStanding::Accepted) => format!("{word}, and nothing proved it"),
        _ => word.to_owned(),
    }
}

/// How it stands with somebody in a run by its requests, and how that looks.
pub(in crate::view) fn standing(
    scene: Scene<'_>,
    run: &PastRun,
    person: &PastPerson,
) -> (String, Style) {
    in_words(scene, &RunStanding::of_person(run, person))
}

fn in_words(scene: Scene<'_>, standing: &RunStanding) -> (String, Style) {
    let style = standing_style(standing.grade(), scene.theme);
    (standing.words(), style)
}

/// Those whose records are known, by their numbers.
pub(in crate::view) type Records<'a> = FxHashMap<UserId, &'a Person>;

/// What the record of somebody shows otherwise than a run left it, in words, if it does.
pub(in crate::view) fn changed_words(
    scene: Scene<'_>,
    (run, past): (&PastRun, &PastPerson),
    person: &Person,
) -> Option<String> {
    let since = ChangedSince::of_past(run, past, person)?;
    let runs = scene.app.past().runs();
    let is_ours = (runs.zip(since.operation.undone_by()))
        .is_some_and(|(runs, undo)| runs.did_after(undo.into(), past.user, run.at));
    let by_whom = if is_ours {
        ChangedBy::LaterRun
    } else {
        ChangedBy::Somebody
    };
    Some(since.words(&day_and_time(scene, since.done_at), by_whom))
}

/// How a whole run stands, with what the records of its people show otherwise by now.
pub(in crate::view) fn run_standing(
    scene: Scene<'_>,
    run: &PastRun,
    records: &Records<'_>,
) -> (String, Style) {
    let (text, style) = standing_of_run(scene, run);
    let changed = run.people.iter().filter_map(|past| {
        let person = records.get(&past.user)?;
        ChangedSince::of_past(run, past, person)
    });
    let changed: Vec<ChangedSince> = changed.collect();
    let Some(first) = changed.first() else {
        return (text, style);
    };
    let people = counted(changed.len(), "person", "people");
    let text = format!("{text}; {}: {people}", first.brief());
    (text, scene.theme.danger)
}

fn standing_of_run(scene: Scene<'_>, run: &PastRun) -> (String, Style) {
    let (mut text, style) = in_words(scene, &RunStanding::of(run));
    let unseen = run.people.iter();
    let unseen = unseen.filter(|person| is_not_looked_at(person)).count();
    for (standing, of) in [
        (PersonStanding::SignedInAgain, run.people_back().count()),
        (PersonStanding::NotLookedAt, unseen),
    ] {
        if of > 0 {
            let _ = write!(text, ", {}", standing.counted(of, true));
        }
    }
    let style = if unseen > 0 && style == scene.theme.good {
        scene.theme.warning
    } else {
        style
    };
    if run.is_finished {
        (text, style)
    } else {
        (
            format!("{text}; its end is not recorded"),
            scene.theme.warning,
        )
    }
}

/// Whether nobody knows what became of somebody, because their list could not be read.
fn is_not_looked_at(person: &PastPerson) -> bool {
    let verdict = person.verdict.as_ref();
    verdict.is_some_and(|(words, _)| words.starts_with(NOT_LOOKED_AT))
}

/// What a verdict begins with where nothing was read.
const NOT_LOOKED_AT: &str = "not looked at";

/// How it stands with somebody in a run, and how that looks. What their record shows otherwise by now is
/// told first, and whoever was to be suspended and is not known to be.
pub(in crate::view) fn person_standing(
    scene: Scene<'_>,
    run: &PastRun,
    person: &PastPerson,
    records: &Records<'_>,
) -> (String, Style) {
    let record = records.get(&person.user);
    let changed = record.and_then(|record| changed_words(scene, (run, person), record));
    if let Some(changed) = changed {
        return (changed, scene.theme.danger);
    }
    let (sum, style) = standing(scene, run, person);
    let text = recorded_words(scene, run, person, &sum).unwrap_or(sum);
    let style = weight(&text, style, scene.theme);
    (text, style)
}

/// The weight of a verdict on somebody, beside how their part of the run stands: that they can sign in
/// again is the gravest.
pub(in crate::view) fn weight(verdict: &str, style: Style, theme: &Theme) -> Style {
    if verdict.starts_with(NOT_SUSPENDED) {
        theme.danger
    } else {
        style
    }
}

/// What a verdict begins with where somebody can sign in again.
const NOT_SUSPENDED: &str = "NOT SUSPENDED";

/// What is recorded of somebody beside the answers to requests: of those, `sum` is said where no list
/// showed anything later.
pub(in crate::view) fn recorded_words(
    scene: Scene<'_>,
    run: &PastRun,
    person: &PastPerson,
    sum: &str,
) -> Option<String> {
    let mut parts = Vec::new();
    if person.left.is_none() && run.is_unsuspended(person) {
        parts.push(format!("{NOT_SUSPENDED} as far as is recorded"));
    }
    let words = person.words();
    let tells_return = words
        .as_ref()
        .is_some_and(|it| it.contains("signed in again"));
    let returned = match person.back.len() {
        _ if tells_return => None,
        0 => None,
        1 => Some("signed in again".to_owned()),
        back => Some(format!("signed in again with {} sessions", count(back))),
    };
    if words.is_none() && parts.is_empty() && returned.is_none() {
        return None;
    }
    parts.push(words.map_or_else(
        || sum.to_owned(),
        |words| {
            scene
                .names()
                .verdict(&recorded_in_words(&words, person.said_at(), |at| {
                    clock_or_day(scene, at)
                }))
                .into_owned()
        },
    ));
    parts.extend(returned);
    parts.retain(|part| !part.is_empty());
    let before = parts.join("; ");
    Some(match since_words(scene, run, person) {
        Some(since) => format!("{since}; before that: {before}"),
        None => before,
    })
}

/// What a later run did to somebody that this one left undone.
fn since_words(scene: Scene<'_>, run: &PastRun, person: &PastPerson) -> Option<String> {
    let is_open = person.is_still_in() || run.items_of(person).any(PastItem::is_open);
    let items = run.items_of(person).filter(|_| !is_open);
    let items = items.filter(|item| !item.request.route.bars());
    let done = [
        ("suspended", run.suspended_since(person)),
        ("signed out", person.signed_out_since),
        ("done", items.filter_map(|item| item.done_since).max()),
    ];
    let done: Vec<(&str, Timestamp)> = done
        .into_iter()
        .filter_map(|(what, at)| Some((what, at?)))
        .collect();
    let at = done.iter().map(|(_, at)| *at).max()?;
    let what: Vec<&str> = match &done[..] {
        [(only, _)] => vec![only],
        several => (several.iter().map(|(what, _)| *what))
            .filter(|what| *what != "done")
            .collect(),
    };
    let what = what.join(" and ");
    Some(format!(
        "{what} by a later run, {}",
        clock_or_day(scene, at)
    ))
}
