//! What is left of people after they were offboarded: whether they are suspended, and which sessions
//! and tokens are listed. Only reading requests are sent.

use rustc_hash::{FxHashMap, FxHashSet};

use super::OffboardPart;
use crate::journal;
use crate::live::Reader;
use crate::model::{Clock, SafeText, Timestamp, UserId, counted};
use crate::operation::{
    NotLookedAt, Operation, OutcomeKind, PersonProof, Plan, Report, ReportItem, Target, Verdict,
    proof,
};
use crate::query::Zone;
use crate::zendesk::{ApiError, Client, Purpose, TokenList};

/// How much of something is left, or why that is not known.
type Left = Result<usize, String>;

/// How somebody stands at Zendesk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuspensionNow {
    /// They can sign in.
    Active,
    /// They are suspended.
    Suspended,
    /// They are deleted.
    Deleted,
}

/// What a run itself knows of a suspension that it asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum SuspensionAnswer {
    /// Nothing, or that it failed, or that they were shown otherwise since.
    #[default]
    None,
    /// Zendesk answered that they are suspended, and nobody looked.
    Answered,
    /// They were seen suspended after the answer.
    Seen,
}

impl SuspensionAnswer {
    /// What a run knows by how its item ended, and by what was seen of it.
    const fn of(outcome: OutcomeKind, verdict: Option<Verdict>) -> Self {
        match (outcome.is_done(), verdict) {
            (true, None | Some(Verdict::Waiting | Verdict::NotKnown)) => Self::Answered,
            (_, Some(Verdict::Verified)) => Self::Seen,
            _ => Self::None,
        }
    }
}

/// What a run knows of the suspension of each of its people.
fn suspension_answers(
    report: &Report,
    verdicts: &[Option<Verdict>],
) -> FxHashMap<UserId, SuspensionAnswer> {
    let verdicts = verdicts.iter().copied().chain(std::iter::repeat(None));
    let items = report.items.iter().zip(verdicts);
    let suspended = items.filter(|(item, _)| item.operation == Operation::Suspend);
    let answer = |item: &ReportItem, verdict| SuspensionAnswer::of(item.outcome.kind, verdict);
    suspended
        .map(|(item, verdict)| (item.target.user(), answer(item, verdict)))
        .collect()
}

/// What the proof of a run does not bear out, for each person and part, in words.
#[derive(Debug, Default)]
struct RunDoubts(FxHashMap<(UserId, OffboardPart), String>);

impl RunDoubts {
    /// What the verdicts of a run leave open.
    fn of(report: &Report, verdicts: &[Option<Verdict>], people: &[PersonProof]) -> Self {
        let mut doubts = FxHashMap::default();
        for person in people.iter().filter(|one| !one.verdict.is_as_wished()) {
            doubts.insert((person.user, OffboardPart::Sessions), person.sentence());
        }
        for (item, verdict) in report.items.iter().zip(verdicts) {
            let is_of_list = matches!(item.operation, Operation::End(_));
            let (Some(part), Some(verdict)) = (OffboardPart::of(item.operation), verdict) else {
                continue;
            };
            if !is_of_list && *verdict != Verdict::Verified {
                let words = verdict.words(item.operation).to_string();
                doubts.insert((item.target.user(), part), words);
            }
        }
        Self(doubts)
    }

