//! Answers and connections that go wrong while sessions are ended. After each, the oracle: only
//! what was confirmed was sent, recorded before, counted the same everywhere, and `ended` means
//! 204.
//!
//! - `table` plays tests/cases/http.toml: the fault matrix (`docs::safety`), section A
//! - `socket` what no HTTP library would send: rows 21, 25, 28, 29
//! - `connections` that never come about, or end between two requests: rows 24 and 27
//! - `stopping` runs that are stopped by hand while the account makes them wait
//! - `odd` every answer is of one kind that does not fit
//! - `scarce` a disk that fills, and few files: rows 82 and 102
//! - `breaker` a server that fails for minutes, on a clock that does not take minutes

mod breaker;
mod connections;
mod odd;
mod scarce;
mod socket;
mod stopping;
mod table;
