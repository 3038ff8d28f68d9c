//! Lists of people that are given: pasted into the menu of whom to end, named by their file, or pasted
//! into the list of leavers. Whoever nobody known is, is looked up first.

use std::collections::BTreeMap;

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, GivenList, ListFile, NamingColumns, OnList, path_in};
use crate::app::event::{Effect, ListsWanted};
use crate::live::{Directory, ListError, NameEntry, NamesSought, Naming, Snapshot, people_of};
use crate::model::{SafeText, Timestamp, UserId, counted};

impl App {
    /// Takes a list of people who should be gone into the list of leavers that is open. Whoever is not
    /// signed in is looked up.
    pub(super) fn list_leavers(&mut self, text: &[u8], now: Timestamp) -> Vec<Effect> {
        let entries = match taken(text, &self.snapshot) {
            Ok(entries) => entries,
            Err(not_taken) => return self.not_taken(not_taken, now),
        };
        self.leavers_are(entries, now)
    }

    /// Takes these people into the list of leavers that is open.
    fn leavers_are(&mut self, entries: Vec<NameEntry>, now: Timestamp) -> Vec<Effect> {
        let is_walked = self.snapshot.is_walked();
        let walked = is_walked.then_some(()).ok_or_else(not_walked);
        let (list, unknown) = match walked.and_then(|()| self.given(entries)) {
            Ok(given) => given,
            Err(why) => return self.carry_out(vec![Ask::warn(why)], now),
        };
        let Some(Dialog::Leavers(view)) = &mut self.dialog else {
            return Vec::new();
        };
        view.take_list(list, &self.snapshot);
        look_up(self.revision, unknown, ListsWanted::None)
    }

    /// Takes the people whom one column of a list names, into whatever the list was given to.
    pub(super) fn take_list(
        &mut self,
        list: &[u8],
        column: &SafeText,
        now: Timestamp,
    ) -> Vec<Effect> {
        let entries = match people_of(list, Some(column.original())) {
            Ok(entries) => entries,
            Err(error) => return self.carry_out(vec![Ask::warn(in_words(&error))], now),
        };
        if matches!(self.dialog, Some(Dialog::Leavers(_))) {
            return self.leavers_are(entries, now);
        }
        let chosen = self.choose_people(entries, now);
        chosen.unwrap_or_else(|why| self.carry_out(vec![Ask::warn(why)], now))
    }

    /// Asks which column names the people, or says why nobody on a list is taken.
    fn not_taken(&mut self, not_taken: NotTaken, now: Timestamp) -> Vec<Effect> {
        match not_taken {
            NotTaken::Columns(menu) => {
                let menu = menu.over(self.dialog.take());
                self.dialog = Some(Dialog::NamingColumns(menu));
                Vec::new()
            }
            NotTaken::Because(why) => self.carry_out(vec![Ask::warn(why)], now),
        }
    }

    /// Takes in who was looked up of the list that asked for it, if that is still open.
    pub(super) fn take_looked_up(
        &mut self,
        id: u64,
        answer: &Result<Naming, String>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let due = match &mut self.dialog {
            Some(Dialog::OnList(on_list)) => on_list.take((id, answer), &self.snapshot),
            other => {
                let open = other.as_mut().and_then(Dialog::leavers_mut);
                let under = self.under.as_mut().and_then(Dialog::leavers_mut);
                if let Some(view) = open.or(under) {
                    view.take_looked_up((id, answer), &self.snapshot);
                }
                None
            }
        };
        due.map_or_else(Vec::new, |choice| self.review_ending(choice, now))
    }

    /// Looks up once more who is on the list that is open.
    pub(super) fn look_up_again(&mut self) -> Vec<Effect> {
        let on_list = match self.dialog.take() {
            Some(Dialog::OnList(on_list)) if !on_list.list.is_looking() => on_list,
            other => {
                self.dialog = other;
                return Vec::new();
            }
        };
        let id = self.revision;
        let (list, unknown) = on_list.list.again(id, &self.snapshot);
        let lists = list.lists_wanted(&self.snapshot);
        self.dialog = Some(Dialog::OnList(OnList::of(list).opened()));
        look_up(id, unknown, lists)
    }

