//! What a run writes into the journal.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rustc_hash::FxHashSet;

use super::run::Run;
use crate::journal::{
    self, Answer, Entry, Journal, JournalError, NamedTarget, Receipt, StepTarget,
};
use crate::model::{Fault, SessionId, SessionKey, Timestamp};
use crate::operation::{
    GoesBeyond, Operation, OutcomeKind, Plan, Route, Step, StepRequest, Stopped, Target, words,
};
use crate::zendesk::logged;

impl Run {
    /// Writes one record, durable on return. Without a journal there is no run.
    async fn write(
        &mut self,
        append: impl FnOnce(&mut Journal) -> Result<Receipt, JournalError> + Send + 'static,
    ) -> Option<Receipt> {
        self.with_journal(append).await
    }

    /// Does something with the journal; one that fails stops the run.
    ///
    /// Syncing blocks, so it happens on a thread that may wait. The journal goes there and comes
    /// back, which keeps the records in order, and it comes back from a panic as well.
    async fn with_journal<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Option<T> {
        let mut journal = self.journal.take()?;
        let working = self.disk.run(move || {
            let done = catch_unwind(AssertUnwindSafe(|| work(&mut journal)));
            (journal, done)
        });
        let done = match working.await {
            Ok((journal, done)) => {
                self.journal = Some(journal);
                done.map_err(|panic| Fault::of(&*panic))
            }
            Err(fault) => Err(fault),
        };
        match done {
            Ok(Ok(done)) => Some(done),
            Ok(Err(error)) => {
                self.stop(Stopped::NoRecord(error.to_string()));
                None
            }
            Err(fault) => {
                self.stop_at(fault);
                None
            }
        }
    }

    /// Records what was confirmed.
    pub(super) async fn begin(&mut self, plan: &Plan) {
        let is_wide = |one: &Operation| one.route().is_some_and(Route::is_wide);
        if plan.operations().iter().any(is_wide) {
            // What others ended since the lists of the plan were read is theirs.
            let users = plan.items().iter().map(|item| item.target.user());
            // Records and lists of this machine are compared by its own clock.
            let read = users.filter_map(|user| plan.facts_from(user));
            let read = read.map(|facts| facts.local).min();
            let since = read.unwrap_or(self.report.began_at);
            let look = move |journal: &mut Journal| journal.look_back_to(since);
            self.with_journal(look).await;
        }
        let (id, reason) = (self.report.run.clone(), self.report.reason.clone());
        let (route, plan_hash) = (words::route_of(plan.operations()), plan.fingerprint());
        let (of, people) = (count(plan.items().len()), count(plan.people()));
        let began_at = self.report.began_at;
        let append = move |journal: &mut Journal| {
            let entry = Entry::Confirmed {
                run: &id,
                route,
                of,
                people,
                reason: reason.text.as_deref(),
                ticket: reason.ticket.as_deref(),
                plan_hash: &plan_hash,
            };
            journal.append(&entry, began_at)
        };
        self.write(append).await;
    }

    /// Writes the intent of a step, or its outcome where there is an answer.
    pub(super) async fn record(
        &mut self,
        step: &Step,
        answer: Option<StepAnswer>,
        now: Timestamp,
    ) -> Recorded {
        let items = &step.items;
        let first = items.first().copied().unwrap_or_default();
        let target = self.report.items[first].target.clone();
        let keys = self.sessions_of(step);
        let sessions: Vec<SessionId> = (items.iter())
            .filter_map(|item| self.report.items[*item].target.session())
            .map(|key| key.session)
            .collect();
        let targets = items.iter().map(|item| &self.report.items[*item].target);
        let note = noted(targets);
        let (run, of) = (self.report.run.clone(), count(self.report.items.len()));
        let (step, operation) = (step.clone(), self.operation_of(step));
        let append = move |journal: &mut Journal| {
            let step = journal::RecordedStep {
                run: &run,
                item: count(first + 1),
                of,
                role: (target.role()).filter(|_| !matches!(step.request, StepRequest::Logout(_))),
                note: note.as_deref(),
                target: aimed(&step, operation, &target, &sessions),
            };
            let Some(answer) = &answer else {
                return journal.append(&Entry::Intent(&step), now).map(Some);
            };
            let entry = answer.entry();
            let entry = Entry::Outcome(&step, &entry);
            match &answer.others {
                None => journal.append(&entry, now).map(Some),
                Some(others) => journal.append_claim(&entry, (&keys, others), now),
            }
        };
        match self.with_journal(append).await {
            Some(Some(_)) => Recorded::Written,
            Some(None) => Recorded::News,
            None => Recorded::Failed,
        }
    }

    /// The sessions of a step that are known.
    fn sessions_of(&self, step: &Step) -> FxHashSet<SessionKey> {
        let items = step.items.iter();
        items
            .filter_map(|item| self.report.items[*item].target.session())
            .collect()
    }

