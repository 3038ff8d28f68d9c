//! A plan for people or tokens as machines read it.

use serde::Serialize;

use super::Plan;
use crate::journal::ascii_json_pretty;
use crate::operation::{MissLine, TargetLine};

/// A plan under names that do not change. A dry run prints it, and the widest plans are on disk
/// like this before their run.
#[derive(Debug, Serialize)]
pub(crate) struct PlanDocument<'a> {
    account: &'a str,
    measure: &'static str,
    made_at: String,
    count: usize,
    people: usize,
    plan_hash: String,
    not_listed: usize,
    targets: Vec<TargetLine>,
    #[serde(rename = "kept")]
    excluded: Vec<TargetLine>,
    undecided: Vec<TargetLine>,
    not_found: Vec<MissLine>,
}

impl<'a> From<&'a Plan> for PlanDocument<'a> {
    fn from(plan: &'a Plan) -> Self {
        Self {
            account: plan.account(),
            measure: plan.operation().as_str(),
            made_at: plan.made_at().to_string(),
            count: plan.count(),
            people: plan.people(),
            plan_hash: plan.fingerprint(),
            not_listed: plan.missing(),
            targets: plan.targets().map(TargetLine::from).collect(),
            excluded: plan.excluded().iter().map(TargetLine::from).collect(),
            undecided: plan.undecided().iter().map(TargetLine::from).collect(),
            not_found: plan.not_found().iter().map(MissLine::from).collect(),
        }
    }
}

impl Plan {
    /// The plan as one JSON object in ASCII.
    ///
    /// # Errors
    /// None in practice: everything in a plan can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(&PlanDocument::from(self))
    }
}
