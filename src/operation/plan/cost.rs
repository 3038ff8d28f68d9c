//! What a plan costs by each route, and which further sessions the route ends.

use rustc_hash::FxHashSet;

use super::Plan;
use crate::live::{Slot, Snapshot};
use crate::model::{SessionKey, UserId};
use crate::operation::step::USERS_PER_LOGOUT;
use crate::operation::{Route, Target};

impl Plan {
    /// The number of requests that the plan needs if its sessions are ended by this route.
    pub fn requests(&self, route: Route) -> usize {
        let sessions = self
            .sessions()
            .filter(|target| !target.beyond.is_so())
            .count();
        let others = self.count() - self.sessions().count();
        let people = self.sessions().map(|target| target.key.user);
        let people: FxHashSet<UserId> = people.chain(self.unlisted().map(Target::user)).collect();
        others
            + match route {
                Route::Exact => sessions,
                Route::User => people.len(),
                Route::Many => people.len().div_ceil(USERS_PER_LOGOUT),
            }
    }

    /// The number of listed sessions beyond the chosen ones that a route ends too: those of the same
    /// people that were not chosen, or that are newer than the plan.
    pub fn beyond(&self, route: Route, snapshot: &Snapshot) -> usize {
        if !route.is_wide() {
            return 0;
        }
        let chosen = self.sessions().filter(|target| !target.beyond.is_so());
        let planned: FxHashSet<SessionKey> = chosen.map(|target| target.key).collect();
        let people: FxHashSet<UserId> = planned.iter().map(|key| key.user).collect();
        let is_extra = |slot: &Slot| {
            let key = snapshot.key(*slot);
            key.is_some_and(|key| !planned.contains(&key))
        };
        let theirs = snapshot.slots_of_people(&people).into_iter();
        theirs.filter(is_extra).count()
    }

    /// The number of listed sessions of the plan's people, if the lists of all of them were read.
    pub(crate) fn sessions_of_people(&self) -> Option<usize> {
        let of = |target: &Target| match target {
            Target::Person(target) => target.sessions,
            Target::Session(_) | Target::Token(_) => None,
        };
        self.targets().map(of).sum()
    }
}
