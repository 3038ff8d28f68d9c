//! What is left of a file: the same plan with fewer targets, for a fresh review.

use rustc_hash::FxHashSet;

use super::under_way::REST_LIFETIME;
use super::{PlanBody, PlanFile};
use crate::journal::NamedTarget;
use crate::model::Timestamp;
use crate::operation::{Operation, TargetKind};

/// Those of a file's targets that are left by some measure.
#[derive(Debug, Clone)]
pub(crate) struct PlannedLeft {
    /// The kind of what the file is about.
    pub(crate) kind: TargetKind,
    /// The targets, in the order of the file.
    pub(crate) targets: Vec<NamedTarget>,
}

impl PlanFile {
    /// Everything that it names and of which this is so.
    pub(crate) fn left(&self, is_left: impl Fn(&NamedTarget) -> bool) -> PlannedLeft {
        let sessions = self.targets().iter().map(|at| NamedTarget::Session(at.key));
        let others = self.content.others.iter().flat_map(|person| {
            let user = person.user;
            let revokes = |one: &Operation| one.target_kind() == TargetKind::Tokens;
            let is_whole = !person.operations.iter().all(revokes);
            let tokens = person.tokens.iter();
            let tokens = tokens.map(move |token| NamedTarget::Token {
                user,
                token: *token,
            });
            tokens.chain(is_whole.then_some(NamedTarget::Person(user)))
        });
        PlannedLeft {
            kind: self.operation().target_kind(),
            targets: sessions.chain(others).filter(is_left).collect(),
        }
    }

    /// The file of these of its targets, made at this time; `None` if there are none, or it is of a shape
    /// that is not written any more.
    pub(crate) fn rest(&self, left: &PlannedLeft, now: Timestamp) -> Option<Self> {
        let targets: FxHashSet<&NamedTarget> = left.targets.iter().collect();
        let is_left = |target: &NamedTarget| targets.contains(target);
        self.of_these(is_left, (now, now.after(REST_LIFETIME)))
    }

    /// The same file, as long as it lasts, of these of its targets; `None` if there are none, or it is of a
    /// shape that is not written any more.
    pub(crate) fn only(&self, is_so: impl Fn(&NamedTarget) -> bool) -> Option<Self> {
        let (made_at, expires_at) = (self.content.made_at, self.content.expires_at);
        self.of_these(is_so, (made_at, expires_at))
    }

    fn of_these(
        &self,
        is_so: impl Fn(&NamedTarget) -> bool,
        lasts: (Timestamp, Timestamp),
    ) -> Option<Self> {
        let PlanBody::Two(body) = &self.body else {
            return None;
        };
        if self.left(&is_so).targets.is_empty() {
            return None;
        }
        let mut body = body.left(lasts, is_so);
        let mut content = body.content().ok()?;
        content.count = content.lists();
        body.count(content.count);
        let body = PlanBody::Two(body);
        Some(Self { body, content }.hashed())
    }

    /// What it counts, in words.
    pub(crate) fn lists_in_words(&self) -> String {
        self.content.counted(self.lists())
    }
}
