//! The loop. Generic over the terminal's backend and handed everything it waits for, so
//! that tests run this very loop. `runs` are carried out and followed from it.

mod runs;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::cards::Cards;
use super::errands;
use super::input::Input;
use super::projecting::Projecting;
use crate::app::{App, Card, Effect, Event, Keymap, Setup};
use crate::chat;
use crate::host::Signal;
use crate::incident::IncidentRun;
use crate::live::{PollerHandle, Snapshot};
use crate::model::Clock;
use crate::operation::{Excluded, Reason, Report, RunContext, RunProgress, Runner, Verdicts};
use crate::view::{self, Theme};

/// During the first walk the list fills before the eyes, but not faster than they follow.
const FILLING: Duration = Duration::from_millis(50);

/// Afterwards what the poller brings is shown with the clock.
const SETTLED: Duration = Duration::from_secs(1);

/// Answers to cards and errands that may wait; a person asks for one at a time.
const ANSWERS: usize = 4;

/// What the loop waits for and works with.
pub struct Ports {
    /// Keys, pastes and sizes.
    pub input: mpsc::Receiver<Input>,
    /// Requests to end.
    pub signals: mpsc::Receiver<Signal>,
    /// The shared state.
    pub poller: PollerHandle,
    /// Runs.
    pub runner: Runner,
    /// Cards.
    pub cards: Cards,
    /// Why runs of this process end sessions.
    pub reason: Reason,
    /// The local time.
    pub clock: Clock,
    /// Writes escape sequences past the frame: the bell.
    pub emit: Box<dyn FnMut(&str) + Send>,
    /// Puts text on the clipboard.
    pub copy: Box<dyn FnMut(&str) + Send>,
}

/// How the loop ended.
#[derive(Debug, Default)]
pub struct ScreenOutcome {
    /// Every run, oldest first, with what later lists said.
    pub runs: Vec<IncidentRun>,
    /// What was seen when the first run began.
    pub before: Option<Arc<Snapshot>>,
    /// What was seen last.
    pub after: Option<Arc<Snapshot>>,
    /// Why what later lists said is not in the journal, if it is not.
    pub unrecorded: Vec<String>,
    /// The signal that asked for it, if one did.
    pub signal: Option<Signal>,
    /// Why nothing could be drawn any more, if that ended it.
    pub lost: Option<io::Error>,
}

impl ScreenOutcome {
    /// The last run's report, if there was one.
    pub fn report(&self) -> Option<&Arc<Report>> {
        self.runs.last().map(|run| &run.report)
    }
}

/// The screen, its state and what it waits for.
pub struct Screen<B: Backend> {
    terminal: Terminal<B>,
    app: App,
    theme: Theme,
    ports: Ports,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    projecting: Projecting,
    run: Option<(mpsc::Receiver<RunProgress>, CancellationToken)>,
    shown_at: Option<Instant>,
    recording: Vec<JoinHandle<Option<String>>>,
    recovers: bool,
    answers: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
    excluded: Vec<Excluded>,
    outcome: ScreenOutcome,
    input_closed: bool,
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
            recording: Vec::new(),
            recovers: false,
            answers: mpsc::channel(ANSWERS),
            excluded: Vec::new(),
            outcome: ScreenOutcome::default(),
            input_closed: false,
            quit: false,
        })
    }

    /// Runs until somebody quits or the terminal is gone, and until a run under way is over
    /// and recorded.
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
                        // The terminal is gone: nobody watches any more.
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
                projection = self.projecting.next() => self.update(Event::Projected(projection)),
                () = sleep_until(due), if waiting => {
                    waiting = false;
                    self.snapshot();
                }
                Ok(()) = self.snapshots.changed(), if !waiting => {
                    waiting = true;
                    continue;
                }
                _ = second.tick() => self.update(Event::Second),
            }
            self.draw();
        }
        self.outcome.after = Some(Arc::clone(&self.snapshots.borrow()));
        for recording in self.recording {
            // A task that panicked has said so by itself.
            self.outcome
                .unrecorded
                .extend(recording.await.ok().flatten());
        }
        self.outcome
    }

    fn draw(&mut self) {
        if self.outcome.lost.is_some() {
            return;
        }
        let now = (self.ports.clock)();
        let (app, theme) = (&self.app, &self.theme);
        let drawn = self
            .terminal
            .draw(|frame| view::draw(frame, app, now, theme));
        match drawn.map(|_| ()) {
            Ok(()) => self.update(Event::Drawn),
            Err(error) => self.lose(io::Error::other(error)),
        }
    }

    /// The terminal takes no more frames. A run under way is stopped and recorded all the
    /// same: leaving it would leave intents without outcomes.
    fn lose(&mut self, error: io::Error) {
        if self.outcome.lost.is_none() {
            self.outcome.lost = Some(error);
            self.update(Event::Terminate);
        }
    }

    fn input(&mut self, input: Input) {
        match input {
            Input::Key(key, at) => self.update(Event::Key { key, at }),
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

    /// What a crash left open is looked into once, beside the loop, by reading alone.
    fn recover(&mut self, snapshot: &Snapshot) {
        self.recovers = true;
        let send = self.answers.0.clone();
        let (runner, cards) = (self.ports.runner.clone(), self.ports.cards.clone());
        let known = RunContext::of(snapshot);
        tokio::spawn(async move {
            let lines = match runner.recover(&known, cards.chat()).await {
                Ok(recovery) => recovery.lines(),
                Err(error) => vec![format!("unfinished runs were not looked for: {error}")],
            };
            // Where the loop has ended, the next start looks again.
            let _ = send.send(Event::Warned(lines)).await;
        });
    }

    /// What later lists said goes to the disk beside the loop. What cannot be written is told
    /// now and once more at the end.
    fn record(&mut self, verdicts: Verdicts) {
        let known = RunContext::of(self.app.snapshot());
        let writing = self.ports.runner.record(verdicts, &known);
        let send = self.answers.0.clone();
        self.recording.push(tokio::spawn(async move {
            let message = writing.await.ok()?.err()?.to_string();
            // Where the loop has ended, or is behind, the end tells it.
            let _ = send.try_send(Event::Warned(vec![message.clone()]));
            Some(message)
        }));
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
            Effect::ReadTokens(people) => {
                errands::read_tokens(&self.ports.runner, people, self.answers.0.clone());
            }
            Effect::Prove(report) => {
                errands::prove(&self.ports.runner, report, self.answers.0.clone());
            }
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

    /// Asked beside the loop; what comes back after the loop has ended interests nobody.
    fn ask_card(&self, card: Card) {
        let (cards, send) = (self.ports.cards.clone(), self.answers.0.clone());
        let snapshot = Arc::clone(&self.snapshots.borrow());
        tokio::spawn(async move {
            let answer = cards.ask(card, snapshot).await;
            let _ = send.send(Event::Card { card, answer }).await;
        });
    }

    /// Sent and recorded beside the loop, which does not end before it hears of that.
    fn change_chat(&self, confirmed: chat::Confirmed) {
        let (cards, send) = (self.ports.cards.clone(), self.answers.0.clone());
        tokio::spawn(async move {
            let done = Arc::new(cards.change_chat(confirmed).await);
            let _ = send.send(Event::ChatChanged(done)).await;
        });
    }
}
