//! The real loop on a stage: keys go in, screens and requests come out.
//!
//! The loop, the poller, the HTTP client, the simulator and the journal are the real ones;
//! only the terminal is a [`Glass`] and the keyboard a channel. Nothing sleeps: a test waits
//! for what a frame says.

mod fuse;
mod glass;
mod keys;
mod plot;
mod time;
mod witness;

use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use ratatui::layout::Size;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use zentop::host::{JobControlSwitch, Signal};
use zentop::model::{Clock, Timestamp};
use zentop::runtime::{Input, OutputState, ScreenOutcome, TerminalLender};
use zentop::settings::{Borders, ColorChoice, ColorDepth, ThemeChoice};
use zentop::simulator::{Served, Simulator};
use zentop::view::{Theme, Themes};

pub(crate) use fuse::Fuse;
pub(crate) use glass::{Frame, Glass, lines};
pub(crate) use keys::{press_of, typed};
pub(crate) use plot::Plot;
pub(crate) use witness::Witness;

use self::time::Time;

/// The longest that anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// The loop under test and everything around it.
pub(crate) struct Stage {
    /// The longest that a frame may take to appear.
    pub(crate) longest: Duration,
    pub(crate) simulator: Simulator,
    /// The account of another profile, if there is one.
    pub(crate) sandbox: Option<Simulator>,
    /// Lets the profile `slow` be connected to.
    pub(crate) gate: Arc<Notify>,
    pub(crate) glass: Glass,
    witness: Arc<Witness>,
    served: Option<Served>,
    pub(crate) fuse: Arc<Fuse>,
    keyboard: Option<mpsc::Sender<Input>>,
    signals: mpsc::Sender<Signal>,
    time: Arc<Time>,
    /// When the last key was typed, in milliseconds.
    typed: AtomicI64,
    clock: Clock,
    taken: watch::Receiver<OutputState>,
    pub(crate) shell: JobControlSwitch,
    pub(crate) lent: Arc<AtomicUsize>,
    screen: JoinHandle<ScreenOutcome>,
    polling: JoinHandle<()>,
}

/// A terminal that is lent and taken again in one moment, and counts how often.
pub(crate) struct Lender(Arc<AtomicUsize>);

impl TerminalLender for Lender {
    fn lend(&mut self, _whole_job: bool) -> bool {
        self.0.fetch_add(1, Ordering::SeqCst);
        true
    }

