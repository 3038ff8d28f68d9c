//! The options of `demo` and `simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::paths::no_stream;

/// The simulated account.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct SimulatorOptions {
    /// Sessions at the start
    #[arg(long, default_value_t = 2_400)]
    pub(in crate::command) sessions: usize,
    /// People
    #[arg(long, default_value_t = 3_000)]
    pub(in crate::command) users: usize,
    /// The same seed gives the same account
    #[arg(long, default_value_t = 1)]
    pub(in crate::command) seed: u64,
    /// Sign-ins and sign-outs a minute
    #[arg(long, default_value_t = 40, value_name = "PER_MINUTE")]
    pub(in crate::command) churn: u32,
    /// How long each answer takes, in milliseconds
    #[arg(long, default_value_t = 0, value_name = "MS")]
    pub(in crate::command) latency: u64,
    /// Requests a minute; 0 for no limit
    #[arg(long, default_value_t = 700, value_name = "PER_MINUTE")]
    pub(in crate::command) rate_limit: u32,
    /// How long the list of everybody and searches lag behind, in seconds
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub(in crate::command) lag: u64,
    /// Adds sign-ins that every rule hits
    #[arg(long)]
    pub(in crate::command) flagged: bool,
    /// What the account has paid for
    #[arg(long, value_enum, default_value_t = SimulatedPlan::Enterprise)]
    pub(in crate::command) plan: SimulatedPlan,
    /// How long an access token lives that was signed in for, in seconds
    #[arg(long, default_value_t = 1_800, value_name = "SECONDS")]
    pub(in crate::command) token_lifetime: u64,
    /// Faults to play, as TOML
    #[arg(long, value_name = "FILE", value_parser = no_stream())]
    pub(in crate::command) faults: Option<PathBuf>,
}

/// What a simulated account has paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum SimulatedPlan {
    /// No audit log and no custom roles
    Team,
    /// Both
    Enterprise,
    /// And the log of every request
    AccessLogs,
}
