//! The people of a report, each with everything that was to be done to them.

use rustc_hash::FxHashMap;

use super::ReportView;
use crate::app::dialog::LeftGroup;
use crate::app::folds::ListHead;
use crate::model::UserId;
use crate::operation::{PersonLeft, PersonProof, ReportItem, Target};

/// Somebody in a report.
#[derive(Debug)]
pub(crate) struct ReportPerson<'a> {
    /// Their number.
    pub(crate) user: UserId,
    /// Their items, by their places from 0.
    pub(crate) items: Vec<usize>,
    /// The first of what it was to be done to, which knows them best.
    pub(crate) target: &'a Target,
    /// The verdict on them, where sessions were ended.
    pub(crate) proof: Option<&'a PersonProof>,
    /// What is left of them, where they were offboarded.
    pub(crate) left: Option<&'a PersonLeft>,
}

impl ReportView {
    /// The people of the run: first those of whom something is not as it should be, the gravest first, and
    /// alike ones in the order of the run. What was added to it later stands with its person.
    pub(crate) fn users(&self) -> Vec<UserId> {
        let people = self.people_of_run().into_iter();
        people.map(|person| person.user).collect()
    }

    /// What stands above other lines in its list, in that order: the people, and why others were left out.
    pub(crate) fn heads(&self) -> Vec<ListHead> {
        let people = self.users().into_iter().map(ListHead::Person);
        people.chain(LeftGroup::heads(&self.left_out)).collect()
    }

    /// The item at a place.
    pub(crate) fn item(&self, at: usize) -> Option<&ReportItem> {
        self.report.items.get(at)
    }

    /// The people of the run with all that is known of them, in the same order.
    pub(crate) fn people_of_run(&self) -> Vec<ReportPerson<'_>> {
        let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
        let mut people: Vec<(UserId, Vec<usize>)> = Vec::new();
        for (at, item) in self.report.items.iter().enumerate() {
            let user = item.target.user();
            let place = *places.entry(user).or_insert_with(|| {
                people.push((user, Vec::new()));
                people.len() - 1
            });
            people[place].1.push(at);
        }
        let undone = self.people_seen_undone();
        let proofs: FxHashMap<UserId, &PersonProof> = self
            .people
            .iter()
            .map(|proof| (proof.user, proof))
            .collect();
        let left: FxHashMap<UserId, &PersonLeft> =
            self.left.iter().map(|left| (left.user, left)).collect();
        let of = |(user, items): (UserId, Vec<usize>)| {
            let mut targets = items.iter().filter_map(|at| self.item(*at));
            let known = targets.clone().find(|item| item.target.name().is_some());
            let target = &known.or_else(|| targets.next())?.target;
            Some(ReportPerson {
                user,
                target,
                proof: proofs.get(&user).copied(),
                left: left.get(&user).copied(),
                items,
            })
        };
        let mut people: Vec<ReportPerson<'_>> = people.into_iter().filter_map(of).collect();
        people.sort_by_cached_key(|person| {
            let items = person.items.iter();
            let is_well =
                !undone.contains(&person.user) && items.clone().all(|at| self.is_as_wished(*at));
            (is_well, self.standing_of(person).filter(|_| !is_well))
        });
        people
    }
}
