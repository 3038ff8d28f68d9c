//! Puts people in order.

use super::{PeopleRows, PersonRow};
use crate::live::flags::{ATTENTION_GROUPS, STAFF_GROUP, attention_group};
use crate::live::sorting::{LAST, sorted_places, word};
use crate::live::{Column, NameRanks, SessionFlags, Snapshot, Sort};

/// A column that people can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonColumn {
    /// The person's number.
    User,
    /// The person's name.
    Name,
    /// The person's role.
    Role,
    /// The name of the person's organisation.
    Organization,
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

impl From<Sort> for PersonSort {
    /// The order of people that comes nearest to one of sessions.
    fn from(Sort { column, descending }: Sort) -> Self {
        let column = match column {
            Column::User => PersonColumn::User,
            Column::Name => PersonColumn::Name,
            Column::Role => PersonColumn::Role,
            Column::Organization => PersonColumn::Organization,
            Column::Email => PersonColumn::Email,
            Column::Sessions => PersonColumn::Sessions,
            Column::SignedIn | Column::Session => PersonColumn::Since,
            Column::LastSeen | Column::Ends | Column::Attention => PersonColumn::LastSeen,
        };
        Self { column, descending }
    }
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
    /// The same rows in this order; what is not known comes last in either direction.
    #[must_use]
    pub fn ordered(mut self, snapshot: &Snapshot, sort: PersonSort, ranks: &mut NameRanks) -> Self {
        let column = match sort.column {
            PersonColumn::Name => Some(Column::Name),
            PersonColumn::Role => Some(Column::Role),
            PersonColumn::Organization => Some(Column::Organization),
            PersonColumn::Email => Some(Column::Email),
            PersonColumn::User
            | PersonColumn::Sessions
            | PersonColumn::Since
            | PersonColumn::LastSeen => None,
        };
        if sort.column == PersonColumn::User {
            self.rows.sort_unstable_by_key(|row| {
                let id = row.person(snapshot).map(|person| person.id.get());
                if sort.descending {
                    id.map(|id| u64::MAX - id)
                } else {
                    id
                }
            });
            return self;
        }
        let ranks = column.map(|column| ranks.of(column, snapshot.directory()));
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

    /// The same rows in the order that the list was asked for.
    #[must_use]
    pub(in crate::live) fn in_order(
        self,
        snapshot: &Snapshot,
        sort: Sort,
        flags: &SessionFlags,
        ranks: &mut NameRanks,
    ) -> Self {
        if sort.column == Column::Attention {
            return self.by_attention(snapshot, flags);
        }
        self.ordered(snapshot, sort.into(), ranks)
    }

    /// The same rows, those first that deserve a look, as sessions are ordered by it.
    fn by_attention(mut self, snapshot: &Snapshot, flags: &SessionFlags) -> Self {
        let mut groups: [Vec<u64>; ATTENTION_GROUPS] = std::array::from_fn(|_| Vec::new());
        for (n, row) in (0..).zip(&self.rows) {
            let set = flags.person(row.place());
            let group = attention_group(snapshot, flags, set, row.place());
            let column = match group {
                STAFF_GROUP => PersonColumn::Since,
                _ => PersonColumn::LastSeen,
            };
            groups[group].push(word(row.number(column), n, true));
        }
        let places = groups.into_iter().flat_map(sorted_places);
        self.rows = places.map(|place| self.rows[place as usize]).collect();
        self
    }
}
