//! A disk whose syncs last until the test lets them end.

use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use zentop::journal::{DiskFile, JournalError, Storage};

/// How long a sync takes that nobody lets end.
const SYNC: Duration = Duration::from_secs(5);

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
}

impl Gate {
    pub(super) fn close(&self) {
        self.state.lock().unwrap().is_closed = true;
    }

    pub(super) fn open(&self) {
        self.state.lock().unwrap().is_closed = false;
        self.changed.notify_all();
    }

    /// Whether a sync waits.
    pub(super) fn holds(&self) -> bool {
        self.state.lock().unwrap().waiting > 0
    }

    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.waiting += 1;
        let wait = self
            .changed
            .wait_timeout_while(state, SYNC, |state| state.is_closed);
        wait.unwrap().0.waiting -= 1;
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
