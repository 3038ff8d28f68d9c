//! The loop. It is generic over the terminal's backend and is given everything it waits for, so
//! that tests run this very loop.
//!
//! - `runs` the runs of the screen: begun, followed, and collected for the report at the end
//! - `beside` the tasks beside the loop, and what their ends mean for it

mod beside;
mod runs;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::cards::Cards;
use super::input::Input;
use super::projecting::Projecting;
use super::tasks::Tasks;
use crate::app::{App, Effect, Event, Keymap, Setup};
use crate::host::Signal;
use crate::incident::IncidentRun;
use crate::live::{PollerHandle, Snapshot};
use crate::model::Clock;
use crate::operation::{Excluded, Reason, Report, RunProgress, Runner};
use crate::view::{self, Theme};

/// The time between two snapshots during the first walk: the list visibly fills, but no faster than
/// the eye can follow.
const FILLING: Duration = Duration::from_millis(50);

/// The time between two snapshots afterwards: what the poller brings is shown with the clock.
const SETTLED: Duration = Duration::from_secs(1);

/// The number of looks after a run that may wait in the channel; they come seconds apart.
const ANSWERS: usize = 4;

/// Everything that the loop waits for and uses.
pub struct Ports {
    /// The channel of keys, pastes and changes of size.
    pub input: mpsc::Receiver<Input>,
    /// The channel of requests to end.
    pub signals: mpsc::Receiver<Signal>,
    /// The poller, with its snapshots.
    pub poller: PollerHandle,
    /// The runner that carries out plans.
    pub runner: Runner,
    /// The clients that cards ask.
    pub cards: Cards,
    /// The reason for all runs of this process.
    pub reason: Reason,
    /// The local time.
    pub clock: Clock,
    /// The function that writes escape sequences past the frame, such as the bell.
    pub emit: Box<dyn FnMut(&str) + Send>,
    /// The function that puts text on the clipboard.
    pub copy: Box<dyn FnMut(&str) + Send>,
}

/// How the loop ended.
#[derive(Debug, Default)]
pub struct ScreenOutcome {
    /// Every run, oldest first, with the verdicts of later lists.
    pub runs: Vec<IncidentRun>,
    /// The snapshot that was current when the first run began.
    pub before: Option<Arc<Snapshot>>,
    /// The last snapshot.
    pub after: Option<Arc<Snapshot>>,
    /// The reasons why verdicts are not in the journal, if they are not.
    pub unrecorded: Vec<String>,
    /// The signal that asked it to end, if one did.
    pub signal: Option<Signal>,
    /// The error because of which nothing could be drawn any more, if that ended it.
    pub lost: Option<io::Error>,
}

impl ScreenOutcome {
    /// The last run's report, if there was a run.
    pub fn report(&self) -> Option<&Arc<Report>> {
        self.runs.last().map(|run| &run.report)
    }
}

/// The screen, with its state and everything that it waits for.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that happens once"
)]
pub struct Screen<B: Backend> {
    terminal: Terminal<B>,
    app: App,
    theme: Theme,
    ports: Ports,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    projecting: Projecting,
    run: Option<(mpsc::Receiver<RunProgress>, CancellationToken)>,
    shown_at: Option<Instant>,
    tasks: Tasks,
    recovers: bool,
    answers: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
    excluded: Vec<Excluded>,
    outcome: ScreenOutcome,
    input_closed: bool,
    poller_ended: bool,
    quit: bool,
}

