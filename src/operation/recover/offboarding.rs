//! What is left to do of an offboarding that a crash cut short. It is written to a file, for a fresh
//! review; nothing is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::recovery_reader::RecoveryReader;
use super::{Recovered, records};
use crate::files;
use crate::journal::{OpenItem, Record, RecordEvent, RecordRoute, RunId, State};
use crate::model::{Clock, ClockOffset, SafeText, SessionId, TokenId, UserId};
use crate::operation::offboard::{
    OffboardFile, OffboardLine, OffboardRest, PartsGone, PersonLeft, still_to_do,
};
use crate::operation::{
    Guardrails, Here, OffboardPart, ProtectedNow, Reason, RunPlanFile, RunRest, look_at_the_left,
    operation_of,
};
use crate::zendesk::Client;

/// The most that is read as a plan, in bytes.
const LARGEST_PLAN: u64 = 64 << 20;

/// What is left of a run by what Zendesk shows now, if the run was an offboarding.
pub(super) async fn rest(
    (client, guardrails): (&Client, &Guardrails),
    (journal, clocks): (&Path, (&Clock, Option<ClockOffset>)),
    recovered: &Recovered,
    reader: &mut RecoveryReader<'_>,
) -> Option<RunRest> {
    let run = &recovered.run.run;
    let planned = planned(journal, run)?;
    let done = RunDone::of(journal, run, recovered);
    let people: Vec<(UserId, Option<SafeText>)> = (planned.people.iter())
        .filter_map(|line| Some((line.user()?, line.name.as_deref().map(SafeText::new))))
        .collect();
    let left = look_at_the_left(client, clocks, &people, &OffboardPart::ALL).await;
    let left: FxHashMap<UserId, PersonLeft> = left.into_iter().map(|one| (one.user, one)).collect();
    let mut rest = RunRest::default();
    let unproved = unproved(&planned.people, (&left, &done), reader).await;
    let why =
        |((user, _), why): (&(UserId, OffboardPart), &String)| format!("  user {user}: {why}");
    rest.lines.extend(unproved.iter().map(why));
    let mut open = Vec::new();
    for mut line in planned.people {
        let Some(left) = line.user().and_then(|user| left.get(&user)) else {
            continue;
        };
        line.was_suspended |= line.suspend && done.suspended.contains(&left.user);
        let is_lifted = line.was_suspended && left.is_suspended() == Some(false);
        if line.was_suspended && left.is_suspended().is_none() {
            rest.lines.push(format!(
                "  user {} was suspended by this run, and whether they still are is not known: {}",
                left.user,
                left.words()
            ));
        }
        if is_lifted {
            rest.lines.push(format!(
                "  user {} was suspended by this run and is not suspended since, so that is not among \
                 what is left to do",
                left.user
            ));
        }
        let is_proved = |part| !unproved.contains_key(&(left.user, part));
        let proved = PartsGone {
            suspension: is_lifted || left.is_suspended() == Some(true),
            sessions: left.sessions_left() == Some(0)
                && done.ended.contains(&left.user)
                && is_proved(OffboardPart::Sessions),
            tokens: left.tokens_left() == Some(0) && is_proved(OffboardPart::Tokens),
        };
        open.extend(still_to_do(line, &proved));
    }
    let people: BTreeSet<UserId> = open.iter().flat_map(OffboardLine::people_behind).collect();
    let protected = ProtectedNow::read(client, guardrails, people).await;
    rest.lines.extend(protected.lines());
    open.retain(|line| {
        let mut people = line.people_behind().into_iter();
        !people.any(|user| protected.has(user))
    });
    if open.is_empty() {
        rest.lines.push("  nothing of it is left to do".to_owned());
        return Some(rest);
    }
    let (clock, offset) = clocks;
    let account = client.account();
    let here = Here {
        account: account.name(),
        origin: account.origin(),
    };
    let file = OffboardRest::of(here, done.why, open, ClockOffset::said(offset, clock()));
    rest.write_offboarding((journal, run), &file);
    Some(rest)
}

/// The plan of a run as it was on disk before it, if it was an offboarding.
fn planned(journal: &Path, run: &RunId) -> Option<OffboardFile> {
    let bytes = files::read(&RunPlanFile::path(journal, run), LARGEST_PLAN).ok()??;
    OffboardFile::parse(&bytes).ok()
}

