//! The columns that there are at each width. The mark, the name, when the person was last seen
//! and what there is to say about the session are always there.
//!
//! - here which columns there are, and how wide they are before rows are looked at
//! - `sharing` which of them have more, by what the rows need

mod sharing;

use crate::live::Column;
use crate::settings::ListColumn;

/// A column of the table, from left to right. People are known by their names, so names come first
/// and numbers last; a name of a width that terminals disagree on spoils its own cell alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Mark,
    Name,
    Role,
    Organization,
    Email,
    LastSeen,
    SignedIn,
    Ends,
    Count,
    Flag,
    User,
    Session,
}

/// The columns from left to right.
const ALL: [Field; 12] = [
    Field::Mark,
    Field::Name,
    Field::Role,
    Field::Organization,
    Field::Email,
    Field::LastSeen,
    Field::SignedIn,
    Field::Ends,
    Field::Count,
    Field::Flag,
    Field::User,
    Field::Session,
];

/// The heading that is the longest of all.
const ORGANISATION: &str = "ORGANISATION";

/// From this table width on there are addresses and whole words for roles.
const ADDRESSES: usize = 76;
/// From this table width on there is the organisation, and when sessions end by themselves.
const ORGANIZATIONS: usize = 110;
/// From this table width on there is the session's number.
const SESSIONS: usize = 138;
/// From this table width on there is the user's number too.
const USERS: usize = 153;

impl Field {
    /// The columns whose width follows from what stands in the rows.
    pub(super) const FLEXIBLE: [Self; 4] =
        [Self::Name, Self::Organization, Self::Email, Self::Flag];

    /// The field of a column that can be chosen.
    pub(super) const fn of(column: ListColumn) -> Self {
        match column {
            ListColumn::Name => Self::Name,
            ListColumn::Role => Self::Role,
            ListColumn::Organization => Self::Organization,
            ListColumn::Email => Self::Email,
            ListColumn::Seen => Self::LastSeen,
            ListColumn::Since => Self::SignedIn,
            ListColumn::Ends => Self::Ends,
            ListColumn::Sessions => Self::Count,
            ListColumn::Flag => Self::Flag,
            ListColumn::User => Self::User,
            ListColumn::Session => Self::Session,
        }
    }

    /// The column that can be chosen, where the width follows from the rows.
    pub(super) const fn listed(self) -> Option<ListColumn> {
        match self {
            Self::Name => Some(ListColumn::Name),
            Self::Organization => Some(ListColumn::Organization),
            Self::Email => Some(ListColumn::Email),
            Self::Flag => Some(ListColumn::Flag),
            _ => None,
        }
    }

    pub(super) const fn heading(self, absolute: bool) -> &'static str {
        match self {
            Self::Mark => "",
            Self::Name => "NAME",
            Self::Role => "ROLE",
            Self::Organization => ORGANISATION,
            Self::Email => "E-MAIL",
            Self::LastSeen if absolute => "SEEN AT",
            Self::LastSeen => "SEEN",
            Self::SignedIn if absolute => "SINCE AT",
            Self::SignedIn => "SINCE",
            Self::Ends => "ENDS",
            Self::Count => "×",
            Self::Flag => "FLAG",
            Self::User => "USER",
            Self::Session => "SESSION",
        }
    }

    /// What stands in the column, as the menu of columns says it.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Mark => "",
            Self::Name => "the name of the person",
            Self::Role => "admin, agent or end user",
            Self::Organization => "where the person belongs",
            Self::Email => "the address of the person",
            Self::LastSeen => "when the session was last seen",
            Self::SignedIn => "when it began",
            Self::Ends => "when it ends by itself",
            Self::Count => "how many sessions the person has",
            Self::Flag => "what deserves a look",
            Self::User => "the number of the person",
            Self::Session => "the number of the session",
        }
    }

    /// The heading in so many columns.
    pub(super) const fn heading_in(self, columns: usize, absolute: bool) -> &'static str {
        match self {
            Self::Organization if columns < ORGANISATION.len() => "ORG",
            _ => self.heading(absolute),
        }
    }

    /// Whether the width follows from what stands in the rows. Times, roles and counts have one that is
    /// always enough, and stay where they are while time goes by.
    pub(super) const fn is_flexible(self) -> bool {
        matches!(
            self,
            Self::Name | Self::Organization | Self::Email | Self::Flag
        )
    }

    /// Whether it says who somebody is.
    pub(super) const fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::Name | Self::Role | Self::Email | Self::Organization
        )
    }

    /// The column to sort by that belongs to this one.
    pub(super) const fn column(self) -> Option<Column> {
        match self {
            Self::Mark => None,
            Self::Organization => Some(Column::Organization),
            Self::Count => Some(Column::Sessions),
            Self::Ends => Some(Column::Ends),
            Self::Flag => Some(Column::Attention),
            Self::User => Some(Column::User),
            Self::Role => Some(Column::Role),
            Self::SignedIn => Some(Column::SignedIn),
            Self::LastSeen => Some(Column::LastSeen),
            Self::Session => Some(Column::Session),
            Self::Email => Some(Column::Email),
            Self::Name => Some(Column::Name),
        }
    }

    /// Whether the text stands at the right end of the column.
    pub(super) const fn is_right(self) -> bool {
        matches!(
            self,
            Self::SignedIn | Self::LastSeen | Self::Ends | Self::Count
        )
    }

    /// The columns that stay blank behind what stands at the right end.
    pub(super) const fn blank_behind(self) -> usize {
        matches!(self, Self::Count) as usize
    }

    /// Whether the column is on a table of this width; times of day take more of it than ages.
    const fn is_at(self, width: usize, absolute: bool) -> bool {
        // When they end is an age all the same.
        let ends = width >= ORGANIZATIONS;
        let width = if absolute {
            width.saturating_sub(12)
        } else {
            width
        };
        match self {
            Self::Email => width >= ADDRESSES,
            Self::Ends => ends,
            Self::Organization => width >= ORGANIZATIONS,
            Self::Session => width >= SESSIONS,
            Self::User => width >= USERS,
            _ => true,
        }
    }

    /// The least number of columns in a table of this width.
    const fn least(self, width: usize, absolute: bool) -> usize {
        match self {
            Self::Mark => 1,
            Self::Name if width < ADDRESSES => 12,
            Self::Name => 18,
            Self::Role if width < ADDRESSES => 1,
            Self::Role => 5,
            Self::Organization => 12,
            Self::Email => 16,
            Self::LastSeen | Self::SignedIn if absolute => 12,
            Self::LastSeen | Self::SignedIn => 6,
            Self::Ends => 7,
            // The last of them is blank, so that the number is not read with the word behind it.
            Self::Count => 4,
            Self::Flag => 11,
            Self::User | Self::Session => 14,
        }
    }
}

