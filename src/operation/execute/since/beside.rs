//! Whoever a session of a run may belong to beside the person under whom it is: what a guardrail says of
//! them holds for that session, and by a wide route for the person whose sessions all go.

use rustc_hash::FxHashMap;

use crate::model::{SessionKey, UserId};
use crate::operation::{Plan, Route, StepRequest};

/// The people on whom it depends as well whether something is done.
#[derive(Default)]
pub(super) struct PeopleBeside {
    /// Whose each session may be that is ended by itself.
    of_sessions: FxHashMap<SessionKey, Vec<UserId>>,
    /// Whose a session may be of those who lose all of theirs.
    of_people: FxHashMap<UserId, Vec<UserId>>,
}

impl PeopleBeside {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut beside = Self::default();
        for item in plan.items() {
            let Some(key) = item.target.session() else {
                continue;
            };
            let others: Vec<UserId> = plan.claims().beside(key).collect();
            if others.is_empty() {
                continue;
            }
            if item.operation.route().is_some_and(Route::is_wide) {
                beside.of_people.entry(key.user).or_default().extend(others);
            } else {
                beside.of_sessions.insert(key, others);
            }
        }
        beside
    }

    /// On whom it depends what this request does to one of its people. What is done to a person beside the
    /// end of all of their sessions is left with that.
    pub(super) fn of_request(&self, request: &StepRequest, user: UserId) -> &[UserId] {
        let others = match request {
            StepRequest::Session(key) => self.of_sessions.get(key),
            StepRequest::SessionsOf(_)
            | StepRequest::Logout(_)
            | StepRequest::Person(..)
            | StepRequest::Token(..) => self.of_people.get(&user),
        };
        others.map_or(&[], Vec::as_slice)
    }

    /// Everybody on whom it depends what is done to this person, or to a session under them.
    pub(super) fn of_target(
        &self,
        user: UserId,
        key: Option<SessionKey>,
    ) -> impl Iterator<Item = UserId> {
        let of_session = key.and_then(|key| self.of_sessions.get(&key));
        let of_person = self.of_people.get(&user);
        of_session.into_iter().chain(of_person).flatten().copied()
    }
}

/// Why something is left alone because of somebody whose a session may be, in words.
pub(super) fn because_of(request: &StepRequest, other: UserId, why: &str) -> String {
    let what = match request {
        StepRequest::Session(_) => "it",
        _ => "a session of theirs",
    };
    format!("{what} is also listed under user {other}: {why}")
}
