//! Runs of which nothing proves what became of them, because the program ended before or could not
//! tell. They are looked at now, and what that shows is recorded as the run itself would have.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use crate::journal::{
    Entry, Journal, JournalError, NamedTarget, OpenItem, OpenRun, Place, UnprovedRun,
};
use crate::model::{Clock, SessionKey, Timestamp, UserId, counted};
use crate::operation::{TargetKind, operation_of};

/// For so long, in milliseconds, a run that has ended is looked at: later nobody can tell by a list what
/// became of it.
const WORTH_LOOKING: i64 = 24 * 3_600_000;

/// The most items that are told one by one.
const LINES: usize = 20;

/// A run that nobody had looked at, and what each of its requests came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunLookedAt {
    pub(super) run: UnprovedRun,
    /// The findings, one for each request.
    pub(super) found: Vec<Finding>,
}

/// Whether a run that nobody looked at is looked at now: it is over or among those that are closed, and
/// nobody else may be about to.
pub(super) fn is_due(
    run: &UnprovedRun,
    open: &[OpenRun],
    (now, place): (Timestamp, &Place),
) -> bool {
    let since = now.shifted(-WORTH_LOOKING);
    let is_open = || open.iter().any(|open| open.run == run.run);
    let is_recent = run.ended.map_or_else(is_open, |ended| ended >= since);
    is_recent && !run.may_still_look(place, now)
}

impl RunLookedAt {
    /// What to tell a person, line by line: first of all of it, then what is not as it should be.
    pub(super) fn lines(&self) -> Vec<String> {
        let all = self.found.len();
        let items = || self.run.items.iter().zip(&self.found);
        let good = items().filter(|(item, found)| is_good(item, found));
        let good = good.count();
        let head = format!(
            "run {}: nothing proved so far what became of {}; read now: {good} as it should be",
            self.run.run,
            counted(all, "request", "requests"),
        );
        let mut open = items().filter(|(item, found)| !is_good(item, found));
        let left: Vec<&OpenItem> = open.clone().map(|(item, _)| item).collect();
        let mut lines = vec![head];
        for (item, found) in open.by_ref().take(LINES) {
            let users: Vec<String> = item.users.iter().take(3).map(UserId::to_string).collect();
            let (place, of, users) = (item.item, item.of, users.join(" "));
            lines.push(format!(
                "  item {place} of {of}, user {users}: {}",
                found.detail
            ));
        }
        let more = open.count();
        if more > 0 {
            lines.push(format!("  and {more} more, as `zentop journal show` tells"));
        }
        lines.extend(once_more(&left));
        if self.run.not_done > 0 {
            lines.push(format!(
                "  {} refused or failed, and did nothing: zentop journal show --run {}",
                counted(
                    self.run.not_done,
                    "other request was",
                    "other requests were"
                ),
                self.run.run
            ));
        }
        lines
    }

    /// Records what is as it should be. What is not, or is not known, stays to be looked at, and is told
    /// again until it is done or a day has passed.
    pub(super) fn record(&self, journal: &mut Journal, clock: &Clock) -> Result<(), JournalError> {
        for (item, found) in self.run.items.iter().zip(&self.found) {
            let Some(named) = named(item).filter(|_| is_good(item, found)) else {
                continue;
            };
            let entry = Entry::Verified {
                run: &self.run.run,
                item: item.item,
                named,
                state: found.state,
                is_contradicted: false,
            };
            journal.append(&entry, clock())?;
        }
        Ok(())
    }
}

/// The commands that do these requests once more, one for each kind.
fn once_more(items: &[&OpenItem]) -> Vec<String> {
    let mut commands: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for item in items {
        let Some(operation) = operation_of(item.route) else {
            continue;
        };
        let of: Vec<String> = match operation.target_kind() {
            TargetKind::Sessions if !operation.is_wide() => {
                let user = item.users.first();
                let keys = item.sessions.iter();
                let keys = keys.filter_map(|session| Some(format!("{}/{session}", user?)));
                keys.collect()
            }
            TargetKind::Sessions | TargetKind::People => {
                item.users.iter().map(UserId::to_string).collect()
            }
            TargetKind::Tokens => item.token.iter().map(ToString::to_string).collect(),
        };
        commands
            .entry(operation.once_more())
            .or_default()
            .extend(of);
    }
    let line = |(verb, of): (&str, BTreeSet<String>)| {
        let of: Vec<String> = of.into_iter().collect();
        format!("  once more: {verb} {}", of.join(" "))
    };
    commands.into_iter().map(line).collect()
}

/// Whether what was found shows a request done.
fn is_good(item: &OpenItem, found: &Finding) -> bool {
    item.route.shows(found.state) == Some(true)
}

