//! The line of hints, the same for the list and for every dialog: the keys that work now, each with
//! a word. What does not fit is left out whole, the least important first; the way out and what
//! confirms always stay.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Scene;
use super::pen::{Pen, width};
use crate::app::{Action, App, Binding, Dialog, Mode, ReportView};

/// How important a hint is, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It leaves, stops or confirms.
    Always,
    /// It is the way to what the dialog is for, or to the help.
    Often,
    /// It is done to people, more seldom.
    Seldom,
    /// It is known by whoever needs it.
    Spare,
    /// The rest, which the help or the palette tells as well.
    Rest,
}

/// A key that works now, and its word.
#[derive(Debug)]
struct Hint<'a> {
    key: String,
    word: &'a str,
    action: Action,
    mode: Mode,
}

impl Hint<'_> {
    fn rank(&self) -> Rank {
        match self.action {
            Action::Back | Action::Keep | Action::StopRun | Action::StopAndQuit => Rank::Always,
            _ if self.mode == Mode::List => self.rank_in_list(),
            Action::Help | Action::Quit | Action::Tokens => Rank::Often,
            action if action.leads_to_a_review() => Rank::Often,
            _ => Rank::Rest,
        }
    }

    /// In the list more can be done than any line has room for.
    const fn rank_in_list(&self) -> Rank {
        match self.action {
            Action::Filter
            | Action::Mark
            | Action::End
            | Action::EndPerson
            | Action::Palette
            | Action::Help => Rank::Often,
            Action::Suspend | Action::Tokens => Rank::Seldom,
            Action::Offboard | Action::EndMenu | Action::Quit => Rank::Spare,
            _ => Rank::Rest,
        }
    }

    /// Whether it is done to people.
    const fn is_of_people(&self) -> bool {
        let action = self.action;
        action.leads_to_a_review() && !matches!(action, Action::Again)
            || matches!(action, Action::Tokens)
    }

    fn columns(&self) -> usize {
        width(&self.key) + 1 + width(self.word)
    }
}

/// The keys and words for what works now; keys that do nothing, because of `--read-only` or because
/// of what is shown, are left to the help.
fn hints_of(app: &App) -> Vec<Hint<'_>> {
    let mode = app.mode();
    let works = |action: Action| match (app.dialog(), action) {
        // Suspending people and revoking tokens have no routes, and the Chat account has no people.
        (Some(Dialog::Review(review)), Action::NextRoute) => review.plan.operation().ends(),
        (Some(Dialog::Review(review)), Action::NextPolicy) => review.has_policies(),
        (Some(Dialog::Report(_)), Action::Again) => {
            app.runs().report().is_some_and(ReportView::has_undone)
        }
        (Some(Dialog::Tokens(view)), Action::Mark | Action::MarkAll | Action::Revoke) => {
            !view.tokens().is_empty()
        }
        (Some(Dialog::PastRuns(_)), Action::Keep | Action::End) => app.past().has_runs(),
        (Some(Dialog::Card(view)), Action::Edit) => {
            matches!(view.may_change(app.setup(), app.snapshot()), Some(Ok(())))
        }
        (
            Some(Dialog::Change(_)),
            Action::NextRoute | Action::NextPolicy | Action::Unfold | Action::UnfoldAll,
        )
        | (_, Action::Edit) => false,
        _ => true,
    };
    let bindings = app.keymap().bindings().iter();
    let here = bindings.filter(|binding| {
        binding.mode == mode && !app.is_refused(binding.action) && works(binding.action)
    });
    here.filter_map(|binding| {
        Some(Hint {
            key: binding.keys().into_iter().next()?,
            word: word_of(app, binding)?,
            action: binding.action,
            mode,
        })
    })
    .collect()
}

/// The word of a key, where it deserves one.
fn word_of<'a>(app: &App, binding: &'a Binding) -> Option<&'a str> {
    let is_over = app.runs().run().is_none() && !app.runs().is_changing();
    match binding.action {
        // The run that was to be stopped is over.
        Action::StopAndQuit if is_over => Some("quit"),
        _ => binding.hint.as_deref(),
    }
}

