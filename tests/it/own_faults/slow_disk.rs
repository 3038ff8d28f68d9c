//! A disk whose syncs last until the test lets them end.

use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use zentop::journal::{DiskFile, JournalError, Storage};

/// How long a sync takes that nobody lets end, which no test wants to see.
const SYNC: Duration = Duration::from_secs(15);

/// What syncs wait at.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct GateState {
    is_closed: bool,
    waiting: usize,
    /// The syncs that ended although nobody let them.
    tired: usize,
}

impl Gate {
    pub(super) fn close(&self) {
        self.state.lock().unwrap().is_closed = true;
    }

    pub(super) fn open(&self) {
        self.state.lock().unwrap().is_closed = false;
        self.changed.notify_all();
    }

    /// Waits in a thread of its own until a sync waits.
    pub(super) async fn is_reached(self: &Arc<Self>) {
        let gate = Arc::clone(self);
        let wait = tokio::task::spawn_blocking(move || {
            let state = gate.state.lock().unwrap();
            let wait = gate
                .changed
                .wait_timeout_while(state, SYNC, |state| state.waiting == 0);
            assert!(!wait.unwrap().1.timed_out(), "nothing is synced");
        });
        wait.await.unwrap();
    }

    /// Whether a sync waits, and has done so since the first one came.
    pub(super) fn holds(&self) -> bool {
        let state = self.state.lock().unwrap();
        state.waiting > 0 && state.tired == 0
    }

    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.waiting += 1;
        self.changed.notify_all();
        let wait = self
            .changed
            .wait_timeout_while(state, SYNC, |state| state.is_closed);
        let (mut state, wait) = wait.unwrap();
        state.waiting -= 1;
        state.tired += usize::from(wait.timed_out());
    }
}

/// A file behind a gate.
#[derive(Debug)]
pub(super) struct SlowDisk {
    file: DiskFile,
    gate: Arc<Gate>,
}

impl SlowDisk {
    pub(super) fn new(file: DiskFile, gate: Arc<Gate>) -> Self {
        Self { file, gate }
    }
}

impl Storage for SlowDisk {
    fn path(&self) -> &Path {
        self.file.path()
    }

    fn reopen(&mut self) -> Result<bool, JournalError> {
        self.file.reopen()
    }

    fn lock(&mut self) -> io::Result<()> {
        self.file.lock()
    }

    fn unlock(&mut self) -> io::Result<()> {
        self.file.unlock()
    }

    fn in_place(&self) -> io::Result<bool> {
        self.file.in_place()
    }

    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.read_at(offset, bytes)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.gate.pass();
        self.file.sync()
    }
}
