//! What a list that was read proves of a session that it lacks. Nothing else concludes that a
//! session is gone: walks, proof, recovery, reviews and plan files ask here.

use std::fmt;

use crate::model::{Timestamp, counted};
use crate::zendesk::PersonList;

/// Why it is not proved that a session is gone which a list lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// No list was read to its end that was begun late enough.
    NotRead,
    /// Records of the list have no ids that can be read: the session may be one of them.
    Holes(usize),
    /// The person's own list has rows of other people.
    OthersRows(usize),
    /// There is no such list: the path or the account may be wrong.
    NotFound,
    /// Whoever the credentials belong to afterwards is not who asked.
    OtherAdmin,
    /// Whoever the credentials belong to is no admin, or may not sign in any more: such people read
    /// only their own sessions.
    NotAdmin,
    /// The list is empty, and nothing else bears that out: a server that answers with empty lists would
    /// prove anything.
    Unvouched,
    /// Another answer shows a session that the list lacks.
    Disputed,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRead => f.write_str("no list was read to its end since"),
            Self::Holes(holes) => {
                let records = counted(*holes, "record", "records");
                write!(f, "{records} of the list could not be read")
            }
            Self::OthersRows(rows) => {
                let rows = counted(*rows, "row", "rows");
                write!(f, "the person's list has {rows} of other people")
            }
            Self::NotFound => f.write_str("the person's list was not found"),
            Self::OtherAdmin => {
                f.write_str("the credentials were no longer those of the same admin afterwards")
            }
            Self::NotAdmin => f.write_str(
                "the credentials are not those of an active admin, and others see only their own",
            ),
            Self::Unvouched => {
                f.write_str("the list is empty, and nothing else that was read bears that out")
            }
            Self::Disputed => f.write_str("another answer shows what the list lacks"),
        }
    }
}

/// What becomes of a session that a person's own list lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// It is gone.
    Gone,
    /// A walk that was begun after the list shows it, so it stays, and is in dispute.
    Contradicted,
    /// The list proves nothing, so it stays.
    Doubted(Doubt),
}

impl Lacking {
    /// What becomes of a session that the list of this evidence lacks, and that walks show which
    /// were begun at these times. Nothing that was planned may be left out for any other reason: not
    /// even an empty list shrinks a plan that a later walk contradicts.
    pub(crate) fn of(list: Evidence, shown_by_walks: impl IntoIterator<Item = Timestamp>) -> Self {
        let mut walks = shown_by_walks.into_iter();
        match list.absence() {
            Err(doubt) => Self::Doubted(doubt),
            Ok(()) if walks.any(|began_at| began_at > list.began_at) => Self::Contradicted,
            Ok(()) => Self::Gone,
        }
    }
}

/// What one list proves that was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Evidence {
    began_at: Timestamp,
    doubt: Option<Doubt>,
}

impl Evidence {
    /// What a walk over the account proves, which was begun at this time and has reached its end,
    /// with so many records that could not be read.
    pub(crate) fn of_walk(began_at: Timestamp, holes: usize) -> Self {
        let doubt = (holes > 0).then_some(Doubt::Holes(holes));
        Self { began_at, doubt }
    }

    /// What a person's own list proves, which was begun at this time.
    pub(crate) fn of_list(began_at: Timestamp, list: &PersonList) -> Self {
        let doubt = Self::absence_from(list).err();
        Self { began_at, doubt }
    }

    /// Whether a session that a person's own list lacks is gone.
    ///
    /// # Errors
    /// If the list proves nothing of what it lacks.
    pub(crate) fn absence_from(list: &PersonList) -> Result<(), Doubt> {
        if !list.is_found {
            Err(Doubt::NotFound)
        } else if list.holes > 0 {
            Err(Doubt::Holes(list.holes))
        } else if list.others > 0 {
            Err(Doubt::OthersRows(list.others))
        } else {
            Ok(())
        }
    }

    /// Whether a person's own list is empty, and nothing but that is wrong with it.
    pub(crate) fn shows_nothing(list: &PersonList) -> bool {
        list.sessions.is_empty() && Self::absence_from(list).is_ok()
    }

    /// What a list proves that was begun at this time, and of which nothing is in doubt.
    pub(crate) const fn whole(began_at: Timestamp) -> Self {
        let doubt = None;
        Self { began_at, doubt }
    }

    /// When the list was begun.
    pub(crate) const fn began_at(&self) -> Timestamp {
        self.began_at
    }

    /// Whether a session that the list lacks is gone.
    ///
    /// # Errors
    /// If the list proves nothing of what it lacks.
    pub(crate) fn absence(&self) -> Result<(), Doubt> {
        self.doubt.map_or(Ok(()), Err)
    }

    /// Whether a session that the list lacks was gone after `moment`.
    ///
    /// # Errors
    /// If the list does not prove that.
    pub(crate) fn absence_since(&self, moment: Timestamp) -> Result<(), Doubt> {
        if self.began_at < moment {
            return Err(Doubt::NotRead);
        }
        self.absence()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;

    /// An empty list before a run takes nothing out of a plan that a later walk contradicts.
    #[test]
    fn a_session_that_a_list_lacks_is_gone_unless_a_later_walk_shows_it() {
        let at = Timestamp::from_seconds;
        let list = PersonList::of(UserId::new(7).unwrap(), Vec::new());
        let evidence = Evidence::of_list(at(100), &list);
        assert_eq!(Lacking::of(evidence, []), Lacking::Gone);
        assert_eq!(Lacking::of(evidence, [at(50), at(100)]), Lacking::Gone);
        assert_eq!(
            Lacking::of(evidence, [at(50), at(101)]),
            Lacking::Contradicted
        );
        let missing = PersonList {
            is_found: false,
            ..list
        };
        let evidence = Evidence::of_list(at(100), &missing);
        assert_eq!(
            Lacking::of(evidence, [at(101)]),
            Lacking::Doubted(Doubt::NotFound)
        );
    }

    /// Everything that can be wrong with a list, and nothing that can be wrong with it.
    #[test]
    fn a_list_with_anything_wrong_proves_nothing() {
        let at = Timestamp::from_seconds;
        let whole = PersonList::of(UserId::new(7).unwrap(), Vec::new());
        let list = |change: fn(&mut PersonList)| {
            let mut list = whole.clone();
            change(&mut list);
            Evidence::of_list(at(100), &list).absence_since(at(100))
        };
        assert_eq!(list(|_| {}), Ok(()));
        assert_eq!(list(|list| list.holes = 2), Err(Doubt::Holes(2)));
        assert_eq!(list(|list| list.others = 3), Err(Doubt::OthersRows(3)));
        assert_eq!(list(|list| list.is_found = false), Err(Doubt::NotFound));
        let walk = |holes, moment| Evidence::of_walk(at(100), holes).absence_since(at(moment));
        assert_eq!(walk(0, 100), Ok(()));
        assert_eq!(walk(0, 101), Err(Doubt::NotRead));
        assert_eq!(walk(1, 100), Err(Doubt::Holes(1)));
        assert!(Evidence::shows_nothing(&whole));
        let session = crate::model::Session {
            key: "7/1".parse().unwrap(),
            authenticated_at: crate::model::SentTime::Absent,
            last_seen_at: crate::model::SentTime::Absent,
            url: crate::model::SentUrl::default(),
        };
        let with_one = PersonList::of(UserId::new(7).unwrap(), vec![session]);
        assert!(!Evidence::shows_nothing(&with_one));
        let with_holes = PersonList { holes: 1, ..whole };
        assert!(!Evidence::shows_nothing(&with_holes));
    }
}