/// Those of the hints that fit into so many columns with a gap behind each, in their order.
fn fitting(hints: Vec<Hint<'_>>, columns: usize, gap: usize) -> Vec<Hint<'_>> {
    let mut by_rank: Vec<usize> = (0..hints.len()).collect();
    by_rank.sort_by_key(|at| hints[*at].rank());
    let (mut used, mut fit) = (0, vec![false; hints.len()]);
    for at in by_rank {
        let more = hints[at].columns() + if used == 0 { 0 } else { gap };
        if used + more > columns {
            // One that is as important and shorter may fit.
            continue;
        }
        used += more;
        fit[at] = true;
    }
    let chosen = hints.into_iter().zip(fit);
    chosen
        .filter_map(|(hint, fits)| fits.then_some(hint))
        .collect()
}

/// The columns of all hints for what works now.
pub(super) fn columns(app: &App) -> usize {
    let hints = hints_of(app);
    let words: usize = hints.iter().map(Hint::columns).sum();
    words + hints.len().saturating_sub(1) * CLOSE
}

/// The least gap between two hints.
const CLOSE: usize = 2;

/// Draws the hints for what works now, with a gap between them, in the last of these lines, and in those
/// before it as well where that has no room for all. `part` stands at the end of the last line, and `whom`
/// before what is done to people.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    lines: &[Rect],
    (gap, part, whom): (usize, &str, Option<&str>),
) {
    let theme = scene.theme;
    let hints = hints_of(scene.app);
    let mut whom = whom.filter(|_| hints.iter().any(Hint::is_of_people));
    let label = whom.map_or(0, |whom| width(whom) + 2);
    let behind = if part.is_empty() { 0 } else { width(part) + 1 };
    let columns_of = |line: &Rect| usize::from(line.intersection(buffer.area).width);
    let room = lines.last().map_or(0, columns_of);
    let room = room.saturating_sub(behind + label);
    // Closer together, they may all fit.
    let is_close =
        columns(scene.app) <= room && fitting(hints_of(scene.app), room, gap).len() < hints.len();
    let gap = if is_close { CLOSE } else { gap };
    let has_room = fitting(hints_of(scene.app), room, gap).len() == hints.len();
    let (lines, rows) = match lines {
        [above, last] if !has_room => {
            let (first, rest) = in_rows(hints, columns_of(above).saturating_sub(label), CLOSE);
            (vec![*above, *last], vec![first, fitting(rest, room, CLOSE)])
        }
        _ => {
            let last = lines.last().copied().unwrap_or_default();
            (vec![last], vec![fitting(hints, room, gap)])
        }
    };
    let gap = if lines.len() > 1 { CLOSE } else { gap };
    for (line, hints) in lines.iter().zip(rows) {
        let mut pen = Pen::on(buffer, *line);
        for (n, hint) in hints.into_iter().enumerate() {
            if n > 0 {
                pen.gap(gap);
            }
            if hint.is_of_people()
                && let Some(whom) = whom.take()
            {
                pen.put(whom, theme.heading).put(": ", theme.heading);
            }
            pen.put(&hint.key, theme.key)
                .gap(1)
                .put(hint.word, theme.text);
        }
        if Some(line) == lines.last() {
            let left = pen.left();
            pen.right(part, left, theme.dim);
        }
    }
}

/// The first hints, as many as fit into so many columns, and the rest.
fn in_rows(hints: Vec<Hint<'_>>, columns: usize, gap: usize) -> (Vec<Hint<'_>>, Vec<Hint<'_>>) {
    let mut used = 0;
    let mut first = Vec::new();
    let mut rest = hints.into_iter().peekable();
    while let Some(hint) = rest.next_if(|hint| {
        used += hint.columns() + gap;
        used <= columns + gap
    }) {
        first.push(hint);
    }
    (first, rest.collect())
}

/// Whether this is the line of the list while something is marked there, which looks different.
pub(super) fn is_of_marks(app: &App) -> bool {
    app.mode() == Mode::List && !app.marks().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(action: Action, word: &str) -> Hint<'_> {
        Hint {
            key: "x".to_owned(),
            word,
            action,
            mode: Mode::Report,
        }
    }

    fn words(columns: usize) -> Vec<String> {
        let hints = vec![
            hint(Action::Filter, "search"),
            hint(Action::End, "end"),
            hint(Action::Copy, "copy"),
            hint(Action::Help, "help"),
            hint(Action::Back, "close"),
        ];
        let fit = fitting(hints, columns, 2).into_iter();
        fit.map(|hint| hint.word.to_owned()).collect()
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole_and_the_way_out_stays() {
        assert_eq!(words(80), ["search", "end", "copy", "help", "close"]);
        assert_eq!(words(35), ["search", "end", "help", "close"]);
        assert_eq!(words(22), ["end", "help", "close"]);
        assert_eq!(words(15), ["end", "close"]);
        assert_eq!(words(8), ["close"]);
    }

    /// The list is told how to act, and where the rest is, before what one finds by oneself.
    #[test]
    fn the_line_of_the_list_uses_its_width() {
        let keymap = crate::app::Keymap::standard().unwrap();
        let hints = || -> Vec<Hint<'_>> {
            let bindings = keymap.bindings().iter();
            let bindings = bindings.filter(|binding| binding.mode == Mode::List);
            let hints = bindings.filter_map(|binding| {
                Some(Hint {
                    key: binding.keys().into_iter().next()?,
                    word: binding.hint.as_deref()?,
                    action: binding.action,
                    mode: Mode::List,
                })
            });
            hints.collect()
        };
        let line = |columns| -> String {
            let fit = fitting(hints(), columns, CLOSE).into_iter();
            let words: Vec<String> = fit
                .map(|hint| format!("{} {}", hint.key, hint.word))
                .collect();
            words.join("  ")
        };
        for (columns, shown) in [
            (
                59,
                ["/ filter", "Space mark", "K end", ": more", "? help"].as_slice(),
            ),
            (
                79,
                &["X end person", "S suspend", "O tokens", ": more", "? help"],
            ),
            (
                119,
                &[
                    "E choose",
                    "S suspend",
                    "O tokens",
                    "F offboard",
                    ": more",
                    "q quit",
                ],
            ),
        ] {
            let line = line(columns);
            let missing = shown.iter().find(|hint| !line.contains(**hint));
            assert_eq!(missing, None, "{line}");
            assert!(width(&line) + 12 >= columns, "{line}");
        }
    }
}