    fn about(&self, user: UserId, part: OffboardPart) -> Option<&String> {
        self.0.get(&(user, part))
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
    /// When this was read.
    pub(super) at: Timestamp,
}

impl PersonLeft {
    /// Everybody in a run that offboarded people, where nobody looked at what is left.
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
            at,
        };
        people.map(of).collect()
    }

    /// Whether they are suspended or deleted, where that is known.
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

    /// The same without a word on their suspension, where that was not wanted.
    fn without_suspension(mut self) -> Self {
        self.suspended = None;
        self
    }

    /// The same, and never better than the run's own verdicts on the person.
    fn doubted_by(mut self, doubts: &RunDoubts) -> Self {
        let about = |part| doubts.about(self.user, part).cloned();
        if self.is_suspended() == Some(true)
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

    /// The number of tokens that are listed, where that is known.
    pub(crate) fn tokens_left(&self) -> Option<usize> {
        self.tokens.as_ref()?.as_ref().ok().copied()
    }

    /// Whether everything is as it was wished.
    pub fn is_clean(&self) -> bool {
        let is_none = |left: &Option<Left>| left.as_ref().is_none_or(|left| *left == Ok(0));
        let is_suspended = self.suspended.is_none() || self.is_suspended() == Some(true);
        is_suspended && is_none(&self.sessions) && is_none(&self.tokens)
    }

    /// The verdict in words. It begins with what matters most: somebody who is not suspended can
    /// sign in again.
    pub fn words(&self) -> String {
        let at = Timestamp::from_seconds(self.at.seconds());
        self.words_at(&at.to_string(), str::to_owned)
    }

    /// The same, with the time of day in this zone, and what could not be read in words of `of_error`.
    pub(crate) fn brief(&self, zone: Zone, of_error: impl Fn(&str) -> String) -> String {
        self.words_at(&zone.clock(self.at), of_error)
    }

    fn words_at(&self, at: &str, of_error: impl Fn(&str) -> String) -> String {
        let mut words = Vec::new();
        match &self.suspended {
            Some(Ok(SuspensionNow::Suspended)) => words.push("suspended".to_owned()),
            Some(Ok(SuspensionNow::Deleted)) => words.push("deleted".to_owned()),
            Some(Ok(SuspensionNow::Active)) => {
                words.push("NOT SUSPENDED: they can sign in again".to_owned());
            }
            Some(Err(why)) => {
                let so_far = match self.answer {
                    SuspensionAnswer::None => "NOT SUSPENDED as far as is known",
                    SuspensionAnswer::Answered => "suspended as Zendesk answered, and not seen yet",
                    SuspensionAnswer::Seen => "seen suspended, and not known since",
                };
                words.push(format!("{so_far} ({})", of_error(why)));
            }
            None => {}
        }
        match &self.sessions {
            Some(Ok(0)) => words.push(format!("no session listed at {at}")),
            Some(Ok(left)) => {
                let sessions = counted(*left, "session", "sessions");
                words.push(format!("{sessions} still listed at {at}"));
            }
            Some(Err(why)) => words.push(format!("sessions not known: {}", of_error(why))),
            None => {}
        }
        match &self.tokens {
            Some(Ok(0)) => words.push("no token left".to_owned()),
            Some(Ok(left)) => words.push(format!("{} left", counted(*left, "token", "tokens"))),
            Some(Err(why)) => words.push(format!("tokens not known: {}", of_error(why))),
            None => {}
        }
        words.join("; ")
    }
}

/// Reads what is left of everybody in a run that offboarded people, and of those whom an earlier run
/// suspended. It is never better than the run's own verdicts; nothing is read of another run.
pub(crate) async fn look_again(
    client: &Client,
    clock: &Clock,
    report: &Report,
    (verdicts, proofs): (&[Option<Verdict>], &[PersonProof]),
) -> Vec<PersonLeft> {
    let Some(offboarding) = &report.offboarding else {
        return Vec::new();
    };
    let people = once(report.items.iter().map(|item| &item.target));
    let mut parts = offboarding.parts.clone();
    let suspends = offboarding.has(OffboardPart::Suspend);
    let before = &offboarding.suspended_before;
    if !suspends && !before.is_empty() {
        parts.push(OffboardPart::Suspend);
    }
    let left = look_at_the_left(client, clock, &people, &parts).await;
    let doubts = RunDoubts::of(report, verdicts, proofs);
    let answers = suspension_answers(report, verdicts);
    let only_asked = |one: PersonLeft| {
        let answer = answers.get(&one.user).copied().unwrap_or_default();
        let one = PersonLeft { answer, ..one }.doubted_by(&doubts);
        if suspends || before.contains(&one.user) {
            one
        } else {
            one.without_suspension()
        }
    };
    left.into_iter().map(only_asked).collect()
}

