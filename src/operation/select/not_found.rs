//! What was named and is not there: each by its name, with the reason.

use std::fmt;

use serde::Serialize;

use crate::model::{SafeText, SessionKey, Timestamp, UserId};
use crate::query::Zone;

/// Somebody or something that was named and was not found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotFound {
    /// The line of the list that names it, from 1, where a list does. They are told in this order.
    pub line: Option<usize>,
    /// The name as it was given: a number, a session, an address, an organisation.
    pub named: SafeText,
    /// The reason why it is not there.
    pub because: NotFoundBecause,
}

impl NotFound {
    /// Something that was named by an option.
    pub(in crate::operation) fn new(named: SafeText, because: NotFoundBecause) -> Self {
        let line = None;
        Self {
            line,
            named,
            because,
        }
    }

    /// These by what they come to in short, without the kinds of which there is none.
    pub(crate) fn by_kind(all: &[Self]) -> Vec<(&'static str, Vec<&Self>)> {
        let kinds = NotFoundBecause::IN_SHORT.map(|word| {
            let of_it = all.iter().filter(|one| one.because.in_short() == word);
            (word, of_it.collect::<Vec<_>>())
        });
        let kinds = kinds.into_iter();
        kinds.filter(|(_, of_it)| !of_it.is_empty()).collect()
    }

    /// Whether it is a session that was named.
    pub(crate) fn is_of_session(&self) -> bool {
        self.named.original().parse::<SessionKey>().is_ok()
    }

    /// The name, with the line that it stands in where that is one of a list.
    pub(crate) fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{} (line {line})", self.named),
            None => self.named.to_string(),
        }
    }
}

/// Why something that was named was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotFoundBecause {
    /// The person exists and has no session: a walk says so.
    NotSignedIn,
    /// The person exists, and their own list, which was begun at this time by the server's clock, has no
    /// session, as another reading of it or a walk has none.
    NoneListed(Timestamp),
    /// The session is not listed: it is gone, or there never was one.
    NoSuchSession,
    /// The session was listed before, and went without this run.
    GoneBefore,
    /// Zendesk knows no such user.
    NoSuchPerson,
    /// Somebody whom a file names, so that they were known when it was made, and whom Zendesk does not know
    /// any more.
    NoLongerThere,
    /// Zendesk answered, and left this person out.
    NotAnswered,
    /// The person is deleted, and has no session.
    Deleted,
    /// The person has no token.
    NoToken,
    /// No token is listed with this number.
    NoSuchToken,
    /// The token is there, or may be, and nobody knows whose it is.
    OwnerNotKnown,
    /// Nobody who was looked at has an address under this domain.
    NobodyOfDomain,
    /// Nobody who was looked at belongs to such an organisation.
    NobodyOfOrganization,
    /// Nobody who was looked at has a role of this name.
    NobodyOfRole,
    /// Nobody of this domain, organisation or role has a token. Whether there is anybody of it was not
    /// looked at.
    NoTokenOfAny,
    /// Nobody active was found by this address.
    NobodyActive,
    /// Whoever was meant by this address was deleted since it was looked up.
    DeletedMeanwhile,
    /// It is another address of this person, who may not be meant.
    OtherAddress(UserId),
    /// Several people have this address: these two, and so many more. None of them is taken.
    Several([UserId; 2], usize),
    /// The search found people, and their records could not all be read.
    CannotBeTold,
    /// The search for the address does not come to an end.
    SearchGoesOn,
    /// Nobody who is signed in has this address or number.
    NobodyListed,
    /// It was not asked whether they are signed in, because too many were named whom the list lacks.
    NotAsked,
    /// No list was read that proves what the person has.
    NotProved,
    /// The person's own list could not be read.
    ListNotRead,
    /// A plan file says so in these words, which had a number beside them or are not known here.
    NotedInFile(&'static str),
}

