//! The last lines: filter and marks, the newest notice, and the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::events::{draw_notice, newest, of_notice, takes_two};
use super::layout::{Panes, row};
use super::pen::{Pen, typed, width};
use super::words::{count, counted, key};
use super::{Scene, hints, table};
use crate::app::{Action, Dialog, Mode};

/// The most columns of the name of an organisation.
const ORGANIZATION: usize = 24;

/// Draws the lines; returns where the cursor of the filter stands while it is typed.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, panes: &Panes) -> Option<Position> {
    let entry = panes.notice.and_then(|line| {
        let notices = scene.app.notices();
        let notice = notices.fresh(scene.now).or(notices.oldest_unread());
        let entry = notice.map(|notice| of_notice(scene, notice));
        Some((line, entry.or_else(|| newest(scene))?))
    });
    let is_long = entry
        .as_ref()
        .is_some_and(|(line, entry)| takes_two(*line, entry));
    // Where the list leaves a row free, a long message takes the line of the filter, which goes up.
    let last = row(
        panes.table,
        usize::from(panes.table.height).saturating_sub(1),
    );
    let goes_up = is_long && scene.app.filter().input().is_none() && is_blank(buffer, last);
    let filter = if goes_up { last } else { panes.chosen };
    let cursor = chosen(scene, buffer, filter, panes.table.width);
    if let Some((line, entry)) = entry {
        // A line that is blank is worth more with the rest of a message on it.
        let above = is_blank(buffer, panes.chosen).then_some(panes.chosen);
        draw_notice(scene, buffer, (above, line), &entry);
    }
    hints(scene, buffer, panes.hints);
    cursor
}

/// Whether nothing stands on a line.
fn is_blank(buffer: &Buffer, line: Rect) -> bool {
    let line = line.intersection(buffer.area);
    line.positions().all(|at| buffer[at].symbol() == " ")
}

/// Draws the filter, the marks, and what waits. Where there is no room for all, it is said in fewer
/// words, and then left out whole: nothing is cut, and marks stay.
fn chosen(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, table: u16) -> Option<Position> {
    let Scene { app, theme, .. } = scene;
    let columns = usize::from(line.width);
    let in_full = width(&right_of_chosen(scene, table, Brevity::InFull));
    let mut pen = Pen::on(buffer, line);
    pen.gap(1);
    if let Some(view) = app.table().look.view_name() {
        pen.put(view, theme.heading).gap(2);
    }
    let mut cursor = None;
    // Whatever is typed keeps its place when the words behind it change.
    let room = |pen: &Pen<'_>| pen.left().saturating_sub(in_full + 2) / 2;
    if let Some(input) = app.filter().input() {
        pen.put("FILTER", theme.badge).put(" /", theme.key);
        let half = room(&pen);
        cursor = Some(field(&mut pen, input.value(), input.cursor(), half, scene));
    } else if !app.filter().narrowing().is_empty() {
        let text = scene.names().query(app.filter().narrowing().text());
        let query = format!("/{}", typed(text));
        let columns = width(&query).min(room(&pen));
        pen.field(&query, columns, theme.key);
    }
    let right = |brevity| right_of_chosen(scene, table, brevity);
    if let Some((words, style)) = filter_trouble(scene) {
        pen.put(&format!("  {words}"), style);
        let right = right(Brevity::InFull);
        if width(&right) < pen.left() {
            Pen::on(buffer, line).right(&right, columns - 1, theme.warning);
        }
        return cursor;
    }
    let left = pen.left();
    let fits = |brevity: &Brevity| {
        let behind = behind_filter(scene, *brevity);
        let words: usize = behind.iter().map(|(text, _)| width(text)).sum();
        let right = width(&right(*brevity));
        words + right + if right > 0 { 2 } else { 0 } <= left
    };
    let brevity = Brevity::ALL.into_iter().find(fits);
    let brevity = brevity.unwrap_or(Brevity::MarksAlone);
    for (text, style) in behind_filter(scene, brevity) {
        pen.put(&text, style);
    }
    Pen::on(buffer, line).right(&right(brevity), columns - 1, theme.warning);
    cursor
}

