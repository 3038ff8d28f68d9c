//! Sessions that came under several people: whose such a session is is not known.

use super::Snapshot;
use crate::live::{Person, PersonIndex};
use crate::model::SessionId;

/// The people under whom a session came that came under several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Claimants {
    pub(in crate::live) people: Vec<PersonIndex>,
    /// Whether it certainly came under nobody else.
    pub(in crate::live) are_all: bool,
}

impl Snapshot {
    /// The number of sessions that came under several people.
    pub(crate) fn conflicts(&self) -> usize {
        self.claims.len()
    }

    /// The people under whom a session came, if they are several: whose it is is not known then.
    pub(crate) fn claimants(&self, session: SessionId) -> impl Iterator<Item = &Person> {
        let claimants = self.claims.get(&session);
        let places = claimants.map_or(&[][..], |claimants| &claimants.people);
        places.iter().filter_map(|place| self.person(*place))
    }

    /// Whether a session came under so many people that not all of them are known.
    pub(crate) fn has_more_claimants(&self, session: SessionId) -> bool {
        let claimants = self.claims.get(&session);
        claimants.is_some_and(|claimants| !claimants.are_all)
    }

    /// Whether it is not known whose this session is, since it came under several people.
    pub(crate) fn is_claimed(&self, session: SessionId) -> bool {
        self.claims.contains_key(&session)
    }
}
