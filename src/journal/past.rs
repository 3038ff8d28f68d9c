//! The runs of one account, read back from the journal: by person, with what later lists said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::runs::OpenItem;
use super::{JournalError, Record, RecordEvent, RecordRoute, RunId, State, Unread, check, read};
use crate::model::{SessionId, Timestamp, UserId};

/// The most requests of past runs that are kept in memory; of a longer journal the oldest runs are
/// only counted.
const MOST_REQUESTS: usize = 100_000;

/// The runs of one account.
#[derive(Clone, Debug, Default)]
pub struct PastRuns {
    /// The runs, newest first.
    pub runs: Vec<PastRun>,
    /// The number of older runs that are in the journal and not here.
    pub older: usize,
    /// What a reader has to know of the file, if it is not as it was written.
    pub damage: Option<String>,
}

/// One run, as its records tell it.
#[derive(Clone, Debug)]
pub struct PastRun {
    /// The run.
    pub run: RunId,
    /// When its first record was written.
    pub at: Timestamp,
    /// The login name of whoever confirmed it.
    pub os_user: String,
    /// The machine that it ran on.
    pub host: String,
    /// What was done.
    pub route: RecordRoute,
    /// The number of items that were confirmed.
    pub of: u32,
    /// The number of people that it was about.
    pub about: u32,
    /// The reason, in the person's words.
    pub reason: Option<String>,
    /// The ticket that asked for it.
    pub ticket: Option<String>,
    /// Whether its end is recorded.
    pub is_finished: bool,
    /// The requests, in their order.
    pub items: Vec<PastItem>,
    /// The people of the requests in their order.
    pub people: Vec<PastPerson>,
    /// The sessions for which no request was sent.
    pub left: Vec<SessionId>,
    /// Whose those are. A record of an older version does not say it.
    pub left_owners: Vec<UserId>,
    /// The people for whom no request was sent.
    pub left_people: Vec<UserId>,
    /// The number of tokens for which no request was sent.
    pub left_tokens: usize,
    /// The number of what was confirmed beside these, and for which no request was sent: a crash
    /// came before they could be named.
    pub left_unnamed: usize,
}

/// One request of a run, and how it stands.
#[derive(Clone, Debug)]
pub struct PastItem {
    /// The request.
    pub request: OpenItem,
    /// How it ended; `None` where no outcome is recorded.
    pub state: Option<State>,
    /// What a later list said of it, and when.
    pub later: Option<(State, Timestamp)>,
}

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
    /// The sessions with which they signed in again.
    pub back: BTreeSet<SessionId>,
}

