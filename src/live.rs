//! Who is signed in right now, and how we know.
//!
//! - `store` the one writer: takes what a walk brings, publishes snapshots
//! - `snapshot` the immutable shared state: sessions, people, and how good they are
//! - `freshness` how current and how complete the data are, and when they are read again
//! - `columns` sessions as columns in copy-on-write chunks, so that publishing one more
//!   page at a million sessions copies kilobytes
//! - `directory` people by id, in chunks of the same kind
//! - `extras` what is known beside sessions and people: time-outs, roles, sightings
//! - `poller` the background task that walks, asks for people and publishes
//! - `reader` the one-shot reader: the same store without a background
//! - `matching` which sessions a query matches
//! - `projection` snapshot + query + order → the rows of a list
//! - `events` what changed between two walks
//!
//! No colours and no key presses here, and nothing is decided about ending sessions.

mod columns;
mod directory;
mod events;
mod extras;
mod freshness;
mod matching;
mod poller;
mod projection;
mod reader;
mod snapshot;
mod store;

pub use columns::{Row, Slot};
pub use directory::{Directory, Lookup, Person, PersonIndex};
pub use events::{LiveEvent, LiveEventKind};
pub use extras::{EnrichmentFound, Extras, Readable, Sightings};
pub use freshness::{Coverage, Freshness, Progress, Retry};
pub use matching::matching;
pub use poller::{Pace, Poller, PollerHandle};
pub use projection::{Column, Projection, ProjectionRequest, Projector, Sort};
pub use reader::{LISTS_AT_MOST, ReadError, ReadProgress, Reader, Reading};
pub use snapshot::Snapshot;
pub use store::{Store, WalkProgress};
