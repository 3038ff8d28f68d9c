//! The background task that keeps the shared state current: one walk after another at the pace the
//! request budget allows, people by the hundred, and what is asked for in between.
//!
//! - here the round of walk and rest, and what a failure means for it
//! - `publishing` what is taken in and published, also after a fault of the program's own
//! - `handle` what the rest of the program can ask of it
//! - `pages` waits for the pages of a walk
//! - `facts` what was read beside the poller, taken in whatever it waits for
//! - `people` names by the hundred, and lists of one person
//! - `enrichment` what is less urgent than all of that, `under_way` one task at a time

mod enrichment;
mod facts;
mod handle;
mod pages;
mod people;
mod publishing;
mod under_way;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use self::enrichment::{Brought, EnrichmentTask, EnrichmentTasks};
use self::handle::{Commands, FactsEnd, Interest, PollerCommand};
use self::people::PEOPLE_PER_REQUEST;
use self::under_way::UnderWay;
use super::{Retry, Snapshot, Store, WalkProgress};
use crate::model::{self, Clock, Timeouts, Timestamp};
use crate::zendesk::{ApiError, ApiErrorKind, Client, Enrichment, Purpose, Walk, logged};

pub(crate) use handle::PollerHandle;

/// The wait after the first failure; it doubles with each further one.
const FIRST_RETRY: Duration = Duration::from_secs(5);

/// The longest wait between two attempts, unless the server asks for a longer one.
const LAST_RETRY: Duration = Duration::from_secs(120);

/// The number of our own faults in a row after which the poller waits until somebody asks: the same
/// attempt again helps nobody, and a person can report it.
const FAULTS: u32 = 5;

/// The pace of the poller.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The shortest time from the beginning of one walk to the beginning of the next. The next
    /// begins later where the watching share asks for it, and at once where the walk took longer.
    pub floor: Duration,
    /// How long what is known of a person on the screen is current enough.
    pub people_for: Duration,
    /// The same of staff who are signed in, on the screen or not: that one of them was suspended is what
    /// somebody is watching for, and a request reads a hundred.
    pub staff_for: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            floor: Duration::from_secs(10),
            people_for: Duration::from_secs(15 * 60),
            staff_for: Duration::from_secs(60),
        }
    }
}

/// The task's state. It alone writes the store.
pub struct Poller {
    client: Client,
    clock: Clock,
    pace: Pace,
    store: Store,
    out: watch::Sender<Arc<Snapshot>>,
    commands: Commands,
    interest: Interest,
    facts: FactsEnd,
    failures: u32,
    identified: bool,
    names_from: Option<Timestamp>,
    enrichment: EnrichmentTasks,
    /// The enrichment task under way, beside walks as well as between them.
    under_way: Option<UnderWay>,
    /// Whether the store is being written. After a panic it is then not to be trusted.
    is_writing: bool,
    /// The snapshot that is shown while a store that was begun anew has no whole walk.
    last_good: Option<Arc<Snapshot>>,
}

impl Poller {
    /// A poller and its handle; nothing happens until [`Poller::run`].
    pub fn new(client: Client, clock: Clock, pace: Pace) -> (Self, PollerHandle) {
        let store = Store::new();
        let (out, snapshots) = watch::channel(store.snapshot());
        let (handle, (commands, interest, facts)) = PollerHandle::new(snapshots);
        let poller = Self {
            client,
            clock,
            pace,
            store,
            out,
            commands,
            interest,
            facts,
            failures: 0,
            identified: false,
            names_from: None,
            enrichment: EnrichmentTasks::default(),
            under_way: None,
            is_writing: false,
            last_good: None,
        };
        (poller, handle)
    }

