//! What goes on, under the table: news by name, and where there is room how many there are of each
//! role and flag, and how many signed in during the last hour.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Scene;
use super::details::{pane_rule, rule};
use super::events;
use super::layout::row;
use super::pen::Pen;
use super::words::count;
use crate::app::{Extent, Pane};
use crate::live::{LiveEventKind, SIGN_IN_MINUTES, SignIns};

/// From this width on the counts stand beside the news.
const WITH_COUNTS: u16 = 120;
/// From this height on there is room for bars.
const WITH_BARS: u16 = 8;
/// Columns of the counts.
const COUNTS: u16 = 31;
/// Columns of the bars of one minute each, the numbers beside them included.
const BARS: u16 = 68;
/// The same where a bar stands for two minutes, so that names keep their room.
const HALF_BARS: u16 = 38;
/// The columns that the news keep beside the bars of one minute.
const NEWS: u16 = 66;
/// Columns of a number of the counts.
const NUMBER: usize = 7;
/// The milliseconds that the title counts.
const LATELY: i64 = 10 * 60 * 1000;

/// Draws the pane.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let (news, counts, bars) = columns(area);
    pane_rule(scene, buffer, row(news, 0), &title(scene), Pane::News);
    events::draw(scene, buffer, below(news));
    if counts > 0 {
        let counts = Rect {
            x: news.right(),
            width: counts,
            ..area
        };
        draw_counts(scene, buffer, counts);
    }
    if bars > 0 {
        let bars = Rect {
            x: area.right() - bars,
            width: bars,
            ..area
        };
        draw_bars(scene, buffer, bars);
    }
}

/// The place of the news, and the columns of what stands beside them.
fn columns(area: Rect) -> (Rect, u16, u16) {
    let has_room = area.width >= WITH_COUNTS && area.height >= WITH_BARS;
    let (counts, bars) = if has_room {
        (COUNTS, bars_in(area))
    } else {
        (0, 0)
    };
    let news = Rect {
        width: area.width - counts - bars,
        ..area
    };
    (news, counts, bars)
}

/// The part of the news that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect) -> Extent {
    events::extent(scene, below(columns(area).0))
}

/// Columns of the bars, where the news keep enough beside them.
const fn bars_in(area: Rect) -> u16 {
    if area.width >= COUNTS + BARS + NEWS {
        BARS
    } else if area.width >= COUNTS + HALF_BARS + 40 {
        HALF_BARS
    } else {
        0
    }
}

