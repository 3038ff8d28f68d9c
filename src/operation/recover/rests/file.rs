//! The file of what one run left to do: found, read, put in words, and made shorter.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::files::{self, is_below_a_device};
use crate::journal::{NamedTarget, RunId};
use crate::model::{SafeText, Timestamp, UserId};
use crate::operation::offboard::{OffboardLine, OffboardRest};
use crate::operation::run_rest::{REST_SUFFIX, plans_beside};
use crate::operation::{PlanFile, RunRest};
use crate::zendesk::{Account, logged};

/// The most that is read as such a file, in bytes.
const LARGEST: u64 = 64 << 20;

/// Why such a file says nothing.
const NOT_WHOLE: &str = "it is not such a file as zentop writes, or not whole";
const EDITED: &str = "it was edited after it was made, and is not carried out";

/// The file of what one run left.
pub(in crate::operation::recover) struct LeftFile {
    pub(super) run: RunId,
    path: PathBuf,
    pub(super) content: LeftContent,
}

pub(super) enum LeftContent {
    Offboarding(Box<OffboardRest>),
    Other(Box<PlanFile>),
    /// What it says cannot be told, for this reason, so that nobody knows whether all of it is done.
    Unreadable(String),
}

/// What a file says of where it is of, and until when.
#[derive(Deserialize)]
struct Head {
    account: String,
    origin: String,
    expires_at: String,
}

impl LeftFile {
    /// The files of this account that are beside this journal and have not expired, oldest first.
    ///
    /// # Errors
    /// If the folder of them cannot be read: why, so that nobody knows what earlier runs left to do.
    pub(in crate::operation::recover) fn all(
        account: &Account,
        journal: &Path,
        now: Timestamp,
    ) -> Result<Vec<Self>, String> {
        let paths = paths_beside(journal)?.into_iter();
        let mut all: Vec<Self> = paths
            .filter_map(|path| Self::read(path, account, now))
            .collect();
        all.sort_unstable_by(|a, b| a.run.cmp(&b.run));
        Ok(all)
    }

    /// How many files beside this journal are of other accounts and have not expired, by their origin.
    pub(in crate::operation::recover) fn of_others(
        account: &Account,
        journal: &Path,
        now: Timestamp,
    ) -> BTreeMap<SafeText, usize> {
        let mut others = BTreeMap::new();
        // That the folder cannot be read is told where its own files are wanted.
        for path in paths_beside(journal).unwrap_or_default() {
            let name = path.file_name().and_then(|name| name.to_str());
            if !name.is_some_and(|name| name.ends_with(REST_SUFFIX)) {
                continue;
            }
            let head = files::read(&path, LARGEST).ok().flatten();
            let head = head.and_then(|bytes| serde_json::from_slice::<Head>(&bytes).ok());
            let Some(head) = head else { continue };
            let is_ours = head.account == account.name() && head.origin == account.origin();
            let is_due = Timestamp::parse(&head.expires_at).is_ok_and(|at| at > now);
            if !is_ours && is_due {
                *others.entry(SafeText::new(&head.origin)).or_insert(0) += 1;
            }
        }
        others
    }

