//! Who is meant by a name: searches and records. A search only says whom to read.

use futures_util::StreamExt as _;
use futures_util::stream;
use rustc_hash::FxHashSet;

use super::{Reader, again};
use crate::live::naming::{AddressHits, LookUps, Searched, naming};
use crate::live::{Directory, LOOK_UPS_AT_MOST, LookUpBy, NameEntry, Naming, Snapshot};
use crate::model::{EmailAddress, UserId};
use crate::zendesk::{Answered, ApiError, PeopleHits, PeopleSearch, logged};

/// The searches that may be under way at once.
pub(super) const SEARCHES_IN_FLIGHT: usize = 4;

/// The most people whose other addresses are read to tell what is theirs from what is merely alike.
const OTHER_ADDRESSES: usize = 20;

/// People who were named, with what was searched of them.
pub(crate) struct NamesSought {
    entries: Vec<NameEntry>,
    searched: Searched,
    is_asked: bool,
    /// Whether it is also asked if somebody else has an address of whom nothing is known.
    is_every_address: bool,
}

impl NamesSought {
    /// The people of these entries, of whom nothing was asked yet.
    pub(crate) fn new(entries: Vec<NameEntry>) -> Self {
        Self {
            entries,
            searched: Searched::default(),
            is_asked: false,
            is_every_address: false,
        }
    }

    /// The same, where every address is searched for, since somebody of whom nothing is known may have
    /// one that somebody who is known has.
    #[must_use]
    pub(crate) const fn every_address(mut self) -> Self {
        self.is_every_address = true;
        self
    }

    /// Whether there are too many, so that nobody is asked about, where so much is known already.
    pub(crate) fn are_too_many(&self, directory: &Directory) -> bool {
        self.requests(directory) > LOOK_UPS_AT_MOST
    }

    /// How many requests it takes to find out who is meant, where so much is known already.
    fn requests(&self, directory: &Directory) -> usize {
        LookUps::of(&self.entries, directory).requests(self.is_every_address)
    }

    /// Whether it was asked who is meant, as far as that was not known.
    pub(crate) const fn are_asked(&self) -> bool {
        self.is_asked
    }

    /// The number of people who were named.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

impl Reader {
    /// Finds out who is meant. Whoever is known already costs no request, unless every address is
    /// searched for; if more than [`LOOK_UPS_AT_MOST`] requests are needed in all, none is made.
    ///
    /// # Errors
    /// If something that is needed cannot be read.
    pub(crate) async fn resolve(&mut self, names: &mut NamesSought) -> Result<Naming, ApiError> {
        let wanted = LookUps::of(&names.entries, self.store.snapshot().directory());
        if !names.is_asked && !names.is_every_address {
            self.store.leave_addresses(wanted.known_addresses.len());
        }
        if !names.is_asked && wanted.requests(names.is_every_address) <= LOOK_UPS_AT_MOST {
            let mut addresses = wanted.addresses;
            if names.is_every_address {
                addresses.extend(wanted.known_addresses);
            }
            let requests: usize = (addresses.iter())
                .map(|address| PeopleSearch::by_address(address).count())
                .sum();
            self.look_ups_left = self.look_ups_left.saturating_sub(requests);
            self.tell_look_ups(LookUpBy::Search, requests);
            let mut searched = self.search_addresses(addresses).await?;
            let mut people = searched.people();
            people.extend(wanted.ids);
            let snapshot = self.names(&people).await?;
            self.leave_out_what_is_alike(&mut searched, &snapshot).await;
            (names.searched, names.is_asked) = (searched, true);
        }
        let snapshot = self.store.snapshot();
        Ok(naming(
            &names.entries,
            snapshot.directory(),
            &names.searched,
        ))
    }

    async fn search_addresses(
        &mut self,
        addresses: Vec<EmailAddress>,
    ) -> Result<Searched, ApiError> {
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        let search = |address: EmailAddress| {
            let client = client.clone();
            async move {
                let mut answers = Vec::new();
                for search in PeopleSearch::by_address(&address) {
                    let ask = || client.search_people(purpose, &search);
                    answers.push(again(&client, ask).await?);
                }
                Ok::<_, ApiError>((address, answers))
            }
        };
        let searches = stream::iter(addresses).map(search);
        let mut answers = std::pin::pin!(searches.buffer_unordered(SEARCHES_IN_FLIGHT));
        let mut searched = Searched::default();
        while let Some(answer) = answers.next().await {
            let (address, answers): (EmailAddress, Vec<Answered<PeopleHits>>) = answer?;
            let mut all = AddressHits::default();
            for answer in answers {
                all.add(&self.dated(answer));
            }
            searched.insert(address, all);
        }
        Ok(searched)
    }

    /// Leaves out those whom a search found by an address that is merely like one of theirs. Where
    /// that cannot be read, they stay: somebody else may know. Returns those whose address it is.
    pub(super) async fn leave_out_what_is_alike(
        &mut self,
        searched: &mut Searched,
        snapshot: &Snapshot,
    ) -> FxHashSet<UserId> {
        let mut theirs_is = FxHashSet::default();
        let others = searched.by_another_address(snapshot.directory());
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        for (address, user) in others.into_iter().take(OTHER_ADDRESSES) {
            let answer = again(&client, || client.addresses_of(purpose, user)).await;
            match answer {
                Ok(answer) => {
                    let theirs = self.dated(answer);
                    let is_theirs = theirs.addresses.iter().any(|sent| address.is(sent));
                    if is_theirs {
                        theirs_is.insert(user);
                    } else if theirs.is_whole {
                        searched.is_merely_alike(&address, user);
                    }
                }
                Err(error) => tracing::debug!("addresses: {}", logged(&error)),
            }
        }
        theirs_is
    }
}

impl AddressHits {
    /// Takes in what one search found.
    pub(super) fn add(&mut self, hits: &PeopleHits) {
        let found = &hits.people;
        let known = found.users.iter().map(|user| user.id);
        for id in known.chain(found.unreadable_ids.iter().copied()) {
            if !self.people.contains(&id) {
                self.people.push(id);
            }
        }
        self.goes_on |= hits.are_more;
        self.is_partial |= found.unreadable > found.unreadable_ids.len();
    }
}
