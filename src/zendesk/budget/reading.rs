//! The budget as it is told: what is used and allowed, and what a request waits for.

use std::time::Duration;

/// Why requests wait although the minute has room for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PauseReason {
    /// 429: the account made too many requests.
    RateLimited,
    /// 503, or another 5xx, with `Retry-After`: Zendesk is overloaded or in maintenance.
    Overloaded,
    /// The account has no request left in this minute.
    UsedUp,
    /// The account has no request left of one kind; the others go on.
    EndpointUsedUp,
    /// The account has few requests left; only watching waits.
    Reserve,
}

impl PauseReason {
    /// The reason in a few words.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited => "rate limited",
            Self::Overloaded => "Zendesk is overloaded",
            Self::UsedUp => "the account's requests are used up",
            Self::EndpointUsedUp => "the account's requests of this kind are used up",
            Self::Reserve => "the reserve for others",
        }
    }
}

/// The budget as the status line shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BudgetReading {
    /// The limit of the whole account, in requests a minute, if an answer has named it.
    pub limit: Option<u32>,
    /// The number of requests that we made in the last 60 seconds.
    pub used_last_minute: u32,
    /// The number of requests a minute that ending may use.
    pub ending_allowance: u32,
    /// Of these, the number that this minute still keeps for reading the list.
    pub kept_for_list: u32,
    /// The number of requests a minute that watching may use.
    pub watching_allowance: u32,
    /// What reading the list waits for, where that is longer than its pace.
    pub list_waits: Option<BudgetWait>,
    /// The number of requests that the account has left in its minute, where known.
    pub remaining: Option<u32>,
    /// The time for which watching may still use the share for everything, if it may.
    pub more_for: Option<Duration>,
    /// The time that is left of the pause, if there is one.
    pub paused_until: Option<Duration>,
    /// The reason for the pause.
    pub paused_for: Option<PauseReason>,
    /// What Zendesk asked for, where that is longer than the pause.
    pub asks_for: Option<Duration>,
}

impl BudgetReading {
    /// The number of requests that ending may make in so much time.
    pub(crate) fn requests_in(&self, time: Duration) -> usize {
        let allowance = u64::from(self.ending_allowance);
        usize::try_from(allowance * time.as_secs() / 60).unwrap_or(usize::MAX)
    }

    /// The shortest time that a run of this many requests takes: what is left of the minute's
    /// allowance goes out at once, the rest a minute's allowance at a time.
    pub(crate) fn time_for(&self, requests: usize) -> Duration {
        let allowance = self.ending_allowance.max(1) as usize;
        let spent = self.used_last_minute.saturating_add(self.kept_for_list);
        let now = allowance.saturating_sub(spent as usize);
        let later = requests.saturating_sub(now);
        Duration::from_secs(60 * later.div_ceil(allowance) as u64)
    }
}

/// A wait for a place in the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetWait {
    /// The longest that it still takes.
    pub(crate) left: Duration,
    /// What is left of what Zendesk asked for, which may be longer.
    pub(crate) asked: Duration,
    /// Why, in a few words.
    pub(crate) why: &'static str,
    /// The reason of Zendesk's, if it is one and not our own pace.
    pub(crate) pause: Option<PauseReason>,
}
