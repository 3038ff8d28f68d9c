//! What the benchmarks share.
//!
//! - `bare` pages decoded as somebody in a hurry would
//! - `figure` the printed line: a value, what stands beside it, and the verdict
//! - `population` sessions and people in any number, the same each time
//! - `process` the program itself and its simulator as processes of their own
//! - `pty` a program on a pseudo-terminal

pub(crate) mod bare;
pub(crate) mod figure;
pub(crate) mod population;
pub(crate) mod process;
pub(crate) mod pty;
