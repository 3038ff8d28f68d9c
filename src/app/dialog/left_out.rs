//! Who was chosen or named and is in no run: left as they are, undecided, or not found. A review lists
//! them by reason, and the report after it goes on to, because the run knows nothing of them.

use std::collections::BTreeSet;

use crate::app::folds::{Folds, ListHead};
use crate::model::UserId;
use crate::operation::{Excluded, NotFound, Plan, Target, TargetKind};

/// Somebody or something that a plan does nothing to.
#[derive(Debug, Clone)]
pub(crate) enum LeftAlone {
    /// Somebody, or something of theirs.
    Target(Target),
    /// What was named and is not there.
    Miss(NotFound),
}

/// Why those of a group are left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftBecause {
    /// They are kept, or there is nothing to do.
    Excluded,
    /// It cannot be told whether they are meant.
    Undecided,
    /// They were named, and are as they should be.
    AsWished,
    /// They were named, and are not there or were not looked at.
    Missed,
}

/// All that a plan does nothing to for one reason.
#[derive(Debug, Clone)]
pub(crate) struct LeftGroup {
    /// The kind of the reason.
    pub(crate) because: LeftBecause,
    /// The reason in words.
    pub(crate) why: String,
    /// Who or what it is.
    pub(crate) all: Vec<LeftAlone>,
}

/// A line of a list about those who are left alone.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LeftLine<'a> {
    /// A reason with how many there are, and whether they are shown below it.
    Head(&'a LeftGroup, bool),
    /// One below it.
    Below(&'a LeftGroup, &'a LeftAlone),
    /// The only one of a reason, with the reason.
    Only(&'a LeftGroup, &'a LeftAlone),
}

impl LeftGroup {
    /// Everybody whom a plan leaves out, by reason.
    pub(in crate::app) fn all_of(plan: &Plan) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        let mut add = |because, why: String, one| {
            let known = groups.iter_mut();
            match known
                .rev()
                .find(|it| it.because == because && it.why == why)
            {
                Some(group) => group.all.push(one),
                None => groups.push(Self {
                    because,
                    why,
                    all: vec![one],
                }),
            }
        };
        let offboards = plan.offboarding().is_some();
        let mut known: BTreeSet<(UserId, &str)> = BTreeSet::new();
        for Excluded {
            target, because, ..
        } in plan.excluded()
        {
            let why = because.as_str();
            // Each part of an offboarding leaves the same people out.
            if offboards && !known.insert((target.user(), why)) {
                continue;
            }
            let why = if because.is_idle() {
                why.to_owned()
            } else {
                format!("kept, {why}")
            };
            add(
                LeftBecause::Excluded,
                why,
                LeftAlone::Target(target.clone()),
            );
        }
        for one in plan.undecided() {
            let target = LeftAlone::Target(one.target.clone());
            add(
                LeftBecause::Undecided,
                format!("left, {}", one.words()),
                target,
            );
        }
        for (word, misses) in NotFound::by_kind(plan.not_found()) {
            for miss in misses {
                let because = if miss.because.is_as_wished() {
                    LeftBecause::AsWished
                } else {
                    LeftBecause::Missed
                };
                add(because, word.to_owned(), LeftAlone::Miss(miss.clone()));
            }
        }
        groups
    }

    /// Whether nothing is to be done about it.
    pub(crate) const fn is_harmless(&self) -> bool {
        matches!(self.because, LeftBecause::Excluded | LeftBecause::AsWished)
    }

    /// How many there are: of things, with their noun.
    pub(crate) fn count(&self) -> String {
        let kind = self.all.first().map(|one| match one {
            LeftAlone::Target(target) => target.kind(),
            LeftAlone::Miss(_) => TargetKind::People,
        });
        match kind {
            Some(kind @ (TargetKind::Sessions | TargetKind::Tokens)) => {
                kind.counted(self.all.len())
            }
            _ => crate::model::grouped(self.all.len()),
        }
    }

    /// What stands above them, where there are several. What was named in vain is shown at first.
    fn head(&self) -> Option<ListHead> {
        let head = match self.because {
            LeftBecause::Missed => ListHead::Named(self.why.clone()),
            _ => ListHead::Reason(self.why.clone()),
        };
        (self.all.len() > 1).then_some(head)
    }

    /// What stands above those of each of these groups, in their order.
    pub(in crate::app) fn heads(groups: &[Self]) -> impl Iterator<Item = ListHead> + '_ {
        groups.iter().filter_map(Self::head)
    }

    /// The lines of all of these.
    pub(crate) fn lines<'a>(groups: &'a [Self], folds: &Folds) -> Vec<LeftLine<'a>> {
        let mut lines = Vec::new();
        for group in groups {
            match group.head() {
                None => lines.extend(group.all.iter().map(|one| LeftLine::Only(group, one))),
                Some(head) => {
                    let is_unfolded = folds.is_unfolded(&head);
                    lines.push(LeftLine::Head(group, is_unfolded));
                    if is_unfolded {
                        lines.extend(group.all.iter().map(|one| LeftLine::Below(group, one)));
                    }
                }
            }
        }
        lines
    }
}
