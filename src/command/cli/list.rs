//! The options of `list`.

use clap::{Args, ValueEnum};

use super::choosing::WhomOptions;
use super::proposing::proposing;
use crate::command::exit::Failure;
use crate::command::output::Ids;
use crate::live::{Column, Sort};

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum ListFormat {
    /// Columns for people
    Table,
    /// One object
    Json,
    /// One session a line
    Ndjson,
    /// Comma-separated, with a header
    Csv,
}

/// How exactly a list is written for other programs.
#[derive(Debug, Clone, Copy, Args)]
pub(in crate::command) struct ListStyle {
    /// With csv: begin with a byte order mark, so that Excel reads UTF-8
    #[arg(long)]
    pub(in crate::command) bom: bool,
    /// With json and ndjson: ids as strings, for readers that round large numbers
    #[arg(long)]
    ids_as_strings: bool,
}

impl ListStyle {
    /// How ids are written.
    pub(in crate::command) fn ids(self) -> Ids {
        ids(self.ids_as_strings)
    }

    /// Refuses what means nothing in this format: whoever asked for it expects another one.
    pub(in crate::command) fn fits(self, format: ListFormat) -> Result<(), Failure> {
        let is_json = matches!(format, ListFormat::Json | ListFormat::Ndjson);
        let words = if self.bom && format != ListFormat::Csv {
            "--bom is for --format csv; ask for that, or leave --bom out"
        } else if self.ids_as_strings && !is_json {
            "--ids-as-strings is for --format json and ndjson; ask for one of these, or leave it out"
        } else {
            return Ok(());
        };
        Err(Failure::usage(words))
    }
}

/// How ids are written if they are wanted `as_strings`.
pub(in crate::command) fn ids(as_strings: bool) -> Ids {
    if as_strings {
        Ids::Strings
    } else {
        Ids::Numbers
    }
}

/// The ids of a verb that prints JSON only in one of its formats. Whoever asks for strings in
/// another expects that one.
pub(in crate::command) fn ids_of_json(as_strings: bool, is_json: bool) -> Result<Ids, Failure> {
    if as_strings && !is_json {
        return Err(Failure::usage(
            "--ids-as-strings is for --format json; ask for that, or leave --ids-as-strings out",
        ));
    }
    Ok(ids(as_strings))
}

/// `list`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ListOptions {
    #[command(flatten)]
    pub(in crate::command) whom: WhomOptions,
    /// user, name, role, organization, email, signed-in, last-seen, ends, session or sessions, :desc to
    /// reverse; or attention
    #[arg(long, value_name = "COLUMN", hide_possible_values = true,
        value_parser = proposing(orders(), sort))]
    pub(in crate::command) sort: Option<Sort>,
    /// How to print
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(in crate::command) format: ListFormat,
    #[command(flatten)]
    pub(in crate::command) style: ListStyle,
    /// Print at most this many
    #[arg(long, value_name = "N")]
    pub(in crate::command) limit: Option<usize>,
}

/// The order that shows what deserves a look first.
const ATTENTION: &str = Column::Attention.as_str();

/// Every order that is proposed: each column, forwards and backwards.
fn orders() -> Vec<String> {
    let both = |column: Column| {
        let name = column.as_str();
        [name.to_owned(), format!("{name}:desc")]
    };
    let columns = Column::ALL.into_iter().flat_map(both);
    columns.chain([ATTENTION.to_owned()]).collect()
}

fn sort(text: &str) -> Result<Sort, String> {
    if text == ATTENTION {
        return Ok(Sort::ATTENTION);
    }
    let (name, direction) = text.split_once(':').unwrap_or((text, "asc"));
    let descending = match direction {
        "asc" => false,
        "desc" => true,
        _ => return Err(format!("{direction:?} is neither asc nor desc")),
    };
    let name = name.replace('_', "-");
    // The API's own names are accepted as well.
    let name = match name.as_str() {
        "id" => "session",
        "user-id" => "user",
        "authenticated-at" => "signed-in",
        "last-seen-at" => "last-seen",
        other => other,
    };
    let column = Column::ALL
        .into_iter()
        .find(|column| column.as_str() == name);
    let names = Column::ALL.map(Column::as_str).join(", ");
    let column = column.ok_or_else(|| {
        format!("there is no column {name:?}; there are {names}, and {ATTENTION}")
    })?;
    Ok(Sort { column, descending })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_that_is_proposed_is_taken() {
        assert!(orders().len() == 21 && orders().iter().all(|order| sort(order).is_ok()));
    }

    #[test]
    fn sort_columns_have_our_names_and_the_apis() {
        let by = |column, descending| Ok(Sort { column, descending });
        assert_eq!(sort("last-seen:desc"), by(Column::LastSeen, true));
        assert_eq!(sort("last_seen_at"), by(Column::LastSeen, false));
        assert_eq!(sort("id"), by(Column::Session, false));
        assert_eq!(sort("attention"), Ok(Sort::ATTENTION));
        assert!(sort("colour").is_err() && sort("name:up").is_err());
    }
}
