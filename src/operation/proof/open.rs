//! What of a run has no final verdict yet, and whether another look may show more.

use rustc_hash::FxHashSet;

use super::Proof;
use super::cost::InQuestion;
use crate::model::UserId;
use crate::operation::{PersonProof, PersonVerdict, Route, Verdict};

impl Proof {
    /// Whether another look may show more. A session that nobody knew of does not go away because
    /// those that were known are ended one by one.
    pub(super) fn is_open(&self) -> bool {
        let goes = |person: &PersonProof| match &person.verdict {
            PersonVerdict::StillThere { known, .. } => !known.is_empty() || self.is_wide(),
            _ => person.is_open(),
        };
        self.verdicts.iter().copied().any(is_open) || self.people.iter().any(goes)
    }

    /// Whether one answer may stand for all sessions of a person.
    pub(super) fn is_wide(&self) -> bool {
        let mut routes = self
            .report
            .items
            .iter()
            .filter_map(|item| item.operation.route());
        routes.any(Route::is_wide)
    }

    /// What is looked at of the people whose sessions have no final verdict yet.
    pub(super) fn in_question(&self) -> InQuestion {
        let people: FxHashSet<UserId> = self.open_people().into_iter().collect();
        let done = self.done.iter();
        let done = done.filter(|person| people.contains(&person.user));
        let sessions = done.map(|person| person.planned.len()).sum();
        InQuestion {
            people: people.len(),
            sessions,
            answers: if self.is_wide() {
                people.len()
            } else {
                sessions
            },
        }
    }

    /// The people whose sessions have no final verdict yet, those who were told for certain
    /// included if an item of theirs is open.
    pub(super) fn open_people(&self) -> Vec<UserId> {
        let items = self.report.items.iter().zip(&self.verdicts);
        let open = items.filter(|(_, verdict)| is_open(**verdict));
        let keys = open.filter_map(|(item, _)| item.target.session());
        let people = self.people.iter().filter(|person| person.is_open());
        let mut people: Vec<UserId> = (keys.map(|key| key.user))
            .chain(people.map(|person| person.user))
            .collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}

fn is_open(verdict: Option<Verdict>) -> bool {
    verdict.is_some_and(|verdict| verdict != Verdict::Verified)
}