fn below(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// How many came and went in the last ten minutes, and how many of those who were signed out are
/// back. The log is bounded, so there may be more.
fn title(Scene { app, now, theme }: Scene<'_>) -> String {
    let (mut came, mut went, mut oldest) = (0, 0, None);
    for event in app.snapshot().events() {
        oldest = oldest.or(Some(event.at));
        if now.millis() - event.at.millis() > LATELY {
            continue;
        }
        match event.kind {
            LiveEventKind::SignedIn(..) => came += 1,
            LiveEventKind::Gone(..) => went += 1,
            LiveEventKind::Many { signed_in, gone } => {
                came += signed_in;
                went += gone;
            }
            LiveEventKind::Walked { .. }
            | LiveEventKind::Broke(_)
            | LiveEventKind::NamesUnread(_) => {}
        }
    }
    let is_cut = app.snapshot().events().count() >= crate::live::EVENTS_KEPT
        && oldest.is_some_and(|at| now.millis() - at.millis() < LATELY);
    let least = if is_cut { theme.signs.at_least } else { "" };
    let dot = theme.signs.dot;
    let back = app.runs().people_back().len();
    format!(
        "news {dot} last 10 min {least}+{} {least}-{} {dot} {} back",
        count(came),
        count(went),
        count(back)
    )
}

/// A noun for so many.
fn noun(count: usize, one: &str) -> String {
    format!("{one}{}", if count == 1 { "" } else { "s" })
}

/// How many people there are of each role, and how many each rule hits.
fn draw_counts(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let Scene { app, theme, .. } = scene;
    rule(scene, buffer, row(area, 0), "people", theme.dim);
    let snapshot = app.snapshot();
    let census = snapshot.census();
    let known = census.admins + census.agents + census.not_known;
    let others = snapshot.people_signed_in().saturating_sub(known);
    let mut lines = vec![
        (census.admins, noun(census.admins, "admin"), theme.accent),
        (census.agents, noun(census.agents, "agent"), theme.text),
        (others, noun(others, "end user"), theme.dim),
    ];
    if census.not_known > 0 {
        lines.push((census.not_known, "not known".to_owned(), theme.warning));
    }
    let totals = app
        .list()
        .flags()
        .into_iter()
        .flat_map(crate::live::SessionFlags::totals);
    for (_, rule, total) in totals.filter(|(_, _, total)| total.people > 0) {
        let style = super::words::level_style(rule.level, theme);
        lines.push((total.people, rule.name.to_string(), style));
    }
    let room = usize::from(area.height).saturating_sub(1);
    for (n, (number, words, style)) in lines.iter().take(room).enumerate() {
        let mut pen = Pen::on(buffer, row(area, n + 1));
        pen.right(&count(*number), NUMBER, *style).gap(1);
        let left = pen.left();
        pen.field(words, left, *style);
    }
}

/// The spans that the bars can be of, in minutes, each with what it must have of those who signed in during
/// the next longer one: where nearly all did just now, an hour would be one spike.
const SPANS: [(usize, u32, u32); 2] = [(10, 2, 3), (30, 3, 4)];

/// The minutes that the bars are of.
fn span(sign_ins: &SignIns) -> usize {
    let of = |minutes| sign_ins.bars(minutes, 1).iter().sum::<u32>();
    let all = of(SIGN_IN_MINUTES);
    let has_enough = |(minutes, part, whole): &(usize, u32, u32)| {
        all > 0 && u64::from(of(*minutes)) * u64::from(*whole) >= u64::from(all) * u64::from(*part)
    };
    let found = SPANS.iter().find(|it| has_enough(it));
    found.map_or(SIGN_IN_MINUTES, |(minutes, ..)| *minutes)
}

/// One column of bars for each minute or two, or for less where that says more, the present to the right.
fn draw_bars(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let Scene { app, theme, .. } = scene;
    let sign_ins = app.list().sign_ins();
    let minutes = sign_ins.map_or(SIGN_IN_MINUTES, span);
    let is_half = area.width < BARS;
    let bars = if is_half {
        SIGN_IN_MINUTES / 2
    } else {
        SIGN_IN_MINUTES
    };
    let each = match minutes * 60 / bars {
        60 => "a minute".to_owned(),
        seconds if seconds % 60 == 0 => format!("in {} min", seconds / 60),
        seconds => format!("in {seconds} s"),
    };
    let still = if is_half {
        ""
    } else {
        ", of those still there"
    };
    let title = format!("sign-ins {each}, {minutes} min{still}");
    rule(scene, buffer, row(area, 0), &title, theme.dim);
    let Some(sign_ins) = sign_ins else {
        return;
    };
    let bars = sign_ins.bars(minutes, bars);
    let most = bars.iter().copied().max().unwrap_or(0);
    let rows = usize::from(area.height).saturating_sub(2);
    let steps = theme.signs.bars;
    let eighths = |number: u32| {
        let full = rows * (steps.len() - 1);
        let scaled = number as usize * full;
        scaled.div_ceil(most.max(1) as usize)
    };
    for n in 0..rows {
        let mut pen = Pen::on(buffer, row(area, n + 1));
        let label = match n {
            0 => count(most as usize),
            n if n + 1 == rows => "0".to_owned(),
            _ => String::new(),
        };
        pen.right(&label, NUMBER - 1, theme.dim).gap(1);
        let base = (rows - 1 - n) * (steps.len() - 1);
        for bar in &bars {
            let height = eighths(*bar).saturating_sub(base).min(steps.len() - 1);
            pen.put(steps[height], theme.accent);
        }
    }
    let mut pen = Pen::on(buffer, row(area, rows + 1));
    let first = match minutes {
        SIGN_IN_MINUTES => "1 h ago".to_owned(),
        minutes => format!("{minutes} min ago"),
    };
    pen.gap(NUMBER).field(&first, bars.len() - 3, theme.dim);
    pen.put("now", theme.dim);
}
