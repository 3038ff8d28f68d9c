//! What is read again of people before something is done to them: who they are, and each one's own
//! list. The screen and the headless verbs read it here, within a bound.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use super::{Evidence, Slot, Snapshot, WalkProgress};
use crate::model::{Age, Clock, Session, SessionKey, Timestamp, UserId};
use crate::zendesk::{
    Answered, ApiError, BudgetReading, BudgetWait, Client, PersonList, Purpose, RetryPolicy,
};

/// The longest that facts are read again: who waits for a review waits no longer.
pub(crate) const FACTS_WITHIN: Duration = Duration::from_secs(30);

/// The age from which facts are read again before something is sent.
pub(crate) const FACTS_GOOD_FOR: Duration = Duration::from_secs(30);

/// The lists that are read side by side.
const IN_FLIGHT: usize = 8;

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// What was read again, and why not all of it.
#[derive(Debug)]
pub(crate) struct FactsRead {
    /// The steps that the store takes in.
    pub(crate) steps: Vec<WalkProgress>,
    /// Why it is not all that was asked for, if so.
    pub(crate) broke: Option<NotRefreshed>,
}

/// Which facts are read again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FactsWanted {
    /// Who the people are.
    pub(crate) names: bool,
    /// Each one's own list of sessions.
    pub(crate) lists: bool,
}

/// Why facts could not be read again.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum NotRefreshed {
    /// A request failed.
    #[error("{0}; {advice}", advice = .0.advice())]
    Api(#[from] Arc<ApiError>),
    /// The own lists of these people could not be read; everything else was.
    #[error("{}", lists_words(.0))]
    Lists(Vec<(UserId, Arc<ApiError>)>),
    /// There was no answer in time, since requests wait for this, if they do.
    #[error("no answer within {}s{}", FACTS_WITHIN.as_secs(), waits(.0.as_ref()))]
    Late(Option<BudgetWait>),
}

/// Whose own lists could not be read, each with the reason.
fn lists_words(failed: &[(UserId, Arc<ApiError>)]) -> String {
    let words = failed
        .iter()
        .map(|(user, why)| format!("what user {user} has is not known: {why}"));
    words.collect::<Vec<String>>().join("; ")
}

/// What requests wait for, behind the words that nothing came.
fn waits(wait: Option<&BudgetWait>) -> String {
    wait.map_or_else(String::new, |BudgetWait { left, why, .. }| {
        format!(": requests wait {} ({why})", Age::from(*left))
    })
}

/// The most people of whom everything is read again: what the ending share gives in that time.
pub(crate) fn facts_at_most(budget: &BudgetReading) -> usize {
    budget.requests_in(FACTS_WITHIN)
}

/// The requests for the own lists of these people: one that is empty is read twice, which those of whom
/// no session is listed have most likely.
fn requests(people: &FxHashSet<UserId>, snapshot: &Snapshot) -> usize {
    let listed = snapshot.sessions_of_people(people);
    let has_some = |user: &UserId| listed.get(user).is_some_and(|slots| !slots.is_empty());
    let without = people.iter().filter(|user| !has_some(user)).count();
    people.len() + without
}

/// Whether everything can be read again of these people within [`FACTS_WITHIN`]; one person always is.
pub(crate) fn facts_fit<'a>(
    people: impl IntoIterator<Item = &'a UserId>,
    snapshot: &Snapshot,
    budget: &BudgetReading,
) -> bool {
    let people: FxHashSet<UserId> = people.into_iter().copied().collect();
    people.len() <= 1 || requests(&people, snapshot) <= facts_at_most(budget)
}

/// Reads of these people what is wanted: who they are, each one's own list, or both; and whose
/// credentials these are by now. It takes no longer than [`FACTS_WITHIN`]; what came until then is not
/// lost. A session that was `known` and that an own list lacks beside others is asked for by itself: a
/// list may leave a row out.
pub(crate) async fn read_facts(
    client: &Client,
    clock: &Clock,
    (people, known): (&[UserId], &Snapshot),
    FactsWanted { names, lists }: FactsWanted,
) -> FactsRead {
    let until = Instant::now() + FACTS_WITHIN;
    let mut read = FactsRead {
        steps: Vec::new(),
        broke: None,
    };
    let listed = if lists {
        keys_of(known, people)
    } else {
        FxHashMap::default()
    };
    let mut failed = Vec::new();
    let reading = async {
        let asked = if names { people } else { &[] };
        let who = everybody(client, clock, asked, &mut read.steps);
        let (owner, ()) = tokio::try_join!(owner(client, clock), who)?;
        read.steps.extend(owner);
        let mut waiting = people.iter().filter(|_| lists);
        let mut in_flight = FuturesUnordered::new();
        loop {
            while in_flight.len() < IN_FLIGHT
                && let Some(user) = waiting.next()
            {
                let keys = listed.get(user).map_or(&[][..], Vec::as_slice);
                let list = list_of(client, clock, *user, keys);
                in_flight.push(async move { (*user, list.await) });
            }
            match in_flight.next().await {
                Some((_, Ok(list))) => read.steps.extend(list),
                // One list that cannot be read says nothing of the others.
                Some((user, Err(error))) if error.may_be_of_this_list() => {
                    failed.push((user, Arc::new(error)));
                }
                Some((_, Err(error))) => return Err(error),
                None => return Ok::<(), ApiError>(()),
            }
        }
    };
    read.broke = match timeout_at(until, reading).await {
        Ok(Ok(())) if failed.is_empty() => None,
        Ok(Ok(())) => Some(NotRefreshed::Lists(failed)),
        Ok(Err(error)) => Some(NotRefreshed::Api(Arc::new(error))),
        Err(_) => {
            let wait = client.budget().waiting(Purpose::Asked, None);
            Some(NotRefreshed::Late(wait))
        }
    };
    read
}

