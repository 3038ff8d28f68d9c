//! The views of the list that the settings add: a query, and how what it finds is shown.

use super::choice::{ListColumn, ViewRows, ViewSort};
use super::document::Section;
use super::read::{columns, made, switch, view_name, word};
use super::rules::{RuleGiven, names_in_force};
use super::source::{Source, SourceLedger, Sourced};
use crate::query::{FlagNames, Query, Zone};

/// The order of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedSort {
    /// The column.
    pub column: ViewSort,
    /// Whether the largest, or the newest, comes first.
    pub descending: bool,
}

/// A view of the settings. Its query is still that of universal time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// The name by which it is asked for.
    pub name: Box<str>,
    /// What it asks for.
    pub query: Query,
    /// The order that it begins with, if it has one of its own.
    pub sort: Option<SavedSort>,
    /// Whether each row is a person.
    pub by_person: bool,
    /// The columns that it shows; the usual ones where there are none.
    pub columns: Vec<ListColumn>,
}

/// What the file says of one view.
#[derive(Debug, Default)]
pub(super) struct ViewTable {
    name: Option<Sourced<String>>,
    query: Option<Sourced<Query>>,
    sort: Option<Sourced<ViewSort>>,
    reverse: Option<Sourced<bool>>,
    rows: Option<Sourced<ViewRows>>,
    columns: Option<Sourced<Vec<ListColumn>>>,
}

/// A table of the file, with its place.
pub(super) type ViewGiven = Sourced<ViewTable>;

/// The names of the views that come with the program, which no other may take.
const SHIPPED: [&str; 9] = [
    "all", "staff", "people", "leavers", "overdue", "flagged", "new", "runs", "news",
];

/// Reads the views of the file, and complains about those that cannot be.
pub(super) fn read_views(root: &mut Section<'_, '_>, rules: &[RuleGiven]) -> Vec<ViewGiven> {
    let views = root.list_of_tables("view", |section| ViewTable {
        name: section.take("name", view_name),
        query: section.take("query", made(view_query)),
        sort: section.take("sort", word),
        reverse: section.take("reverse", switch),
        rows: section.take("rows", word),
        columns: section.take("columns", columns),
    });
    let flags = names_in_force(rules);
    for (n, view) in views.iter().enumerate() {
        if let Some((source, message)) = wrong_with(view, &views[..n], &flags) {
            root.complain(&Sourced { value: (), source }, message);
        }
    }
    views
}

/// What is wrong with a view as a whole, and where; the earlier ones of the file are given.
fn wrong_with(
    view: &ViewGiven,
    earlier: &[ViewGiven],
    flags: &FlagNames,
) -> Option<(Source, String)> {
    let table = &view.value;
    let Some(name) = &table.name else {
        let message = "a view needs a good `name`, such as name = \"vendors\"";
        return Some((view.source.clone(), message.to_owned()));
    };
    let source = name.source.clone();
    let name = &name.value;
    let is_again = |other: &ViewGiven| other.value.name.as_ref().map(|it| &it.value) == Some(name);
    if earlier.iter().any(is_again) || SHIPPED.contains(&name.as_str()) {
        return Some((
            source,
            format!("there is a view {name} already: take another name"),
        ));
    }
    let Some(query) = &table.query else {
        let message = "needs a good `query`, such as query = \"domain:vendor.example\"";
        return Some((source, format!("the view {name} {message}")));
    };
    let unknown = query.value.unknown_flag(flags)?;
    Some((
        query.source.clone(),
        format!("`view.query` is no query: {unknown}"),
    ))
}

/// Settles the views of the file.
pub(super) fn settle_views(given: &[ViewGiven], ledger: &mut SourceLedger) -> Vec<SavedView> {
    let views: Vec<SavedView> = given.iter().filter_map(|it| it.value.view()).collect();
    let names: Vec<&str> = views.iter().map(|view| &*view.name).collect();
    let source = given
        .first()
        .map_or(Source::Default, |first| first.source.clone());
    ledger.say("views", names.join(", "), source);
    views
}

