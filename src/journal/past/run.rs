//! One run, as its records tell it.

use std::collections::BTreeSet;

use super::{PastItem, PastPeople, PastPerson};
use crate::journal::{NOT_LOOKED_AT, RecordRoute, RunId, State};
use crate::model::{SessionId, Timestamp, UserId};

/// One run, as its records tell it.
#[derive(Clone, Debug)]
pub struct PastRun {
    /// The run.
    pub run: RunId,
    /// When its first record was written.
    pub at: Timestamp,
    /// The login name of whoever confirmed it.
    pub os_user: String,
    /// The machine that it ran on.
    pub host: String,
    /// What was done.
    pub route: RecordRoute,
    /// The number of items that were confirmed.
    pub of: u32,
    /// The number of people that it was about.
    pub about: u32,
    /// The reason, in the person's words.
    pub reason: Option<String>,
    /// The ticket that asked for it.
    pub ticket: Option<String>,
    /// Whether its end is recorded.
    pub is_finished: bool,
    /// The requests, in their order.
    pub items: Vec<PastItem>,
    /// The people of the requests in their order.
    pub people: PastPeople,
    /// The sessions for which no request was sent.
    pub left: Vec<SessionId>,
    /// Whose those are. A record of an older version does not say it.
    pub left_owners: Vec<UserId>,
    /// The people for whom no request was sent.
    pub left_people: Vec<UserId>,
    /// The number of tokens for which no request was sent.
    pub left_tokens: usize,
    /// The number of what was confirmed beside these, and for which no request was sent: a crash
    /// came before they could be named.
    pub left_unnamed: usize,
    /// The number of those that a later run was seen to have done.
    pub left_done_since: usize,
}

impl PastRun {
    /// Whether everything that was confirmed was surely done.
    pub fn is_done(&self) -> bool {
        self.is_finished
            && self.nothing_left()
            && self.items.iter().all(PastItem::is_done)
            && self.people_still_in().next().is_none()
    }

    /// Whether a request was sent for everything.
    pub(crate) fn nothing_left(&self) -> bool {
        self.left_named() == 0 && self.left_unnamed == 0
    }

    /// The number of what is named, and for which no request was sent.
    pub(super) fn left_named(&self) -> usize {
        self.left.len() + self.left_people.len() + self.left_tokens
    }

    /// The number of what was confirmed, and for which no request was sent.
    pub(crate) fn left_in_all(&self) -> usize {
        self.left_named() + self.left_unnamed
    }

    /// Whether a later list, or a look at its people, shows how a request stands. There is none of what
    /// changes nothing that is listed.
    pub(crate) fn is_looked_at(&self, item: &PastItem) -> bool {
        let is_shown = |user: &UserId| {
            let person = self.person(*user);
            person.is_some_and(|one| {
                let verdict = one.verdict.as_ref();
                let is_of_a_look = |(words, _): &(String, _)| !words.starts_with(NOT_LOOKED_AT);
                verdict.is_some_and(is_of_a_look) || one.left.is_some() || !one.back.is_empty()
            })
        };
        let is_never_shown = !item.request.route.is_ever_shown();
        let was_gone = item.state.is_some_and(State::is_gone);
        let users = &item.request.users;
        let are_shown = !users.is_empty() && users.iter().all(is_shown);
        is_never_shown || was_gone || item.later.is_some() || are_shown
    }

    /// Whether somebody tried to look how a request stands, and the record says that they could not.
    pub(crate) fn was_tried_to_look_at(&self, item: &PastItem) -> bool {
        let people = item.request.users.iter();
        let mut people = people.filter_map(|user| self.person(*user));
        people.any(|person| person.verdict.is_some())
    }

    /// The requests of one person.
    pub(crate) fn items_of<'a>(
        &'a self,
        person: &'a PastPerson,
    ) -> impl Iterator<Item = &'a PastItem> {
        let items = person.items.iter();
        items.filter_map(|place| self.items.get(*place))
    }

    /// Whether somebody was to be suspended in it, and it is not known that they were.
    pub(crate) fn is_unsuspended(&self, person: &PastPerson) -> bool {
        let mut items = self.items_of(person);
        items.any(|item| item.request.route.bars() && item.is_open())
    }

    /// When a later run was seen to have suspended somebody whom this one was to suspend and did not.
    pub(crate) fn suspended_since(&self, person: &PastPerson) -> Option<Timestamp> {
        let items = self.items_of(person);
        let mut items = items.filter(|item| item.request.route.bars());
        items.find_map(|item| item.done_since)
    }

    /// How many sessions a look at what was left of the person of a request shows; nothing where nobody
    /// knows, or a list shows how the request itself stands.
    pub(crate) fn left_listed(&self, item: &PastItem) -> Option<usize> {
        let ends = item.request.route.ends_sessions_of_one();
        let ([user], true, None) = (&item.request.users[..], ends, item.shown_later()) else {
            return None;
        };
        usize::try_from(self.person(*user)?.sessions_left?).ok()
    }

    /// The people of it, whoever is not as they were to be first: who is not suspended, then who was not
    /// surely done with.
    pub(crate) fn gravest_first(&self) -> Vec<&PastPerson> {
        let mut people: Vec<&PastPerson> = self.people.iter().collect();
        people.sort_by_cached_key(|person| {
            let is_done = !self.items_of(person).any(PastItem::is_open) && !person.is_still_in();
            let has_none_left =
                person.sessions_left.unwrap_or_default() == 0 || person.signed_out_since.is_some();
            (!self.is_unsuspended(person), is_done && has_none_left)
        });
        people
    }

    /// The people who are still signed in with sessions that no request of it named.
    pub(crate) fn people_still_in(&self) -> impl Iterator<Item = &PastPerson> {
        self.people.iter().filter(|person| person.is_still_in())
    }

    /// The people whose sessions it ended and who signed in again.
    pub(crate) fn people_back(&self) -> impl Iterator<Item = &PastPerson> {
        self.people.iter().filter(|person| !person.back.is_empty())
    }

    /// The people whom it names, each once: those of requests, and those for whom none was sent.
    pub fn named(&self) -> impl Iterator<Item = UserId> {
        let of_requests = self.people.iter().map(|person| person.user);
        let left = self.left_owners.iter().chain(&self.left_people);
        let others = left.filter(|user| self.person(**user).is_none());
        let mut known = BTreeSet::new();
        of_requests
            .chain(others.copied())
            .filter(move |user| known.insert(*user))
    }

    /// What is recorded of somebody in it.
    pub fn person(&self, user: UserId) -> Option<&PastPerson> {
        self.people.of(user)
    }
}
