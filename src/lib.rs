//! zentop: `top` for Zendesk sign-ins.
//!
//! Two lines run through the whole program.
//!
//! **Reading.** page of JSON → [`zendesk`]'s wire types → typed sessions → [`zendesk::Walk`] →
//! [`live::Store`] → `Arc<`[`live::Snapshot`]`>` → [`app::App`] → [`live::Projection`] →
//! [`view::draw`] → frame.
//!
//! **Acting.** key or flags → [`operation`]: choice → plan (pure) → confirmed → *journal intent
//! (durable) → request → journal outcome* → report → proof: what is read later says what is
//! really so.
//!
//! Each layer names only those to its left; the test `tests/it/layers.rs` holds that:
//! `model → files → query → settings → journal → zendesk → auth → live → operation → incident,
//! chat → app → view → host → runtime → command → main`. [`simulator`] stands beside `zendesk`;
//! only `command::demo`, `command::simulate` and tests name it. [`docs`] is text, and the place to
//! begin reading: [`docs::architecture`].

pub mod app;
pub mod auth;
pub mod chat;
pub mod command;
pub mod docs;
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