    /// Those of a step's sessions that another run is recorded to have ended before this one knew its
    /// answer: to a wide route Zendesk answers alike, whoever ended them.
    pub(super) async fn ended_by_others(&mut self, step: &Step) -> FxHashSet<SessionKey> {
        let keys = self.sessions_of(step);
        if keys.is_empty() {
            return keys;
        }
        let read = |journal: &mut Journal| Ok(journal.ended_by_others()?.clone());
        let others = self.with_journal(read).await.unwrap_or_default();
        keys.intersection(&others).copied().collect()
    }

    /// Records what was not attempted, and how many items ended each way.
    pub(super) async fn conclude(&mut self, now: Timestamp) {
        let left: Vec<NamedTarget> = self
            .report
            .items
            .iter()
            .filter(|item| item.outcome.kind == OutcomeKind::NotAttempted)
            .map(|item| item.target.named())
            .collect();
        if !left.is_empty() {
            let run = self.report.run.clone();
            let append = move |journal: &mut Journal| {
                let (run, left) = (&run, &left[..]);
                journal.append(&Entry::Cancelled { run, left }, now)
            };
            self.write(append).await;
        }
        let mut counts: Vec<(journal::State, u64)> = Vec::new();
        for kind in OutcomeKind::ALL {
            for item in self
                .report
                .items
                .iter()
                .filter(|item| item.outcome.kind == kind)
            {
                let state = kind.state(item.operation);
                match counts.iter_mut().find(|(known, _)| *known == state) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((state, 1)),
                }
            }
        }
        if self.report.left_to_do.is_unwritten() {
            // The next start writes what is left, as after a crash.
            return;
        }
        let run = self.report.run.clone();
        let append = move |journal: &mut Journal| {
            let (run, counts) = (&run, &counts[..]);
            journal.append(&Entry::Finished { run, counts }, now)
        };
        let receipt = self.write(append).await;
        self.report.journal_head = receipt.map(|receipt| receipt.hash);
    }

    /// Opens the journal anew: one that a fault has passed through takes no further records.
    pub(super) async fn reopen(&mut self) {
        let Some(mut journal) = self.journal.take() else {
            return;
        };
        let opening = self.disk.run(move || {
            let opened = journal.reopen();
            (journal, opened)
        });
        // After a panic here as well, the run has no closing record, and the next start looks it
        // up.
        let Ok((journal, opened)) = opening.await else {
            return;
        };
        self.journal = Some(journal);
        if let Err(error) = opened {
            tracing::error!(
                "the record of a run that failed cannot be closed: {}",
                logged(&error)
            );
        }
    }
}

/// The answer to a step, as the record has it.
pub(super) struct StepAnswer {
    pub(super) state: journal::State,
    pub(super) status: Option<u16>,
    pub(super) request_id: Option<String>,
    pub(super) attempts: u32,
    pub(super) took: Duration,
    pub(super) detail: Option<String>,
    /// The sessions that others are known to have ended, where it claims the others.
    pub(super) others: Option<FxHashSet<SessionKey>>,
}

/// Whether a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    Written,
    /// It was not, since others were recorded meanwhile to have ended what it claims.
    News,
    /// It could not be written, and the run stops.
    Failed,
}

impl StepAnswer {
    fn entry(&self) -> Answer<'_> {
        Answer {
            state: self.state,
            http_status: self.status,
            request_id: self.request_id.as_deref(),
            attempts: self.attempts,
            duration: self.took,
            detail: self.detail.as_deref(),
        }
    }
}

/// What of a step goes although nobody listed it, for the record. What a wide route takes beyond a choice
/// was on the list that was confirmed, and is no news.
fn noted<'a>(targets: impl Iterator<Item = &'a Target>) -> Option<String> {
    let mut aside: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for target in targets {
        let is_news = matches!(target.beyond(), GoesBeyond::File | GoesBeyond::Since);
        if let Some(words) = target.aside().filter(|_| is_news) {
            let session = target.session().map(|key| key.session.to_string());
            aside.entry(words).or_default().extend(session);
        }
    }
    let words = aside.into_iter().map(|(words, ids)| {
        if ids.is_empty() {
            words.to_owned()
        } else {
            format!("{words}: {}", ids.join(" "))
        }
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The target of a step's request, as the journal writes it.
fn aimed<'a>(
    step: &'a Step,
    operation: Operation,
    first: &Target,
    sessions: &'a [SessionId],
) -> StepTarget<'a> {
    match &step.request {
        StepRequest::Session(key) => {
            let session = first.as_session();
            StepTarget::Session {
                key: *key,
                authenticated_at: session.and_then(|target| target.authenticated_at),
                last_seen_at: session.and_then(|target| target.last_seen_at),
            }
        }
        StepRequest::SessionsOf(user) => StepTarget::User {
            user: *user,
            sessions,
        },
        StepRequest::Logout(users) => StepTarget::Many { users, sessions },
        StepRequest::Person(user, _) => StepTarget::Person {
            user: *user,
            route: operation.into(),
        },
        StepRequest::Token(_, token) => StepTarget::Token {
            user: first.user(),
            token: *token,
        },
    }
}

/// Items fit 32 bits: a plan is bounded by `guard.max_per_run`.
fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
