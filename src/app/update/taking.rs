//! What is taken away from the screen: copies, and files of what is shown.

use super::App;
use crate::app::Copied;
use crate::app::dialog::{CopyMenu, CopyOffer, Dialog, SaveDialog};
use crate::app::event::Effect;
use crate::app::export::{Export, NotSaved, SaveRequest, Saved, line_of, shown_path};
use crate::app::notices::{Level, NoticeWords};
use crate::live::{PersonIndex, Slot};
use crate::model::{SafeText, Timestamp, UserId, counted};

/// The most rows that are copied as a list: more are no text for a clipboard.
const MOST_ROWS: usize = 1_000;

/// The longest text that a notice shows, in characters.
const SHORT: usize = 80;

impl App {
    /// Copies the address of the row's person, or those of everybody who is marked.
    pub(super) fn copy(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.addresses() {
            Ok(copied) => vec![Effect::Copy(copied)],
            Err(why) => {
                self.say(now, Level::Passing, why);
                Vec::new()
            }
        }
    }

    /// Opens the menu of what to copy.
    pub(super) fn copy_menu(&mut self, now: Timestamp) {
        if self.list.is_empty() {
            self.say(now, Level::Passing, "the list has no rows to copy from");
            return;
        }
        let offers = vec![
            CopyOffer {
                label: "the name",
                text: self.people_as("name", "names", |app, place| {
                    let user = app.names().person(app.list.snapshot().person(place)?)?;
                    user.legible_name().map(|name| name.as_str().to_owned())
                }),
            },
            CopyOffer {
                label: "the address",
                text: self.addresses(),
            },
            CopyOffer {
                label: "the ids, USER/SESSION",
                text: self.ids(),
            },
            CopyOffer {
                label: "the line",
                text: self.lines(now),
            },
            CopyOffer {
                label: "the list as Markdown",
                text: self.list_as_markdown(now),
            },
        ];
        self.dialog = Some(Dialog::Copy(CopyMenu::of(offers)));
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
        text: impl Fn(&Self, PersonIndex) -> Option<String>,
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
        let lines: Vec<String> = people
            .iter()
            .filter_map(|(_, at)| text(self, *at))
            .collect();
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

    fn addresses(&self) -> Result<Copied, &'static str> {
        self.people_as("address", "addresses", |app, place| {
            let user = app.names().person(app.list.snapshot().person(place)?)?;
            user.email.shown().map(|email| email.as_str().to_owned())
        })
    }

    fn ids(&self) -> Result<Copied, &'static str> {
        let (names, snapshot) = (self.names(), self.list.snapshot());
        let keys = self.meant_rows().into_iter();
        let keys = keys.filter_map(|slot| snapshot.key(slot));
        let lines: Vec<String> = keys.map(|key| names.key(key).to_string()).collect();
        if lines.is_empty() {
            return Err(self.list.nothing_under_cursor());
        }
        let what = counted(lines.len(), "session's ids", "sessions' ids");
        Ok(copied(lines.join("\n"), what))
    }

    fn lines(&self, now: Timestamp) -> Result<Copied, &'static str> {
        let (names, snapshot) = (self.names(), self.list.snapshot());
        let rows = self.meant_rows().into_iter();
        let lines: Vec<String> = rows
            .filter_map(|slot| line_of(snapshot, slot, names, now))
            .collect();
        if lines.is_empty() {
            return Err(self.list.nothing_under_cursor());
        }
        let what = counted(lines.len(), "line", "lines");
        Ok(copied(lines.join("\n"), what))
    }

    fn list_as_markdown(&self, now: Timestamp) -> Result<Copied, &'static str> {
        if self.list.len() > MOST_ROWS {
            return Err("too long to copy: save or filter it");
        }
        let export = self.export(now).ok_or("the list has no rows")?;
        Ok(copied(export.markdown(), export.words()))
    }

    /// What is shown, to be written to a file.
    fn export(&self, now: Timestamp) -> Option<Export> {
        Some(Export {
            account: self.setup.account.clone(),
            filter: self.filter.query().text().to_owned(),
            snapshot: self.list.snapshot().clone(),
            projection: self.list.projection()?.clone(),
            mask: self.mask_in_force().cloned(),
            now,
        })
    }

    /// Asks where to save what is shown.
    pub(super) fn ask_where_to_save(&mut self, now: Timestamp) {
        let Some(export) = self.export(now) else {
            self.say(now, Level::Passing, "there is nothing to save yet");
            return;
        };
        let name = format!("~/zentop-{}.csv", file_name(&self.setup.account));
        let dialog = SaveDialog::of(name, export.words());
        self.dialog = Some(Dialog::Save(Box::new(dialog)));
    }

    /// Saves what is shown.
    pub(super) fn save(&mut self, typed: String, replaces: bool, now: Timestamp) -> Vec<Effect> {
        let Some(export) = self.export(now) else {
            self.say(now, Level::Passing, "there is nothing to save any more");
            return Vec::new();
        };
        vec![Effect::Save(Box::new(SaveRequest {
            typed,
            export,
            replaces,
        }))]
    }

    /// Takes in what came of writing a file. Whoever closed the dialog reads it in a notice.
    pub(super) fn take_saved(&mut self, saved: Saved, now: Timestamp) {
        let is_masked = self.mask_in_force().is_some();
        let is_open = |dialog: &&mut Dialog| matches!(dialog, Dialog::Save(save) if save.input.value().trim() == saved.typed);
        let dialog = self.dialog.as_mut().filter(is_open);
        match (saved.answer, dialog) {
            (Ok((path, what)), dialog) => {
                if dialog.is_some() {
                    self.dialog = None;
                }
                let text = format!("saved to {}: {what}", shown_path(&path, is_masked));
                self.say(now, Level::Info, NoticeWords::of_nobody(text));
            }
            (Err(why), Some(Dialog::Save(save))) => {
                let asks = why == NotSaved::Exists;
                save.not_saved(&saved.typed, not_saved(why), asks);
            }
            (Err(why), _) => self.say(
                now,
                Level::Warning,
                format!("not saved: {}", not_saved(why)),
            ),
        }
    }
}

fn not_saved(why: NotSaved) -> String {
    match why {
        NotSaved::Exists => {
            "there is such a file: Enter again replaces it, another name leaves it".to_owned()
        }
        NotSaved::Failed(why) => SafeText::new(&why).as_str().to_owned(),
    }
}

/// Text for the clipboard, which is shown where it is short.
fn copied(text: String, what: String) -> Copied {
    let is_short = text.chars().count() <= SHORT && !text.contains('\n');
    let shown = is_short.then(|| text.clone());
    Copied { text, what, shown }
}

/// The account's name as a part of a file's name.
fn file_name(account: &str) -> String {
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign
        } else {
            '-'
        }
    };
    account.chars().map(plain).take(40).collect()
}
