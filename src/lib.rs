//! zentop: `top` for Zendesk sign-ins.
//!
//! Two lines run through the whole program.
//!
//! **Reading.** page of JSON → [`zendesk`]'s wire types → [`model::Session`]s →
//! [`zendesk::Walk`] → [`live::Store::absorb`] → `Arc<`[`live::Snapshot`]`>` → [`app::App`] →
//! [`app::projection`] → [`view::draw`] → frame.
//!
//! **Ending.** key → [`app::keymap`] → [`app::Action`] → [`app::App::update`] →
//! [`terminate::plan`] → dialog that owns the plan → [`terminate::Plan::confirm`] →
//! [`terminate::Confirmed`] → [`terminate::execute`] (journal intent, request, journal outcome) →
//! [`terminate::Report`] → a later walk says what is really gone.
//!
//! Each layer names only those to its left; the test `tests/it/layers.rs` holds that:
//! `model → query → settings → zendesk → auth → live → terminate → app → view → runtime → command → main`.
//! [`simulator`] stands beside `zendesk`; only `command::demo`, `command::simulate` and tests name it.

pub mod app;
pub mod auth;
pub mod command;
pub mod docs;
pub mod live;
pub mod model;
pub mod query;
pub mod runtime;
pub mod settings;
pub mod simulator;
pub mod terminate;
pub mod view;
pub mod zendesk;
