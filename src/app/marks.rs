//! The marked sessions: ids, never rows. A range is marked from where it began. Where a query marked
//! them, of whom it could not be told goes with them.

use std::iter;

use rustc_hash::FxHashSet;

use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp};
use crate::operation::{Choice, ChoicePart, UndecidedPolicy};
use crate::query::Query;

/// Marks that nobody touched for this long, in milliseconds, are cleared: a forgotten mark
/// is the wrong target of the next run.
const EXPIRE_AFTER: i64 = 10 * 60 * 1000;

/// The marked sessions.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    keys: FxHashSet<SessionKey>,
    touched: Option<Timestamp>,
    lost: usize,
    range_from: Option<SessionKey>,
    /// Of whom it could not be told when a query marked others: each query with these sessions.
    open: Vec<(Query, Vec<SessionKey>)>,
}

impl Marks {
    /// How many sessions are marked.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no session is marked.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether this session is marked.
    pub fn contains(&self, key: SessionKey) -> bool {
        self.keys.contains(&key)
    }

    /// The marked sessions in order of id.
    pub(crate) fn sorted(&self) -> Vec<SessionKey> {
        let mut keys: Vec<SessionKey> = self.keys.iter().copied().collect();
        keys.sort_unstable();
        keys
    }

    /// How many marks were lost because their sessions left, since a person last touched the marks.
    pub fn lost(&self) -> usize {
        self.lost
    }

    /// Whether a range is being marked.
    pub(crate) fn is_ranging(&self) -> bool {
        self.range_from.is_some()
    }

    /// The session at which the range that is being marked began.
    pub(super) fn range_from(&self) -> Option<SessionKey> {
        self.range_from
    }

    /// Begins a range with a session, if there is one.
    pub(super) fn begin_range(&mut self, from: Option<SessionKey>, now: Timestamp) {
        self.range_from = from;
        self.add(from, now);
    }

    /// Ends the range; the marks stay.
    pub(super) fn end_range(&mut self) {
        self.range_from = None;
    }

    /// Marks these sessions, or unmarks them where each is marked.
    pub(crate) fn toggle_all(&mut self, keys: &[SessionKey], now: Timestamp) {
        if keys.iter().all(|key| self.contains(*key)) {
            self.drop_these(keys, now);
        } else {
            self.add(keys.iter().copied(), now);
        }
    }

    /// Marks sessions.
    pub fn add(&mut self, keys: impl IntoIterator<Item = SessionKey>, now: Timestamp) {
        self.touch(now);
        self.keys.extend(keys);
    }

    /// Marks whatever matches a query, and notes of whom that cannot be told. They are not marked, and
    /// are not forgotten as long as anything is.
    pub(super) fn add_matching(
        &mut self,
        keys: impl IntoIterator<Item = SessionKey>,
        (query, undecided): (&Query, Vec<SessionKey>),
        now: Timestamp,
    ) {
        self.add(keys, now);
        self.open.retain(|(before, _)| before != query);
        if !self.is_empty() && !undecided.is_empty() {
            self.open.push((query.clone(), undecided));
        }
    }

    /// Unmarks whatever matches a query.
    pub(super) fn drop_matching(&mut self, keys: &[SessionKey], query: &Query, now: Timestamp) {
        self.open.retain(|(before, _)| before != query);
        self.drop_these(keys, now);
    }

    /// The choice of these, and with it of whoever could not be told when a query marked others.
    pub(super) fn with_undecided(&self, part: ChoicePart) -> Choice {
        let open = self.open.iter();
        let open = open.map(|(query, keys)| ChoicePart::Undecided(query.clone(), keys.clone()));
        let policy = if self.open.is_empty() {
            UndecidedPolicy::default()
        } else {
            UndecidedPolicy::Leave
        };
        Choice {
            parts: iter::once(part).chain(open).collect(),
            undecided: policy,
        }
    }

    /// Whether these sessions are all that is marked.
    pub(super) fn are(&self, keys: &[SessionKey]) -> bool {
        keys.len() == self.len() && keys.iter().all(|key| self.contains(*key))
    }

    /// Unmarks sessions.
    pub(crate) fn drop_these(&mut self, keys: &[SessionKey], now: Timestamp) {
        self.touch(now);
        for key in keys {
            self.keys.remove(key);
        }
        self.forget_open();
    }

    /// Forgets of whom it could not be told, once nothing is marked.
    fn forget_open(&mut self) {
        if self.keys.is_empty() {
            self.open.clear();
        }
    }

    /// Unmarks everything, and ends the range.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets how many marks were lost, because a person acknowledged it.
    pub(crate) fn forget_lost(&mut self) {
        self.lost = 0;
    }

    /// Unmarks sessions that left the list; returns how many.
    pub(crate) fn retain_listed(&mut self, snapshot: &Snapshot) -> usize {
        if self.keys.is_empty() {
            return 0;
        }
        let listed = snapshot.find(&self.keys);
        let before = self.keys.len();
        self.keys.retain(|key| listed.contains_key(key));
        let lost = before - self.keys.len();
        self.lost += lost;
        self.forget_open();
        lost
    }

    /// Clears marks that nobody touched for long; returns how many.
    pub(crate) fn expire(&mut self, now: Timestamp) -> usize {
        let old = self
            .touched
            .is_some_and(|at| now.millis() - at.millis() >= EXPIRE_AFTER);
        if !old || self.keys.is_empty() {
            return 0;
        }
        let count = self.keys.len();
        self.clear();
        count
    }

    fn touch(&mut self, now: Timestamp) {
        self.touched = Some(now);
        self.lost = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgotten_marks_expire_and_used_ones_do_not() {
        let mut marks = Marks::default();
        let key: SessionKey = "1/2".parse().unwrap();
        marks.toggle_all(&[key], Timestamp::from_seconds(0));
        assert_eq!(marks.expire(Timestamp::from_seconds(599)), 0);
        marks.add([key], Timestamp::from_seconds(599));
        assert_eq!(marks.expire(Timestamp::from_seconds(600)), 0);
        assert_eq!(marks.expire(Timestamp::from_seconds(1_199)), 1);
        assert!(marks.is_empty());
    }
}
