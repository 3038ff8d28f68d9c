//! Ending sessions, and containing whoever had them: the danger line, on one page.
//!
//! [`Choice`] → [`plan`] (pure) → [`Plan`] shown and owned by a dialog → [`Plan::confirm`] →
//! [`Confirmed`] → [`execute`]: *journal intent (durable) → request → journal outcome*, step by
//! step → [`Report`] → [`verify`]: what a later walk says.
//!
//! - `choice`, `guardrails`, `plan` what is to be ended, what must not be, and both put together
//! - `contain` the same for people who are suspended and OAuth tokens that are revoked
//! - `challenge` what a person must type for it
//! - `work`, `target` what a run does, its requests, and what each of its items is about
//! - `orders` what was confirmed, by either line, as the engine takes it
//! - `outcome`, `report` how each item ended, and the run
//! - `runner` what every run of a process has in common, and its tasks
//! - `plan_file` a plan written down, reviewed, and made a plan again
//! - `execute` the only caller of the requests that change something; it takes nothing but
//!   [`Orders`], which only a confirmed plan becomes
//! - `note` that record for a change that is no run
//! - `proof` looking a few times after a run; `verify` proof by a later whole walk or the person's own list
//! - `recover` what a crash left open, looked up by reading alone and never resumed
//!
//! There is no second way to end, suspend or revoke, and nothing here draws or reads keys.

mod challenge;
mod choice;
pub mod contain;
mod execute;
mod guardrails;
mod note;
mod orders;
mod outcome;
mod plan;
mod plan_file;
mod proof;
mod recover;
mod report;
mod runner;
#[cfg(test)]
pub(crate) mod simulated;
mod target;
mod verify;
mod work;

pub use challenge::Challenge;
pub use choice::Choice;
pub use execute::{ItemState, OpenJournal, RunProgress, Tools, execute};
pub use guardrails::{ExcludedBecause, Guardrails};
pub use note::{NotRecorded, Note};
pub use orders::{Confirmation, Orders};
pub use outcome::{Outcome, OutcomeKind};
pub use plan::{Confirmed, Excluded, Plan, Reason, Refusal, SessionTarget, plan};
pub use plan_file::{
    Checked, FromFile, Here, NotApplied, PlanFile, PlanFileError, RunPlanFile, SessionLine,
};
pub use proof::Proof;
pub use recover::{Found, RecoverError, Recovered, RecoveredChange, Recovery, recover};
pub use report::{Report, ReportItem, Stopped};
pub use runner::{RunContext, Runner, Unrecorded};
pub use target::{PersonLine, PersonTarget, Target, TargetLine, TokenLine, TokenTarget};
pub use verify::{Verdict, Verdicts, verify};
pub use work::{Act, Measure, Route, Step, Work};
