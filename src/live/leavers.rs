//! People who should be gone and are still signed in.

use rustc_hash::FxHashSet;

use super::{PeopleRows, PersonRow, Snapshot};
use crate::model::{Role, Timestamp, User, UserId};
use crate::query::{Ternary, Why};

/// Why somebody should be gone; at least one of these holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LeaverBecause {
    /// Zendesk says that the person is suspended.
    pub(crate) suspended: bool,
    /// Zendesk says that the person is deleted.
    pub(crate) deleted: bool,
    /// The person is on the list that was given.
    pub(crate) on_the_list: bool,
}

impl LeaverBecause {
    /// Whether the person is on the list beside another reason.
    pub(crate) const fn is_on_the_list_as_well(self) -> bool {
        self.on_the_list && (self.suspended || self.deleted)
    }

    /// The reasons, in the words of lists and of machines.
    pub(crate) fn words(self) -> Vec<&'static str> {
        let reasons = [
            (self.suspended, "suspended"),
            (self.deleted, "deleted"),
            (self.on_the_list, "on the list"),
        ];
        let holding = reasons.into_iter().filter(|(holds, _)| *holds);
        holding.map(|(_, word)| word).collect()
    }
}

/// Somebody who should be gone and is signed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaver {
    /// The person's sessions.
    pub(crate) row: PersonRow,
    /// Why they should be gone.
    pub(crate) because: LeaverBecause,
}

/// Everybody who is signed in and should be gone, and those of whom that cannot be known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leavers {
    /// The rows of everybody who is signed in.
    pub(crate) rows: PeopleRows,
    /// Those who should be gone: admins first, and then whoever was seen last.
    pub(crate) found: Vec<Leaver>,
    /// Those of whom it cannot be known, and why.
    pub(crate) undecided: Vec<(PersonRow, Why)>,
}

impl Leavers {
    /// The leavers of a snapshot: whoever is suspended or deleted, or among these people.
    pub(crate) fn of(snapshot: &Snapshot, listed: &FxHashSet<UserId>) -> Self {
        let rows = PeopleRows::of(snapshot);
        let (mut found, mut undecided) = (Vec::new(), Vec::new());
        for row in rows.rows() {
            let Some(person) = row.person(snapshot) else {
                continue;
            };
            let user = person.record();
            let known = user.ok();
            let because = LeaverBecause {
                suspended: known.is_some_and(User::is_suspended),
                deleted: known.is_some_and(User::is_deleted),
                on_the_list: listed.contains(&person.id),
            };
            match Ternary::from(because.on_the_list).or(should_be_gone(user)) {
                Ternary::Yes => found.push(Leaver { row: *row, because }),
                Ternary::Unknown(why) => undecided.push((*row, why)),
                Ternary::No => {}
            }
        }
        found.sort_by_key(|leaver| (order(snapshot, &leaver.row), leaver.row.place()));
        Self {
            rows,
            found,
            undecided,
        }
    }
}

/// Whether somebody is suspended or deleted.
fn should_be_gone(user: Result<&User, Why>) -> Ternary {
    let is_so = |fact: fn(&User) -> Option<bool>| match user {
        Ok(user) => fact(user).map_or(Ternary::Unknown(Why::FieldNotSent), Ternary::from),
        Err(why) => Ternary::Unknown(why),
    };
    is_so(|user| user.suspended).or(is_so(|user| Some(!user.active?)))
}

/// Staff first, admins before agents, and then whoever was seen last.
fn order(snapshot: &Snapshot, row: &PersonRow) -> (usize, std::cmp::Reverse<Option<i64>>) {
    let role = row.user(snapshot).map_or(Role::Other, |user| user.role);
    let rank = Role::ALL.iter().position(|one| *one == role);
    let latest = row.last_seen().at.map(Timestamp::millis);
    (rank.unwrap_or(Role::ALL.len()), std::cmp::Reverse(latest))
}

#[cfg(test)]
mod tests;
