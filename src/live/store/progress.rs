//! What the store takes in.

use std::sync::Arc;

use crate::live::{EnrichmentFound, Retry};
use crate::model::{Session, Timestamp, User, UserId};
use crate::zendesk::{ApiError, BudgetReading, Standing};

/// One step of a walk, or of what happens between walks.
#[derive(Debug, Clone)]
pub enum WalkProgress {
    /// `users/me` told whose credentials these are.
    Identified(User),
    /// An answer carried the server's time.
    ServerTime(Timestamp),
    /// A walk begins.
    Began,
    /// A page of it came in.
    Page {
        /// The readable records.
        sessions: Vec<Session>,
        /// How many were not readable.
        unreadable: usize,
    },
    /// The last page came in: the walk is whole.
    Finished {
        /// When the next walk begins.
        rest_until: Timestamp,
    },
    /// A request failed: the walk is over, and nothing is removed for it.
    Broke {
        /// What went wrong.
        error: Arc<ApiError>,
        /// What happens next.
        retry: Retry,
    },
    /// The directory's answer about these people.
    People {
        /// Who was asked about.
        asked: Vec<UserId>,
        /// Who was told about.
        users: Vec<User>,
    },
    /// One person's own list, whole.
    Listed {
        /// Whose.
        user: UserId,
        /// When it was asked for.
        began_at: Timestamp,
        /// All their sessions.
        sessions: Vec<Session>,
    },
    /// The request budget changed.
    Budget(BudgetReading),
    /// Something beside sessions and people came in.
    Enriched(EnrichmentFound),
    /// The credentials changed, or what is known of them.
    Standing(Option<Standing>),
}
