//! The real loop on a stage: keys go in, screens and requests come out.
//!
//! The loop, the poller, the HTTP client, the simulator and the journal are the real ones;
//! only the terminal is a [`Glass`] and the keyboard a channel. Nothing sleeps: a test waits
//! for what a frame says.

mod glass;
mod keys;

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ratatui::Terminal;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zentop::app::{Keymap, Setup};
use zentop::live::{Pace, Poller};
use zentop::model::{Clock, SessionKey, Timestamp};
use zentop::runtime::{Closing, Ending, Input, Outside, Screen, Signal, jitter, salt};
use zentop::settings::{Borders, ColorChoice, ColorDepth, ThemeChoice};
use zentop::simulator::{Credentials as Keys, LedgerEntry, Options, Served, Simulator, serve};
use zentop::terminate::journal::{Event, Mode, Record, read};
use zentop::terminate::{Guardrails, Reason};
use zentop::view::Theme;
use zentop::zendesk::{
    Account, AuthKind, Budget, Client, Credentials, HttpTransport, Limits, Shares,
};

pub(crate) use glass::{Frame, Glass};
pub(crate) use keys::{press_of, typed};

/// The longest that anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// What to build.
pub(crate) struct Plot {
    pub(crate) sessions: usize,
    pub(crate) latency: Duration,
    pub(crate) size: (u16, u16),
    pub(crate) token: fn(&Keys) -> String,
    pub(crate) rails: Guardrails,
    /// Where the journal is, below a folder of its own.
    pub(crate) journal: &'static str,
    pub(crate) grace: Duration,
    /// The rest between two walks.
    pub(crate) floor: Duration,
}

impl Default for Plot {
    fn default() -> Self {
        Self {
            sessions: 40,
            latency: Duration::ZERO,
            size: (120, 40),
            token: |keys| keys.oauth_token.clone(),
            rails: Guardrails::default(),
            journal: "journal.jsonl",
            grace: Duration::ZERO,
            floor: Duration::from_millis(500),
        }
    }
}

/// The loop under test and everything around it.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) glass: Glass,
    witness: Arc<Witness>,
    served: Option<Served>,
    keyboard: Option<mpsc::Sender<Input>>,
    signals: mpsc::Sender<Signal>,
    time: Arc<Time>,
    clock: Clock,
    emitted: Arc<Mutex<String>>,
    screen: JoinHandle<std::io::Result<Closing>>,
    polling: JoinHandle<()>,
}

/// The time of the stage: the system's, with leaps, and able to stand still.
#[derive(Default)]
struct Time {
    skipped: AtomicI64,
    frozen_at: AtomicI64,
}

impl Time {
    fn now(&self) -> Timestamp {
        let skipped = self.skipped.load(Ordering::SeqCst);
        match self.frozen_at.load(Ordering::SeqCst) {
            0 => zentop::runtime::system_clock()().shifted(skipped),
            at => Timestamp::from_millis(at + skipped),
        }
    }
}

impl Deref for Stage {
    type Target = Witness;

    fn deref(&self) -> &Witness {
        &self.witness
    }
}

