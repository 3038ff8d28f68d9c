//! People as fault files name them.

use serde::Deserialize;

use crate::model::UserId;
use crate::simulator::call::Call;
use crate::simulator::people::{CastMember, Population};

/// A person by their id, or by a word: `admin`, `agent` and `end_user` are the owners of the
/// credentials, `asked` is whom the request's path names, an address is whoever has it, and any
/// other word is somebody of the [cast](CastMember).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Whom {
    /// The person with this id.
    Id(u64),
    /// The person with this word.
    Word(String),
}

impl Whom {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Word(word)
                if !["admin", "agent", "end_user", "asked"].contains(&word.as_str())
                    && !word.contains('@')
                    && CastMember::from_word(word).is_none() =>
            {
                Err(
                    "nobody is called that: admin, agent, end_user, asked, an id, an address, or \
                     one of the cast",
                )
            }
            _ => Ok(()),
        }
    }

    /// The person's id, if there is such a person.
    pub(in crate::simulator) fn find(&self, call: &Call, people: &Population) -> Option<UserId> {
        let word = match self {
            Self::Id(id) => return UserId::new(*id),
            Self::Word(word) => word.as_str(),
        };
        match word {
            "admin" => people.id(Population::ADMIN),
            "agent" => people.id(Population::AGENT),
            "end_user" => people.id(Population::END_USER),
            "asked" => match call.segments.as_deref()? {
                [first, id, ..] if first == "users" => id.parse().ok(),
                _ => None,
            },
            address if address.contains('@') => people.find_by_email(address).map(|it| it.id),
            member => people.cast_member(CastMember::from_word(member)?),
        }
    }
}
