//! Who is meant by a name, and whether they are signed in: searches, records and own lists. A search
//! only says whom to read.

use futures_util::StreamExt as _;
use futures_util::stream;

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::{Instant, timeout_at};

use super::{Reader, again};
use crate::live::naming::{AddressHits, LookUps, Searched, naming};
use crate::live::{
    CannotTell, Directory, FACTS_WITHIN, Findings, FoundBy, Lookup, NameEntry, Naming, PersonFound,
    Snapshot, Sought, TheirSessions, WalkProgress, own_list,
};
use crate::model::{EmailAddress, OrganizationId, SafeText, Timestamp, User, UserId};
use crate::query::fold;
use crate::zendesk::{Answered, ApiError, PeopleHits, PeopleSearch, logged};

/// The most requests that are made to find out who is meant.
pub(crate) const LOOK_UPS_AT_MOST: usize = 100;

/// The searches that may be under way at once.
const SEARCHES_IN_FLIGHT: usize = 4;

/// The most people found whose own lists are read.
const FOUND_AT_MOST: usize = 50;

/// The own lists that may be read at once.
const LISTS_IN_FLIGHT: usize = 4;

/// The longest that own lists are read of people who were found: whoever looks for them waits.
const VISIT_AT_LONGEST: Duration = Duration::from_secs(3 * 60);

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
        LookUps::of(&self.entries, directory).requests() > LOOK_UPS_AT_MOST
    }

    /// The number of people who were named.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// The own lists of some people.
pub(crate) struct ListsVisited {
    /// What a store takes in of them.
    pub(crate) steps: Vec<WalkProgress>,
    /// What each of the lists says, in the order of the people.
    pub(crate) sessions: Vec<Result<TheirSessions, CannotTell>>,
}

