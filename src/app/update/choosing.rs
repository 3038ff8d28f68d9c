//! From the marked sessions, or the one under the cursor, to what they are meant for.

use std::collections::BTreeSet;

use super::App;
use crate::app::ask::Ask;
use crate::app::dialog::{
    Dialog, GivenList, HiddenMarks, LeaversView, ListFile, NextStep, OnList, TokensView, path_in,
};
use crate::app::event::Effect;
use crate::live::{NameEntry, NamesSought, Naming, people_of};
use crate::model::{SessionKey, Timestamp, UserId, counted};
use crate::operation::{Choice, ChoicePart, JudgedBy, Operation, Proposal, Route};

impl App {
    /// Goes on with the marked sessions, or with the one under the cursor if nothing was marked.
    /// Where the filter hides some of them, the person is asked first which are meant.
    pub(super) fn chosen(&mut self, then: NextStep, now: Timestamp) -> Ask {
        self.marks.end_range();
        if self.marks.is_empty() {
            return self.under_cursor(then, now);
        }
        let shown = self.list.marked(&self.marks);
        let mut all = self.marks.sorted();
        if shown.len() == all.len() {
            return Ask::GoOn(then, all);
        }
        all.retain(|key| !shown.contains(key));
        Ask::Open(Dialog::Hidden(HiddenMarks {
            shown,
            hidden: all,
            then,
        }))
    }

    /// Goes on with the session under the cursor, unless marks were lost or the row just changed by
    /// itself.
    fn under_cursor(&mut self, then: NextStep, now: Timestamp) -> Ask {
        let (idle, key) = then.words();
        let lost = self.marks.lost();
        if lost > 0 {
            self.marks.forget_lost();
            return Ask::warn(match lost {
                1 => format!("the marked session is gone already; {idle}"),
                _ => format!("the {lost} marked sessions are gone already; {idle}"),
            });
        }
        if self.list.has_just_slid(now) {
            return just_slid(key);
        }
        match (self.list.cursor_key(), self.list.cursor_person()) {
            (Some(_), Some(user)) if then == NextStep::End => Ask::EndAllOf(user),
            (Some(session), _) => Ask::GoOn(then, vec![session]),
            (None, _) => Ask::tell("no session under the cursor"),
        }
    }

    /// Goes on with the sessions that were chosen.
    pub(super) fn go_on(
        &mut self,
        then: NextStep,
        keys: Vec<SessionKey>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let people: BTreeSet<UserId> = keys.iter().map(|key| key.user).collect();
        let people: Vec<UserId> = people.into_iter().collect();
        match then {
            NextStep::End if self.are_whole_people(&keys) => {
                let choice = Choice::people(people);
                self.review(Proposal::End(choice, Route::User), now)
            }
            NextStep::End => self.review_ending(Choice::sessions(keys), now),
            NextStep::Suspend | NextStep::Lift | NextStep::Tokens | NextStep::Offboard => {
                self.contain(then, Choice::people(people), now)
            }
        }
    }

    /// Whether rows of people are shown and these are all sessions of each of them, so that people
    /// were chosen and not sessions.
    fn are_whole_people(&self, keys: &[SessionKey]) -> bool {
        if self.list.grouped().is_none() {
            return false;
        }
        let snapshot = self.list.snapshot();
        let found = snapshot.find(&keys.iter().copied().collect());
        let is_whole = |of_one: &[SessionKey]| {
            let slot = of_one.first().and_then(|key| found.get(key));
            let row = slot.and_then(|slot| snapshot.row(*slot));
            row.is_some_and(|row| snapshot.number_of_sessions_of(row.person) == of_one.len())
        };
        keys.chunk_by(|one, other| one.user == other.user)
            .all(is_whole)
    }

