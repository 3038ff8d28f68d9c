//! Walks and people's own lists, as the store takes them in: what may be removed, and when.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Store;
use crate::live::events::LiveEventKind;
use crate::live::evidence::{Evidence, Lacking};
use crate::live::snapshot::{ListRead, StayListed, Unreadable, Walked};
use crate::live::{Freshness, NamesUnread, Progress, Retry, Slot};
use crate::model::{Role, Session, SessionKey, Timestamp, UserId};
use crate::zendesk::{ApiError, PersonList};

/// A walk that is under way.
pub(super) struct CurrentWalk {
    began_at: Timestamp,
    page: usize,
    sessions: usize,
    unreadable: Unreadable,
}

impl Store {
    /// Begins a walk; the sessions that it has not seen by its end are gone, or in doubt.
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.stamp += 1;
        self.state.listed_since.get_or_insert(now);
        self.walk = Some(CurrentWalk {
            began_at: now,
            page: 0,
            sessions: 0,
            unreadable: Unreadable::default(),
        });
        self.state.progress = Progress::Walking {
            page: 0,
            sessions: 0,
        };
    }

    /// Takes in a page. Its sessions are on the list at once, but for those of whom an own list has told
    /// since the walk began that they are gone: the page may be older, and the next walk decides.
    pub(super) fn page(&mut self, sessions: &[Session], holes: usize, now: Timestamp) {
        self.note_contradicted(sessions);
        let mut conflicts = 0;
        if !self.listed_alone.is_empty() {
            for session in sessions {
                self.listed_alone.remove(&session.key);
            }
        }
        for session in sessions {
            if !self.is_gone_since(session.key) {
                conflicts += usize::from(!self.put(session, now));
            }
        }
        if let Some(walk) = &mut self.walk {
            walk.page += 1;
            walk.sessions += sessions.len();
            // Whose a session is that came under two people is not known: one of them lacks a row.
            walk.unreadable += Unreadable::of(sessions, holes + conflicts);
            self.state.progress = Progress::Walking {
                page: walk.page,
                sessions: walk.sessions,
            };
            if walk.unreadable.records() > self.state.unreadable.records() {
                self.state.unreadable = walk.unreadable;
            }
        }
    }

    /// Whether this session was removed because its person's own list lacked it, which was begun no
    /// earlier than the walk that is under way.
    fn is_gone_since(&self, key: SessionKey) -> bool {
        let Some(walk) = &self.walk else { return false };
        let list = self.lacked.get(&key);
        list.is_some_and(|list| *list >= walk.began_at)
            && self
                .slot_of(key)
                .is_none_or(|slot| self.columns.is_gone(slot))
    }

    /// Ends a walk that has reached its end. The sessions that it has not seen are gone; if it
    /// proves nothing, they stay and are unconfirmed.
    pub(super) fn finish(&mut self, rest_until: Timestamp, now: Timestamp) {
        let Some(walk) = self.walk.take() else { return };
        let evidence = Evidence::of_walk(walk.began_at, walk.unreadable.holes);
        let is_proof = evidence.absence().is_ok();
        if is_proof {
            self.state.proof = Some(evidence);
            self.remove_unseen(now);
        } else {
            self.doubt_unseen();
        }
        // Whatever is confirmed was seen since this walk began.
        self.state.listed_since = Some(walk.began_at);
        self.state.unreadable = walk.unreadable;
        self.state.freshness = Freshness::Current { as_of: now };
        self.state.progress = Progress::Resting { until: rest_until };
        let number = self.state.walks().max(self.earlier_walks) + 1;
        self.state.walked = Some(Walked { number, evidence });
        let is_older = |read: &ListRead| read.evidence.began_at() < walk.began_at;
        if is_proof && self.listed.values().any(is_older) {
            Arc::make_mut(&mut self.listed).retain(|_, read| !is_older(read));
        }
        let sessions = self.state.sessions;
        Arc::make_mut(&mut self.events).close(now, LiveEventKind::Walked { sessions });
        self.compact_if_worth_it();
    }

    /// Notes which of these sessions of a walk's page the own lists of their people lacked before
    /// the walk began: one of the two lists is wrong.
    fn note_contradicted(&mut self, sessions: &[Session]) {
        let Some(walk) = self.walk.as_ref().filter(|_| !self.lacked.is_empty()) else {
            return;
        };
        let lacked = &self.lacked;
        let is_later = |key: &SessionKey| {
            let list = lacked.get(key).map(|began_at| Evidence::whole(*began_at));
            list.is_some_and(|list| Lacking::of(list, [walk.began_at]) == Lacking::Contradicted)
        };
        let keys = sessions.iter().map(|session| session.key);
        let keys: Vec<SessionKey> = keys.filter(is_later).collect();
        if !keys.is_empty() {
            Arc::make_mut(&mut self.state.contradicted).extend(keys);
        }
    }

    /// Ends a walk that broke off, and removes nothing.
    pub(super) fn break_off(&mut self, error: Arc<ApiError>, retry: Retry, now: Timestamp) {
        self.walk = None;
        let as_of = self.state.as_of();
        let words = error.to_string();
        self.state.progress = match retry {
            Retry::At { when, .. } => Progress::Resting { until: when },
            Retry::WhenAsked => Progress::Resting { until: now },
        };
        self.state.freshness = Freshness::Stale {
            as_of,
            because: error,
            retry,
        };
        Arc::make_mut(&mut self.events).close(now, LiveEventKind::Broke(words));
    }

    /// Notes that names could not be read, which is news once as long as it stays so.
    pub(super) fn lack_names(
        &mut self,
        because: Arc<ApiError>,
        again_at: Timestamp,
        now: Timestamp,
    ) {
        if self.state.names_unread.is_none() {
            let words = because.to_string();
            Arc::make_mut(&mut self.events).note(now, LiveEventKind::NamesUnread(words));
        }
        self.state.names_unread = Some(NamesUnread { because, again_at });
    }

    /// Takes in a person's own list. The sessions that it lacks are gone, if it proves that, and if
    /// no walk that began later than such a list shows them. A list that was begun before another that
    /// came first says nothing any more.
    pub(super) fn list(
        &mut self,
        user: UserId,
        began_at: Timestamp,
        list: &PersonList,
        now: Timestamp,
    ) {
        if self.has_later_list(user, began_at) {
            return;
        }
        let lacked = self.lacked_by(user, list);
        let is_proof = Evidence::of_list(began_at, list).absence().is_ok();
        let stay = if is_proof { 0 } else { lacked.len() };
        for (slot, key) in lacked.into_iter().filter(|_| is_proof) {
            self.lack(slot, key, began_at, now);
        }
        for session in &list.sessions {
            self.lacked.remove(&session.key);
            if self.state.contradicted.contains(&session.key) {
                Arc::make_mut(&mut self.state.contradicted).remove(&session.key);
            }
            let slot = self.slot_of(session.key);
            if slot.is_none_or(|slot| self.columns.is_gone(slot)) {
                self.listed_alone.insert(session.key);
            }
            self.put(session, now);
        }
        self.note_list((user, began_at), list, stay);
    }

    /// Whether an own list of this person that was begun later came in before.
    fn has_later_list(&self, user: UserId, began_at: Timestamp) -> bool {
        let newest = self.listed.get(&user).map(|read| read.evidence.began_at());
        newest > Some(began_at)
    }

    /// The listed sessions of this person that this list of theirs lacks.
    fn lacked_by(&mut self, user: UserId, list: &PersonList) -> Vec<(Slot, SessionKey)> {
        let theirs = list.sessions.iter().map(|session| session.key);
        let theirs: FxHashSet<SessionKey> = theirs.collect();
        let place = self.directory.place(user);
        let slots = self.snapshot().sessions_of(place).into_iter();
        let listed = slots.filter_map(|slot| Some((slot, self.key_of(slot)?)));
        listed.filter(|(_, key)| !theirs.contains(key)).collect()
    }

    /// Takes in a person's own list that was read again and is empty, which proves little: what an earlier
    /// own list alone has shown is gone, since nobody is taken for signed in by the older of two like
    /// answers, and what a walk has shown is in doubt.
    pub(super) fn list_again_without_any(
        &mut self,
        user: UserId,
        began_at: Timestamp,
        list: &PersonList,
        now: Timestamp,
    ) {
        if self.has_later_list(user, began_at) {
            return;
        }
        let me = self.state.identity.as_ref();
        let is_believed =
            Evidence::shows_nothing(list) && me.is_some_and(|me| me.role == Role::Admin);
        for (slot, key) in self.lacked_by(user, list) {
            if is_believed && self.listed_alone.contains(&key) {
                self.lack(slot, key, began_at, now);
            }
        }
        let in_doubt = self.doubt_all_of(user, began_at);
        self.note_list((user, began_at), list, in_doubt);
    }

    /// Notes that a person's own list was read, and what it proves; so many sessions stay listed which it lacks,
    /// since an earlier reading has shown them.
    fn note_list(&mut self, (user, began_at): (UserId, Timestamp), list: &PersonList, stay: usize) {
        let earlier = self.listed.get(&user).map(ListRead::shown_at);
        let shown_at = earlier.max(self.state.listed_since.filter(|at| *at <= began_at));
        let read = ListRead {
            evidence: Evidence::of_list(began_at, list),
            unreadable: Unreadable::of(&list.sessions, list.holes),
            stay: shown_at.filter(|_| stay > 0).map(|shown_at| StayListed {
                shown_at,
                sessions: stay,
            }),
        };
        Arc::make_mut(&mut self.listed).insert(user, read);
        if self.state.not_listed.contains_key(&user) {
            Arc::make_mut(&mut self.state.not_listed).remove(&user);
        }
    }

    /// Notes that a person's own list is empty, although some of their sessions are listed: they are
    /// in doubt until a walk that begins later shows them, which contradicts the list, or lacks them as well.
    /// Returns how many they are.
    fn doubt_all_of(&mut self, user: UserId, began_at: Timestamp) -> usize {
        let place = self.directory.place(user);
        let mut in_doubt = 0;
        for slot in self.snapshot().sessions_of(place) {
            if let Some(key) = self.key_of(slot) {
                self.lacked.insert(key, began_at);
            }
            self.state.unconfirmed += usize::from(self.columns.doubt(slot));
            in_doubt += 1;
        }
        in_doubt
    }

    /// Takes in that a person's own list lacks one of their sessions.
    fn lack(&mut self, slot: Slot, key: SessionKey, began_at: Timestamp, now: Timestamp) {
        self.lacked.insert(key, began_at);
        self.listed_alone.remove(&key);
        if !self.state.contradicted.contains(&key) {
            self.remove(slot, now);
        }
    }
}
