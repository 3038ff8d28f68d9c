//! Somebody in a run, and what later lists said of them.

use std::collections::BTreeSet;

use crate::model::{SessionId, Timestamp, UserId};

/// Somebody in a run.
#[derive(Clone, Debug)]
pub struct PastPerson {
    /// The person.
    pub user: UserId,
    /// The places of their requests among those of the run.
    pub items: Vec<usize>,
    /// What a later list showed of them, in words, and when.
    pub verdict: Option<(String, Timestamp)>,
    /// What was left of them after they were offboarded, in words, and when.
    pub left: Option<(String, Timestamp)>,
    /// How many of their sessions were listed then, where that is known.
    pub sessions_left: Option<u64>,
    /// The sessions with which they signed in again.
    pub back: BTreeSet<SessionId>,
    /// The sessions that the newest verdict has as still listed, and that no request of the run named.
    pub still_in: BTreeSet<SessionId>,
    /// When nothing that the run left of them was listed any more after a later run, where it left anything.
    pub signed_out_since: Option<Timestamp>,
}

impl PastPerson {
    /// Somebody of whom nothing is recorded but their requests.
    pub const fn of(user: UserId, items: Vec<usize>) -> Self {
        Self {
            user,
            items,
            verdict: None,
            left: None,
            sessions_left: None,
            back: BTreeSet::new(),
            still_in: BTreeSet::new(),
            signed_out_since: None,
        }
    }

    /// Whether they are still signed in with sessions that no request of the run named. Where it was counted
    /// later what was left of them after an offboarding, that tells it, and so does a later run.
    pub(crate) fn is_still_in(&self) -> bool {
        let is_counted_since = self.sessions_left.is_some() && self.left_at() >= self.verdict_at();
        let is_so = !self.still_in.is_subset(&self.back) && !is_counted_since;
        is_so && self.signed_out_since.is_none()
    }

    /// When these words were said: the first, and those that came later.
    pub(crate) fn said_at(&self) -> [Option<Timestamp>; 2] {
        let verdict = self.verdict_at();
        [self.left_at().or(verdict), verdict]
    }

    fn verdict_at(&self) -> Option<Timestamp> {
        self.verdict.as_ref().map(|(_, at)| *at)
    }

    fn left_at(&self) -> Option<Timestamp> {
        self.left.as_ref().map(|(_, at)| *at)
    }

    /// The newest verdict in words. What was left of somebody after an offboarding comes first, and
    /// what a later list showed does not take its place.
    pub fn words(&self) -> Option<String> {
        let verdict = self.verdict.as_ref();
        let Some((left, at)) = &self.left else {
            return verdict.map(|(words, _)| words.clone());
        };
        let later = verdict.filter(|(words, then)| then > at && !words.is_empty());
        Some(match later {
            Some((words, _)) => format!("{left}; later: {words}"),
            None => left.clone(),
        })
    }
}
