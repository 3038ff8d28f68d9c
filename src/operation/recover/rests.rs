//! Files of what runs left to do, as long as nobody carried them out: they are named until all that is in them
//! is as it should be, or they have expired. A run that did the rest in another way is as good.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::offboarding::open_item;
use super::recovery_reader::RecoveryReader;
use crate::files;
use crate::journal::{NamedTarget, OpenItem, RecordRoute, RunId, State};
use crate::model::{Clock, ClockOffset, SafeText, Timestamp, UserId};
use crate::operation::offboard::{
    OffboardLine, OffboardPart, OffboardRest, PartsGone, PersonLeft, still_to_do,
};
use crate::operation::run_rest::{REST_SUFFIX, plans_beside};
use crate::operation::{
    Guardrails, PlanFile, PlannedLeft, ProtectedNow, Report, Route, RunRest, TargetKind, Verdict,
    look_at_the_left,
};
use crate::zendesk::{Account, Client};

/// The most that is read as such a file, in bytes.
const LARGEST: u64 = 64 << 20;

/// Why such a file says nothing.
const NOT_WHOLE: &str = "it is not such a file as zentop writes, or not whole";
const EDITED: &str = "it was edited after it was made, and is not carried out";

/// The file of what one run left.
pub(super) struct LeftFile {
    run: RunId,
    path: PathBuf,
    content: LeftContent,
}

enum LeftContent {
    Offboarding(Box<OffboardRest>),
    Other(Box<PlanFile>),
    /// What it says cannot be told, for this reason, so that nobody knows whether all of it is done.
    Unreadable(String),
}

/// What a file says of where it is of, and until when.
#[derive(Deserialize)]
struct Head {
    account: String,
    origin: String,
    expires_at: String,
}

impl LeftFile {
    /// The files of this account that are beside this journal and have not expired, oldest first.
    pub(super) fn all(account: &Account, journal: &Path, now: Timestamp) -> Vec<Self> {
        let entries = std::fs::read_dir(plans_beside(journal))
            .into_iter()
            .flatten()
            .flatten();
        let read = |entry: std::fs::DirEntry| Self::read(entry.path(), account, now);
        let mut all: Vec<Self> = entries.filter_map(read).collect();
        all.sort_unstable_by(|a, b| a.run.cmp(&b.run));
        all
    }

    /// How many files beside this journal are of other accounts and have not expired, by their origin.
    pub(super) fn of_others(
        account: &Account,
        journal: &Path,
        now: Timestamp,
    ) -> BTreeMap<SafeText, usize> {
        let entries = std::fs::read_dir(plans_beside(journal)).into_iter();
        let mut others = BTreeMap::new();
        for path in entries.flatten().flatten().map(|entry| entry.path()) {
            let name = path.file_name().and_then(|name| name.to_str());
            if !name.is_some_and(|name| name.ends_with(REST_SUFFIX)) {
                continue;
            }
            let head = files::read(&path, LARGEST).ok().flatten();
            let head = head.and_then(|bytes| serde_json::from_slice::<Head>(&bytes).ok());
            let Some(head) = head else { continue };
            let is_ours = head.account == account.name() && head.origin == account.origin();
            let is_due = Timestamp::parse(&head.expires_at).is_ok_and(|at| at > now);
            if !is_ours && is_due {
                *others.entry(SafeText::new(&head.origin)).or_insert(0) += 1;
            }
        }
        others
    }

