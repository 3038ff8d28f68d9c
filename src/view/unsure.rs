//! Cells behind a cluster of several scalars are written in every frame: a terminal that gives
//! the cluster more columns than we do has put a part of it there.

use ratatui::buffer::{Buffer, CellDiffOption};

/// Marks them. What a terminal can have drawn too far is a column for each scalar at the most.
pub(super) fn mark(buffer: &mut Buffer) {
    let columns = usize::from(buffer.area.width).max(1);
    for line in buffer.content.chunks_mut(columns) {
        let mut unsure = 0;
        for cell in line {
            let scalars = cell.symbol().chars().take(MOST).count();
            if unsure > 0 {
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
            }
            unsure = if scalars > 1 {
                scalars
            } else {
                unsure.saturating_sub(1)
            };
        }
    }
}

/// `SafeText` lets no longer cluster through.
const MOST: usize = 8;
