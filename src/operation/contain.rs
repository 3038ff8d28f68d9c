//! Containment: what ending sessions leaves as it is. People are suspended, or no longer, and
//! OAuth tokens are revoked, each by a plan of its own.
//!
//! The danger line is that of ending, in the same words: choose → [`Plan`] (pure) → challenge
//! → [`Confirmed`] → [`execute`](super::execute()) → [`Report`](super::Report) → [`look`],
//! which reads what Zendesk shows afterwards.
//!
//! - `draft` who and what is chosen, less what the guardrails keep
//! - `plan` what is fixed from then on, and the way to release it; `document` the same as
//!   machines read it
//! - `refusal` why there is no plan
//! - `proof` what is shown of people and tokens after a run
//!
//! Nothing here sends a request that changes anything: the engine does.

mod document;
mod draft;
mod plan;
mod proof;
mod refusal;

pub use document::PlanDocument;
pub use draft::{Basis, Tokens, lift, revoke, suspend};
pub use plan::{Confirmed, Plan};
pub(super) use proof::suspended;
pub use proof::{look, token_in_use};
pub use refusal::Refusal;

#[cfg(test)]
mod tests;
