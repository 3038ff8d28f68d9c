//! A terminal that is lost, and requests to end.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use super::Screen;
use crate::app::Event;
use crate::host::Signal;
use crate::model::Fault;
use crate::operation::RunContext;
use crate::runtime::tasks::Job;
use crate::runtime::terminal::PATIENCE;
use crate::settings::OnLostTerminal;

/// How long a program that was asked twice to end has for its records: with what comes after the
/// loop, less than a second.
const AT_ONCE: Duration = Duration::from_millis(300);

impl Screen {
    /// Takes in a request to end. One that is repeated ends whatever is under way, recorded.
    pub(super) fn signal(&mut self, signal: Signal) {
        self.outcome.signal.get_or_insert(signal);
        let now = Instant::now();
        if self.insistence.hears(signal, now) {
            if let Some((_, stop)) = &self.run {
                stop.abandon();
            }
            self.ends_by = Some(now + AT_ONCE);
        }
        if signal == Signal::HANGUP {
            self.lose("the terminal hung up");
            self.end_as_settings_say();
        } else {
            self.update(Event::Terminate);
        }
    }

    /// Takes in that the terminal is gone for good. A run under way is stopped and recorded, or
    /// goes on to its end, as the settings say: leaving it would leave intents without outcomes.
    pub(super) fn hang_up(&mut self, error: io::Error) {
        if self.outcome.lost.is_some() {
            return;
        }
        self.outcome.hung_up = true;
        if self.outcome.signal != Some(Signal::HANGUP) {
            self.lose(&format!("the terminal is gone ({error})"));
        }
        self.outcome.lost = Some(error);
        self.end_as_settings_say();
    }

    /// Takes in that nothing that is typed is heard any more. The terminal is there to be given back, and
    /// the rest is as where it is lost: nobody could stop a run.
    pub(super) fn hears_nothing(&mut self, fault: Fault) {
        if self.outcome.lost.is_some() {
            return;
        }
        self.lose(&format!("what is typed is not heard any more ({fault})"));
        self.outcome.lost = Some(io::Error::other(fault));
        self.end_as_settings_say();
    }

    /// Looks whether the terminal still takes what is written. One that takes nothing for some time
    /// is lost as far as a run is concerned. It may come back, so the program waits for it.
    pub(super) fn look_at_terminal(&mut self) {
        if self.outcome.lost.is_some() || self.away {
            return;
        }
        let was_stalled = self.stalled;
        self.stalled = self.ports.output.is_stalled(Instant::now());
        match (was_stalled, self.stalled) {
            (false, true) => {
                self.lose(&format!(
                    "the terminal took nothing for {} s",
                    PATIENCE.as_secs()
                ));
            }
            (true, false) => {
                self.ports.output.redraw();
                self.update(Event::Warned(vec![
                    "the terminal took nothing for a while, and does again".to_owned(),
                ]));
            }
            _ => {}
        }
    }

    /// Stops the run under way if the settings say so, and records what became of it.
    fn lose(&mut self, how: &str) {
        let consequence = match (&self.run, self.ports.on_lost_terminal) {
            (None, _) if self.outcome.runs.is_empty() => return,
            (None, _) => "no run is under way",
            (Some((_, stop)), OnLostTerminal::Stop) => {
                stop.lose();
                "the run under way is stopped"
            }
            (Some(_), OnLostTerminal::Continue) => "the run under way goes on",
        };
        let runner = self.ports.runner.clone();
        let known = RunContext::of(self.app.snapshot());
        let what = format!("{how}; {consequence}");
        self.tasks.spawn(Job::LostTerminal, async move {
            runner.terminal_lost(what, known).await;
            None
        });
    }

    /// Ends the program: when the run under way is over, if that is to go on, else now.
    fn end_as_settings_say(&mut self) {
        if self.run.is_some() && self.ports.on_lost_terminal == OnLostTerminal::Continue {
            self.ends_after_run = true;
        } else {
            self.update(Event::Terminate);
        }
    }
}
