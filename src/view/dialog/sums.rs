//! Sums: numbers of several units, each behind what it counts.

use ratatui::style::Style;

use super::super::Theme;
use super::super::pen::width;
use super::super::words::standing_style;
use crate::operation::{ItemStanding, ItemUnit, StandingCounts};

/// Columns between two sums on one line.
const GAP: usize = 3;

/// A line of sums, in parts that each have a style.
pub(super) type SumLine = Vec<(String, Style)>;

/// Numbers of one unit: what they are about, and each with its word.
pub(super) struct Sum {
    pub(super) heading: &'static str,
    pub(super) numbers: Vec<(String, Style)>,
}

/// How many items of a run stand how, each unit by itself.
pub(super) fn of_items(theme: &Theme, counts: &StandingCounts) -> Vec<Sum> {
    let units = counts.by_unit().into_iter();
    let sum = |(unit, numbers): (ItemUnit, Vec<(ItemStanding, String)>)| {
        let numbers = numbers.into_iter();
        let styled = |(standing, text): (ItemStanding, String)| {
            (text, standing_style(standing.grade(), theme))
        };
        Sum {
            heading: unit.heading(),
            numbers: numbers.map(styled).collect(),
        }
    };
    units.map(sum).collect()
}

/// How all that was to be done stands, as one sum.
pub(super) fn of_all(theme: &Theme, heading: &'static str, counts: &StandingCounts) -> Sum {
    let numbers = counts.with_nouns().into_iter();
    let styled =
        |(standing, text): (ItemStanding, String)| (text, standing_style(standing.grade(), theme));
    Sum {
        heading,
        numbers: numbers.map(styled).collect(),
    }
}

/// Sums in lines: beside each other where there is room, and none of their numbers cut.
pub(super) fn in_lines(theme: &Theme, sums: Vec<Sum>, columns: usize) -> Vec<SumLine> {
    let mut lines: Vec<SumLine> = Vec::new();
    let mut used = 0;
    for sum in sums {
        let numbers = sum.numbers.iter().map(|(text, _)| width(text));
        let all = width(sum.heading) + numbers.map(|it| it + 2).sum::<usize>();
        if lines.is_empty() || used + GAP + all > columns + 2 {
            lines.push(Vec::new());
            used = 0;
        } else if let Some(line) = lines.last_mut() {
            line.push((" ".repeat(GAP), theme.text));
            used += GAP;
        }
        let mut before = sum.heading;
        let last = sum.numbers.len().saturating_sub(1);
        for (n, (number, style)) in sum.numbers.into_iter().enumerate() {
            let number = if n < last {
                format!("{number},")
            } else {
                number
            };
            if used > 0 && used + width(before) + width(&number) > columns {
                lines.push(Vec::new());
                (used, before) = (0, "  ");
            }
            used += width(before) + width(&number);
            if let Some(line) = lines.last_mut() {
                line.push((before.to_owned(), theme.dim));
                line.push((number, style));
            }
            before = " ";
        }
    }
    lines
}
