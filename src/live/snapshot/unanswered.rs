//! What a query asks that a snapshot cannot answer: what these credentials may not read, and roles that the
//! account does not have, or of which that is not known.

use super::Snapshot;
use crate::live::{Person, Readable};
use crate::query::{Query, UnknownRole};
use crate::zendesk::Enrichment;

impl Snapshot {
    /// What a query asks that has no answer here, in words with the condition: what these credentials
    /// can never know, or a role that the account does not have.
    pub(crate) fn never_known(&self, query: &Query) -> Option<String> {
        self.closed_to(query).or_else(|| self.no_such_role(query))
    }

    /// The custom role in a query that the account does not have, in words with what was meant; none
    /// while not all of its roles are known.
    pub(crate) fn no_such_role(&self, query: &Query) -> Option<String> {
        let unknown = self.unlisted_role(query)?;
        self.are_roles_whole().then(|| unknown.words())
    }

    /// The condition of a query that names a custom role of which it is not known whether the account has
    /// it, since not all of its roles were read.
    pub(crate) fn role_in_doubt(&self, query: &Query) -> Option<String> {
        let unknown = self.unlisted_role(query)?;
        (!self.are_roles_whole()).then_some(unknown.condition)
    }

    /// The custom role in a query that is none of those that were read, if any can be.
    fn unlisted_role(&self, query: &Query) -> Option<UnknownRole> {
        if !query.uses_custom_roles()
            || self.extras.readable(Enrichment::CustomRoles) == Readable::No
        {
            return None;
        }
        let names: Vec<&str> = self.extras.custom_role_names().collect();
        query.unknown_role(&names)
    }

    /// Whether all custom roles of the account were read. A role that somebody has and that was not listed
    /// is one more.
    fn are_roles_whole(&self) -> bool {
        let is_listed = |person: &Person| {
            let user = person.record().ok();
            let role = user.and_then(|user| user.custom_role.shown());
            role.is_none_or(|id| self.extras.custom_role(*id).is_some())
        };
        self.extras.readable(Enrichment::CustomRoles) == Readable::Yes
            && self.directory().iter().all(is_listed)
    }

    /// The condition of a query that asks what these credentials may not read, in words.
    fn closed_to(&self, query: &Query) -> Option<String> {
        let is_closed = |subject| self.extras.readable(subject) == Readable::No;
        let condition = query.never_known(
            is_closed(Enrichment::Organizations),
            is_closed(Enrichment::CustomRoles),
        )?;
        Some(format!(
            "{condition} can never be known: these credentials may not read such names"
        ))
    }
}
