//! Helpers that tests share.
//!
//! - `server` a simulated account behind a real socket
//! - `proxy` a raw TCP server in front of one, for answers that no HTTP library sends
//! - `foreign` an origin that nobody may ever connect to
//! - `program` the real binary, in a home of its own and a clean environment
//! - `running` that binary while it runs
//! - `gate` a TCP server that holds every request that changes something at each step
//! - `at_once` cases that mostly wait, played at once
//! - `oracle` what must hold after every run that ended sessions, whatever went wrong

mod at_once;
mod foreign;
mod gate;
mod oracle;
mod program;
mod proxy;
mod running;
mod server;

pub(crate) use at_once::at_once;
pub(crate) use foreign::Foreign;
pub(crate) use gate::{Gate, Step};
pub(crate) use oracle::{Evidence, no_secret, oracle, oracle_of};
pub(crate) use program::{Output, Program, interrupts_are_heard};
pub(crate) use proxy::{Proxy, ProxyAnswer};
pub(crate) use running::Running;
pub(crate) use server::{Sent, Server, keys_as_arguments};