    /// Takes text that was pasted into the menu of whom to end: a list of people, or the path of one.
    pub(super) fn choose_pasted(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        if let Some(path) = path_in(text) {
            let mut file = ListFile::default();
            file.paste(path);
            self.dialog = Some(Dialog::ListFile(file));
            return Vec::new();
        }
        let chosen = self.choose_list(text.as_bytes(), now);
        chosen.unwrap_or_else(|not_taken| self.not_taken(not_taken, now))
    }

    /// Takes in a list that was read from a file, if that is still waited for.
    pub(super) fn list_read(
        &mut self,
        path: &str,
        answer: Result<Vec<u8>, String>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let is_awaited = matches!(
            &self.dialog,
            Some(Dialog::ListFile(file)) if file.reading.as_deref() == Some(path)
        );
        if !is_awaited {
            return Vec::new();
        }
        let answer = answer.map_err(NotTaken::Because);
        match answer.and_then(|bytes| self.choose_list(&bytes, now)) {
            Ok(effects) => effects,
            Err(NotTaken::Because(why)) => {
                self.on_list_file(|file| file.refuse(why));
                Vec::new()
            }
            Err(columns) => {
                self.on_list_file(ListFile::is_read);
                self.not_taken(columns, now)
            }
        }
    }

    /// Takes in the paths that begin as it was typed.
    pub(super) fn complete_path(&mut self, typed: &str, paths: Result<Vec<String>, String>) {
        self.on_list_file(|file| match paths {
            Ok(paths) => file.complete(typed, &paths),
            Err(why) => file.refuse(why),
        });
    }

    /// Applies something to the field of a list's file, if that is open.
    fn on_list_file(&mut self, take: impl FnOnce(&mut ListFile)) {
        if let Some(Dialog::ListFile(file)) = &mut self.dialog {
            take(file);
        }
    }

    /// A list that was given, with those on it who are to be looked up.
    ///
    /// # Errors
    /// If so much is still unread that whoever is signed in could be taken for away.
    fn given(&self, entries: Vec<NameEntry>) -> Result<(GivenList, Vec<NameEntry>), String> {
        let are_too_many = || NamesSought::new(entries.clone()).are_too_many(&Directory::default());
        if !self.snapshot.is_walked() && are_too_many() {
            // So many are not looked up, and only the walk could say who of them is signed in.
            return Err(not_walked());
        }
        let (list, unknown) = GivenList::of(self.revision, entries, &self.snapshot);
        let nameless = self.snapshot.signed_in_and_not_asked();
        let sought = NamesSought::new(unknown.clone());
        if nameless > 0 && sought.are_too_many(self.snapshot.directory()) {
            // So many are not looked up, and whoever was not found may be one of them.
            return Err(format!(
                "{} of the list may be among {} whose names are not read yet; wait for them, and do \
                 this again",
                unknown.len(),
                counted(nameless, "person", "people")
            ));
        }
        Ok((list, unknown))
    }

    /// Reviews ending the sessions of everybody on a list, as soon as it is known who they are: whoever
    /// is not on the list of sessions is looked up first.
    fn choose_list(&mut self, list: &[u8], now: Timestamp) -> Result<Vec<Effect>, NotTaken> {
        let entries = taken(list, &self.snapshot)?;
        self.choose_people(entries, now).map_err(NotTaken::Because)
    }

    fn choose_people(
        &mut self,
        entries: Vec<NameEntry>,
        now: Timestamp,
    ) -> Result<Vec<Effect>, String> {
        let id = self.revision;
        let (list, unknown) = self.given(entries)?;
        let lists = list.lists_wanted(&self.snapshot);
        let on_list = OnList::of(list);
        if unknown.is_empty() {
            let on_list = on_list.opened();
            let choice = on_list.choice(&self.snapshot);
            self.dialog = Some(Dialog::OnList(on_list));
            return Ok(self.review_ending(choice, now));
        }
        self.dialog = Some(Dialog::OnList(on_list));
        Ok(look_up(id, unknown, lists))
    }
}

/// Why nobody on a list is taken.
#[derive(Debug)]
enum NotTaken {
    /// One of its columns is to be chosen first.
    Columns(NamingColumns),
    /// In words.
    Because(String),
}

