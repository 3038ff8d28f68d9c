//! A card: one question about the account, and what Zendesk answers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{day_and_clock, said, waits};
use super::{Popup, Scene, between, inner, keys, more, within};
use crate::app::{CardLine, CardValue, CardView, Extent, Level, News, WaitingFor};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns of the labels.
const LABEL: usize = 30;
/// Columns of the labels where all of them are short.
const SHORT_LABEL: usize = 16;
/// Lines around those of the card: the frame, the moment with a blank, the keys with a blank.
const AROUND: usize = 6;
/// The least number of lines of a card, so that it does not jump when the answer comes.
const LEAST: usize = 10;

/// What stands in place of sentences while people are masked: they may name them.
const MASKED: &str = "What was said here may name people, and is not shown while they are masked.";
/// What is said where some values are left out.
const LEFT_OUT: &str = "Values that may name people are left out while people are masked.";

/// One line on the screen; one without a label begins at the edge.
struct SheetLine {
    label: Option<String>,
    text: String,
    style: Style,
}

impl SheetLine {
    const fn blank(style: Style) -> Self {
        Self {
            label: None,
            text: String::new(),
            style,
        }
    }
}

/// The size of the dialog, the columns of its labels, and its lines with the part that is shown.
struct CardLayout {
    size: (u16, u16),
    label: usize,
    lines: Vec<SheetLine>,
    extent: Extent,
}

fn layout(scene: Scene<'_>, area: Rect, view: &CardView) -> CardLayout {
    let answer = view.answer.as_ref();
    let labels = answer
        .and_then(|(answer, _)| answer.as_ref().ok())
        .into_iter()
        .flat_map(|sheet| &sheet.lines)
        .map(|line| line.label.width());
    let label = if labels.max().unwrap_or(0) < SHORT_LABEL {
        SHORT_LABEL
    } else {
        LABEL
    };
    let columns = usize::from(WIDTH.min(area.width)).saturating_sub(4);
    let lines = lines(scene, view, label, columns.max(label + 1));
    let size = (WIDTH, within(area, lines.len().max(LEAST) + AROUND));
    let shown = usize::from(between(inner(area, size), 2, 2).height);
    CardLayout {
        size,
        label,
        extent: view.scroll.extent(shown, lines.len()),
        lines,
    }
}

/// The part of the card that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: &CardView) -> Extent {
    layout(scene, area, view).extent
}

/// Draws the part of the card that it is scrolled to.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &CardView) {
    let theme = scene.theme;
    let popup = Popup {
        title: view.card.title(),
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let CardLayout {
        size,
        label,
        lines,
        extent,
    } = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size);
    let moment = if scene.app.runs().is_changing() {
        "a change is under way".to_owned()
    } else {
        moment(scene, view)
    };
    Pen::on(buffer, row(inner, 0)).put(&moment, theme.dim);
    let list = between(inner, 2, 2);
    for (n, line) in lines[extent.rows()].iter().enumerate() {
        let mut pen = Pen::on(buffer, row(list, n));
        if let Some(text) = &line.label {
            pen.field(text, label, theme.dim);
        }
        let room = pen.left();
        pen.field(&line.text, room, line.style);
    }
    let part = more(scene, extent);
    keys(scene, buffer, inner, &part);
}

/// The time of the answer, and whether it is being asked for again.
fn moment(scene: Scene<'_>, view: &CardView) -> String {
    let as_of = |at| format!("as of {}", day_and_clock(scene, said(scene, at)));
    match (&view.answer, view.is_asking) {
        (None, _) => waits(scene, WaitingFor::Dialog)
            .map_or_else(|| "asking".to_owned(), |wait| format!("asking: {wait}")),
        (Some((_, at)), true) => format!("{}, asking again", as_of(*at)),
        (Some((_, at)), false) => as_of(*at),
    }
}

fn lines(scene: Scene<'_>, view: &CardView, label: usize, columns: usize) -> Vec<SheetLine> {
    let theme = scene.theme;
    let mut lines = Vec::new();
    let is_masked = scene.names().are_masked();
    if let Some(news) = &view.news {
        lines.extend(news_of(scene, news, label, columns));
    }
    if let Some(Err(refusal)) = view.may_change(scene.app.setup(), scene.app.snapshot()) {
        lines.extend(words(&refusal.to_string(), columns, theme.warning));
        lines.push(SheetLine::blank(theme.text));
    }
    match &view.answer {
        Some((Err(_), _)) if is_masked => lines.extend(words(MASKED, columns, theme.warning)),
        None => {}
        Some((Ok(sheet), _)) => {
            lines.extend(labelled(scene, &sheet.lines, (label, columns), theme.text));
            let is_free = |line: &CardLine| matches!(line.value, CardValue::Free(_));
            if is_masked && sheet.lines.iter().any(is_free) {
                lines.push(SheetLine::blank(theme.text));
                lines.extend(words(LEFT_OUT, columns, theme.warning));
            }
        }
        Some((Err(why), _)) => lines.extend(words(why, columns, theme.warning)),
    }
    lines
}

/// How the last change ended, and a blank line below it.
fn news_of(scene: Scene<'_>, news: &News, label: usize, columns: usize) -> Vec<SheetLine> {
    let style = match news.level {
        Level::Passing | Level::Info => scene.theme.good,
        Level::Warning => scene.theme.warning,
        Level::Alarm => scene.theme.danger,
    };
    let mut lines = if scene.names().are_masked() {
        words(MASKED, columns, style)
    } else {
        let mut lines = words(&news.message, columns, style);
        lines.extend(labelled(scene, &news.lines, (label, columns), style));
        lines
    };
    lines.push(SheetLine::blank(style));
    lines
}

/// Words without a label, from the edge on.
fn words(text: &str, columns: usize, style: Style) -> Vec<SheetLine> {
    let line = |text| SheetLine {
        label: None,
        text,
        style,
    };
    wrapped(text, columns).into_iter().map(line).collect()
}

/// The lines of an answer with their labels; where a value takes several lines, only the first has
/// it.
fn labelled(
    scene: Scene<'_>,
    answer: &[CardLine],
    (label, columns): (usize, usize),
    style: Style,
) -> Vec<SheetLine> {
    let mut lines = Vec::new();
    for line in answer {
        let mut name = line.label.fit(label - 1).into_owned();
        for text in value(scene, &line.value, columns - label) {
            lines.push(SheetLine {
                label: Some(std::mem::take(&mut name)),
                text,
                style,
            });
        }
    }
    lines
}

/// A value as it is shown, in as many lines as it takes.
fn value(scene: Scene<'_>, value: &CardValue, columns: usize) -> Vec<String> {
    let names = scene.names();
    let fit = |text: &SafeText| vec![text.fit(columns).into_owned()];
    match value {
        CardValue::Words(words) => wrapped(words, columns),
        CardValue::Text(text) => fit(text),
        CardValue::Free(text) => fit(&SafeText::new(names.words(text.as_str()))),
        CardValue::At(at) => vec![day_and_clock(scene, *at)],
        CardValue::User(user) => {
            let user = names.user(user);
            let email = user.email.shown().map_or("no e-mail", SafeText::as_str);
            let name = user.name.shown().map_or("name not known", SafeText::as_str);
            fit(&SafeText::new(&format!(
                "{name} <{email}>, user {}",
                user.id
            )))
        }
        CardValue::UserId(id) => vec![names.user_id(*id).to_string()],
        CardValue::SessionId(id) => vec![names.session_id(*id).to_string()],
    }
}
