//! zentop: `top` for Zendesk sign-ins.
//!
//! Two lines run through the whole program.
//!
//! **Reading.** page of JSON → [`zendesk`]'s wire types → [`model::Session`]s →
//! [`zendesk::Walk`] → [`live::Store::absorb`] → `Arc<`[`live::Snapshot`]`>` → [`app::App`] →
//! [`live::projection`] → [`view::draw`] → frame.
//!
//! **Ending.** key → [`app::keymap`] → [`app::Action`] → [`app::App::update`] →
//! [`operation::plan`] → dialog that owns the plan → [`operation::Plan::confirm`] →
//! [`operation::Confirmed`] → [`operation::execute`] (journal intent, request, journal outcome) →
//! [`operation::Report`] → a later walk says what is really gone.
//!
//! Each layer names only those to its left; the test `tests/it/layers.rs` holds that:
//! `model → query → settings → zendesk → auth → live → operation → app → view → runtime → command → main`.
//! [`simulator`] stands beside `zendesk`; only `command::demo`, `command::simulate` and tests name it.

pub mod app;
pub mod auth;
pub mod chat;
pub mod command;
pub mod files;
pub mod host;
pub mod incident;
pub mod journal;
pub mod live;
pub mod model;
pub mod operation;
pub mod query;
pub mod runtime;
pub mod settings;
pub mod simulator;
pub mod view;
pub mod zendesk;
