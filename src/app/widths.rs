//! How wide the columns of the list have to be. Within one view, filter, order and size that only grows,
//! so that nothing steps sideways while somebody looks.

use super::setup::DisplayOptions;
use super::update::App;
use crate::live::{Snapshot, Sort};
use crate::query::Query;
use crate::settings::ListColumn;

/// What a column has to have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ColumnNeed {
    /// For what must be said, whatever else is cut.
    pub(crate) must: usize,
    /// For what is said before what merely tells where somebody belongs is whole.
    pub(crate) grave: usize,
    /// For so much that it tells anything: less of it is worth less than what others lack.
    pub(crate) telling: usize,
    /// For what is said before anything else is cut.
    pub(crate) least: usize,
    /// For all of it.
    pub(crate) whole: usize,
}

impl ColumnNeed {
    /// So many for all of it, less of which is a cut.
    pub(crate) const fn all(columns: usize) -> Self {
        Self {
            must: 0,
            grave: 0,
            telling: 0,
            least: columns,
            whole: columns,
        }
    }

    /// The same, and no less than this.
    pub(crate) fn at_least(self, columns: usize) -> Self {
        Self {
            least: self.least.max(columns),
            whole: self.whole.max(columns),
            ..self
        }
    }

    fn grown_to(self, other: Self) -> Self {
        Self {
            must: self.must.max(other.must),
            grave: self.grave.max(other.grave),
            telling: self.telling.max(other.telling),
            least: self.least.max(other.least),
            whole: self.whole.max(other.whole),
        }
    }
}

/// What the columns have to have whose width follows from what stands in the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnNeeds(Vec<(ListColumn, ColumnNeed)>);

impl ColumnNeeds {
    /// What a column has to have.
    pub(crate) fn of(&self, column: ListColumn) -> ColumnNeed {
        let found = self.0.iter().find(|(known, _)| *known == column);
        found.map_or_else(ColumnNeed::default, |(_, need)| *need)
    }

    /// Takes in what one more row needs of a column.
    pub(crate) fn take(&mut self, column: ListColumn, need: ColumnNeed) {
        match self.0.iter_mut().find(|(known, _)| *known == column) {
            Some((_, known)) => *known = known.grown_to(need),
            None => self.0.push((column, need)),
        }
    }

    /// The same with what other rows need.
    pub(crate) fn with(mut self, others: &Self) -> Self {
        for (column, need) in &others.0 {
            self.take(*column, *need);
        }
        self
    }
}

/// What the rows that were on the screen needed, as long as the list is turned to the same.
#[derive(Debug, Clone, Default)]
pub(super) struct GrownNeeds {
    since: Option<Turn>,
    needs: ColumnNeeds,
}

/// What the list is turned to. When any of it changes, the widths are chosen anew.
#[derive(Debug, Clone, PartialEq)]
struct Turn {
    query: Query,
    sort: Sort,
    is_by_person: bool,
    columns: Vec<ListColumn>,
    screen: (u16, u16),
    display: DisplayOptions,
    /// Whether everybody who is signed in was asked about once: until then rows come and go all the time.
    is_read: bool,
}

impl GrownNeeds {
    pub(super) const fn needs(&self) -> &ColumnNeeds {
        &self.needs
    }

    /// The same after a look at what the rows on the screen need now.
    pub(super) fn looking(self, app: &App, needs: &ColumnNeeds) -> Self {
        let was_read = self.since.as_ref().is_some_and(|turn| turn.is_read);
        let since = Turn::of(app, was_read);
        if since == self.since {
            Self {
                needs: self.needs.with(needs),
                since,
            }
        } else {
            Self {
                needs: needs.clone(),
                since,
            }
        }
    }
}

/// Whether a list was read whole, and everybody in it was asked about: whoever Zendesk does not tell of
/// keeps nobody waiting.
fn is_read(snapshot: &Snapshot) -> bool {
    snapshot.is_walked() && snapshot.signed_in_and_not_asked() == 0
}

impl Turn {
    fn of(app: &App, was_read: bool) -> Option<Self> {
        let projection = app.list().projection()?;
        let viewport = app.viewport();
        Some(Self {
            query: projection.request.query.clone(),
            sort: projection.request.sort,
            is_by_person: projection.grouped.is_some(),
            columns: app.table().look.columns().to_vec(),
            screen: (viewport.width, viewport.height),
            display: app.display(),
            // What was read counts once its rows are on the screen: those before had other needs.
            is_read: was_read || is_read(&projection.request.snapshot),
        })
    }
}
