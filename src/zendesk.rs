//! The Zendesk API: HTTP and JSON end in this folder.
//!
//! - `account` which account, at which origin; what an admin may type for it
//! - `credentials` how requests prove who asks; secrets cannot be printed
//! - `transport` one request, one answer; the HTTP client behind a trait
//! - `budget` how many requests a minute we allow ourselves; one limiter for a profile
//! - `wire` JSON as Zendesk sends it, decoded record by record
//! - `client` the operations, one method each
//! - `walk` one pass over all pages of sessions
//! - `error`, `retry` what can go wrong, and when to try again
//!
//! No screen, no files and no policy live here.

mod account;
mod budget;
mod client;
mod credentials;
mod error;
mod retry;
mod transport;
mod walk;
mod wire;

pub use account::{Account, AccountError};
pub use budget::{Budget, BudgetReading, Purpose, Shares};
pub use client::{Answered, Client, Identity, People, SessionPage};
pub use credentials::{AuthKind, Credentials};
pub use error::{ApiError, Asked};
pub use retry::{RetryPolicy, next_delay};
pub use transport::{HttpTransport, Reply, Request, Transport, TransportError};
pub use walk::{Walk, WalkError};