impl Stage {
    /// Opens the screen on a simulated account.
    pub(crate) async fn open(plot: Plot) -> Self {
        let time = Arc::<Time>::default();
        let clock: Clock = {
            let time = Arc::clone(&time);
            Arc::new(move || time.now())
        };
        let simulator = Simulator::new(Options {
            sessions: plot.sessions,
            users: 60,
            churn_per_minute: 0,
            latency: plot.latency,
            rate_limit: 100_000,
            ..Options::new(Arc::clone(&clock))
        });
        let served = serve(simulator.clone(), 0).await.unwrap();
        let account = Account::from_url(&served.url()).unwrap();
        let credentials = Credentials::oauth(&(plot.token)(&simulator.credentials())).unwrap();
        let transport = HttpTransport::new(&account, &credentials, Limits::default()).unwrap();
        let shares = Shares {
            watching: 1.0,
            ending: 1.0,
            assumed_limit: 100_000,
        };
        let client = Client::new(account, Arc::new(transport), Budget::new(shares));
        let pace = Pace {
            floor: plot.floor,
            ..Pace::default()
        };
        let (poller, handle) = Poller::new(client.clone(), Arc::clone(&clock), pace);
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join(plot.journal);
        let (keyboard, input) = mpsc::channel(1024);
        let (signals, asked_to_end) = mpsc::channel(4);
        let emitted = Arc::new(Mutex::new(String::new()));
        let outside = Outside {
            input,
            signals: asked_to_end,
            poller: handle,
            ending: Ending {
                client,
                journal: journal.clone(),
                auth: AuthKind::OAuth,
                email: None,
                mode: Mode::Screen,
                clock: Arc::clone(&clock),
                salt,
                jitter,
                grace: plot.grace,
            },
            reason: Reason::default(),
            clock: Arc::clone(&clock),
            emit: {
                let emitted = Arc::clone(&emitted);
                Box::new(move |sequence| emitted.lock().unwrap().push_str(sequence))
            },
        };
        let setup = Setup {
            account: "acme".to_owned(),
            demo: false,
            production: false,
            rails: plot.rails,
            notice: None,
        };
        let (glass, backend) = Glass::new(plot.size.0, plot.size.1);
        let terminal = Terminal::new(backend).unwrap();
        let keymap = Keymap::standard().unwrap();
        let theme = theme(ThemeChoice::Dark);
        let screen = Screen::new(terminal, setup, keymap, theme, outside).unwrap();
        Self {
            witness: Arc::new(Witness {
                simulator: simulator.clone(),
                journal,
                _folder: folder,
            }),
            simulator,
            glass,
            served: Some(served),
            keyboard: Some(keyboard),
            signals,
            time,
            clock,
            emitted,
            screen: tokio::spawn(screen.run()),
            polling: tokio::spawn(poller.run()),
        }
    }

    /// Opens it and waits for the first whole list.
    pub(crate) async fn live(plot: Plot) -> Self {
        let mut stage = Self::open(plot).await;
        stage.sees("LIVE").await;
        stage
    }

    /// What time it is on the stage.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Has time pass for everybody but for timers under way.
    pub(crate) fn skip(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.time.skipped.fetch_add(millis, Ordering::SeqCst);
    }

    /// Stops the clocks; only [`Stage::skip`] moves them on.
    pub(crate) fn freeze(&self) {
        let now = zentop::runtime::system_clock()().millis();
        self.time.frozen_at.store(now, Ordering::SeqCst);
    }

    /// Presses keys, written as in the keymap with blanks between; see [`press_of`].
    pub(crate) async fn press(&self, keys: &str) {
        for key in keys.split_whitespace() {
            self.input(Input::Key(press_of(key), self.later())).await;
        }
    }

    /// Types text; `\n` is Enter.
    pub(crate) async fn type_in(&self, text: &str) {
        for key in typed(text) {
            self.input(Input::Key(key, self.later())).await;
        }
    }

    /// A finger comes later than the frame it answers, whose moment the loop notes just
    /// after the frame can be seen.
    fn later(&self) -> Timestamp {
        self.now().shifted(1_000)
    }

    /// Anything else that a terminal sends.
    pub(crate) async fn input(&self, input: Input) {
        let keyboard = self.keyboard.as_ref().unwrap();
        // A loop that is over takes no more keys, and its test has seen to that.
        let _ = keyboard.send(input).await;
    }

    /// The terminal hangs up: no more keys, no more frames.
    pub(crate) fn hang_up(&mut self) {
        self.glass.shatter();
        self.keyboard = None;
    }

    pub(crate) async fn resize(&self, width: u16, height: u16) {
        self.glass.resize(width, height);
        self.input(Input::Resized).await;
    }

    pub(crate) async fn signal(&self, number: u8) {
        self.signals.send(Signal(number)).await.unwrap();
    }