/// Where spare columns go, one after the other, each up to so many. What is left after that goes to
/// the flags, which end most rows.
const SPARE: [(Field, usize); 10] = [
    (Field::Name, 20),
    (Field::Flag, 15),
    (Field::Email, 22),
    (Field::Name, 24),
    (Field::Email, 30),
    (Field::Organization, 18),
    (Field::Email, 38),
    (Field::Organization, 24),
    (Field::Flag, 24),
    (Field::Name, 30),
];

/// The columns of one screen, each with its width. One blank column stands between two.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    each: Vec<(Field, usize)>,
    /// Whether somebody chose them, so that none may be left out.
    are_chosen: bool,
}

/// What was chosen of the columns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chosen<'a> {
    /// The columns in their order; the usual ones where there are none.
    pub(super) columns: &'a [ListColumn],
    /// Whether each row is a person, who has no number of a session.
    pub(super) is_by_person: bool,
}

impl Chosen<'_> {
    /// The fields on a table of this width.
    fn fields(self, width: usize, absolute: bool) -> Vec<Field> {
        let usual = ALL.into_iter().filter(|field| field.is_at(width, absolute));
        let mut fields: Vec<Field> = match self.columns {
            [] => usual.collect(),
            columns => {
                let chosen = columns.iter().map(|column| Field::of(*column));
                std::iter::once(Field::Mark).chain(chosen).collect()
            }
        };
        if self.is_by_person {
            // Where the numbers of sessions would stand, there is room for when the first of them ends.
            let has_ends = width >= SESSIONS || self.columns.contains(&ListColumn::Ends);
            fields.retain(|field| match field {
                Field::Session => false,
                Field::Ends => has_ends,
                _ => true,
            });
        }
        let least = |fields: &[Field]| -> usize {
            let each = fields
                .iter()
                .map(|field| self.least(*field, width, absolute) + 1);
            each.sum()
        };
        while least(&fields) > width {
            let is_left_out = |field: &Field| !matches!(field, Field::Mark | Field::Name);
            let Some(last) = fields.iter().rposition(is_left_out) else {
                break;
            };
            fields.remove(last);
        }
        fields
    }

    /// The least number of columns of a field. Behind a time that is summed up over a person's sessions
    /// may stand the sign that it may be another.
    fn least(self, field: Field, width: usize, absolute: bool) -> usize {
        let is_summed = matches!(field, Field::LastSeen | Field::SignedIn) && self.is_by_person;
        field.least(width, absolute) + usize::from(is_summed)
    }
}

impl Columns {
    /// The usual columns for a table of this width, the scrollbar's column included.
    #[cfg(test)]
    pub(super) fn of(width: u16, absolute: bool) -> Self {
        Self::chosen(Chosen::default(), width, absolute)
    }

    /// The columns that were chosen, for a table of this width, the scrollbar's column included.
    pub(super) fn chosen(chosen: Chosen<'_>, width: u16, absolute: bool) -> Self {
        let width = usize::from(width);
        let fields = chosen.fields(width, absolute).into_iter();
        let mut columns = Self {
            each: fields
                .map(|field| (field, chosen.least(field, width, absolute)))
                .collect(),
            are_chosen: !chosen.columns.is_empty(),
        };
        let used: usize = columns.iter().map(|(_, columns)| columns + 1).sum();
        let mut spare = width.saturating_sub(used);
        for (field, most) in SPARE {
            spare -= columns.grow(field, most, spare);
        }
        spare -= columns.grow(Field::Flag, usize::MAX, spare);
        columns.grow(Field::Name, usize::MAX, spare);
        columns
    }

    /// Makes a column wider by what is spare, up to `most`; returns by how much.
    fn grow(&mut self, wanted: Field, most: usize, spare: usize) -> usize {
        let column = self.each.iter_mut().find(|(field, _)| *field == wanted);
        let Some((_, columns)) = column else {
            return 0;
        };
        let more = most.saturating_sub(*columns).min(spare);
        *columns += more;
        more
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Field, usize)> {
        self.each.iter().copied()
    }
}

#[cfg(test)]
mod tests;
