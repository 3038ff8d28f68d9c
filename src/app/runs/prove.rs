//! Looks at later lists for the last run: whether what it ended is gone, and whether its people
//! come back.

use super::Runs;
use crate::app::ask::Ask;
use crate::app::dialog::ReportView;
use crate::app::event::Effect;
use crate::app::watch::Watch;
use crate::journal::RunId;
use crate::live::Snapshot;
use crate::model::Timestamp;
use crate::operation::{ItemVerdict, Verdict, Verdicts};

/// Milliseconds between two readings of the people's own lists while a run waits for proof.
const CHECK_AGAIN: i64 = 5_000;

/// Milliseconds between two readings of the lists of people who are watched after a run.
const WATCH_AGAIN: i64 = 30_000;

/// The most people whose own lists are read for proof; for more, the next walk must do.
const CHECK_AT_MOST: usize = 20;

impl Runs {
    /// Takes in what a newer list shows of the last run and its people.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot) -> Vec<Ask> {
        let mut asks = self.compare_report(snapshot);
        asks.extend(self.compare_watch(snapshot));
        asks
    }

    fn compare_report(&mut self, snapshot: &Snapshot) -> Vec<Ask> {
        let Some(view) = &mut self.report else {
            return Vec::new();
        };
        let news = view.compare(snapshot);
        if news.is_empty() {
            return Vec::new();
        }
        self.outcomes.extend(view.by_key());
        let count = |verdict| news.iter().filter(|one| one.verdict == verdict).count();
        let (gone, listed) = (count(Verdict::Verified), count(Verdict::StillListed));
        let mut asks = Vec::new();
        if gone > 0 {
            asks.push(Ask::tell(format!("{gone} of the last run verified gone")));
        }
        if listed > 0 {
            let text = format!("{listed} of the last run still listed (Zendesk may lag behind)");
            asks.push(Ask::warn(text));
        }
        let contradicted = count(Verdict::Contradicted);
        if contradicted > 0 {
            let text = format!(
                "{contradicted} of the last run contradicted: not on their person's own list, and \
                 on a later walk of the account"
            );
            asks.push(Ask::warn(text));
        }
        let not_known = count(Verdict::NotKnown);
        if not_known > 0 {
            let text = format!("{not_known} of the last run not known: the lists prove nothing");
            asks.push(Ask::warn(text));
        }
        asks.push(record(view, news));
        asks
    }

    /// Rings the bell and gives notice of people who came back.
    fn compare_watch(&mut self, snapshot: &Snapshot) -> Vec<Ask> {
        let Some(watch) = &mut self.watch else {
            return Vec::new();
        };
        let news = watch.compare(snapshot);
        if news.is_empty() {
            return Vec::new();
        }
        let who: Vec<String> = news.iter().take(3).map(ToString::to_string).collect();
        let more = if news.len() > 3 { " …" } else { "" };
        let verdicts = watch.verdicts(&news);
        let text = format!(
            "came back: people just signed out signed in again, {} in all ({}{more}); B reviews them",
            news.len(),
            who.join(", "),
        );
        vec![
            Ask::warn(text),
            Ask::Do(Effect::Bell),
            Ask::Do(Effect::RecordVerdicts(verdicts)),
        ]
    }

    /// Takes in what Zendesk shows after a run on people or tokens.
    pub(in crate::app) fn take_proof(
        &mut self,
        run: &RunId,
        verdicts: Vec<Option<Verdict>>,
    ) -> Vec<Ask> {
        let Some(view) = self.report.as_mut().filter(|view| view.report.run == *run) else {
            return Vec::new();
        };
        let news = view.learn(verdicts);
        if news.is_empty() {
            return Vec::new();
        }
        let operation = view.report.operation;
        let words = |verdict: Verdict| {
            let count = news.iter().filter(|one| one.verdict == verdict).count();
            let text = format!("{count} of the last run {}", verdict.words(operation));
            (count > 0).then_some(text)
        };
        let good = words(Verdict::Verified).map(Ask::tell);
        let bad = [Verdict::StillListed, Verdict::NotKnown].into_iter();
        let bad = bad.filter_map(|verdict| words(verdict).map(Ask::warn));
        let mut asks: Vec<Ask> = good.into_iter().chain(bad).collect();
        asks.push(record(view, news));
        asks
    }

    /// Asks for people's own lists again and again while a small run waits for proof, and while its
    /// people are watched; for many people the walks must do.
    pub(in crate::app) fn check_again(&mut self, now: Timestamp) -> Vec<Ask> {
        let mut asks = Vec::new();
        if self.watch.as_ref().is_some_and(|watch| watch.is_over(now)) {
            self.watch = None;
            let text = "the people of the last run are no longer watched";
            asks.push(Ask::tell(text));
        }
        let open = self.report.as_ref().map(ReportView::open_people);
        let open = open.unwrap_or_default();
        let watched = self.watch.as_ref().map(Watch::people).unwrap_or_default();
        let (people, pause) = if open.is_empty() {
            (watched, WATCH_AGAIN)
        } else {
            (open, CHECK_AGAIN)
        };
        let is_due = now.millis() - self.checked_at.millis() >= pause;
        if !people.is_empty() && people.len() <= CHECK_AT_MOST && is_due {
            self.checked_at = now;
            asks.push(Ask::Do(Effect::Check(people)));
        }
        asks
    }
}

/// Asks to record new verdicts in the journal, under the run that they are about.
fn record(view: &ReportView, news: Vec<ItemVerdict>) -> Ask {
    Ask::Do(Effect::RecordVerdicts(Verdicts {
        run: view.report.run.clone(),
        of: news,
    }))
}
