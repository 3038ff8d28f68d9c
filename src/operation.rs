//! The danger line, on one page: ending sessions, suspending people, revoking tokens.
//!
//! [`Choice`] → [`select`] (pure) → [`plan`] (pure) → [`Plan`] shown and owned by a dialog →
//! [`Plan::confirm`] → [`Confirmed`] → [`execute`]: *journal intent (durable) → request → journal
//! outcome*, step by step → [`Report`] → [`Proof`]: what Zendesk shows later.
//!
//! - `kinds` the operations and routes; `words` what they and their outcomes are called
//! - `choice`, `guardrails`, `select` what is asked for, what must stay, and what it comes to
//! - `target`, `plan`, `refusal` what is going to be done to what, or why there is no plan
//! - `challenge` what a person must type for it; `step` the requests it comes to
//! - `plan_file` a plan written down, reviewed, and made a plan again
//! - `execute` the only caller of the requests that change something; it takes nothing but
//!   [`Confirmed`], which only a plan becomes
//! - `runner` what every run of a process has in common, and its tasks
//! - `outcome`, `report` how each item ended, and the run
//! - `verify` what a later list says of each item; `proof` looking a few times
//! - `recover` what a crash left open, looked up by reading alone and never resumed
//! - `note` the record of a change that is no run
//!
//! There is no second way to end, suspend or revoke, and nothing here draws or reads keys.

mod challenge;
mod choice;
mod execute;
mod guardrails;
mod kinds;
mod note;
mod outcome;
mod plan;
mod plan_file;
mod proof;
mod recover;
mod refusal;
mod report;
mod runner;
pub mod select;
#[cfg(test)]
pub(crate) mod simulated;
mod step;
mod target;
mod verify;
mod words;

pub use challenge::Challenge;
pub use choice::{Choice, Reason};
pub use execute::{DiskWork, ItemState, OpenJournal, RunProgress, Tools, execute};
pub use guardrails::{ExcludedBecause, Guardrails};
pub use kinds::{Operation, Route, TargetKind};
pub use note::{NotRecorded, Note};
pub use outcome::{Outcome, OutcomeKind};
pub use plan::{Confirmed, Item, Plan, PlanDocument, plan, plan_ending};
pub use plan_file::{
    Checked, FromFile, Here, NotApplied, PlanFile, PlanFileError, RunPlanFile, SessionLine,
};
pub use proof::{Proof, token_in_use};
pub use recover::{Finding, RecoverError, Recovered, RecoveredChange, Recovery, recover};
pub use refusal::Refusal;
pub use report::{Report, ReportItem, Stopped};
pub use runner::{JournalOpener, RunContext, Runner, Unrecorded};
pub use select::{Basis, Selection, Tokens};
pub use step::{Step, StepRequest};
pub use target::{
    Excluded, PersonLine, PersonTarget, SessionTarget, Target, TargetLine, TokenLine, TokenTarget,
};
pub use verify::{ItemVerdict, Verdict, Verdicts, verify};
