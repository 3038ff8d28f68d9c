//! The requests that a plan is made of, and the items that each covers.

use rustc_hash::FxHashMap;

use super::{Item, Operation, OutcomeKind, Route, Target};
use crate::model::{SessionKey, TokenId, UserId};
use crate::zendesk::PersonChange;

/// The most users in one `logout_many` request (Users API).
pub(super) const USERS_PER_LOGOUT: usize = 100;

/// One request that changes something, with its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepRequest {
    /// The request ends one session.
    Session(SessionKey),
    /// The request ends all sessions of one person.
    SessionsOf(UserId),
    /// The request signs out up to a hundred people.
    Logout(Vec<UserId>),
    /// The request changes one person, for example by suspending them.
    Person(UserId, PersonChange),
    /// The request revokes one token of this person.
    Token(UserId, TokenId),
}

/// One request of a run and the items it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The request.
    pub request: StepRequest,
    /// The items that it covers, as places in the plan; never empty.
    pub items: Vec<usize>,
}

impl Step {
    /// Whether the request has the same effect when it is sent twice. The two wide routes do not:
    /// they may end a sign-in that came in between.
    pub(super) const fn is_idempotent(&self) -> bool {
        !matches!(
            self.request,
            StepRequest::SessionsOf(_) | StepRequest::Logout(_)
        )
    }

    /// The outcome that the documented answer to the request stands for.
    pub(super) const fn success(&self) -> OutcomeKind {
        match self.request {
            StepRequest::Logout(_) => OutcomeKind::Accepted,
            StepRequest::Session(_)
            | StepRequest::SessionsOf(_)
            | StepRequest::Person(..)
            | StepRequest::Token(..) => OutcomeKind::Done,
        }
    }
}

/// The requests for these items, each in the place of its first item.
pub(super) fn steps(items: &[Item]) -> Vec<Step> {
    let mut steps = Steps::default();
    for (place, item) in items.iter().enumerate() {
        match (&item.target, item.operation) {
            (Target::Session(target), Operation::End(Route::User)) => {
                steps.sessions_of(target.key.user, place);
            }
            (Target::Session(target), Operation::End(Route::Many)) => {
                steps.logout(target.key.user, place);
            }
            (Target::Session(target), _) => steps.add(StepRequest::Session(target.key), place),
            (Target::Token(target), _) => {
                let token = &target.token;
                steps.add(StepRequest::Token(token.user, token.id), place);
            }
            // Somebody of whom no session is known.
            (Target::Person(target), Operation::End(Route::User)) => {
                steps.sessions_of(target.id, place);
            }
            (Target::Person(target), Operation::End(Route::Many)) => steps.logout(target.id, place),
            (Target::Person(target), operation) => {
                // A selection puts people only before operations on people and wide routes.
                if let Some(change) = operation.change() {
                    steps.add(StepRequest::Person(target.id, change), place);
                }
            }
        }
    }
    steps.all
}

/// The requests while they are being made. A wide one takes in further items of the same people.
#[derive(Default)]
struct Steps {
    all: Vec<Step>,
    /// The step that ends the sessions of each person.
    of_person: FxHashMap<UserId, usize>,
    /// The `logout_many` that still has room for further people.
    open: Option<usize>,
}

impl Steps {
    fn add(&mut self, request: StepRequest, item: usize) {
        let items = vec![item];
        self.all.push(Step { request, items });
    }

    fn sessions_of(&mut self, user: UserId, item: usize) {
        if let Some(step) = self.of_person.get(&user) {
            self.all[*step].items.push(item);
        } else {
            self.of_person.insert(user, self.all.len());
            self.add(StepRequest::SessionsOf(user), item);
        }
    }

    fn logout(&mut self, user: UserId, item: usize) {
        if let Some(step) = self.of_person.get(&user) {
            self.all[*step].items.push(item);
            return;
        }
        let open = self.open.filter(|at| {
            matches!(&self.all[*at].request, StepRequest::Logout(users) if users.len() < USERS_PER_LOGOUT)
        });
        let at = open.unwrap_or(self.all.len());
        self.of_person.insert(user, at);
        self.open = Some(at);
        match self.all.get_mut(at) {
            Some(Step {
                request: StepRequest::Logout(users),
                items,
            }) => {
                users.push(user);
                items.push(item);
            }
            _ => self.add(StepRequest::Logout(vec![user]), item),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::SessionTarget;

    fn user(number: u64) -> UserId {
        UserId::new(number).unwrap()
    }

    /// The steps of a route for these sessions.
    fn steps_of(route: Route, keys: &[(u64, u64)]) -> Vec<Step> {
        let item = |(user, session): &(u64, u64)| Item {
            operation: Operation::End(route),
            target: Target::from(SessionTarget::of(
                format!("{user}/{session}").parse().unwrap(),
            )),
        };
        steps(&keys.iter().map(item).collect::<Vec<_>>())
    }

    #[test]
    fn a_logout_takes_a_hundred_people_with_all_of_their_items() {
        let mut keys: Vec<(u64, u64)> = (1..=201).map(|number| (number, number)).collect();
        keys.push((7, 1_007));
        let steps = steps_of(Route::Many, &keys);
        let people =
            |range: std::ops::RangeInclusive<u64>| StepRequest::Logout(range.map(user).collect());
        let requests: Vec<&StepRequest> = steps.iter().map(|step| &step.request).collect();
        assert_eq!(
            requests,
            [&people(1..=100), &people(101..=200), &people(201..=201)]
        );
        let first: Vec<usize> = (0..100).chain([201]).collect();
        assert_eq!(steps[0].items, first);
        assert_eq!(steps[1].items, (100..200).collect::<Vec<_>>());
        assert_eq!(steps[2].items, [200]);
    }

    /// What is sent twice must not end a sign-in that came in between, unless that is known.
    #[test]
    fn only_requests_about_one_thing_may_be_sent_twice() {
        for (route, idempotent, success) in [
            (Route::Exact, true, OutcomeKind::Done),
            (Route::User, false, OutcomeKind::Done),
            (Route::Many, false, OutcomeKind::Accepted),
        ] {
            let steps = steps_of(route, &[(7, 1)]);
            assert_eq!(steps[0].is_idempotent(), idempotent, "{route:?}");
            assert_eq!(steps[0].success(), success, "{route:?}");
        }
        for request in [
            StepRequest::Person(user(7), PersonChange::Suspend),
            StepRequest::Token(user(7), TokenId::new(9).unwrap()),
        ] {
            let items = vec![0];
            assert!(Step { request, items }.is_idempotent());
        }
    }
}
