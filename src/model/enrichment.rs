//! What is known of an account beside its people and their sessions.

use std::net::IpAddr;

use super::{OrganizationId, SafeText, Timestamp, UserId};

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
    /// Minutes after which team members are signed out, whatever they do. `None` means that the
    /// account sets none of its own, or that Zendesk does not say.
    pub longest: Option<u32>,
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