    pub(super) fn read(path: PathBuf, account: &Account, now: Timestamp) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let run: RunId = name.strip_suffix(REST_SUFFIX)?.parse().ok()?;
        let content = match Self::content(&path, account, now) {
            Ok(content) => content?,
            Err(why) => LeftContent::Unreadable(why),
        };
        Some(Self { run, path, content })
    }

    /// What a file says; `None` if it is of another account, has expired, or is not there any more.
    ///
    /// # Errors
    /// If that cannot be told: why.
    fn content(
        path: &Path,
        account: &Account,
        now: Timestamp,
    ) -> Result<Option<LeftContent>, String> {
        let Some(bytes) = files::read(path, LARGEST).map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let head: Head = serde_json::from_slice(&bytes).map_err(|_| NOT_WHOLE)?;
        let is_ours = head.account == account.name() && head.origin == account.origin();
        let expires_at = Timestamp::parse(&head.expires_at).map_err(|_| NOT_WHOLE)?;
        if !is_ours || expires_at <= now {
            return Ok(None);
        }
        let (content, is_edited) = if let Ok(rest) = OffboardRest::parse(&bytes) {
            let is_edited = rest.is_edited();
            (LeftContent::Offboarding(Box::new(rest)), is_edited)
        } else {
            let file = PlanFile::parse(&bytes).map_err(|_| NOT_WHOLE)?;
            let is_edited = file.is_edited();
            (LeftContent::Other(Box::new(file)), is_edited)
        };
        if is_edited {
            return Err(EDITED.to_owned());
        }
        Ok(Some(content))
    }

    /// What it comes to, in words, with the command that goes on with it: so many of its people or targets
    /// are open, which may be all that the run was to do, since it did nothing.
    pub(super) fn lines(&self, open: usize, is_all_of_it: bool) -> Vec<String> {
        let mut rest = RunRest {
            is_all_of_it,
            ..RunRest::default()
        };
        match &self.content {
            LeftContent::Offboarding(_) => rest.name_offboarding(&self.path, open),
            LeftContent::Other(file) => {
                let all = file.lists_in_words();
                let is_some = open < file.lists();
                let left = if is_some {
                    format!("{open} of {all}")
                } else {
                    all
                };
                rest.name_plan(&self.path, &left);
            }
            LeftContent::Unreadable(why) => {
                let path = SafeText::new(&self.path.display().to_string());
                return vec![
                    format!(
                        "run {}: what it left to do is in {path}, and is not known: {why}",
                        self.run
                    ),
                    format!(
                        "  what it was to do: zentop journal show --run {}; take the file away once that \
                         is seen to",
                        self.run
                    ),
                ];
            }
        }
        let how = if is_all_of_it {
            "it did nothing, and what it was to do is not done"
        } else {
            "not all that it left to do is done, and nothing more was sent for it"
        };
        let head = format!("run {}: {how}", self.run);
        std::iter::once(head).chain(rest.lines).collect()
    }

    /// The people whom it names.
    pub(super) fn people(&self) -> BTreeSet<UserId> {
        match &self.content {
            LeftContent::Offboarding(rest) => {
                let lines = rest.lines().iter();
                lines.flat_map(OffboardLine::people_behind).collect()
            }
            LeftContent::Other(file) => file.people_behind(),
            LeftContent::Unreadable(_) => BTreeSet::new(),
        }
    }

    /// Leaves only those people in the file of an offboarding of whom this is so.
    pub(super) fn leave_only(&self, rest: &OffboardRest, is_so: impl Fn(&OffboardLine) -> bool) {
        let Some(file) = rest.only(is_so) else {
            return self.forget();
        };
        if file.people() == rest.people() {
            return;
        }
        self.write(file.to_json());
    }

    /// Leaves these targets out of any other file.
    pub(super) fn leave_out(&mut self, done: &FxHashSet<NamedTarget>) {
        let LeftContent::Other(file) = &self.content else {
            return;
        };
        let all = file.left(|_| true).targets;
        let left = all.iter().filter(|target| !done.contains(target)).count();
        if left == 0 {
            return self.forget();
        }
        if left == all.len() {
            return;
        }
        // What is of a shape that is not written any more stays as it is.
        let Some(shorter) = file.only(|target| !done.contains(target)) else {
            return;
        };
        if self.write(shorter.to_json()) {
            self.content = LeftContent::Other(Box::new(shorter));
        }
    }

    /// Writes it anew. Returns whether that could be.
    fn write(&self, text: serde_json::Result<String>) -> bool {
        let written = text.map_err(io::Error::other).and_then(|text| {
            files::write(&self.path, text.as_bytes()).map_err(files::FileError::into_io)
        });
        if let Err(error) = &written {
            tracing::warn!(
                "what is done by now stays in the file of what is left: {}",
                logged(error)
            );
        }
        written.is_ok()
    }

    pub(super) fn forget(&self) {
        if let Err(error) = files::remove(&self.path) {
            tracing::warn!(
                "the file of what is done by now stays on disk: {}",
                logged(&error)
            );
        }
    }
}

/// What is in the folder of plans beside a journal; nothing where there is no such folder.
///
/// # Errors
/// If it cannot be read: why.
fn paths_beside(journal: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = plans_beside(journal);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound || is_below_a_device(&folder) => {
            return Ok(Vec::new());
        }
        entries => entries,
    };
    let paths = entries.and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    paths.map_err(|error: io::Error| {
        let folder = SafeText::new(&folder.display().to_string());
        format!("{folder} cannot be read: {error}")
    })
}
