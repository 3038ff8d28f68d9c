//! Lists of people that are given: pasted into the menu of whom to end, named by their file, or pasted
//! into the list of leavers. Whoever nobody known is, is looked up first.

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, GivenList, ListFile, OnList, path_in};
use crate::app::event::Effect;
use crate::live::{NameEntry, NamesSought, Naming, people_of};
use crate::model::{Timestamp, counted};

impl App {
    /// Takes a list of people who should be gone into the list of leavers that is open. Whoever is not
    /// signed in is looked up.
    pub(super) fn list_leavers(&mut self, text: &[u8], now: Timestamp) -> Vec<Effect> {
        let (list, unknown) = match taken(text).and_then(|entries| self.given(entries)) {
            Ok(given) => given,
            Err(why) => return self.carry_out(vec![Ask::warn(why)], now),
        };
        let Some(Dialog::Leavers(view)) = &mut self.dialog else {
            return Vec::new();
        };
        view.take_list(list, &self.snapshot);
        look_up(self.revision, unknown, false)
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
        let has_nobody = list.has_nobody_signed_in();
        self.dialog = Some(Dialog::OnList(OnList::of(list).opened()));
        look_up(id, unknown, has_nobody)
    }

    /// Takes text that was pasted into the menu of whom to end: a list of people, or the path of one.
    pub(super) fn choose_pasted(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        if let Some(path) = path_in(text) {
            let mut file = ListFile::default();
            file.paste(path);
            self.dialog = Some(Dialog::ListFile(file));
            return Vec::new();
        }
        match self.choose_list(text.as_bytes(), now) {
            Ok(effects) => effects,
            Err(why) => self.carry_out(vec![Ask::warn(why)], now),
        }
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
        let chosen = answer.and_then(|bytes| self.choose_list(&bytes, now));
        chosen.unwrap_or_else(|why| {
            self.on_dialog(|dialog| {
                if let Dialog::ListFile(file) = dialog {
                    file.refuse(why);
                }
            });
            Vec::new()
        })
    }

    /// A list that was given, with those on it who are to be looked up.
    ///
    /// # Errors
    /// If so much is still unread that whoever is signed in could be taken for away.
    fn given(&self, entries: Vec<NameEntry>) -> Result<(GivenList, Vec<NameEntry>), String> {
        if !self.snapshot.is_walked() {
            let why = "the first walk is not over, so nobody knows who of them is signed in; wait \
                       for it, and do this again";
            return Err(why.to_owned());
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
    fn choose_list(&mut self, list: &[u8], now: Timestamp) -> Result<Vec<Effect>, String> {
        let entries = taken(list)?;
        let id = self.revision;
        let (list, unknown) = self.given(entries)?;
        let has_nobody = list.has_nobody_signed_in();
        let on_list = OnList::of(list);
        if unknown.is_empty() {
            let on_list = on_list.opened();
            let choice = on_list.choice(&self.snapshot);
            self.dialog = Some(Dialog::OnList(on_list));
            return Ok(self.review_ending(choice, now));
        }
        self.dialog = Some(Dialog::OnList(on_list));
        Ok(look_up(id, unknown, has_nobody))
    }
}

/// Everybody on a list, or why nobody on it is taken.
fn taken(list: &[u8]) -> Result<Vec<NameEntry>, String> {
    people_of(list, None).map_err(|error| {
        let words = error.to_string().replace('\n', "; ");
        format!("nobody on the list is taken: {words}")
    })
}

/// Looks these people up, if there is anybody to look up.
fn look_up(id: u64, entries: Vec<NameEntry>, with_lists: bool) -> Vec<Effect> {
    if entries.is_empty() {
        return Vec::new();
    }
    vec![Effect::LookUpList {
        id,
        entries,
        with_lists,
    }]
}
