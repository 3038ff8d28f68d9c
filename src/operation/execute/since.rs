//! Whoever became protected since a plan was made. A run may go on for minutes, or wait for a limit or
//! for somebody to sign in; a guardrail holds for who people are when a request goes.

use rustc_hash::FxHashMap;
use tokio::sync::Mutex;

use crate::live::FACTS_GOOD_FOR;
use crate::model::{Clock, Timestamp, TokenId, UserId};
use crate::operation::{Guardrails, Plan, Step, StepRequest, Target};
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// The most people who are read with one request.
const AT_ONCE: usize = 100;

/// The people of a run, as far as they were read since it was confirmed.
pub(super) struct PeopleSince {
    guardrails: Guardrails,
    clock: Clock,
    /// The people in the order of the plan.
    people: Vec<UserId>,
    /// When the run was confirmed, on facts of that time.
    from: Timestamp,
    /// Whose each token of the plan is.
    owners: FxHashMap<TokenId, UserId>,
    read: Mutex<FxHashMap<UserId, ReadSince>>,
}

/// What was read of somebody.
struct ReadSince {
    at: Timestamp,
    is_protected: bool,
}

impl PeopleSince {
    /// The people of a plan that begins now; `None` where no rule depends on who they are, and of one's
    /// own sessions.
    pub(super) fn of(plan: &Plan, guardrails: &Guardrails, clock: &Clock) -> Option<Self> {
        (guardrails.needs_to_know() && !plan.is_of_own()).then(|| Self {
            guardrails: guardrails.clone(),
            clock: Clock::clone(clock),
            people: plan.people_of_items().into_iter().collect(),
            owners: plan.targets().filter_map(owner_of).collect(),
            from: clock(),
            read: Mutex::default(),
        })
    }

    /// Whether any of these people is protected by now. What is known of them is read again where it is
    /// too old, with those who come next; of whom that cannot be read, what was known holds.
    pub(super) async fn protect(&self, step: &Step, client: &Client) -> bool {
        let users = &self.people_of(step)[..];
        let mut read = self.read.lock().await;
        let now = (self.clock)();
        let is_old = |user: &&UserId| {
            let at = read.get(*user).map_or(self.from, |it| it.at);
            now > at.after(FACTS_GOOD_FOR)
        };
        let old: Vec<UserId> = users.iter().filter(is_old).copied().collect();
        if !old.is_empty() {
            let others = self.people.iter().filter(|user| !users.contains(user));
            let others = others
                .filter(is_old)
                .filter(|user| !read.contains_key(user));
            let wanted = old.into_iter().chain(others.copied());
            let wanted: Vec<UserId> = wanted.take(AT_ONCE).collect();
            let policy = RetryPolicy::default();
            let ask = || client.people(Purpose::Asked, &wanted);
            if let Ok(answer) = client.retrying(&policy, ask).await {
                let found = answer.value.users.into_iter();
                let found = found.filter(|user| wanted.contains(&user.id));
                read.extend(found.map(|user| {
                    let rules = &self.guardrails;
                    let email = user.email.shown();
                    let kept = rules.excludes_person(user.id, Some(user.role), email);
                    let is_protected = kept.is_some();
                    (
                        user.id,
                        ReadSince {
                            at: now,
                            is_protected,
                        },
                    )
                }));
            }
        }
        let is_protected = |user| read.get(user).is_some_and(|it| it.is_protected);
        users.iter().any(is_protected)
    }

    /// The people whom a step is about.
    fn people_of(&self, step: &Step) -> Vec<UserId> {
        match &step.request {
            StepRequest::Session(key) => vec![key.user],
            StepRequest::SessionsOf(user) | StepRequest::Person(user, _) => vec![*user],
            StepRequest::Logout(users) => users.clone(),
            StepRequest::Token(token) => self.owners.get(token).copied().into_iter().collect(),
        }
    }
}

fn owner_of(target: &Target) -> Option<(TokenId, UserId)> {
    match target {
        Target::Token(target) => Some((target.token.id, target.token.user)),
        Target::Session(_) | Target::Person(_) => None,
    }
}
