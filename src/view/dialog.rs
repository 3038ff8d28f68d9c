//! How dialogs look, one file for each.
//!
//! Each is as large as it needs to be and never larger than the screen; what is behind is dimmed.
//! Words are taken from what the dialog owns, so that it says exactly what it would do.
//!
//! - `card` one question about the account, and the answer
//! - `change` the change of the Chat account, field by field, and how to confirm it
//! - `choose` choices of whom to end
//! - `columns` which columns the list shows
//! - `confirm` how to cancel, and what has to be typed to confirm: the last lines of a review
//! - `copy` what can be copied; `save` where what is shown is saved
//! - `details` the row under the cursor in full, on a screen that has no pane for it
//! - `edit` the fields of the Chat account that may be changed, one on each line
//! - `found` people who were found, where it is not clear who is meant
//! - `given_reason` the ticket and the reason, in a review
//! - `help` the keys that work, as they are bound
//! - `hidden` asks which marks are meant where the filter hides some
//! - `leavers` the people who should be gone and are still signed in
//! - `left_out` whom a plan does nothing to
//! - `list_file` the file with a list of people; `naming_columns` the column of it that names them;
//!   `on_list` everybody on one, and what may be done to them
//! - `news` the news, whole; `past_runs` what this profile ended
//! - `person` the page of one person
//! - `popup` the box of each: where it lies, and its frame
//! - `palette` what can be asked for by name
//! - `quit` the question before quitting while a run is under way
//! - `report` how each item of the last run ended, and what a later list says
//! - `review` what would be done, and the way to confirm it
//! - `run` the run under way: how far it is, how each item is doing, and how to stop it
//! - `sort` columns to sort by; `sums` numbers of several units on one line
//! - `targets` what is done something to, under the name that is shown
//! - `undecided` of whom it cannot be told whether their sessions match
//! - `tokens` the OAuth tokens of some people, never a part of a secret
//! - `operation` what a run does, in words

mod card;
mod change;
mod choose;
mod columns;
mod confirm;
mod copy;
mod details;
mod edit;
mod found;
mod given_reason;
mod help;
mod hidden;
mod leavers;
mod left_out;
mod list_file;
mod naming_columns;
mod news;
mod on_list;
mod operation;
mod palette;
mod past_runs;
mod person;
mod popup;
mod quit;
mod report;
mod review;
mod run;
mod save;
mod sort;
mod sums;
mod targets;
mod tokens;
mod undecided;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style};

use self::popup::{Popup, between, inner, within};
use super::Scene;
use super::footer::whom;
use super::hints;
use super::layout::row;
use super::pen::{Pen, whole_words, wrapped};
use crate::app::{Dialog, DialogExtent, Extent, GivenList};
use crate::model::SafeText;

/// Draws the dialog; returns where the cursor of its text field stands, if it has one.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    dialog: &Dialog,
) -> Option<Position> {
    // Neither colours nor weight of the list are left: nothing is brighter than the dialog.
    buffer.set_style(area, Style::reset());
    buffer.set_style(area, scene.theme.behind);
    match dialog {
        Dialog::Hidden(marks) => hidden::draw(scene, buffer, area, marks),
        Dialog::Review(review) => return Some(review::draw(scene, buffer, area, review)),
        Dialog::Choose(menu) => choose::draw(scene, buffer, area, menu),
        Dialog::Quit => quit::draw(scene, buffer, area),
        Dialog::Run => run::draw(scene, buffer, area),
        Dialog::Report(page) => report::draw(scene, buffer, area, page),
        Dialog::Details(view) => details::draw(scene, buffer, area, *view),
        Dialog::Help(help) => return help::draw(scene, buffer, area, help),
        Dialog::Copy(menu) => copy::draw(scene, buffer, area, menu),
        Dialog::Save(save) => return Some(save::draw(scene, buffer, area, save)),
        Dialog::Found(menu) => found::draw(scene, buffer, area, menu),
        Dialog::Sort(menu) => sort::draw(scene, buffer, area, menu.at),
        Dialog::Columns(menu) => columns::draw(scene, buffer, area, menu),
        Dialog::Leavers(view) => leavers::draw(scene, buffer, area, view),
        Dialog::Person(page) => person::draw(scene, buffer, area, page),
        Dialog::News(view) => return news::draw(scene, buffer, area, view),
        Dialog::PastRuns(view) => past_runs::draw(scene, buffer, area, view),
        Dialog::Tokens(view) => tokens::draw(scene, buffer, area, view),
        Dialog::Card(view) => card::draw(scene, buffer, area, view),
        Dialog::Undecided(view) => undecided::draw(scene, buffer, area, view),
        Dialog::NamingColumns(menu) => naming_columns::draw(scene, buffer, area, menu),
        Dialog::OnList(list) => on_list::draw(scene, buffer, area, list),
        Dialog::ListFile(file) => return Some(list_file::draw(scene, buffer, area, file)),
        Dialog::Edit(edit) => return edit::draw(scene, buffer, area, edit),
        Dialog::Change(review) => return Some(change::draw(scene, buffer, area, review)),
        Dialog::Palette(palette) => return Some(palette::draw(scene, buffer, area, palette)),
    }
    None
}

