//! A person as the directory knows them.

use super::{OrganizationId, SafeText, Sent, UserId};

/// A person's role, which says what they may do in the account (Users API, `role`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An admin, who sees and ends every session.
    Admin,
    /// An agent, who works on tickets and sees only their own sessions.
    Agent,
    /// A customer, who sees only their own sessions.
    EndUser,
    /// A role this version does not know.
    Other,
}

impl Role {
    /// Every role, most powerful first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Agent, Self::EndUser, Self::Other];

    /// The role for the API's word; an unknown word is [`Role::Other`].
    pub(crate) fn from_api(word: &str) -> Self {
        match word {
            "admin" => Self::Admin,
            "agent" => Self::Agent,
            "end-user" => Self::EndUser,
            _ => Self::Other,
        }
    }

    /// The API's word for the role; `None` for a role that is not known, for which it has no word.
    pub const fn known(self) -> Option<&'static str> {
        match self {
            Self::Other => None,
            known => Some(known.as_str()),
        }
    }

    /// The API's word for the role.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Agent => "agent",
            Self::EndUser => "end-user",
            Self::Other => "other",
        }
    }

    /// The word of the screen for the role: what the API calls an end user is a user there.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::EndUser => "user",
            known => known.as_str(),
        }
    }
}

/// A person, as `users/show_many` or `users/me` describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The person's number.
    pub id: UserId,
    /// The display name, which end users choose themselves.
    pub name: Sent<SafeText>,
    /// The primary address; some users have none.
    pub email: Sent<SafeText>,
    /// The person's role in the account.
    pub role: Role,
    /// Whether the person is suspended and cannot sign in. Their sessions may live on. `None` where
    /// Zendesk does not tell.
    pub suspended: Option<bool>,
    /// Whether the person exists; `false` means deleted. `None` where Zendesk does not tell.
    pub active: Option<bool>,
    /// The default organisation.
    pub organization: Sent<OrganizationId>,
    /// The custom role, on plans that have them.
    pub custom_role: Sent<u64>,
    /// The person's time zone, as Zendesk names it.
    pub time_zone: Option<SafeText>,
    /// The person's tags; `None` where Zendesk did not send them, or nothing that is a list of tags.
    pub tags: Option<Box<[SafeText]>>,
}

impl User {
    /// The name, where there is one that can be read.
    pub(crate) fn legible_name(&self) -> Option<&SafeText> {
        self.name.shown().filter(|name| !name.is_blank())
    }

    /// Whether Zendesk says that the person is suspended.
    pub fn is_suspended(&self) -> bool {
        self.suspended == Some(true)
    }

    /// Whether Zendesk says that the person is deleted.
    pub(crate) fn is_deleted(&self) -> bool {
        self.active == Some(false)
    }
}

#[cfg(test)]
impl User {
    /// A person of whom nothing but this is known, for tests.
    pub(crate) fn example(number: u64, name: &str, role: Role) -> Self {
        Self {
            id: UserId::new(number).unwrap(),
            name: Sent::Is(SafeText::new(name)),
            email: Sent::Nothing,
            role,
            suspended: Some(false),
            active: Some(true),
            organization: Sent::Nothing,
            custom_role: Sent::Nothing,
            time_zone: None,
            tags: None,
        }
    }
}
