//! What is left of people after they were offboarded: whether they are suspended, and which sessions
//! and tokens are listed.
//!
//! - here one person afterwards; `words` the verdict on them
//! - `of_run` what the run itself knows of its people, which no verdict is better than
//! - `look` reading what is left; only reading requests are sent

mod look;
mod of_run;
mod words;

use rustc_hash::{FxHashMap, FxHashSet};

use self::of_run::{RunDoubts, SuspensionAnswer, suspension_answers};
use super::OffboardPart;
use crate::journal;
use crate::model::{SafeText, Timestamp, UserId};
use crate::operation::{PersonProof, PersonStanding, PersonVerdict, Plan, Report, Target};

pub(crate) use look::{look_again, look_at_the_left};

/// How much of something is left, or why that is not known.
type Left = Result<usize, String>;

/// How somebody stands at Zendesk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuspensionNow {
    /// They can sign in.
    Active,
    /// They are suspended.
    Suspended,
    /// They are deleted, as their record says.
    Deleted,
    /// Zendesk knows nobody of this number any more, asked about them alone as well.
    NoLongerThere,
}

fn standing(is_suspended: bool) -> SuspensionNow {
    if is_suspended {
        SuspensionNow::Suspended
    } else {
        SuspensionNow::Active
    }
}

/// One person after they were offboarded. What was not to be done is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLeft {
    /// The person.
    pub user: UserId,
    /// Their name, where it is known.
    pub name: Option<SafeText>,
    /// Whether they are suspended or deleted.
    pub(super) suspended: Option<Result<SuspensionNow, String>>,
    /// What the run itself knows of that, where it was not seen.
    pub(super) answer: SuspensionAnswer,
    /// The sessions that are listed.
    pub(super) sessions: Option<Left>,
    /// The tokens that are listed.
    pub(super) tokens: Option<Left>,
    /// When this was read, by the server's clock where that is known.
    pub(super) at: Timestamp,
    /// The sessions that a later list shows, and whether they signed in again with them.
    pub(super) later: Option<(usize, bool)>,
}

impl PersonLeft {
    /// Everybody in a run that offboarded people, where nobody looked at what is left by this time of
    /// ours.
    pub(crate) fn not_looked_at(report: &Report, at: Timestamp) -> Vec<Self> {
        let Some(offboarding) = &report.offboarding else {
            return Vec::new();
        };
        let why = "not looked at, since the run was stopped";
        let people = once(report.items.iter().map(|item| &item.target)).into_iter();
        let answers = suspension_answers(report, &[]);
        let of = |(user, name)| Self {
            user,
            name,
            answer: answers.get(&user).copied().unwrap_or_default(),
            suspended: unlooked(offboarding.has(OffboardPart::Suspend), why),
            sessions: unlooked(offboarding.has(OffboardPart::Sessions), why),
            tokens: unlooked(offboarding.has(OffboardPart::Tokens), why),
            at: report.said(at),
            later: None,
        };
        people.map(of).collect()
    }

    /// Somebody of whom all of this was read.
    #[cfg(test)]
    pub(crate) fn read(
        user: UserId,
        (is_suspended, sessions, tokens): (bool, usize, usize),
        at: Timestamp,
    ) -> Self {
        Self {
            user,
            name: None,
            suspended: Some(Ok(standing(is_suspended))),
            answer: SuspensionAnswer::None,
            sessions: Some(Ok(sessions)),
            tokens: Some(Ok(tokens)),
            at,
            later: None,
        }
    }

    /// Takes in what a later list shows of their sessions, where it shows any.
    pub(crate) fn take_later(&mut self, proof: &PersonProof) {
        self.later = match &proof.verdict {
            PersonVerdict::SignedInAgain { sessions, .. } => Some((sessions.len(), true)),
            PersonVerdict::Contradicted { sessions } => Some((sessions.len(), false)),
            PersonVerdict::StillThere { known, unknown } => {
                Some((known.len() + unknown.len(), false))
            }
            PersonVerdict::NoneListed { .. } | PersonVerdict::NotLookedAt(_) => self.later,
        };
    }

    /// Whether they are suspended, deleted or no longer there, where that is known.
    pub(crate) fn is_suspended(&self) -> Option<bool> {
        let standing = self.suspended.as_ref()?.as_ref().ok()?;
        Some(*standing != SuspensionNow::Active)
    }

