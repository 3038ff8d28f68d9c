//! The way from the end of a run to its report.

use std::sync::Arc;

use super::Runs;
use crate::app::ask::Ask;
use crate::app::dialog::{Dialog, ReportPage, ReportView};
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, counted};
use crate::operation::{OutcomeKind, ProofCost, Report, run_words};

/// The most runs before the last one whose people are still looked at.
const MOST_OLDER: usize = 16;

impl Runs {
    /// Takes in the report of a run that is over. Items without proof are looked at from now on.
    pub(in crate::app) fn finish(
        &mut self,
        report: &Arc<Report>,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> Vec<Ask> {
        let run = self.run.take();
        let quit = run.as_ref().is_some_and(|run| run.quit_after) || self.quitting;
        let about = run.map(|run| (run.basis, run.left_out, run.organization));
        let (basis, left_out, organization) = about.unwrap_or_default();
        let mut asks = vec![summary(report), Ask::DropMarks(attempted(report))];
        asks.push(Ask::Do(Effect::WalkNow));
        if report.ends_sessions() {
            self.watches.begin(report, &basis, now);
        }
        if !report.operation.ends() {
            // The marks stay, because the person may act on the sessions of these people next.
            let people = report.people().into_iter().collect();
            asks.push(Ask::Do(Effect::AskAbout(people)));
        }
        let cost = ProofCost::of_report(report, snapshot);
        let mut view = ReportView::new(Arc::clone(report), basis, cost);
        (view.left_out, view.organization) = (left_out, organization);
        view.is_proving = view.is_open();
        view.proving_since = now;
        if view.is_proving {
            asks.push(Ask::Do(Effect::Prove(Box::new(view.request()))));
        }
        self.outcomes.extend(view.by_key());
        asks.push(Ask::Open(Dialog::Report(ReportPage::of(&view))));
        self.older.extend(self.report.replace(view));
        // What is seen of somebody from now on is about what this run did to them.
        let people = report.people();
        let is_of_others = |view: &ReportView| view.report.people().is_disjoint(&people);
        for view in &mut self.older {
            view.is_proving &= is_of_others(view);
        }
        let most = self.older.len().saturating_sub(MOST_OLDER);
        self.older.drain(..most);
        self.look_who_is_back(snapshot);
        (self.proved_at, self.proofs) = (now, 0);
        self.checked_at = Timestamp::from_millis(0);
        asks.extend(self.check_again(now));
        if quit && !self.changing {
            asks.push(Ask::Do(Effect::Quit));
        }
        asks
    }
}

/// The most columns of a name.
const NAME: usize = 28;

/// The report in one sentence, which the report that opens says as well.
fn summary(report: &Report) -> Ask {
    let (what, counts) = (run_words(report.record_route()), report.in_words());
    let people = report.people();
    let mut names = report.items.iter().filter_map(|item| item.target.name());
    let name = names.find(|name| !name.is_blank() && people.len() == 1);
    let people = counted(people.len(), "person", "people");
    let who = name.map_or_else(|| people.clone(), |name| name.fit(NAME).into_owned());
    let stopped = report.stopped.as_ref();
    let why = stopped.map_or_else(String::new, |why| format!("; {}", why.sentence()));
    let text = format!("{what} {who}: {counts}{why}");
    // Why it stopped may be the server's words.
    let why = match stopped {
        Some(why) if !why.names_nobody() => "; it was stopped",
        _ => &why,
    };
    let words = NoticeWords::naming(text, format!("{what} {people}: {counts}{why}"));
    let level = if report.is_clean(&[], &[]) {
        Level::Info
    } else {
        Level::Warning
    };
    Ask::Note(level, words)
}

/// The sessions for which a request was sent.
fn attempted(report: &Report) -> Vec<SessionKey> {
    let items = report.items.iter();
    items
        .filter(|item| item.outcome.kind != OutcomeKind::NotAttempted)
        .filter_map(|item| item.target.session())
        .collect()
}
