//! The last report, and the keys of the dialog that shows it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Dialog, DialogContext, NextStep, Reaction};
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::app::scroll::Scroll;
use crate::live::Snapshot;
use crate::model::{SessionKey, UserId};
use crate::operation::{ItemVerdict, OutcomeKind, Report, Verdict, verify};

/// How far the report is scrolled.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportPage {
    /// How far its list is scrolled.
    pub scroll: Scroll,
}

impl ReportPage {
    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let Some(view) = context.runs.report() else {
            return Reaction::usual(Dialog::Report(self), press.action);
        };
        if let Some(then) = press.action.and_then(NextStep::of_people) {
            return Reaction::close().ask(Ask::Contain(then, view.people()));
        }
        if self.scroll.by(press.action, context.extent) {
            return Reaction::stay(Dialog::Report(self));
        }
        Reaction::usual(Dialog::Report(self), press.action)
    }
}

/// A finished run's report, and what later lists said of it.
#[derive(Debug)]
pub struct ReportView {
    /// The report, with the outcome of each item.
    pub report: Arc<Report>,
    /// The verdict of a later list on each item; `None` where nothing was asked.
    pub verdicts: Vec<Option<Verdict>>,
}

impl ReportView {
    pub(in crate::app) fn new(report: Arc<Report>) -> Self {
        let verdicts = report.unproved();
        Self { report, verdicts }
    }

    /// Takes in what a newer snapshot shows of the sessions; returns the verdicts that are new.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot) -> Vec<ItemVerdict> {
        let is_in_doubt = self.is_open() || snapshot.has_contradictions();
        if !is_in_doubt || !self.report.operation.ends() {
            return Vec::new();
        }
        let newer = verify(&self.report.items, snapshot);
        self.learn(newer)
    }

    /// Takes in newer verdicts, item by item; returns those that are new.
    pub(in crate::app) fn learn(&mut self, newer: Vec<Option<Verdict>>) -> Vec<ItemVerdict> {
        let mut news = Vec::new();
        let items = self.report.items.iter().enumerate();
        for ((known, newer), (index, item)) in self.verdicts.iter_mut().zip(newer).zip(items) {
            // A later walk may contradict the person's own list, even where all seemed well.
            let is_contradicted = newer == Some(Verdict::Contradicted);
            let settled = known.is_none() || *known == Some(Verdict::Verified) && !is_contradicted;
            if !settled && *known != newer && newer != Some(Verdict::Waiting) {
                *known = newer;
                news.extend(newer.map(|verdict| ItemVerdict {
                    place: index + 1,
                    operation: item.operation,
                    named: item.target.named(),
                    verdict,
                }));
            }
        }
        news
    }

    /// The people that the run was about, in order of id.
    fn people(&self) -> Vec<UserId> {
        let mut people: Vec<UserId> = self.report.people().into_iter().collect();
        people.sort_unstable();
        people
    }

    /// Whether an item still waits for proof.
    pub(crate) fn is_open(&self) -> bool {
        self.verdicts.iter().any(|verdict| is_open(*verdict))
    }

    /// The people with sessions that still wait for proof.
    pub(in crate::app) fn open_people(&self) -> Vec<UserId> {
        let items = self.report.items.iter().zip(&self.verdicts);
        let open = items.filter(|(_, verdict)| is_open(**verdict));
        let sessions = open.filter_map(|(item, _)| item.target.session());
        let mut people: Vec<UserId> = sessions.map(|key| key.user).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// How many items have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.verdicts
            .iter()
            .filter(|known| **known == Some(verdict))
            .count()
    }

    /// How each session of the run ended and its verdict, for the list.
    pub(in crate::app) fn by_key(&self) -> FxHashMap<SessionKey, (OutcomeKind, Option<Verdict>)> {
        let items = self.report.items.iter().zip(&self.verdicts);
        items
            .filter_map(|(item, verdict)| {
                let key = item.target.session()?;
                Some((key, (item.outcome.kind, *verdict)))
            })
            .collect()
    }
}

/// Whether another look may change this verdict.
fn is_open(verdict: Option<Verdict>) -> bool {
    !matches!(verdict, None | Some(Verdict::Verified | Verdict::CameBack))
}