/// What a run did to people and why, as its record and what was found since say.
#[derive(Debug, Default)]
struct RunDone {
    /// The people whom it suspended.
    suspended: BTreeSet<UserId>,
    /// The people all of whose sessions it ended.
    ended: BTreeSet<UserId>,
    /// The reason that was given for it, which its records have.
    why: Reason,
}

impl RunDone {
    fn of(journal: &Path, run: &RunId, recovered: &Recovered) -> Self {
        let is_of_run = |record: &Record| record.run.as_ref() == Some(run);
        let mut done = Self::default();
        let read = records(journal, is_of_run, |all| {
            all.map(|record| {
                let is_end = matches!(record.event, RecordEvent::Outcome | RecordEvent::Closed);
                let user = record.user_id.and_then(UserId::new).filter(|_| is_end);
                let end = record.route.zip(record.state).zip(user);
                (
                    end,
                    Reason::given(record.reason.as_ref(), record.ticket.as_ref()),
                )
            })
            .collect::<Vec<_>>()
        });
        for (end, why) in read.unwrap_or_default() {
            done.why = std::mem::take(&mut done.why).or(why);
            if let Some(((route, state), user)) = end {
                done.take(route, state, user);
            }
        }
        for (item, found) in recovered.run.items.iter().zip(&recovered.found) {
            for user in &item.users {
                done.take(item.route, found.state, *user);
            }
        }
        done
    }

    fn take(&mut self, route: RecordRoute, state: State, user: UserId) {
        if route.is_done_by(state) != Some(true) {
            return;
        }
        match operation_of(route) {
            // Whoever was not there was not suspended by it.
            Some(it) if it.is_part(OffboardPart::Suspend) && state != State::Gone => {
                self.suspended.insert(user);
            }
            Some(it) if it == OffboardPart::Sessions.operation() => {
                self.ended.insert(user);
            }
            _ => {}
        }
    }
}

/// What lists that show nothing of people do not prove of what was planned, for each person and part,
/// in words: they are asked like everything else that a crash left open.
async fn unproved(
    planned: &[OffboardLine],
    (left, done): (&FxHashMap<UserId, PersonLeft>, &RunDone),
    reader: &mut RecoveryReader<'_>,
) -> BTreeMap<(UserId, OffboardPart), String> {
    let mut asked = Vec::new();
    for line in planned {
        let Some(left) = line.user().and_then(|user| left.get(&user)) else {
            continue;
        };
        if left.tokens_left() == Some(0) {
            let tokens = line.tokens.iter().filter_map(|id| TokenId::new(*id));
            let item = |token| open_item(left.user, RecordRoute::Revoke, Vec::new(), Some(token));
            asked.extend(tokens.map(|token| (OffboardPart::Tokens, item(token))));
        }
        let sessions: Vec<SessionId> = (line.sessions.iter())
            .filter_map(|id| SessionId::new(*id))
            .collect();
        let is_ended = left.sessions_left() == Some(0) && done.ended.contains(&left.user);
        if is_ended && !sessions.is_empty() {
            let item = open_item(left.user, RecordRoute::User, sessions, None);
            asked.push((OffboardPart::Sessions, item));
        }
    }
    if asked.is_empty() {
        return BTreeMap::new();
    }
    let items: Vec<&OpenItem> = asked.iter().map(|(_, item)| item).collect();
    let found = reader.look_at(&items).await;
    let open = asked.iter().zip(found).filter_map(|((part, item), found)| {
        let why = match found {
            Ok(found) if item.route.shows(found.state) == Some(true) => return None,
            Ok(found) => found.detail,
            Err(why) => format!("not known: {why}"),
        };
        Some(((*item.users.first()?, *part), why))
    });
    open.collect()
}

/// Something of a person that is asked about as if a crash had left it open.
pub(super) fn open_item(
    user: UserId,
    route: RecordRoute,
    sessions: Vec<SessionId>,
    token: Option<TokenId>,
) -> OpenItem {
    OpenItem {
        item: 1,
        of: 1,
        route,
        users: vec![user],
        sessions,
        token,
    }
}
