//! The runs that a crash has left open.

use std::collections::BTreeMap;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use super::{Place, Record, RecordEvent, RecordRoute, RunId, State};
use crate::model::{SessionId, Timestamp, TokenId, UserId};

/// A run that was begun and of which the journal does not say how it ended.
///
/// Nothing of it is ever sent again. Look each item up with reading requests alone, append
/// [`Entry::Closed`](super::Entry::Closed) for it, then
/// [`Entry::Finished`](super::Entry::Finished) for the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRun {
    /// The run.
    pub run: RunId,
    /// When its first record was written, by the server's clock where the record tells it.
    pub started: Timestamp,
    /// The account it was in.
    pub account: String,
    /// The machine it ran on.
    pub host: String,
    /// Its process there.
    pub pid: u32,
    /// The requests that may or may not have been sent; none if the run only lacks its end.
    pub items: Vec<OpenItem>,
    /// The number of items that were confirmed; `None` where the record of that cannot be read.
    pub of: Option<usize>,
    /// The number of those for which no request was announced.
    pub unsent: Option<usize>,
}

/// A request that was announced and of which no outcome is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The number of the item, from 1.
    pub item: u32,
    /// The number of items in the run.
    pub of: u32,
    /// The route.
    pub route: RecordRoute,
    /// The people it is about: one, except where one request covers several.
    pub users: Vec<UserId>,
    /// The sessions that were known.
    pub sessions: Vec<SessionId>,
    /// The OAuth token, if that is what it is about.
    pub token: Option<TokenId>,
}

impl OpenRun {
    /// The process of this run may be alive, so it is not ours to close: it has a number
    /// that is taken on this machine. A number that was given to another process since
    /// errs to the safe side.
    pub(crate) fn may_still_run(&self, here: &Place) -> bool {
        here.may_run(&self.host, self.pid)
    }
}

impl Place {
    /// Whether this is the process with this number on this machine.
    pub(super) fn is_this(&self, host: &str, pid: u32) -> bool {
        self.host == host && self.pid == pid
    }

    /// Whether a process other than this one may be alive.
    pub(super) fn may_run(&self, host: &str, pid: u32) -> bool {
        let number = i32::try_from(pid).ok().and_then(Pid::from_raw);
        // A Mac takes another name from each network, so there a name tells no machines apart.
        (cfg!(target_os = "macos") || self.host == host)
            && self.pid != pid
            && number.is_some_and(|number| !matches!(test_kill_process(number), Err(Errno::SRCH)))
    }
}

/// The runs that `records` (a whole journal, in order) leave open, oldest first: confirmed
/// but never finished, or with an intent that has neither outcome nor closing record.
pub fn open_runs(records: impl IntoIterator<Item = Record>) -> Vec<OpenRun> {
    let mut runs = BTreeMap::<RunId, Building>::new();
    for record in records {
        let Some(run) = record.run.clone() else {
            continue;
        };
        let building = runs.entry(run).or_insert_with(|| Building {
            started: record.said_at(),
            account: record.account.clone(),
            host: record.host.clone(),
            pid: record.pid,
            has_begun: false,
            is_finished: false,
            items: BTreeMap::new(),
            of: None,
            announced: BTreeMap::new(),
        });
        building.take(&record);
    }
    runs.into_iter()
        .filter_map(|(run, building)| building.open(run))
        .collect()
}

struct Building {
    started: Timestamp,
    account: String,
    host: String,
    pid: u32,
    has_begun: bool,
    is_finished: bool,
    items: BTreeMap<u32, OpenItem>,
    of: Option<usize>,
    /// How many items each announced request is for.
    announced: BTreeMap<u32, usize>,
}

impl Building {
    fn take(&mut self, record: &Record) {
        let item = record.item.unwrap_or_default();
        match record.event {
            RecordEvent::Confirmed => {
                self.has_begun = true;
                self.of = record.of.and_then(|of| usize::try_from(of).ok());
            }
            RecordEvent::Intent => {
                self.announced.insert(item, record.session_ids.len().max(1));
                self.items.insert(item, OpenItem::of(item, record));
            }
            RecordEvent::Outcome | RecordEvent::Closed => {
                self.items.remove(&item);
                // What it covers is in another request, or in none.
                if record.state == Some(State::NotAttempted) {
                    self.announced.remove(&item);
                }
            }
            RecordEvent::Finished => self.is_finished = true,
            _ => {}
        }
    }

    fn open(self, run: RunId) -> Option<OpenRun> {
        let lacks_end = self.has_begun && !self.is_finished;
        let announced: usize = self.announced.values().sum();
        (lacks_end || !self.items.is_empty()).then(|| OpenRun {
            run,
            started: self.started,
            account: self.account,
            host: self.host,
            pid: self.pid,
            items: self.items.into_values().collect(),
            of: self.of,
            unsent: self.of.map(|of| of.saturating_sub(announced)),
        })
    }
}

impl OpenItem {
    /// The item of this number, by what its record says.
    pub(crate) fn of(item: u32, record: &Record) -> Self {
        let users = record.user_id.iter().chain(&record.user_ids);
        let sessions = record.session_id.iter().chain(&record.session_ids);
        Self {
            item,
            of: record.of.unwrap_or_default(),
            route: record.route.unwrap_or(RecordRoute::Other),
            users: users.copied().filter_map(UserId::new).collect(),
            sessions: sessions.copied().filter_map(SessionId::new).collect(),
            token: record.token_id.and_then(TokenId::new),
        }
    }
}
