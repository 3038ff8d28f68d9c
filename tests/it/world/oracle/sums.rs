//! Whether the reported outcomes are true, and the same everywhere.

use std::collections::BTreeMap;

use zentop::operation::{ItemState, OutcomeKind, Report, RunProgress};

use super::super::records::state;
use super::super::{Aim, Heard, Sent};
use super::Check;

impl Check<'_> {
    /// O3: one outcome for each item, the same in report, journal and on the screen.
    pub(super) fn sums(&mut self, report: &Report) {
        let items = report.items.len();
        let counts = report.counts();
        let sum: usize = counts.iter().map(|(.., count)| count).sum();
        if items != self.run.plan.count() || sum != items {
            self.say(format!("O3: {sum} outcomes of {items} items"));
        }
        let mut shown = vec![OutcomeKind::NotAttempted; items];
        for progress in &self.run.progress {
            if let RunProgress::Item {
                item,
                state: ItemState::Done(outcome),
            } = progress
            {
                shown[*item] = outcome.kind;
            }
        }
        let failed = self.world.disk.has_failed();
        for (item, shown) in report.items.iter().zip(shown) {
            let kind = item.outcome.kind;
            if shown != kind {
                self.say(format!(
                    "O3: {} is {kind:?}, shown as {shown:?}",
                    item.target
                ));
            }
            let session = item.target.session().map(|key| key.session);
            let states = session.and_then(|id| self.recorded.outcomes.get(&id));
            let states = states.map(Vec::as_slice).unwrap_or_default();
            let right = states == [state(kind)] || (failed && states.is_empty());
            if !right {
                self.say(format!(
                    "O3: {} is {kind:?}, recorded as {states:?}",
                    item.target
                ));
            }
        }
        let progress: BTreeMap<_, _> = counts
            .iter()
            .map(|(kind, _, count)| (state(*kind), *count as u64))
            .collect();
        match &self.recorded.finished {
            Some(finished) if *finished != progress => {
                self.say(format!(
                    "O3: finished with {finished:?}, reported {progress:?}"
                ));
            }
            None if !failed => self.say("the run has no end in the journal".to_owned()),
            _ => {}
        }
        if !failed && !self.recorded.open.is_empty() {
            self.say(format!(
                "O2: intents {:?} have no outcome",
                self.recorded.open
            ));
        }
    }

    /// O4 and its reverse: `ended` after 204 and only then, no effect behind a clear no.
    pub(super) fn truth(&mut self, report: &Report, log: &[Sent]) {
        let mut answers = BTreeMap::<&Aim, Vec<Option<Heard>>>::new();
        for sent in log {
            if let Some(aim) = &sent.aim {
                let heard = sent.heard.map(|(_, heard)| heard);
                answers.entry(aim).or_default().push(heard);
            }
        }
        for (aim, items) in self.steps.clone() {
            let heard = answers.remove(&aim).unwrap_or_default();
            let last = heard.last().copied().flatten();
            for item in items {
                let item = &report.items[item];
                let (key, kind) = (item.target.session().unwrap(), item.outcome.kind);
                let fits = match kind {
                    OutcomeKind::Done => matches!(last, Some(Heard::Status(204, _))),
                    OutcomeKind::Accepted => matches!(last, Some(Heard::Status(202, _))),
                    OutcomeKind::AlreadySo => matches!(last, Some(Heard::Status(404, _))),
                    OutcomeKind::NotAttempted => heard.is_empty(),
                    OutcomeKind::Refused | OutcomeKind::Failed => {
                        !self.ended.contains(&key) && last.is_some()
                    }
                    // "Not there" that a look did not bear out is not believed.
                    OutcomeKind::Unknown => heard.iter().any(|heard| {
                        matches!(heard, Some(Heard::Status(304 | 404, _)))
                            || may_have_worked(*heard)
                    }),
                };
                if !fits {
                    self.say(format!("O4: {key} is {kind:?} after {heard:?}"));
                }
            }
        }
    }
}

/// Whether a request with this answer may have ended something.
fn may_have_worked(heard: Option<Heard>) -> bool {
    match heard {
        Some(Heard::NoConnection) => false,
        Some(Heard::Status(status, _)) => !(300..500).contains(&status),
        Some(Heard::Nothing) | None => true,
    }
}
