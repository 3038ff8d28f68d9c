//! Whoever became protected, or was given a higher role, since a plan was made. A run may go on for
//! minutes, or wait for a limit or for somebody to sign in; a guardrail holds for who people are when a
//! request goes, and what was typed for an end user does not stand for an admin.

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::{Semaphore, watch};

use crate::live::FACTS_GOOD_FOR;
use crate::model::{Clock, Role, Timestamp, TokenId, User, UserId};
use crate::operation::{Guardrails, Plan, Step, StepRequest, Target};
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// Why nothing is done to somebody, in words.
const PROTECTED: &str = "protected since it was confirmed";
const RISEN: &str = "given a higher role since it was confirmed";

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
    /// The role of each of them in the plan, as far as it is known there.
    roles: FxHashMap<UserId, Role>,
    /// Whose each token of the plan is.
    owners: FxHashMap<TokenId, UserId>,
    read: watch::Sender<FxHashMap<UserId, ReadSince>>,
    /// One reads at a time, so that nobody is read twice.
    turn: Semaphore,
}

/// What was read of somebody.
struct ReadSince {
    at: Timestamp,
    /// Why nothing is done to them, if so.
    withheld: Option<&'static str>,
}

impl PeopleSince {
    /// The people of a plan that begins now; `None` of one's own sessions.
    pub(super) fn of(plan: &Plan, guardrails: &Guardrails, clock: &Clock) -> Option<Self> {
        let roles = plan.targets();
        let roles = roles.filter_map(|target| Some((target.user(), target.role()?)));
        (!plan.is_of_own()).then(|| Self {
            guardrails: guardrails.clone(),
            clock: Clock::clone(clock),
            people: in_order(plan),
            roles: roles.collect(),
            owners: plan.targets().filter_map(owner_of).collect(),
            from: clock(),
            read: watch::Sender::default(),
            turn: Semaphore::new(1),
        })
    }

    /// Whether what is known of a step's people is too old for it to be sent.
    pub(super) fn is_due(&self, step: &Step) -> bool {
        !self
            .wanted(&self.people_of(step), (self.clock)())
            .is_empty()
    }

