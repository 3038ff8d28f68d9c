//! Output on a thread of its own: the loop hands frames over and never waits for the terminal.
//! Only the newest frame counts; the thread writes what differs from the one before, and tells when
//! the terminal has taken it.

use std::io::{self, ErrorKind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use tokio::sync::watch;
use tokio::time::Instant;

use super::terminal::{FrameBackend, OutputPorts, spill};
use crate::model::{Clock, Timestamp, caught_here};
use crate::view::Picture;

/// What the output thread tells.
#[derive(Debug, Clone, Default)]
pub struct OutputState {
    /// The number of frames that the terminal has taken.
    pub frames: u64,
    /// The revision of the last one, and when it was taken.
    drawn: Option<(u64, Timestamp)>,
    /// The number under which that frame was handed over.
    number: u64,
    /// Why nothing is written any more, if so.
    pub(super) gone: Option<Arc<io::Error>>,
}

/// The frames and signs that the terminal is to take next.
#[derive(Default)]
struct NextOutput {
    frame: Option<NumberedFrame>,
    /// Whether what the terminal shows is not known, so that all of it is written.
    anew: bool,
    bell: bool,
    /// The escape sequence that goes past the frame; the newest one counts.
    sequence: Option<String>,
    is_over: bool,
}

impl NextOutput {
    fn is_something(&self) -> bool {
        self.frame.is_some() || self.bell || self.sequence.is_some() || self.is_over
    }
}

struct NumberedFrame {
    number: u64,
    revision: u64,
    picture: Picture,
}

#[derive(Default)]
struct Mailbox {
    wanted: Mutex<NextOutput>,
    changed: Condvar,
}

impl Mailbox {
    fn wanted(&self) -> MutexGuard<'_, NextOutput> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut NextOutput)) {
        change(&mut self.wanted());
        self.changed.notify_one();
    }

    /// Waits for something to write.
    fn next(&self) -> NextOutput {
        let waited = self
            .changed
            .wait_while(self.wanted(), |wanted| !wanted.is_something());
        std::mem::take(&mut *waited.unwrap_or_else(PoisonError::into_inner))
    }
}

/// The loop's side of the output.
pub struct Output {
    mailbox: Arc<Mailbox>,
    ports: OutputPorts,
    state: watch::Receiver<OutputState>,
    /// The number of the newest frame.
    posted: u64,
    /// The number of the last frame of which the loop heard that it was taken.
    heard: u64,
    /// What the terminal had taken when that last changed, and when that was.
    progress: (u64, Instant),
}

/// What the loop hears of the terminal.
#[derive(Debug)]
pub(super) enum OutputNews {
    /// A frame was taken.
    Drawn { revision: u64, at: Timestamp },
    /// Nothing can be written any more.
    Gone(Arc<io::Error>),
}

impl Output {
    /// Starts the thread that writes to `backend`.
    pub fn start(backend: impl FrameBackend, ports: OutputPorts, clock: Clock) -> io::Result<Self> {
        let mailbox = Arc::<Mailbox>::default();
        let (tell, state) = watch::channel(OutputState::default());
        let mut writing = OutputThread {
            backend,
            shown: None,
            clock,
            tell,
        };
        let mailbox_of_thread = Arc::clone(&mailbox);
        std::thread::Builder::new()
            .name("output".to_owned())
            .spawn(move || {
                let written = caught_here(|| writing.write_all(&mailbox_of_thread));
                let Err(why) = written.map_err(io::Error::other).flatten() else {
                    return;
                };
                writing
                    .tell
                    .send_modify(|state| state.gone = Some(Arc::new(why)));
            })?;
        Ok(Self {
            mailbox,
            ports,
            state,
            posted: 0,
            heard: 0,
            progress: (0, Instant::now()),
        })
    }

    /// What the thread tells, for whoever looks on.
    pub fn state(&self) -> watch::Receiver<OutputState> {
        self.state.clone()
    }

    /// The size of the screen.
    pub(super) fn size(&self) -> io::Result<Size> {
        (self.ports.size)()
    }

    /// Hands a frame over. One that was not begun yet is dropped.
    pub(super) fn post(&mut self, revision: u64, picture: Picture) {
        if self.posted == self.heard {
            self.progress = (self.mark(), Instant::now());
        }
        self.posted += 1;
        let frame = NumberedFrame {
            number: self.posted,
            revision,
            picture,
        };
        self.mailbox.change(|wanted| wanted.frame = Some(frame));
    }