/// How much is said on the line of the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Brevity {
    InFull,
    /// What waits is said in a word.
    WaitsShort,
    /// So is how many match.
    MatchesShort,
    /// That something waits is left to the header.
    NothingWaits,
    /// How many cannot be told is left to the list of them.
    NoneUndecided,
    MarksAlone,
}

impl Brevity {
    const ALL: [Self; 6] = [
        Self::InFull,
        Self::WaitsShort,
        Self::MatchesShort,
        Self::NothingWaits,
        Self::NoneUndecided,
        Self::MarksAlone,
    ];
}

/// What is wrong with the filter, or keeps it from ever matching.
fn filter_trouble(Scene { app, theme, .. }: Scene<'_>) -> Option<(String, Style)> {
    if let Some(error) = app.filter().error() {
        let style = if error.is_unfinished() {
            theme.dim
        } else {
            theme.warning
        };
        return Some((error.to_string(), style));
    }
    let never = app.snapshot().never_known(app.filter().query())?;
    Some((never.clone(), theme.warning))
}

/// What is said behind the filter: how many match, what completes it, and what is marked.
fn behind_filter(scene: Scene<'_>, brevity: Brevity) -> Vec<(String, Style)> {
    let Scene { app, theme, .. } = scene;
    let mut parts: Vec<(String, Style)> = Vec::new();
    let is_narrowed = !app.filter().query().is_empty() || app.list().grouped().is_some();
    if let Some(name) = organization(scene).filter(|_| brevity < Brevity::NothingWaits) {
        parts.push((format!(" {name}"), theme.text));
    }
    if is_narrowed && brevity < Brevity::MarksAlone {
        parts.push((format!("  {}", matches(scene, brevity)), theme.text));
    }
    if let Some(completion) = app.filter().completion()
        && brevity < Brevity::NothingWaits
    {
        parts.push((format!("  {}", completion.offers.join(" ")), theme.dim));
    }
    let dot = (format!(" {} ", theme.signs.dot), theme.dim);
    let mut separate = is_narrowed;
    let marks = app.marks().len();
    if marks > 0 {
        parts.extend(separate.then(|| dot.clone()));
        parts.push((format!("{} marked", count(marks)), theme.mark));
        let hidden = app.table().hidden_marks();
        if hidden > 0 {
            parts.push((format!(" ({} hidden)", count(hidden)), theme.warning));
        }
        separate = true;
    }
    if app.marks().is_ranging() {
        parts.extend(separate.then_some(dot));
        parts.push(("RANGE".to_owned(), theme.badge));
        if brevity < Brevity::MatchesShort {
            let end = key(app.keymap(), Mode::List, Action::Range);
            parts.push((format!(" {end} ends it"), theme.text));
        }
    }
    parts
}

/// The name of the organisation that the filter asks for by its number.
fn organization(Scene { app, .. }: Scene<'_>) -> Option<String> {
    let mut words = app.filter().narrowing().text().split_whitespace();
    let id = words.find_map(|word| word.strip_prefix("org:")?.parse().ok())?;
    let directory = app.list().snapshot().directory();
    let name = app.names().organization(id, directory)?;
    Some(name.fit(ORGANIZATION).into_owned())
}

/// How many sessions match the filter, and of how many that cannot be told.
fn matches(Scene { app, theme, .. }: Scene<'_>, brevity: Brevity) -> String {
    let total = count(app.list().snapshot().len());
    let sessions = count(app.list().slots().len());
    let is_short = brevity >= Brevity::MatchesShort;
    let matching = match app.list().grouped() {
        None if is_short => format!("{sessions} of {total}"),
        None => format!("{sessions} of {total} match"),
        Some(grouped) => {
            let people = counted(grouped.people(), "person", "people");
            if is_short {
                people
            } else {
                format!("{people}, {sessions} of {total} sessions")
            }
        }
    };
    match app.list().undecided() {
        0 => matching,
        _ if brevity >= Brevity::NoneUndecided => matching,
        undecided => format!(
            "{matching} {} {} cannot be told",
            theme.signs.dot,
            count(undecided)
        ),
    }
}

