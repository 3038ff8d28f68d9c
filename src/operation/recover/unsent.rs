//! What is left to do of a run that a crash cut short, other than an offboarding: what was never sent, and
//! what was and is still as it was. It is written to a file, for a fresh review; nothing is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashSet;

use super::{Recovered, records};
use crate::journal::{NamedTarget, OpenItem, Record, RecordEvent};
use crate::model::{SessionId, SessionKey, Timestamp, TokenId, UserId, counted};
use crate::operation::{
    Guardrails, PlanUnderWay, PlannedLeft, ProtectedNow, RunRest, TargetKind, operation_of,
};
use crate::zendesk::Client;

/// The most people who are named with what was never sent of theirs.
const NAMED: usize = 5;

/// What is left of a run by its record and by what was found of its open items, where the plan of it is
/// still on disk. What is left goes into a file that is made `now` by the server's clock.
pub(super) async fn rest(
    (client, guardrails): (&Client, &Guardrails),
    (journal, now): (&Path, Timestamp),
    recovered: &Recovered,
) -> Option<RunRest> {
    let run = &recovered.run.run;
    let planned = PlanUnderWay::left(journal, run)?;
    let known = RunKnown::of(journal, recovered);
    let unsent = planned.left(|target| !known.sent.has(target));
    let mut rest = RunRest::default();
    if !unsent.targets.is_empty() {
        rest.lines.push(never_sent(&unsent, planned.lists()));
    }
    let left = planned.left(|target| !known.done.has(target));
    let mut people: BTreeSet<UserId> = left.targets.iter().map(NamedTarget::user).collect();
    people.extend(planned.people_beside());
    let protected = ProtectedNow::read(client, guardrails, people).await;
    rest.lines.extend(protected.lines());
    let spared = planned.spared(|user| protected.has(user));
    rest.lines.extend(spared.lines(|user| protected.has(user)));
    let left = planned.left(|target| !known.done.has(target) && !spared.has(target));
    let Some(file) = planned.rest(&left, now) else {
        rest.lines.push("  nothing of it is left to do".to_owned());
        return Some(rest);
    };
    rest.write_plan((journal, run), &file);
    Some(rest)
}

/// That something was never sent, by person.
fn never_sent(unsent: &PlannedLeft, of: usize) -> String {
    let mut people: BTreeMap<UserId, usize> = BTreeMap::new();
    for target in &unsent.targets {
        *people.entry(target.user()).or_default() += 1;
    }
    let items = counted(unsent.targets.len(), "item was", "items were");
    let named = people
        .iter()
        .take(NAMED)
        .map(|(user, count)| match unsent.kind {
            TargetKind::People => format!("user {user}"),
            kind => format!("user {user} ({})", kind.counted(*count)),
        });
    let mut named: Vec<String> = named.collect();
    if let Some(others) = people.len().checked_sub(NAMED).filter(|n| *n > 0) {
        named.push(format!("{} more", counted(others, "person", "people")));
    }
    format!(
        "  {items} never sent, of {of}: nothing was done about what they are about: {}",
        named.join(", ")
    )
}

/// What the record of a run and its recovery know of its targets.
#[derive(Default)]
struct RunKnown {
    sent: KnownTargets,
    done: KnownTargets,
}

/// Targets by their ids, and people all of whose sessions one request is about.
#[derive(Default)]
struct KnownTargets {
    targets: FxHashSet<NamedTarget>,
    everything_of: FxHashSet<UserId>,
}

impl RunKnown {
    fn of(journal: &Path, recovered: &Recovered) -> Self {
        let run = &recovered.run.run;
        let is_of_run = |record: &Record| record.run.as_ref() == Some(run);
        let read = records(journal, is_of_run, |all| {
            all.filter(|record| {
                matches!(
                    record.event,
                    RecordEvent::Intent | RecordEvent::Outcome | RecordEvent::Closed
                )
            })
            .collect::<Vec<Record>>()
        });
        let mut known = Self::default();
        let mut announced: BTreeMap<u32, OpenItem> = BTreeMap::new();
        for record in read.unwrap_or_default() {
            let number = record.item.unwrap_or_default();
            if record.event == RecordEvent::Intent {
                let item = OpenItem::of(number, &record);
                known.sent.take(&item);
                announced.insert(number, item);
            } else if let (Some(item), Some(state)) = (announced.get(&number), record.state)
                && item.route.is_done_by(state) == Some(true)
            {
                known.done.take(item);
            }
        }
        for (item, found) in recovered.run.items.iter().zip(&recovered.found) {
            if item.route.is_done_by(found.state) == Some(true) {
                known.done.take(item);
            }
        }
        known
    }
}

impl KnownTargets {
    /// Whether a target is among them.
    fn has(&self, target: &NamedTarget) -> bool {
        match target {
            NamedTarget::Session(key) => {
                self.targets.contains(target) || self.everything_of.contains(&key.user)
            }
            NamedTarget::Person(user) => {
                self.targets.contains(target) || self.everything_of.contains(user)
            }
            NamedTarget::Token { .. } => self.targets.contains(target),
        }
    }

    /// Takes in what one request was about.
    fn take(&mut self, item: &OpenItem) {
        let Some(operation) = operation_of(item.route) else {
            return;
        };
        match operation.target_kind() {
            TargetKind::Sessions if operation.is_wide() => self.everything_of.extend(&item.users),
            TargetKind::Sessions => {
                for (user, session) in pairs(&item.users, &item.sessions) {
                    let key = SessionKey { user, session };
                    self.targets.insert(NamedTarget::Session(key));
                }
            }
            TargetKind::People => {
                let people = item.users.iter();
                self.targets
                    .extend(people.map(|user| NamedTarget::Person(*user)));
            }
            TargetKind::Tokens => {
                let user = item.users.first();
                self.targets.extend(user.zip(item.token).map(
                    |(user, token): (&UserId, TokenId)| NamedTarget::Token { user: *user, token },
                ));
            }
        }
    }
}

/// Each of these sessions with the one person whose it is.
fn pairs(users: &[UserId], sessions: &[SessionId]) -> impl Iterator<Item = (UserId, SessionId)> {
    let user = users.first().copied();
    sessions
        .iter()
        .filter_map(move |session| Some((user?, *session)))
}
