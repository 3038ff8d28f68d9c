//! How a step ended: on disk, in the report and on the screen, and what that means for the rest of a run.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::progress::ItemState;
use super::record::{Recorded, StepAnswer};
use super::run::Run;
use super::send::Done;
use crate::model::{SessionKey, Timestamp};
use crate::operation::{Outcome, OutcomeKind, ReportItem, Step, Stopped};

impl Run {
    /// Writes how a step ended into report and journal. What a wide route did is claimed but for what
    /// others are recorded to have ended, and as often as there is news of that.
    async fn settle(&mut self, done: &mut Done) {
        let outcome = done.outcome.clone();
        let claims = outcome.kind == OutcomeKind::Done && !done.step.is_idempotent();
        loop {
            let others = if claims {
                self.ended_by_others(&done.step).await
            } else {
                FxHashSet::default()
            };
            let now = (self.clock)();
            self.take_outcome(done, &outcome, &others, now);
            let answer = StepAnswer {
                state: done.outcome.kind.state(self.operation_of(&done.step)),
                status: done.status,
                request_id: done.request_id.clone(),
                attempts: done.attempts,
                took: done.took,
                detail: done.detail().or_else(|| by_others(&others)),
                others: claims.then_some(others),
            };
            if self.record(&done.step, Some(answer), now).await != Recorded::News {
                return;
            }
        }
    }

    /// Takes the outcome of a step into the report.
    fn take_outcome(
        &mut self,
        done: &mut Done,
        outcome: &Outcome,
        others: &FxHashSet<SessionKey>,
        now: Timestamp,
    ) {
        let is_theirs = |item: &ReportItem| {
            let key = item.target.session();
            key.is_some_and(|key| others.contains(&key))
        };
        let items = &done.step.items;
        if items
            .iter()
            .all(|item| is_theirs(&self.report.items[*item]))
        {
            done.outcome = OutcomeKind::AlreadySo.into();
        }
        for item in items {
            let item = &mut self.report.items[*item];
            let user = item.target.user();
            let outcome = if is_theirs(item) {
                OutcomeKind::AlreadySo.into()
            } else if done.withheld.is_empty() {
                outcome.clone()
            } else {
                done.outcome_of(user)
            };
            (item.outcome, item.at) = (outcome, now);
            item.server_at = done.server_at;
            item.request_id.clone_from(&done.request_id);
        }
    }

    /// Takes in how a step ended: on disk, in the report, on the screen, and for the health of the
    /// run. Returns the step of whoever it was not sent for because of others.
    pub(super) async fn done(&mut self, mut done: Done) -> Option<Step> {
        if self.health.doubts(&done)
            && let Some(error) = &done.error
        {
            let observed = Box::pin(self.look_up(&done.step)).await;
            done.outcome = done.outcome.believed(error, observed);
            done.observed = Some(observed);
        }
        self.settle(&mut done).await;
        self.open.retain(|step| step.items != done.step.items);
        let turned_away = done.error.as_ref().filter(|it| it.turned_away().is_some());
        if let Some(error) = turned_away.filter(|_| !self.switch.stopping().is_cancelled()) {
            // The step waited for as long as a step waits, and so would every other.
            self.stop(Stopped::Failing(Arc::clone(error)));
        }
        if let Some(why) = done.stop.take() {
            self.stop(why);
        }
        self.look_at_the_owner_after(&done).await;
        let origin = self.sender.client.account().origin();
        if let Some(why) = self.health.judge(&done, origin) {
            self.stop(why);
        }
        let others = done.without_withheld(|item| self.report.items[item].target.user());
        for item in &done.step.items {
            let is_open = others
                .as_ref()
                .is_some_and(|step| step.items.contains(item));
            let state = if is_open {
                ItemState::Waiting
            } else {
                ItemState::Done(self.report.items[*item].outcome.clone())
            };
            self.sender.progress.tell_item(*item, state).await;
        }
        others
    }
}

/// That these sessions were ended by another run, for the record.
fn by_others(sessions: &FxHashSet<SessionKey>) -> Option<String> {
    let mut ids: Vec<u64> = sessions.iter().map(|key| key.session.get()).collect();
    ids.sort_unstable();
    let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
    (!ids.is_empty()).then(|| format!("ended before by another run: {}", ids.join(" ")))
}
