//! Cells beside text whose columns terminals do not agree on: where a terminal drew too far, or
//! drew several signs where one wide sign was meant, they are written again.

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use rustc_hash::FxHashSet;

use super::steady::{is_narrow, scalars};

/// A cell with its place.
type Placed<'a> = (u16, u16, &'a Cell);

/// The cells that changed, and those behind a changed cell that a terminal may have drawn over, or
/// that the cell covered while it was wider.
pub(crate) fn with_neighbours<'a>(
    changed: Vec<Placed<'a>>,
    shown: &Buffer,
    next: &'a Buffer,
) -> Vec<Placed<'a>> {
    if changed
        .iter()
        .all(|(x, y, cell)| touched(*x, shown.cell((*x, *y)), cell).is_empty())
    {
        return changed;
    }
    let known: FxHashSet<(u16, u16)> = changed.iter().map(|(x, y, _)| (*x, *y)).collect();
    let mut added = FxHashSet::default();
    let mut all = Vec::with_capacity(changed.len());
    for (x, y, cell) in changed {
        all.push((x, y, cell));
        let behind = touched(x, shown.cell((x, y)), cell);
        // A cell that a wide one covers belongs to that one.
        let mut at = behind.start;
        while at < behind.end.min(next.area.right()) {
            let beside = &next[(at, y)];
            if !known.contains(&(at, y)) && added.insert((at, y)) {
                all.push((at, y, beside));
            }
            at = at.saturating_add(columns(beside));
        }
    }
    all.sort_by_key(|(x, y, _)| (*y, *x));
    all
}

/// The columns behind a cell that cannot be known to show what they should once it is written.
///
/// A wide sign leaves nothing behind when its first half is written over, so the difference of two
/// frames does not hold its second half. Where the sign was spelled in several, the second half is
/// a sign of its own and stays.
fn touched(x: u16, shown: Option<&Cell>, cell: &Cell) -> Range<u16> {
    let first = x.saturating_add(columns(cell));
    let drawn = match cell.symbol() {
        narrow if is_narrow(narrow) => first,
        foreign => first.saturating_add(scalars(foreign)),
    };
    let covered = x.saturating_add(shown.map_or(1, columns));
    first..drawn.max(covered)
}

/// The columns that a cell's text is laid out in.
pub(super) fn columns(cell: &Cell) -> u16 {
    use unicode_width::UnicodeWidthStr as _;
    u16::try_from(cell.symbol().width()).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_foreign_cell_may_have_covered_is_written_again() {
        let before = Buffer::with_lines(["ab  cdef"]);
        let after = Buffer::with_lines(["ab山cdef"]);
        let changed = with_neighbours(before.diff(&after), &before, &after);
        let places: Vec<u16> = changed.iter().map(|(x, ..)| *x).collect();
        assert_eq!(places, [2, 4]);
        let plain = Buffer::with_lines(["ax  cdef"]);
        assert_eq!(
            with_neighbours(before.diff(&plain), &before, &plain).len(),
            1
        );
    }

    #[test]
    fn what_a_wide_cell_covered_is_written_again_when_a_narrow_one_takes_its_place() {
        let before = Buffer::with_lines(["ab山 def"]);
        let after = Buffer::with_lines(["abx  def"]);
        let changed = with_neighbours(before.diff(&after), &before, &after);
        let places: Vec<u16> = changed.iter().map(|(x, ..)| *x).collect();
        assert_eq!(places, [2, 3]);
    }
}
