//! What is known of an account beside its people and their sessions.

use std::net::IpAddr;

use super::{OrganizationId, Role, SafeText, Timestamp, UserId};

/// An organisation of the account, which people belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The organisation's number.
    pub id: OrganizationId,
    /// The organisation's name.
    pub name: SafeText,
}

/// A role that an Enterprise account made for its agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// The role's number.
    pub id: u64,
    /// The role's name.
    pub name: SafeText,
}

/// The minutes after which the account ends sessions by itself (Security Settings API). `None`
/// where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// Minutes of idleness after which agents and admins are signed out.
    pub agent: Option<u32>,
    /// Minutes of idleness after which end users are signed out.
    pub end_user: Option<u32>,
    /// Minutes after signing in, whatever the person does. `None` means that there is no such
    /// limit, or that Zendesk does not say.
    pub longest: Option<u32>,
}

/// The time that a session may idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleLimit {
    /// The limit, in minutes.
    pub minutes: u32,
    /// Whether the account's settings have this value; if not, it is Zendesk's default.
    pub is_set: bool,
}

impl Timeouts {
    /// Zendesk's default for agents and admins, in minutes (`docs::zendesk_api` §8).
    pub(crate) const AGENT: u32 = 60;
    /// Zendesk's default for end users, in minutes.
    pub(crate) const END_USER: u32 = 480;

    /// The time that a session of somebody with this role may idle.
    pub fn idle(&self, role: Role) -> IdleLimit {
        let (set, default) = match role {
            Role::EndUser => (self.end_user, Self::END_USER),
            Role::Admin | Role::Agent | Role::Other => (self.agent, Self::AGENT),
        };
        IdleLimit {
            minutes: set.unwrap_or(default),
            is_set: set.is_some(),
        }
    }
}

/// The log that a sighting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// The audit log, where the person signed in.
    Audit,
    /// The access log, where a request of the person came from the address at about that time.
    Access,
}

impl Log {
    /// The name of the log in a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Audit => "audit log",
            Self::Access => "access log",
        }
    }
}

/// An address that somebody was seen at. No log names a session, so the address is only ever the
/// probable origin of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The person.
    pub user: UserId,
    /// The time of the entry.
    pub at: Timestamp,
    /// The address.
    pub address: IpAddr,
    /// The log that has the entry.
    pub log: Log,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_account_does_not_say_is_assumed_and_called_so() {
        let limit = |timeouts: &Timeouts, role| {
            let limit = timeouts.idle(role);
            (limit.minutes, limit.is_set)
        };
        let untold = Timeouts::default();
        assert_eq!(limit(&untold, Role::Admin), (60, false));
        assert_eq!(limit(&untold, Role::EndUser), (480, false));
        let answer = Timeouts {
            agent: Some(15),
            end_user: None,
            longest: Some(720),
        };
        assert_eq!(limit(&answer, Role::Agent), (15, true));
        assert_eq!(limit(&answer, Role::EndUser), (480, false));
    }
}
