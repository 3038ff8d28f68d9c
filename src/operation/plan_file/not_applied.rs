//! Why a file is not carried out, in words that say what to do.

use super::{BadSeal, MoreThanListed};
use crate::journal::NamedTarget;
use crate::model::{SessionKey, counted};
use crate::operation::{ExcludedBecause, Refusal, Route};

/// Why a file is not carried out. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotApplied {
    /// The file was edited, is of another account, or is not in time.
    #[error("{}", .0.of_plan_file())]
    Seal(#[from] BadSeal),
    /// The file's route ends more than the file lists, so nobody knows what was reviewed.
    #[error(
        "the plan file ends sessions by the route {}, which takes all of these people's \
         and not only those that it lists; make one with --route exact, or use zentop end",
        .0.as_str()
    )]
    Wide(Route),
    /// The counts in the file do not match its list.
    #[error(
        "the plan file says {message} of {} and lists {lists}; make a new one with zentop plan",
        counted(*people, "person", "people")
    )]
    Count {
        /// The `count` that the file states, in words.
        message: String,
        /// The number of `people` that the file states.
        people: usize,
        /// The number that the file lists.
        lists: usize,
    },
    /// The caller expects another number.
    #[error("--expect {expected}, but the plan file lists {lists}; nothing was sent")]
    Expected {
        /// The number that the caller expects.
        expected: usize,
        /// What the file lists, in words.
        lists: String,
    },
    /// A session of the file, or one that its route takes, came under somebody else as well.
    #[error(
        "the session {0} came under more than one person, so whose it is is not known, and nothing of the \
         file is carried out; make a new one with zentop plan"
    )]
    Claimed(SessionKey),
    /// Somebody or something in the file must not be touched now, whatever was true when the file was
    /// made.
    #[error(
        "{target} in the plan file is {}, so nothing of the file is carried out; \
         make a new one with zentop plan",
        because.as_str()
    )]
    Excluded {
        /// The session that must not be ended, or the person who must not be touched.
        target: NamedTarget,
        /// The reason why it is excluded.
        because: ExcludedBecause,
    },
    /// The most that may go is said of a file that never takes more than it lists.
    #[error(
        "--at-most is for files that may take more than they list, by a wide route or an offboarding, \
         and this file does something else; nothing was sent: give --expect, or neither"
    )]
    TakesNoMore,
    /// People of the file have what it does not list, and that would go with the rest.
    #[error("{}", refused_more(.more, .message, *.most))]
    More {
        /// What that is.
        more: MoreThanListed,
        /// What the file lists, in words.
        message: String,
        /// The number that would allow it, counted as the file counts.
        most: usize,
    },
    /// More would go than the caller allows.
    #[error("{count} would go, and --at-most {most} allows no more; nothing was sent")]
    AtMost {
        /// What would go, in words.
        count: String,
        /// The most that the caller allows.
        most: usize,
    },
    /// A limit that every plan has forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

fn refused_more(more: &MoreThanListed, lists: &str, most: usize) -> String {
    let mut lines = vec![format!(
        "the plan file lists {lists}, and {} of these people would go as well, which nobody reviewed; \
         nothing was sent",
        more.counted()
    )];
    lines.extend(more.lines());
    lines.push(format!(
        "make a new one with zentop plan, or take these as well: --at-most {most}"
    ));
    lines.join("\n  ")
}
