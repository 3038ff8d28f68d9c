//! The size of the screen, and what the view knows of it: how much fits, and what stands where.

use std::fmt;

use crate::app::folds::DialogExtent;
use crate::app::scroll::Extent;
use crate::app::update::App;
use crate::app::widths::ColumnNeeds;
use crate::live::Column;
use crate::model::Timestamp;

/// The size of the screen and how many rows of the list fit on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Viewport {
    /// The columns of the screen.
    pub width: u16,
    /// The rows of the screen.
    pub height: u16,
    /// The rows of the list; 0 where the screen is too small to show it.
    pub list_rows: usize,
    /// Whether the details have a pane of their own when they are open.
    pub has_details: bool,
    /// Whether the news have a pane of their own.
    pub has_news: bool,
    /// How much of the pane that has the keys is shown on this screen.
    pub pane: PaneExtentOf,
    /// How much of the dialog on top is shown on this screen.
    pub measure: ExtentOf,
    /// What stands at a place of this screen.
    pub place: PlaceOf,
    /// What the rows of the list need of their columns.
    pub needs: NeedsOf,
}

/// The function of the view that measures the pane that has the keys, with the same sums that draw
/// it.
#[derive(Clone, Copy)]
pub struct PaneExtentOf(pub fn(&App) -> Extent);

impl Default for PaneExtentOf {
    /// A screen on which no pane has to be scrolled.
    fn default() -> Self {
        Self(|_| Extent::default())
    }
}

impl fmt::Debug for PaneExtentOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaneExtentOf")
    }
}

/// The function of the view that measures the dialog on top with the same sums that draw it, so
/// that scrolling goes by what is visible.
#[derive(Clone, Copy)]
pub struct ExtentOf(pub fn(&App) -> DialogExtent);

impl Default for ExtentOf {
    /// A screen on which nothing has to be scrolled.
    fn default() -> Self {
        Self(|_| DialogExtent::default())
    }
}

impl fmt::Debug for ExtentOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtentOf")
    }
}

/// What stands at a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceOnScreen {
    /// A row of the list, counted from the first on the screen.
    Row(usize),
    /// The heading of a column by which the list can be sorted.
    Heading(Column),
}

/// The function of the view that tells what stands at a place at this time, by the same sums that draw it.
#[derive(Clone, Copy)]
pub struct PlaceOf(pub fn(&App, (u16, u16), Timestamp) -> Option<PlaceOnScreen>);

impl Default for PlaceOf {
    /// A screen on which nothing can be clicked.
    fn default() -> Self {
        Self(|_, _, _| None)
    }
}

impl fmt::Debug for PlaceOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlaceOf")
    }
}

/// The function of the view that measures what the rows on the screen need of their columns.
#[derive(Clone, Copy)]
pub struct NeedsOf(pub fn(&App, Timestamp) -> ColumnNeeds);

impl Default for NeedsOf {
    /// A screen without rows.
    fn default() -> Self {
        Self(|_, _| ColumnNeeds::default())
    }
}

impl fmt::Debug for NeedsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NeedsOf")
    }
}
