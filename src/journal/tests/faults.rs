//! Rows 81–85: every call fails once; power is cut after every append.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::*;

/// A real file whose `nth` call fails, an append after half of its bytes.
#[derive(Debug)]
struct Failing {
    file: DiskFile,
    left: Arc<AtomicU32>,
    synced: Arc<AtomicU64>,
}

impl Failing {
    fn on(path: &Path, calls: u32) -> (Box<Self>, Arc<AtomicU32>, Arc<AtomicU64>) {
        let (left, synced) = (Arc::new(AtomicU32::new(calls)), Arc::default());
        let file = DiskFile::open(path).unwrap();
        let failing = Self {
            file,
            left: Arc::clone(&left),
            synced: Arc::clone(&synced),
        };
        (Box::new(failing), left, synced)
    }

    fn call(&self) -> io::Result<()> {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            return Err(io::Error::from_raw_os_error(28));
        }
        Ok(())
    }
}

impl Storage for Failing {
    fn path(&self) -> &Path {
        self.file.path()
    }
    fn reopen(&mut self) -> Result<bool, JournalError> {
        let path = self.path().to_owned();
        self.call().map_err(|source| JournalError::Io {
            path,
            doing: Doing::Open,
            source,
        })?;
        self.file.reopen()
    }
    fn lock(&mut self) -> io::Result<()> {
        self.call()?;
        self.file.lock()
    }
    fn unlock(&mut self) -> io::Result<()> {
        self.file.unlock()?;
        self.call()
    }
    fn in_place(&self) -> io::Result<bool> {
        self.call()?;
        self.file.in_place()
    }
    fn size(&self) -> io::Result<u64> {
        self.call()?;
        self.file.size()
    }
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.call()?;
        self.file.read_at(offset, bytes)
    }
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.call() {
            self.file.append(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        self.file.append(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.call()?;
        self.file.sync()?;
        self.synced.store(self.file.size()?, Ordering::Relaxed);
        Ok(())
    }
}

const NEVER: u32 = u32::MAX;

/// A journal with two records, then one that is torn.
fn torn(path: &Path) {
    append(&mut open(path), 1..=3);
    let text = std::fs::read(path).unwrap();
    std::fs::write(path, &text[..text.len() - 9]).unwrap();
}

#[test]
fn each_call_that_fails_gives_an_error_and_no_further_append() {
    let run = run();
    let entry = Entry::Cancelled {
        run: &run,
        left: &[],
    };
    let mut failures = 0;
    for nth in 1.. {
        let (_directory, path) = place();
        torn(&path);
        let (failing, left, _) = Failing::on(&path, nth);
        let Ok(mut journal) = Journal::on(failing, who()) else {
            failures += 1;
            continue;
        };
        let mut receipts = Vec::new();
        let mut error = None;
        for round in 0..4 {
            if round == 2 {
                // The file is replaced, so that opening it again is among the calls that fail.
                std::fs::rename(&path, path.with_extension("old")).unwrap();
            }
            match journal.append(&entry, NOW) {
                Ok(receipt) => receipts.push(receipt),
                Err(failure) => {
                    error = Some(failure);
                    break;
                }
            }
        }
        let Some(error) = error else { break };
        failures += 1;
        let text = error.to_string();
        assert!(
            text.contains("No space left") && text.contains("nothing is changed"),
            "{text}"
        );
        let size = std::fs::metadata(&path).map(|found| found.len()).ok();
        for _ in 0..3 {
            let again = journal.append(&entry, NOW);
            assert!(
                matches!(again, Err(JournalError::Poisoned { .. })),
                "call {nth}"
            );
        }
        assert_eq!(std::fs::metadata(&path).map(|found| found.len()).ok(), size);

        left.store(NEVER, Ordering::Relaxed);
        journal.reopen().unwrap();
        receipts.push(journal.append(&entry, NOW).unwrap());
        let mut hashes: Vec<_> = whole(&path).into_iter().map(|record| record.hash).collect();
        let old = path.with_extension("old");
        if old.exists() {
            // What was replaced is named, whichever call failed.
            assert!(!check(&path).follows.is_empty(), "call {nth}");
            hashes.extend(whole(&old).into_iter().map(|record| record.hash));
        }
        assert!(
            receipts
                .iter()
                .all(|receipt| hashes.contains(&receipt.hash)),
            "call {nth}"
        );
    }
    assert!(failures >= 25, "only {failures} calls were reached");
}

#[test]
fn what_was_receipted_survives_a_power_cut() {
    let (_directory, path) = place();
    let (failing, _, synced) = Failing::on(&path, NEVER);
    let mut journal = Journal::on(failing, who()).unwrap();
    for item in 1..=5 {
        let receipt = append(&mut journal, item..=item).pop().unwrap();
        let durable = usize::try_from(synced.load(Ordering::Relaxed)).unwrap();
        let text = std::fs::read(&path).unwrap();
        let left = verify_against(&text[..durable], &receipt.hash).unwrap();
        assert_eq!(left.first_bad, None);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_named_with_what_that_means() {
    let (_directory, path) = place();
    let device = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let storage = Full(DiskFile::open(&path).unwrap(), device);
    let mut journal = Journal::on(Box::new(storage), who()).unwrap();
    let run = run();
    let error = journal
        .append(
            &Entry::Cancelled {
                run: &run,
                left: &[],
            },
            NOW,
        )
        .unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("could not write to the journal"), "{text}");
    assert!(text.contains("No space left on device"), "{text}");
    assert!(
        text.contains("nothing is changed without a record"),
        "{text}"
    );
}

/// Looks like the file at its path, and writes to `/dev/full`, which only Linux has.
#[cfg(target_os = "linux")]
#[derive(Debug)]
struct Full(DiskFile, std::fs::File);

#[cfg(target_os = "linux")]
impl Storage for Full {
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn reopen(&mut self) -> Result<bool, JournalError> {
        self.0.reopen()
    }
    fn lock(&mut self) -> io::Result<()> {
        self.0.lock()
    }
    fn unlock(&mut self) -> io::Result<()> {
        self.0.unlock()
    }
    fn in_place(&self) -> io::Result<bool> {
        self.0.in_place()
    }
    fn size(&self) -> io::Result<u64> {
        self.0.size()
    }
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.0.read_at(offset, bytes)
    }
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(&mut self.1, bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}