/// The words at the right end: an order that no heading shows, and that there are newer data.
fn right_of_chosen(scene: Scene<'_>, table: u16, brevity: Brevity) -> String {
    let Scene { app, theme, .. } = scene;
    let sort = app.list().sort;
    let mut parts = Vec::new();
    if brevity >= Brevity::NothingWaits {
        return String::new();
    }
    if !table::shows(app, sort.column, table) {
        let arrow = if sort.descending {
            theme.signs.down
        } else {
            theme.signs.up
        };
        parts.push(format!("by {} {arrow}", sort.column.words()));
    }
    if app.list().is_behind() {
        let waiting = app.list().waiting(app.snapshot());
        let changes = |came, went, are_more| {
            let least = if are_more { theme.signs.at_least } else { "" };
            format!("{least}+{}/-{}", count(came), count(went))
        };
        parts.push(match (waiting, brevity) {
            ((0, 0, false), Brevity::InFull) => "newer data waiting".to_owned(),
            ((0, 0, false), _) => "newer data".to_owned(),
            ((came, went, are_more), Brevity::InFull) => {
                format!("{} waiting", changes(came, went, are_more))
            }
            ((came, went, are_more), _) => changes(came, went, are_more),
        });
    }
    parts.join("  ")
}

/// The columns of a text field from which on it says that its text begins further to the left.
const LEAST_CUT: usize = 8;

/// Draws a text field of some columns; returns where its cursor stands.
pub(super) fn field(
    pen: &mut Pen<'_>,
    value: &str,
    cursor: usize,
    columns: usize,
    scene: Scene<'_>,
) -> Position {
    let text = typed(value);
    let before: String = text.chars().take(cursor).collect();
    let after: String = text.chars().skip(cursor).collect();
    // One column stays for the cursor behind the text.
    let room = columns.saturating_sub(1);
    let mut shown = before.as_str();
    let mut cut = "";
    while width(cut) + width(shown) > room && !shown.is_empty() {
        // What is out of sight to the left is told, where there is room for that.
        cut = if room > LEAST_CUT {
            scene.theme.signs.more
        } else {
            ""
        };
        let mut rest = shown.chars();
        rest.next();
        shown = rest.as_str();
    }
    pen.put(cut, scene.theme.dim).put(shown, scene.theme.text);
    let position = pen.position();
    let left = columns.saturating_sub(width(cut) + width(shown));
    pen.field(&after, left.min(width(&after).max(1)), scene.theme.text);
    position
}

/// Whether the keys of a dialog stand in its box.
const fn shows_its_keys(dialog: &Dialog) -> bool {
    !matches!(dialog, Dialog::Review(_) | Dialog::Change(_))
}

/// Draws the keys of the mode. While something is marked the line looks different.
fn hints(scene: Scene<'_>, buffer: &mut Buffer, line: Rect) {
    let Scene { app, theme, .. } = scene;
    let mut pen = Pen::on(buffer, line);
    pen.put(" ", theme.text);
    if app.runs().is_kept_from_quitting() {
        let message = "quits when the change of the Chat account is recorded";
        pen.put(message, theme.warning);
        return;
    }
    if app.dialog().is_some_and(shows_its_keys) {
        return;
    }
    let bulk = hints::is_of_marks(app);
    if bulk {
        pen.put(
            &format!("{} MARKED  ", count(app.marks().len())),
            theme.text,
        );
    }
    let rest = pen.rest();
    hints::draw(scene, buffer, &[rest], (2, "", whom(scene).as_deref()));
    if bulk {
        buffer.set_style(line.intersection(buffer.area), theme.bulk);
    }
}

/// The most columns of a name in the hints.
const WHOM: usize = 20;

/// Whom the keys of a report are about: the person under the cursor, or the number of those marked.
pub(super) fn whom(scene: Scene<'_>) -> Option<String> {
    let (Some(Dialog::Report(page)), Some(view)) = (scene.app.dialog(), scene.app.runs().report())
    else {
        return None;
    };
    let chosen = page.chosen(view);
    let [user] = chosen[..] else {
        return Some(counted(chosen.len(), "person", "people"));
    };
    let name = view
        .report
        .items
        .iter()
        .find(|item| item.target.user() == user);
    let name = name.and_then(|item| item.target.name());
    let name = name.map(|name| scene.names().name(user, name));
    let name = name.filter(|name| !name.is_blank());
    Some(name.map_or_else(
        || format!("user {}", scene.names().user_id(user)),
        |name| name.fit(WHOM).into_owned(),
    ))
}
