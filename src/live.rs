//! Who is signed in right now, and how we know: reading an account.
//!
//! - `store` the one writer: takes in what a walk brings, publishes snapshots
//! - `snapshot` the immutable shared state: sessions, people, and how good they are
//! - `facts` what is read again of people before something is done to them
//! - `evidence` what a list that was read proves of what it lacks: the one place that says so
//! - `freshness` how current and how complete the data are, and when they are read again
//! - `columns` sessions as columns in copy-on-write chunks, so that publishing one more page at a
//!   million sessions copies kilobytes
//! - `urls` the addresses that sessions came with, each kept once
//! - `directory` people by id, in chunks of the same kind
//! - `extras` what is known beside sessions and people: time-outs, roles, sightings
//! - `poller` the background task that walks, asks for people and publishes
//! - `reader` the one-shot reader: the same store without a background; `reading` what it gives
//! - `by_person` the same sessions as rows of people
//! - `tally` how many sessions each person has; `census` how many people have which role
//! - `leavers` the people who should be gone and are still signed in
//! - `naming` people who are named, and who they are
//! - `matching` which sessions a query matches
//! - `mask` pseudonyms in place of people; `listed` one session as fields for files and scripts,
//!   `listed_person` one person; `spreadsheet` the one way to CSV
//! - `projection` snapshot + query + order → the rows of a list; `sorting` what their orders share
//! - `events` what changed between two walks; `sign_ins` how many signed in lately
//! - `flags` which rules hit, and what of that is news; `twins` who is called or looks alike,
//!   by their `twin_keys`
//!
//! No colours and no key presses here, and nothing is decided about ending sessions.

mod by_person;
mod census;
mod columns;
mod directory;
mod events;
mod evidence;
mod extras;
mod facts;
mod flags;
mod freshness;
mod leavers;
mod listed;
mod listed_person;
mod mask;
mod matching;
mod naming;
mod poller;
mod projection;
mod reader;
mod reading;
mod sign_ins;
mod snapshot;
mod sorting;
mod spreadsheet;
mod store;
mod tally;
mod twin_keys;
mod twins;
mod urls;

pub(crate) use by_person::OpenTime;
pub use by_person::{PeopleRows, PersonColumn, PersonRow, PersonSort};
pub use census::Census;
pub(crate) use columns::Row;
pub use columns::Slot;
pub(crate) use directory::{Directory, DirectoryVersion, Lookup, Person, PersonIndex};
pub(crate) use events::{EVENTS_KEPT, LiveEvent, LiveEventKind};
pub use evidence::Doubt;
pub(crate) use evidence::Evidence;
pub use extras::EnrichmentFound;
pub(crate) use extras::{Extras, Readable};
pub(crate) use facts::{
    FACTS_GOOD_FOR, FACTS_WITHIN, FactsRead, FactsWanted, ListReads, NotRefreshed, facts_at_most,
    facts_fit, own_list, read_facts,
};
pub use flags::{
    FlagId, FlagKeeper, FlagLog, FlagNews, FlagSet, FlagSubject, FlagTotal, FlagTurned, KnownFlags,
    SessionFlags,
};
pub use freshness::Retry;
pub(crate) use freshness::{AgeGrade, Coverage, Freshness, NamesUnread, Progress};
pub(crate) use leavers::{Leaver, Leavers};
pub(crate) use listed::{LISTED_COLUMNS, ListedSession};
pub(crate) use listed_person::{LISTED_PERSON_COLUMNS, ListedPerson};
pub(crate) use mask::HIDDEN;
pub use mask::{Mask, ShownNames};
pub use matching::MatchContext;
pub(crate) use matching::{Matches, NEW, ScreenFacts, matching, people_matching};
pub use naming::{
    BadLine, FoundBy, ListError, NameEntry, Naming, NamingError, NotThere, PersonNamed, Sought,
    people_of,
};
pub(crate) use naming::{
    CannotTell, Findings, LARGEST_LIST, PersonFound, TheirSessions, columns_to_choose,
};
pub(crate) use poller::PollerHandle;
pub use poller::{Pace, Poller};
pub use projection::{GroupedRows, ListRow, ProjectionRequest, Projector, RowGrouping};
pub(crate) use projection::{Projection, end_of};
pub use reader::Reader;
pub(crate) use reader::{NamesSought, OwnLists, ReadPrice};
pub(crate) use reading::LOOK_UPS_AT_MOST;
pub use reading::{LookUpBy, ReadError, ReadProgress, Reading};
pub(crate) use sign_ins::{SIGN_IN_MINUTES, SignIns};
pub(crate) use snapshot::{AbsentBecause, PoorList};
pub use snapshot::{Snapshot, Unreadable};
pub(crate) use sorting::Column;
pub use sorting::{NameRanks, Sort};
pub(crate) use spreadsheet::Spreadsheet;
pub use store::{Store, WalkProgress};
pub use twins::{TwinFacts, Twins, TwinsOfOne};
