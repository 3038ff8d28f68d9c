//! A terminal behind glass: the loop draws on it, and a test sees every finished frame.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};
use tokio::sync::watch;
use unicode_width::UnicodeWidthStr as _;
use zentop::runtime::{FrameBackend, OutputPorts};

/// A frame as it was on the screen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// The cells.
    pub(crate) buffer: Arc<Buffer>,
    /// The frame as lines of text.
    pub(crate) text: Arc<str>,
    /// The number of the frame, from 1.
    pub(crate) number: u64,
}

impl Frame {
    /// A frame of these cells.
    pub(crate) fn of(buffer: &Buffer) -> Self {
        Self {
            text: lines(buffer).into(),
            buffer: Arc::new(buffer.clone()),
            number: 0,
        }
    }

    /// Whether a text is somewhere on one line of it.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// A row of the list, counted from the first on the screen.
    pub(crate) fn row(&self, n: usize) -> &str {
        self.text.lines().nth(2 + n).unwrap_or_default()
    }

    /// The first line with a text on it.
    pub(crate) fn line(&self, text: &str) -> Option<&str> {
        self.text.lines().find(|line| line.contains(text))
    }
}

/// The cells as lines of text; the column that a wide sign covers is not written twice.
pub(crate) fn lines(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut covered = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            out.push_str(symbol);
            covered = symbol.width().saturating_sub(1);
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// The test's side: the frame on the screen, its size, and whether the terminal is still there.
#[derive(Clone)]
pub(crate) struct Glass {
    pub(crate) frames: watch::Receiver<Frame>,
    state: Arc<Mutex<State>>,
    changed: Arc<Condvar>,
}

struct State {
    size: Size,
    there: bool,
    /// Whether frames are taken; one that is not waits.
    takes: bool,
    emitted: String,
}

impl Glass {
    /// A screen of this size, and the backend that draws on it.
    pub(crate) fn new(width: u16, height: u16) -> (Self, GlassBackend) {
        let (out, frames) = watch::channel(Frame::default());
        let state = Arc::new(Mutex::new(State {
            size: Size::new(width, height),
            there: true,
            takes: true,
            emitted: String::new(),
        }));
        let changed = Arc::<Condvar>::default();
        let glass = Self {
            frames,
            state: Arc::clone(&state),
            changed: Arc::clone(&changed),
        };
        let inner = TestBackend::new(width, height);
        let backend = GlassBackend {
            inner,
            state,
            changed,
            out,
            number: 0,
        };
        (glass, backend)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The size of the screen.
    pub(crate) fn size(&self) -> Size {
        self.state().size
    }

    /// What the output asks of the terminal; a closed one has no size.
    pub(crate) fn ports(&self, patience: Duration) -> OutputPorts {
        let glass = self.clone();
        let size = move || {
            let state = glass.state();
            if state.there {
                Ok(state.size)
            } else {
                Err(io::Error::other("the terminal is gone"))
            }
        };
        OutputPorts {
            size: Box::new(size),
            taken: Arc::default(),
            patience,
        }
    }

    /// What was written past the frames: the clipboard and the bell.
    pub(crate) fn emitted(&self) -> String {
        self.state().emitted.clone()
    }

    /// Stops taking frames: whoever writes one waits.
    pub(crate) fn stall(&self) {
        self.state().takes = false;
    }

    /// Takes frames again.
    pub(crate) fn go_on(&self) {
        self.state().takes = true;
        self.changed.notify_all();
    }

    /// Resizes the screen.
    pub(crate) fn resize(&self, width: u16, height: u16) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.size = Size::new(width, height);
    }

    /// Makes writing fail from now on, as it does on a terminal that was closed.
    pub(crate) fn shatter(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.there = false;
    }
}

/// The loop's side: a `TestBackend` that shows its frames.
pub(crate) struct GlassBackend {
    inner: TestBackend,
    state: Arc<Mutex<State>>,
    changed: Arc<Condvar>,
    out: watch::Sender<Frame>,
    number: u64,
}

impl FrameBackend for GlassBackend {
    fn begin(&mut self, size: Size) {
        let area = self.inner.buffer().area;
        if (area.width, area.height) != (size.width, size.height) {
            self.inner.resize(size.width, size.height);
        }
    }
}

impl Backend for GlassBackend {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let area = self.inner.buffer().area;
        let inside = |x: u16, y: u16| x < area.width && y < area.height;
        for (x, y, cell) in content {
            // A wide sign erases what it covers on a terminal; `TestBackend` would keep it.
            let covered = (x + 1..).take(cell.symbol().width().saturating_sub(1));
            let covered = covered.map(|x| (x, y, &Cell::EMPTY));
            let cells = std::iter::once((x, y, cell)).chain(covered);
            let Ok(()) = self.inner.draw(cells.filter(|(x, y, _)| inside(*x, *y)));
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor().map_err(io::Error::other)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor().map_err(io::Error::other)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position().map_err(io::Error::other)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner
            .set_cursor_position(position)
            .map_err(io::Error::other)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear().map_err(io::Error::other)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner
            .clear_region(clear_type)
            .map_err(io::Error::other)
    }

    fn size(&self) -> io::Result<Size> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.there {
            Ok(state.size)
        } else {
            Err(io::Error::other("the terminal is gone"))
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size().map_err(io::Error::other)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.size()?;
        {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = self.changed.wait_while(state, |state| !state.takes);
            drop(taken);
        }
        self.number += 1;
        let number = self.number;
        let frame = Frame::of(self.inner.buffer());
        self.out.send_replace(Frame { number, ..frame });
        Ok(())
    }
}

impl io::Write for GlassBackend {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.emitted.push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
