//! The check of a journal on disk, and what has to be said of it before it is appended to.

use std::path::Path;

use super::disk::io_error;
use super::read::lines_and_head;
use super::{Doing, Flaw, JournalError, Verification, head, verify};

/// Checks the journal at `path`, also against what is remembered of its end.
///
/// # Errors
/// As [`super::lines`], and if the file cannot be read to its end.
pub(crate) fn check(path: &Path) -> Result<Verification, JournalError> {
    let (lines, head) = lines_and_head(path)?;
    let found = verify::verify_with_head(lines, head.as_ref());
    found.map_err(|source| io_error(path, Doing::Read, source))
}

/// What the next record of the journal at `path` will say of the file, for the person who acts.
/// `None` if there is nothing to say.
///
/// # Errors
/// As [`check`], but for a file that was never there.
pub(crate) fn news(path: &Path) -> Result<Option<String>, JournalError> {
    let missing = head::known_head(path).map(|head| {
        let (path, seq) = (path.display(), head.seq);
        format!(
            "the journal that was at {path} is gone; its last record was number {seq}. A new one \
             begins and says so. Look for the old one and keep it"
        )
    });
    match check(path) {
        Err(JournalError::Missing { .. }) => Ok(missing),
        found => Ok(found?.news(path)),
    }
}

impl Verification {
    /// What the next record will say of the file, for a person.
    fn news(&self, path: &Path) -> Option<String> {
        if let Some(damage) = &self.untold {
            return Some(damage.news(path));
        }
        let path = path.display();
        self.lacks_head.then(|| {
            format!(
                "the journal {path}: {}. The next record says so, and recording goes on",
                Flaw::HeadMissing
            )
        })
    }

    /// What a reader of the records has to know of the file, for a person. `None` if it is as
    /// zentop wrote it.
    pub(crate) fn warning(&self) -> Option<String> {
        let bad = self.first_bad.as_ref()?;
        let lines = match self.bad_lines {
            0 => String::new(),
            1 => "; 1 line is damaged in all".to_owned(),
            lines => format!("; {lines} lines are damaged in all"),
        };
        Some(format!(
            "the journal is not as zentop wrote it: {bad}{lines}. What can be read is shown; \
             `zentop journal verify` checks the file"
        ))
    }

    /// Whether all that is wrong is a last line that a crash cut short.
    pub(crate) fn is_only_unfinished(&self) -> bool {
        self.bad_lines == 0
            && !self.lacks_head
            && (self.first_bad.as_ref()).is_none_or(|bad| bad.what == Flaw::Unfinished)
    }
}
