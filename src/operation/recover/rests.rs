//! Files of what runs left to do, as long as nobody carried them out: they are named until all that is in them
//! is as it should be, or they have expired. A run that did the rest in another way is as good.
//!
//! - here what of them is done; `file` one of them, on disk and in words

mod file;

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use self::file::LeftContent;
pub(super) use self::file::LeftFile;
use super::offboarding::open_item;
use super::recovery_reader::RecoveryReader;
use crate::journal::{NamedTarget, OpenItem, RecordEvent, RecordRoute, RunId, State, read};
use crate::model::{Clock, ClockOffset, SafeText, Timestamp, UserId, on_a_thread};
use crate::operation::offboard::{OffboardLine, PartsGone, PersonLeft, still_to_do};
use crate::operation::{
    Guardrails, OffboardPart, PlanFile, PlannedLeft, ProtectedNow, Report, Route, RunRest,
    TargetKind, Verdict, look_at_the_left,
};
use crate::zendesk::{Account, Client, logged};

impl LeftFile {
    /// How much in it is not as it should be, or not known to be, as Zendesk shows it now: people of an
    /// offboarding, or else targets. Whoever is protected by now is left alone, and what is as it should be is
    /// taken out of it: a route that takes all would sign people out once more, and whoever was suspended
    /// would be so again, whatever was done about them since.
    async fn open(
        &mut self,
        client: &Client,
        clocks: (&Clock, Option<ClockOffset>),
        (reader, protected): (&mut RecoveryReader<'_>, &ProtectedNow),
    ) -> usize {
        let is_left = |user: UserId| !protected.has(user);
        match &self.content {
            LeftContent::Offboarding(rest) => {
                let lines = rest.lines().iter();
                let lines: Vec<&OffboardLine> = lines
                    .filter(|line| line.people_behind().into_iter().all(is_left))
                    .collect();
                let people: Vec<(UserId, Option<SafeText>)> = (lines.iter())
                    .filter_map(|line| Some((line.user()?, None)))
                    .collect();
                let left = look_at_the_left(client, clocks, &people, &OffboardPart::ALL).await;
                let of =
                    |line: &OffboardLine| left.iter().find(|one| Some(one.user) == line.user());
                let is_open =
                    |line: &OffboardLine| of(line).is_none_or(|left| has_more(line, left));
                let open = lines.iter().filter(|line| is_open(line)).count();
                if open > 0 {
                    self.leave_only(rest, is_open);
                }
                open
            }
            LeftContent::Unreadable(_) => 1,
            LeftContent::Other(file) => {
                let spared = file.spared(|user| protected.has(user));
                let PlannedLeft { targets, .. } = file.left(|target| !spared.has(target));
                let items: Vec<OpenItem> = targets.iter().map(|it| item_of(file, it)).collect();
                let items: Vec<&OpenItem> = items.iter().collect();
                let found = reader.judge(&items).await;
                let judged = targets.into_iter().zip(&items).zip(&found);
                let (open, done): (Vec<_>, Vec<_>) =
                    judged.partition(|((_, item), one)| item.route.shows(one.state) != Some(true));
                if !open.is_empty() {
                    let done: FxHashSet<NamedTarget> =
                        done.into_iter().map(|((target, _), _)| target).collect();
                    self.leave_out(&done);
                }
                open.len()
            }
        }
    }

    /// Takes away what a run did of it, as it proved.
    fn forget_done(
        &mut self,
        (report, verdicts): (&Report, &[Option<Verdict>]),
        left: &[PersonLeft],
    ) {
        match &self.content {
            LeftContent::Offboarding(rest) => self.leave_only(rest, |line| {
                let mut left = left.iter();
                !left.any(|one| Some(one.user) == line.user() && !has_more(line, one))
            }),
            LeftContent::Other(file) => {
                let verdicts = verdicts.iter().copied().chain(std::iter::repeat(None));
                let items = report.items.iter().zip(verdicts);
                let done = items.filter(|(item, verdict)| {
                    item.operation == file.operation() && item.is_as_wished(*verdict)
                });
                let done: FxHashSet<NamedTarget> =
                    done.map(|(item, _)| item.target.named()).collect();
                self.leave_out(&done);
            }
            LeftContent::Unreadable(_) => {}
        }
    }
}

/// Whether something is still to be done to a person, by what is shown of them. That no session is listed is
/// enough here: whoever is signed out by name has none.
fn has_more(line: &OffboardLine, left: &PersonLeft) -> bool {
    let gone = PartsGone {
        suspension: left.is_suspended() == Some(true),
        sessions: left.has_no_session(),
        tokens: left.tokens_left() == Some(0),
    };
    // A suspension that is no more is told however often somebody looks.
    let is_lifted = line.was_suspended && !gone.suspension;
    is_lifted || still_to_do(line.clone(), &gone).is_some()
}

/// One target of a file, as if a crash had left it open.
fn item_of(file: &PlanFile, target: &NamedTarget) -> OpenItem {
    let operation = file.operation();
    let route = RecordRoute::from(operation);
    let is_wide = operation.route().is_some_and(Route::is_wide);
    match target {
        // By a wide route the person is meant, whatever became of the sessions that were known.
        NamedTarget::Session(key) if is_wide => {
            open_item(key.user, RecordRoute::User, Vec::new(), None)
        }
        NamedTarget::Session(key) => {
            open_item(key.user, RecordRoute::Exact, vec![key.session], None)
        }
        NamedTarget::Person(user) if operation.target_kind() == TargetKind::Sessions => {
            open_item(*user, RecordRoute::User, Vec::new(), None)
        }
        NamedTarget::Person(user) => open_item(*user, route, Vec::new(), None),
        NamedTarget::Token { user, token } => open_item(*user, route, Vec::new(), Some(*token)),
    }
}

/// What earlier runs left to do that is not done, line by line, by what Zendesk shows now. A file of which
/// nothing is left is taken away. `but` are the runs that are told otherwise.
pub(crate) async fn open_rests(
    (client, guardrails): (&Client, &Guardrails),
    journal: &Path,
    clocks: (&Clock, Option<ClockOffset>),
    but: &[&RunId],
) -> Vec<String> {
    let (clock, offset) = clocks;
    // By whichever clock is behind: one of them may be wrong, and what is left is not forgotten for that.
    let now = ClockOffset::said(offset, clock()).min(clock());
    let files = match LeftFile::all(client.account(), journal, now) {
        Ok(files) => files,
        Err(why) => {
            return vec![
                format!("what earlier runs left to do is not known: {why}"),
                "  see what is wrong with that folder, and run zentop journal recover again"
                    .to_owned(),
            ];
        }
    };
    let with_effect = match &files[..] {
        [] => None,
        _ => runs_with_effect(journal).await,
    };
    let mut reader = RecoveryReader::new(client, clock);
    let mut lines = Vec::new();
    for mut file in files {
        if but.contains(&&file.run) {
            continue;
        }
        let protected = ProtectedNow::read(client, guardrails, file.people()).await;
        let open = file.open(client, clocks, (&mut reader, &protected)).await;
        if open > 0 {
            // Where that is not known, something may have been sent.
            let is_all_of_it = with_effect
                .as_ref()
                .is_some_and(|it| !it.contains(&file.run));
            lines.extend(file.lines(open, is_all_of_it));
        } else {
            file.forget();
            if protected.is_somebody() {
                let run = &file.run;
                lines.push(format!(
                    "run {run}: nothing else that it left to do is open"
                ));
            }
        }
        lines.extend(protected.lines());
    }
    lines
}

/// The runs that did something, or may have, by what can be read of the journal; `None` if something cannot
/// be. What was announced and then not attempted did nothing.
async fn runs_with_effect(journal: &Path) -> Option<FxHashSet<RunId>> {
    let path = journal.to_owned();
    let reading = on_a_thread(move || {
        let mut announced: FxHashMap<RunId, usize> = FxHashMap::default();
        for record in read(&path).ok()? {
            let record = record.ok()?;
            let Some(run) = record.run else { continue };
            match (record.event, record.state) {
                (RecordEvent::Intent, _) => *announced.entry(run).or_default() += 1,
                (RecordEvent::Outcome, Some(State::NotAttempted)) => {
                    let left = announced.entry(run).or_default();
                    *left = left.saturating_sub(1);
                }
                _ => {}
            }
        }
        let with_effect = announced.into_iter().filter(|(_, left)| *left > 0);
        Some(with_effect.map(|(run, _)| run).collect())
    });
    match reading.await {
        Ok(found) => found,
        Err(fault) => {
            tracing::warn!("which runs did something is not known: {}", logged(&fault));
            None
        }
    }
}

/// What a run left to do by the file of it, in words; nothing if there is none.
pub(crate) fn rest_on_disk(
    account: &Account,
    (journal, report): (&Path, &Report),
    now: Timestamp,
) -> Vec<String> {
    let path = RunRest::path(journal, &report.run);
    let Some(file) = LeftFile::read(path, account, now) else {
        return Vec::new();
    };
    let all = match &file.content {
        LeftContent::Offboarding(rest) => rest.people(),
        LeftContent::Other(file) => file.lists(),
        LeftContent::Unreadable(_) => 1,
    };
    file.lines(all, report.did_nothing()).split_off(1)
}

/// Takes away what a run did of what others left, and the files of which it did all.
pub(crate) fn forget_done(
    account: &Account,
    journal: &Path,
    (report, verdicts): (&Report, &[Option<Verdict>]),
    left: &[PersonLeft],
) {
    let now = report.said(report.ended_at);
    // Where they cannot be read they stay as they are, and that is told when they are looked for.
    let all = LeftFile::all(account, journal, now).unwrap_or_default();
    let others = all.into_iter().filter(|file| file.run != report.run);
    others.for_each(|mut file| file.forget_done((report, verdicts), left));
}

#[cfg(test)]
mod tests;
