//! What became of a run in all: how its items ended, what later readings say, and when it was.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::Theme;
use super::super::super::pen::Pen;
use super::super::super::words::{count, waits};
use super::super::Scene;
use super::super::sums::{Sum, SumLine, in_lines, of_all, of_items};
use crate::app::{LeftBecause, ReportView, WaitingFor};
use crate::model::SafeText;
use crate::operation::PersonStanding;

/// The number of characters of the journal's hash that are shown: enough to compare by eye.
const HASH: usize = 12;
/// The sums of a report, in lines of so many columns: of people first. Each number says what it counts,
/// and they agree with what the list says of each.
pub(super) fn lines(scene: Scene<'_>, view: &ReportView, columns: usize) -> Vec<SumLine> {
    let mut lines = in_lines(scene.theme, people(scene, view), columns);
    lines.extend(in_lines(scene.theme, items(scene, view), columns));
    lines
}

/// How the items stand, and who was left out. Of an offboarding all that was done is one sum, else each
/// unit has its own.
fn items(scene: Scene<'_>, view: &ReportView) -> Vec<Sum> {
    let theme = scene.theme;
    let mut sums = if view.report.is_of_several() {
        vec![of_all(theme, "in all: ", &view.counts_by_now())]
    } else if view.people.is_empty() {
        as_shown(scene, view)
    } else {
        of_items(theme, &view.counts_by_now())
    };
    let left_out = view.left_out.iter();
    let named = left_out
        .clone()
        .filter(|group| matches!(group.because, LeftBecause::Missed | LeftBecause::AsWished));
    let numbers = named.map(|group| {
        let text = format!("{} {}", count(group.all.len()), group.why);
        let style = if group.is_harmless() {
            theme.text
        } else {
            theme.warning
        };
        (text, style)
    });
    let mut numbers: Vec<_> = numbers.collect();
    let open = left_out.filter(|group| group.because == LeftBecause::Undecided);
    let open: usize = open.map(|group| group.all.len()).sum();
    if open > 0 {
        numbers.push((format!("{} cannot be told", count(open)), theme.warning));
    }
    if !numbers.is_empty() {
        sums.push(Sum {
            heading: "left out: ",
            numbers,
        });
    }
    sums
}

/// How items stand of which nothing but themselves is looked at, with how many nobody looked at yet.
fn as_shown(scene: Scene<'_>, view: &ReportView) -> Vec<Sum> {
    let theme = scene.theme;
    let (counts, open) = view.counts_as_shown();
    let mut sums = of_items(theme, &counts);
    if let (Some(last), 1..) = (sums.last_mut(), open) {
        let text = if open == view.report.items.len() {
            "not looked at yet".to_owned()
        } else {
            format!("{} of them not looked at yet", count(open))
        };
        last.numbers.push((text, theme.text));
    }
    let (signed_in, _) = view.signed_in_after_suspension(scene.app.list().snapshot());
    if let (Some(last), 1..) = (sums.last_mut(), signed_in) {
        let text = PersonStanding::StillSignedIn.counted(signed_in, false);
        last.numbers.push((text, theme.warning));
    }
    sums
}

/// What later readings say of the people whose sessions were ended, and what is still being read.
fn people(scene: Scene<'_>, view: &ReportView) -> Vec<Sum> {
    let theme = scene.theme;
    let people = view.people_by_standing();
    let mut sums = Vec::new();
    if !people.is_empty() {
        let numbers = people.into_iter().map(|(standing, of)| {
            let (_, style) = sign_of(standing, theme);
            (standing.counted(of, false), style)
        });
        sums.push(Sum {
            heading: "people: ",
            numbers: numbers.collect(),
        });
    }
    if view.awaits_verdicts() {
        let left = view.cost_left(scene.now).map(|cost| cost.to_string());
        let wait = waits(scene, WaitingFor::Proof).map(|wait| format!("proof {wait}"));
        let text = wait.or(left);
        let text = text.unwrap_or_else(|| "proof: longer than expected".to_owned());
        sums.push(Sum {
            heading: "",
            numbers: vec![(text, theme.dim)],
        });
    }
    sums
}

/// The sign and the style of how it stands with somebody.
pub(super) const fn sign_of(standing: PersonStanding, theme: &Theme) -> (&'static str, Style) {
    match standing {
        PersonStanding::AsItShouldBe
        | PersonStanding::NoneListed
        | PersonStanding::NoneOfChosen => (theme.signs.good, theme.good),
        PersonStanding::SignedInAgain => ("!", theme.warning),
        PersonStanding::Open | PersonStanding::Unlisted => ("~", theme.text),
        PersonStanding::NotKnown | PersonStanding::NotLookedAt => ("?", theme.warning),
        PersonStanding::NothingDone => ("-", theme.warning),
        PersonStanding::StillSignedIn
        | PersonStanding::Contradicted
        | PersonStanding::NotSuspended
        | PersonStanding::NotAsItShouldBe => ("!", theme.danger),
    }
}

/// Draws when the run was over and by what route, then by which names it is found, and last what was
/// typed, which may be of any length and which whoever typed it knows.
pub(super) fn facts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let report = &view.report;
    let ended = scene.app.setup().zone.clock(report.said(report.ended_at));
    let ids = [
        Some(format!("run {}", report.run)),
        report.journal_head.as_ref().map(|head| {
            let short: String = head.chars().take(HASH).collect();
            format!("journal {short}")
        }),
    ];
    let whose = if view.is_of_own() { "yours" } else { "theirs" };
    let route = report.operation.route();
    let route = route.filter(|_| !report.is_of_several());
    let takes = route.map(|route| route.takes(whose));
    let reason = [&report.reason.ticket, &report.reason.text];
    let reason = reason.into_iter().flatten();
    let reason = reason.map(|given| scene.names().words(given).to_owned());
    let over = Some(format!("Over at {ended}"));
    let parts = over.into_iter().chain(takes);
    let parts = parts.chain(ids.into_iter().flatten()).chain(reason);
    let parts: Vec<String> = parts.collect();
    Pen::on(buffer, line).last(&SafeText::new(&parts.join(", ")), scene.theme.dim);
}
