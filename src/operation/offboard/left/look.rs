//! Reading what is left of people after they were offboarded. Only reading requests are sent.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::Instant;

use super::of_run::{RunDoubts, SuspensionAnswer, suspension_answers};
use super::{PersonLeft, SuspensionNow, once, standing};
use crate::live::{Lookup, ReadError, Reader};
use crate::model::{Clock, ClockOffset, SafeText, UserId, counted};
use crate::operation::offboard::OffboardPart;
use crate::operation::{NotLookedAt, PersonProof, PersonVerdict, Report, Verdict, proof};
use crate::zendesk::{ApiError, Client, Purpose, TokenList};

/// How long own lists are read one by one where they could not be read together: the report is due.
const LISTS_WITHIN: Duration = Duration::from_secs(5 * 60);

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
    let clocks = (clock, report.clock_offset);
    let left = look_at_the_left(client, clocks, &people, &parts).await;
    let doubts = RunDoubts::of(report, verdicts, proofs);
    let answers = suspension_answers(report, verdicts);
    let still: FxHashMap<UserId, usize> = proofs.iter().filter_map(still_there).collect();
    let only_asked = |one: PersonLeft| {
        let answer = answers.get(&one.user).copied().unwrap_or_default();
        let one = PersonLeft { answer, ..one };
        let one = one.still_with(&still).doubted_by(&doubts);
        if suspends || before.contains(&one.user) {
            one
        } else {
            one.without_suspension()
        }
    };
    left.into_iter().map(only_asked).collect()
}

/// Reads what is left of these people. The time of it is by the server's clock, where the offset to it
/// is known.
pub(crate) async fn look_at_the_left(
    client: &Client,
    (clock, offset): (&Clock, Option<ClockOffset>),
    people: &[(UserId, Option<SafeText>)],
    parts: &[OffboardPart],
) -> Vec<PersonLeft> {
    let users: Vec<UserId> = people.iter().map(|(user, _)| *user).collect();
    let has = |part| parts.contains(&part);
    let mut suspended = LeftFacts::default();
    if has(OffboardPart::Suspend) {
        suspended = suspensions(client, clock, &users).await;
    }
    let mut sessions = LeftFacts::default();
    if has(OffboardPart::Sessions) {
        sessions = listed_sessions(client, clock, &users).await;
    }
    let mut tokens = LeftFacts::default();
    if has(OffboardPart::Tokens) {
        tokens = listed_tokens(client, &users).await;
    }
    // Nobody whom Zendesk does not know any more has a list, and they are as they should be.
    let has_no_list = |user: &&UserId| {
        sessions.get(*user).is_some_and(Result::is_err) && !suspended.contains_key(*user)
    };
    let unlisted: Vec<UserId> = users.iter().filter(has_no_list).copied().collect();
    if !unlisted.is_empty() {
        let found = suspensions(client, clock, &unlisted).await.into_iter();
        suspended.extend(found.filter(|(_, now)| is_nobody(now)));
    }
    for (user, _) in suspended.iter().filter(|(_, now)| is_nobody(now)) {
        for left in [&mut sessions, &mut tokens] {
            if let Some(left) = left.get_mut(user).filter(|left| left.is_err()) {
                *left = Ok(0);
            }
        }
    }
    if has(OffboardPart::Sessions) || has(OffboardPart::Tokens) {
        let read_as = proof::read_as(client).await;
        doubt(&mut sessions, |user| read_as.doubt(user));
        doubt(&mut tokens, |_| read_as.doubt_of_all());
    }
    let at = ClockOffset::said(offset, clock());
    let left = |(user, name): &(UserId, Option<SafeText>)| PersonLeft {
        user: *user,
        name: name.clone(),
        suspended: suspended.get(user).cloned(),
        answer: SuspensionAnswer::None,
        sessions: sessions.get(user).cloned(),
        tokens: tokens.get(user).cloned(),
        at,
        later: None,
    };
    people.iter().map(left).collect()
}

