//! A list with several columns that could name people, and not the same ones: one of them is chosen.

use std::sync::Arc;

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::live::{ListError, NameEntry, columns_to_choose, people_of};
use crate::model::{SafeText, counted};
use crate::operation::named;

/// The largest list of which is told what each column names, in bytes: so much is read at once.
const LARGEST_LOOKED_INTO: usize = 1 << 20;

/// The most columns that are offered.
const MOST_COLUMNS: usize = 24;

/// The most people of a column who are named.
const NAMED: usize = 3;

/// The columns of a list, and the place of the cursor.
#[derive(Debug)]
pub struct NamingColumns {
    /// The columns; one of them at least names people.
    pub(crate) columns: Vec<NamingColumn>,
    /// The place of the column under the cursor.
    pub(crate) at: usize,
    list: Arc<[u8]>,
    /// The dialog in which the list was given.
    pub(super) below: Option<Box<Dialog>>,
}

/// One column.
#[derive(Debug)]
pub(crate) struct NamingColumn {
    /// Its name in the first line.
    pub(crate) name: SafeText,
    /// Whom it names, or why it names nobody.
    pub(crate) about: SafeText,
    /// Whether it names somebody on every line, as far as that was looked at.
    pub(crate) names_people: bool,
}

impl NamingColumns {
    /// The menu for a list that was not taken; `None` where choosing a column would not help.
    pub(in crate::app) fn of(list: &[u8], error: &ListError) -> Option<Self> {
        let columns = columns_to_choose(list, error).into_iter();
        let mut columns: Vec<NamingColumn> = columns
            .take(MOST_COLUMNS)
            .map(|name| column_of(list, name))
            .collect();
        // Those that help come first.
        columns.sort_by_key(|column| !column.names_people);
        let helps = columns.iter().any(|column| column.names_people);
        helps.then(|| Self {
            columns,
            at: 0,
            list: list.into(),
            below: None,
        })
    }

    /// The same menu over the dialog in which the list was given.
    pub(in crate::app) fn over(self, below: Option<Dialog>) -> Self {
        let below = below.map(Box::new);
        Self { below, ..self }
    }

    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        let count = self.columns.len().max(1);
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % count,
            Some(Action::Up) => self.at = (self.at + count - 1) % count,
            Some(Action::Keep) => {
                if let Some(column) = self.columns.get(self.at) {
                    if !column.names_people {
                        let name = column.name.clone();
                        let why = format!("“{name}” does not name people: {}", column.about);
                        return Reaction::stay(Dialog::NamingColumns(self)).ask(Ask::warn(why));
                    }
                    let column = column.name.clone();
                    let list = Arc::clone(&self.list);
                    return self.left().ask(Ask::TakeList { list, column });
                }
            }
            Some(Action::Back) => return self.left(),
            action => return Reaction::usual(Dialog::NamingColumns(self), action),
        }
        Reaction::stay(Dialog::NamingColumns(self))
    }

    /// Back to the dialog in which the list was given.
    fn left(self) -> Reaction {
        Reaction {
            dialog: self.below.map(|below| *below),
            asks: Vec::new(),
        }
    }
}

fn column_of(list: &[u8], name: SafeText) -> NamingColumn {
    if list.len() > LARGEST_LOOKED_INTO {
        return NamingColumn {
            name,
            about: SafeText::new(""),
            names_people: true,
        };
    }
    let people = people_of(list, Some(name.original()));
    NamingColumn {
        names_people: people.is_ok(),
        about: SafeText::new(&match people {
            Ok(people) => whom(&people),
            Err(error) => error.on_screen().replace('\n', "; "),
        }),
        name,
    }
}

/// Whom a column names, the first of them one by one.
fn whom(people: &[NameEntry]) -> String {
    let first = people.iter().take(NAMED);
    let mut first: Vec<String> = first.map(|entry| named(entry).to_string()).collect();
    if people.len() > NAMED {
        first.push(format!("{} more", people.len() - NAMED));
    }
    let people = counted(people.len(), "person", "people");
    format!("{people}: {}", first.join(", "))
}