impl<B: Backend> Screen<B>
where
    B::Error: Send + Sync + 'static,
{
    /// The screen before its first frame.
    pub fn new(
        terminal: Terminal<B>,
        setup: Setup,
        keymap: Keymap,
        theme: Theme,
        ports: Ports,
    ) -> io::Result<Self> {
        let mut snapshots = ports.poller.snapshots();
        let snapshot = Arc::clone(&snapshots.borrow_and_update());
        let now = (ports.clock)();
        Ok(Self {
            terminal,
            app: App::new(setup, keymap, snapshot, now),
            theme,
            ports,
            snapshots,
            projecting: Projecting::start()?,
            run: None,
            shown_at: None,
            tasks: Tasks::default(),
            recovers: false,
            answers: mpsc::channel(ANSWERS),
            excluded: Vec::new(),
            outcome: ScreenOutcome::default(),
            input_closed: false,
            poller_ended: false,
            quit: false,
        })
    }

    /// Runs until somebody quits or the terminal is gone, and until a run under way is over and
    /// recorded.
    pub async fn run(mut self) -> ScreenOutcome {
        self.resized();
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
                input = self.ports.input.recv(), if !self.input_closed => {
                    if let Some(input) = input {
                        self.input(input);
                        while let Ok(more) = self.ports.input.try_recv() {
                            self.input(more);
                        }
                    } else {
                        // The terminal is gone, so no input will come any more.
                        self.input_closed = true;
                        self.update(Event::Terminate);
                    }
                }
                Some(signal) = self.ports.signals.recv() => {
                    self.outcome.signal.get_or_insert(signal);
                    self.update(Event::Terminate);
                }
                Some(progress) = runs::progress(&mut self.run) => {
                    self.progress(progress);
                    while let Some(more) = self.waiting_progress() {
                        self.progress(more);
                    }
                }
                Some(event) = self.answers.1.recv() => self.update(event),
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
                _ = second.tick() => self.update(Event::Second),
            }
            self.draw();
        }
        self.outcome.after = Some(Arc::clone(&self.snapshots.borrow()));
        self.finish_recording().await;
        self.outcome
    }

    fn draw(&mut self) {
        if self.outcome.lost.is_some() {
            return;
        }
        let now = (self.ports.clock)();
        let revision = self.app.revision();
        let (app, theme) = (&self.app, &self.theme);
        let drawn = self
            .terminal
            .draw(|frame| view::draw(frame, app, now, theme));
        match drawn.map(|_| ()) {
            Ok(()) => {
                let at = (self.ports.clock)();
                self.update(Event::Drawn { revision, at });
            }
            Err(error) => self.lose(io::Error::other(error)),
        }
    }

    /// Ends the loop because the terminal takes no more frames. A run under way is stopped and
    /// recorded all the same: leaving it would leave intents without outcomes.
    fn lose(&mut self, error: io::Error) {
        if self.outcome.lost.is_none() {
            self.outcome.lost = Some(error);
            self.update(Event::Terminate);
        }
    }

    fn input(&mut self, input: Input) {
        match input {
            Input::Key(key, at) => self.update(Event::Key { key, at }),
            Input::LayoutKey { key, latin, at } => {
                self.update(Event::LayoutKey { key, latin, at });
            }
            Input::Paste(text) => self.update(Event::Paste(text)),
            Input::FocusLost => self.update(Event::FocusLost),
            Input::Resized => self.resized(),
        }
    }

    fn resized(&mut self) {
        match self.terminal.size() {
            Ok(size) => self.update(Event::Resized(view::viewport(size, self.app.display()))),
            Err(error) => self.lose(io::Error::other(error)),
        }
    }

    fn snapshot(&mut self) {
        self.shown_at = Some(Instant::now());
        let snapshot = Arc::clone(&self.snapshots.borrow_and_update());
        if !self.recovers && snapshot.identity().is_some() {
            self.recover(&snapshot);
        }
        self.update(Event::Snapshot(snapshot));
    }

    fn update(&mut self, event: Event) {
        let now = (self.ports.clock)();
        for effect in self.app.update(event, now) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Project(request) => {
                if let Some(projection) = self.projecting.ask(request) {
                    self.update(Event::Projected(projection));
                }
            }
            Effect::Execute(confirmed) => self.execute(*confirmed),
            Effect::StopRun => {
                if let Some((_, stop)) = &self.run {
                    stop.cancel();
                }
            }
            Effect::WalkNow => self.ports.poller.walk_now(),
            Effect::Check(people) => self.ports.poller.check(people),
            Effect::AskAbout(people) => self.ports.poller.ask_about(people),
            Effect::Show(people) => self.ports.poller.show(people),
            Effect::ReadTokens(people) => self.read_tokens(people),
            Effect::Prove(report) => self.prove(report),
            Effect::RecordVerdicts(verdicts) => {
                self.note(&verdicts);
                self.record(verdicts);
            }
            Effect::AskCard(card) => self.ask_card(card),
            Effect::ChangeChat(confirmed) => self.change_chat(*confirmed),
            Effect::Copy(text) => (self.ports.copy)(&text),
            Effect::Bell => (self.ports.emit)("\u{7}"),
            Effect::Relayout => self.resized(),
            Effect::Quit => self.quit = true,
        }
    }
}
