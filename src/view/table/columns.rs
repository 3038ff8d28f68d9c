//! The columns that there are at each width. The mark, the state, the person and when they were
//! last seen are always there.

use crate::live::Column;

/// A column of the table, from left to right. The name is last, since strangers choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Mark,
    State,
    User,
    Role,
    SignedIn,
    LastSeen,
    Session,
    Email,
    Name,
}

/// The columns from left to right.
const ALL: [Field; 9] = [
    Field::Mark,
    Field::State,
    Field::User,
    Field::Role,
    Field::SignedIn,
    Field::LastSeen,
    Field::Session,
    Field::Email,
    Field::Name,
];

/// The columns that go first where the table is narrow.
const DROPPED: [Field; 4] = [Field::Session, Field::Email, Field::SignedIn, Field::Role];

/// The least number of columns that a name needs.
const NAME: usize = 12;
/// The least number of columns for a name beside columns that are a luxury.
const NAME_BESIDE: usize = 16;
/// The least and the most columns of an e-mail address.
const EMAIL: (usize, usize) = (20, 34);
/// From this width on words are written out.
const ROOMY: usize = 132;

impl Field {
    pub(super) const fn heading(self, absolute: bool) -> &'static str {
        match self {
            Self::Mark => "",
            Self::State => "STATE",
            Self::User => "USER",
            Self::Role => "ROLE",
            Self::SignedIn if absolute => "SIGNED UTC",
            Self::SignedIn => "SIGNED IN",
            Self::LastSeen if absolute => "SEEN UTC",
            Self::LastSeen => "LAST SEEN",
            Self::Session => "SESSION",
            Self::Email => "E-MAIL",
            Self::Name => "NAME",
        }
    }

    /// The column to sort by that belongs to this one.
    pub(super) const fn column(self) -> Option<Column> {
        match self {
            Self::Mark | Self::State => None,
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
        matches!(self, Self::SignedIn | Self::LastSeen)
    }

    const fn least(self, roomy: bool, absolute: bool) -> usize {
        match self {
            Self::Mark => 1,
            Self::State if roomy => 15,
            Self::State => 11,
            Self::User | Self::Session => 14,
            Self::Role if roomy => 8,
            Self::Role => 5,
            Self::SignedIn | Self::LastSeen if absolute => 11,
            Self::SignedIn | Self::LastSeen => 10,
            Self::Email => EMAIL.0,
            Self::Name => 0,
        }
    }
}

/// The columns of one screen, each with its width. One blank column stands between two.
#[derive(Debug, Clone)]
pub(super) struct Columns(Vec<(Field, usize)>);

impl Columns {
    /// The columns for a table of this width, the scrollbar's column included.
    pub(super) fn of(width: u16, absolute: bool) -> Self {
        let width = usize::from(width);
        let roomy = width >= ROOMY;
        let mut fields: Vec<(Field, usize)> = ALL
            .iter()
            .map(|field| (*field, field.least(roomy, absolute)))
            .collect();
        let mut dropped = DROPPED.iter().peekable();
        let mut spare = room(&fields, width);
        while let Some(next) = dropped.peek() {
            let luxury = matches!(next, Field::Session | Field::Email);
            if spare >= if luxury { NAME_BESIDE } else { NAME } {
                break;
            }
            fields.retain(|(field, _)| field != *next);
            dropped.next();
            spare = room(&fields, width);
        }
        for (field, columns) in &mut fields {
            if *field == Field::Email {
                let more = (spare.saturating_sub(NAME_BESIDE) * 3 / 5).min(EMAIL.1 - EMAIL.0);
                *columns += more;
                spare -= more;
            }
        }
        if let Some((_, name)) = fields.last_mut() {
            *name = spare;
        }
        Self(fields)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Field, usize)> {
        self.0.iter().copied()
    }
}

/// The number of columns left for the name.
fn room(fields: &[(Field, usize)], width: usize) -> usize {
    let used: usize = fields.iter().map(|(_, columns)| columns + 1).sum();
    width.saturating_sub(used)
}

/// Whether the column that the rows are ordered by is on a table of this width.
pub(in crate::view) fn shows(column: Column, width: u16, absolute: bool) -> bool {
    Columns::of(width, absolute)
        .iter()
        .any(|(field, _)| field.column() == Some(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(width: u16) -> Vec<Field> {
        Columns::of(width, false)
            .iter()
            .map(|(field, _)| field)
            .collect()
    }

    #[test]
    fn what_matters_is_there_at_every_width() {
        for width in 60..300 {
            for absolute in [false, true] {
                let columns = Columns::of(width, absolute);
                for field in [Field::Mark, Field::State, Field::User, Field::LastSeen] {
                    assert!(columns.iter().any(|(shown, _)| shown == field), "{width}");
                }
                let used: usize = columns.iter().map(|(_, columns)| columns + 1).sum();
                assert!(used <= usize::from(width), "{width}: {used}");
                let (last, name) = columns.iter().last().unwrap();
                assert!(last == Field::Name && name >= NAME, "{width}: {name}");
            }
        }
    }

    #[test]
    fn the_session_goes_first_and_then_the_address() {
        assert_eq!(at(200), ALL);
        assert!(at(120).contains(&Field::Session) && at(120).contains(&Field::Email));
        assert!(!at(100).contains(&Field::Session) && at(100).contains(&Field::Email));
        assert!(!at(80).contains(&Field::Email) && at(80).contains(&Field::SignedIn));
        assert!(!at(60).contains(&Field::SignedIn) && at(60).contains(&Field::Role));
    }
}
