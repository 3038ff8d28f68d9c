//! Containment: what ending sessions leaves as it is. People are suspended, or no longer, and
//! OAuth tokens are revoked, each by a plan of its own.
//!
//! The danger line is that of ending, in the same words: choose → [`Plan`] (pure) → challenge
//! → [`Confirmed`] → [`execute`](super::execute()) → [`Report`](super::Report) → [`look`],
//! which reads what Zendesk shows afterwards.
//!
//! - `plan` who and what is chosen, less what the guardrails keep, fixed from then on
//! - `refusal` why there is no plan; `document` the plan as machines read it
//! - `proof` what is shown of people and tokens after a run
//!
//! Nothing here sends a request that changes anything: the engine does.

mod document;
mod plan;
mod proof;
mod refusal;

pub use document::PlanDocument;
pub use plan::{Basis, Confirmed, Plan, Tokens, lift, revoke, suspend};
pub use proof::look;
pub(super) use proof::suspended;
pub use refusal::Refusal;

#[cfg(test)]
mod tests;
