//! The layout of the panes: a function of the size of the screen and of whether the details are
//! closed.

use ratatui::layout::{Rect, Size};

/// The smallest screen; on a smaller one there is only a line that says so.
pub(super) const SMALLEST: Size = Size::new(60, 15);

/// From this width on the details stand beside the table, which keeps 120 columns.
const SIDE_BY_SIDE: u16 = 120 + SIDE;
/// Columns of the details beside the table, the line between them included.
const SIDE: u16 = 54;
/// From this height on there is room for more than the table.
const TALL: u16 = 34;
/// From this width on details stand in two columns under the table.
const BROAD: u16 = 85;
/// A narrow screen shows details under the table from this height on.
const TALL_AND_NARROW: u16 = 46;

/// Rows of the details in two columns, the rule above them included.
const DETAILS: u16 = 9;
/// Rows of the details in one column.
const DETAILS_STACKED: u16 = 16;
/// Rows of the event log under the table.
const EVENTS: u16 = 5;
/// Rows of the event log where there is plenty of room.
const EVENTS_LARGE: u16 = 11;

/// The panes of one screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panes {
    /// The account, the counts and how good the data are.
    pub(super) header: Rect,
    /// Column headings and rows.
    pub(super) table: Rect,
    /// The cursor's row in full, where there is a pane for it.
    pub(super) details: Option<Rect>,
    /// Whether the details stand beside the table and not under it.
    pub(super) beside: bool,
    /// The event log, where there is room for it.
    pub(super) events: Option<Rect>,
    /// Filter and marks.
    pub(super) chosen: Rect,
    /// The newest notice, where there is no event log.
    pub(super) notice: Option<Rect>,
    /// The hints of what keys do.
    pub(super) hints: Rect,
}

/// The panes for a screen; `None` where it is too small.
pub(super) fn panes(area: Rect, details_closed: bool) -> Option<Panes> {
    if area.width < SMALLEST.width || area.height < SMALLEST.height {
        return None;
    }
    let tall = area.height >= TALL;
    let beside = tall && area.width >= SIDE_BY_SIDE;
    let under = !beside
        && match area.width {
            BROAD.. => tall,
            _ => area.height >= TALL_AND_NARROW,
        };
    let mut rest = area;
    let header = cut_top(&mut rest, 1);
    let hints = cut_bottom(&mut rest, 1);
    let notice = (!beside && !under).then(|| cut_bottom(&mut rest, 1));
    let chosen = cut_bottom(&mut rest, 1);
    let mut details = None;
    if beside && !details_closed {
        let left = rest.width - SIDE;
        details = Some(Rect {
            x: rest.x + left,
            width: SIDE,
            ..rest
        });
        rest.width = left;
    }
    let log = if beside { EVENTS_LARGE } else { EVENTS };
    let events = (beside || under).then(|| cut_bottom(&mut rest, log));
    if under && !details_closed {
        let rows = if area.width >= BROAD {
            DETAILS
        } else {
            DETAILS_STACKED
        };
        details = Some(cut_bottom(&mut rest, rows));
    }
    Some(Panes {
        header,
        table: rest,
        details,
        beside,
        events,
        chosen,
        notice,
        hints,
    })
}

fn cut_top(rest: &mut Rect, rows: u16) -> Rect {
    let top = Rect {
        height: rows,
        ..*rest
    };
    rest.y += rows;
    rest.height -= rows;
    top
}

fn cut_bottom(rest: &mut Rect, rows: u16) -> Rect {
    rest.height -= rows;
    Rect {
        y: rest.bottom(),
        height: rows,
        ..*rest
    }
}

/// An area in the middle of another, never larger than it.
pub(super) fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// The `n`th row of an area; empty where there is none.
pub(super) fn row(area: Rect, n: usize) -> Rect {
    match u16::try_from(n) {
        Ok(n) if n < area.height => Rect {
            y: area.y + n,
            height: 1,
            ..area
        },
        _ => Rect { height: 0, ..area },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::DisplayOptions;
    use crate::view::viewport;

    #[test]
    fn the_list_keeps_room_at_every_size() {
        for width in 0..300 {
            for height in 0..100 {
                for details_closed in [false, true] {
                    let display = DisplayOptions {
                        details_closed,
                        ..DisplayOptions::default()
                    };
                    let rows = viewport(Size::new(width, height), display).list_rows;
                    let fits = width >= 60 && height >= 15;
                    assert_eq!(rows >= 10, fits, "{width}x{height}");
                    assert!(rows <= usize::from(height));
                }
            }
        }
    }

    #[test]
    fn the_three_sizes_that_people_use() {
        let rows =
            |width, height| viewport(Size::new(width, height), DisplayOptions::default()).list_rows;
        assert_eq!((rows(80, 24), rows(120, 40), rows(200, 60)), (19, 22, 45));
        let panes = panes(Rect::new(0, 0, 200, 60), false).unwrap();
        assert_eq!(panes.table.width, 146);
        assert_eq!(panes.details.map(|area| area.width), Some(54));
    }

    #[test]
    fn panes_cover_the_screen_and_do_not_overlap() {
        for (width, height) in [(60, 15), (80, 24), (80, 50), (120, 40), (200, 60)] {
            let area = Rect::new(0, 0, width, height);
            let p = panes(area, false).unwrap();
            let all = [
                Some(p.header),
                Some(p.table),
                p.details,
                p.events,
                Some(p.chosen),
                p.notice,
                Some(p.hints),
            ];
            let covered: u32 = all.iter().flatten().map(|area| area.area()).sum();
            assert_eq!(covered, area.area(), "{width}x{height}");
        }
    }
}
