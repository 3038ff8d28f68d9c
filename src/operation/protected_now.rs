//! Who of some people must not be touched by now, whatever they were when a run was confirmed: nobody of
//! them is among what is left of it.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Guardrails;
use crate::model::{User, UserId};
use crate::zendesk::{ApiErrorKind, Client, Purpose, RetryPolicy};

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// What is said of somebody of whom what Zendesk tells does not say whether they are protected.
const MAY_BE: &str = "may be protected";

/// What is said of somebody whom Zendesk does not know: nothing says any more whether they are protected.
const NOBODY: &str = "unknown to Zendesk";

/// The most people who are asked about alone, because they were left out of an answer about many.
const ALONE_AT_MOST: usize = 25;

/// Those of some people who must not be touched, or may not, each with the reason in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProtectedNow(BTreeMap<UserId, &'static str>);

impl ProtectedNow {
    /// Asks who these people are by now. Of whom that cannot be read, their number alone decides: whoever
    /// carries out what is left is asked again. Whom Zendesk does not know, asked about alone as well, may
    /// be anybody for good, and what is left would never come to its end for them.
    pub(crate) async fn read(
        client: &Client,
        guardrails: &Guardrails,
        people: impl IntoIterator<Item = UserId>,
    ) -> Self {
        let people: Vec<UserId> = people.into_iter().collect();
        let mut found = BTreeMap::new();
        let mut judge = |id: UserId, user: Option<&User>| {
            let (role, email) = (
                user.map(|user| user.role),
                user.and_then(|user| user.email.shown()),
            );
            if let Some(because) = guardrails.excludes_person(id, role, email) {
                found.insert(id, because.as_str());
            } else if user.is_some_and(|user| guardrails.doubt(Ok(user)).is_some()) {
                found.insert(id, MAY_BE);
            }
        };
        for id in &people {
            judge(*id, None);
        }
        let mut left_out = Vec::new();
        if guardrails.needs_to_know() {
            for some in people.chunks(PEOPLE_PER_REQUEST) {
                let ask = || client.people(Purpose::Asked, some);
                let answer = client.retrying(&RetryPolicy::default(), ask).await;
                let Ok(answer) = answer else { continue };
                let users = answer.value.users;
                let shown: FxHashSet<UserId> = users.iter().map(|user| user.id).collect();
                left_out.extend(some.iter().filter(|user| !shown.contains(user)));
                let asked = users.iter().filter(|user| some.contains(&user.id));
                for user in asked {
                    judge(user.id, Some(user));
                }
            }
        }
        for user in left_out.into_iter().copied().take(ALONE_AT_MOST) {
            let ask = || client.person(Purpose::Asked, user);
            let answer = client.retrying(&RetryPolicy::default(), ask).await;
            if answer.is_err_and(|error| error.kind == ApiErrorKind::NotFound) {
                found.entry(user).or_insert(NOBODY);
            }
        }
        Self(found)
    }

    /// Whether this person is one of them.
    pub(crate) fn has(&self, user: UserId) -> bool {
        self.0.contains_key(&user)
    }

    /// Whether there is anybody.
    pub(crate) fn is_somebody(&self) -> bool {
        !self.0.is_empty()
    }

    /// That each of them is left alone, in a line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        let of_each = self.0.iter();
        of_each.map(|(user, because)| format!("  user {user}: {because} by now, left alone"))
    }
}
