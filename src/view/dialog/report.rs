//! The report of the last run: only what was answered, and what a later list says.
//!
//! - `title` what was done, in one line; `sums` what became of it in all
//! - `people` its list; `verdicts` what is said of somebody in it, `amounts` how much was done to them

mod amounts;
mod people;
mod sums;
mod title;
mod verdicts;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::sums::SumLine;
use super::{Popup, Scene, between, cursor_row, inner, keys, more, operation, targets, within};
use crate::app::{DialogExtent, Extent, ReportPage, ReportView};
use crate::model::SafeText;
use crate::operation::RunRest;
use people::ReportRow;

/// Lines that are needed beside the reason for a stop, with a few of the list.
const BESIDE: usize = 12;

/// The most columns of the account beside the title, and those of the frame around both.
const ACCOUNT: usize = 24;
const BESIDE_TITLE: usize = 10;
/// Columns of the dialog where there is room.
const WIDTH: u16 = 140;

/// What stands around the list, and the part of it that is shown.
struct ReportLayout<'a> {
    size: (u16, u16),
    /// How many stand how.
    sums: Vec<SumLine>,
    /// Why the run stopped, and how to go on with what is left of it, in lines.
    stopped: Vec<String>,
    notes: Vec<String>,
    /// The line of the facts; the list is below it.
    facts: usize,
    rows: Vec<ReportRow<'a>>,
    /// The rows on which people stand, and reasons with others below.
    heads: Vec<usize>,
    extent: Extent,
}

impl ReportLayout<'_> {
    /// The number of lines below the list.
    fn bottom(&self) -> usize {
        self.notes.len() + 2
    }

    /// The area of the list.
    fn list(&self, inner: Rect) -> Rect {
        between(inner, self.facts + 1, self.bottom())
    }
}

fn layout<'a>(
    scene: Scene<'_>,
    area: Rect,
    view: &'a ReportView,
    page: &ReportPage,
) -> ReportLayout<'a> {
    let report = &view.report;
    let columns = usize::from(area.width.min(WIDTH)).saturating_sub(4);
    let (rows, heads) = people::rows(scene, view, page, columns);
    let lines = rows.len();
    let size = (WIDTH, within(area, lines + BESIDE));
    let inner = inner(area, size);
    let columns = usize::from(inner.width);
    let mut stopped = Vec::new();
    if let Some(why) = &report.stopped {
        // The reason, and what to do about it, which comes last; the list keeps a few lines.
        let room = usize::from(inner.height).saturating_sub(BESIDE).max(2);
        let words = why.words();
        let words = if why.names_nobody() {
            why.sentence()
        } else {
            format!("stopped early: {}", scene.names().words(&words))
        };
        stopped = safe_lines(&words, columns);
        stopped.truncate(room);
    }
    if let Some(go_on) = view.rest.as_ref().and_then(RunRest::how_to_go_on) {
        stopped.extend(safe_lines(go_on, columns));
    }
    let sums = sums::lines(scene, view, columns);
    let mut layout = ReportLayout {
        size,
        facts: sums.len() + stopped.len(),
        sums,
        stopped,
        notes: wrapped(&left_open(scene, view), columns),
        rows,
        heads,
        extent: Extent::default(),
    };
    let shown = usize::from(layout.list(inner).height);
    layout.extent = (page.folds).extent(&view.heads(), &layout.heads, (shown, lines));
    layout
}

/// What the report does not mean.
fn left_open(scene: Scene<'_>, view: &ReportView) -> String {
    let report = &view.report;
    if let Some(offboarding) = &report.offboarding {
        let items = report.items.iter();
        let items = items.map(|item| (item.operation, &item.target));
        return operation::after_offboarding(offboarding, items);
    }
    operation::left_open(scene, view)
}

/// The lines of a sentence that may be longer than any name: each is made safe by itself, because
/// what is safe is cut where names end.
fn safe_lines(text: &str, columns: usize) -> Vec<String> {
    let lines = wrapped(text, columns).into_iter();
    lines
        .map(|line| SafeText::new(&line).as_str().to_owned())
        .collect()
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, page: &ReportPage) -> DialogExtent {
    let Some(view) = scene.app.runs().report() else {
        return DialogExtent::default();
    };
    let ReportLayout { extent, heads, .. } = layout(scene, area, view, page);
    DialogExtent { extent, heads }
}

/// Draws the report, its list from the first item shown on.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, page: &ReportPage) {
    let Some(view) = scene.app.runs().report() else {
        return;
    };
    let theme = scene.theme;
    let report = &view.report;
    let layout = layout(scene, area, view, page);
    let account = SafeText::new(&report.account).width().min(ACCOUNT);
    let room = usize::from(area.width.min(WIDTH)).saturating_sub(account + BESIDE_TITLE);
    let title = title::title(scene, view, room);
    let style = if view.is_all_as_wished() {
        theme.border
    } else {
        theme.warning
    };
    let popup = Popup {
        title: &title,
        account: Some(&report.account),
        style,
    };
    let inner = popup.draw(scene, buffer, area, layout.size);
    let columns = usize::from(inner.width);
    for (n, line) in layout.sums.iter().enumerate() {
        let mut pen = Pen::on(buffer, row(inner, n));
        for (text, style) in line {
            pen.put(text, *style);
        }
    }
    let above = layout.facts - layout.stopped.len();
    for (n, line) in layout.stopped.iter().enumerate() {
        Pen::on(buffer, row(inner, above + n)).field(line, columns, theme.danger);
    }
    sums::facts(scene, buffer, row(inner, layout.facts), view);
    let list = layout.list(inner);
    let cursor = layout.heads.get(page.folds.place(&view.heads()));
    for (n, at) in layout.extent.rows().enumerate() {
        let pen = targets::line(buffer, list, n);
        people::draw(scene, pen, view, page, &layout.rows[at]);
        if cursor == Some(&at) {
            cursor_row(scene, buffer, row(list, n));
        }
    }
    let below = usize::from(inner.height).saturating_sub(layout.bottom());
    for (n, line) in layout.notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    keys(scene, buffer, inner, &more(scene, layout.extent));
}
