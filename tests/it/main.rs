//! What crosses a layer: one test binary, one module per concern.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod live_loop;
mod picture;
mod screens;
mod stage;
mod terminal;
