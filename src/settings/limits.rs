//! The limits on requests to an account, and on what a person may do to it.

use std::cmp::Ordering;
use std::time::Duration;

use super::file::{Profile, SettingsFile};
use super::source::{SourceLedger, Sourced, or};

/// The limits on requests to the account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Poll {
    /// The shortest time from the start of one walk to the start of the next.
    pub floor: Duration,
    /// The share of the account's requests that watching may use.
    pub watching_share: f64,
    /// The share that all requests together may use.
    pub ending_share: f64,
    /// The requests a minute that are assumed until the account announces its limit.
    pub assumed_limit: u32,
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            floor: Duration::from_secs(10),
            watching_share: 0.10,
            ending_share: 0.50,
            assumed_limit: 200,
        }
    }
}

/// The guardrails that ending sessions must pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guard {
    /// The most sessions one run may end.
    pub max_per_run: u32,
    /// The time between confirming and the first request, in which the run can be cancelled.
    pub grace: Duration,
    /// The number of sessions above which the account's name must be typed.
    pub confirm_name_above: u32,
    /// The number of sessions above which a plan file is needed.
    pub plan_file_above: u32,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            max_per_run: 10_000,
            grace: Duration::from_secs(3),
            confirm_name_above: 20,
            plan_file_above: 200,
        }
    }
}

impl Poll {
    /// Settles the limits. A profile's shares have priority over those for all profiles.
    pub(super) fn settle(
        file: &SettingsFile,
        profile: &Profile,
        ledger: &mut SourceLedger,
    ) -> Self {
        let default = Self::default();
        let watching = profile
            .watching_share
            .clone()
            .or(file.watching_share.clone());
        let ending = profile.ending_share.clone().or(file.ending_share.clone());
        let floor = or(file.floor_seconds.clone(), seconds(default.floor));
        let assumed = or(file.assumed_limit.clone(), default.assumed_limit);
        Self {
            floor: Duration::from_secs(ledger.note("poll.floor_seconds", floor).into()),
            watching_share: ledger
                .note("poll.watching_share", or(watching, default.watching_share)),
            ending_share: ledger.note("poll.ending_share", or(ending, default.ending_share)),
            assumed_limit: ledger.note("poll.assumed_limit", assumed),
        }
    }
}

impl Guard {
    /// Settles the guardrails. In a production profile the file may make these stricter than the
    /// defaults, never looser.
    pub(super) fn settle(file: &SettingsFile, production: bool, ledger: &mut SourceLedger) -> Self {
        let default = Self::default();
        let mut note = |key, given: &Option<Sourced<u32>>, default: u32, looser: Ordering| {
            let settled = or(given.clone(), default);
            if !production || settled.value.cmp(&default) != looser {
                return ledger.note(key, settled);
            }
            let message = format!("{default}: production is not loosened to {}", settled.value);
            ledger.say(key, message, settled.source);
            default
        };
        let grace = note(
            "guard.grace_seconds",
            &file.grace_seconds,
            seconds(default.grace),
            Ordering::Less,
        );
        Self {
            grace: Duration::from_secs(grace.into()),
            confirm_name_above: note(
                "guard.confirm_name_above",
                &file.confirm_name_above,
                default.confirm_name_above,
                Ordering::Greater,
            ),
            plan_file_above: note(
                "guard.plan_file_above",
                &file.plan_file_above,
                default.plan_file_above,
                Ordering::Greater,
            ),
            max_per_run: ledger.note(
                "guard.max_per_run",
                or(file.max_per_run.clone(), default.max_per_run),
            ),
        }
    }
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
