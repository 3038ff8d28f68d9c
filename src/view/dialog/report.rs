//! The report of the last run: only what was answered, and what a later list says.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::Theme;
use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{after, clock, count, counted, outcome, zone_name};
use super::targets::{self, Columns};
use super::{Popup, Scene, between, inner, keys, more, operation, within};
use crate::app::{Extent, ReportLine, ReportPage, ReportView};
use crate::model::{SafeText, UserId};
use crate::operation::{
    NotLookedAt, PersonLeft, PersonProof, PersonVerdict, Report, ReportItem, Verdict,
    counts as counts_of_people,
};

/// The number of characters of the journal's hash that are shown: enough to compare by eye.
const HASH: usize = 12;
/// Lines that are needed beside the reason for a stop, with a few of the list.
const BESIDE: usize = 12;

/// The most columns of a name above the items of a person.
const NAME: usize = 24;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;

/// What stands around the list, and the part of it that is shown.
struct ReportLayout<'a> {
    size: (u16, u16),
    /// Why the run stopped, in lines.
    stopped: Vec<String>,
    notes: Vec<String>,
    /// The line of the facts; the list is below it.
    facts: usize,
    rows: Vec<ReportRow<'a>>,
    extent: Extent,
}

/// One row of the list.
enum ReportRow<'a> {
    /// A line of the report.
    Line(ReportLine<'a>),
    /// A part of a message that is shown whole.
    Text(String, Style),
}

impl ReportLayout<'_> {
    /// The number of lines below the list.
    fn bottom(&self) -> usize {
        self.notes.len() + 2
    }

    /// The area of the list, its headings included.
    fn list(&self, inner: Rect) -> Rect {
        between(inner, self.facts + 1, self.bottom())
    }
}

fn layout<'a>(
    scene: Scene<'_>,
    area: Rect,
    view: &'a ReportView,
    page: ReportPage,
) -> ReportLayout<'a> {
    let report = &view.report;
    let columns = usize::from(area.width.min(WIDTH)).saturating_sub(4);
    let rows = rows(scene, view, page, columns);
    let lines = rows.len();
    let size = (WIDTH, within(area, lines + 12));
    let inner = inner(area, size);
    let columns = usize::from(inner.width);
    let mut stopped = Vec::new();
    if let Some(why) = &report.stopped {
        // The reason, and what to do about it, which comes last; the list keeps a few lines.
        let room = usize::from(inner.height).saturating_sub(BESIDE).max(2);
        stopped = safe_lines(
            &format!("stopped early: {}", scene.names().words(&why.words())),
            columns,
        );
        stopped.truncate(room);
    }
    let mut layout = ReportLayout {
        size,
        facts: 1 + usize::from(has_verdicts(view)) + stopped.len(),
        stopped,
        notes: wrapped(&left_open(scene, report), columns),
        rows,
        extent: Extent::default(),
    };
    let shown = usize::from(layout.list(inner).height).saturating_sub(1);
    layout.extent = page.scroll.extent(shown, lines);
    layout
}

/// The rows of the list. Where messages are shown whole, each takes as many as it needs.
fn rows<'a>(
    scene: Scene<'_>,
    view: &'a ReportView,
    page: ReportPage,
    columns: usize,
) -> Vec<ReportRow<'a>> {
    let lines = view.lines().into_iter();
    if !page.is_whole {
        return lines.map(ReportRow::Line).collect();
    }
    let mut rows = Vec::new();
    for line in lines {
        let (text, style) = match line {
            ReportLine::Person { .. } => words_of_person(scene, view, &line),
            ReportLine::Item(place) => {
                rows.push(ReportRow::Line(line));
                let cause = view.report.items.get(place).and_then(cause_of);
                let cause = scene.names().words(&cause.unwrap_or_default()).to_owned();
                (cause, scene.theme.warning)
            }
        };
        let texts = safe_lines(&text, columns).into_iter();
        rows.extend(texts.map(|text| ReportRow::Text(text, style)));
    }
    rows
}

/// Why an item did not end as it should, in full.
fn cause_of(item: &ReportItem) -> Option<String> {
    Some(item.outcome.cause()?.to_string())
}

