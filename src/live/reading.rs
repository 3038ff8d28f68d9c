//! What a one-shot reading gives, and what it is good for.

use std::sync::Arc;
use std::time::Duration;

use super::{Coverage, Snapshot};
use crate::zendesk::ApiError;

/// The most requests that are made to find out who is meant.
pub(crate) const LOOK_UPS_AT_MOST: usize = 100;

/// The progress of a walk, for a person who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadProgress {
    /// The number of sessions that were read so far.
    Sessions(usize),
    /// The walk is over.
    Over,
    /// So many requests are made now to look up people one by one, which take about so long.
    LookUps {
        /// How they are looked up.
        by: LookUpBy,
        /// The number of requests.
        requests: usize,
        /// How long that takes, about.
        takes: Duration,
    },
}

/// How people are looked up one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUpBy {
    /// By a search for who is meant.
    Search,
    /// By their own lists, whether they are signed in.
    OwnList,
    /// The same, and each list that is empty is read once more beside these requests.
    OwnListUntilCertain,
}

/// Why a reading is not what was asked for.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// A request failed.
    #[error("{0}")]
    Api(#[from] Arc<ApiError>),
    /// The credentials see only the sessions of their owner.
    #[error("these credentials see only their own sessions; sign in as an admin")]
    OwnOnly,
    /// Some people could not be looked up, so that a choice by a filter or a role may have left
    /// them out.
    #[error("not everybody could be looked up, so a filter or a role may miss some: {0}")]
    Nameless(#[source] Arc<ApiError>),
}

impl From<ApiError> for ReadError {
    fn from(error: ApiError) -> Self {
        Self::Api(Arc::new(error))
    }
}

/// The result of a reading, and the error if the walk is not whole.
pub struct Reading {
    /// Everything that was read.
    pub snapshot: Arc<Snapshot>,
    /// Why the walk did not reach its end, if it did not.
    pub broke: Option<Arc<ApiError>>,
    /// Why some people have no name and no role here. A choice by name or role must not go on,
    /// because it would leave them out in silence.
    pub nameless: Option<Arc<ApiError>>,
}

impl Reading {
    /// The snapshot, for a choice by names or roles: the list is whole, and so is the directory.
    ///
    /// # Errors
    /// If the walk broke, or somebody could not be looked up.
    pub(crate) fn for_a_choice(self) -> Result<Arc<Snapshot>, ReadError> {
        if let Some(error) = self.broke {
            return Err(ReadError::Api(error));
        }
        match self.nameless {
            Some(error) => Err(ReadError::Nameless(error)),
            None => Ok(self.snapshot),
        }
    }

    /// The snapshot, as proof: only a whole walk that covers the account will do, since absence
    /// from it means that something is gone.
    ///
    /// # Errors
    /// If the walk broke, or covers the sessions of one person alone.
    pub fn whole(self) -> Result<Arc<Snapshot>, ReadError> {
        if let Some(error) = self.broke {
            return Err(ReadError::Api(error));
        }
        if self.snapshot.coverage() == Coverage::Own {
            return Err(ReadError::OwnOnly);
        }
        Ok(self.snapshot)
    }
}