impl PastPerson {
    /// Somebody of whom nothing is recorded but their requests.
    pub const fn of(user: UserId, items: Vec<usize>) -> Self {
        Self {
            user,
            items,
            verdict: None,
            left: None,
            back: BTreeSet::new(),
        }
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

impl PastItem {
    /// Whether it was surely done, by its outcome or by a later list. A new sign-in came afterwards.
    pub fn is_done(&self) -> bool {
        match self.later {
            Some((State::StillListed, _)) => false,
            Some((State::NotSuspended, _)) => self.request.route == RecordRoute::Lift,
            Some((State::Suspended, _)) => self.request.route != RecordRoute::Lift,
            Some((state, _)) if state != State::Unknown => true,
            _ => matches!(
                self.state,
                Some(
                    State::Ended
                        | State::Suspended
                        | State::Lifted
                        | State::Revoked
                        | State::Changed
                        | State::Gone
                        | State::EndedByList
                )
            ),
        }
    }
}

impl PastRun {
    /// Whether everything that was confirmed was surely done.
    pub fn is_done(&self) -> bool {
        self.is_finished && self.nothing_left() && self.items.iter().all(PastItem::is_done)
    }

    /// Whether a request was sent for everything.
    pub fn nothing_left(&self) -> bool {
        self.left_named() == 0 && self.left_unnamed == 0
    }

    /// The number of what is named, and for which no request was sent.
    fn left_named(&self) -> usize {
        self.left.len() + self.left_people.len() + self.left_tokens
    }

    /// The number of what was confirmed, and for which no request was sent.
    pub fn left_in_all(&self) -> usize {
        self.left_named() + self.left_unnamed
    }

    /// The requests of one person.
    pub fn items_of<'a>(&'a self, person: &'a PastPerson) -> impl Iterator<Item = &'a PastItem> {
        let items = person.items.iter();
        items.filter_map(|place| self.items.get(*place))
    }

    /// Whether somebody was to be suspended in it, and it is not known that they were.
    pub fn is_unsuspended(&self, person: &PastPerson) -> bool {
        let mut items = self.items_of(person);
        items.any(|item| item.request.route == RecordRoute::Suspend && !item.is_done())
    }

    /// The people whose sessions it ended and who signed in again.
    pub fn people_back(&self) -> impl Iterator<Item = &PastPerson> {
        self.people.iter().filter(|person| !person.back.is_empty())
    }

    /// The people whom it names, each once: those of requests, and those for whom none was sent.
    pub fn named(&self) -> impl Iterator<Item = UserId> {
        let of_requests = self.people.iter().map(|person| person.user);
        let left = self.left_owners.iter().chain(&self.left_people);
        let others = left.filter(|user| self.person(**user).is_none());
        let mut known = BTreeSet::new();
        of_requests
            .chain(others.copied())
            .filter(move |user| known.insert(*user))
    }

    /// What is recorded of somebody in it.
    pub fn person(&self, user: UserId) -> Option<&PastPerson> {
        self.people.iter().find(|person| person.user == user)
    }
}

impl PastRuns {
    /// Whether a run that began after `moment` lifted the suspension of somebody.
    pub fn lifted_after(&self, user: UserId, moment: Timestamp) -> bool {
        let later = self.runs.iter().filter(|run| run.at > moment);
        later.flat_map(|run| &run.items).any(|item| {
            item.request.route == RecordRoute::Lift
                && item.request.users.contains(&user)
                && item.is_done()
        })
    }
}

/// The runs in the account with this name that the journal at `path` tells of. Blocks.
///
/// # Errors
/// If there is a file and it cannot be read. A journal that was never written tells of no run.
pub fn past_runs(path: &Path, account: &str) -> Result<PastRuns, JournalError> {
    let records = match read(path) {
        Err(JournalError::Missing { .. }) => return Ok(PastRuns::default()),
        records => records?,
    };
    let mut building = PastBuilder::default();
    let mut unread = None;
    for record in records {
        match record {
            Ok(record) if record.account == account => building.take(&record),
            Err(why @ Unread::Io { .. }) => unread = Some(why.to_string()),
            // Of what is no record the check tells.
            Ok(_) | Err(Unread::NotARecord { .. }) => {}
        }
    }
    let found = check(path)?;
    let damage = found.warning().filter(|_| !found.is_only_unfinished());
    Ok(PastRuns {
        damage: unread.or(damage),
        ..building.finish()
    })
}

/// The runs while their records are read.
#[derive(Default)]
struct PastBuilder {
    runs: BTreeMap<RunId, RunBuilder>,
    requests: usize,
    older: usize,
}

/// One run while its records are read, with the places of its requests and people.
struct RunBuilder {
    run: PastRun,
    by_number: FxHashMap<u32, usize>,
    by_session: FxHashMap<SessionId, usize>,
    people: FxHashMap<UserId, usize>,
    /// The number of items that the end of the run counts as not attempted.
    unsent: Option<u64>,
}

impl PastBuilder {
    fn take(&mut self, record: &Record) {
        let Some(id) = &record.run else {
            return;
        };
        if record.event == RecordEvent::Intent {
            self.requests += 1;
        }
        let run = self.runs.entry(id.clone());
        run.or_insert_with(|| RunBuilder::of(id, record))
            .take(record);
        while self.requests > MOST_REQUESTS && self.runs.len() > 1 {
            if let Some((_, oldest)) = self.runs.pop_first() {
                self.requests -= oldest.run.items.len().min(self.requests);
                self.older += 1;
            }
        }
    }

    fn finish(self) -> PastRuns {
        let runs = self.runs.into_values().rev();
        PastRuns {
            runs: runs.map(RunBuilder::finish).collect(),
            older: self.older,
            damage: None,
        }
    }
}

impl RunBuilder {
    fn of(id: &RunId, record: &Record) -> Self {
        Self {
            run: PastRun {
                run: id.clone(),
                at: record.ts,
                os_user: record.os_user.clone(),
                host: record.host.clone(),
                route: record.route.unwrap_or(RecordRoute::Other),
                of: record.of.unwrap_or_default(),
                about: record.people.unwrap_or_default(),
                reason: record.reason.clone(),
                ticket: record.ticket.clone(),
                is_finished: false,
                items: Vec::new(),
                people: Vec::new(),
                left: Vec::new(),
                left_owners: Vec::new(),
                left_people: Vec::new(),
                left_tokens: 0,
                left_unnamed: 0,
            },
            by_number: FxHashMap::default(),
            by_session: FxHashMap::default(),
            people: FxHashMap::default(),
            unsent: None,
        }
    }

    /// The run, as far as it was recorded. One that was stopped names what was left, and after a
    /// crash there is the number alone.
    fn finish(mut self) -> PastRun {
        if self.run.left_named() == 0 {
            let items = self.run.items.iter();
            let (given_up, tried): (Vec<&PastItem>, Vec<&PastItem>) =
                items.partition(|item| item.state == Some(State::NotAttempted));
            let unsent = self.unsent.and_then(|unsent| usize::try_from(unsent).ok());
            let unsent = match unsent {
                Some(unsent) => unsent.saturating_sub(covered(&given_up)),
                None => (self.run.of as usize).saturating_sub(covered(&given_up) + covered(&tried)),
            };
            self.run.left_unnamed = unsent;
        }
        self.run
    }

    fn take(&mut self, record: &Record) {
        match record.event {
            RecordEvent::Intent => self.announce(record),
            RecordEvent::Outcome | RecordEvent::Closed => {
                if let Some(item) = self.item_mut(record) {
                    item.state = record.state;
                }
            }
            RecordEvent::Verified => {
                let at = record.ts;
                self.note_back(record);
                if let Some(item) = self.item_mut(record) {
                    item.later = later(item.later, record.state.unwrap_or(State::Other), at);
                }
            }
            RecordEvent::PersonVerified => {
                self.note_back(record);
                self.judge(record);
            }
            RecordEvent::PersonLeft => self.note_left(record),
            RecordEvent::Cancelled => self.leave(record),
            RecordEvent::Finished => {
                self.run.is_finished = true;
                let unsent = record.counts.get(&State::NotAttempted);
                self.unsent = Some(unsent.copied().unwrap_or_default());
            }
            _ => {}
        }
    }

    fn announce(&mut self, record: &Record) {
        let number = record.item.unwrap_or_default();
        let place = self.run.items.len();
        let request = OpenItem::of(number, record);
        self.by_number.insert(number, place);
        for session in &request.sessions {
            self.by_session.insert(*session, place);
        }
        for user in &request.users {
            let person = self.person_mut(*user);
            person.items.push(place);
        }
        self.run.items.push(PastItem {
            request,
            state: None,
            later: None,
        });
    }

    /// The request that a record is about. One that covers several items has the number of its first.
    fn item_mut(&mut self, record: &Record) -> Option<&mut PastItem> {
        let session = record.session_id.and_then(SessionId::new);
        let by_session = session.and_then(|session| self.by_session.get(&session));
        let by_number = record.item.and_then(|number| self.by_number.get(&number));
        let place = *by_session.or(by_number)?;
        self.run.items.get_mut(place)
    }

    fn person_mut(&mut self, user: UserId) -> &mut PastPerson {
        let people = &mut self.run.people;
        let place = *self.people.entry(user).or_insert_with(|| {
            people.push(PastPerson::of(user, Vec::new()));
            people.len() - 1
        });
        &mut people[place]
    }

    fn judge(&mut self, record: &Record) {
        if let Some(user) = record.user_id.and_then(UserId::new) {
            let words = record.detail.clone().unwrap_or_default();
            self.person_mut(user).verdict = Some((words, record.ts));
        }
    }

    fn note_left(&mut self, record: &Record) {
        if let Some(user) = record.user_id.and_then(UserId::new) {
            let words = record.detail.clone().unwrap_or_default();
            self.person_mut(user).left = Some((words, record.ts));
        }
    }

    /// Notes with which sessions somebody signed in again.
    fn note_back(&mut self, record: &Record) {
        let user = record.user_id.and_then(UserId::new);
        let is_back = record.state == Some(State::CameBack);
        if let Some(user) = user.filter(|_| is_back) {
            let sessions = record.session_id.iter().chain(&record.session_ids);
            let sessions = sessions.copied().filter_map(SessionId::new);
            let known: BTreeSet<SessionId> = sessions
                .filter(|session| !self.by_session.contains_key(session))
                .collect();
            self.person_mut(user).back.extend(known);
        }
    }

    fn leave(&mut self, record: &Record) {
        let owners = record.owner_ids.iter().copied().filter_map(UserId::new);
        self.run.left_owners.extend(owners);
        let sessions = record.session_id.iter().chain(&record.session_ids);
        let sessions = sessions.copied().filter_map(SessionId::new);
        self.run.left.extend(sessions);
        let people = record.user_id.iter().chain(&record.user_ids);
        let people = people.copied().filter_map(UserId::new);
        self.run.left_people.extend(people);
        self.run.left_tokens += record.token_ids.len();
    }
}

/// The number of what some requests were about.
fn covered(items: &[&PastItem]) -> usize {
    let of = items.iter().map(|item| item.request.sessions.len().max(1));
    of.sum()
}

/// What is known of a request once another list was read: the newest word, but of several sessions
/// of one moment that one is still there.
fn later(
    known: Option<(State, Timestamp)>,
    state: State,
    at: Timestamp,
) -> Option<(State, Timestamp)> {
    match known {
        Some((State::StillListed, then)) if at.seconds() <= then.seconds() => known,
        _ => Some((state, at)),
    }
}
