//! What is taken away of the rows: copies, and what is saved to a file.

use super::Table;
use crate::app::Copied;
use crate::app::dialog::CopyOffer;
use crate::app::export::{Export, line_of};
use crate::app::setup::{DisplayOptions, Equipment, Setup};
use crate::live::{Mask, PersonIndex, ShownNames, Slot};
use crate::model::{Timestamp, UserId, counted};

/// The most rows that are copied as a list: more are no text for a clipboard.
const MOST_ROWS: usize = 1_000;

/// The longest text that a notice shows, in characters.
const SHORT: usize = 80;

/// How the rows are told when they are taken away.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct TakenAs<'a> {
    /// The account's name.
    pub(super) account: &'a str,
    /// The pseudonyms that stand in place of people, if any do.
    mask: Option<&'a Mask>,
    pub(super) now: Timestamp,
}

impl<'a> TakenAs<'a> {
    /// Told under the names that are in force.
    pub(in crate::app) fn of(
        setup: &'a Setup,
        equipment: &'a Equipment,
        display: DisplayOptions,
        now: Timestamp,
    ) -> Self {
        Self {
            account: &setup.account,
            mask: equipment.mask_in_force(display.masked),
            now,
        }
    }

    pub(super) fn names(self) -> ShownNames<'a> {
        self.mask.map_or(ShownNames::REAL, ShownNames::masked)
    }
}

impl Table {
    /// Everything that can be copied, or why it cannot.
    pub(super) fn offered_copies(&self, taken_as: TakenAs<'_>) -> Vec<CopyOffer> {
        let names = taken_as.names();
        vec![
            CopyOffer {
                label: "the name",
                text: self.people_as("name", "names", |place| {
                    let user = names.person(self.list.snapshot().person(place)?)?;
                    user.legible_name().map(|name| name.as_str().to_owned())
                }),
            },
            CopyOffer {
                label: "the address",
                text: self.addresses(names),
            },
            CopyOffer {
                label: "the ids, USER/SESSION",
                text: self.ids(names),
            },
            CopyOffer {
                label: "the line",
                text: self.lines(taken_as),
            },
            CopyOffer {
                label: "the list as Markdown",
                text: self.list_as_markdown(taken_as),
            },
        ]
    }

    /// The rows that are meant: the marked ones, else that of the cursor.
    fn meant_rows(&self) -> Vec<Slot> {
        if self.marks.is_empty() {
            return self.list.under_cursor().into_iter().collect();
        }
        let snapshot = self.list.snapshot();
        let keys = self.marks.sorted().into_iter().collect();
        let found = snapshot.find(&keys);
        let slots = self.marks.sorted().into_iter();
        slots.filter_map(|key| found.get(&key).copied()).collect()
    }

    /// What is known of the people of the rows that are meant, each person once and one a line.
    fn people_as(
        &self,
        one: &'static str,
        many: &'static str,
        text: impl Fn(PersonIndex) -> Option<String>,
    ) -> Result<Copied, &'static str> {
        let snapshot = self.list.snapshot();
        let mut people: Vec<(UserId, PersonIndex)> = Vec::new();
        for slot in self.meant_rows() {
            if let Some(row) = snapshot.row(slot)
                && let Some(person) = snapshot.person(row.person)
            {
                people.push((person.id, row.person));
            }
        }
        people.sort_unstable_by_key(|(id, _)| *id);
        people.dedup_by_key(|(id, _)| *id);
        let lines: Vec<String> = people.iter().filter_map(|(_, at)| text(*at)).collect();
        if lines.is_empty() {
            return Err("nothing of that kind is known here; the ids are in the menu of copies");
        }
        let without = people.len() - lines.len();
        let mut what = counted(lines.len(), one, many);
        if without > 0 {
            what = format!("{what} ({without} without)");
        }
        Ok(copied(lines.join("\n"), what))
    }

    /// The addresses of the people of the rows that are meant.
    pub(super) fn addresses(&self, names: ShownNames<'_>) -> Result<Copied, &'static str> {
        self.people_as("address", "addresses", |place| {
            let user = names.person(self.list.snapshot().person(place)?)?;
            user.email.shown().map(|email| email.as_str().to_owned())
        })
    }

    fn ids(&self, names: ShownNames<'_>) -> Result<Copied, &'static str> {
        let snapshot = self.list.snapshot();
        let keys = self.meant_rows().into_iter();
        let keys = keys.filter_map(|slot| snapshot.key(slot));
        let lines: Vec<String> = keys.map(|key| names.key(key).to_string()).collect();
        if lines.is_empty() {
            return Err(self.list.nothing_under_cursor());
        }
        let what = counted(lines.len(), "session's ids", "sessions' ids");
        Ok(copied(lines.join("\n"), what))
    }

    fn lines(&self, taken_as: TakenAs<'_>) -> Result<Copied, &'static str> {
        let (names, snapshot) = (taken_as.names(), self.list.snapshot());
        let rows = self.meant_rows().into_iter();
        let lines: Vec<String> = rows
            .filter_map(|slot| line_of(snapshot, slot, names, taken_as.now))
            .collect();
        if lines.is_empty() {
            return Err(self.list.nothing_under_cursor());
        }
        let what = counted(lines.len(), "line", "lines");
        Ok(copied(lines.join("\n"), what))
    }

    fn list_as_markdown(&self, taken_as: TakenAs<'_>) -> Result<Copied, &'static str> {
        if self.list.len() > MOST_ROWS {
            return Err("too long to copy: save or filter it");
        }
        let export = self.export(taken_as).ok_or("the list has no rows")?;
        Ok(copied(export.markdown(), export.words()))
    }

    /// What is shown, to be written to a file.
    pub(in crate::app) fn export(&self, taken_as: TakenAs<'_>) -> Option<Export> {
        Some(Export {
            account: taken_as.account.to_owned(),
            filter: self.filter.query().text().to_owned(),
            snapshot: self.list.snapshot().clone(),
            projection: self.list.projection()?.clone(),
            mask: taken_as.mask.cloned(),
            now: taken_as.now,
        })
    }
}

/// Text for the clipboard, which is shown where it is short.
fn copied(text: String, what: String) -> Copied {
    let is_short = text.chars().count() <= SHORT && !text.contains('\n');
    let shown = is_short.then(|| text.clone());
    Copied { text, what, shown }
}
