//! What a minute allows: the shares of the account's limit, as that was named last.

use std::time::Duration;

use tokio::time::Instant;

use crate::zendesk::budget::Shares;

/// The limit that is assumed when answers come and none of them names one: the middle plan's.
const UNNAMED_LIMIT: u32 = 400;

/// The part of the account's limit that watching leaves to everybody else.
const RESERVE: f64 = 0.20;

/// The places of a minute that are kept for what somebody waits for.
const KEPT_FOR_ASKED: usize = 5;

/// Of the places for everything, one in this many is kept for ending.
const KEPT_FOR_ENDING: usize = 10;

/// Of the watching share, one place in this many is kept for the list, whatever else goes on.
const KEPT_FOR_LIST: usize = 2;

/// The requests a minute that each part of the account's limit comes to.
#[derive(Debug)]
pub(super) struct Allowance {
    shares: Shares,
    /// The limit that an answer named last.
    limit: Option<u32>,
    /// Whether any answer came.
    answered: bool,
    /// Until when watching may use the share for everything.
    more_until: Option<Instant>,
}

impl Allowance {
    pub(super) fn of(shares: Shares) -> Self {
        let part = |share: f64, default: f64| {
            if share.is_finite() {
                share.clamp(0.0, 1.0)
            } else {
                default
            }
        };
        let usual = Shares::default();
        Self {
            shares: Shares {
                watching: part(shares.watching, usual.watching),
                ending: part(shares.ending, usual.ending),
                assumed_limit: shares.assumed_limit.max(1),
            },
            limit: None,
            answered: false,
            more_until: None,
        }
    }

    /// The limit of the whole account, if an answer has named it.
    pub(super) const fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// Takes in an answer, which may name the limit.
    pub(super) fn learn(&mut self, limit: Option<u32>) {
        self.answered = true;
        self.limit = limit.or(self.limit);
    }

    /// Lets watching use the share for everything until then, or no longer.
    pub(super) fn watch_more(&mut self, until: Option<Instant>) {
        self.more_until = until;
    }

    /// Until when watching may use the share for everything, if it may.
    pub(super) const fn more_until(&self) -> Option<Instant> {
        self.more_until
    }

    /// Drops what no longer counts.
    pub(super) fn forget(&mut self, now: Instant) {
        self.more_until = self.more_until.filter(|until| *until > now);
    }

    /// The number of requests a minute that everything together may make.
    pub(super) fn all(&self) -> usize {
        self.cap(self.shares.ending)
    }

    /// The number of requests a minute that watching may make.
    pub(super) fn watching(&self) -> usize {
        let share = match self.more_until {
            Some(_) => self.shares.ending.max(self.shares.watching),
            None => self.shares.watching,
        };
        self.cap(share)
    }

    /// The places of a minute that are kept for what somebody waits for.
    pub(super) fn kept_for_asked(&self) -> usize {
        KEPT_FOR_ASKED.min(self.all() / 4)
    }

    /// The places of a minute that are kept for ending.
    pub(super) fn kept_for_ending(&self) -> usize {
        self.all() / KEPT_FOR_ENDING
    }

    /// The places of a minute that are kept for reading the list, also while watching may use more.
    pub(super) fn kept_for_list(&self) -> usize {
        let watching = self.cap(self.shares.watching);
        (watching / KEPT_FOR_LIST).min(self.all() / 4)
    }

    /// The requests that watching leaves to others, never so many that a full account would leave
    /// us nothing.
    pub(super) fn reserve(&self) -> u32 {
        let limit = self.account_limit();
        let fifth = u32::try_from(self.cap(RESERVE)).unwrap_or(u32::MAX);
        fifth.min(limit - 1)
    }

    /// The shortest time in which watching may make this many requests over and over.
    pub(super) fn walk_interval(&self, requests: u64) -> Duration {
        let cap = u64::try_from(self.watching()).unwrap_or(u64::MAX);
        Duration::from_millis(requests.saturating_mul(60_000).div_ceil(cap))
    }

    /// The limit of the whole account, as far as is known.
    pub(super) fn account_limit(&self) -> u32 {
        self.limit.unwrap_or(if self.answered {
            UNNAMED_LIMIT
        } else {
            self.shares.assumed_limit
        })
    }

    /// The number of requests a minute that a share comes to: at least one, or nothing would ever
    /// be learnt.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share from 0 to 1 of a u32 is within u32, and the fraction is to be dropped"
    )]
    fn cap(&self, share: f64) -> usize {
        // Shares such as 0.07 × 100 come out slightly below the whole number that is meant.
        let requests = (share * f64::from(self.account_limit()) + 1e-6) as u32;
        usize::try_from(requests.max(1)).unwrap_or(usize::MAX)
    }
}
