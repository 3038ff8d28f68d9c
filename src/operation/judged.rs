//! What the people of a run are judged by after it.

use std::collections::BTreeSet;

use crate::model::UserId;

/// What somebody is judged by after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JudgedBy {
    /// The sessions that were chosen by name or by what they are; others of the same person stay.
    #[default]
    Session,
    /// The person, who should have no session at all.
    Person,
}

/// What each of the people of a run is judged by after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgedPeople {
    /// What everybody is judged by who is not named here.
    rest: JudgedBy,
    /// Those who are judged by person where the others are judged by session.
    by_person: BTreeSet<UserId>,
}

impl JudgedPeople {
    /// These are judged by person, the others by session.
    pub(crate) const fn by_person(by_person: BTreeSet<UserId>) -> Self {
        let rest = JudgedBy::Session;
        Self { rest, by_person }
    }

    /// What this person is judged by.
    pub fn of(&self, user: UserId) -> JudgedBy {
        match self.rest {
            JudgedBy::Session if self.by_person.contains(&user) => JudgedBy::Person,
            rest => rest,
        }
    }
}

impl From<JudgedBy> for JudgedPeople {
    fn from(rest: JudgedBy) -> Self {
        let by_person = BTreeSet::new();
        Self { rest, by_person }
    }
}
