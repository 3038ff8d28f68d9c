//! Cells beside text whose columns terminals do not agree on: where a terminal drew too far, they
//! are written again.

use ratatui::buffer::{Buffer, Cell};
use rustc_hash::FxHashSet;

use super::steady::{is_narrow, scalars};

/// A cell with its place.
type Placed<'a> = (u16, u16, &'a Cell);

/// The cells that changed, and those behind a changed cell that a terminal may have drawn over.
pub(crate) fn with_neighbours<'a>(changed: Vec<Placed<'a>>, next: &'a Buffer) -> Vec<Placed<'a>> {
    if changed.iter().all(|(.., cell)| is_narrow(cell.symbol())) {
        return changed;
    }
    let known: FxHashSet<(u16, u16)> = changed.iter().map(|(x, y, _)| (*x, *y)).collect();
    let mut added = FxHashSet::default();
    let mut all = Vec::with_capacity(changed.len());
    for (x, y, cell) in changed {
        all.push((x, y, cell));
        if is_narrow(cell.symbol()) {
            continue;
        }
        let first = x.saturating_add(columns(cell));
        let last = first.saturating_add(scalars(cell.symbol()));
        // A cell that a wide one covers belongs to that one.
        let mut at = first;
        while at < last.min(next.area.right()) {
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
        let changed = with_neighbours(before.diff(&after), &after);
        let places: Vec<u16> = changed.iter().map(|(x, ..)| *x).collect();
        assert_eq!(places, [2, 4]);
        let plain = Buffer::with_lines(["ax  cdef"]);
        assert_eq!(with_neighbours(before.diff(&plain), &plain).len(), 1);
    }
}