    fn take_again(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

impl Deref for Stage {
    type Target = Witness;

    fn deref(&self) -> &Witness {
        &self.witness
    }
}

/// Whether the list is whole, and it is known of everybody in it who they are.
pub(crate) fn is_all_known(frame: &Frame) -> bool {
    let is_open = |words: &&str| frame.shows(words);
    frame.shows("LIVE") && !["? id ", " not known "].iter().any(is_open)
}

impl Stage {
    /// Opens the stage and waits for the first whole list and for the names of the sessions'
    /// owners: the challenge depends on their roles.
    pub(crate) async fn live(plot: Plot) -> Self {
        let mut stage = Self::open(plot).await;
        stage.wait_for(is_all_known).await;
        stage
    }

    /// The time on the stage.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The account's address.
    pub(crate) fn url(&self) -> String {
        self.served.as_ref().unwrap().url()
    }

    /// Lets time pass for every clock, but not for timers under way.
    pub(crate) fn skip(&self, time: Duration) {
        self.time.skip(time);
    }

    /// Sets the wall clock forward or back, by seconds.
    pub(crate) fn step_wall(&self, seconds: i64) {
        self.time.step(seconds * 1_000);
    }

    /// Stops the clocks; only [`Stage::skip`] moves them on.
    pub(crate) fn freeze(&self) {
        self.time.freeze();
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

    /// The time of a key that answers the present frame. It is later than the frame's, which the
    /// loop notes just after the frame can be seen, and no sooner after the key before than somebody
    /// types.
    pub(crate) fn later(&self) -> Timestamp {
        let frame = self.now().millis() + 1_000;
        let key = self.typed.load(Ordering::SeqCst) + 50;
        self.typed.store(frame.max(key), Ordering::SeqCst);
        Timestamp::from_millis(frame.max(key))
    }

    /// Scrolls the review to its end, and waits until that was on the screen.
    pub(crate) async fn scroll_to_end(&mut self) {
        self.press("end").await;
        self.taken_in().await;
    }

    /// Marks everybody and confirms that so many sessions are to be ended.
    pub(crate) async fn end_all(&mut self, sessions: usize) {
        self.press("a K").await;
        self.sees(&format!("out of {sessions} sessions")).await;
        self.scroll_to_end().await;
        self.type_in("acme\n").await;
    }

    /// Types nothing for so long that a dialog takes answers again after a key that was not meant
    /// for it.
    pub(crate) fn rest(&self) {
        self.typed
            .store(self.later().millis() + 1_000, Ordering::SeqCst);
    }

    /// Sends anything else that a terminal sends.
    pub(crate) async fn input(&self, input: Input) {
        let keyboard = self.keyboard.as_ref().unwrap();
        // A loop that is over takes no more keys, and its test knows that.
        let _ = keyboard.send(input).await;
    }

    /// Hangs up the terminal: no more keys, no more frames.
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

    /// Waits for a frame that satisfies a condition.
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
        let found = tokio::time::timeout(self.longest, wait).await.ok();
        let frame = self.glass.frames.borrow().clone();
        match found {
            Some(Some(found)) => {
                self.drawn(found.number).await;
                found
            }
            Some(None) => panic!("the loop ended before this appeared; last:\n{}", frame.text),
            None => panic!("this did not appear; the screen is:\n{}", frame.text),
        }
    }

    /// Waits until the loop can know that this frame was drawn.
    async fn drawn(&mut self, number: u64) {
        let heard = self.taken.wait_for(|state| state.frames >= number);
        let heard = tokio::time::timeout(PATIENCE, heard).await;
        // A loop that is over hears nothing more.
        drop(heard.expect("the frame is not told of"));
    }

    /// Waits for a text on the screen.
    pub(crate) async fn sees(&mut self, text: &str) -> Frame {
        self.wait_for(|frame| frame.shows(text)).await
    }

    /// Waits for a report with this text.
    pub(crate) async fn reports(&mut self, text: &str) -> Frame {
        self.wait_for(|frame| frame.shows("│ Over at ") && frame.shows(text))
            .await
    }

    /// The frame after everything sent so far was taken in: the help dialog is opened and
    /// closed again, which needs frames of its own.
    pub(crate) async fn settled(&mut self) -> Frame {
        self.press("?").await;
        self.sees("─ Help ─").await;
        self.press("esc").await;
        self.wait_for(|frame| !frame.shows("─ Help ─")).await
    }

    /// The frame after everything sent so far was taken in, whatever mode it is in.
    pub(crate) async fn taken_in(&mut self) -> Frame {
        let keyboard = self.keyboard.clone().unwrap();
        // All places are free once the loop has received everything. Frames come from another
        // thread, and the newest takes the place of older ones: what is drawn in another size from
        // then on comes after all of it.
        drop(keyboard.reserve_many(keyboard.max_capacity()).await);
        let size = self.glass.size();
        for size in [Size::new(size.width + 1, size.height), size] {
            self.resize(size.width, size.height).await;
            self.wait_for(|frame| frame.buffer.area.as_size() == size)
                .await;
        }
        self.glass.frames.borrow().clone()
    }

    /// Waits for the end of the loop.
    pub(crate) async fn outcome(self) -> ScreenOutcome {
        let outcome = tokio::time::timeout(PATIENCE, self.screen).await;
        self.polling.abort();
        outcome.expect("the loop goes on").unwrap()
    }

    /// Whether the loop still runs.
    pub(crate) fn is_running(&self) -> bool {
        !self.screen.is_finished()
    }

    /// Stops the server and closes every connection.
    pub(crate) async fn cut(&mut self) {
        self.served.take().unwrap().shutdown().await.unwrap();
    }

    /// What was written beside the frames: the clipboard and the bell.
    pub(crate) fn emitted(&self) -> String {
        self.glass.emitted()
    }

    /// The witness, which can be asked even when the loop is over.
    pub(crate) fn witness(&self) -> Arc<Witness> {
        Arc::clone(&self.witness)
    }
}

/// A theme on a terminal of sixteen colours.
pub(crate) fn theme(choice: ThemeChoice) -> Theme {
    themes().theme(choice)
}

/// Every theme on a terminal of sixteen colours.
pub(crate) fn themes() -> Themes {
    Themes {
        color: ColorChoice::Auto,
        terminal: zentop::settings::Terminal {
            background: None,
            is_asked: false,
            depth: ColorDepth::Sixteen,
        },
        borders: Borders::Unicode,
        accent: None,
    }
}
