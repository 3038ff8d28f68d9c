//! The one-shot reader: pages, and then the people on them, into a store of its own. It is the second
//! user of the store beside the poller, and serves commands that read an account once.
//!
//! Nothing here changes anything, so every request may be repeated.
//!
//! - here a reader, and whose credentials it has; `walking` the walk, with who owns its sessions
//! - `people` who people are, and their own lists, also read again
//! - `wanted` what is read beside them
//! - `named` who is meant by a name; `sought` whom somebody looks for, and whether they are signed in
//! - `visit` the own lists of a few people
//! - `sure` asking again where an answer lacks somebody who was named
//! - `lists` the own lists of many people, a few at once; `price` whether they or a walk cost less

mod lists;
mod named;
mod people;
mod price;
mod sought;
mod sure;
mod visit;
mod walking;
mod wanted;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

pub(crate) use self::lists::OwnLists;
pub(crate) use self::named::NamesSought;
pub(crate) use self::price::ReadPrice;
use self::wanted::WantedBeside;
use super::{Coverage, LOOK_UPS_AT_MOST, ReadProgress, Snapshot, Store, WalkProgress};
use crate::model::{Clock, ClockOffset, OAuthToken, Timeouts, Timestamp, User, UserId};
use crate::query::{Query, QueryField, Why};
use crate::settings::RuleSet;
use crate::zendesk::{Answered, ApiError, BudgetReading, Client, Enrichment, Purpose, RetryPolicy};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// The most people who are asked about alone, because they were left out of an answer about many.
const ALONE_AT_MOST: usize = 25;

/// What the requests of a reader are for.
#[derive(Clone, Copy)]
struct ReadPurposes {
    /// Who the credentials belong to, people's own lists, and who they are.
    asked: Purpose,
    /// The pages of a walk.
    walk: Purpose,
    /// The people of a walk, and what is wanted beside.
    names: Purpose,
}

/// The requests of a verb, for which somebody waits. A walk keeps to its share all the same.
const FOR_A_VERB: ReadPurposes = ReadPurposes {
    asked: Purpose::Asked,
    walk: Purpose::Walk,
    names: Purpose::Names,
};

/// The requests by which a run is proved.
const FOR_PROOF: ReadPurposes = ReadPurposes {
    asked: Purpose::Proof,
    walk: Purpose::Proof,
    names: Purpose::Proof,
};

/// Reads an account into a store of its own.
pub struct Reader {
    client: Client,
    /// The client for names and organisations, which are waited for less.
    for_names: Client,
    clock: Clock,
    store: Store,
    to_ask: VecDeque<UserId>,
    /// How many people may still be asked about alone.
    alone_left: usize,
    /// How many requests may still be made to look up whom a walk lacks.
    look_ups_left: usize,
    /// How long the answer took that said whose credentials these are.
    answer_took: Duration,
    /// When its first answer was asked for, by our clock.
    began_at: Option<Timestamp>,
    known: rustc_hash::FxHashSet<UserId>,
    wanted: WantedBeside,
    rules: RuleSet,
    purposes: ReadPurposes,
    /// Whether people are looked up whose sessions a walk brings.
    with_names: bool,
    /// The most pages that a walk reads.
    pages_at_most: usize,
    nameless: Option<Arc<ApiError>>,
    /// What was wanted beside, and could not be read.
    not_read: Vec<(Enrichment, Arc<ApiError>)>,
    tell: fn(ReadProgress),
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new(client: Client, clock: Clock) -> Self {
        let store = Store::new();
        let known = rustc_hash::FxHashSet::default();
        Self {
            for_names: client.for_enrichment(),
            client,
            clock,
            store,
            to_ask: VecDeque::new(),
            alone_left: ALONE_AT_MOST,
            look_ups_left: LOOK_UPS_AT_MOST,
            answer_took: Duration::ZERO,
            began_at: None,
            known,
            wanted: WantedBeside::default(),
            rules: RuleSet::default(),
            purposes: FOR_A_VERB,
            with_names: true,
            pages_at_most: usize::MAX,
            nameless: None,
            not_read: Vec::new(),
            tell: |_| {},
        }
    }

    /// Sets the function that is called with the progress of a walk.
    #[must_use]
    pub(crate) fn telling(mut self, tell: fn(ReadProgress)) -> Self {
        self.tell = tell;
        self
    }

    /// Sets which rules are in force, and the time-outs that somebody wrote down for what the account
    /// does not tell.
    #[must_use]
    pub(crate) fn by_settings(mut self, rules: RuleSet, timeouts: Timeouts) -> Self {
        self.rules = rules;
        self.store.give_timeouts(timeouts);
        self
    }

