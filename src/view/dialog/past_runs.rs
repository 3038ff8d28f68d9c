//! What this profile ended, newest first: runs, their people, and the requests of each.
//!
//! - `about` what a run, a request or the rest of a run was about, in words
//! - `columns` where the parts of every line stand
//! - `signed_in` who is signed in although a run suspended them

mod about;
mod columns;
mod signed_in;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustc_hash::FxHashSet;

use self::about::{address, answered, by_whom, left, name, of_item, of_run, what};
use self::columns::{BETWEEN, FOLD, LineWords, RunColumns, STANDING, WHEN};
use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{Records, count, counted, item_words, short_day_and_time};
use super::{Popup, Scene, WHOLE, between, cursor_row, inner, keys, more, whole};
use crate::app::{Extent, PastLine, PastRunsView};
use crate::journal::RecordRoute;
use crate::model::{SafeText, UserId};
use crate::operation::{Operation, operation_of};

/// The most people of a run who are named in its line.
const NAMED: usize = 3;

/// Lines of the headings.
const HEADING: usize = 1;
/// The runs that are measured, and the lines below them: more than a screen shows.
const MEASURED: usize = 200;
/// What stands over the rest.
const REST: &str = "BY · ADDRESS · ANSWERED";
/// The size: all of the screen.
const fn size(area: Rect) -> (u16, u16) {
    (area.width, area.height)
}

fn layout<'a>(
    scene: Scene<'a>,
    area: Rect,
    view: &PastRunsView,
) -> (Vec<String>, Vec<PastLine<'a>>, usize, Extent) {
    let inner = inner(area, size(area));
    let notes = notes(scene, usize::from(inner.width));
    let lines = view.lines(scene.app.past());
    let at = view.at(&lines);
    let shown = usize::from(between(inner, notes.len() + HEADING, 1 + WHOLE).height);
    let extent = Extent::around(at, shown, lines.len());
    (notes, lines, at, extent)
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: &PastRunsView) -> Extent {
    layout(scene, area, view).3
}

/// Draws the list.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &PastRunsView) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Runs of this profile",
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let (notes, lines, at, extent) = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size(area));
    for (n, note) in notes.iter().enumerate() {
        let note = SafeText::new(note);
        let style = if scene.app.past().runs().is_none_or(|it| it.damage.is_none()) {
            theme.dim
        } else {
            theme.warning
        };
        Pen::on(buffer, row(inner, n)).last(&note, style);
    }
    let heading = row(inner, notes.len());
    let list = between(inner, notes.len() + HEADING, 1 + WHOLE);
    let shown = &lines[extent.rows()];
    let records = records(scene, shown);
    let words: Vec<LineWords> = (shown.iter())
        .map(|line| words_of(scene, *line, &records))
        .collect();
    let places = places(scene, &lines, usize::from(list.width));
    if !words.is_empty() {
        headings(scene, buffer, heading, places);
    }
    for (n, words) in extent.rows().zip(&words) {
        let place = row(list, n - extent.first());
        draw_line(scene, buffer, place, (words, places));
        if n == at {
            cursor_row(scene, buffer, place);
            if words.is_cut(places, usize::from(place.width)) {
                whole(scene, buffer, inner, &words.whole());
            }
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}

/// Where the parts of these lines stand. They change with what is unfolded, and not with what is scrolled
/// to.
fn places(scene: Scene<'_>, lines: &[PastLine<'_>], columns: usize) -> RunColumns {
    let is_run = |line: &&PastLine<'_>| matches!(line, PastLine::Run(..));
    let runs = lines.iter().filter(is_run).take(MEASURED);
    let below = lines.iter().filter(|line| !is_run(line)).take(MEASURED);
    let measured: Vec<PastLine<'_>> = runs.chain(below).copied().collect();
    let records = records(scene, &measured);
    let words: Vec<LineWords> = (measured.iter())
        .map(|line| words_of(scene, *line, &records))
        .collect();
    RunColumns::of(&words, columns)
}

/// What is known of the journal itself.
fn notes(scene: Scene<'_>, columns: usize) -> Vec<String> {
    let past = scene.app.past();
    let text = match &past.answer {
        None => format!("reading the journal{}", scene.theme.signs.more),
        Some(Err(why)) => format!("the journal cannot be read: {why}"),
        Some(Ok(runs)) => {
            let mut words = match runs.runs.len() {
                0 => "no run of this account is in the journal; what is done here will be listed"
                    .to_owned(),
                all => counted(all, "run", "runs"),
            };
            if runs.older > 0 {
                let older = count(runs.older);
                words = format!("{words}; {older} older ones are in the journal alone");
            }
            if let Some(damage) = &runs.damage {
                words = format!("{words}; {damage}");
            }
            words
        }
    };
    wrapped(&text, columns)
}