    fn read(path: PathBuf, account: &Account, now: Timestamp) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let run: RunId = name.strip_suffix(REST_SUFFIX)?.parse().ok()?;
        let content = match Self::content(&path, account, now) {
            Ok(content) => content?,
            Err(why) => LeftContent::Unreadable(why),
        };
        Some(Self { run, path, content })
    }

    /// What a file says; `None` if it is of another account, has expired, or is not there any more.
    ///
    /// # Errors
    /// If that cannot be told: why.
    fn content(
        path: &Path,
        account: &Account,
        now: Timestamp,
    ) -> Result<Option<LeftContent>, String> {
        let Some(bytes) = files::read(path, LARGEST).map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let head: Head = serde_json::from_slice(&bytes).map_err(|_| NOT_WHOLE)?;
        let is_ours = head.account == account.name() && head.origin == account.origin();
        let expires_at = Timestamp::parse(&head.expires_at).map_err(|_| NOT_WHOLE)?;
        if !is_ours || expires_at <= now {
            return Ok(None);
        }
        let (content, is_edited) = if let Ok(rest) = OffboardRest::parse(&bytes) {
            let is_edited = rest.is_edited();
            (LeftContent::Offboarding(Box::new(rest)), is_edited)
        } else {
            let file = PlanFile::parse(&bytes).map_err(|_| NOT_WHOLE)?;
            let is_edited = file.is_edited();
            (LeftContent::Other(Box::new(file)), is_edited)
        };
        if is_edited {
            return Err(EDITED.to_owned());
        }
        Ok(Some(content))
    }

    /// What it comes to, in words, with the command that goes on with it: so many of its people or targets
    /// are open.
    fn lines(&self, open: usize) -> Vec<String> {
        let mut rest = RunRest::default();
        match &self.content {
            LeftContent::Offboarding(_) => rest.name_offboarding(&self.path, open),
            LeftContent::Other(file) => {
                let all = file.lists_in_words();
                let is_some = open < file.lists();
                let left = if is_some {
                    format!("{open} of {all}")
                } else {
                    all
                };
                rest.name_plan(&self.path, &left);
            }
            LeftContent::Unreadable(why) => {
                let path = SafeText::new(&self.path.display().to_string());
                return vec![
                    format!(
                        "run {}: what it left to do is in {path}, and is not known: {why}",
                        self.run
                    ),
                    format!(
                        "  what it was to do: zentop journal show --run {}; take the file away once that \
                         is seen to",
                        self.run
                    ),
                ];
            }
        }
        let head = format!(
            "run {}: not all that it left to do is done, and nothing more was sent for it",
            self.run
        );
        std::iter::once(head).chain(rest.lines).collect()
    }

    /// The people whom it names.
    fn people(&self) -> BTreeSet<UserId> {
        match &self.content {
            LeftContent::Offboarding(rest) => {
                let lines = rest.lines().iter();
                lines.flat_map(OffboardLine::people_behind).collect()
            }
            LeftContent::Other(file) => file.people_behind(),
            LeftContent::Unreadable(_) => BTreeSet::new(),
        }
    }

    /// How much in it is not as it should be, or not known to be, as Zendesk shows it now: people of an
    /// offboarding, or else targets. Whoever is protected by now is left alone, and whoever of an offboarding
    /// is as they should be is taken out of it: a route that takes all would sign them out once more.
    async fn open(
        &self,
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
                let items = items_of(file, |target| !spared.has(target));
                let items: Vec<&OpenItem> = items.iter().collect();
                let found = reader.judge(&items).await;
                let open = found.iter().filter(|one| {
                    matches!(
                        one.state,
                        State::Unknown | State::StillListed | State::NotSuspended
                    )
                });
                open.count()
            }
        }
    }

    /// Takes away what a run did of it, as it proved: of an offboarding each person, of anything else the
    /// whole.
    fn forget_done(&self, (report, verdicts): (&Report, &[Option<Verdict>]), left: &[PersonLeft]) {
        let is_done = match &self.content {
            LeftContent::Offboarding(rest) => {
                return self.leave_only(rest, |line| {
                    let mut left = left.iter();
                    !left.any(|one| Some(one.user) == line.user() && !has_more(line, one))
                });
            }
            LeftContent::Other(file) => {
                let verdicts = verdicts.iter().copied().chain(std::iter::repeat(None));
                let items = report.items.iter().zip(verdicts);
                let done = items.filter(|(item, verdict)| {
                    item.operation == file.operation() && item.is_as_wished(*verdict)
                });
                let done: FxHashSet<NamedTarget> =
                    done.map(|(item, _)| item.target.named()).collect();
                let PlannedLeft { targets, .. } = file.left(|target| !done.contains(target));
                targets.is_empty()
            }
            LeftContent::Unreadable(_) => false,
        };
        if is_done {
            self.forget();
        }
    }

    /// Leaves only those people in the file of an offboarding of whom this is so.
    fn leave_only(&self, rest: &OffboardRest, is_so: impl Fn(&OffboardLine) -> bool) {
        let Some(file) = rest.only(is_so) else {
            return self.forget();
        };
        if file.people() == rest.people() {
            return;
        }
        let text = file.to_json().map_err(io::Error::other);
        let written = text.and_then(|text| {
            files::write(&self.path, text.as_bytes()).map_err(files::FileError::into_io)
        });
        if let Err(error) = written {
            tracing::warn!("whoever is done by now stays in the file of what is left: {error}");
        }
    }

    fn forget(&self) {
        if let Err(error) = files::remove(&self.path) {
            tracing::warn!("the file of what is done by now stays on disk: {error}");
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

/// What a file lists of which this is so, as if a crash had left it open.
fn items_of(file: &PlanFile, is_so: impl Fn(&NamedTarget) -> bool) -> Vec<OpenItem> {
    let operation = file.operation();
    let route = RecordRoute::from(operation);
    let is_wide = operation.route().is_some_and(Route::is_wide);
    let PlannedLeft { targets, .. } = file.left(is_so);
    let item = |target: &NamedTarget| match target {
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
    };
    targets.iter().map(item).collect()
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
    let mut reader = RecoveryReader::new(client, clock);
    let mut lines = Vec::new();
    for file in LeftFile::all(client.account(), journal, now) {
        if but.contains(&&file.run) {
            continue;
        }
        let protected = ProtectedNow::read(client, guardrails, file.people()).await;
        let open = file.open(client, clocks, (&mut reader, &protected)).await;
        if open > 0 {
            lines.extend(file.lines(open));
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

/// What a run left to do by the file of it, in words; nothing if there is none.
pub(crate) fn rest_on_disk(
    account: &Account,
    (journal, run): (&Path, &RunId),
    now: Timestamp,
) -> Vec<String> {
    let Some(file) = LeftFile::read(RunRest::path(journal, run), account, now) else {
        return Vec::new();
    };
    let all = match &file.content {
        LeftContent::Offboarding(rest) => rest.people(),
        LeftContent::Other(file) => file.lists(),
        LeftContent::Unreadable(_) => 1,
    };
    file.lines(all).split_off(1)
}

/// Takes away what a run did of what others left, and the files of which it did all.
pub(crate) fn forget_done(
    account: &Account,
    journal: &Path,
    (report, verdicts): (&Report, &[Option<Verdict>]),
    left: &[PersonLeft],
) {
    let now = report.said(report.ended_at);
    let all = LeftFile::all(account, journal, now).into_iter();
    let others = all.filter(|file| file.run != report.run);
    others.for_each(|file| file.forget_done((report, verdicts), left));
}
