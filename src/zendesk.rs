//! The Zendesk API: HTTP and JSON end in this folder.
//!
//! - `account` one Zendesk account at one origin, from what an admin may type for it
//! - `credentials` how requests prove who asks; secrets cannot be printed
//! - `suspicion` what is odd about refused credentials, and what their refusal means
//! - `provider` what gives every request its credentials, and renews them
//! - `oauth` how tokens are asked for
//! - `transport` one request, one answer; the HTTP client behind a trait; `setup` what that is made
//!   ready with
//! - `budget` how many requests a minute we allow ourselves, and who goes first; one scheduler for
//!   each profile
//! - `rate` what an answer's headers say about the limit; `server_wait` the wait that a server asks for
//! - `wire` JSON as Zendesk sends it, decoded record by record
//! - `refusal` turning an answer that is not the documented one into an error
//! - `client` the requests of the API, one method each
//! - `walk` one pass over all pages of sessions or tokens
//! - `error`, `retry` what can go wrong, and when to try again; `patience` how a verb waits
//! - `proxy` the proxy between us and an account
//!
//! There are no screens, files or policies here.

mod account;
mod budget;
mod client;
mod credentials;
mod error;
pub mod oauth;
mod patience;
mod provider;
mod proxy;
mod rate;
mod refusal;
mod retry;
#[cfg(test)]
pub(crate) mod script;
mod server_wait;
mod setup;
mod suspicion;
mod transport;
mod walk;
mod wire;

pub use account::Account;
pub use budget::{Budget, BudgetReading, Purpose, Shares};
pub(crate) use budget::{BudgetWait, Endpoint, PauseReason, Permit};
pub(crate) use client::{Answered, PeopleSearch};
pub(crate) use client::{CHANGE_PERSON, END_SESSION, END_SESSIONS_OF, LOGOUT_MANY, REVOKE_TOKEN};
pub use client::{Client, Enrichment};
pub(crate) use credentials::CredentialsError;
pub use credentials::{AuthKind, Credentials};
pub use error::{ApiError, ApiErrorKind, ApiRequest};
pub(crate) use error::{Cause, logged};
pub(crate) use patience::{RequestAttempts, WaitNews, WaitPatience, WaitTeller, why_again};
pub(crate) use provider::{CredentialProvider, SignInPin};
pub use provider::{ProviderError, SignInNumber, Standing};
pub(crate) use proxy::{proxy_of, senseless_proxy};
pub(crate) use retry::{RetryPolicy, next_delay};
pub use server_wait::ServerWait;
pub(crate) use setup::SetupError;
pub use transport::{HttpTransport, Limits, Reply, Request, Transport, TransportError};
pub use walk::AdminList;
pub(crate) use walk::{LOOKED_AT_MOST, SingleTokens, Walk, WalkError};
pub use walk::{OAuthClients, PersonList, TokenList};
pub use wire::chat::ChatAccount;
pub(crate) use wire::chat::FreeValue;
pub use wire::enrichment::CustomRoleList;
pub(crate) use wire::{Cursor, People, PeopleHits, PersonChange, SessionPage};
