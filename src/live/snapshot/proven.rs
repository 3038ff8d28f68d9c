//! What a snapshot proves, and what its lists leave open.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Snapshot;
use crate::live::evidence::{Doubt, Evidence};
use crate::live::{Coverage, Lookup, Slot};
use crate::model::{Role, Session, SessionKey, Timestamp, UserId};
use crate::zendesk::ApiError;

/// The last walk that has reached its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live) struct Walked {
    /// The number of this walk; such walks count from 1.
    pub(in crate::live) number: u64,
    /// What it proves.
    pub(in crate::live) evidence: Evidence,
}

/// A person's own list that was read last.
#[derive(Clone, Copy, Debug)]
pub(in crate::live) struct ListRead {
    pub(in crate::live) evidence: Evidence,
    pub(in crate::live) unreadable: Unreadable,
    /// The sessions of that person which stay listed although it lacks them.
    pub(in crate::live) stay: Option<StayListed>,
}

impl ListRead {
    /// When the reading was begun that has all sessions of that person which are listed.
    pub(in crate::live) fn shown_at(&self) -> Timestamp {
        let began_at = self.evidence.began_at();
        self.stay.map_or(began_at, |stay| stay.shown_at)
    }
}

/// Sessions that stay listed although the own list of their person lacks them.
#[derive(Clone, Copy, Debug)]
pub(in crate::live) struct StayListed {
    /// When the reading was begun that has shown them.
    pub(in crate::live) shown_at: Timestamp,
    pub(in crate::live) sessions: usize,
}

/// An own list that lacks sessions of its person which an earlier reading has shown, and takes none of
/// them away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PoorList {
    /// When the own list was begun.
    pub(crate) at: Timestamp,
    /// Why it proves nothing of what it lacks; `None` where it is empty, and nothing else is wrong with it.
    pub(crate) doubt: Option<Doubt>,
    /// When the earlier reading was begun.
    pub(crate) shown_at: Timestamp,
    /// The number of sessions that it has shown.
    pub(crate) sessions: usize,
}

/// How many records could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// The records that nobody knows the ids of, which are holes in the list.
    pub holes: usize,
    /// The sessions with a field that could not be read.
    pub fields: usize,
}

impl std::ops::AddAssign for Unreadable {
    fn add_assign(&mut self, more: Self) {
        self.holes += more.holes;
        self.fields += more.fields;
    }
}

impl Unreadable {
    /// What cannot be read of these sessions, beside so many holes.
    pub(in crate::live) fn of(sessions: &[Session], holes: usize) -> Self {
        let fields = sessions.iter().filter(|session| session.has_unreadable());
        Self {
            holes,
            fields: fields.count(),
        }
    }

    /// The number of records of which anything could not be read.
    pub const fn records(self) -> usize {
        self.holes + self.fields
    }
}

impl Snapshot {
    /// The part of the account that this covers.
    pub(crate) fn coverage(&self) -> Coverage {
        match (&self.identity, self.walked) {
            (Some(me), _) if me.role != Role::Admin => Coverage::Own,
            (Some(_), Some(walked)) if walked.evidence.absence().is_ok() => Coverage::Full,
            _ => Coverage::Partial,
        }
    }

    /// Whether a walk has reached the end of the list, which may have holes all the same.
    pub(crate) fn is_walked(&self) -> bool {
        self.walked.is_some()
    }

    /// How many records could not be read: of the last walk, or where there was none, of people's
    /// own lists.
    pub fn unreadable(&self) -> Unreadable {
        if self.walked.is_none() {
            self.unreadable_in_any_list()
        } else {
            self.unreadable
        }
    }

    /// The same, or where the last walk has all, of people's own lists that were begun later.
    pub(crate) fn unreadable_in_any_list(&self) -> Unreadable {
        let mut unreadable = self.unreadable;
        if matches!(unreadable.records(), 0) {
            let walk = self.walked.map(|walk| walk.evidence.began_at());
            let lists = self.listed.values();
            let later =
                lists.filter(|list| walk.is_none_or(|walk| list.evidence.began_at() > walk));
            for list in later {
                unreadable += list.unreadable;
            }
        }
        unreadable
    }

    /// The sessions that are listed although the last walk did not have them: it has holes, so they
    /// may be gone or not.
    pub(crate) fn unconfirmed(&self) -> usize {
        self.unconfirmed
    }

    /// Whether the session in `slot` is one of those.
    pub(crate) fn is_unconfirmed(&self, slot: Slot) -> bool {
        self.columns.is_unconfirmed(slot)
    }

