//! Marks: set and cleared one by one, by range, or all at once.

use std::sync::Arc;

use super::App;
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::live::Coverage;
use crate::model::{SessionKey, Timestamp};

impl App {
    pub(super) fn mark(&mut self, now: Timestamp) -> Vec<Effect> {
        if let Some(key) = self.list.cursor_key() {
            self.marks.toggle(key, now);
            let mut effects = self.cursor(|list| list.move_by(1), now);
            effects.extend(self.catch_up());
            return effects;
        }
        Vec::new()
    }

    pub(super) fn range(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.range_from.take().is_some() {
            return self.catch_up();
        }
        self.range_from = self.list.cursor_key();
        self.marks.add(self.range_from, now);
        Vec::new()
    }

    pub(super) fn mark_between(&mut self, from: SessionKey, now: Timestamp) {
        let snapshot = Arc::clone(self.list.snapshot());
        let slots = self.list.slots();
        let Some(start) = slots
            .iter()
            .position(|slot| snapshot.key(*slot) == Some(from))
        else {
            self.range_from = None;
            return;
        };
        let at = self.list.cursor_index();
        let (first, last) = (start.min(at), start.max(at));
        let between = slots.get(first..=last).unwrap_or_default();
        let listed = between.iter().filter(|slot| !snapshot.is_gone(**slot));
        let keys: Vec<SessionKey> = listed.filter_map(|slot| snapshot.key(*slot)).collect();
        self.marks.add(keys, now);
    }

    pub(super) fn mark_all(&mut self, now: Timestamp) -> Vec<Effect> {
        let snapshot = Arc::clone(self.list.snapshot());
        let listed = self
            .list
            .slots()
            .iter()
            .filter(|slot| !snapshot.is_gone(**slot));
        let keys: Vec<SessionKey> = listed.filter_map(|slot| snapshot.key(*slot)).collect();
        if !keys.is_empty() && keys.iter().all(|key| self.marks.contains(*key)) {
            self.marks.drop_these(&keys, now);
            self.say(now, Level::Info, format!("{} marks removed", keys.len()));
            return self.catch_up();
        }
        let whole = self.snapshot.coverage() != Coverage::Partial;
        let count = keys.len();
        self.marks.add(keys, now);
        let text = if whole {
            format!("{count} rows marked")
        } else {
            format!("{count} rows marked: those loaded so far, the walk is not whole yet")
        };
        self.say(now, Level::Info, text);
        Vec::new()
    }
}