    /// Why nothing is to be done to these people by now, if so. What is known of them is read again where
    /// it is too old, with those who come next; of whom that cannot be read, what was known holds.
    pub(super) async fn withheld(&self, step: &Step, client: &Client) -> Option<&'static str> {
        let users = &self.people_of(step)[..];
        // The semaphore is never closed.
        let _turn = self.turn.acquire().await;
        let now = (self.clock)();
        let wanted = self.wanted(users, now);
        if !wanted.is_empty() {
            // It is a part of the run, and takes its place among the run's own requests.
            let policy = RetryPolicy::default();
            let ask = || client.people(Purpose::Ending, &wanted);
            if let Ok(answer) = client.retrying(&policy, ask).await {
                let found = answer.value.users.into_iter();
                let found = found.filter(|user| wanted.contains(&user.id));
                self.read.send_modify(|read| {
                    read.extend(found.map(|user| (user.id, self.judged(&user, now))));
                });
            }
        }
        let read = self.read.borrow();
        let mut why = users.iter().filter_map(|user| read.get(user)?.withheld);
        why.next()
    }

    /// Who of these people is to be read again, with those who come next.
    fn wanted(&self, users: &[UserId], now: Timestamp) -> Vec<UserId> {
        let read = self.read.borrow();
        let is_old = |user: &&UserId| {
            let at = read.get(*user).map_or(self.from, |it| it.at);
            now > at.after(FACTS_GOOD_FOR)
        };
        let mut wanted: Vec<UserId> = users.iter().filter(is_old).copied().collect();
        if !wanted.is_empty() {
            let last = self.people.iter().rposition(|user| users.contains(user));
            let next = self.people.iter().skip(last.map_or(0, |at| at + 1));
            wanted.extend(next.filter(is_old).copied());
        }
        wanted.truncate(AT_ONCE);
        wanted
    }

    fn judged(&self, user: &User, now: Timestamp) -> ReadSince {
        let email = user.email.shown();
        let because = self
            .guardrails
            .excludes_person(user.id, Some(user.role), email);
        // The most powerful role comes first.
        let is_risen = self
            .roles
            .get(&user.id)
            .is_some_and(|role| user.role < *role);
        let withheld = because.map(|_| PROTECTED);
        ReadSince {
            at: now,
            withheld: withheld.or(is_risen.then_some(RISEN)),
        }
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

/// The people of a plan, each once, in the order in which something is done to them.
fn in_order(plan: &Plan) -> Vec<UserId> {
    let mut once = FxHashSet::default();
    let users = plan.targets().map(Target::user);
    users.filter(|user| once.insert(*user)).collect()
}

fn owner_of(target: &Target) -> Option<(TokenId, UserId)> {
    match target {
        Target::Token(target) => Some((target.token.id, target.token.user)),
        Target::Session(_) | Target::Person(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::operation::simulated::{NOW, Simulated};
    use crate::settings::ProtectedRule;

    /// A server that asks for a wait of 45 s, and somebody who is made an admin meanwhile.
    #[tokio::test]
    async fn whoever_became_protected_while_a_run_waited_is_not_touched() {
        let admins = vec![ProtectedRule::Role(Role::Admin)];
        assert_eq!(promoted_while_a_run_waits(admins).await, PROTECTED);
    }

    /// The same where nobody is protected: what was confirmed was about an end user.
    #[tokio::test]
    async fn whoever_was_given_a_higher_role_while_a_run_waited_is_not_touched() {
        assert_eq!(promoted_while_a_run_waits(Vec::new()).await, RISEN);
    }

    /// Why nothing is done to somebody who becomes an admin, where these are protected.
    async fn promoted_while_a_run_waits(protected: Vec<ProtectedRule>) -> &'static str {
        let account = Simulated::account().await;
        let users = account.simulator.users();
        let mut others = users.iter().filter(|user| user.role == Role::EndUser);
        let (promoted, other) = (others.next().unwrap().id, others.next().unwrap().id);
        let waited = Arc::new(AtomicI64::new(0));
        let time = Arc::clone(&waited);
        let since = PeopleSince {
            guardrails: Guardrails {
                protected,
                ..Guardrails::default()
            },
            clock: Arc::new(move || NOW.shifted(time.load(Ordering::SeqCst))),
            people: vec![promoted, other],
            roles: [promoted, other]
                .map(|id| (id, Role::EndUser))
                .into_iter()
                .collect(),
            from: NOW,
            owners: FxHashMap::default(),
            read: watch::Sender::default(),
            turn: Semaphore::new(1),
        };
        let step = |user| Step {
            request: StepRequest::SessionsOf(user),
            items: vec![0],
        };
        assert!(!since.is_due(&step(promoted)));
        waited.store(45_000, Ordering::SeqCst);
        assert!(since.is_due(&step(promoted)));
        account
            .simulator
            .edit_user(promoted, |person| person.role = Role::Admin);
        let why = since.withheld(&step(promoted), &account.client).await;
        // Those who come next were read with them.
        assert!(!since.is_due(&step(other)));
        let of_other = since.withheld(&step(other), &account.client).await;
        assert_eq!(of_other, None);
        let reads = || {
            let ledger = account.simulator.ledger();
            let reads = ledger
                .iter()
                .filter(|entry| entry.target.contains("show_many"));
            reads.count()
        };
        assert_eq!(reads(), 1);
        // A run that goes on for long reads all who come next again, and not one after the other.
        waited.store(90_000, Ordering::SeqCst);
        assert!(since.is_due(&step(other)));
        assert_eq!(since.withheld(&step(promoted), &account.client).await, why);
        assert!(!since.is_due(&step(other)));
        assert_eq!(reads(), 2);
        why.unwrap()
    }
}
