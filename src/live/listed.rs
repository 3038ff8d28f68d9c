//! One session as fields, for files and scripts.

use std::borrow::Cow;

use serde::Serialize;

use super::{ShownNames, Slot, Snapshot};
use crate::model::{OrganizationId, SafeText, SentTime, Session, Timestamp, User};

/// One session under Zendesk's own names, with what the directory knows of its owner.
#[derive(Debug, Serialize)]
pub(crate) struct ListedSession<'a> {
    pub(crate) id: u64,
    pub(crate) user_id: u64,
    pub(crate) authenticated_at: Option<String>,
    pub(crate) last_seen_at: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) name: Option<Cow<'a, str>>,
    pub(crate) email: Option<Cow<'a, str>>,
    pub(crate) role: Option<&'static str>,
    pub(crate) suspended: Option<bool>,
    pub(crate) active: Option<bool>,
    pub(crate) organization: Option<Cow<'a, str>>,
    pub(crate) organization_id: Option<u64>,
    /// Which of its times lie in the future, and so have no age.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_the_future: Vec<&'static str>,
    #[serde(skip)]
    times: [(&'static str, SentTime); 2],
}

/// The columns of CSV, in the order of [`ListedSession`].
pub(crate) const LISTED_COLUMNS: [&str; 12] = [
    "id",
    "user_id",
    "authenticated_at",
    "last_seen_at",
    "url",
    "name",
    "email",
    "role",
    "suspended",
    "active",
    "organization",
    "organization_id",
];

impl<'a> ListedSession<'a> {
    /// The session in `slot`.
    pub(crate) fn of(snapshot: &'a Snapshot, slot: Slot) -> Option<Self> {
        let session = snapshot.session(slot)?;
        let user = snapshot.person(snapshot.row(slot)?.person)?.user();
        let organization = user.and_then(|user| {
            snapshot
                .directory()
                .organization(*user.organization.shown()?)
        });
        Some(Self::new(&session, user, organization))
    }

    /// The session in `slot`, with its person under the name that is shown.
    pub(crate) fn named(snapshot: &'a Snapshot, slot: Slot, names: ShownNames<'_>) -> Option<Self> {
        let session = snapshot.session(slot)?;
        let listed = Self::of(snapshot, slot)?;
        if !names.are_masked() {
            return Some(listed);
        }
        let user = names.person(snapshot.person(snapshot.row(slot)?.person)?);
        let organization = user
            .as_ref()
            .and_then(|user| user.organization.shown().copied());
        let name = organization.and_then(|id| names.organization(id, snapshot.directory()));
        let owned = |text: &SafeText| Cow::Owned(text.as_str().to_owned());
        Some(Self {
            id: names.session_id(session.key.session).get(),
            user_id: names.user_id(session.key.user).get(),
            url: None,
            name: (user.as_ref().and_then(|user| user.name.shown())).map(owned),
            email: user
                .as_ref()
                .and_then(|user| Some(owned(user.email.shown()?))),
            organization: name.map(|name| owned(&name)),
            organization_id: organization.map(|id| names.organization_id(id).get()),
            ..listed
        })
    }

    /// A session with what is known of its owner.
    pub(crate) fn new(
        session: &Session,
        user: Option<&'a User>,
        organization: Option<&'a SafeText>,
    ) -> Self {
        let text = |time: SentTime| time.readable().map(|time| time.to_string());
        let (user_id, id) = (session.key.user.get(), session.key.session.get());
        let borrowed = |text: &'a SafeText| Cow::Borrowed(text.original());
        Self {
            id,
            user_id,
            authenticated_at: text(session.authenticated_at),
            last_seen_at: text(session.last_seen_at),
            url: session.url.text(session.key),
            name: user.and_then(|user| user.name.shown().map(borrowed)),
            email: user.and_then(|user| user.email.shown().map(borrowed)),
            role: user.and_then(|user| user.role.known()),
            suspended: user.and_then(|user| user.suspended),
            active: user.and_then(|user| user.active),
            organization: organization.map(borrowed),
            organization_id: user
                .and_then(|user| user.organization.shown().copied())
                .map(OrganizationId::get),
            in_the_future: Vec::new(),
            times: [
                ("authenticated_at", session.authenticated_at),
                ("last_seen_at", session.last_seen_at),
            ],
        }
    }

    /// The same as it is told at this time of the server.
    pub(crate) fn at(mut self, now: Timestamp) -> Self {
        let is_later = |at: SentTime| at.readable().is_some_and(|at| at.lies_after(now));
        let later = self.times.iter().filter(|(_, at)| is_later(*at));
        self.in_the_future = later.map(|(name, _)| *name).collect();
        self
    }

    /// The fields as CSV cells.
    pub(crate) fn cells(&self) -> [String; 12] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let truth = |known: Option<bool>| known.map(|known| known.to_string()).unwrap_or_default();
        [
            self.id.to_string(),
            self.user_id.to_string(),
            text(self.authenticated_at.as_deref()),
            text(self.last_seen_at.as_deref()),
            text(self.url.as_deref()),
            text(self.name.as_deref()),
            text(self.email.as_deref()),
            self.role.unwrap_or_default().to_owned(),
            truth(self.suspended),
            truth(self.active),
            text(self.organization.as_deref()),
            self.organization_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
        ]
    }
}
