//! What a run writes into the journal.

use super::run::Run;
use crate::journal::{self, Answer, Entry, Named, Receipt, StepTarget};
use crate::model::{SessionId, Timestamp};
use crate::operation::{Operation, OutcomeKind, Plan, Step, StepRequest, Stopped, Target, words};

impl Run {
    /// One record, durable on return. Without a journal there is no run.
    fn write(&mut self, entry: &Entry<'_>, now: Timestamp) -> Option<Receipt> {
        match self.journal.as_mut()?.append(entry, now) {
            Ok(receipt) => Some(receipt),
            Err(error) => {
                self.stop(Stopped::NoRecord(error.to_string()));
                None
            }
        }
    }

    /// What was confirmed.
    pub(super) fn begin(&mut self, plan: &Plan) {
        let (id, reason) = (self.report.run.clone(), self.report.reason.clone());
        let entry = Entry::Confirmed {
            run: &id,
            route: words::route_of(plan.operations()),
            of: count(plan.count()),
            people: count(plan.people()),
            reason: reason.text.as_deref(),
            ticket: reason.ticket.as_deref(),
            plan_hash: &plan.fingerprint(),
        };
        self.write(&entry, self.report.began_at);
    }

    /// The intent of a step, or its outcome where there is an answer, on disk. `false`: it
    /// could not be written, and the run stops.
    pub(super) fn record(
        &mut self,
        step: &Step,
        answer: Option<&Answer<'_>>,
        now: Timestamp,
    ) -> bool {
        let run = self.report.run.clone();
        let first = step.items.first().copied().unwrap_or_default();
        let target = &self.report.items[first].target;
        let sessions: Vec<SessionId> = step
            .items
            .iter()
            .filter_map(|item| self.report.items[*item].target.session())
            .map(|key| key.session)
            .collect();
        let step = journal::Step {
            run: &run,
            item: count(first + 1),
            of: count(self.report.items.len()),
            role: (target.role()).filter(|_| !matches!(step.request, StepRequest::Logout(_))),
            target: aimed(step, self.operation_of(step), target, &sessions),
        };
        let entry = match answer {
            None => Entry::Intent(&step),
            Some(answer) => Entry::Outcome(&step, answer),
        };
        self.write(&entry, now).is_some()
    }

    /// What was not begun, and how many items ended how.
    pub(super) fn conclude(&mut self, now: Timestamp) {
        let run = self.report.run.clone();
        let left: Vec<Named> = self
            .report
            .items
            .iter()
            .filter(|item| item.outcome.kind == OutcomeKind::NotAttempted)
            .map(|item| item.target.named())
            .collect();
        if !left.is_empty() {
            self.write(
                &Entry::Cancelled {
                    run: &run,
                    left: &left,
                },
                now,
            );
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
        let receipt = self.write(
            &Entry::Finished {
                run: &run,
                counts: &counts,
            },
            now,
        );
        self.report.journal_head = receipt.map(|receipt| receipt.hash);
    }
}

/// What the request of a step is aimed at, as the journal says it.
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
        StepRequest::Token(token) => StepTarget::Token {
            user: first.user(),
            token: *token,
        },
    }
}

/// Items fit 32 bits: a plan is bounded by `guard.max_per_run`.
fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
