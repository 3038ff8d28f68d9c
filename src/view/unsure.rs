//! Cells behind a cluster of several scalars are written in every frame: a terminal that gives
//! the cluster more columns than we do has put a part of it there.

use ratatui::buffer::{Buffer, CellDiffOption};

/// The most scalars in a cluster; `SafeText` lets no longer one through.
const MOST: usize = 8;

/// Marks those cells. A terminal can have drawn too far by one column for each scalar at the most.
pub(super) fn mark(buffer: &mut Buffer) {
    let columns = usize::from(buffer.area.width).max(1);
    for line in buffer.content.chunks_mut(columns) {
        let mut unsure = 0;
        for cell in line {
            if unsure > 0 {
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
                unsure -= 1;
            }
            let scalars = cell.symbol().chars().take(MOST).count();
            if scalars > 1 {
                unsure = scalars;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cluster_may_cover_is_written_again_and_nothing_else() {
        let mut buffer = Buffer::with_lines(["ab\u{928}\u{93e}      x", "plain 山 text"]);
        mark(&mut buffer);
        let always = |cell: &&ratatui::buffer::Cell| {
            matches!(cell.diff_option, CellDiffOption::AlwaysUpdate)
        };
        let marked: Vec<usize> = (0..buffer.content.len())
            .filter(|at| always(&&buffer.content[*at]))
            .collect();
        // The cluster stands in the third column, and has two scalars.
        assert_eq!(marked, [3, 4]);
    }
}