/// The records of those who are on these lines, as far as they are known: of a run that changed people,
/// of all of these.
fn records<'a>(scene: Scene<'a>, lines: &[PastLine<'_>]) -> Records<'a> {
    let mut wanted: FxHashSet<UserId> = FxHashSet::default();
    for line in lines {
        wanted.extend(line.user());
        if let PastLine::Run(run, _) = line {
            wanted.extend(run.named().take(NAMED));
            if changes_people(run.route) {
                wanted.extend(run.people.iter().map(|person| person.user));
            }
        }
    }
    let people = scene.app.snapshot().directory().iter();
    let people = people.filter(|person| wanted.contains(&person.id));
    people.map(|person| (person.id, person)).collect()
}

fn changes_people(route: RecordRoute) -> bool {
    let operation = operation_of(route);
    route == RecordRoute::Several || operation.is_some_and(Operation::changes_people)
}

fn words_of(scene: Scene<'_>, line: PastLine<'_>, records: &Records<'_>) -> LineWords {
    let theme = scene.theme;
    match line {
        PastLine::Run(run, is_open) => LineWords {
            indent: 0,
            is_open: Some(is_open),
            when: Some(short_day_and_time(scene, run.at)),
            about: (of_run(scene, run, records), theme.heading),
            standing: Some(signed_in::of_run(scene, run, records)),
            rest: by_whom(scene, run),
        },
        PastLine::Person(run, person, is_open) => {
            let user = records.get(&person.user).and_then(|person| person.user());
            let role = user.map_or_else(String::new, |user| format!(" ({})", what(user)));
            let who = format!("{}{role}", name(scene, person.user, records));
            LineWords {
                indent: 3,
                is_open: Some(is_open),
                when: None,
                about: (who, theme.text),
                standing: Some(signed_in::of_person(scene, (run, person), records)),
                rest: address(scene, person.user, records),
            }
        }
        PastLine::Item(_, _, _, item) => {
            let style = if item.is_open() {
                theme.warning
            } else {
                theme.text
            };
            LineWords {
                indent: 7,
                is_open: None,
                when: None,
                about: (of_item(scene, item), theme.text),
                standing: Some((item_words(item), style)),
                rest: answered(scene, item),
            }
        }
        PastLine::Left(run) => LineWords {
            indent: 5,
            is_open: None,
            when: None,
            about: (left(run), theme.warning),
            standing: None,
            rest: String::new(),
        },
    }
}

/// What stands in the lines, over where it stands.
fn headings(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, places: RunColumns) {
    let style = scene.theme.heading;
    let what = FOLD + places.when + 1;
    let mut pen = Pen::on(buffer, line);
    pen.gap(FOLD).field(WHEN, places.when, style).gap(1).field(
        "WHAT",
        places.standing.saturating_sub(what),
        style,
    );
    match places.rest {
        Some(rest) => pen
            .field(STANDING, rest - places.standing, style)
            .put(REST, style),
        None => pen.put(STANDING, style),
    };
}

fn draw_line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    place: Rect,
    (words, places): (&LineWords, RunColumns),
) {
    let theme = scene.theme;
    let mut pen = Pen::on(buffer, place);
    pen.gap(words.indent);
    match words.is_open {
        Some(true) => pen.put(theme.signs.unfolded, theme.key).gap(1),
        Some(false) => pen.put(theme.signs.folded, theme.key).gap(1),
        None => &mut pen,
    };
    if let Some(when) = &words.when {
        pen.field(when, places.when, theme.dim).gap(1);
    }
    let (about, style) = &words.about;
    match &words.standing {
        Some((standing, how)) => {
            let before = words.before(places.when) + BETWEEN;
            let at = words.standing(places, usize::from(place.width));
            let room = at.saturating_sub(before);
            let about = SafeText::new(about);
            pen.field(&about.fit(room), room, *style).gap(BETWEEN);
            let standing = SafeText::new(standing);
            let room = places.rest.map(|rest| rest - at - BETWEEN);
            match room.filter(|room| width(standing.as_str()) <= *room) {
                Some(room) => {
                    pen.field(standing.as_str(), room, *how).gap(BETWEEN);
                    pen.last(&SafeText::new(&words.rest), theme.dim);
                }
                // A verdict is whole before anything else is said.
                None => pen.last(&standing, *how),
            }
        }
        None => pen.last(&SafeText::new(about), *style),
    }
}
