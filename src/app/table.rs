//! The table: the list of sessions or people with what somebody does to it: what is marked, which rows a
//! filter leaves, and how it looks.
//!
//! - here the cursor, views and folds; `keys` what keys do to it alone
//! - `marking` which sessions are marked
//! - `choosing` from what is marked or under the cursor to what it is meant for
//! - `copies` what is taken away of the rows
//! - `remembering` how it looked when the account was left
//!
//! It knows nothing of runs, and opens no dialog itself. What it has to say or to open goes out as an [`Ask`].

mod choosing;
mod copies;
mod keys;
mod marking;
mod remembering;

use std::sync::Arc;

use rustc_hash::FxHashSet;

pub(super) use self::copies::TakenAs;
pub(super) use self::keys::TableContext;
use super::ask::Ask;
use super::event::Effect;
use super::filter::Filter;
use super::going::{Destination, values_of};
use super::list::{List, RowKey};
use super::look::ListLook;
use super::marks::Marks;
use super::setup::Setup;
use super::views::ViewKind;
use crate::live::{MatchContext, ProjectionRequest, ScreenFacts, Snapshot};
use crate::model::{SessionKey, Timestamp};
use crate::operation::Guardrails;
use crate::query::{QueryField, Zone};

/// The list, and what somebody does to it.
#[derive(Debug)]
pub(crate) struct Table {
    pub(super) list: List,
    pub(super) marks: Marks,
    pub(super) filter: Filter,
    pub(crate) look: ListLook,
}

impl Table {
    /// The table before there are rows.
    pub(super) fn new(setup: &Setup, snapshot: Arc<Snapshot>) -> Self {
        let rules = &setup.guardrails.rules;
        Self {
            list: List::new(snapshot),
            marks: Marks::default(),
            filter: Filter::over(rules.names()),
            look: ListLook::of(rules, &setup.list, setup.zone),
        }
    }

    /// Turns to a view; the next rows are its own. Returns whether the filter stays.
    pub(super) fn turn_to(&mut self, place: usize, zone: Zone) -> bool {
        self.look.place = place;
        let view = self.look.view();
        let (is_by_person, sort) = (view.kind == ViewKind::People, view.sort);
        let query = view.query.clone();
        self.list.turn_to(is_by_person, sort);
        self.marks.end_range();
        self.filter.turn_to(query, zone)
    }

    /// Moves the cursor; a range that is being marked follows it.
    pub(super) fn cursor(&mut self, go: impl FnOnce(&mut List), now: Timestamp) -> Option<Effect> {
        let before = self.list.offset();
        go(&mut self.list);
        if let Some(from) = self.marks.range_from() {
            match self.list.between(from) {
                Some(keys) => self.marks.add(keys, now),
                None => self.marks.end_range(),
            }
        }
        (self.list.offset() != before).then(|| Effect::Show(self.list.people()))
    }

    /// Shows or hides the sessions of the person under the cursor. Hiding them puts the cursor on the
    /// person.
    fn unfold(&mut self, shows: bool) -> Option<Ask> {
        if self.list.grouped().is_none() {
            let why = "rows of sessions have nothing below them; 3 shows people";
            return Some(Ask::answer(why));
        }
        let user = self.list.cursor_user()?;
        if !self.list.unfold(user, shows) {
            return None;
        }
        self.list.put_cursor(RowKey::Person(user));
        Some(Ask::Project)
    }

    /// The request for the rows of the newest snapshot. What the screen alone can tell of marked sessions
    /// and of runs is asked for where the filter needs it.
    pub(super) fn request(
        &mut self,
        newest: &Arc<Snapshot>,
        (guardrails, now): (&Guardrails, Timestamp),
        screen: impl FnOnce(FxHashSet<SessionKey>) -> ScreenFacts,
    ) -> ProjectionRequest {
        let query = self.filter.query();
        let protected = if query.uses(QueryField::Protected) {
            Arc::from(&guardrails.protected[..])
        } else {
            Arc::default()
        };
        let is_of_screen = query.for_the_screen_alone().is_some();
        let context = MatchContext {
            protected,
            pinned: guardrails.pinned.clone(),
            behind: guardrails.behind.user(),
            rules: guardrails.rules.clone(),
            screen: is_of_screen.then(|| {
                let marked = self.marks.sorted().into_iter().collect();
                Arc::new(screen(marked))
            }),
            ..MatchContext::at(now)
        };
        self.list.request(newest, (query, context))
    }

    /// Looks for what can be typed next into the filter.
    pub(super) fn look_for_completion(&mut self, newest: &Snapshot) {
        let directory = newest.directory();
        let known = |field, typed: &str| values_of(directory, field, typed);
        self.filter.look_for_completion(&known);
    }

    /// Whether somebody is choosing among the rows, or holds them still.
    pub(super) fn is_held(&self) -> bool {
        self.list.paused_at().is_some() || !self.marks.is_empty() || self.marks.is_ranging()
    }

    /// How many marked sessions the filter hides.
    pub(crate) fn hidden_marks(&self) -> usize {
        if self.marks.is_empty() || self.filter.query().is_empty() {
            return 0;
        }
        self.marks.len() - self.list.marked(&self.marks).len()
    }

    /// Whoever the filter may be about, where no session matches it: Enter looks for them.
    pub(crate) fn filtered_destination(&self, newest: &Snapshot) -> Option<Destination> {
        // Before a whole walk was read, most people cannot be told.
        let are_decided = self.list.undecided() == 0 || !newest.is_walked();
        let is_nobody_there = self.list.is_empty() && are_decided;
        is_nobody_there
            .then(|| Destination::of_filter(self.filter.narrowing().text()))
            .flatten()
    }
}
