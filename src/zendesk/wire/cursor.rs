//! The place where the next page begins.

/// The last page that offset pagination hands out (`docs::zendesk_api` §2.2).
const LAST_OFFSET_PAGE: u32 = 100;

/// The number of rows that are asked for on a page, the most there can be (`docs::zendesk_api` §2).
pub(super) const ROWS: usize = 100;

/// The longest cursor. One is base64 of some 60 bytes; anything longer than this is no cursor.
pub(super) const LONGEST_CURSOR: usize = 4_096;

/// The place where the next page begins. It is opaque outside this folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(pub(super) At);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum At {
    /// The `meta.after_cursor` of the page before (`docs::zendesk_api` §2.1).
    After(String),
    /// A page number, from 1, where the server does not know cursors (`docs::zendesk_api` §2.2).
    Page(u32),
    /// A page number that no answer names: a page as long as what was asked for came without a word
    /// about further ones.
    Tried(u32),
}

impl Cursor {
    /// The query for the page at this place; `None` is the first.
    pub(in super::super) fn query(at: Option<&Self>) -> String {
        match at {
            None => format!("page%5Bsize%5D={ROWS}"),
            Some(Self(At::After(cursor))) => {
                let mut query = format!("page%5Bsize%5D={ROWS}&page%5Bafter%5D=");
                encode(cursor, &mut query);
                query
            }
            Some(Self(At::Page(number) | At::Tried(number))) => {
                format!("page={number}&per_page={ROWS}")
            }
        }
    }

    /// A cursor for tests of what is done with one.
    #[cfg(test)]
    pub(crate) fn somewhere() -> Self {
        Self(At::After("somewhere".to_owned()))
    }

    /// Whether the server refuses to go to this page.
    pub(in super::super) fn is_beyond_offsets(&self) -> bool {
        matches!(self.0, At::Page(number) | At::Tried(number) if number > LAST_OFFSET_PAGE)
    }

    /// Whether this is the first page once more, by its number.
    pub(in super::super) const fn is_restart(&self) -> bool {
        matches!(self.0, At::Page(1) | At::Tried(1))
    }

    /// Whether this page is only tried, since no answer says that there is one.
    pub(in super::super) const fn is_tried(&self) -> bool {
        matches!(self.0, At::Tried(_))
    }
}

/// Appends `text` with everything but RFC 3986's unreserved characters percent-encoded.
fn encode(text: &str, query: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push('%');
            query.push(char::from(HEX[usize::from(byte >> 4)]));
            query.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}
