//! The enrichment: what is known beside sessions and people, and what cannot be read with these
//! credentials.
//!
//! - `sightings` who was seen where

mod sightings;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub(super) use self::sightings::CLOSE;
pub(crate) use self::sightings::Sightings;
use crate::model::{
    CustomRole, Organization, OrganizationId, Role, SafeText, Session, SessionLifetimes, Sighting,
    Timeouts, Timestamp,
};
use crate::query::fold;
use crate::zendesk::{CustomRoleList, Enrichment};

/// Whether these credentials may read one kind of enrichment on this account's plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Readable {
    /// It was not asked for yet, or the answer was neither yes nor no.
    #[default]
    Unknown,
    /// It was read.
    Yes,
    /// Zendesk answered 403 or 404, or 422 for custom roles: this role, scope or plan may not read it.
    /// It is not asked for again.
    No,
}

/// An answer about one kind of enrichment.
#[derive(Clone, Debug)]
pub enum EnrichmentFound {
    /// The account's time-outs.
    Timeouts(Timeouts),
    /// The account's custom roles.
    CustomRoles(Vec<CustomRole>),
    /// Some of them: the list has holes, or is shorter than it counts. A name in it is certain, that there
    /// is no such name is not.
    SomeCustomRoles(Vec<CustomRole>),
    /// Organisations, of those that were asked about.
    Organizations {
        /// The organisations that were asked about; those not found have no name.
        asked: Vec<OrganizationId>,
        /// The organisations that were found.
        found: Vec<Organization>,
    },
    /// The sightings from a log.
    Sightings(Enrichment, Vec<Sighting>),
    /// The refusal of a kind that these credentials may not read.
    NotReadable(Enrichment),
}

/// Everything that is known beside sessions and people. Cloning copies pointers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extras {
    readable: [Readable; Enrichment::ALL.len()],
    /// The time-outs and when they were read, once they were.
    timeouts: Option<(Timeouts, Timestamp)>,
    /// The time-outs that somebody wrote down, for what the account does not tell.
    given: Timeouts,
    custom_roles: Arc<FxHashMap<u64, SafeText>>,
    sightings: Arc<Sightings>,
}

impl Extras {
    /// Whether a kind of enrichment can be read.
    pub(crate) fn readable(&self, subject: Enrichment) -> Readable {
        self.readable[subject as usize]
    }

    /// The limits that end the sessions of somebody with this role, as set or as assumed.
    pub(crate) fn lifetimes(&self, role: Role) -> SessionLifetimes {
        SessionLifetimes::with(role, self.timeouts, self.given)
    }

    /// The time-outs that somebody wrote down.
    pub(super) fn given(&self) -> Timeouts {
        self.given
    }

    /// Takes in the time-outs that somebody wrote down.
    pub(super) fn give(&mut self, timeouts: Timeouts) {
        self.given = timeouts;
    }

    /// The name of a custom role.
    pub(crate) fn custom_role(&self, id: u64) -> Option<&SafeText> {
        self.custom_roles.get(&id)
    }

    /// The names of the custom roles, in the order of their alphabet.
    pub(crate) fn custom_role_names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.custom_roles.values().map(SafeText::as_str).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// The custom role whose name is this folded word, with its number.
    pub(crate) fn custom_role_called(&self, folded: &str) -> Option<(u64, &SafeText)> {
        let mut roles = self.custom_roles.iter();
        let found = roles.find(|(_, name)| fold(name.as_str()) == folded);
        found.map(|(id, name)| (*id, name))
    }

    /// Where a session probably came from: its owner was seen there when it began.
    pub(crate) fn probable_origin(&self, session: &Session) -> Option<&Sighting> {
        let at = session.authenticated_at.readable()?;
        self.sightings.near(session.key.user, at)
    }

    /// Takes in an answer that came at `now`. Organisations go to the directory.
    pub(super) fn learn(&mut self, found: &EnrichmentFound, now: Timestamp) {
        let subject = found.subject();
        self.readable[subject as usize] = match found {
            EnrichmentFound::NotReadable(_) => Readable::No,
            EnrichmentFound::SomeCustomRoles(_) => Readable::Unknown,
            _ => Readable::Yes,
        };
        match found {
            EnrichmentFound::Timeouts(timeouts) => self.timeouts = Some((*timeouts, now)),
            EnrichmentFound::CustomRoles(roles) | EnrichmentFound::SomeCustomRoles(roles) => {
                let names = roles.iter().map(|role| (role.id, role.name.clone()));
                self.custom_roles = Arc::new(names.collect());
            }
            EnrichmentFound::Sightings(_, sightings) => {
                Arc::make_mut(&mut self.sightings).learn(sightings);
            }
            EnrichmentFound::Organizations { .. } | EnrichmentFound::NotReadable(_) => {}
        }
    }
}

impl From<CustomRoleList> for EnrichmentFound {
    fn from(list: CustomRoleList) -> Self {
        if list.is_whole {
            Self::CustomRoles(list.roles)
        } else {
            Self::SomeCustomRoles(list.roles)
        }
    }
}

impl EnrichmentFound {
    /// The kind of enrichment that the answer is about.
    pub(crate) fn subject(&self) -> Enrichment {
        match self {
            Self::Timeouts(_) => Enrichment::SecuritySettings,
            Self::CustomRoles(_) | Self::SomeCustomRoles(_) => Enrichment::CustomRoles,
            Self::Organizations { .. } => Enrichment::Organizations,
            Self::Sightings(subject, _) | Self::NotReadable(subject) => *subject,
        }
    }
}
