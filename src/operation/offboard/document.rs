//! An offboarding as machines read it: person by person, with what is done to each.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::OffboardPart;
use crate::journal::ascii_json_pretty;
use crate::model::{SafeText, UserId};
use crate::operation::{Plan, Target, TargetLine};

/// A plan of several operations under names that do not change. A dry run prints it, and it is on
/// disk like this before its run.
#[derive(Debug, Serialize)]
pub(crate) struct OffboardDocument<'a> {
    kind: &'static str,
    account: &'a str,
    made_at: String,
    parts: Vec<&'static str>,
    count: usize,
    plan_hash: String,
    people: Vec<OffboardLine>,
    #[serde(rename = "kept")]
    excluded: Vec<TargetLine>,
    undecided: usize,
    not_found: Vec<NotFoundLine>,
}

#[derive(Debug, Serialize)]
struct NotFoundLine {
    named: String,
    because: &'static str,
}

/// What is done to one person.
#[derive(Debug, Serialize)]
pub(crate) struct OffboardLine {
    pub(crate) user_id: u64,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) role: Option<&'static str>,
    pub(crate) suspend: bool,
    pub(crate) tokens: Vec<u64>,
    pub(crate) sessions: Vec<u64>,
}

impl<'a> OffboardDocument<'a> {
    /// The document of a plan.
    pub(crate) fn of(plan: &'a Plan) -> Self {
        let parts = plan.operations().iter();
        let parts = parts.filter_map(|operation| OffboardPart::of(*operation));
        let not_found = plan.not_found().iter().map(|one| NotFoundLine {
            named: one.named.original().to_owned(),
            because: one.because.as_str(),
        });
        Self {
            kind: "offboard",
            account: plan.account(),
            made_at: plan.made_at().to_string(),
            parts: parts.map(OffboardPart::as_str).collect(),
            count: plan.people(),
            plan_hash: plan.fingerprint(),
            people: lines(plan),
            excluded: plan.excluded().iter().map(TargetLine::from).collect(),
            undecided: plan.undecided().len(),
            not_found: not_found.collect(),
        }
    }

    /// What is done to each person, in the order of the plan.
    pub(crate) fn people(&self) -> &[OffboardLine] {
        &self.people
    }

    /// The document as JSON in ASCII.
    ///
    /// # Errors
    /// None in practice: everything in a plan can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(self)
    }
}

fn lines(plan: &Plan) -> Vec<OffboardLine> {
    let mut lines: Vec<OffboardLine> = Vec::new();
    let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
    for target in plan.targets() {
        let user = target.user();
        let place = *places.entry(user).or_insert_with(|| {
            lines.push(line(target));
            lines.len() - 1
        });
        let line = &mut lines[place];
        match target {
            Target::Person(_) => line.suspend = true,
            Target::Token(target) => line.tokens.push(target.token.id.get()),
            Target::Session(target) => line.sessions.push(target.key.session.get()),
        }
    }
    lines
}

fn line(target: &Target) -> OffboardLine {
    let text = |text: &SafeText| text.original().to_owned();
    OffboardLine {
        user_id: target.user().get(),
        name: target.name().map(text),
        email: target.email().map(text),
        role: target.role().map(|role| role.as_str()),
        suspend: false,
        tokens: Vec::new(),
        sessions: Vec::new(),
    }
}
