//! The Chat account, changed by its owner: the only thing that zentop writes and that ends or
//! contains nothing.
//!
//! [`Wish`]es → [`plan()`] (pure) → [`Plan`], the difference, shown and owned by whoever asks →
//! [`Plan::confirm`] → [`Confirmed`] → [`carry_out`]: *journal intent (durable) → one request →
//! what Chat says now → journal outcome* → [`Report`].
//!
//! - `plan` what may be changed, the difference, and what it takes to release it
//! - `refusal` why there is no plan
//! - `send` the one request, and the record around it
//! - `advice` what to do about a refusal
//! - `report` what became of it, in words
//!
//! The values are somebody's name and address: they are shown, sent, and kept nowhere.

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
