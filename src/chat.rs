//! Changing the Chat account for its owner: the only change of zentop that neither ends nor
//! contains anything.
//!
//! [`Wish`]es → [`plan()`] (pure) → [`Plan`], the difference, shown and owned by whoever asks →
//! [`Plan::confirm`] → [`Confirmed`] → [`carry_out`]: *journal intent (durable) → one request →
//! what Chat says now → journal outcome* → [`Report`].
//!
//! - `plan` what may be changed, the difference, and what must be typed to confirm it
//! - `refusal` why there is no plan
//! - `send` the one request, and the records around it
//! - `advice` what to do about a refusal
//! - `report` what became of the change, in words
//!
//! The values are somebody's name and address: they are shown and sent, and stored nowhere.

mod advice;
mod plan;
mod refusal;
mod report;
mod send;
#[cfg(test)]
mod tests;

pub(crate) use advice::chat_advice;
pub use plan::{Basis, FieldChange, Plan};
pub(crate) use plan::{Confirmed, Field, Wish, fields, may_change, plan};
pub use refusal::Refusal;
pub(crate) use report::NotDone;
pub use report::{End, Report};
pub use send::ChatContext;
pub(crate) use send::carry_out;
