//! Lists of people that are given: pasted into the menu of whom to end, named by their file, or pasted
//! into the list of leavers. Whoever nobody known is, is looked up first.

use std::collections::BTreeMap;

use super::Layers;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, GivenList, ListFile, NamingColumns, OnList, path_in};
use crate::app::event::{Effect, ListsWanted};
use crate::live::{Directory, ListError, NameEntry, NamesSought, Naming, Snapshot, people_of};
use crate::model::{SafeText, UserId, counted};

/// What a list is looked at with.
#[derive(Clone, Copy)]
pub(in crate::app) struct ListBasis<'a> {
    /// Who is known.
    pub(in crate::app) snapshot: &'a Snapshot,
    /// The number by which the answer to a request made now is recognized.
    pub(in crate::app) id: u64,
}

impl Layers {
    /// Takes a list of people who should be gone into the list of leavers that is open. Whoever is not
    /// signed in is looked up.
    pub(in crate::app) fn list_leavers(&mut self, text: &[u8], basis: ListBasis<'_>) -> Vec<Ask> {
        let done = taken(text, basis.snapshot);
        let done = done.and_then(|entries| Ok(self.leavers_are(entries, basis)?));
        done.unwrap_or_else(|not_taken| self.not_taken(not_taken))
    }

    /// Takes these people into the list of leavers that is open.
    fn leavers_are(
        &mut self,
        entries: Vec<NameEntry>,
        basis: ListBasis<'_>,
    ) -> Result<Vec<Ask>, String> {
        if !basis.snapshot.is_walked() {
            return Err(not_walked());
        }
        let (list, unknown) = given(entries, basis)?;
        let Some(Dialog::Leavers(view)) = self.top_mut() else {
            return Ok(Vec::new());
        };
        view.take_list(list, basis.snapshot);
        Ok(look_up(basis.id, unknown, ListsWanted::None))
    }

    /// Takes the people whom one column of a list names, into whatever the list was given to.
    pub(in crate::app) fn take_column(
        &mut self,
        list: &[u8],
        column: &SafeText,
        basis: ListBasis<'_>,
    ) -> Vec<Ask> {
        let entries = people_of(list, Some(column.original())).map_err(|error| in_words(&error));
        let done = entries.and_then(|entries| match self.top() {
            Some(Dialog::Leavers(_)) => self.leavers_are(entries, basis),
            _ => self.choose_people(entries, basis),
        });
        done.unwrap_or_else(|why| vec![Ask::warn(why)])
    }

    /// Asks which column names the people, or says why nobody on a list is taken.
    fn not_taken(&mut self, not_taken: NotTaken) -> Vec<Ask> {
        match not_taken {
            NotTaken::Columns(menu) => {
                let menu = menu.over(self.take());
                self.open(Dialog::NamingColumns(menu));
                Vec::new()
            }
            NotTaken::Because(why) => vec![Ask::warn(why)],
        }
    }

    /// Takes in who was looked up of the list that asked for it, if that is still open.
    pub(in crate::app) fn take_looked_up(
        &mut self,
        id: u64,
        answer: &Result<Naming, String>,
        snapshot: &Snapshot,
    ) -> Option<Ask> {
        if let Some(Dialog::OnList(on_list)) = self.top_mut() {
            return on_list.take((id, answer), snapshot).map(Ask::Review);
        }
        if let Some(view) = self.leavers_mut() {
            view.take_looked_up((id, answer), snapshot);
        }
        None
    }

    /// Looks up once more who is on the list that is open.
    pub(in crate::app) fn look_up_again(&mut self, basis: ListBasis<'_>) -> Vec<Ask> {
        let on_list = match self.take() {
            Some(Dialog::OnList(on_list)) if !on_list.list.is_looking() => on_list,
            other => {
                self.put(other);
                return Vec::new();
            }
        };
        let (list, unknown) = on_list.list.again(basis.id, basis.snapshot);
        let lists = list.lists_wanted(basis.snapshot);
        self.open(Dialog::OnList(OnList::of(list).opened()));
        look_up(basis.id, unknown, lists)
    }

