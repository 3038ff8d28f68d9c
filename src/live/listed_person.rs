//! One person with their sessions summed up as fields, for files.

use serde::Serialize;

use super::{PersonRow, SessionFlags, ShownNames, Slot, Snapshot};
use crate::model::{OrganizationId, SafeText, Timestamp};

/// One person under Zendesk's own names, with the sums of the sessions that are listed.
#[derive(Debug, Serialize)]
pub(crate) struct ListedPerson {
    pub(crate) user_id: u64,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) role: Option<&'static str>,
    suspended: Option<bool>,
    active: Option<bool>,
    pub(crate) organization: Option<String>,
    organization_id: Option<u64>,
    pub(crate) sessions: usize,
    /// The first of the times of signing in; an earlier one may be unknown.
    pub(crate) authenticated_at: Option<String>,
    pub(crate) last_seen_at: Option<String>,
    /// The names of the rules that flag them.
    pub(crate) flags: Vec<String>,
    session_ids: Vec<u64>,
}

/// The columns of CSV, in the order of [`ListedPerson`] without the single sessions.
pub(crate) const LISTED_PERSON_COLUMNS: [&str; 12] = [
    "user_id",
    "name",
    "email",
    "role",
    "suspended",
    "active",
    "organization",
    "organization_id",
    "sessions",
    "authenticated_at",
    "last_seen_at",
    "flags",
];

impl ListedPerson {
    /// The person of a row with these sessions, under the names that are shown.
    pub(crate) fn of(
        snapshot: &Snapshot,
        (row, slots): (&PersonRow, &[Slot]),
        flags: &SessionFlags,
        names: ShownNames<'_>,
    ) -> Option<Self> {
        let person = row.person(snapshot)?;
        let user = names.person(person);
        let user = user.as_deref();
        let text = |text: &SafeText| text.original().to_owned();
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let organization = user.and_then(|user| user.organization.shown().copied());
        let name = organization.and_then(|id| names.organization(id, snapshot.directory()));
        let rules = flags.person(row.place()).iter();
        let rules = rules.filter_map(|flag| flags.rule(flag));
        let ids = slots.iter().filter_map(|slot| snapshot.row(*slot));
        Some(Self {
            user_id: names.user_id(person.id).get(),
            name: user.and_then(|user| user.name.shown().map(text)),
            email: user.and_then(|user| user.email.shown().map(text)),
            role: user.and_then(|user| user.role.known()),
            suspended: user.and_then(|user| user.suspended),
            active: user.and_then(|user| user.active),
            organization: name.as_deref().map(text),
            organization_id: organization
                .map(|id| names.organization_id(id))
                .map(OrganizationId::get),
            sessions: row.sessions(),
            authenticated_at: time(row.since().at),
            last_seen_at: time(row.last_seen().at),
            flags: rules.map(|rule| rule.name.to_string()).collect(),
            session_ids: ids.map(|row| names.session_id(row.session).get()).collect(),
        })
    }

    /// The fields as CSV cells.
    pub(crate) fn cells(&self) -> [String; 12] {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let truth = |known: Option<bool>| known.map(|known| known.to_string()).unwrap_or_default();
        let organization_id = self.organization_id.map(|id| id.to_string());
        [
            self.user_id.to_string(),
            text(&self.name),
            text(&self.email),
            self.role.unwrap_or_default().to_owned(),
            truth(self.suspended),
            truth(self.active),
            text(&self.organization),
            organization_id.unwrap_or_default(),
            self.sessions.to_string(),
            text(&self.authenticated_at),
            text(&self.last_seen_at),
            self.flags.join(" "),
        ]
    }
}
