//! A reading without a screen: sessions, people and identity, into one snapshot.
//!
//! - here what a reading is, and what it takes to choose from one
//! - `reader` how it is read
//!
//! Nothing here changes anything, so every request may be repeated.

mod reader;

use std::sync::Arc;

use super::exit::Failure;
use crate::live::{Coverage, Snapshot};
use crate::model::Clock;
use crate::operation::Refusal;
use crate::zendesk::{ApiError, Client};

pub(super) use reader::Reader;

/// Most people whose own lists are read; for more, one walk is cheaper.
pub(super) const LISTS_AT_MOST: usize = 50;

/// Everything as of now. Only a whole walk that covers the account will do: absence from it
/// is proof.
pub(super) async fn whole(client: &Client, clock: &Clock) -> Result<Arc<Snapshot>, Failure> {
    let mut reader = Reader::new(client.clone(), clock.clone());
    reader.identify().await?;
    let reading = reader.walk().await?;
    if let Some(error) = reading.broke {
        return Err(Failure::from(ApiError::clone(&error)));
    }
    if reading.seen.coverage() == Coverage::Own {
        return Err(Failure::from(Refusal::OwnOnly));
    }
    Ok(reading.seen)
}

/// What was read, and what went wrong if the walk is not whole.
pub(super) struct Reading {
    pub(super) seen: Arc<Snapshot>,
    pub(super) broke: Option<Arc<ApiError>>,
    /// Why some people have no name and no role here. What chooses by those must not go on:
    /// it would pass over them in silence.
    pub(super) nameless: Option<ApiError>,
}

impl Reading {
    /// All of it, for a choice by names or roles: the list is whole, and so is the directory.
    pub(super) fn for_a_choice(self) -> Result<Arc<Snapshot>, Failure> {
        if let Some(error) = self.broke {
            return Err(Failure::from(ApiError::clone(&error)));
        }
        match self.nameless {
            Some(error) => Err(passed_over(error)),
            None => Ok(self.seen),
        }
    }
}

/// Some people could not be looked up, so that a filter or a role may have passed them over.
pub(super) fn passed_over(error: ApiError) -> Failure {
    let failure = Failure::from(error);
    failure.about("not everybody could be looked up, so a filter or a role may miss some")
}
