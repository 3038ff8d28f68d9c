//! The danger line, on one page: ending sessions, suspending people, revoking tokens.
//!
//! [`Choice`] → [`select`] (pure) → [`plan()`] (pure) → [`Plan`] shown and owned by a dialog →
//! [`Plan::confirm`] → [`Confirmed`] → [`execute()`]: *journal intent (durable) → request → journal
//! outcome*, step by step → [`Report`] → [`Proof`]: what Zendesk shows later.
//!
//! - `kinds` the operations and routes; `words` what they and their outcomes are called
//! - `choice`, `guardrails`, `select` what was asked for, what must not be touched, and the
//!   selection
//! - `target`, `item`, `plan`, `refusal` what is going to be done to what, or why there is no plan;
//!   `excluded` what is left alone, and why
//! - `proposal` what a plan is made of, and made of again
//! - `offboard` one plan of several operations for each person, and what is left of them;
//!   `offboarding` which parts of it are done
//! - `challenge` what must be typed to confirm a plan; `step` the requests that a plan is made of
//! - `plan_file` a plan written to a file, reviewed, and read back as a plan; `left_of_file` whoever is
//!   left out of it; `session_line`, `target_line` one target as files and machine output write it
//! - `execute` the only caller of the requests that change something; it takes nothing but
//!   [`Confirmed`], which only a plan becomes
//! - `runner` what all runs of a process have in common, and their tasks
//! - `switch` how a run is stopped from outside; `stopped` why it was, `odd_answer` by which answers
//! - `outcome`, `report_item`, `report` how each item ended, and the run
//! - `verdict` what a later list says of each item and of each person, by what they are `judged`; `verify`
//!   how that is found; `proof` reads such lists a few times, and says before what that costs
//! - `changed_since` what a record shows otherwise than a run left it
//! - `recover` what a crash left open: looked up by reading alone, and never resumed
//! - `protected_now` who must not be touched by now, and is no part of what is left
//! - `run_rest` what is left to do of a run that did not come to its end; `left_to_do` that of its report
//! - `pins` whom the protected addresses lead to, and who stays protected
//! - `mine` ending one's own sessions
//! - `last_door` whether another admin is left who can sign in
//! - `note` the record of a change that is no run
//!
//! There is no second way to end, suspend or revoke, and nothing here draws or reads keys.

mod challenge;
mod changed_since;
mod choice;
mod excluded;
mod execute;
mod guardrails;
mod item;
mod judged;
mod kinds;
mod last_door;
mod left_of_file;
mod left_to_do;
mod mine;
mod note;
mod odd_answer;
mod offboard;
mod offboarding;
mod outcome;
mod pins;
mod plan;
mod plan_file;
mod proof;
mod proposal;
mod protected_now;
mod recover;
mod refusal;
mod report;
mod report_item;
mod run_rest;
mod runner;
pub mod select;
mod session_line;
#[cfg(test)]
pub(crate) mod simulated;
mod step;
mod stopped;
mod switch;
mod target;
mod target_line;
mod verdict;
mod verify;
mod words;

pub(crate) use challenge::Challenge;
pub(crate) use changed_since::{ChangedBy, ChangedSince};
pub use choice::{Choice, ChoicePart, ChosenOrganization, ChosenRole, Reason, UndecidedPolicy};
pub(crate) use excluded::{Excluded, ExcludedBecause};
pub(crate) use execute::OpenJournal;
pub use execute::{DiskWork, ItemState, RunProgress, Tools, execute};
pub use guardrails::{Guardrails, PersonBehind};
pub(crate) use item::Item;
pub use judged::{JudgedBy, JudgedPeople};
pub(crate) use kinds::{OffboardPart, TargetKind};
pub use kinds::{Operation, Route};
pub(crate) use last_door::{check_last_door, leaves_a_door, list_admins, takes_admins};
pub(crate) use left_of_file::LeftOfFile;
pub use left_to_do::LeftToDo;
pub(crate) use mine::{own_word, plan_mine};
pub(crate) use note::{NotRecorded, Note};
pub use odd_answer::{AllOdd, OddAnswer};
pub use offboard::PersonLeft;
pub(crate) use offboard::{
    NotOffboarding, OFFBOARD, OffboardDocument, OffboardLine, OffboardListed, OffboardRest,
    OffboardWanted, look_again, look_at_the_left, offboard, people_of,
};
pub use offboarding::Offboarding;
pub use outcome::{Outcome, OutcomeKind};
pub use pins::{NewPin, PinFile, Pins};
pub(crate) use pins::{look_up_behind, look_up_protected};
pub use plan::Confirmed;
pub(crate) use plan::ListedNow;
pub use plan::PlanChange;
pub(crate) use plan::PlanClaims;
pub use plan::{Expected, Plan, plan_ending};
pub(crate) use plan::{PlanDocument, plan, plan_offboarding};
pub(crate) use plan::{plan_as_wished, plan_ending_by_name};
pub use plan_file::{BadSeal, FromFile, Here, MoreThanListed, NotApplied, PlanFile, PlanMade};
pub(crate) use plan_file::{FileSeal, FileTimes, REST_LIFETIME, content_hash};
pub(crate) use plan_file::{PlanUnderWay, PlannedLeft, RunPlanFile};
pub(crate) use proof::{Proof, Proved, later, not_borne_out, token_in_use};
pub use proof::{ProofBasis, ProofCost, ProofRequest};
pub use proposal::Proposal;
pub(crate) use protected_now::ProtectedNow;
pub(crate) use recover::{
    RecoverError, Recovery, forget_done, left_open, open_elsewhere, open_rests, recover,
    rest_on_disk,
};
pub use refusal::{LastDoor, Refusal};
pub(crate) use report::MayHaveDone;
pub use report::{NotReadAgain, Report};
pub use report_item::ReportItem;
pub(crate) use run_rest::PlanOfRun;
pub use run_rest::RunRest;
pub use runner::{RunContext, Runner};
pub use select::{Basis, NotFound, NotFoundBecause, Undecided, UndecidedAbout};
pub(crate) use select::{ListedChoice, MissLine, Tokens, miss_of, misses_of, named, unambiguous};
pub(crate) use session_line::SessionLine;
pub use step::{Step, StepRequest};
pub use stopped::Stopped;
pub use switch::StopSwitch;
pub(crate) use target::{BEYOND, PersonTarget, Target, TokenTarget};
pub use target::{GoesBeyond, SessionTarget};
pub(crate) use target_line::TargetLine;
pub use verdict::{ItemVerdict, NotLookedAt, OtherSessions, PersonProof, PersonVerdict, Verdict};
pub(crate) use verdict::{NOTHING_DONE, counts, is_open};
pub(crate) use verify::{PersonDone, PersonSeen, signed_in_again};
pub use verify::{Verdicts, verify};
pub(crate) use words::{
    ItemStanding, ItemUnit, PersonStanding, RunStanding, StandingCounts, StandingGrade, UNLISTED,
    operation_of, people_by_standing, people_in_words, recorded_in_words, recorded_tokens,
    request_words, run_words, still_signed_in,
};
