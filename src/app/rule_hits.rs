//! What the rules hit, as it turns on and off, and as it is written for the next time.

use std::sync::Arc;

use super::remembered::FlagsInWords;
use crate::live::{FlagLog, KnownFlags, SessionFlags};
use crate::model::Timestamp;

/// What the rules hit.
#[derive(Debug, Default)]
pub(super) struct RuleHits {
    pub(super) log: FlagLog,
    /// As it is written for the next time.
    in_words: Arc<FlagsInWords>,
}

impl RuleHits {
    /// What was hit when the account was left, which is no news.
    pub(super) fn known(in_words: Arc<FlagsInWords>) -> Self {
        let known = KnownFlags::from_words(FlagsInWords::clone(&in_words));
        Self {
            log: FlagLog::default().knowing(known),
            in_words,
        }
    }

    /// Takes in the flags of newer rows, and puts them into words where those are written.
    pub(super) fn take(&mut self, flags: &Arc<SessionFlags>, is_written: bool, now: Timestamp) {
        if self.log.take(flags, now) && is_written {
            let known = self.log.known().words();
            if known != *self.in_words {
                self.in_words = Arc::new(known);
            }
        }
    }

    /// As it is written for the next time.
    pub(super) const fn in_words(&self) -> &Arc<FlagsInWords> {
        &self.in_words
    }
}
