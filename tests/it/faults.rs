//! Answers and connections that go wrong while sessions are ended. After each, the oracle: only
//! what was confirmed was sent, recorded before, counted the same everywhere, and `ended` means
//! 204.
//!
//! - `table` plays tests/cases/http.toml: the fault matrix (`docs::safety`), section A
//! - `socket` what no HTTP library would send: rows 21, 25, 27, 28, 29
//! - `stopping` runs that are stopped by hand while the account makes them wait
//! - `odd` every answer is of one kind that does not fit
//! - `breaker` a server that fails for minutes, on a clock that does not take minutes

mod breaker;
mod odd;
mod socket;
mod stopping;
mod table;