impl ViewTable {
    fn view(&self) -> Option<SavedView> {
        let newest_first = |sort: ViewSort| {
            matches!(
                sort,
                ViewSort::LastSeen | ViewSort::SignedIn | ViewSort::Sessions
            )
        };
        let is_reversed = self.reverse.as_ref().is_some_and(|it| it.value);
        Some(SavedView {
            name: self.name.as_ref()?.value.as_str().into(),
            query: self.query.as_ref()?.value.clone(),
            sort: self.sort.as_ref().map(|sort| SavedSort {
                column: sort.value,
                descending: newest_first(sort.value) != is_reversed,
            }),
            by_person: self
                .rows
                .as_ref()
                .is_some_and(|it| it.value == ViewRows::People),
            columns: self
                .columns
                .as_ref()
                .map_or_else(Vec::new, |it| it.value.clone()),
        })
    }
}

/// Reads the query of a view, or says what is wrong with it.
fn view_query(text: &str) -> Result<Query, String> {
    // Whether its rules are in force is known when the whole file is read.
    let query = Query::parse_with(text, Zone::UTC, &FlagNames::ANY);
    query.map_err(|error| format!("is no query: {error}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::settings::file::SettingsFile;

    fn read(text: &str) -> Result<Vec<SavedView>, Vec<String>> {
        let (file, problems, _) = SettingsFile::read(Path::new("s.toml"), text);
        if problems.is_empty() {
            return Ok(settle_views(&file.views, &mut SourceLedger::default()));
        }
        Err(problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_view_has_a_query_an_order_and_columns() {
        let text = "[[view]]\nname = \"late\"\nquery = \"idle>8h flag:overdue\"\nsort = \"last-seen\"\n\
                    reverse = true\nrows = \"people\"\ncolumns = [\"name\", \"seen\"]\n\
                    [[view]]\nname = \"mail\"\nquery = \"email:none\"\n";
        let views = read(text).unwrap();
        let late = &views[0];
        assert_eq!(
            (&*late.name, late.query.text()),
            ("late", "idle>8h flag:overdue")
        );
        let oldest_first = SavedSort {
            column: ViewSort::LastSeen,
            descending: false,
        };
        assert_eq!((late.sort, late.by_person), (Some(oldest_first), true));
        assert_eq!(late.columns, [ListColumn::Name, ListColumn::Seen]);
        assert_eq!((views[1].sort, views[1].by_person), (None, false));
    }

    #[test]
    fn a_view_that_cannot_be_is_told_with_its_line() {
        let view = |lines: &str| format!("[[view]]\nname = \"x\"\n{lines}");
        for (text, message) in [
            (
                "[[view]]\nquery = \"a\"".to_owned(),
                "s.toml:1:1: a view needs a good `name`",
            ),
            (view(""), "s.toml:2:8: the view x needs a good `query`"),
            (
                view("query = \"rol:admin\""),
                "s.toml:3:9: `view.query` is no query: column 1: rol is no field",
            ),
            (
                view("query = \"flag:shoes\""),
                "s.toml:3:9: `view.query` is no query: ",
            ),
            (
                view("query = \"a\"\nsort = \"shoes\""),
                "s.toml:4:8: `view.sort` must be one of attention",
            ),
            (
                view("query = \"a\"\ncolumns = [\"role\"]"),
                "s.toml:4:11: `view.columns` must have \"name\"",
            ),
            (
                view("query = \"a\"\n[[view]]\nname = \"x\"\nquery = \"b\""),
                "s.toml:5:8: there is a view x already",
            ),
            (
                "[[view]]\nname = \"staff\"\nquery = \"a\"".to_owned(),
                "s.toml:2:8: there is a view staff already",
            ),
            (
                "columns = [\"name\", \"name\"]".to_owned(),
                "s.toml:1:20: `columns` has name twice",
            ),
        ] {
            let problems = read(&text).unwrap_err();
            let is_told = problems.iter().any(|it| it.starts_with(message));
            assert!(is_told, "{text}: {problems:?}");
        }
    }
}