    /// The rules in force.
    pub(crate) fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Makes all of its requests for the proof of a run, which needs no names.
    #[must_use]
    pub(crate) fn for_proof(mut self) -> Self {
        self.purposes = FOR_PROOF;
        self.with_names = false;
        self
    }

    /// Dates what it reads by the offset of the clocks that is known already, unless the dates of the
    /// answers show another: each alone is right to the second only.
    #[must_use]
    pub(crate) fn dating_as(mut self, offset: Option<ClockOffset>) -> Self {
        self.store.give_clock_offset(offset);
        self
    }

    /// Gives a walk up after so many pages, as one that broke off.
    #[must_use]
    pub(crate) fn reading_at_most(mut self, pages: usize) -> Self {
        self.pages_at_most = pages;
        self
    }

    /// Everything that was read so far.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.store.snapshot()
    }

    /// When it began to read: all that it shows was so then or since, and nothing says of all of it that it
    /// was so later.
    pub(crate) fn began_at(&self) -> Timestamp {
        self.began_at.unwrap_or_else(|| self.our_time())
    }

    /// The time at the server, by what was read so far.
    pub(crate) fn server_time(&self) -> Timestamp {
        self.store.snapshot().server_time(self.our_time())
    }

    /// The time by our clock.
    pub(crate) fn our_time(&self) -> Timestamp {
        (self.clock)()
    }

    /// Takes in tokens that were read: times of theirs in the future show that the server's clock is wrong.
    pub(crate) fn take_times_of(&mut self, tokens: &[OAuthToken]) {
        let times = |token: &OAuthToken| {
            let times = [token.created_at, token.used_at];
            times.into_iter().filter_map(|at| at.shown().copied())
        };
        let now = (self.clock)();
        self.store.take_times(tokens.iter().flat_map(times), now);
    }

    /// Why it is not certain what time it is at the server, by what was read so far.
    pub(crate) fn clock_doubt(&self) -> Option<Why> {
        self.store.snapshot().clock_doubt(self.our_time())
    }

    /// Sets whether the names of organisations are read, which filters match and lists print.
    #[must_use]
    pub(crate) fn with_organizations(mut self, wanted: bool) -> Self {
        self.wanted.organizations = wanted;
        self
    }

    /// Adds what decides the answers of a query.
    pub(crate) fn look_for(&mut self, query: &Query) {
        self.wanted = self.wanted.and_for(query);
        if query.uses(QueryField::Flag) {
            for query in self.rules.queries() {
                self.wanted = self.wanted.and_for(query);
            }
        }
    }

    /// Adds the names of organisations.
    pub(crate) fn look_for_organizations(&mut self) {
        self.wanted.organizations = true;
    }

    /// Asks whose credentials these are. It is the first request of every verb: a wrong host or a
    /// wrong token is reported before anything else happens.
    pub async fn identify(&mut self) -> Result<User, ApiError> {
        let (began, from) = (Instant::now(), (self.clock)());
        let answer = again(&self.client, || self.client.me(self.purposes.asked)).await?;
        self.answer_took = began.elapsed();
        let asked_at = answer.sent_at((from, (self.clock)()));
        self.began_at.get_or_insert(asked_at);
        let user = self.dated(answer).user;
        let identified = WalkProgress::identified(user.clone(), asked_at);
        self.store.take(identified, (self.clock)());
        self.known.insert(user.id);
        Ok(user)
    }

    /// Whether it is known that the credentials see only the sessions of their owner.
    pub(crate) fn sees_only_own(&self) -> bool {
        self.store.snapshot().coverage() == Coverage::Own
    }

    /// Why some people have no name so far.
    pub(crate) fn nameless(&self) -> Option<&Arc<ApiError>> {
        self.nameless.as_ref()
    }

    /// What was wanted beside sessions and people and could not be read, with the reason.
    pub(crate) fn not_read(&self) -> &[(Enrichment, Arc<ApiError>)] {
        &self.not_read
    }

    /// The request budget as it is now.
    pub(crate) fn budget(&self) -> BudgetReading {
        self.client.budget().reading()
    }

    fn dated<T>(&mut self, answer: Answered<T>) -> T {
        let dated = WalkProgress::of_date(answer.server_date);
        self.store.take(dated, (self.clock)());
        answer.value
    }
}

/// Asks a few times, since no request here changes anything.
async fn again<T, F, A>(client: &Client, ask: F) -> Result<T, ApiError>
where
    F: FnMut() -> A,
    A: Future<Output = Result<T, ApiError>>,
{
    client.retrying(&RetryPolicy::default(), ask).await
}