/// Whose credentials these are: it decides whose own sessions stay, and who sees anybody else's.
async fn owner(
    client: &Client,
    clock: &Clock,
) -> Result<impl Iterator<Item = WalkProgress> + use<>, ApiError> {
    let from = clock();
    let ask = || client.me(Purpose::Asked);
    let answer = client.retrying(&RetryPolicy::default(), ask).await?;
    let asked_at = answer.sent_at((from, clock()));
    let (date, identity) = dated(answer);
    let identified = WalkProgress::identified(identity.user, asked_at);
    Ok([identified].into_iter().chain(date))
}

async fn everybody(
    client: &Client,
    clock: &Clock,
    people: &[UserId],
    steps: &mut Vec<WalkProgress>,
) -> Result<(), ApiError> {
    for some in people.chunks(PEOPLE_PER_REQUEST) {
        let from = clock();
        let ask = || client.people(Purpose::Asked, some);
        let answer = client.retrying(&RetryPolicy::default(), ask).await?;
        steps.extend(WalkProgress::of_people(some, answer, (from, clock())));
    }
    Ok(())
}

/// How often somebody's own list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListReads {
    /// Once: a walk lacks them as well.
    Once,
    /// Once more where it is empty, because nobody is taken for signed out by one answer alone.
    UntilCertain,
}

/// Reads somebody's own list, and when that was begun.
pub(crate) async fn own_list(
    client: &Client,
    clock: &Clock,
    purpose: Purpose,
    (user, reads): (UserId, ListReads),
) -> Result<(Timestamp, Answered<PersonList>), ApiError> {
    let began_at = clock();
    let list = PersonList::read(client, purpose, user).await?;
    if reads == ListReads::Once || !Evidence::shows_nothing(&list.value) {
        return Ok((began_at, list));
    }
    let began_at = clock();
    Ok((began_at, PersonList::read(client, purpose, user).await?))
}

async fn list_of(
    client: &Client,
    clock: &Clock,
    user: UserId,
    known: &[SessionKey],
) -> Result<Vec<WalkProgress>, ApiError> {
    let (began_at, mut answer) = {
        let once_more = (user, ListReads::UntilCertain);
        own_list(client, clock, Purpose::Asked, once_more).await?
    };
    // Of an empty list, what is known is in doubt as it is.
    if !answer.value.sessions.is_empty() {
        let sessions = &answer.value.sessions;
        let listed: FxHashSet<SessionKey> = sessions.iter().map(|one| one.key).collect();
        for key in known.iter().filter(|key| !listed.contains(key)) {
            answer.value.sessions.extend(by_itself(client, *key).await?);
        }
    }
    let (date, list) = dated(answer);
    let again = WalkProgress::ReadAgain {
        user,
        began_at,
        list,
    };
    Ok(date.into_iter().chain([again]).collect())
}

/// A session that is asked for by itself; `None` where Zendesk says that there is none.
async fn by_itself(client: &Client, key: SessionKey) -> Result<Option<Session>, ApiError> {
    let ask = || client.session(Purpose::Asked, key);
    match client.retrying(&RetryPolicy::default(), ask).await {
        Ok(answer) => Ok(answer.value),
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The sessions of these people that are known.
fn keys_of(known: &Snapshot, people: &[UserId]) -> FxHashMap<UserId, Vec<SessionKey>> {
    let people: FxHashSet<UserId> = people.iter().copied().collect();
    let listed = known.sessions_of_people(&people).into_iter();
    let keys = |slots: Vec<Slot>| slots.iter().filter_map(|slot| known.key(*slot)).collect();
    listed.map(|(user, slots)| (user, keys(slots))).collect()
}

/// The server's time of an answer, as a step, and what it brought.
fn dated<T>(answer: Answered<T>) -> (Option<WalkProgress>, T) {
    (
        answer.server_date.map(WalkProgress::ServerTime),
        answer.value,
    )
}