/// Reads what is left of these people.
pub(crate) async fn look_at_the_left(
    client: &Client,
    clock: &Clock,
    plan: &[(UserId, Option<SafeText>)],
    parts: &[OffboardPart],
) -> Vec<PersonLeft> {
    let people: Vec<UserId> = plan.iter().map(|(user, _)| *user).collect();
    let has = |part| parts.contains(&part);
    let mut suspended = LeftFacts::default();
    if has(OffboardPart::Suspend) {
        suspended = suspensions(client, &people).await;
    }
    let mut sessions = LeftFacts::default();
    if has(OffboardPart::Sessions) {
        sessions = listed_sessions(client, clock, &people).await;
    }
    let mut tokens = LeftFacts::default();
    if has(OffboardPart::Tokens) {
        tokens = listed_tokens(client, &people).await;
    }
    if has(OffboardPart::Sessions) || has(OffboardPart::Tokens) {
        let read_as = proof::read_as(client).await;
        doubt(&mut sessions, |user| read_as.doubt(user));
        doubt(&mut tokens, |_| read_as.doubt_of_all());
    }
    let at = clock();
    let left = |(user, name): &(UserId, Option<SafeText>)| PersonLeft {
        user: *user,
        name: name.clone(),
        suspended: suspended.get(user).cloned(),
        answer: SuspensionAnswer::None,
        sessions: sessions.get(user).cloned(),
        tokens: tokens.get(user).cloned(),
        at,
    };
    plan.iter().map(left).collect()
}

/// Takes back that nothing is left of people, where whoever read it sees only what is their own.
fn doubt(left: &mut LeftFacts<usize>, why: impl Fn(UserId) -> Option<NotLookedAt>) {
    for (user, left) in left.iter_mut().filter(|(_, left)| **left == Ok(0)) {
        if let Some(why) = why(*user) {
            *left = Err(why.to_string());
        }
    }
}

/// What nobody looked at, of a part that was done.
fn unlooked<T>(is_part: bool, why: &str) -> Option<Result<T, String>> {
    is_part.then(|| Err(why.to_owned()))
}

/// What was read of each person, or why not.
type LeftFacts<T> = FxHashMap<UserId, Result<T, String>>;

fn unread<T: Clone>(people: &[UserId], why: &str) -> LeftFacts<T> {
    let why = SafeText::new(why).as_str().to_owned();
    people
        .iter()
        .map(|user| (*user, Err(why.clone())))
        .collect()
}

async fn suspensions(client: &Client, people: &[UserId]) -> LeftFacts<SuspensionNow> {
    let shown = match proof::people(client, people).await {
        Ok(shown) => shown,
        Err(error) => return unread(people, &error.to_string()),
    };
    let fact = |user: &UserId| match shown.get(user) {
        None => Err("Zendesk tells nothing of them".to_owned()),
        Some(person) if person.is_deleted() => Ok(SuspensionNow::Deleted),
        Some(person) => person
            .suspended
            .map(standing)
            .ok_or_else(|| "Zendesk does not tell whether they are suspended".to_owned()),
    };
    people.iter().map(|user| (*user, fact(user))).collect()
}

fn standing(is_suspended: bool) -> SuspensionNow {
    if is_suspended {
        SuspensionNow::Suspended
    } else {
        SuspensionNow::Active
    }
}

async fn listed_sessions(client: &Client, clock: &Clock, people: &[UserId]) -> LeftFacts<usize> {
    let mut reader = Reader::new(client.clone(), clock.clone()).for_proof();
    let began_at = clock();
    let snapshot = match reader.lists_of(people).await {
        Ok(snapshot) => snapshot,
        Err(error) => return unread(people, &error.to_string()),
    };
    let mut counts: FxHashMap<UserId, usize> = FxHashMap::default();
    for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
        *counts.entry(key.user).or_insert(0) += 1;
    }
    let fact = |user: &UserId| match counts.get(user) {
        Some(listed) => Ok(*listed),
        None => match snapshot.absence_since(*user, began_at) {
            Ok(()) => Ok(0),
            Err(doubt) => Err(doubt.to_string()),
        },
    };
    people.iter().map(|user| (*user, fact(user))).collect()
}