    /// The same, with the time-outs that somebody wrote down for what the account does not tell.
    #[must_use]
    pub(crate) fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.store.give_timeouts(timeouts);
        self
    }

    /// Walks until every handle is dropped. Failures are published, never returned: the
    /// program outlives its network, and a panic is a failure like any other.
    pub async fn run(mut self) {
        self.client.budget().spread();
        loop {
            let mut ended = Box::pin(caught(self.round())).await;
            loop {
                let next = match ended {
                    Ok(next) => Some(next),
                    Err(error) => self.break_off(error),
                };
                match Box::pin(caught(self.rest(next).map(Ok))).await {
                    Ok(ControlFlow::Break(())) => return,
                    Ok(ControlFlow::Continue(())) => break,
                    Err(fault) => ended = Err(fault),
                }
            }
        }
    }

    /// Makes one whole walk, with the people on the screen asked about as pages come in and the
    /// others after it. Returns when the next one begins, which may be in the past.
    async fn round(&mut self) -> Result<Instant, ApiError> {
        if !self.identified {
            self.identify().await?;
        }
        self.absorb(WalkProgress::Began);
        let (began, watched) = (Instant::now(), self.client.budget().watched());
        let mut walk = Walk::over(self.client.clone(), Purpose::Walk);
        while let Some(page) = self.page_of(&mut walk).await {
            let page = self.dated(page.map_err(ApiError::from)?);
            if let Some(count) = page.count {
                self.take(WalkProgress::Counted(count));
            }
            let (sessions, unreadable) = (page.sessions, page.unreadable);
            self.absorb(WalkProgress::Page {
                sessions,
                unreadable,
            });
            self.serve_waiting().await?;
        }
        self.failures = 0;
        let next = self.next_walk(began, watched);
        self.take(WalkProgress::Paced((next - began).max(began.elapsed())));
        let rest = next.saturating_duration_since(Instant::now());
        self.absorb(WalkProgress::Finished {
            rest_until: (self.clock)().after(rest),
        });
        loop {
            let unknown = self.store.unknown_people(PEOPLE_PER_REQUEST);
            if unknown.is_empty() {
                self.ask_about_staff().await?;
                return Ok(next);
            }
            if !self.ask_about(Purpose::Names, &unknown).await? {
                return Ok(next);
            }
            // Names of a large account take minutes, and whoever asks waits no longer than for pages.
            self.serve_waiting().await?;
        }
    }

    /// Does what was asked for meanwhile, and asks about people on the screen who have no name yet.
    async fn serve_waiting(&mut self) -> Result<(), ApiError> {
        while let Ok(command) = self.commands.try_recv() {
            self.serve(command).await?;
        }
        self.ask_about_shown().await
    }

    /// When the next walk begins: one interval after `began`. The interval is what the watching
    /// share needs for all requests since then, other requests than pages included.
    fn next_walk(&self, began: Instant, watched: u64) -> Instant {
        let budget = self.client.budget();
        let requests = budget.watched().saturating_sub(watched);
        began + budget.walk_interval(requests, self.pace.floor)
    }

    async fn identify(&mut self) -> Result<(), ApiError> {
        let client = self.client.clone();
        let from = (self.clock)();
        let me = self.beside(client.me(Purpose::Walk)).await?;
        let asked_at = me.sent_at((from, (self.clock)()));
        let user = self.dated(me).user;
        self.absorb(WalkProgress::identified(user, asked_at));
        self.identified = true;
        Ok(())
    }

    /// Carries out a command. A walk is under way, or begins when the rest ends.
    async fn serve(&mut self, command: PollerCommand) -> Result<(), ApiError> {
        match command {
            PollerCommand::Walk => Ok(()),
            PollerCommand::Check(people) => self.check(people).await,
            PollerCommand::AskAbout(people) => self.ask_again(people).await,
            PollerCommand::AskRoles => {
                self.enrichment.ask_soon(Enrichment::CustomRoles);
                self.begin_enrichment();
                Ok(())
            }
        }
    }

    /// Waits for the next walk, and carries out commands meanwhile. `None` waits until asked.
    async fn rest(&mut self, until: Option<Instant>) -> ControlFlow<()> {
        let over = async {
            match until {
                Some(until) => sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(over);
        self.enrichment.rest_begins();
        loop {
            if until.is_some() {
                self.begin_enrichment();
            }
            // After a walk that broke off there may be many people without names.
            let has_names_to_ask = until.is_some() && self.identified && self.has_names_to_ask();
            let asked = tokio::select! {
                () = &mut over => return ControlFlow::Continue(()),
                Some(facts) = self.facts.recv() => {
                    self.take_in(facts);
                    Ok(())
                }
                command = self.commands.recv() => match command {
                    None => return ControlFlow::Break(()),
                    Some(PollerCommand::Walk) => return ControlFlow::Continue(()),
                    Some(command) => self.serve(command).await,
                },
                changed = self.interest.changed() => match changed {
                    Err(_) => return ControlFlow::Break(()),
                    Ok(()) if until.is_some() && self.identified => self.ask_about_shown().await,
                    Ok(()) => Ok(()),
                },
                (task, result) = UnderWay::ended(&mut self.under_way) => {
                    self.enriched(&task, result);
                    Ok(())
                }
                () = std::future::ready(()), if has_names_to_ask => self.ask_about_next().await,
            };
            // A failure between walks is not published: the next walk will fail as well, and report
            // it.
            if let Err(error) = asked {
                tracing::debug!("request between walks failed: {}", logged(&error));
            }
        }
    }

    /// Begins the next enrichment task where none is under way. It waits for its place.
    fn begin_enrichment(&mut self) {
        if self.under_way.is_some() || !self.identified {
            return;
        }
        let shown = self.interest.borrow();
        let task = self.enrichment.next(&self.store, &shown, (self.clock)());
        self.under_way = task.map(|task| UnderWay::new(task, self.client.clone()));
    }

    fn enriched(&mut self, task: &EnrichmentTask, result: Result<Brought, ApiError>) {
        self.under_way = None;
        if let Some(found) = self.enrichment.done(task, result, (self.clock)()) {
            self.absorb(WalkProgress::Enriched(found));
        }
    }

    fn break_off(&mut self, error: ApiError) -> Option<Instant> {
        self.failures += 1;
        // What has panicked cannot go on, and what is refused is begun anew.
        self.under_way = None;
        let is_fault = matches!(error.kind, ApiErrorKind::Fault(_));
        if is_fault {
            self.distrust_store();
        }
        let (rest, retry) = if error.refuses_credentials() {
            self.identified = false;
            (None, Retry::WhenAsked)
        } else if is_fault && self.failures >= FAULTS {
            (None, Retry::WhenAsked)
        } else {
            let ours = FIRST_RETRY
                .saturating_mul(1 << (self.failures - 1).min(8))
                .min(LAST_RETRY);
            let rest = error.wait().unwrap_or(ours);
            let when = (self.clock)().after(rest);
            (
                Some(rest),
                Retry::At {
                    when,
                    failures: self.failures,
                },
            )
        };
        self.absorb(WalkProgress::Broke {
            error: Arc::new(error),
            retry,
        });
        rest.map(|rest| Instant::now() + rest)
    }
}

/// The result of some work, where a panic is an error as well: the poller's state outlives it.
async fn caught<T>(work: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    model::caught(work)
        .await
        .unwrap_or_else(|fault| Err(ApiError::of_fault(fault)))
}

#[cfg(test)]
mod tests;
