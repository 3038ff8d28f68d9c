//! Whom somebody looks for, and whether they are signed in, without a walk.

use rustc_hash::FxHashMap;

use super::visit::ListsVisited;
use super::{Reader, again};
use crate::live::naming::{AddressHits, Searched};
use crate::live::{CannotTell, Findings, FoundBy, Lookup, Person, PersonFound, Snapshot, Sought};
use crate::model::{EmailAddress, OrganizationId, SafeText, UserId};
use crate::query::fold;
use crate::zendesk::{ApiError, PeopleSearch};

/// The most people found whose own lists are read.
const FOUND_AT_MOST: usize = 50;

impl Reader {
    /// Finds whom somebody looks for, and whether they are signed in, without a walk.
    ///
    /// # Errors
    /// If nobody can be searched for.
    pub(crate) async fn find(&mut self, sought: &Sought) -> Result<Findings, ApiError> {
        let mut findings = self.who(sought).await?;
        let some = findings.people.iter().take(FOUND_AT_MOST);
        let some: Vec<UserId> = some.map(|found| found.id).collect();
        let ListsVisited {
            steps,
            sessions: lists,
        } = self.visit(&some).await?;
        for step in steps {
            self.store.take(step, (self.clock)());
        }
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
        let records: FxHashMap<UserId, &Person> =
            directory.map(|person| (person.id, person)).collect();
        for (id, by) in people {
            let (known, asked_at) = records.get(&id).map_or((Lookup::NotAsked, None), |person| {
                (person.known.clone(), person.asked_at)
            });
            if matches!(known, Lookup::Missing) {
                findings.unanswered.push(id);
            } else if !matches!(known, Lookup::NoSuchUser) {
                let sessions = Err(CannotTell::Skipped);
                findings.people.push(PersonFound {
                    id,
                    known,
                    asked_at,
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
            let person = snapshot.directory().entry_of(*id);
            let email = person.and_then(|person| person.user()?.email.shown());
            email.is_some_and(|email| address.is(email))
        };
        let (theirs, others): (Vec<UserId>, Vec<UserId>) = ids.iter().copied().partition(is_theirs);
        let hits = AddressHits {
            people: others.clone(),
            ..AddressHits::default()
        };
        searched.insert(address.clone(), hits);
        let known = self.leave_out_what_is_alike(&mut searched, snapshot).await;
        let perhaps = searched.people();
        let how = |id: &UserId| {
            if known.contains(id) {
                FoundBy::OtherAddress
            } else if perhaps.contains(id) {
                FoundBy::PerhapsAddress
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
}