    /// Takes text that was pasted into the menu of whom to end: a list of people, or the path of one.
    pub(in crate::app) fn choose_pasted(&mut self, text: &str, basis: ListBasis<'_>) -> Vec<Ask> {
        if let Some(path) = path_in(text) {
            let mut file = ListFile::default();
            file.paste(path);
            self.open(Dialog::ListFile(file));
            return Vec::new();
        }
        let chosen = self.choose_list(text.as_bytes(), basis);
        chosen.unwrap_or_else(|not_taken| self.not_taken(not_taken))
    }

    /// Takes in a list that was read from a file, if that is still waited for.
    pub(in crate::app) fn list_read(
        &mut self,
        path: &str,
        answer: Result<Vec<u8>, String>,
        basis: ListBasis<'_>,
    ) -> Vec<Ask> {
        let reading = self
            .list_file_mut()
            .and_then(|file| file.reading.as_deref());
        if reading != Some(path) {
            return Vec::new();
        }
        let answer = answer.map_err(NotTaken::Because);
        match answer.and_then(|bytes| self.choose_list(&bytes, basis)) {
            Ok(asks) => asks,
            Err(not_taken) => match (self.list_file_mut(), not_taken) {
                (Some(file), NotTaken::Because(why)) => {
                    file.refuse(why);
                    Vec::new()
                }
                (file, not_taken) => {
                    if let Some(file) = file {
                        file.is_read();
                    }
                    self.not_taken(not_taken)
                }
            },
        }
    }

    /// Takes in the paths that begin as it was typed.
    pub(in crate::app) fn complete_path(
        &mut self,
        typed: &str,
        paths: Result<Vec<String>, String>,
    ) {
        match (self.list_file_mut(), paths) {
            (Some(file), Ok(paths)) => file.complete(typed, &paths),
            (Some(file), Err(why)) => file.refuse(why),
            (None, _) => {}
        }
    }

    /// Reviews ending the sessions of everybody on a list, as soon as it is known who they are: whoever
    /// is not on the list of sessions is looked up first.
    fn choose_list(&mut self, list: &[u8], basis: ListBasis<'_>) -> Result<Vec<Ask>, NotTaken> {
        let entries = taken(list, basis.snapshot)?;
        Ok(self.choose_people(entries, basis)?)
    }

    fn choose_people(
        &mut self,
        entries: Vec<NameEntry>,
        basis: ListBasis<'_>,
    ) -> Result<Vec<Ask>, String> {
        let (list, unknown) = given(entries, basis)?;
        let lists = list.lists_wanted(basis.snapshot);
        let on_list = OnList::of(list);
        if unknown.is_empty() {
            let on_list = on_list.opened();
            let choice = on_list.choice(basis.snapshot);
            self.open(Dialog::OnList(on_list));
            return Ok(vec![Ask::Review(choice)]);
        }
        self.open(Dialog::OnList(on_list));
        Ok(look_up(basis.id, unknown, lists))
    }
}

/// A list that was given, with those on it who are to be looked up.
///
/// # Errors
/// If so much is still unread that whoever is signed in could be taken for away.
fn given(
    entries: Vec<NameEntry>,
    ListBasis { snapshot, id }: ListBasis<'_>,
) -> Result<(GivenList, Vec<NameEntry>), String> {
    let are_too_many = || NamesSought::new(entries.clone()).are_too_many(&Directory::default());
    if !snapshot.is_walked() && are_too_many() {
        // So many are not looked up, and only the walk could say who of them is signed in.
        return Err(not_walked());
    }
    let (list, unknown) = GivenList::of(id, entries, snapshot);
    let nameless = snapshot.signed_in_and_not_asked();
    let sought = NamesSought::new(unknown.clone());
    if nameless > 0 && sought.are_too_many(snapshot.directory()) {
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

/// Why nobody on a list is taken.
#[derive(Debug)]
enum NotTaken {
    /// One of its columns is to be chosen first.
    Columns(NamingColumns),
    /// In words.
    Because(String),
}

impl From<String> for NotTaken {
    fn from(why: String) -> Self {
        Self::Because(why)
    }
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
fn look_up(id: u64, entries: Vec<NameEntry>, lists: ListsWanted) -> Vec<Ask> {
    if entries.is_empty() {
        return Vec::new();
    }
    vec![Ask::Do(Effect::LookUpList { id, entries, lists })]
}

#[cfg(test)]
mod tests;
