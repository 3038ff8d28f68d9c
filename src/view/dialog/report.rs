//! The report of the last run: only what was answered, and what a later list says.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{after, clock, count, outcome};
use super::targets::{self, Columns};
use super::{Popup, Scene, between, keys, more, operation, within};
use crate::app::ReportView;
use crate::model::SafeText;
use crate::operation::Verdict;

/// The number of characters of the journal's hash that are shown: enough to compare by eye.
const HASH: usize = 12;
/// Lines that are needed beside the reason for a stop, with a few of the list.
const BESIDE: usize = 12;

/// Draws the report, its list from the first item shown on.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, scroll: usize) {
    let Some(view) = scene.app.report() else {
        return;
    };
    let theme = scene.theme;
    let report = &view.report;
    let title = format!("Run {}", SafeText::new(&report.run.to_string()));
    let style = if report.is_clean() {
        theme.border
    } else {
        theme.warning
    };
    let popup = Popup {
        title: &title,
        account: Some(&report.account),
        style,
    };
    let height = within(area, report.items.len() + 12);
    let inner = popup.draw(scene, buffer, area, (116, height));
    let columns = usize::from(inner.width);
    counts(scene, buffer, row(inner, 0), view);
    let mut top = 1;
    if verdicts(scene, buffer, row(inner, top), view) {
        top += 1;
    }
    if let Some(stopped) = &report.stopped {
        let text = SafeText::new(&format!("stopped early: {}", stopped.words()));
        // The reason, and what to do about it, which comes last; the list keeps a few lines.
        let room = usize::from(inner.height).saturating_sub(BESIDE).max(2);
        for line in wrapped(text.as_str(), columns).iter().take(room) {
            Pen::on(buffer, row(inner, top)).field(line, columns, theme.danger);
            top += 1;
        }
    }
    facts(scene, buffer, row(inner, top), view);
    let notes = wrapped(&operation::left_open(scene, report.operation), columns);
    let bottom = notes.len() + 2;
    let part = list(scene, buffer, between(inner, top + 1, bottom), view, scroll);
    let below = usize::from(inner.height).saturating_sub(bottom);
    for (n, line) in notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    keys(scene, buffer, inner, &part);
}

fn counts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let mut pen = Pen::on(buffer, line);
    for (kind, long, of) in view.report.counts() {
        let word = outcome(view.report.operation, kind, scene.theme);
        pen.put(&format!("{} {long} {}", word.sign, count(of)), word.style)
            .gap(3);
    }
}

/// Draws what later lists say; returns whether there is anything to say.
fn verdicts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) -> bool {
    let theme = scene.theme;
    let mut pen = Pen::on(buffer, line);
    let mut any = false;
    for (verdict, sign, style) in [
        (Verdict::Verified, theme.signs.good, theme.good),
        (Verdict::StillListed, "!", theme.danger),
        (Verdict::Contradicted, "!", theme.danger),
        (Verdict::NotKnown, "?", theme.warning),
        (Verdict::Waiting, "~", theme.text),
    ] {
        let of = view.count(verdict);
        if of > 0 {
            any = true;
            let words = verdict.words(view.report.operation);
            pen.put(&format!("{sign} {words} {}", count(of)), style)
                .gap(3);
        }
    }
    any
}

/// Draws when the run was, why it stopped, and the journal's anchor.
fn facts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let report = &view.report;
    let route = report.operation.route();
    let how = route.map_or_else(String::new, |route| format!(", route {}", route.as_str()));
    let (began, ended) = (clock(report.began_at), clock(report.ended_at));
    let text = format!("{began} to {ended} UTC{how}");
    let mut pen = Pen::on(buffer, line);
    pen.put(&text, scene.theme.dim);
    if let Some(head) = &report.journal_head {
        let short: String = head.chars().take(HASH).collect();
        pen.put(&format!(", journal {short}"), scene.theme.dim);
    }
    let reason = [&report.reason.ticket, &report.reason.text];
    for given in reason.into_iter().flatten() {
        let given = SafeText::new(given);
        let room = pen.left().saturating_sub(2);
        pen.put(", ", scene.theme.dim)
            .put(&given.fit(room), scene.theme.dim);
    }
}

fn list(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    view: &ReportView,
    scroll: usize,
) -> String {
    let theme = scene.theme;
    let items = &view.report.items;
    let state = targets::state_columns(area.width);
    let targets = view.report.items.iter().map(|item| &item.target);
    let numbers = targets.map(targets::numbers);
    let columns = Columns::of(area.width, state, view.report.operation, numbers);
    let mut pen = targets::line(buffer, area, 0);
    pen.field("STATE", state, theme.heading);
    targets::headings(&mut pen, columns, view.report.operation, theme.heading);
    let rows = usize::from(area.height).saturating_sub(1);
    let first = scroll.min(items.len().saturating_sub(rows));
    let pairs = items.iter().zip(&view.verdicts);
    for (n, (item, verdict)) in pairs.skip(first).take(rows).enumerate() {
        let word = after(item.operation, item.outcome.kind, *verdict, theme);
        let mut pen = targets::line(buffer, area, n + 1);
        pen.field(&word.text(state - 1), state, word.style);
        let settled = *verdict == Some(Verdict::Verified);
        if let Some(cause) = item.outcome.cause().filter(|_| !settled) {
            let key = item.target.to_string();
            let columns = width(&key);
            let cause = SafeText::new(&cause.to_string());
            pen.field(&key, columns, theme.text)
                .gap(2)
                .last(&cause, word.style);
        } else {
            targets::draw(scene, &mut pen, columns, &item.target, theme.text);
        }
    }
    more(scene, first, rows, items.len())
}
