//! Runs under way, and what becomes of them.

use std::sync::Arc;

use super::App;
use crate::app::Action;
use crate::app::dialog::{Dialog, ReportView};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::app::watch::Watch;
use crate::model::{SessionKey, Timestamp};
use crate::operation::{OutcomeKind, Report, RunProgress};

impl App {
    pub(super) fn run_action(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(run) = &mut self.run else {
            self.dialog = None;
            return Vec::new();
        };
        match action {
            Some(Action::StopRun) => {
                run.stopping = true;
                vec![Effect::StopRun]
            }
            Some(Action::Quit) => self.ask_to_quit(),
            Some(Action::PageDown) => {
                let last = run.items.len().saturating_sub(1);
                run.scroll = Some((run.scroll.unwrap_or(0) + 5).min(last));
                Vec::new()
            }
            Some(Action::PageUp) => {
                run.scroll = Some(run.scroll.unwrap_or(0).saturating_sub(5));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn take_run(&mut self, progress: &RunProgress, now: Timestamp) -> Vec<Effect> {
        if let RunProgress::Finished(report) = progress {
            return self.finish_run(Arc::clone(report), now);
        }
        if let Some(run) = &mut self.run {
            run.absorb(progress);
        }
        Vec::new()
    }

    pub(super) fn finish_run(&mut self, report: Arc<Report>, now: Timestamp) -> Vec<Effect> {
        let quit = self.run.take().is_some_and(|run| run.quit_after) || self.quitting;
        let counts: Vec<String> = report
            .counts()
            .iter()
            .map(|(_, word, n)| format!("{word} {n}"))
            .collect();
        let level = if report.is_clean() {
            Level::Info
        } else {
            Level::Warning
        };
        let mut text = format!("run {}: {}", report.run, counts.join(", "));
        if let Some(stopped) = &report.stopped {
            text = format!("{text}; {}", stopped.words());
        }
        self.say(now, level, text);
        let done: Vec<SessionKey> = report
            .items
            .iter()
            .filter(|item| item.outcome.kind != OutcomeKind::NotAttempted)
            .filter_map(|item| item.target.session())
            .collect();
        self.marks.drop_these(&done, now);
        let mut effects = vec![Effect::WalkNow];
        if report.operation.ends() {
            self.watch = Watch::new(&report, &self.snapshot, now);
        } else {
            // The marks stay: the sessions of these people may be what comes next.
            effects.push(Effect::Prove(Arc::clone(&report)));
            effects.push(Effect::AskAbout(report.people().into_iter().collect()));
        }
        let report = ReportView::new(report);
        self.outcomes.extend(report.by_key());
        self.report = Some(report);
        self.dialog = Some(Dialog::Report { scroll: 0 });
        self.checked_at = Timestamp::from_millis(0);
        effects.extend(self.check_again(now));
        if quit && !self.changing {
            effects.push(Effect::Quit);
        }
        effects
    }

    /// Quitting ends a run under way, so it asks first.
    pub(super) fn ask_to_quit(&mut self) -> Vec<Effect> {
        if self.run.is_none() {
            return self.stop_and_quit();
        }
        self.dialog = Some(Dialog::Quit);
        Vec::new()
    }

    pub(super) fn quit_action(&mut self, action: Option<Action>) -> Vec<Effect> {
        match action {
            Some(Action::StopAndQuit) => {
                self.dialog = Some(Dialog::Run);
                self.stop_and_quit()
            }
            Some(Action::Back) => {
                self.dialog = self.run.is_some().then_some(Dialog::Run);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn stop_and_quit(&mut self) -> Vec<Effect> {
        self.quitting = true;
        let Some(run) = &mut self.run else {
            // A change that is under way is recorded first.
            return if self.changing {
                Vec::new()
            } else {
                vec![Effect::Quit]
            };
        };
        run.stopping = true;
        run.quit_after = true;
        vec![Effect::StopRun]
    }
}