/// What the report does not mean.
fn left_open(scene: Scene<'_>, report: &Report) -> String {
    if let Some(offboarding) = &report.offboarding {
        let items = report.items.iter();
        let items = items.map(|item| (item.operation, &item.target));
        let words = operation::offboarding_in_words(offboarding, items);
        return scene.names().words(&words).to_owned();
    }
    operation::left_open(scene, report)
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
pub(super) fn extent(scene: Scene<'_>, area: Rect, page: ReportPage) -> Extent {
    let view = scene.app.report();
    view.map_or_else(Extent::default, |it| layout(scene, area, it, page).extent)
}

/// Draws the report, its list from the first item shown on.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, page: ReportPage) {
    let Some(view) = scene.app.report() else {
        return;
    };
    let theme = scene.theme;
    let report = &view.report;
    let layout = layout(scene, area, view, page);
    let title = operation::done(report);
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
    let inner = popup.draw(scene, buffer, area, layout.size);
    let columns = usize::from(inner.width);
    counts(scene, buffer, row(inner, 0), view);
    verdicts(scene, buffer, row(inner, 1), view);
    let above = layout.facts - layout.stopped.len();
    for (n, line) in layout.stopped.iter().enumerate() {
        Pen::on(buffer, row(inner, above + n)).field(line, columns, theme.danger);
    }
    facts(scene, buffer, row(inner, layout.facts), view);
    let shown = &layout.rows[layout.extent.rows()];
    list(scene, buffer, layout.list(inner), view, shown);
    let below = usize::from(inner.height).saturating_sub(layout.bottom());
    for (n, line) in layout.notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    keys(scene, buffer, inner, &more(scene, layout.extent));
}

fn counts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let mut pen = Pen::on(buffer, line);
    for (kind, long, of) in view.report.counts() {
        let word = outcome(view.report.operation, kind, scene.theme);
        pen.put(&format!("{} {long} {}", word.sign, count(of)), word.style)
            .gap(3);
    }
}

/// Whether later readings say anything.
fn has_verdicts(view: &ReportView) -> bool {
    let is_told = |verdict: &Option<Verdict>| !matches!(verdict, None | Some(Verdict::CameBack));
    view.verdicts.iter().any(is_told) || !view.people.is_empty()
}

/// Draws what later readings say: of the people whose sessions were ended, else of the items; and
/// what is still being read.
fn verdicts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let mut pen = Pen::on(buffer, line);
    if !view.left.is_empty() {
        let clean = view.left.iter().filter(|left| left.is_clean()).count();
        let (good, open) = (scene.theme.signs.good, view.left.len() - clean);
        if clean > 0 {
            let text = format!("{good} as it should be {}", count(clean));
            pen.put(&text, scene.theme.good).gap(3);
        }
        if open > 0 {
            let text = format!("! not as it should be {}", count(open));
            pen.put(&text, scene.theme.danger).gap(3);
        }
    } else if view.people.is_empty() {
        for (verdict, sign, style) in signs(scene.theme) {
            let of = view.count(verdict);
            if of > 0 {
                let words = verdict.words(view.report.operation);
                let text = format!("{sign} {words} {}", count(of));
                pen.put(&text, style).gap(3);
            }
        }
    } else {
        let (untouched, touched): (Vec<PersonProof>, Vec<PersonProof>) =
            view.people.iter().cloned().partition(is_untouched);
        for (word, of) in counts_of_people(&touched) {
            let (sign, style) = sign_of(word, view.is_proving, scene.theme);
            let text = format!("{sign} {word} {}", count(of));
            pen.put(&text, style).gap(3);
        }
        if !untouched.is_empty() {
            let people = counted(untouched.len(), "person", "people");
            pen.put(&format!("nothing done for {people}"), scene.theme.dim)
                .gap(3);
        }
    }
    if view.is_proving {
        let left = view.cost_left(scene.now).map(|cost| cost.to_string());
        let text = left.unwrap_or_else(|| "proof: longer than expected".to_owned());
        pen.put(&text, scene.theme.dim);
    }
}

/// Whether no request was sent for somebody, so that there is nothing to look at.
const fn is_untouched(proof: &PersonProof) -> bool {
    matches!(
        proof.verdict,
        PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
    )
}

