//! The state machine: one event in, the state changed, effects out.
//!
//! - here the whole state; `events` which part of it an event goes to
//! - `state` what can be asked of it, and `rows` of one row of the list
//! - `keys` who takes a key: the dialog on top, the filter, or the list; `meant` keys that were
//!   meant for something else
//! - `listing` what keys do in the list, and which view is shown
//! - `focus` which pane has the keys
//! - `going` what comes of going straight to somebody
//! - `asks` what dialogs and runs ask for
//! - `taking` files of what is shown; `masking` whether people are shown by name
//! - `mouse` what the mouse does, which never acts
//! - `switching` going over to another account
//! - `off` why an action does nothing now
//! - `news` rules that turn on and off, and runs that the journal has
//! - `data` what the poller brings, and what time does
//! - `choosing` from people who were chosen to what is reviewed of them
//! - `reviewing` how a review opens, and what gives it up from outside it
//!
//! Nothing here reads the clock or carries anything out: what is to be done is an [`Effect`].

mod asks;
mod choosing;
mod data;
mod events;
mod focus;
mod going;
mod keys;
mod listing;
mod masking;
mod meant;
mod mouse;
mod news;
mod off;
mod reviewing;
mod rows;
mod state;
mod switching;
mod taking;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::event::{Effect, Event, NeedsOf, Viewport};
use super::going::Seeking;
use super::guarded::Guarded;
use super::keyboard::Keyboard;
use super::keymap::Keymap;
use super::layers::Layers;
use super::news::NewsLog;
use super::notices::{Level, NoticeWords, Notices};
use super::panes::PaneFocus;
use super::past::Past;
use super::remembered::RememberedList;
use super::rule_hits::RuleHits;
use super::runs::Runs;
use super::setup::{DisplayOptions, Equipment, Setup};
use super::table::Table;
use super::waits::CurrentWaits;
use crate::live::Snapshot;
use crate::model::{SafeText, Timestamp};
use crate::operation::Reason;

pub(crate) use rows::RowState;

/// The state of the screen: everything that a frame is drawn from.
#[derive(Debug)]
pub struct App {
    setup: Setup,
    viewport: Viewport,
    snapshot: Arc<Snapshot>,
    table: Table,
    panes: PaneFocus,
    layers: Layers,
    news: NewsLog,
    rule_hits: RuleHits,
    past: Past,
    runs: Runs,
    guarded: Guarded,
    notices: Notices,
    keyboard: Keyboard,
    /// What comes from outside the account.
    equipment: Equipment,
    sought: Seeking,
    waits: CurrentWaits,
    /// When the last event came in.
    last_event: Timestamp,
    revision: u64,
}

impl App {
    /// The state before anything is known.
    pub fn new(setup: Setup, keymap: Keymap, snapshot: Arc<Snapshot>, now: Timestamp) -> Self {
        let mut notices = Notices::default();
        for notice in &setup.notices {
            notices.keep(now, notice.clone(), false);
        }
        let runs = Runs::in_zone(setup.zone);
        let mut app = Self {
            table: Table::new(&setup, Arc::clone(&snapshot)),
            snapshot,
            guarded: Guarded::new(&setup.guardrails),
            setup,
            viewport: Viewport::default(),
            panes: PaneFocus::default(),
            layers: Layers::default(),
            news: NewsLog::default(),
            rule_hits: RuleHits::default(),
            past: Past::default(),
            runs,
            notices,
            keyboard: Keyboard::new(keymap),
            equipment: Equipment::default(),
            sought: Seeking::default(),
            waits: CurrentWaits::default(),
            last_event: now,
            revision: 0,
        };
        app.restore(now);
        app
    }

    /// The same state with what comes from outside the account.
    #[must_use]
    pub fn equipped(mut self, equipment: Equipment) -> Self {
        self.equipment = equipment;
        self
    }

    /// The same state, which looks like another one did.
    #[must_use]
    pub(crate) fn displayed(mut self, display: DisplayOptions) -> Self {
        self.table.look.display = display;
        self
    }

    /// The same state in a program whose runs all belong to this case.
    #[must_use]
    pub fn of_case(mut self, case: Reason) -> Self {
        if let Some(ticket) = &case.ticket {
            let ticket = SafeText::new(ticket);
            let text = format!("incident {ticket}: every run carries it");
            let words = NoticeWords::of_nobody(text);
            self.notices.say(self.last_event, Level::Info, words, false);
        }
        self.runs.belong_to(case);
        self
    }

    /// The number of events that were taken in: a frame drawn now shows what these made of the
    /// state.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes in one event.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        self.revision += 1;
        let (dialog, said) = (self.layers.kind(), self.notices.said());
        // Neither changes the rows, and there can be thousands of them between two looks.
        let changes_rows = !matches!(event, Event::Drawn { .. } | Event::Run(_));
        let mut effects = self.look_at_the_time(now);
        effects.extend(self.take(event, now));
        if changes_rows {
            self.look_at_widths(now);
        }
        self.layers.uncover(&self.snapshot);
        effects.extend(self.remember());
        if self.layers.kind() != dialog {
            self.notices.leave_dialog(said);
        }
        self.news.take(&self.snapshot, &self.notices);
        if !self.setup.bell {
            effects.retain(|effect| !matches!(effect, Effect::Bell));
        }
        effects
    }

    /// Notes what the rows on the screen need of their columns.
    fn look_at_widths(&mut self, now: Timestamp) {
        let NeedsOf(measure) = self.viewport.needs;
        let needs = measure(self, now);
        let grown = std::mem::take(&mut self.table.look.needs);
        self.table.look.needs = grown.looking(self, &needs);
    }

    /// Makes the list look as it did when the account was left.
    fn restore(&mut self, now: Timestamp) {
        if let Some(before) = self.setup.list.before.take() {
            let asks = self.table.restore(&before, self.setup.zone);
            self.rule_hits = RuleHits::known(before.flags);
            self.carry_out(asks, now);
        }
        self.table.look.remembered = self.as_it_is();
    }

    fn as_it_is(&self) -> RememberedList {
        let flags = self.rule_hits.in_words();
        self.table.as_it_is(&self.setup.list, flags)
    }

    /// Asks to write how the list looks, where that has changed and nobody is typing.
    fn remember(&mut self) -> Option<Effect> {
        let path = self.setup.list.kept_in.as_ref()?;
        if self.table.filter.input().is_some() {
            return None;
        }
        let now = self.as_it_is();
        if now == self.table.look.remembered {
            return None;
        }
        let effect = Effect::Remember(path.clone(), now.text());
        self.table.look.remembered = now;
        Some(effect)
    }

    fn say(&mut self, now: Timestamp, level: Level, words: impl Into<NoticeWords>) {
        // A page or a list that lies beneath is back before anybody reads this.
        self.notices.say(now, level, words, self.layers.is_any());
    }
}
