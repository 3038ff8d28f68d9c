//! The steps that the store takes in.

use std::sync::Arc;

use crate::live::{EnrichmentFound, Retry};
use crate::model::{Session, Timestamp, User, UserId};
use crate::zendesk::{ApiError, BudgetReading, Standing};

/// One step of a walk, or of what happens between walks.
#[derive(Debug, Clone)]
pub enum WalkProgress {
    /// The answer of `users/me`: whose credentials these are.
    Identified(User),
    /// An answer carried the server's time.
    ServerTime(Timestamp),
    /// A walk begins.
    Began,
    /// A page of the walk came in.
    Page {
        /// The readable records.
        sessions: Vec<Session>,
        /// The number of records that could not be read.
        unreadable: usize,
    },
    /// The last page came in: the walk is whole.
    Finished {
        /// When the next walk begins.
        rest_until: Timestamp,
    },
    /// A request failed: the walk is over, and nothing is removed for it.
    Broke {
        /// The error of the request.
        error: Arc<ApiError>,
        /// The way in which reading is tried again.
        retry: Retry,
    },
    /// The directory's answer about these people.
    People {
        /// The people who were asked about.
        asked: Vec<UserId>,
        /// The people who were found.
        users: Vec<User>,
    },
    /// One person's own list, whole.
    Listed {
        /// The person whose list it is.
        user: UserId,
        /// When the list was asked for.
        began_at: Timestamp,
        /// All their sessions.
        sessions: Vec<Session>,
    },
    /// The request budget changed.
    Budget(BudgetReading),
    /// An answer about enrichment came in.
    Enriched(EnrichmentFound),
    /// The credentials changed, or what is known of them.
    Standing(Option<Standing>),
}
