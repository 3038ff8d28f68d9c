//! People who are named, and who they are.
//!
//! - `named` a person as somebody named them
//! - `list` lists of people: one a line, or CSV
//! - `resolve` from names to people
//! - `sought` whom somebody looks for, and who was found

mod list;
mod named;
mod resolve;
mod sought;

pub use self::list::{BadLine, ListError, NameEntry, people_of};
pub(crate) use self::list::{LARGEST_LIST, columns_to_choose};
pub use self::named::{NamingError, PersonNamed};
pub(super) use self::resolve::{AddressHits, LookUps, Searched, naming};
pub use self::resolve::{Naming, NotThere};
pub(crate) use self::sought::{CannotTell, Findings, PersonFound, TheirSessions};
pub use self::sought::{FoundBy, Sought};
