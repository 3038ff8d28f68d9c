//! The rows of a file: those of the list, in its order.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::incident::code_span;
use crate::live::{
    LISTED_COLUMNS, LISTED_PERSON_COLUMNS, ListRow, ListedPerson, ListedSession, Projection,
    ShownNames, Snapshot, Spreadsheet,
};

/// What stands in a cell of Markdown of which nothing is known.
const NOTHING: &str = "–";

/// What the rows of the list stand for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ExportRows<'a> {
    Sessions(Vec<ListedSession<'a>>),
    People(Vec<ListedPerson>),
}

impl<'a> ExportRows<'a> {
    /// The rows of a projection. The sessions of people who are unfolded are named in the rows of those.
    pub(super) fn of(
        projection: &Projection,
        snapshot: &'a Snapshot,
        names: ShownNames<'_>,
    ) -> Self {
        let Some(grouped) = &projection.grouped else {
            let rows = projection.rows.iter();
            let rows = rows.filter_map(|slot| ListedSession::named(snapshot, *slot, names));
            return Self::Sessions(rows.collect());
        };
        let people = grouped.rows().iter().filter_map(|row| {
            let ListRow::Person(place) = row else {
                return None;
            };
            let of = (grouped.person(*place)?, grouped.sessions_of(*place));
            ListedPerson::of(snapshot, of, &projection.flags, names)
        });
        Self::People(people.collect())
    }

    /// What they are, over a page.
    pub(super) const fn title(&self) -> &'static str {
        match self {
            Self::Sessions(_) => "Sessions",
            Self::People(_) => "People",
        }
    }

    /// The rows as CSV, below the lines of a head.
    pub(super) fn sheet(&self, out: &mut Vec<u8>, head: &[String]) -> io::Result<()> {
        match self {
            Self::Sessions(rows) => {
                let mut sheet = Spreadsheet::below(out, head, &LISTED_COLUMNS)?;
                (rows.iter()).try_for_each(|session| sheet.row(session.cells()))?;
                sheet.finish()
            }
            Self::People(rows) => {
                let mut sheet = Spreadsheet::below(out, head, &LISTED_PERSON_COLUMNS)?;
                (rows.iter()).try_for_each(|person| sheet.row(person.cells()))?;
                sheet.finish()
            }
        }
    }

    /// The rows as a table of Markdown.
    pub(super) fn in_markdown(&self, page: &mut String) {
        match self {
            Self::Sessions(rows) => sessions(page, rows),
            Self::People(rows) => people(page, rows),
        }
    }
}

fn text(text: Option<&str>) -> String {
    text.map_or_else(|| NOTHING.to_owned(), code_span)
}

fn sessions(page: &mut String, rows: &[ListedSession<'_>]) {
    page.push_str(
        "| name | role | e-mail | organisation | signed in | last seen | user | session |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for session in rows {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            text(session.name.as_deref()),
            session.role.unwrap_or(NOTHING),
            text(session.email.as_deref()),
            text(session.organization.as_deref()),
            session.authenticated_at.as_deref().unwrap_or(NOTHING),
            session.last_seen_at.as_deref().unwrap_or(NOTHING),
            session.user_id,
            session.id,
        );
    }
}

fn people(page: &mut String, rows: &[ListedPerson]) {
    page.push_str(
        "| name | role | e-mail | organisation | sessions | signed in | last seen | flags | user |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for person in rows {
        let flags = person.flags.join(" ");
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            text(person.name.as_deref()),
            person.role.unwrap_or(NOTHING),
            text(person.email.as_deref()),
            text(person.organization.as_deref()),
            person.sessions,
            person.authenticated_at.as_deref().unwrap_or(NOTHING),
            person.last_seen_at.as_deref().unwrap_or(NOTHING),
            text(Some(flags.as_str()).filter(|flags| !flags.is_empty())),
            person.user_id,
        );
    }
}
