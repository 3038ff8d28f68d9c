//! A journal's storage in memory: it counts calls, fails one of them, and knows what would be left
//! after a power cut and since when.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use zentop::journal::{Doing, JournalError, Record, RecordReader, Storage, Verification, verify};

use super::{Moment, Time};

const PATH: &str = "/memory/journal.jsonl";

/// A record that survives a power cut, and since when it does.
#[derive(Clone, Debug)]
pub(crate) struct Durable {
    pub(crate) record: Record,
    pub(crate) since: Moment,
}

/// The storage. Clones share it, as file descriptors share a file.
#[derive(Clone, Debug)]
pub(crate) struct MemoryDisk {
    time: Time,
    platter: Arc<Mutex<Platter>>,
}

#[derive(Debug, Default)]
struct Platter {
    bytes: Vec<u8>,
    synced: usize,
    durable: Vec<Durable>,
    calls: u64,
    fails_at: Option<u64>,
    panics_at: Option<u64>,
    failed: bool,
}

impl MemoryDisk {
    /// An empty disk that does not fail.
    pub(crate) fn new(time: Time) -> Self {
        Self {
            time,
            platter: Arc::default(),
        }
    }

    /// Makes the call with this number fail, counted from 1 over the life of the disk.
    pub(crate) fn fail_at(&self, call: u64) {
        self.platter().fails_at = Some(call);
    }

    /// Makes the call with this number panic, counted from 1 over the life of the disk.
    pub(crate) fn panic_at(&self, call: u64) {
        self.platter().panics_at = Some(call);
    }

    /// The calls so far.
    pub(crate) fn calls(&self) -> u64 {
        self.platter().calls
    }

    /// Whether a call has failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.platter().failed
    }

    /// The records that survive a power cut, in order.
    pub(crate) fn durable(&self) -> Vec<Durable> {
        self.platter().durable.clone()
    }

    /// Checks the chain over everything that was written.
    pub(crate) fn verify(&self) -> Verification {
        verify(&self.platter().bytes[..]).unwrap()
    }

    /// Checks the chain over what survives a power cut.
    pub(crate) fn verify_durable(&self) -> Verification {
        let platter = self.platter();
        verify(&platter.bytes[..platter.synced]).unwrap()
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.platter.lock().unwrap()
    }

    /// Counts a call, and fails it if it is the one.
    fn call(&self) -> io::Result<MutexGuard<'_, Platter>> {
        let mut platter = self.platter();
        platter.calls += 1;
        let panics = platter.panics_at == Some(platter.calls);
        if platter.fails_at == Some(platter.calls) {
            platter.failed = true;
            return Err(io::Error::other("the disk fails on request"));
        }
        if panics {
            platter.failed = true;
            drop(platter);
            panic!("the disk panics on request");
        }
        Ok(platter)
    }
}

impl Storage for MemoryDisk {
    fn path(&self) -> &Path {
        Path::new(PATH)
    }

    fn reopen(&mut self) -> Result<bool, JournalError> {
        let failed = |source| JournalError::Io {
            path: PATH.into(),
            doing: Doing::Open,
            source,
        };
        self.call().map(|_| false).map_err(failed)
    }

    fn lock(&mut self) -> io::Result<()> {
        self.call().map(|_| ())
    }

    fn unlock(&mut self) -> io::Result<()> {
        self.call().map(|_| ())
    }

    fn in_place(&self) -> io::Result<bool> {
        self.call().map(|_| true)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.call()?.bytes.len() as u64)
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let platter = self.call()?;
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let found = platter.bytes.get(start..start + bytes.len());
        bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    /// A failing append leaves half a line behind.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.call() {
            Ok(mut platter) => platter.bytes.extend_from_slice(bytes),
            Err(error) => {
                let half = &bytes[..bytes.len() / 2];
                self.platter().bytes.extend_from_slice(half);
                return Err(error);
            }
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let since = self.time.moment();
        let mut platter = self.call()?;
        let fresh = platter.bytes[platter.synced..].to_vec();
        let records = RecordReader::new(&fresh[..]).map(|record| record.unwrap());
        let durable = records.map(|record| Durable { record, since });
        platter.durable.extend(durable);
        platter.synced = platter.bytes.len();
        Ok(())
    }
}
