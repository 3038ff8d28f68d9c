//! Puts people in order.

use super::{PeopleRows, PersonRow};
use crate::live::projection::{LAST, sorted_places, word};
use crate::live::{Column, Projector, Snapshot};

/// A column that people can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonColumn {
    /// The person's name.
    Name,
    /// The person's role.
    Role,
    /// The person's e-mail address.
    Email,
    /// The number of their sessions.
    Sessions,
    /// The time at which they signed in first.
    Since,
    /// The time at which they were last seen.
    LastSeen,
}

/// An order of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonSort {
    /// The column that they are ordered by.
    pub column: PersonColumn,
    /// Whether the largest comes first. For the two times that is the newest.
    pub descending: bool,
}

impl Default for PersonSort {
    /// The most recently seen first.
    fn default() -> Self {
        Self {
            column: PersonColumn::LastSeen,
            descending: true,
        }
    }
}

impl PersonRow {
    /// The row's time or number as it is compared; [`LAST`] where it is not known.
    fn number(&self, column: PersonColumn) -> u32 {
        let seconds = |time: super::OpenTime| {
            let seconds = time.at.and_then(|at| u32::try_from(at.seconds()).ok());
            seconds.unwrap_or(LAST)
        };
        match column {
            PersonColumn::Since => seconds(self.since()),
            PersonColumn::LastSeen => seconds(self.last_seen()),
            _ => u32::try_from(self.sessions()).unwrap_or(LAST),
        }
    }
}

impl PeopleRows {
    /// The same rows in this order; what is not known comes last in either direction. The ranks of
    /// names, which are slow to compute, are those of the projector.
    #[must_use]
    pub fn ordered(
        mut self,
        snapshot: &Snapshot,
        sort: PersonSort,
        projector: &mut Projector,
    ) -> Self {
        let column = match sort.column {
            PersonColumn::Name => Some(Column::Name),
            PersonColumn::Role => Some(Column::Role),
            PersonColumn::Email => Some(Column::Email),
            PersonColumn::Sessions | PersonColumn::Since | PersonColumn::LastSeen => None,
        };
        let ranks = column.map(|column| projector.ranks(column, snapshot.directory()));
        let key = |row: &PersonRow| match &ranks {
            Some(ranks) => ranks.get(row.place().index()).copied().unwrap_or(LAST),
            None => row.number(sort.column),
        };
        let words = (0..).zip(&self.rows);
        let words = words.map(|(place, row)| word(key(row), place, sort.descending));
        let rows = sorted_places(words.collect());
        self.rows = rows.map(|place| self.rows[place as usize]).collect();
        self
    }
}