    /// Whether the own list of its person lacked this session, and a walk that began later shows it.
    pub(crate) fn is_contradicted(&self, key: &SessionKey) -> bool {
        self.contradicted.contains(key)
    }

    /// Whether the sessions of `user` that are not listed here are gone.
    ///
    /// # Errors
    /// If no list proves that.
    pub(crate) fn absence(&self, user: UserId) -> Result<(), Doubt> {
        self.absence_since(user, Timestamp::from_millis(i64::MIN))
    }

    /// When the newest list was begun that says which sessions `user` has: their own, or a walk that
    /// has reached its end. `None` where there is no such list.
    pub(crate) fn facts_from(&self, user: UserId) -> Option<Timestamp> {
        let sees_all = self.identity().is_some_and(|me| me.role == Role::Admin);
        let walked = self.walked.filter(|_| sees_all);
        let own = self.listed.get(&user).map(|list| list.evidence.began_at());
        own.max(walked.map(|walked| walked.evidence.began_at()))
    }

    /// The same of the list that shows the sessions of `user` which are listed here: their own list says
    /// nothing of those that it lacks and an earlier reading has shown.
    pub(crate) fn shown_from(&self, user: UserId) -> Option<Timestamp> {
        match self.poor_list(user) {
            Some(poor) => Some(poor.shown_at),
            None => self.facts_from(user),
        }
    }

    /// Each own list that lacks sessions which stay listed, and whose it is.
    pub(crate) fn poor_lists(&self) -> impl Iterator<Item = (UserId, PoorList)> {
        let read = self.listed.keys();
        read.filter_map(|user| Some((*user, self.poor_list(*user)?)))
    }

    /// The own list of `user`, where it lacks sessions that stay listed, and no walk was begun later.
    pub(crate) fn poor_list(&self, user: UserId) -> Option<PoorList> {
        let own = self.listed.get(&user)?;
        let stay = own.stay?;
        let walked = self.walked.map(|walked| walked.evidence.began_at());
        let at = own.evidence.began_at();
        if walked > Some(at) {
            return None;
        }
        Some(PoorList {
            at,
            doubt: own.evidence.absence().err(),
            shown_at: stay.shown_at.max(walked.unwrap_or(stay.shown_at)),
            sessions: stay.sessions,
        })
    }

    /// Whether a walk proves that people whom it lacks are not signed in.
    pub(crate) fn is_proved_by_a_walk(&self) -> bool {
        let sees_all = self.identity().is_some_and(|me| me.role == Role::Admin);
        let walked = self.walked.map(|walked| walked.evidence);
        let mut walks = [self.proof, walked].into_iter().flatten();
        sees_all && walks.any(|walk| walk.absence().is_ok())
    }

    /// Whether the newest walk that reached its end has everybody who is signed in.
    pub(crate) fn is_everybody_read(&self) -> bool {
        let sees_all = self.identity().is_some_and(|me| me.role == Role::Admin);
        let walked = self.walked.filter(|_| sees_all);
        walked.is_some_and(|walked| walked.evidence.absence().is_ok())
    }

    /// When the own list of `user` was begun, if it was read and says which sessions they have.
    pub(crate) fn own_list_at(&self, user: UserId) -> Option<Timestamp> {
        let evidence = self.listed.get(&user)?.evidence;
        evidence.absence().ok()?;
        Some(evidence.began_at())
    }

    /// The people whose own lists were read and do not prove what they lack, in order of id. A walk that was
    /// begun before says little, since it lags. Whoever Zendesk does not know has no list that could prove
    /// anything.
    pub(crate) fn doubts(&self) -> Vec<(UserId, Doubt)> {
        let walk = self.walked.map(|walk| walk.evidence.began_at());
        let lists = self.listed.iter();
        let in_doubt = lists.filter_map(|(user, list)| {
            let own = list.evidence;
            let is_later = walk.is_none_or(|walk| own.began_at() > walk);
            let doubt = own.absence().err().filter(|_| is_later);
            Some((*user, doubt.or_else(|| self.absence(*user).err())?))
        });
        let mut doubts: Vec<(UserId, Doubt)> = in_doubt.collect();
        let nobody = self.nobody_among(doubts.iter().map(|(user, _)| *user).collect());
        doubts.retain(|(user, _)| !nobody.contains(user));
        doubts.sort_unstable_by_key(|(user, _)| *user);
        doubts
    }

