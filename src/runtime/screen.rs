//! The loop. It is given everything it waits for, so that tests run this very loop. Frames go to a
//! thread of their own: the loop never waits for the terminal.
//!
//! - `ports` what it is given, and how it ends; `effects` what the state machine asks for
//! - `runs` the runs of the screen: begun, followed, and collected for the report at the end
//! - `beside` the tasks beside the loop, and what their ends mean for it
//! - `loss` a terminal that is lost, and requests to end
//! - `away` the program is stopped and goes on
//! - `copying` text for the clipboard; `saving` what is shown, into files
//! - `switching` the account of another profile
//! - `reporting` the report of the last run, copied and saved

mod away;
mod beside;
mod copying;
mod effects;
mod loss;
mod ports;
mod reporting;
mod runs;
mod saving;
mod switching;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

pub use self::ports::{Ports, ScreenOutcome};
use super::guarding::Guarding;
use super::input::Input;
use super::output::OutputNews;
use super::profiles::AbortOnDrop;
use super::projecting::Projecting;
use super::remembering::Remembering;
use super::tasks::Tasks;
use crate::app::{App, Event, Keymap, Setup};
use crate::host::Insistence;
use crate::journal::JournalOpener;
use crate::live::Snapshot;
use crate::operation::{RunProgress, StopSwitch};
use crate::settings::ThemeChoice;
use crate::view::{self, Theme, Themes};

/// The time between two snapshots during the first walk: the list visibly fills, but no faster than
/// the eye can follow.
const FILLING: Duration = Duration::from_millis(50);

/// The time between two snapshots afterwards: what the poller brings is shown with the clock.
const SETTLED: Duration = Duration::from_secs(1);

/// The number of looks after a run that may wait in the channel; they come seconds apart.
const ANSWERS: usize = 4;

/// The screen, with its state and everything that it waits for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that happens once"
)]
pub struct Screen {
    app: App,
    themes: Themes,
    theme_choice: ThemeChoice,
    /// The theme in force.
    theme: Theme,
    size: Size,
    ports: Ports,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    projecting: Projecting,
    remembering: Remembering,
    run: Option<(mpsc::Receiver<RunProgress>, StopSwitch)>,
    /// Accounts of other profiles that were connected to.
    switches: switching::Switches,
    /// The task of the poller, which ends with its account.
    polling: Option<AbortOnDrop>,
    shown_at: Option<Instant>,
    /// The number of the reading for a review that is under way, and its end.
    refreshing: Option<(u64, CancellationToken)>,
    tasks: Tasks,
    recovers: bool,
    guarding: Guarding,
    answers: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
    left: runs::LeftByPlan,
    outcome: ScreenOutcome,
    insistence: Insistence,
    /// When the loop ends whatever is under way, once somebody insisted.
    ends_by: Option<Instant>,
    /// Whether the program ends as soon as the run under way is over.
    ends_after_run: bool,
    /// Whether the terminal takes nothing at present.
    stalled: bool,
    /// Whether the shell has the terminal.
    away: bool,
    /// Whether the next request to stop is the program's own to its whole job.
    stops_itself: bool,
    input_closed: bool,
    poller_ended: bool,
    quit: bool,
}

impl Screen {
    /// The screen before its first frame.
    pub fn new(
        mut setup: Setup,
        keymap: Keymap,
        (themes, choice): (Themes, ThemeChoice),
        mut ports: Ports,
    ) -> io::Result<Self> {
        let answers = mpsc::channel(ANSWERS);
        ports.runner.open = telling(ports.runner.open, &answers.0);
        let mut snapshots = ports.poller.snapshots();
        let snapshot = first_of(&mut snapshots);
        let now = (ports.clock)();
        let guarding = ports.named.begin();
        setup.guardrails.is_seeking = ports.named.seeks();
        let polling = ports.profiles.take_first();
        Ok(Self {
            app: App::new(setup, keymap, snapshot, now)
                .of_case(ports.reason.clone())
                .equipped(ports.equipment.clone()),
            theme: themes.theme(choice),
            themes,
            theme_choice: choice,
            size: Size::default(),
            ports,
            snapshots,
            projecting: Projecting::start()?,
            remembering: Remembering::default(),
            run: None,
            switches: switching::Switches::default(),
            polling,
            shown_at: None,
            refreshing: None,
            tasks: Tasks::default(),
            recovers: false,
            guarding,
            answers,
            left: runs::LeftByPlan::default(),
            outcome: ScreenOutcome::default(),
            insistence: Insistence::default(),
            ends_by: None,
            ends_after_run: false,
            stalled: false,
            away: false,
            stops_itself: false,
            input_closed: false,
            poller_ended: false,
            quit: false,
        })
    }

