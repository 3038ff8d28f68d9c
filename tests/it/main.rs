//! Tests that cross a layer: one test binary, one module per concern.
//!
//! - `support` a simulated account, the real binary in a home of its own, and the oracle
//! - `stage` the real loop on a screen that can be read, over HTTP
//! - `cli` what scripts rely on: formats, guardrails, exit statuses
//! - `naming` people who are named: by address, in lists, by words
//! - `contain` people suspended and tokens revoked, headless and on the screen
//! - `faults` answers and connections that go wrong while sessions are ended
//! - `jobs` the three jobs that an admin has at night, with their keys and seconds
//! - `live_loop` keys in, screens and requests out
//! - `own_faults` panics in tasks beside the loop, and calls that block
//! - `pace` the time between the beginnings of walks
//! - `plan_files` plans as files, what a crash left open, incident reports
//! - `files_before` files that the version before wrote
//! - `adversary` a Zendesk that lies, moves and fails, and random verbs
//! - `crash` the real program, killed at each step of an item
//! - `world`, `runs`, `walkers` the danger line in memory, on virtual time
//! - `screens`, `picture` every state at three sizes, and pictures of real frames
//! - `surface` the rest of what Zendesk says about sessions and accounts, and the palette
//! - `auth` signing in, and what is known of credentials and hidden from everybody else
//! - `terminal` the real program on a terminal of its own
//! - `simulated` the simulated account as other programs meet it
//! - `shells` completions in real shells, manual pages in real formatters
//! - `layers` which layer may name which in the sources
//! - `assets` the files that are embedded, and the examples of the front page
//!
//! No test sleeps: each waits for what it expects, until a deadline.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod adversary;
mod assets;
mod auth;
mod cli;
mod contain;
mod crash;
mod faults;
mod files_before;
mod jobs;
mod layers;
mod live_loop;
mod naming;
mod own_faults;
mod pace;
mod picture;
mod plan_files;
mod runs;
mod screens;
mod shells;
mod simulated;
mod stage;
mod support;
mod surface;
mod terminal;
mod walkers;
mod world;
