//! What the poller brings, and what time does.

use std::sync::Arc;

use super::App;
use crate::app::dialog::{Dialog, ReportView};
use crate::app::event::{Effect, Viewport};
use crate::app::notices::Level;
use crate::app::watch::Watch;
use crate::live::{Coverage, Freshness, ProjectionRequest, Snapshot};
use crate::model::{Timestamp, UserId};
use crate::operation::{Verdict, Verdicts};

/// Milliseconds between two looks at the person lists of a run that waits for proof.
const CHECK_AGAIN: i64 = 5_000;

/// Milliseconds between two looks at the people who are watched after a run.
const WATCH_AGAIN: i64 = 30_000;

/// The most people whose own lists are read for proof; for more, the next walk must do.
const CHECK_AT_MOST: usize = 20;

impl App {
    pub(super) fn take_snapshot(
        &mut self,
        snapshot: &Arc<Snapshot>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.setup.guardrails.own_user = snapshot.identity().map(|me| me.id);
        let new_walk = snapshot.walks() != self.snapshot.walks();
        self.tell_freshness(snapshot, now);
        let first = self.list.is_empty();
        self.snapshot = Arc::clone(snapshot);
        if new_walk {
            let lost = self.marks.retain_listed(snapshot);
            if lost > 0 {
                let text = match lost {
                    1 => "1 marked session signed out by itself; its mark is dropped".to_owned(),
                    _ => format!("{lost} marked sessions signed out by themselves; marks dropped"),
                };
                self.say(now, Level::Warning, text);
            }
        }
        if let Some(Dialog::Review(review)) = &mut self.dialog {
            review.compare(snapshot);
        }
        effects.extend(self.compare_report(snapshot, now));
        effects.extend(self.compare_watch(snapshot, now));
        self.list.refresh(snapshot);
        if self.is_held() && !first {
            self.behind = true;
        } else {
            effects.push(self.project());
        }
        effects
    }

    pub(super) fn tell_freshness(&mut self, snapshot: &Snapshot, now: Timestamp) {
        let was_stale = matches!(self.snapshot.freshness, Freshness::Stale { .. });
        match &snapshot.freshness {
            Freshness::Stale { because, .. } if !was_stale => {
                let text = format!("{because}; {}", because.advice());
                self.say(now, Level::Warning, text);
            }
            Freshness::Current { .. } if was_stale => {
                self.say(now, Level::Info, "the list is current again");
            }
            _ => {}
        }
        let was_own = self.snapshot.coverage() == Coverage::Own;
        if snapshot.coverage() == Coverage::Own && !was_own {
            let text =
                "OWN ONLY: these credentials are not an admin's and see only their own sessions";
            self.say(now, Level::Warning, text);
        }
    }

    pub(super) fn compare_report(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Effect> {
        let Some(report) = &mut self.report else {
            return Vec::new();
        };
        let news = report.compare(snapshot);
        if news.is_empty() {
            return Vec::new();
        }
        self.outcomes.extend(report.by_key());
        let count = |verdict| news.iter().filter(|one| one.verdict == verdict).count();
        let run = report.report.run.clone();
        let (gone, listed) = (count(Verdict::Verified), count(Verdict::StillListed));
        if gone > 0 {
            self.say(
                now,
                Level::Info,
                format!("{gone} of the last run verified gone"),
            );
        }
        if listed > 0 {
            let text = format!("{listed} of the last run still listed (Zendesk may lag behind)");
            self.say(now, Level::Warning, text);
        }
        vec![Effect::RecordVerdicts(Verdicts { run, of: news })]
    }

    pub(super) fn project(&mut self) -> Effect {
        self.behind = false;
        Effect::Project(ProjectionRequest {
            snapshot: Arc::clone(&self.snapshot),
            query: self.query.clone(),
            sort: self.list.sort,
        })
    }

    /// New rows, unless they are held still.
    pub(super) fn catch_up(&mut self) -> Vec<Effect> {
        if self.behind && !self.is_held() {
            vec![self.project()]
        } else {
            Vec::new()
        }
    }

    /// Tells the poller whose names are wanted first.
    pub(super) fn show_people(&self) -> Vec<Effect> {
        let snapshot = self.list.snapshot();
        let mut people: Vec<UserId> = self
            .list
            .window()
            .iter()
            .filter_map(|slot| Some(snapshot.key(*slot)?.user))
            .collect();
        people.dedup();
        vec![Effect::Show(people)]
    }

    pub(super) fn resized(&mut self, viewport: Viewport, now: Timestamp) -> Vec<Effect> {
        self.viewport = viewport;
        self.list.resize(viewport.list_rows);
        let mut effects = self.show_people();
        if viewport.list_rows == 0 {
            effects.extend(self.cancel_review("cancelled: the screen is too small", now));
        }
        effects
    }

    pub(super) fn second(&mut self, now: Timestamp) -> Vec<Effect> {
        let expired = self.marks.expire(now);
        if expired > 0 {
            self.range_from = None;
            let text = format!("{expired} marks cleared: not touched for 10 minutes");
            self.say(now, Level::Warning, text);
        }
        let mut effects = Vec::new();
        let consent = self.dialog.as_mut().and_then(Dialog::consent);
        if consent.is_some_and(|consent| consent.is_over(now)) {
            effects.extend(self.cancel_review("cancelled: not confirmed within a minute", now));
        }
        effects.extend(self.catch_up());
        effects.extend(self.check_again(now));
        effects
    }

    /// Rings for people who came back.
    fn compare_watch(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Effect> {
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
        self.say(now, Level::Warning, text);
        vec![Effect::Bell, Effect::RecordVerdicts(verdicts)]
    }

    /// While a small run waits for proof, and while its people are watched, their own lists
    /// are read again and again; for many people the walks must do.
    pub(super) fn check_again(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.watch.as_ref().is_some_and(|watch| watch.is_over(now)) {
            self.watch = None;
            self.say(
                now,
                Level::Info,
                "the people of the last run are no longer watched",
            );
        }
        let open = self
            .report
            .as_ref()
            .map(ReportView::open_people)
            .unwrap_or_default();
        let watched = self.watch.as_ref().map(Watch::people).unwrap_or_default();
        let (people, pause) = if open.is_empty() {
            (watched, WATCH_AGAIN)
        } else {
            (open, CHECK_AGAIN)
        };
        let due = now.millis() - self.checked_at.millis() >= pause;
        if people.is_empty() || people.len() > CHECK_AT_MOST || !due {
            return Vec::new();
        }
        self.checked_at = now;
        vec![Effect::Check(people)]
    }
}