    /// Goes on with the people whom a choice names.
    pub(super) fn contain(
        &mut self,
        then: NextStep,
        choice: Choice,
        now: Timestamp,
    ) -> Vec<Effect> {
        let operation = match then {
            NextStep::Suspend => Operation::Suspend,
            NextStep::Lift => Operation::Unsuspend,
            NextStep::Tokens | NextStep::Offboard => {
                let mut view = TokensView::of(choice, &self.snapshot);
                let people = view.people.clone();
                view.offboards = then == NextStep::Offboard;
                view.below = self.dialog.take().filter(Dialog::is_a_list).map(Box::new);
                self.dialog = Some(Dialog::Tokens(view));
                return vec![Effect::ReadTokens(people)];
            }
            NextStep::End => return Vec::new(),
        };
        self.review(Proposal::Change(choice, operation), now)
    }

    /// Takes a list of people who should be gone into the list of leavers that is open. Whoever is not
    /// signed in is looked up.
    pub(super) fn list_leavers(&mut self, text: &[u8], now: Timestamp) -> Vec<Effect> {
        let entries = match taken(text) {
            Ok(entries) => entries,
            Err(why) => return self.carry_out(vec![Ask::warn(why)], now),
        };
        let id = self.revision;
        let Some(Dialog::Leavers(view)) = &mut self.dialog else {
            return Vec::new();
        };
        let unknown = view.take_list(id, entries, &self.snapshot);
        look_up(id, unknown, false)
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
                if let Some(view) = other.as_mut().and_then(Dialog::leavers_mut) {
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

    /// Reviews offboarding people once their tokens are there, if that was asked for.
    pub(super) fn offboard_with_tokens(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(Dialog::Tokens(view)) = &mut self.dialog else {
            return Vec::new();
        };
        match &view.answer {
            Some(Ok(_)) if std::mem::take(&mut view.offboards) => {
                let (ask, below) = (view.offboard(), view.below.take());
                self.dialog = below.map(|below| *below);
                self.grant(ask, now)
            }
            _ => Vec::new(),
        }
    }

    /// Shows the people who should be gone, and asks for their tokens.
    pub(super) fn leavers(&mut self) -> Vec<Effect> {
        let view = LeaversView::of(&self.snapshot);
        let people = view.people();
        self.dialog = Some(Dialog::Leavers(view));
        vec![Effect::ReadTokens(people)]
    }

    pub(super) fn end_person(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.list.has_just_slid(now) {
            return self.grant(just_slid("X"), now);
        }
        match self.list.cursor_key() {
            Some(key) => self.review_ending(Choice::people(vec![key.user]), now),
            None => Vec::new(),
        }
    }

    /// Reviews ending the sessions of a choice: only these where sessions were chosen by what they
    /// are, and everything of theirs where people were.
    pub(super) fn review_ending(&mut self, choice: Choice, now: Timestamp) -> Vec<Effect> {
        let of_people = |part: &ChoicePart| part.judged_by() == JudgedBy::Person;
        let is_of_people = choice.parts.iter().all(of_people) && !choice.asks_about_sessions();
        let route = if is_of_people {
            Route::User
        } else {
            Route::Exact
        };
        self.review(Proposal::End(choice, route), now)
    }
}

impl App {
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

    /// Reviews ending the sessions of everybody on a list, as soon as it is known who they are: whoever
    /// is not on the list of sessions is looked up first.
    fn choose_list(&mut self, list: &[u8], now: Timestamp) -> Result<Vec<Effect>, String> {
        let entries = taken(list)?;
        if !self.snapshot.is_walked() {
            let why = "the first walk is not over, so nobody knows who of them is signed in; wait \
                       for it, and do this again";
            return Err(why.to_owned());
        }
        let id = self.revision;
        let (list, unknown) = GivenList::of(id, entries, &self.snapshot);
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

/// Warns that the row under the cursor just changed by itself, since nobody meant to end that one.
fn just_slid(key: &str) -> Ask {
    let text = "the row under the cursor just changed; look again, then press";
    Ask::warn(format!("{text} {key}"))
}
