//! How far the list of a dialog is scrolled, in the same way for all of them.
//!
//! The view alone knows how many rows fit, so it measures the dialog on top when a key comes in;
//! see `ExtentOf` in `event`.

use std::ops::Range;

use super::Action;

/// The part of a list that a dialog shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// The first row that is shown.
    first: usize,
    /// The number of rows that there is room for.
    shown: usize,
    /// The number of all rows.
    all: usize,
}

impl Extent {
    /// The part that begins at `first`, or as far up as it takes to fill the room.
    pub(crate) fn of(first: usize, shown: usize, all: usize) -> Self {
        Self {
            first: first.min(all.saturating_sub(shown)),
            shown,
            all,
        }
    }

    /// The part in which the cursor's row comes last, or the first rows where it is among them.
    pub(crate) fn around(at: usize, shown: usize, all: usize) -> Self {
        Self::of((at + 1).saturating_sub(shown), shown, all)
    }

    /// The part that begins at another row, as far down as there are rows.
    pub(super) fn at(self, first: usize) -> Self {
        Self::of(first, self.shown, self.all)
    }

    /// The first row that is shown.
    pub(crate) const fn first(self) -> usize {
        self.first
    }

    /// The rows that are shown.
    pub(crate) fn rows(self) -> Range<usize> {
        self.first..self.all.min(self.first + self.shown)
    }

    /// The number of all rows.
    pub(crate) const fn all(self) -> usize {
        self.all
    }

    /// Whether the last row is shown.
    pub(crate) const fn shows_end(self) -> bool {
        self.first + self.shown >= self.all
    }

    /// The number of rows that a page moves by: one less than are shown, so that one row stays
    /// visible.
    pub(super) fn page(self) -> usize {
        self.shown.saturating_sub(1).max(1)
    }

    /// The first row that is shown once an action has scrolled; `None` if it does not scroll.
    pub(super) fn after(self, action: Option<Action>) -> Option<usize> {
        let last = self.all.saturating_sub(self.shown);
        let first = match action? {
            Action::Down => self.first + 1,
            Action::Up => self.first.saturating_sub(1),
            Action::PageDown => self.first + self.page(),
            Action::PageUp => self.first.saturating_sub(self.page()),
            Action::Top => 0,
            Action::Bottom => last,
            _ => return None,
        };
        Some(first.min(last))
    }
}

/// How far a dialog is scrolled, and whether its end was on the screen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scroll {
    first: usize,
    end_seen: bool,
}

impl Scroll {
    /// The part of a list that is shown where there is room for so many of its rows.
    pub(crate) fn extent(self, shown: usize, all: usize) -> Extent {
        Extent::of(self.first, shown, all)
    }

    /// Whether the end was on the screen at some time.
    pub(crate) const fn end_seen(self) -> bool {
        self.end_seen
    }

    /// Notes what is on the screen.
    pub(super) fn look(&mut self, extent: Extent) {
        self.end_seen |= extent.shows_end();
    }

    /// Forgets that the end was on the screen, since the list is another one now.
    pub(super) fn forget_end(&mut self) {
        self.end_seen = false;
    }

    /// Goes to a row.
    pub(super) fn go(&mut self, first: usize) {
        self.first = first;
    }

    /// Scrolls, if the action does; returns whether it does.
    pub(super) fn by(&mut self, action: Option<Action>, extent: Extent) -> bool {
        let first = extent.after(action);
        self.first = first.unwrap_or(self.first);
        first.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_shown_however_few_fit() {
        for all in 0..30 {
            for shown in 1..12 {
                for action in [Action::Down, Action::PageDown] {
                    let mut scroll = Scroll::default();
                    let mut visible = vec![false; all];
                    for _ in 0..=all {
                        let extent = scroll.extent(shown, all);
                        extent.rows().for_each(|row| visible[row] = true);
                        assert!(scroll.by(Some(action), extent));
                    }
                    assert!(visible.iter().all(|it| *it), "{shown} of {all}, {action:?}");
                    assert!(scroll.extent(shown, all).shows_end());
                }
            }
        }
    }

    #[test]
    fn the_way_back_is_as_long_as_the_way_there() {
        let mut scroll = Scroll::default();
        for action in [Action::Bottom, Action::Down, Action::PageDown] {
            scroll.by(Some(action), scroll.extent(4, 12));
        }
        scroll.by(Some(Action::Up), scroll.extent(4, 12));
        assert_eq!(scroll.extent(4, 12).rows(), 7..11);
        scroll.by(Some(Action::PageUp), scroll.extent(4, 12));
        assert_eq!(scroll.extent(4, 12).first(), 4);
        scroll.by(Some(Action::Top), scroll.extent(4, 12));
        assert_eq!(scroll.extent(4, 12).first(), 0);
        assert!(!scroll.by(Some(Action::Back), scroll.extent(4, 12)));
        assert!(!scroll.by(None, scroll.extent(4, 12)));
    }

    #[test]
    fn the_end_was_seen_once_it_was_on_the_screen() {
        let mut scroll = Scroll::default();
        scroll.look(scroll.extent(4, 12));
        assert!(!scroll.end_seen());
        scroll.by(Some(Action::Bottom), scroll.extent(4, 12));
        scroll.look(scroll.extent(4, 12));
        scroll.by(Some(Action::Top), scroll.extent(4, 12));
        scroll.look(scroll.extent(4, 12));
        assert!(scroll.end_seen());
    }
}