/// Whether Zendesk knows nobody of a number any more.
fn is_nobody(now: &Result<SuspensionNow, String>) -> bool {
    *now == Ok(SuspensionNow::NoLongerThere)
}

/// How many sessions the proof of a run shows of somebody who is still there.
fn still_there(proof: &PersonProof) -> Option<(UserId, usize)> {
    match &proof.verdict {
        PersonVerdict::StillThere { known, unknown } => {
            Some((proof.user, known.len() + unknown.len()))
        }
        _ => None,
    }
}

/// Takes back that nothing is left of people, where whoever read it sees only what is their own.
fn doubt(left: &mut LeftFacts<usize>, why: impl Fn(UserId) -> Option<NotLookedAt>) {
    for (user, left) in left.iter_mut().filter(|(_, left)| **left == Ok(0)) {
        if let Some(why) = why(*user) {
            *left = Err(why.to_string());
        }
    }
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

async fn suspensions(
    client: &Client,
    clock: &Clock,
    people: &[UserId],
) -> LeftFacts<SuspensionNow> {
    let mut reader = Reader::new(client.clone(), clock.clone()).for_proof();
    let snapshot = match reader.names(people).await {
        Ok(snapshot) => snapshot,
        Err(error) => return unread(people, &error.to_string()),
    };
    let known = snapshot.directory().iter();
    let known: FxHashMap<UserId, &Lookup> = known.map(|one| (one.id, &one.known)).collect();
    let fact = |user: &UserId| match known.get(user) {
        Some(Lookup::NoSuchUser) => Ok(SuspensionNow::NoLongerThere),
        Some(Lookup::User(person)) if person.is_deleted() => Ok(SuspensionNow::Deleted),
        Some(Lookup::User(person)) => person
            .suspended
            .map(standing)
            .ok_or_else(|| "Zendesk does not tell whether they are suspended".to_owned()),
        Some(Lookup::Unreadable) => Err("their record could not be read".to_owned()),
        Some(Lookup::NotAsked | Lookup::Missing) | None => {
            Err("Zendesk tells nothing of them".to_owned())
        }
    };
    people.iter().map(|user| (*user, fact(user))).collect()
}

async fn listed_sessions(client: &Client, clock: &Clock, people: &[UserId]) -> LeftFacts<usize> {
    let mut reader = Reader::new(client.clone(), clock.clone()).for_proof();
    let began_at = clock();
    let mut failed: FxHashMap<UserId, String> = FxHashMap::default();
    let snapshot = match reader.lists_of(people).await {
        Ok(snapshot) => {
            let why = |(user, why): (UserId, &Arc<ApiError>)| (user, why.to_string());
            failed.extend(snapshot.not_listed().map(why));
            snapshot
        }
        Err(ReadError::Api(error)) if !error.refuses_credentials() => {
            // One list that cannot be read says nothing of the others.
            let lists = reader
                .own_lists(people, Instant::now() + LISTS_WITHIN)
                .await;
            let why = |(user, why): (UserId, SafeText)| (user, why.as_str().to_owned());
            failed.extend(lists.failed.into_iter().map(why));
            reader.snapshot()
        }
        Err(error) => return unread(people, &error.to_string()),
    };
    let mut counts: FxHashMap<UserId, usize> = FxHashMap::default();
    for key in snapshot.iter().filter_map(|slot| snapshot.key(slot)) {
        *counts.entry(key.user).or_insert(0) += 1;
    }
    let fact = |user: &UserId| match (failed.get(user), counts.get(user)) {
        (Some(why), _) => Err(why.clone()),
        (None, Some(listed)) => Ok(*listed),
        (None, None) => match snapshot.absence_since(*user, began_at) {
            Ok(()) => Ok(0),
            Err(doubt) => Err(doubt.to_string()),
        },
    };
    people.iter().map(|user| (*user, fact(user))).collect()
}

async fn listed_tokens(client: &Client, people: &[UserId]) -> LeftFacts<usize> {
    let list = match TokenList::read(client, Purpose::Proof).await {
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