/// What a request was about, by the first of what it named.
fn named(item: &OpenItem) -> Option<NamedTarget> {
    let user = *item.users.first()?;
    Some(match (item.token, item.sessions.first()) {
        (Some(token), _) => NamedTarget::Token { user, token },
        (None, Some(session)) => NamedTarget::Session(SessionKey {
            user,
            session: *session,
        }),
        (None, None) => NamedTarget::Person(user),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{RecordRoute, RunId, State};

    const NOW: Timestamp = Timestamp::from_seconds(1_795_317_300);

    /// A run of this process that ended then.
    fn run(ended: Option<Timestamp>) -> UnprovedRun {
        UnprovedRun {
            run: RunId::new(NOW, [7; 3]),
            ended,
            host: "desk".to_owned(),
            pid: std::process::id(),
            items: Vec::new(),
            not_done: 0,
        }
    }

    fn is_due_after(ended: Option<Timestamp>) -> bool {
        let place = Place {
            os_user: "ada".into(),
            uid: 1000,
            host: "desk".into(),
            tty_or_ssh: None,
            pid: std::process::id(),
        };
        is_due(&run(ended), &[], (NOW, &place))
    }

    /// A screen that goes to another account and back has given up what it was about to read before.
    #[test]
    fn a_run_of_this_process_is_looked_at_once_it_was_over_before_the_account_came_back() {
        assert!(is_due_after(Some(NOW.shifted(-1_000))));
        assert!(
            !is_due_after(Some(NOW.shifted(1_000))),
            "its own proof is under way"
        );
        assert!(!is_due_after(None), "it goes on");
    }

    #[test]
    fn a_run_is_looked_at_for_a_day_after_its_end() {
        let day_ago = NOW.shifted(-WORTH_LOOKING);
        assert!(is_due_after(Some(day_ago)));
        assert!(!is_due_after(Some(day_ago.shifted(-1))));
    }

    #[test]
    fn the_requests_that_are_not_told_one_by_one_are_counted() {
        let looked_at = |requests: u32| {
            let mut run = run(Some(NOW));
            let item = |item| OpenItem {
                item,
                of: requests,
                route: RecordRoute::Suspend,
                users: vec![UserId::new(u64::from(item)).unwrap()],
                sessions: Vec::new(),
                token: None,
            };
            run.items = (1..=requests).map(item).collect();
            let finding = Finding {
                state: State::NotSuspended,
                detail: "not suspended".to_owned(),
            };
            let found = vec![finding; run.items.len()];
            RunLookedAt { run, found }.lines()
        };
        let one_by_one = |lines: &[String]| {
            let items = lines.iter().filter(|line| line.starts_with("  item "));
            items.count()
        };
        let more = looked_at(25);
        assert_eq!(one_by_one(&more), LINES);
        let rest = "  and 5 more, as `zentop journal show` tells".to_owned();
        assert!(more.contains(&rest), "{more:?}");
        let all = looked_at(20);
        assert_eq!(one_by_one(&all), LINES);
        assert!(
            !all.iter().any(|line| line.contains(" more, as ")),
            "{all:?}"
        );
    }

    /// Whoever is seen not suspended is as a lifting left them, and not as a suspension did.
    #[test]
    fn what_is_seen_is_judged_by_what_was_to_be_done() {
        let now = Timestamp::from_seconds(1_795_317_300);
        let users: Vec<UserId> = UserId::new(7).into_iter().collect();
        let looked_at = |route, state| {
            let item = OpenItem {
                item: 1,
                of: 1,
                route,
                users: users.clone(),
                sessions: Vec::new(),
                token: None,
            };
            let run = UnprovedRun {
                run: RunId::new(now, [7; 3]),
                ended: Some(now),
                host: "desk".to_owned(),
                pid: 1,
                items: vec![item],
                not_done: 0,
            };
            let detail = "as it was found".to_owned();
            let found = vec![Finding { state, detail }];
            RunLookedAt { run, found }.lines()
        };
        let (suspend, lift) = (RecordRoute::Suspend, RecordRoute::Lift);
        let (barred, free) = (State::Suspended, State::NotSuspended);
        assert_eq!(looked_at(suspend, barred).len(), 1);
        assert_eq!(looked_at(lift, free).len(), 1);
        for (route, state, command) in [
            (suspend, free, "  once more: zentop suspend --user 7"),
            (lift, barred, "  once more: zentop suspend --undo --user 7"),
            (
                lift,
                State::Unknown,
                "  once more: zentop suspend --undo --user 7",
            ),
        ] {
            assert_eq!(looked_at(route, state).last().unwrap(), command);
        }
    }
}