fn signs(theme: &Theme) -> [(Verdict, &'static str, Style); 5] {
    [
        (Verdict::Verified, theme.signs.good, theme.good),
        (Verdict::StillListed, "!", theme.danger),
        (Verdict::Contradicted, "!", theme.danger),
        (Verdict::NotKnown, "?", theme.warning),
        (Verdict::Waiting, "~", theme.text),
    ]
}

/// The sign and the style of a verdict on people.
fn sign_of(word: &str, is_proving: bool, theme: &Theme) -> (&'static str, Style) {
    let [none, chosen, again, _, _, not_looked_at] = PersonVerdict::WORDS;
    if word == none || word == chosen {
        (theme.signs.good, theme.good)
    } else if word == again {
        ("!", theme.warning)
    } else if word == not_looked_at && is_proving {
        ("~", theme.text)
    } else if word == not_looked_at {
        ("?", theme.warning)
    } else {
        ("!", theme.danger)
    }
}

/// Draws when the run was, why it stopped, and the journal's anchor.
fn facts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let report = &view.report;
    let route = report.operation.route();
    let how = route.map_or_else(String::new, |route| format!(", {}", route.as_str()));
    let ended = clock(scene, report.ended_at);
    let zone = zone_name(scene, report.ended_at);
    let run = SafeText::new(&report.run.to_string());
    let text = format!("Run {run} to {ended} {zone}{how}");
    let mut pen = Pen::on(buffer, line);
    pen.put(&text, scene.theme.dim);
    if let Some(head) = &report.journal_head {
        let short: String = head.chars().take(HASH).collect();
        pen.put(&format!(", journal {short}"), scene.theme.dim);
    }
    let reason = [&report.reason.ticket, &report.reason.text];
    for given in reason.into_iter().flatten() {
        let given = SafeText::new(scene.names().words(given));
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
    rows: &[ReportRow<'_>],
) {
    let theme = scene.theme;
    let items = &view.report.items;
    let state = targets::state_columns(area.width);
    let targets = view.report.items.iter().map(|item| &item.target);
    let numbers = targets.map(targets::numbers);
    let columns = Columns::of(area.width, state, view.report.operation, numbers);
    let mut pen = targets::line(buffer, area, 0);
    pen.field("STATE", state, theme.heading);
    targets::headings(&mut pen, columns, view.report.operation, theme.heading);
    for (n, line) in rows.iter().enumerate() {
        let mut pen = targets::line(buffer, area, n + 1);
        match line {
            ReportRow::Text(text, style) => pen.last(&SafeText::new(text), *style),
            ReportRow::Line(line @ ReportLine::Person { .. }) => {
                let (text, style) = words_of_person(scene, view, line);
                pen.last(&SafeText::new(&text), style);
            }
            ReportRow::Line(ReportLine::Item(place)) => {
                let (item, verdict) = (&items[*place], view.verdicts.get(*place));
                draw_item(
                    scene,
                    pen,
                    (state, columns),
                    item,
                    verdict.copied().flatten(),
                );
            }
        }
    }
}

/// Somebody, with what is known of them by now; nothing of an item.
fn words_of_person(scene: Scene<'_>, view: &ReportView, line: &ReportLine<'_>) -> (String, Style) {
    match line {
        ReportLine::Person {
            left: Some(left), ..
        } => of_left(scene, left),
        ReportLine::Person {
            user,
            name,
            items,
            proof,
            left: None,
        } => of_person(scene, view, (*user, *name, *items), *proof),
        ReportLine::Item(_) => (String::new(), scene.theme.text),
    }
}

/// Somebody who was offboarded, with what is left of them.
fn of_left(scene: Scene<'_>, left: &PersonLeft) -> (String, Style) {
    let (theme, names) = (scene.theme, scene.names());
    let (sign, style) = if left.is_clean() {
        (theme.signs.good, theme.good)
    } else {
        ("!", theme.danger)
    };
    let name = left.name.as_ref().map(|name| names.name(left.user, name));
    let name = name.map_or_else(String::new, |name| format!("{} ", name.fit(NAME)));
    let (user, words) = (names.user_id(left.user), left.words());
    let text = format!("{sign} {name}{user}: {}", names.words(&words));
    (text, style)
}

/// Somebody above their items, with the verdict on them, or with the number of their items.
fn of_person(
    scene: Scene<'_>,
    view: &ReportView,
    (user, name, items): (UserId, Option<&SafeText>, usize),
    proof: Option<&PersonProof>,
) -> (String, Style) {
    let (theme, names) = (scene.theme, scene.names());
    let (sign, style) = proof.map_or((theme.signs.dot, theme.heading), |proof| {
        if is_untouched(proof) {
            (theme.signs.dot, theme.dim)
        } else {
            sign_of(proof.word(), view.is_proving, theme)
        }
    });
    let name = name.map(|name| names.name(user, name));
    let name = name.map_or_else(String::new, |name| format!("{} ", name.fit(NAME)));
    let user = names.user_id(user);
    let verdict = match proof {
        Some(proof) if is_untouched(proof) => "nothing was done".to_owned(),
        // The sentence names sessions.
        Some(proof) if names.are_masked() => proof.word().to_owned(),
        Some(proof) => proof.sentence(),
        None => counted(items, "item", "items"),
    };
    let text = format!("{sign} {name}{user}: {verdict}");
    (text, style)
}

fn draw_item(
    scene: Scene<'_>,
    mut pen: Pen<'_>,
    (state, columns): (usize, Columns),
    item: &ReportItem,
    verdict: Option<Verdict>,
) {
    let theme = scene.theme;
    let word = after(item.operation, item.outcome.kind, verdict, theme);
    pen.field(&word.text(state - 1), state, word.style);
    let settled = verdict == Some(Verdict::Verified);
    if let Some(cause) = item.outcome.cause().filter(|_| !settled) {
        let key = targets::named(scene, &item.target).to_string();
        let columns = width(&key);
        let cause = cause.to_string();
        let cause = SafeText::new(scene.names().words(&cause));
        pen.field(&key, columns, theme.text)
            .gap(2)
            .last(&cause, word.style);
    } else {
        targets::draw_named(scene, &mut pen, columns, &item.target, theme.text);
    }
}