    /// Those of these people whom Zendesk does not know, asked about alone as well, and of whom nothing is
    /// listed.
    pub(crate) fn nobody_among(&self, mut people: FxHashSet<UserId>) -> FxHashSet<UserId> {
        if people.is_empty() {
            return people;
        }
        let known = self.directory().entries_of(&people);
        people.retain(|user| {
            let known = known.get(user);
            known.is_some_and(|(_, person)| matches!(person.known, Lookup::NoSuchUser))
        });
        let listed = self.sessions_of_people(&people);
        people.retain(|user| listed.get(user).is_none_or(Vec::is_empty));
        people
    }

    /// The people whose own lists could not be read, with the reason, where nothing else says what they
    /// have; in order of id. That a walk lacks somebody says little, since it lags.
    pub(crate) fn not_listed(&self) -> impl Iterator<Item = (UserId, &Arc<ApiError>)> {
        let unread: FxHashSet<UserId> = self.not_listed.keys().copied().collect();
        let slots = if unread.is_empty() {
            Vec::new()
        } else {
            self.slots_of_people(&unread)
        };
        let keys = slots.into_iter().filter_map(|slot| self.key(slot));
        let listed: FxHashSet<UserId> = keys.map(|key| key.user).collect();
        let people = self.not_listed.iter().map(|(user, why)| (*user, why));
        people.filter(move |(user, _)| !listed.contains(user) || self.absence(*user).is_err())
    }

    /// Whether a walk that was begun after `moment` had the session in `slot`.
    pub(crate) fn was_walked_since(&self, slot: Slot, moment: Timestamp) -> bool {
        let is_later = self
            .walked
            .is_some_and(|walk| walk.evidence.began_at() >= moment);
        is_later && !self.is_gone(slot) && !self.is_unconfirmed(slot)
    }

    /// The sessions of these people that a walk shows which was begun later than the moment beside
    /// each.
    pub(crate) fn walked_after(
        &self,
        people: &FxHashMap<UserId, Timestamp>,
    ) -> FxHashMap<UserId, Vec<Session>> {
        let mut found: FxHashMap<UserId, Vec<Session>> = FxHashMap::default();
        let walk = self.walked.map(|walk| walk.evidence.began_at());
        let is_later = |moment: &Timestamp| walk.is_some_and(|began_at| began_at > *moment);
        let later = people.iter().filter(|(_, moment)| is_later(moment));
        let later: FxHashSet<UserId> = later.map(|(user, _)| *user).collect();
        for (user, slots) in self.sessions_of_people(&later) {
            let walked = slots.into_iter().filter(|slot| !self.is_unconfirmed(*slot));
            let walked = walked.filter_map(|slot| self.session(slot));
            found.insert(user, walked.collect());
        }
        found
    }

    /// Whether there is any session that one list lacks and a later one shows.
    #[cfg(test)]
    pub(crate) fn has_contradictions(&self) -> bool {
        !self.contradicted.is_empty()
    }

    /// Whether the sessions of `user` that are not listed here were gone after `moment`, by a walk
    /// over the account or the person's own list.
    ///
    /// # Errors
    /// If no list proves that.
    pub(crate) fn absence_since(&self, user: UserId, moment: Timestamp) -> Result<(), Doubt> {
        self.read_since(user, moment).map(drop)
    }

    /// When the reading was begun that proves, after `moment`, what `user` has not.
    ///
    /// # Errors
    /// If no list proves that.
    pub(crate) fn read_since(&self, user: UserId, moment: Timestamp) -> Result<Timestamp, Doubt> {
        let sees_all = self.identity().is_some_and(|me| me.role == Role::Admin);
        let proof = self.proof.filter(|_| sees_all);
        if let Some(walk) = proof.filter(|walk| walk.absence_since(moment).is_ok()) {
            return Ok(walk.began_at());
        }
        let walked = self.walked.filter(|_| sees_all);
        let lists = [
            self.listed.get(&user).map(|list| list.evidence),
            walked.map(|walked| walked.evidence),
        ];
        let mut doubt = Doubt::NotRead;
        for list in lists.into_iter().flatten() {
            match list.absence_since(moment) {
                Ok(()) => return Ok(list.began_at()),
                Err(Doubt::NotRead) => {}
                // What is wrong with the person's own list says more than what is wrong with a walk.
                Err(found) if doubt == Doubt::NotRead => doubt = found,
                Err(_) => {}
            }
        }
        Err(doubt)
    }
}