impl Reader {
    /// Finds out who is meant. Whoever is known already costs no request, unless every address is
    /// searched for; if more than [`LOOK_UPS_AT_MOST`] requests are needed for the others, none is made.
    ///
    /// # Errors
    /// If something that is needed cannot be read.
    pub(crate) async fn resolve(&mut self, names: &mut NamesSought) -> Result<Naming, ApiError> {
        let wanted = LookUps::of(&names.entries, self.store.snapshot().directory());
        if !names.is_asked && wanted.requests() <= LOOK_UPS_AT_MOST {
            let mut addresses = wanted.addresses;
            if names.is_every_address {
                addresses.extend(wanted.known_addresses);
            }
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

    /// Finds whom somebody looks for, and whether they are signed in, without a walk.
    ///
    /// # Errors
    /// If nobody can be searched for.
    pub(crate) async fn find(&mut self, sought: &Sought) -> Result<Findings, ApiError> {
        let mut findings = self.who(sought).await?;
        let some = findings.people.iter().take(FOUND_AT_MOST);
        let some: Vec<UserId> = some.map(|found| found.id).collect();
        let lists = self.visit(&some).await?.sessions;
        for (found, sessions) in findings.people.iter_mut().zip(lists) {
            found.sessions = sessions;
        }
        Ok(findings)
    }

    /// Finds whom somebody looks for. Whether they are signed in is not looked at.
    ///
    /// # Errors
    /// If nobody can be searched for.
    pub(crate) async fn who(&mut self, sought: &Sought) -> Result<Findings, ApiError> {
        let mut findings = Findings::default();
        let (people, snapshot) = match sought {
            Sought::Id(id) => {
                let snapshot = self.names(&[*id]).await?;
                (vec![(*id, FoundBy::Id)], snapshot)
            }
            Sought::Address(address) => {
                let searches = PeopleSearch::by_address(address);
                let ids = self.hits(searches, &mut findings).await?;
                let snapshot = self.names(&ids).await?;
                (self.by_address(address, &ids, &snapshot).await, snapshot)
            }
            Sought::Words(words) => {
                let search = PeopleSearch::Words(words.clone());
                let ids = self.hits([search], &mut findings).await?;
                let people = ids.iter().map(|id| (*id, FoundBy::Words)).collect();
                (people, self.names(&ids).await?)
            }
        };
        let directory = snapshot.directory().iter();
        let records: FxHashMap<UserId, &Lookup> =
            directory.map(|person| (person.id, &person.known)).collect();
        for (id, by) in people {
            let known = records
                .get(&id)
                .map_or(Lookup::NotAsked, |known| (*known).clone());
            if matches!(known, Lookup::Missing) {
                findings.unanswered.push(id);
            } else if !matches!(known, Lookup::NoSuchUser) {
                let sessions = Err(CannotTell::Skipped);
                findings.people.push(PersonFound {
                    id,
                    known,
                    by,
                    sessions,
                });
            }
        }
        Ok(findings)
    }

    /// The organisations of exactly this name, letter case and accents apart.
    ///
    /// # Errors
    /// If they cannot be searched for.
    pub(crate) async fn organizations_called(
        &mut self,
        name: &SafeText,
    ) -> Result<Vec<OrganizationId>, ApiError> {
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        let answer = again(&client, || client.search_organizations(purpose, name)).await?;
        let wanted = fold(name.as_str());
        let found = self.dated(answer).into_iter();
        let called = found.filter(|found| fold(found.name.as_str()) == wanted);
        Ok(called.map(|found| found.id).collect())
    }

    /// The people whom searches found, in their order.
    async fn hits(
        &mut self,
        searches: impl IntoIterator<Item = PeopleSearch>,
        findings: &mut Findings,
    ) -> Result<Vec<UserId>, ApiError> {
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        let mut all = AddressHits::default();
        for search in searches {
            let answer = again(&client, || client.search_people(purpose, &search)).await?;
            let hits = self.dated(answer);
            findings.are_more |= hits.are_more;
            findings.unreadable += hits.people.unreadable - hits.people.unreadable_ids.len();
            all.add(&hits);
        }
        Ok(all.people)
    }

    /// How each of those whom the search for an address found has to do with it, nearest first.
    async fn by_address(
        &mut self,
        address: &EmailAddress,
        ids: &[UserId],
        snapshot: &Snapshot,
    ) -> Vec<(UserId, FoundBy)> {
        let mut searched = Searched::default();
        let is_theirs = |id: &UserId| {
            let person = snapshot.directory().iter().find(|person| person.id == *id);
            let email = person.and_then(|person| person.user()?.email.shown());
            email.is_some_and(|email| address.is(email))
        };
        let (theirs, others): (Vec<UserId>, Vec<UserId>) = ids.iter().copied().partition(is_theirs);
        let hits = AddressHits {
            people: others.clone(),
            ..AddressHits::default()
        };
        searched.insert(address.clone(), hits);
        self.leave_out_what_is_alike(&mut searched, snapshot).await;
        let by_another = searched.people();
        let how = |id: &UserId| {
            if by_another.contains(id) {
                FoundBy::OtherAddress
            } else {
                FoundBy::Alike
            }
        };
        let others = others.iter().map(|id| (*id, how(id)));
        let theirs = theirs.iter().map(|id| (*id, FoundBy::Address));
        let mut people: Vec<(UserId, FoundBy)> = theirs.chain(others).collect();
        people.sort_by_key(|(_, by)| *by);
        people
    }

    /// Reads the own lists of these people, each as good as it is.
    ///
    /// # Errors
    /// If the credentials are refused.
    pub(crate) async fn visit(&mut self, people: &[UserId]) -> Result<ListsVisited, ApiError> {
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        let clock = self.clock.clone();
        let read = |user: UserId| {
            let (client, clock, began_at) = (client.clone(), clock.clone(), clock());
            async move {
                match own_list(&client, &clock, purpose, user).await {
                    Ok((began_at, list)) => (user, began_at, Ok(list)),
                    Err(error) => (user, began_at, Err(error)),
                }
            }
        };
        let lists = stream::iter(people.to_vec()).map(read);
        let mut lists = std::pin::pin!(lists.buffered(LISTS_IN_FLIGHT));
        let mut visit = ListsVisited {
            steps: self.known_of(people),
            sessions: Vec::new(),
        };
        // Each list is read twice at most, and each request may wait for its place.
        let budget = self.client.budget().reading();
        let patience = FACTS_WITHIN + budget.time_for(2 * people.len()) * 2;
        let until = Instant::now() + patience.min(VISIT_AT_LONGEST);
        while let Ok(Some((user, began_at, list))) = timeout_at(until, lists.next()).await {
            let list = match list {
                Ok(list) => self.dated(list),
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(error) => {
                    let why = CannotTell::Unread(Arc::new(error));
                    visit.sessions.push(Err(why));
                    continue;
                }
            };
            visit.sessions.push(TheirSessions::of(&list));
            visit.steps.push(WalkProgress::ReadAgain {
                user,
                began_at,
                list,
            });
        }
        let late = people.len().saturating_sub(visit.sessions.len());
        let late = (0..late).map(|_| Err(CannotTell::Late));
        visit.sessions.extend(late);
        Ok(visit)
    }

    /// What is known of these people, for another store.
    pub(crate) fn known_of(&self, people: &[UserId]) -> Vec<WalkProgress> {
        let snapshot = self.store.snapshot();
        let known = snapshot.directory().iter();
        let known = known.filter(|person| people.contains(&person.id));
        let users: Vec<User> = known.filter_map(|person| person.user().cloned()).collect();
        let asked = users.iter().map(|user| user.id).collect();
        vec![WalkProgress::People { asked, users }]
    }

    /// The time at the server, by what was read so far.
    pub(crate) fn server_time(&self) -> Timestamp {
        self.store.snapshot().server_time((self.clock)())
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
    /// that cannot be read, they stay: somebody else may know.
    async fn leave_out_what_is_alike(&mut self, searched: &mut Searched, snapshot: &Snapshot) {
        let others = searched.by_another_address(snapshot.directory());
        let (client, purpose) = (self.client.clone(), self.purposes.asked);
        for (address, user) in others.into_iter().take(OTHER_ADDRESSES) {
            let answer = again(&client, || client.addresses_of(purpose, user)).await;
            match answer {
                Ok(answer) => {
                    let theirs = self.dated(answer);
                    let is_theirs = theirs.addresses.iter().any(|sent| address.is(sent));
                    if !is_theirs && theirs.is_whole {
                        searched.is_merely_alike(&address, user);
                    }
                }
                Err(error) => tracing::debug!("addresses: {}", logged(&error)),
            }
        }
    }
}

impl AddressHits {
    /// Takes in what one search found.
    fn add(&mut self, hits: &PeopleHits) {
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