    /// Waits for a frame of which this is true.
    pub(crate) async fn wait_for(&mut self, is: impl Fn(&Frame) -> bool) -> Frame {
        let wait = async {
            loop {
                let frame = self.glass.frames.borrow_and_update().clone();
                if is(&frame) {
                    return Some(frame);
                }
                if self.glass.frames.changed().await.is_err() {
                    return None;
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, wait).await;
        let frame = self.glass.frames.borrow().clone();
        match found {
            Ok(Some(found)) => found,
            Ok(None) => panic!("the loop ended before this appeared; last:\n{}", frame.text),
            Err(_) => panic!("this did not appear; the screen is:\n{}", frame.text),
        }
    }

    /// Waits for a text on the screen.
    pub(crate) async fn sees(&mut self, text: &str) -> Frame {
        let shown = self.wait_for(|frame| frame.says(text));
        tokio::time::timeout(PATIENCE * 2, shown)
            .await
            .unwrap_or_else(|_| panic!("{text:?} did not appear"))
    }

    /// The frame after everything sent so far was taken in: the help dialog is opened and
    /// closed again, which needs frames of its own.
    pub(crate) async fn settled(&mut self) -> Frame {
        self.press("?").await;
        self.sees("─ Help ─").await;
        self.press("esc").await;
        self.wait_for(|frame| !frame.says("─ Help ─")).await
    }

    /// Waits for the end of the loop.
    pub(crate) async fn closing(self) -> Closing {
        let closing = tokio::time::timeout(PATIENCE, self.screen).await;
        self.polling.abort();
        closing.expect("the loop goes on").unwrap().unwrap()
    }

    /// Whether the loop still runs.
    pub(crate) fn is_running(&self) -> bool {
        !self.screen.is_finished()
    }

    /// The server goes away, with every connection.
    pub(crate) async fn cut(&mut self) {
        self.served.take().unwrap().shutdown().await.unwrap();
    }

    /// What went past the frames: the clipboard and the bell.
    pub(crate) fn emitted(&self) -> String {
        self.emitted.lock().unwrap().clone()
    }

    /// What can still be asked when the loop is over.
    pub(crate) fn witness(&self) -> Arc<Witness> {
        Arc::clone(&self.witness)
    }
}

/// What the server and the journal saw.
pub(crate) struct Witness {
    simulator: Simulator,
    journal: PathBuf,
    /// Removed with its files when nobody asks any more.
    _folder: TempDir,
}

impl Witness {
    /// The deleting requests that arrived, oldest first.
    pub(crate) fn deletes(&self) -> Vec<LedgerEntry> {
        let mut ledger = self.simulator.ledger();
        ledger.retain(|entry| entry.method != "GET");
        ledger
    }

    /// The sessions that were ended, in order of id.
    pub(crate) fn ended(&self) -> Vec<SessionKey> {
        let mut ended: Vec<_> = self.deletes().into_iter().flat_map(|e| e.ended).collect();
        ended.sort_unstable();
        ended
    }

    /// Whether nothing was ever recorded.
    pub(crate) fn is_blank(&self) -> bool {
        !self.journal.exists()
    }

    /// The journal, record by record.
    pub(crate) fn journal(&self) -> Vec<Record> {
        read(&self.journal).unwrap().map(Result::unwrap).collect()
    }

    /// The sessions that records of one kind are about, in order of id.
    pub(crate) fn recorded(&self, event: Event) -> Vec<SessionKey> {
        let records = self.journal().into_iter();
        let key = |record: Record| {
            let (user, session) = (record.user_id?, record.session_id?);
            format!("{user}/{session}").parse().ok()
        };
        let mut keys: Vec<_> = records
            .filter(|r| r.event == event)
            .filter_map(key)
            .collect();
        keys.sort_unstable();
        keys
    }
}

/// A theme on a terminal of sixteen colours.
pub(crate) fn theme(choice: ThemeChoice) -> Theme {
    let terminal = zentop::settings::Terminal {
        background: None,
        depth: ColorDepth::Sixteen,
    };
    Theme::choose(choice, ColorChoice::Auto, &terminal, Borders::Unicode)
}
