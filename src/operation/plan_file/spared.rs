//! What of a file is left alone for the sake of some people: what is theirs, and what may be.

use rustc_hash::{FxHashMap, FxHashSet};

use super::PlanFile;
use crate::journal::NamedTarget;
use crate::model::{SessionId, SessionKey, UserId};
use crate::operation::SessionTarget;

/// The people of a file who are left alone, and the sessions of others that are.
#[derive(Debug, Default)]
pub(crate) struct SparedTargets {
    people: FxHashSet<UserId>,
    sessions: FxHashSet<SessionKey>,
}

impl SparedTargets {
    /// Whether this is one of them.
    pub(crate) fn has(&self, target: &NamedTarget) -> bool {
        let is_session = |key: &SessionKey| self.sessions.contains(key);
        self.people.contains(&target.user())
            || matches!(target, NamedTarget::Session(key) if is_session(key))
    }

    /// What is left alone although its person is none of those, each in a line.
    pub(crate) fn lines(&self, holds: impl Fn(UserId) -> bool) -> Vec<String> {
        let people = self.people.iter().filter(|user| !holds(**user));
        let people = people.map(|user| format!("user {user}: a session of theirs"));
        let sessions = self.sessions.iter();
        let sessions = sessions.map(|key| format!("session {key}"));
        let because = "came under somebody as well who must not be touched by now, left alone";
        let lines = people.chain(sessions);
        let mut lines: Vec<String> = lines.map(|what| format!("  {what} {because}")).collect();
        lines.sort_unstable();
        lines
    }
}

impl PlanFile {
    /// What of it is left alone, where that is so for whatever is, or may be, of these people.
    pub(crate) fn spared(&self, holds: impl Fn(UserId) -> bool) -> SparedTargets {
        let owners = self.targets().iter().map(|target| target.key.user);
        let others = self.content.others.iter().map(|person| person.user);
        let people = owners.chain(others).filter(|user| holds(*user));
        let mut spared = SparedTargets {
            people: people.collect(),
            sessions: FxHashSet::default(),
        };
        let is_wide = self.ends() && self.content.route.is_wide();
        for target in self.targets() {
            let key = target.key;
            if self.content.claims.beside(key).any(&holds) {
                if is_wide {
                    spared.people.insert(key.user);
                } else if !holds(key.user) {
                    spared.sessions.insert(key);
                }
            }
        }
        spared
    }
}

/// The sessions that are listed under several people, each with another of them.
pub(super) fn shared(targets: &[SessionTarget]) -> Vec<(SessionKey, UserId)> {
    let mut first: FxHashMap<SessionId, UserId> = FxHashMap::default();
    let mut again = Vec::new();
    for SessionTarget { key, .. } in targets {
        let before = *first.entry(key.session).or_insert(key.user);
        if before != key.user {
            again.push((*key, before));
        }
    }
    again
}