/// The part of the dialog's list that is shown, by the same sums that draw it. Lists with a cursor
/// are scrolled by it.
pub(super) fn extent(scene: Scene<'_>, area: Rect, dialog: &Dialog) -> DialogExtent {
    let extent = match dialog {
        Dialog::Review(review) => return review::extent(scene, area, review),
        Dialog::Run => run::extent(scene, area),
        Dialog::Report(page) => return report::extent(scene, area, page),
        Dialog::Details(view) => details::extent(scene, area, *view),
        Dialog::Help(help) => help::extent(scene, area, help),
        Dialog::Leavers(view) => leavers::extent(scene, area, view),
        Dialog::Person(page) => person::extent(scene, area, page),
        Dialog::News(view) => news::extent(scene, area, view),
        Dialog::PastRuns(view) => past_runs::extent(scene, area, view),
        Dialog::Tokens(view) => tokens::extent(scene, area, view),
        Dialog::Card(view) => card::extent(scene, area, view),
        Dialog::Undecided(view) => undecided::extent(area, view),
        Dialog::OnList(list) => on_list::extent(scene, area, list),
        Dialog::Change(review) => change::extent(scene, area, review),
        Dialog::Hidden(_)
        | Dialog::Choose(_)
        | Dialog::ListFile(_)
        | Dialog::NamingColumns(_)
        | Dialog::Quit
        | Dialog::Sort(_)
        | Dialog::Copy(_)
        | Dialog::Save(_)
        | Dialog::Columns(_)
        | Dialog::Found(_)
        | Dialog::Edit(_)
        | Dialog::Palette(_) => Extent::default(),
    };
    extent.into()
}

/// Makes a row that was drawn the one under the cursor, as wide as its box. What warns in it keeps its
/// colour, as in every list; what was dim or coloured for another reason is none of both, so that all of it
/// can be read.
fn cursor_row(scene: Scene<'_>, buffer: &mut Buffer, line: Rect) {
    let bar = Rect {
        x: line.x.saturating_sub(1),
        width: line.width.saturating_add(2),
        ..line
    };
    let bar = bar.intersection(buffer.area);
    let alarms = [scene.theme.danger, scene.theme.warning];
    for at in bar.positions() {
        let cell = &mut buffer[at];
        let (fg, bg) = (cell.fg, cell.bg);
        let is_alarm = |alarm: &Style| {
            let colour = alarm.fg.filter(|colour| *colour != Color::Reset);
            colour == Some(fg) && alarm.bg.unwrap_or(Color::Reset) == bg
        };
        if !alarms.iter().any(is_alarm) {
            cell.set_style(Style::reset());
        }
    }
    buffer.set_style(bar, scene.theme.cursor);
}

/// So many columns of a dialog, or as many as all of its keys need.
fn with_keys(scene: Scene<'_>, columns: u16) -> u16 {
    let keys = u16::try_from(hints::columns(scene.app)).unwrap_or(columns);
    columns.max(keys.saturating_add(4))
}

/// The lines in which a text is shown whole that its line of a list has no room for.
const WHOLE: usize = 2;

/// Draws a text above the keys, where its line of a list has no room for all of it.
fn whole(scene: Scene<'_>, buffer: &mut Buffer, inner: Rect, text: &str) {
    let lines = lines_of(text, usize::from(inner.width), WHOLE);
    let first = usize::from(inner.height).saturating_sub(1 + WHOLE);
    for (n, line) in lines.iter().enumerate() {
        let line = SafeText::new(line);
        Pen::on(buffer, row(inner, first + n)).last(&line, scene.theme.text);
    }
}

/// A text in at most so many lines; the last one says if there is more.
fn lines_of(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = wrapped(text, columns);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(whole_words(&rest, columns).into_owned());
    }
    lines
}

/// What there is to say of a list that was given, in at most so many lines: as many are named as have
/// room. `true` where whoever is not signed in has a row.
fn given_lines(
    scene: Scene<'_>,
    (list, have_rows): (&GivenList, bool),
    columns: usize,
    most: usize,
) -> Vec<String> {
    let lines = |named| -> Vec<String> {
        let words = list.words(named, have_rows).into_iter();
        // What is safe is cut where names end, so each line is made safe by itself.
        let lines = words.flat_map(|line| wrapped(scene.names().words(&line), columns));
        let lines = lines.map(|line| SafeText::new(&line).as_str().to_owned());
        lines.collect()
    };
    let all = [usize::MAX, 1_000, 400, 200, 100, 50, 30, 20, 12, 8, 5, 3, 2].into_iter();
    let fit = all.map(lines).find(|lines| lines.len() <= most);
    let mut lines = fit.unwrap_or_else(|| lines(1));
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push_str(scene.theme.signs.more);
        }
    }
    lines
}

/// Draws the keys of a dialog as its last line, with the part of its list that is shown. Where one line has
/// no room for all of them, the blank one above is taken as well.
fn keys(scene: Scene<'_>, buffer: &mut Buffer, inner: Rect, part: &str) {
    let line = |from_below| row(inner, usize::from(inner.height).saturating_sub(from_below));
    let above = line(2).intersection(buffer.area);
    let is_blank = above.positions().all(|at| buffer[at].symbol() == " ");
    let lines: &[Rect] = if is_blank && inner.height > 2 {
        &[above, line(1)]
    } else {
        &[line(1)]
    };
    hints::draw(scene, buffer, lines, (3, part, whom(scene).as_deref()));
}

/// Draws how much of a list is above and below the part that is shown.
fn more(scene: Scene<'_>, extent: Extent) -> String {
    let (rows, all) = (extent.rows(), extent.all());
    if rows.len() >= all {
        return String::new();
    }
    let signs = scene.theme.signs;
    let up = if rows.start > 0 { signs.up } else { " " };
    let down = if extent.shows_end() { " " } else { signs.down };
    format!("{}-{} of {all} {up}{down}", rows.start + 1, rows.end)
}
