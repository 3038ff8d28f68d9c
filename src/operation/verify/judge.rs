//! From what a run did to people, and what was read of them afterwards, to a verdict on each. Pure.

use rustc_hash::{FxHashMap, FxHashSet};

use super::again::signed_in_again;
use crate::live::Doubt;
use crate::model::{ClockPair, DatedMoment, SafeText, Session, SessionKey, Timestamp, UserId};
use crate::operation::Report;
use crate::operation::judged::JudgedBy;
use crate::operation::verdict::{NotLookedAt, OtherSessions, PersonProof, PersonVerdict};

/// What a run was to do to one person, and when that was known to be done.
#[derive(Debug, Clone)]
pub(crate) struct PersonDone {
    pub(crate) user: UserId,
    pub(crate) name: Option<SafeText>,
    pub(crate) judged: JudgedBy,
    /// The sessions that were to be ended.
    pub(crate) planned: Vec<SessionKey>,
    /// When the last answer for them was known; `None` if nothing was sent for them, or all of it
    /// was refused.
    pub(crate) done: Option<DatedMoment>,
}

/// What was read of one person after that.
#[derive(Debug, Clone)]
pub(crate) struct PersonSeen {
    /// When the reading was begun, by the local clock.
    pub(crate) began_at: Timestamp,
    /// Whether sessions that it lacks are gone.
    pub(crate) absence: Result<(), Doubt>,
    /// The sessions of theirs that it shows.
    pub(crate) sessions: Vec<Session>,
    /// The sessions that it lacks, and that another reading shows.
    pub(crate) disputed: Vec<SessionKey>,
    /// The sessions that were known before the run, and that it lacks.
    pub(crate) lacking: Vec<SessionKey>,
}

impl PersonDone {
    /// What a run did to the people whose sessions it was to end, in the order of its items.
    pub(crate) fn of_run(report: &Report) -> Vec<Self> {
        let mut people: Vec<Self> = Vec::new();
        let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
        for item in &report.items {
            if !item.operation.ends() {
                continue;
            }
            let user = item.target.user();
            let place = *places.entry(user).or_insert(people.len());
            if place == people.len() {
                people.push(Self {
                    user,
                    name: item.target.name().cloned(),
                    judged: report.judged.of(user),
                    planned: Vec::new(),
                    done: None,
                });
            }
            let person = &mut people[place];
            person.planned.extend(item.target.session());
            if item.outcome.kind.wants_proof() {
                let (local, server) = (item.at, item.server_at);
                let before = person.done.unwrap_or(DatedMoment { local, server });
                person.done = Some(DatedMoment {
                    local: before.local.max(local),
                    server: before.server.max(server),
                });
            }
        }
        people
    }

    /// The verdict before anything was read.
    pub(crate) fn unproved(&self) -> PersonProof {
        let why = match self.done {
            Some(_) => NotLookedAt::NotYet,
            None => NotLookedAt::NothingDone,
        };
        self.proof(PersonVerdict::NotLookedAt(why), OtherSessions::default())
    }

    /// This verdict on the person.
    pub(crate) fn proof(&self, verdict: PersonVerdict, others: OtherSessions) -> PersonProof {
        PersonProof {
            user: self.user,
            name: self.name.clone(),
            judged: self.judged,
            verdict,
            others,
        }
    }

    /// The verdict by what was read. `known` are the sessions that were known before the run, and
    /// `clocks` those of the reading.
    pub(crate) fn judge(
        &self,
        shown: &PersonSeen,
        known: &FxHashSet<SessionKey>,
        clocks: Option<ClockPair>,
    ) -> PersonProof {
        let Some(done) = self.done else {
            return self.unproved();
        };
        let is_chosen = |key: &SessionKey| self.planned.contains(key);
        let is_theirs = |session: &&Session| session.key.user == self.user;
        let in_question =
            |session: &&Session| self.judged == JudgedBy::Person || is_chosen(&session.key);
        let theirs: Vec<&Session> = shown.sessions.iter().filter(is_theirs).collect();
        let listed: Vec<&Session> = theirs
            .iter()
            .copied()
            .filter(|one| in_question(one))
            .collect();
        let is_other = |key: &&SessionKey| self.judged == JudgedBy::Session && !is_chosen(key);
        let others = OtherSessions {
            stay: theirs.len() - listed.len(),
            lacking: shown.lacking.iter().filter(is_other).count(),
        };
        if !shown.disputed.is_empty() {
            let sessions = shown.disputed.clone();
            return self.proof(PersonVerdict::Contradicted { sessions }, others);
        }
        let (mut before, mut unknown, mut again) = (Vec::new(), Vec::new(), Vec::new());
        let mut latest = None;
        for session in listed {
            if known.contains(&session.key) || is_chosen(&session.key) {
                before.push(session.key);
            } else if let Some(at) = signed_in_again(session, done, clocks) {
                again.push(session.key);
                latest = latest.max(Some(at));
            } else {
                unknown.push(session.key);
            }
        }
        let verdict = if !before.is_empty() || !unknown.is_empty() {
            // New sign-ins are told beside what is still there, since nobody has to tell them apart.
            unknown.extend(again);
            PersonVerdict::StillThere {
                known: before,
                unknown,
            }
        } else {
            match (shown.absence, latest) {
                (Err(Doubt::NotRead), _) => PersonVerdict::NotLookedAt(NotLookedAt::NotYet),
                (Err(doubt), _) => PersonVerdict::NotLookedAt(NotLookedAt::Doubt(doubt)),
                (Ok(()), Some(at)) => PersonVerdict::SignedInAgain {
                    sessions: again,
                    at,
                },
                (Ok(()), None) => PersonVerdict::NoneListed {
                    at: DatedMoment::of(shown.began_at, clocks),
                },
            }
        };
        self.proof(verdict, others)
    }
}

impl Report {
    /// The verdicts on the people whose sessions the run was to end, before anything is read.
    pub(crate) fn people_unproved(&self) -> Vec<PersonProof> {
        let people = PersonDone::of_run(self);
        people.iter().map(PersonDone::unproved).collect()
    }
}

#[cfg(test)]
mod tests;