async fn listed_tokens(client: &Client, people: &[UserId]) -> LeftFacts<usize> {
    let list: Result<TokenList, ApiError> = TokenList::read(client, Purpose::Proof).await;
    let list = match list {
        Ok(list) => list,
        Err(error) => return unread(people, &error.to_string()),
    };
    let fact = |user: &UserId| {
        let listed = list
            .tokens
            .iter()
            .filter(|token| token.user == *user)
            .count();
        if listed == 0 && list.unreadable > 0 {
            let records = counted(list.unreadable, "token", "tokens");
            return Err(format!("{records} cannot be read"));
        }
        Ok(listed)
    };
    people.iter().map(|user| (*user, fact(user))).collect()
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
mod tests {
    use super::*;

    fn left(suspended: Result<bool, String>, sessions: Left, tokens: Left) -> PersonLeft {
        PersonLeft {
            user: UserId::new(7).unwrap(),
            name: None,
            suspended: Some(suspended.map(standing)),
            answer: SuspensionAnswer::None,
            sessions: Some(sessions),
            tokens: Some(tokens),
            at: Timestamp::from_seconds(0),
        }
    }

    #[test]
    fn a_verdict_begins_with_a_suspension_that_failed() {
        let clean = left(Ok(true), Ok(0), Ok(0));
        assert!(clean.is_clean());
        assert_eq!(
            clean.words(),
            "suspended; no session listed at 1970-01-01T00:00:00Z; no token left"
        );
        let failed = left(Ok(false), Ok(0), Ok(0));
        assert!(!failed.is_clean());
        assert!(failed.words().starts_with("NOT SUSPENDED"));
        let unknown = left(Err("no answer".to_owned()), Ok(0), Ok(0));
        assert!(unknown.words().starts_with("NOT SUSPENDED") && !unknown.is_clean());
    }

    #[test]
    fn the_deleted_are_called_so_and_a_doubt_of_the_run_is_told() {
        let deleted = PersonLeft {
            suspended: Some(Ok(SuspensionNow::Deleted)),
            ..left(Ok(true), Ok(0), Ok(0))
        };
        assert!(deleted.is_clean() && deleted.words().starts_with("deleted; "));
        for part in OffboardPart::ALL {
            let doubt = ((deleted.user, part), "contradicted".to_owned());
            let doubts = RunDoubts([doubt].into_iter().collect());
            let doubted = deleted.clone().doubted_by(&doubts);
            assert!(!doubted.is_clean() && doubted.words().contains("contradicted"));
        }
    }

    #[test]
    fn whatever_is_left_or_not_known_is_not_clean() {
        for one in [
            left(Ok(true), Ok(2), Ok(0)),
            left(Ok(true), Ok(0), Ok(1)),
            left(Ok(true), Err("holes".to_owned()), Ok(0)),
            left(Ok(true), Ok(0), Err("403".to_owned())),
        ] {
            assert!(!one.is_clean(), "{}", one.words());
        }
        let without = PersonLeft {
            suspended: None,
            sessions: None,
            ..left(Ok(false), Ok(9), Ok(0))
        };
        assert!(without.is_clean());
        assert_eq!(without.words(), "no token left");
    }

    /// What a run was told and nobody saw is neither of the two: one truth for the item and the person.
    #[test]
    fn a_suspension_that_was_answered_is_not_called_none_before_anybody_looked() {
        let unseen = |answer| PersonLeft {
            answer,
            ..left(Err("not looked at".to_owned()), Ok(0), Ok(0))
        };
        for (outcome, verdict, begins) in [
            (
                OutcomeKind::Done,
                None,
                "suspended as Zendesk answered, and not seen yet (not looked at)",
            ),
            (
                OutcomeKind::Done,
                Some(Verdict::Waiting),
                "suspended as Zendesk answered",
            ),
            (
                OutcomeKind::Done,
                Some(Verdict::Verified),
                "seen suspended, and not known since",
            ),
            (
                OutcomeKind::Done,
                Some(Verdict::StillListed),
                "NOT SUSPENDED as far as is known",
            ),
            (
                OutcomeKind::Unknown,
                Some(Verdict::NotKnown),
                "NOT SUSPENDED as far as is known",
            ),
            (
                OutcomeKind::Unknown,
                None,
                "NOT SUSPENDED as far as is known",
            ),
            (
                OutcomeKind::NotAttempted,
                None,
                "NOT SUSPENDED as far as is known",
            ),
            (
                OutcomeKind::Refused,
                None,
                "NOT SUSPENDED as far as is known",
            ),
        ] {
            let one = unseen(SuspensionAnswer::of(outcome, verdict));
            assert!(
                one.words().starts_with(begins),
                "{outcome:?}: {}",
                one.words()
            );
            assert!(!one.is_clean() && one.state().is_none());
        }
    }
}