/// Everybody on a list, or why nobody on it is taken. Of several columns that could name people each
/// may be taken, where all of them are known to name the same person on every line.
fn taken(list: &[u8], snapshot: &Snapshot) -> Result<Vec<NameEntry>, NotTaken> {
    let error = match people_of(list, None) {
        Ok(entries) => return Ok(entries),
        Err(error) => error,
    };
    if let ListError::SeveralColumns(columns) = &error
        && let Some(entries) = agreed(list, columns, snapshot)
    {
        return Ok(entries);
    }
    Err(NamingColumns::of(list, &error)
        .map_or_else(|| NotTaken::Because(in_words(&error)), NotTaken::Columns))
}

fn in_words(error: &ListError) -> String {
    let words = error.on_screen().replace('\n', "; ");
    format!("nobody on the list is taken: {words}")
}

/// Everybody whom the first of these columns names, if the others name the same people line by line.
fn agreed(list: &[u8], columns: &[SafeText], snapshot: &Snapshot) -> Option<Vec<NameEntry>> {
    let mut first: Option<(Vec<NameEntry>, BTreeMap<usize, UserId>)> = None;
    for column in columns {
        let entries = people_of(list, Some(column.as_str())).ok()?;
        let naming = Naming::of_the_listed(&entries, snapshot.directory());
        let by_line = naming.found.iter();
        let by_line = by_line.filter_map(|(entry, user)| Some((entry.line?, *user)));
        let by_line: BTreeMap<usize, UserId> = by_line.collect();
        if by_line.len() != entries.len() {
            return None;
        }
        match &first {
            Some((_, known)) if *known != by_line => return None,
            Some(_) => {}
            None => first = Some((entries, by_line)),
        }
    }
    first.map(|(entries, _)| entries)
}

/// Why a list cannot be taken before the first walk is over.
fn not_walked() -> String {
    "the first walk is not over, so nobody knows who of them is signed in; wait for it, and do this \
     again"
        .to_owned()
}

/// Looks these people up, if there is anybody to look up.
fn look_up(id: u64, entries: Vec<NameEntry>, lists: ListsWanted) -> Vec<Effect> {
    if entries.is_empty() {
        return Vec::new();
    }
    vec![Effect::LookUpList { id, entries, lists }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Store, WalkProgress};
    use crate::model::{Role, Sent, User};

    /// Zentop's own export has both, and a list of a personnel office may have two addresses.
    #[test]
    fn columns_that_name_the_same_people_are_taken_and_others_are_told_in_words_of_the_screen() {
        let user = |id, email: &str| User {
            email: Sent::Is(SafeText::new(email)),
            ..User::example(id, "Ann", Role::Agent)
        };
        let mut store = Store::new();
        let users = vec![user(11, "ann@staff.example"), user(12, "bob@staff.example")];
        let asked = Vec::new();
        let at = Timestamp::from_seconds(1_000);
        let snapshot = store.absorb(
            WalkProgress::People {
                asked,
                users,
                asked_at: at,
            },
            at,
        );
        let alike = "id,user_id,email\n1,11,ann@staff.example\n2,12,bob@staff.example\n\
                     3,11,ann@staff.example\n";
        let people = taken(alike.as_bytes(), &snapshot).unwrap();
        let people: Vec<String> = people.iter().map(|it| it.named.to_string()).collect();
        assert_eq!(people, ["user 11", "user 12"]);
        for (list, why) in [
            ("user_id,email\n11,bob@staff.example\n", "they disagree"),
            ("user_id,email\n99,ann@staff.example\n", "one is not known"),
            (
                "email,e-mail\nann@staff.example,bob@staff.example\n",
                "two addresses",
            ),
            ("name,address\nAnn,ann@staff.example\n", "another name"),
        ] {
            let offered = match taken(list.as_bytes(), &snapshot) {
                Err(NotTaken::Columns(menu)) => menu,
                other => panic!("{why}: {other:?}"),
            };
            assert!(offered.columns[0].names_people, "{why}");
            assert_eq!(offered.columns.len(), 2, "{why}");
        }
        for (list, expected) in [
            ("name,address\nAnn,Here\n", "“address”"),
            ("email,mail\nsales,sales\n", "sales"),
            (
                "email,mail\nann@staff.example,bob@staff.example\nsales,\n",
                "line 2",
            ),
        ] {
            let words = match taken(list.as_bytes(), &snapshot) {
                Err(NotTaken::Because(words)) => words,
                other => panic!("{list}: {other:?}"),
            };
            assert!(
                !words.contains("--column") && words.contains(expected),
                "{words}"
            );
        }
    }
}
