//! Ending sessions: the danger line, on one page.
//!
//! [`Choice`] → [`plan`] (pure) → [`Plan`] shown and owned by a dialog → [`Plan::confirm`] →
//! [`Confirmed`] → [`execute`]: *journal intent (durable) → request → journal outcome*, step by
//! step → [`Report`] → [`verify`]: what a later walk says.
//!
//! - `choice`, `guardrails`, `plan` what is to be ended, what must not be, and both put together
//! - `challenge` what a person must type for it
//! - `outcome`, `report` how each item ended, and the run
//! - `plan_file` a plan written down, reviewed, and made a plan again
//! - `execute` the only caller of the deleting requests; it takes nothing but [`Confirmed`]
//! - `journal` the append-only record, written before each request and after its answer
//! - `verify` proof by a later whole walk or the person's own list
//! - `recover` what a crash left open, looked up by reading alone and never resumed
//! - `incident` runs and their proof as a report to hand on
//!
//! There is no second way to delete, and nothing here draws or reads keys.

mod challenge;
mod choice;
mod execute;
mod guardrails;
mod incident;
pub mod journal;
mod outcome;
mod plan;
mod plan_file;
mod recover;
mod report;
mod verify;

pub use challenge::Challenge;
pub use choice::Choice;
pub use execute::{ItemState, OpenJournal, RunProgress, Tools, execute};
pub use guardrails::{Guardrails, KeptBecause};
pub use incident::{Counts, Incident, IncidentRun, PlanNote, RunDocument, SignedIn};
pub use outcome::{Outcome, OutcomeKind};
pub use plan::{Confirmed, Kept, Plan, Reason, Refusal, Route, Step, Target, plan};
pub use plan_file::{
    Checked, FromFile, Here, KeptPlan, NotApplied, PlanFile, PlanFileError, SessionLine,
};
pub use recover::{Found, RecoverError, Recovered, recover};
pub use report::{Report, ReportItem, Stopped};
pub use verify::{Verdict, verify};