    /// Has the next frame written as a whole, on a screen that is cleared first.
    pub(super) fn redraw(&self) {
        self.mailbox.change(|wanted| wanted.anew = true);
    }

    /// Rings the bell.
    pub(super) fn ring(&self) {
        self.mailbox.change(|wanted| wanted.bell = true);
    }

    /// Writes an escape sequence past the frame.
    pub(super) fn emit(&self, sequence: &str) {
        self.mailbox
            .change(|wanted| wanted.sequence.get_or_insert_default().push_str(sequence));
    }

    /// Waits for news.
    pub(super) async fn changed(&mut self) {
        if self.state.changed().await.is_err() {
            // The thread is over, and told why before.
            std::future::pending::<()>().await;
        }
        self.state.mark_changed();
    }

    /// The news since this was asked last.
    pub(super) fn news(&mut self) -> Option<OutputNews> {
        if !self.state.has_changed().unwrap_or(true) {
            return None;
        }
        let state = self.state.borrow_and_update().clone();
        if let Some(why) = state.gone {
            return Some(OutputNews::Gone(why));
        }
        if state.number == self.heard {
            return None;
        }
        self.heard = state.number;
        let (revision, at) = state.drawn?;
        Some(OutputNews::Drawn { revision, at })
    }

    /// Whether the terminal has taken nothing for longer than it may.
    pub(super) fn is_stalled(&mut self, now: Instant) -> bool {
        let mark = self.mark();
        if self.posted == self.heard || mark != self.progress.0 {
            self.progress = (mark, now);
        }
        now.duration_since(self.progress.1) >= self.ports.patience
    }

    /// Forgets how long the terminal took nothing: nobody could wait for it meanwhile.
    pub(super) fn begin_waiting(&mut self) {
        self.progress = (self.mark(), Instant::now());
    }

    fn mark(&self) -> u64 {
        let frames = self.state.borrow().frames;
        frames.wrapping_add(self.ports.taken.load(Ordering::Relaxed))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A thread that waits for the terminal ends when that is given back, or with the program.
        self.mailbox.change(|wanted| wanted.is_over = true);
    }
}

/// The thread's side of the output.
struct OutputThread<B> {
    backend: B,
    /// The cells on the terminal, where they are known.
    shown: Option<Buffer>,
    clock: Clock,
    tell: watch::Sender<OutputState>,
}

impl<B: FrameBackend> OutputThread<B> {
    fn write_all(&mut self, mailbox: &Mailbox) -> io::Result<()> {
        loop {
            let wanted = mailbox.next();
            if wanted.is_over {
                return Ok(());
            }
            match self.write(wanted) {
                Ok(()) => {}
                // The terminal was given back meanwhile. It may be taken again.
                Err(error) if error.kind() == ErrorKind::NotConnected => self.shown = None,
                Err(error) => return Err(error),
            }
        }
    }

    fn write(&mut self, wanted: NextOutput) -> io::Result<()> {
        if wanted.anew {
            self.shown = None;
        }
        if let Some(frame) = &wanted.frame {
            self.draw(&frame.picture)?;
        }
        if let Some(sequence) = &wanted.sequence {
            self.backend.write_all(sequence.as_bytes())?;
        }
        if wanted.bell {
            self.backend.write_all(b"\x07")?;
        }
        ratatui::backend::Backend::flush(&mut self.backend)?;
        let at = (self.clock)();
        let drawn = wanted.frame.map(|frame| {
            self.shown = Some(frame.picture.buffer);
            (frame.number, frame.revision)
        });
        self.tell.send_modify(|state| {
            state.frames += 1;
            if let Some((number, revision)) = drawn {
                (state.number, state.drawn) = (number, Some((revision, at)));
            }
        });
        Ok(())
    }

    /// Draws what differs from what the terminal shows.
    fn draw(&mut self, picture: &Picture) -> io::Result<()> {
        let next = &picture.buffer;
        self.backend.begin(next.area.as_size());
        let shown = self.shown.take().filter(|shown| shown.area == next.area);
        let shown = if let Some(shown) = shown {
            shown
        } else {
            self.backend.clear()?;
            Buffer::empty(next.area)
        };
        let changed = spill::with_neighbours(shown.diff(next), &shown, next);
        self.backend.draw(changed.into_iter())?;
        match picture.cursor {
            Some(place) => {
                self.backend.set_cursor_position(place)?;
                self.backend.show_cursor()
            }
            None => self.backend.hide_cursor(),
        }
    }
}
