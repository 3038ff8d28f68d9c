//! People as somebody named them, before anybody knows whether they are there.

use std::fmt;

use crate::live::spreadsheet::unguarded;
use crate::model::{AddressError, EmailAddress, UserId};

/// The most digits that a spreadsheet keeps of a number.
const DIGITS_OF_A_SPREADSHEET: usize = 15;

/// A person as somebody named them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PersonNamed {
    /// By number.
    Id(UserId),
    /// By an address.
    Email(EmailAddress),
}

impl fmt::Display for PersonNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "user {id}"),
            Self::Email(address) => address.fmt(f),
        }
    }
}

/// What a cell of a list may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    /// An address.
    Address,
    /// A number of a user.
    Id,
    /// Either; digits are a number.
    Either,
}

/// Why a text names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NamingError {
    /// It is no address.
    #[error("{0}")]
    Address(#[from] AddressError),
    /// It is not the number of a user.
    #[error("a user's id is a whole number from 1 to 9223372036854775807, without zeros before it")]
    NotAnId,
    /// It is longer than anything that is searched for.
    #[error("that is too long to be searched for")]
    TooLong,
    /// A spreadsheet rounded a number.
    #[error(
        "a spreadsheet has rounded this number, so nobody knows which id it was; format the column as \
         text there and write the file again"
    )]
    Rounded,
    /// Half of the world writes a thousand so.
    #[error("this may be a number with three decimals, or a thousand; write it without the point")]
    Thousands,
    /// The first line of a list is no name, and may be what the list is called.
    #[error(
        "no address and no id; where it is the header of the column, name it with --column, and where it is \
         a title, take the line out"
    )]
    Headline,
    /// There is nothing.
    #[error("there is nothing in this column")]
    Nothing,
    /// It is a number where an address should be.
    #[error("a number in a column of addresses")]
    NumberForAddress,
    /// Two columns name two people.
    #[error("its columns do not name the same person; choose one with --column")]
    Disagree,
    /// There are more cells than columns.
    #[error("it has more cells than the header, so it is not known which column is which")]
    TooManyCells,
    /// A quote is opened and never closed.
    #[error("a quote is opened here and never closed, so every line below would be one cell")]
    OpenQuote,
    /// Between quotes are lines that are rows by themselves.
    #[error(
        "a quote is opened here and closed some lines below, and several of these lines name somebody; \
         close it where the cell ends"
    )]
    RowsBetweenQuotes,
    /// A line that begins like a comment names somebody.
    #[error(
        "it begins with # like a comment and names somebody; put its first cell in quotes if the row is \
         meant, or take the line out"
    )]
    RowLikeAComment,
}

impl PersonNamed {
    /// The person whom a word names: digits are an id, everything else is an address.
    ///
    /// # Errors
    /// If it names nobody.
    pub fn parse(text: &str) -> Result<Self, NamingError> {
        Self::of_cell(text, CellKind::Either)
    }

    /// The person whom a cell names.
    pub(super) fn of_cell(text: &str, kind: CellKind) -> Result<Self, NamingError> {
        let text = unguarded(text.trim());
        if text.is_empty() {
            return Err(NamingError::Nothing);
        }
        let is_number = text.starts_with(|sign: char| sign.is_ascii_digit()) && !text.contains('@');
        match kind {
            CellKind::Address if is_number => Err(NamingError::NumberForAddress),
            CellKind::Id => Ok(Self::Id(id(text)?)),
            CellKind::Either if is_number => Ok(Self::Id(id(text)?)),
            CellKind::Address | CellKind::Either => Ok(Self::Email(text.parse()?)),
        }
    }
}

/// The id in a cell, also as spreadsheets write whole numbers.
fn id(text: &str) -> Result<UserId, NamingError> {
    let (whole, rest) = match text.find(['.', 'e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || whole.starts_with('0') {
        return Err(NamingError::NotAnId);
    }
    if rest.contains(['e', 'E']) {
        return Err(NamingError::Rounded);
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        let is_whole = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        if !is_whole {
            return Err(NamingError::NotAnId);
        }
        if whole.len() <= 3 && fraction.len() == 3 {
            return Err(NamingError::Thousands);
        }
        if whole.len() > DIGITS_OF_A_SPREADSHEET {
            return Err(NamingError::Rounded);
        }
    }
    whole.parse().map_err(|_| NamingError::NotAnId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_an_id_unless_a_spreadsheet_has_rounded_them() {
        use NamingError as E;
        for (text, expected) in [
            ("123", Ok(123)),
            (" 6130907993114\t", Ok(6_130_907_993_114)),
            ("123.0", Ok(123)),
            ("123.00", Ok(123)),
            ("1234.000", Ok(1234)),
            ("123.000", Err(E::Thousands)),
            ("1.2E+13", Err(E::Rounded)),
            ("6e12", Err(E::Rounded)),
            ("6.13091E12", Err(E::Rounded)),
            ("1234567890123456.0", Err(E::Rounded)),
            ("123.5", Err(E::NotAnId)),
            ("123.", Err(E::NotAnId)),
            ("0", Err(E::NotAnId)),
            ("0017", Err(E::NotAnId)),
            ("1,234", Err(E::NotAnId)),
            ("12 34", Err(E::NotAnId)),
            ("99999999999999999999", Err(E::NotAnId)),
            ("+7", Err(E::Address(AddressError::Shape))),
            ("-7", Err(E::Address(AddressError::Shape))),
            ("", Err(E::Nothing)),
        ] {
            let found = PersonNamed::parse(text).map(|named| match named {
                PersonNamed::Id(id) => id.get(),
                PersonNamed::Email(_) => 0,
            });
            assert_eq!(found, expected, "{text:?}");
        }
        let begins_with_digits = PersonNamed::parse("2ann@example.com").unwrap();
        assert!(matches!(begins_with_digits, PersonNamed::Email(_)));
        let of = PersonNamed::of_cell;
        assert_eq!(of("17", CellKind::Address), Err(E::NumberForAddress));
        assert_eq!(of("ann@example.com", CellKind::Id), Err(E::NotAnId));
    }
}
