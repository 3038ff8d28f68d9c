//! Under whom else the sessions of a plan came: whose such a session is is not known, and its owner may
//! become protected, or oneself, while the run goes on.

use rustc_hash::FxHashMap;

use super::Item;
use crate::live::Snapshot;
use crate::model::{Role, SessionId, SessionKey, UserId};

/// The people under whom each session of a plan came that came under several, with their roles as far as
/// they are known. They need not be among those whom the plan is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlanClaims(FxHashMap<SessionId, Vec<(UserId, Option<Role>)>>);

impl PlanClaims {
    pub(super) fn of(items: &[Item], snapshot: &Snapshot) -> Self {
        if snapshot.conflicts() == 0 {
            return Self::default();
        }
        let sessions = items.iter().filter_map(|item| item.target.session());
        let sessions = sessions.map(|key| key.session);
        let sessions = sessions.filter(|session| snapshot.is_claimed(*session));
        let claimants = |session| {
            let people = snapshot.claimants(session);
            let people = people.map(|person| (person.id, person.user().map(|user| user.role)));
            (session, people.collect())
        };
        Self(sessions.map(claimants).collect())
    }

    /// The claims that a file lists: under whom else each of these sessions came.
    pub(crate) fn listed(claims: impl IntoIterator<Item = (SessionKey, UserId)>) -> Self {
        let mut found = Self::default();
        for (key, other) in claims {
            let people = found.0.entry(key.session).or_default();
            for user in [key.user, other] {
                if !people.iter().any(|(known, _)| *known == user) {
                    people.push((user, None));
                }
            }
        }
        found
    }

    /// Everybody whose such a session may be.
    pub(crate) fn people(&self) -> impl Iterator<Item = UserId> {
        self.0.values().flatten().map(|(user, _)| *user)
    }

    /// Whose this session may be, beside the person under whom it is.
    pub(crate) fn beside(&self, key: SessionKey) -> impl Iterator<Item = UserId> {
        let people = self.0.get(&key.session).into_iter().flatten();
        let people = people.map(|(user, _)| *user);
        people.filter(move |user| *user != key.user)
    }

    /// What these people were when the plan was made, where that is known.
    pub(crate) fn roles(&self) -> impl Iterator<Item = (UserId, Role)> {
        let people = self.0.values().flatten();
        people.filter_map(|(user, role)| Some((*user, (*role)?)))
    }
}