    /// The word in the journal on their suspension, where that is known.
    pub(crate) fn state(&self) -> Option<journal::State> {
        self.is_suspended().map(|is_suspended| {
            if is_suspended {
                journal::State::Suspended
            } else {
                journal::State::NotSuspended
            }
        })
    }

    /// The same without a word on their suspension, where that was not wanted. That they are not there any
    /// more is told all the same.
    fn without_suspension(mut self) -> Self {
        let is_nobody = self.suspended == Some(Ok(SuspensionNow::NoLongerThere));
        self.suspended = self.suspended.filter(|_| is_nobody);
        self
    }

    /// The same, with the sessions that the proof of the run shows, where what was read lacks them: it may
    /// have been a walk, which lags.
    fn still_with(mut self, still: &FxHashMap<UserId, usize>) -> Self {
        if let Some(left) = still.get(&self.user)
            && self.sessions == Some(Ok(0))
        {
            self.sessions = Some(Ok(*left));
        }
        self
    }

    /// The same, and never better than the run's own verdicts on the person.
    fn doubted_by(mut self, doubts: &RunDoubts) -> Self {
        let about = |part| doubts.about(self.user, part).cloned();
        // Whoever is gone since is not suspended any more, and that was read later.
        if self.suspended == Some(Ok(SuspensionNow::Suspended))
            && let Some(doubt) = about(OffboardPart::Suspend)
        {
            self.suspended = Some(Err(doubt));
        }
        if self.sessions == Some(Ok(0))
            && let Some(doubt) = about(OffboardPart::Sessions)
        {
            self.sessions = Some(Err(doubt));
        }
        if self.tokens == Some(Ok(0))
            && let Some(doubt) = about(OffboardPart::Tokens)
        {
            self.tokens = Some(Err(doubt));
        }
        self
    }

    /// The number of sessions that are listed, where that is known.
    pub(crate) fn sessions_left(&self) -> Option<usize> {
        self.sessions.as_ref()?.as_ref().ok().copied()
    }

    /// Whether no session of theirs is listed, now or by a later list.
    pub(crate) fn has_no_session(&self) -> bool {
        self.sessions_left() == Some(0) && self.later.is_none()
    }

    /// The number of tokens that are listed, where that is known.
    pub(crate) fn tokens_left(&self) -> Option<usize> {
        self.tokens.as_ref()?.as_ref().ok().copied()
    }

    /// Whether everything is as it was wished.
    pub fn is_clean(&self) -> bool {
        let is_none = |left: &Option<Left>| left.as_ref().is_none_or(|left| *left == Ok(0));
        let is_suspended = self.suspended.is_none() || self.is_suspended() == Some(true);
        is_suspended && is_none(&self.sessions) && is_none(&self.tokens) && self.later.is_none()
    }

    /// How it stands with them, in a word.
    pub(crate) fn standing(&self) -> PersonStanding {
        let is_left = |left: Option<usize>| left.is_some_and(|left| left > 0);
        match &self.suspended {
            Some(Ok(SuspensionNow::Active)) => PersonStanding::NotSuspended,
            Some(Err(_)) if self.answer == SuspensionAnswer::None => PersonStanding::NotSuspended,
            _ if self.is_clean() => PersonStanding::AsItShouldBe,
            _ if is_left(self.sessions_left()) => PersonStanding::StillSignedIn,
            _ => match self.later {
                Some((_, true)) => PersonStanding::SignedInAgain,
                Some((_, false)) => PersonStanding::StillSignedIn,
                None if is_left(self.tokens_left()) => PersonStanding::NotAsItShouldBe,
                None => PersonStanding::NotKnown,
            },
        }
    }
}

/// What nobody looked at, of a part that was done.
fn unlooked<T>(is_part: bool, why: &str) -> Option<Result<T, String>> {
    is_part.then(|| Err(why.to_owned()))
}

/// The people of a plan, each once, in its order.
pub(crate) fn people_of(plan: &Plan) -> Vec<(UserId, Option<SafeText>)> {
    once(plan.targets())
}

/// The people of these targets, each once.
fn once<'a>(targets: impl Iterator<Item = &'a Target>) -> Vec<(UserId, Option<SafeText>)> {
    let mut people: Vec<(UserId, Option<SafeText>)> = Vec::new();
    let mut known = FxHashSet::default();
    for target in targets {
        if known.insert(target.user()) {
            people.push((target.user(), target.name().cloned()));
        }
    }
    people
}

#[cfg(test)]
mod tests;
