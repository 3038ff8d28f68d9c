//! The requests that a plan comes to, by each route, and what they take with them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Plan, SessionTarget};
use crate::live::{Slot, Snapshot};
use crate::model::{SessionKey, UserId};
use crate::operation::{Route, Step};

/// Users in one `logout_many` request (Users API).
const USERS_PER_LOGOUT: usize = 100;

impl Plan {
    /// How many requests a route needs.
    pub fn requests(&self, route: Route) -> usize {
        match route {
            Route::Exact => self.targets.len(),
            Route::User => self.people,
            Route::Many => self.people.div_ceil(USERS_PER_LOGOUT),
        }
    }

    /// How many listed sessions beyond the planned ones a route takes with it: those of the
    /// same people that were not chosen, or that are newer than the plan.
    pub fn beyond(&self, route: Route, snapshot: &Snapshot) -> usize {
        if route == Route::Exact {
            return 0;
        }
        let planned: FxHashSet<SessionKey> = self.targets.iter().map(|target| target.key).collect();
        let people: FxHashSet<UserId> = planned.iter().map(|key| key.user).collect();
        let extra = |slot: &Slot| {
            let key = snapshot.key(*slot);
            key.is_some_and(|key| people.contains(&key.user) && !planned.contains(&key))
        };
        snapshot.iter().filter(extra).count()
    }

    /// The requests, in the order of the targets.
    pub fn steps(&self) -> Vec<Step> {
        match self.route {
            Route::Exact => self.one_a_session(),
            Route::User => self.one_a_person(),
            Route::Many => self.one_a_hundred_people(),
        }
    }

    fn one_a_session(&self) -> Vec<Step> {
        let step = |(item, target): (usize, &SessionTarget)| Step::Session {
            key: target.key,
            item,
        };
        self.targets.iter().enumerate().map(step).collect()
    }

    fn one_a_person(&self) -> Vec<Step> {
        let step = |(user, items)| Step::User { user, items };
        self.items_of_people().into_iter().map(step).collect()
    }

    fn one_a_hundred_people(&self) -> Vec<Step> {
        let people = self.items_of_people();
        let step = |people: &[(UserId, Vec<usize>)]| Step::Users {
            users: people.iter().map(|(user, _)| *user).collect(),
            items: people
                .iter()
                .flat_map(|(_, items)| items)
                .copied()
                .collect(),
        };
        people.chunks(USERS_PER_LOGOUT).map(step).collect()
    }

    /// Each person once, in the order of the targets, with the items that are theirs.
    fn items_of_people(&self) -> Vec<(UserId, Vec<usize>)> {
        let mut people: Vec<(UserId, Vec<usize>)> = Vec::new();
        let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
        for (item, target) in self.targets.iter().enumerate() {
            let user = target.key.user;
            let place = *places.entry(user).or_insert_with(|| {
                people.push((user, Vec::new()));
                people.len() - 1
            });
            people[place].1.push(item);
        }
        people
    }
}
