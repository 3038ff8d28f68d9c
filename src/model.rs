//! The nouns of the program: ids, sessions, people, moments and safe text.
//!
//! Everything here is plain data. There is no I/O, no JSON, no colour and no clock in this folder:
//! a [`Timestamp`] is always passed in.
//!
//! - `id` the numbers Zendesk gives to things, each with a type of its own
//! - `session` one sign-in; `sent_url` its address as the server wrote it; `sent` a field that may hold
//!   nothing
//! - `user` a person as the directory knows them; `address` the address that names one
//! - `token` an OAuth token as the list of tokens describes it, without its secret
//! - `oauth_client` the program that tokens are given to
//! - `enrichment` organisations, roles, time-outs and logs, where an account gives them
//! - `host_name` the host of an address, as it is compared
//! - `lifetime` when a session ends by itself, and by which limit
//! - `text` the only kind of string that may reach a terminal
//! - `time` moments and ages; `hex` bytes as text; `count` numbers in sentences
//! - `fault` a fault of the program's own, in words; `work` work of which a panic is one
//! - `clock` the clock that is passed in, and its offset to the server's

mod address;
mod clock;
mod count;
mod enrichment;
mod fault;
#[cfg(test)]
pub(crate) mod growth;
mod hex;
mod host_name;
mod id;
mod lifetime;
mod oauth_client;
mod sent;
mod sent_url;
mod session;
mod text;
mod time;
mod token;
mod user;
mod work;

pub use address::{AddressError, EmailAddress};
pub use clock::Clock;
pub(crate) use clock::{ClockOffset, ClockPair, DatedMoment};
pub(crate) use count::{be, counted, grouped};
pub use enrichment::{CustomRole, Log, Organization, Sighting, Timeouts};
pub(crate) use fault::Fault;
pub(crate) use hex::hex;
pub use host_name::HostName;
pub use id::{OrganizationId, SessionId, SessionKey, TokenId, UserId};
pub use lifetime::{EndsBy, Forecast, LifeLimit, LimitSource, SessionLifetimes};
pub use oauth_client::OAuthClient;
pub(crate) use sent::NOT_KNOWN;
pub use sent::Sent;
pub use sent_url::SentUrl;
pub(crate) use sent_url::UrlPatterns;
pub use session::{SentTime, Session};
pub(crate) use text::cut_middle;
pub(crate) use text::is_control_picture;
pub use text::{SafeText, ascii};
pub(crate) use time::Age;
pub use time::Timestamp;
pub use token::{ClientName, OAuthToken, TokenPrefix};
pub use user::{Role, User};
pub(crate) use work::{caught, caught_here, on_a_thread};
