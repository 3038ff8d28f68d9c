//! What an account tells beside its people and their sessions, where it tells it.

use std::net::IpAddr;

use super::{OrganizationId, Role, SafeText, Timestamp, UserId};

/// An organisation: who works for whom, or buys for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Which.
    pub id: OrganizationId,
    /// What it is called.
    pub name: SafeText,
}

/// A role that an Enterprise account made for its agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// Which.
    pub id: u64,
    /// What it is called.
    pub name: SafeText,
}

/// After how many minutes the account ends sessions by itself (Security Settings API). `None`
/// where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// Of idleness, for agents and admins.
    pub agent: Option<u32>,
    /// Of idleness, for end users.
    pub end_user: Option<u32>,
    /// Since signing in, whatever the person does; `None` is no such limit, or not told.
    pub longest: Option<u32>,
}

/// How long a session may idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleLimit {
    /// Minutes.
    pub minutes: u32,
    /// Whether the account says so; else it is Zendesk's default.
    pub is_set: bool,
}

impl Timeouts {
    /// Zendesk's default for agents and admins, in minutes (zendesk-api §8).
    pub const AGENT: u32 = 60;
    /// Zendesk's default for end users, in minutes.
    pub const END_USER: u32 = 480;

    /// How long a session of somebody with this role may idle.
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

/// Which log told of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// The audit log: somebody signed in.
    Audit,
    /// The access log: somebody's request came from there about then.
    Access,
}

impl Log {
    /// In words for a person.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Audit => "audit log",
            Self::Access => "access log",
        }
    }
}

/// An address that somebody was seen at. No log names a session, so that whose sign-in it was
/// the origin of is never more than probable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
    /// Where from.
    pub address: IpAddr,
    /// Who says so.
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