impl NotFoundBecause {
    /// The reason in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSignedIn | Self::NoneListed(_) => "not signed in",
            Self::NoSuchSession => "not listed: gone already, or there was none",
            Self::GoneBefore => "gone, not by this run",
            Self::NoSuchPerson => "Zendesk knows no such user; check the number",
            Self::NoLongerThere => "no longer there: Zendesk knows no such user any more",
            Self::Deleted => "deleted, and not signed in",
            Self::NotAnswered => "Zendesk did not answer for this user; try again",
            Self::NoToken => "has no token",
            Self::NoSuchToken => "no such token is listed",
            Self::OwnerNotKnown => {
                "a token whose owner is not known, and may be protected, so it is left alone; the Admin \
                 Center shows it (Apps and integrations > APIs)"
            }
            Self::NobodyOfDomain => "nobody who was looked at has an address under this domain",
            Self::NobodyOfOrganization => "nobody who was looked at belongs to it",
            Self::NobodyOfRole => "nobody who was looked at has a role of this name",
            Self::NoTokenOfAny => "nobody of it has a token",
            Self::NobodyActive => "nobody active was found by this address; the deleted have none",
            Self::DeletedMeanwhile => "deleted since it was looked up; their id names them still",
            Self::OtherAddress(_) => Self::OTHER_ADDRESS,
            Self::Several(..) => Self::SEVERAL,
            Self::CannotBeTold => "somebody was found whose record cannot be read",
            Self::SearchGoesOn => {
                "the search for it does not come to an end, so somebody else may have it too; give the \
                 id of the one who is meant"
            }
            Self::NobodyListed => "nobody who is signed in has this address or number",
            Self::NotAsked => {
                "not on the list that was read; so many were named that it was not asked whether they are signed in"
            }
            Self::NotProved => "not listed, and not proved to be gone",
            Self::ListNotRead => {
                "not looked at: their own list could not be read, so what they have is not known"
            }
            Self::NotedInFile(words) => words,
        }
    }

    /// The reason that a plan file has in words.
    pub(in crate::operation) fn of_word(word: &str) -> Self {
        let noted = [Self::OTHER_ADDRESS, Self::SEVERAL].map(Self::NotedInFile);
        let mut all = Self::IN_WORDS.into_iter().chain(noted);
        let known = all.find(|one| one.as_str() == word);
        known.unwrap_or(Self::NotedInFile("not found when the plan file was made"))
    }

    const OTHER_ADDRESS: &str = "another address of somebody; give their id if they are meant";
    const SEVERAL: &str = "several people have it; give the id of the one who is meant";

    /// Every reason that its words say whole.
    const IN_WORDS: [Self; 20] = [
        Self::NotSignedIn,
        Self::NoSuchSession,
        Self::GoneBefore,
        Self::NoSuchPerson,
        Self::NoLongerThere,
        Self::Deleted,
        Self::NotAnswered,
        Self::NoToken,
        Self::NoSuchToken,
        Self::OwnerNotKnown,
        Self::NobodyOfDomain,
        Self::NobodyOfOrganization,
        Self::NobodyOfRole,
        Self::NoTokenOfAny,
        Self::NobodyActive,
        Self::DeletedMeanwhile,
        Self::CannotBeTold,
        Self::SearchGoesOn,
        Self::NotProved,
        Self::ListNotRead,
    ];

    /// Whether nobody is meant by a name that may mean any number of people.
    pub(crate) const fn is_of_nobody(self) -> bool {
        matches!(
            self,
            Self::NobodyOfDomain
                | Self::NobodyOfOrganization
                | Self::NobodyOfRole
                | Self::NoTokenOfAny
        )
    }

    /// The same where nobody but the owners of tokens was looked at.
    pub(super) const fn among_owners_of_tokens(self) -> Self {
        if self.is_of_nobody() {
            Self::NoTokenOfAny
        } else {
            self
        }
    }

    /// What that comes to, in short: it was looked for in vain, or Zendesk did not answer, or nobody
    /// looked, or it was found and there is nothing to do.
    pub(crate) const fn in_short(self) -> &'static str {
        match self {
            Self::NotAnswered | Self::OwnerNotKnown | Self::ListNotRead => Self::UNANSWERED,
            Self::NotAsked | Self::NobodyListed => Self::UNASKED,
            Self::NotSignedIn | Self::NoneListed(_) | Self::Deleted => Self::IN_SHORT[3],
            Self::GoneBefore | Self::NoLongerThere => Self::GONE,
            Self::NoToken => Self::IN_SHORT[5],
            _ => Self::IN_SHORT[0],
        }
    }

    /// The short word for those of whom Zendesk told nothing, so that nobody knows whether they exist.
    pub(crate) const UNANSWERED: &str = "not answered";
    /// The short word for what nobody looked for.
    pub(crate) const UNASKED: &str = "not asked";
    /// The short word for what went before anything was sent.
    pub(crate) const GONE: &str = "gone already";

    const IN_SHORT: [&str; 6] = [
        "not found",
        Self::UNANSWERED,
        Self::UNASKED,
        "not signed in",
        Self::GONE,
        "without a token",
    ];

    /// How many there are of each, in short.
    pub(crate) fn counts(of: &(impl Iterator<Item = Self> + Clone)) -> [(usize, &'static str); 6] {
        Self::IN_SHORT.map(|word| (of.clone().filter(|it| it.in_short() == word).count(), word))
    }

    /// Whether the name comes to nobody: a session may have been somebody's, and what is not proved or not
    /// answered may be so.
    pub(crate) const fn is_nobody(self) -> bool {
        self.is_of_nobody()
            || matches!(
                self,
                Self::NoSuchPerson
                    | Self::NobodyActive
                    | Self::DeletedMeanwhile
                    | Self::OtherAddress(_)
                    | Self::SearchGoesOn
            )
    }

    /// Whether all is as the operation would make it, so that nothing was missed: whoever is proved not
    /// to be signed in needs no ending of sessions, and whoever has no token no revoking.
    pub(crate) const fn is_as_wished(self) -> bool {
        matches!(
            self,
            Self::NotSignedIn
                | Self::NoneListed(_)
                | Self::GoneBefore
                | Self::NoLongerThere
                | Self::Deleted
                | Self::NoToken
        )
    }
}

impl fmt::Display for NotFoundBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneListed(at) => write!(
                f,
                "no session listed at {} (their own list, and another reading)",
                Zone::UTC.clock(*at)
            ),
            Self::Several([one, other], more) => {
                write!(f, "users {one} and {other}")?;
                if *more > 0 {
                    write!(f, ", and {more} more,")?;
                }
                f.write_str(" have it; give the id of the one who is meant")
            }
            Self::OtherAddress(user) => write!(f, "{}: user {user}", self.as_str()),
            _ => f.write_str(self.as_str()),
        }
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.because)
    }
}

/// What was not found, as machine output writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MissLine {
    named: String,
    because: &'static str,
    /// What that comes to: who was not asked about is not somebody who was looked for in vain.
    kind: &'static str,
}

impl From<&NotFound> for MissLine {
    fn from(miss: &NotFound) -> Self {
        Self {
            named: miss.named.original().to_owned(),
            because: miss.because.as_str(),
            kind: miss.because.in_short(),
        }
    }
}
