//! What protects a file that is carried out later: whose it is, how long it lasts, and the hash of what it
//! says. Plan files have it, and so has what is left of an offboarding.

use std::time::Duration;

use ring::digest::{SHA256, digest};
use serde::Serialize;

use super::{Here, LONGEST};
use crate::journal::ascii_json;
use crate::model::{SafeText, Timestamp, hex};

/// How much later than now a file may have been made, since no two clocks agree.
const AHEAD: Duration = Duration::from_secs(5 * 60);

/// Why a file is not taken, as what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSeal {
    /// The content of the file has another hash than the file says.
    #[error("was edited after it was made: its hash is not that of its content")]
    Edited,
    /// The file was made for another account.
    #[error("is for the account {file}, and this is {here}")]
    OtherAccount {
        /// The account in the file.
        file: SafeText,
        /// The account in use.
        here: SafeText,
    },
    /// The file was made for an account of the same name at another origin.
    #[error("is for {file}, and requests would go to {here}")]
    OtherOrigin {
        /// The origin in the file.
        file: SafeText,
        /// The origin in use.
        here: SafeText,
    },
    /// Nobody can tell whether it is in time, for this reason.
    #[error("cannot be told to be in time: {0}")]
    NoTime(&'static str),
    /// The file expired at this time.
    #[error("expired at {0}")]
    Expired(Timestamp),
    /// The file was made later than now.
    #[error(
        "was made at {made_at}, and now it is {now}: the clock of the machine that made it was ahead, or \
         somebody wrote that time"
    )]
    MadeLater {
        /// When it was made, as it says.
        made_at: Timestamp,
        /// The time now.
        now: Timestamp,
    },
    /// The file lasts longer than one may.
    #[error("is of {made_at} and lasts until {expires_at}, and none lasts longer than a week")]
    LastsTooLong {
        /// When it was made, as it says.
        made_at: Timestamp,
        /// When it expires, as it says.
        expires_at: Timestamp,
    },
}

impl BadSeal {
    /// What to do in its place, where a verb can make such a file anew.
    fn advice(&self) -> &'static str {
        match self {
            Self::NoTime(_) => {
                "do the same with zentop end, suspend, tokens revoke or offboard, which need no time"
            }
            _ => "make a new one with zentop plan",
        }
    }

    /// The words about a plan file.
    pub(super) fn of_plan_file(&self) -> String {
        format!("the plan file {self}; nothing was sent: {}", self.advice())
    }
}

/// From when until when a file may be carried out, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileTimes {
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl FileTimes {
    /// The times of a file that is made now.
    pub(crate) fn from(now: Timestamp, lifetime: Duration) -> Self {
        Self {
            made_at: now,
            expires_at: now.after(lifetime),
        }
    }

    /// Checks that the file may be carried out at this time.
    ///
    /// # Errors
    /// If it has expired, was made later than now, or lasts longer than a file may.
    pub(crate) fn check(self, now: Timestamp) -> Result<(), BadSeal> {
        let Self {
            made_at,
            expires_at,
        } = self;
        if expires_at <= now {
            return Err(BadSeal::Expired(expires_at));
        }
        if made_at > now.after(AHEAD) {
            return Err(BadSeal::MadeLater { made_at, now });
        }
        if expires_at > made_at.after(LONGEST) {
            return Err(BadSeal::LastsTooLong {
                made_at,
                expires_at,
            });
        }
        Ok(())
    }
}

/// Whose file it is, and that nobody edited it.
#[derive(Debug)]
pub(crate) struct FileSeal<'a> {
    pub(crate) account: &'a str,
    pub(crate) origin: &'a str,
    /// The hash that the file has.
    pub(crate) hash: &'a str,
    /// The hash of what it says.
    pub(crate) computed: String,
}

impl FileSeal<'_> {
    /// Checks that it is a file of this account as it was made.
    ///
    /// # Errors
    /// If it was edited, or is for another account or origin.
    pub(crate) fn check(&self, here: Here<'_>) -> Result<(), BadSeal> {
        if self.hash != self.computed {
            return Err(BadSeal::Edited);
        }
        let shown = SafeText::new;
        if self.account != here.account {
            return Err(BadSeal::OtherAccount {
                file: shown(self.account),
                here: shown(here.account),
            });
        }
        if self.origin != here.origin {
            return Err(BadSeal::OtherOrigin {
                file: shown(self.origin),
                here: shown(here.origin),
            });
        }
        Ok(())
    }
}

/// The hash of what a file says, which is written without the hash itself.
pub(crate) fn content_hash(content: &impl Serialize) -> String {
    // Content that cannot be written has no hash, and an empty one matches no file's.
    ascii_json(content).map_or_else(
        |_| String::new(),
        |text| hex(digest(&SHA256, text.as_bytes()).as_ref()),
    )
}
