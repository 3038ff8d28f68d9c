//! How the list looked when an account was left, and what its rules had told: a small file of its own,
//! so that the next time it looks the same, and only what is new is news. It is no setting, and nothing but this file is written for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::live::Sort;
use crate::settings::{ListColumn, ThemeChoice};

/// The most bytes that such a file can have.
pub const REMEMBERED_AT_MOST: u64 = 64 * 1024;

/// Whom each rule hit, by its name, in ids.
pub(crate) type FlagsInWords = BTreeMap<String, Vec<String>>;

/// How the list looked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RememberedList {
    /// The name of the view.
    pub view: Option<String>,
    /// The filter within it, as it was typed.
    pub filter: Option<String>,
    /// The order.
    pub sort: Option<Sort>,
    /// The columns that were chosen on the screen.
    pub columns: Option<Vec<ListColumn>>,
    /// Whether the details were open.
    pub details: Option<bool>,
    /// The theme that was chosen on the screen.
    pub theme: Option<ThemeChoice>,
    /// What the rules hit, which is no news the next time.
    pub flags: Arc<FlagsInWords>,
}

/// The file as it is written. What a later version adds is passed over.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Written {
    view: Option<String>,
    filter: Option<String>,
    sort: Option<String>,
    descending: Option<bool>,
    columns: Option<Vec<String>>,
    details: Option<bool>,
    theme: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    flags: FlagsInWords,
}

impl RememberedList {
    /// Reads such a file. Words that mean nothing any more are passed over, and told.
    ///
    /// # Errors
    /// If it is no such file at all.
    pub fn parse(text: &str) -> Result<(Self, Vec<String>), toml::de::Error> {
        let written: Written = toml::from_str(text)?;
        let mut dropped = Vec::new();
        let sort = written.sort.and_then(|name| {
            let descending = written.descending.unwrap_or_default();
            known("order", &name, &mut dropped, |name| {
                Sort::by_name(name, descending)
            })
        });
        let theme = written
            .theme
            .and_then(|name| known("theme", &name, &mut dropped, |name| name.parse().ok()));
        let columns = written.columns.map(|columns| {
            let read = columns
                .into_iter()
                .filter_map(|name| known("column", &name, &mut dropped, |name| name.parse().ok()));
            let mut all: Vec<ListColumn> = Vec::new();
            for column in read {
                if !all.contains(&column) {
                    all.push(column);
                }
            }
            all
        });
        let has_names =
            |columns: &Vec<ListColumn>| columns.is_empty() || columns.contains(&ListColumn::Name);
        let read = Self {
            view: written.view,
            filter: written.filter,
            sort,
            columns: columns.filter(has_names),
            details: written.details,
            theme,
            flags: Arc::new(written.flags),
        };
        Ok((read, dropped))
    }

    /// The file.
    pub(super) fn text(&self) -> String {
        let word = |text: &dyn ToString| text.to_string();
        let written = Written {
            view: self.view.clone(),
            filter: self.filter.clone(),
            sort: self.sort.map(|sort| sort.column.as_str().to_owned()),
            descending: self.sort.map(|sort| sort.descending),
            columns: self
                .columns
                .as_ref()
                .map(|columns| columns.iter().map(|column| word(column)).collect()),
            details: self.details,
            theme: self.theme.map(|theme| theme.to_string()),
            flags: FlagsInWords::clone(&self.flags),
        };
        // A table of words and numbers can always be written.
        toml::to_string(&written).unwrap_or_default()
    }
}

fn known<T>(
    what: &str,
    name: &str,
    dropped: &mut Vec<String>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let found = read(name);
    if found.is_none() {
        dropped.push(format!("{what} {name}"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_what_means_nothing_any_more_is_told() {
        let list = RememberedList {
            view: Some("staff".to_owned()),
            filter: Some("org:\"a b\" idle>30m".to_owned()),
            sort: Some(Sort::ATTENTION),
            columns: Some(vec![ListColumn::Name, ListColumn::Flag]),
            details: Some(false),
            theme: Some(ThemeChoice::Light),
            flags: Arc::new(FlagsInWords::from([(
                "leaver-signed-in".to_owned(),
                vec!["7".to_owned()],
            )])),
        };
        assert_eq!(
            RememberedList::parse(&list.text()).unwrap(),
            (list, Vec::new())
        );
        let (list, dropped) = RememberedList::parse(
            "view = \"x\"\nsort = \"colour\"\ntheme = \"pink\"\ncolumns = [\"name\", \"shoe\", \"name\"]\nlater = 1",
        )
        .unwrap();
        assert_eq!(list.columns, Some(vec![ListColumn::Name]));
        assert_eq!((list.sort, list.theme), (None, None));
        assert_eq!(dropped, ["order colour", "theme pink", "column shoe"]);
        assert!(RememberedList::parse("view = 3").is_err());
        let (list, _) = RememberedList::parse("columns = [\"flag\"]").unwrap();
        assert_eq!(list.columns, None, "people are known by their names");
    }
}