    /// Runs until somebody quits or the terminal is gone, and until a run under way is over and
    /// recorded.
    pub async fn run(mut self) -> ScreenOutcome {
        self.draw();
        let mut second = interval(SETTLED);
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        second.tick().await;
        let mut waiting = false;
        while !self.quit {
            let gap = if self.app.snapshot().walks() == 0 {
                FILLING
            } else {
                SETTLED
            };
            let due = self.shown_at.map_or_else(Instant::now, |at| at + gap);
            tokio::select! {
                biased;
                Some(signal) = self.ports.signals.recv() => self.signal(signal),
                () = sleep_until(self.ends_by.unwrap_or(due)), if self.ends_by.is_some() => {
                    self.quit = true;
                }
                Some(()) = self.ports.job.stops.recv() => self.asked_to_stop(),
                Some(()) = self.ports.job.goes_on.recv() => self.went_on(),
                () = self.ports.output.changed() => {
                    self.hear_output();
                    // A frame that was taken changes nothing that a frame shows.
                    continue;
                }
                input = self.ports.input.recv(), if !self.input_closed => {
                    if let Some(input) = input {
                        self.input(input);
                        while let Ok(more) = self.ports.input.try_recv() {
                            self.input(more);
                        }
                    } else {
                        self.input_closed = true;
                        self.hang_up(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Some(progress) = runs::progress(&mut self.run) => {
                    self.progress(progress);
                    while let Some(more) = self.waiting_progress() {
                        self.progress(more);
                    }
                }
                Some(event) = self.answers.1.recv() => self.update(event),
                Some(switched) = self.switches.next() => self.switched(switched),
                ended = self.tasks.next() => self.ended(ended),
                projection = self.projecting.next() => self.projected(projection),
                () = sleep_until(due), if waiting => {
                    waiting = false;
                    self.snapshot();
                }
                changed = self.snapshots.changed(), if !waiting && !self.poller_ended => {
                    if changed.is_ok() {
                        waiting = true;
                        continue;
                    }
                    self.poller_ended();
                }
                _ = second.tick() => self.second(),
            }
            self.draw();
        }
        self.outcome.after = Some(Arc::clone(&self.snapshots.borrow()));
        self.finish_recording().await;
        self.finish_remembering().await;
        self.outcome
    }

    /// Hands a frame of the present state over.
    fn draw(&mut self) {
        if self.outcome.lost.is_some() || self.away {
            return;
        }
        self.fit();
        let now = (self.ports.clock)();
        let revision = self.app.revision();
        let picture = view::compose(self.size, &self.app, now, &self.theme);
        self.ports.output.post(revision, picture);
    }

    /// Lays the screen out anew if the terminal has another size.
    fn fit(&mut self) {
        match self.ports.output.size() {
            Ok(size) if size == self.size => {}
            Ok(_) => self.resized(),
            Err(error) => self.hang_up(error),
        }
    }

    fn second(&mut self) {
        self.look_at_terminal();
        self.update(Event::Second);
    }

    /// Takes in what the terminal did, before anything that was typed.
    fn hear_output(&mut self) {
        match self.ports.output.news() {
            Some(OutputNews::Drawn { revision, at }) => {
                self.update(Event::Drawn { revision, at });
            }
            Some(OutputNews::Gone(error)) => {
                self.hang_up(io::Error::new(error.kind(), error.to_string()));
            }
            None => {}
        }
        self.look_at_terminal();
    }

    fn input(&mut self, input: Input) {
        if self.ports.job.take_went_on() {
            self.back();
        }
        self.hear_output();
        match input {
            Input::Key(key, at) => self.update(Event::Key { key, at }),
            Input::LayoutKey { key, latin, at } => {
                self.update(Event::LayoutKey { key, latin, at });
            }
            Input::Paste(text) => self.update(Event::Paste(text)),
            Input::Mouse { act, x, y } => self.update(Event::Mouse { act, x, y }),
            Input::FocusLost => self.update(Event::FocusLost),
            Input::Background(background) => {
                self.themes.terminal.background = Some(background);
                self.dress(self.theme_choice);
            }
            Input::Resized => self.resized(),
            Input::Failed(fault) => self.hears_nothing(fault),
        }
    }

    /// Draws in this theme from now on.
    fn dress(&mut self, choice: ThemeChoice) {
        self.theme_choice = choice;
        self.theme = self.themes.theme(choice);
    }

    fn resized(&mut self) {
        match self.ports.output.size() {
            Ok(size) => {
                self.size = size;
                self.ports.output.redraw();
                self.update(Event::Resized(view::viewport(size, self.app.display())));
            }
            Err(error) => self.hang_up(error),
        }
    }

    fn snapshot(&mut self) {
        self.shown_at = Some(Instant::now());
        let snapshot = Arc::clone(&self.snapshots.borrow_and_update());
        if !self.recovers && snapshot.identity().is_some() {
            self.recover(&snapshot);
        }
        self.guard(&snapshot);
        self.update(Event::Snapshot(snapshot));
    }

    fn update(&mut self, event: Event) {
        let now = (self.ports.clock)();
        for effect in self.app.update(event, now) {
            self.carry_out(effect);
        }
        self.halt_refreshing();
    }
}

/// Opens journals that tell on the screen what they find in the file that is not as it was written.
fn telling(open: JournalOpener, answers: &mpsc::Sender<Event>) -> JournalOpener {
    let answers = answers.clone();
    Arc::new(move |path, who| {
        let answers = answers.clone();
        let tell = move |news| {
            // Where so many answers wait, the record tells it alone.
            let _ = answers.try_send(Event::Warned(vec![news]));
        };
        Ok(open(path, who)?.telling(tell))
    })
}

/// The first snapshot of an account. It is taken in once more like those that follow, since it may
/// already say whose credentials these are, and nothing newer may come for a while.
fn first_of(snapshots: &mut watch::Receiver<Arc<Snapshot>>) -> Arc<Snapshot> {
    let snapshot = Arc::clone(&snapshots.borrow());
    snapshots.mark_changed();
    snapshot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Store;

    #[test]
    fn the_first_snapshot_of_an_account_comes_once_more_like_a_newer_one() {
        let (_news, mut snapshots) = watch::channel(Store::new().snapshot());
        snapshots.mark_unchanged();
        let first = first_of(&mut snapshots);
        assert!(snapshots.has_changed().unwrap());
        assert!(Arc::ptr_eq(&first, &snapshots.borrow_and_update()));
    }
}
