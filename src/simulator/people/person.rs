//! One person, as the simulated account knows them.

use crate::model::{OrganizationId, Role, Timestamp, UserId};

/// A person as the simulated account knows them. Tests edit it through
/// [`crate::simulator::Simulator::edit_user`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedPerson {
    /// The person's id.
    pub id: UserId,
    /// The display name, raw: any text here is sent as a JSON string.
    pub name: String,
    /// The primary address; some have none.
    pub email: Option<String>,
    /// The further addresses. A search finds the person by them, but no record of the person
    /// shows them.
    pub other_emails: Vec<String>,
    /// The person's number in somebody else's books.
    pub external_id: Option<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// The person's role.
    pub role: Role,
    /// Whether the person is suspended and cannot sign in.
    pub suspended: bool,
    /// Whether the person exists; `false` means deleted.
    pub active: bool,
    /// Whether the address was confirmed.
    pub verified: bool,
    /// The default organisation.
    pub organization: Option<OrganizationId>,
    /// The custom role, which only agents have.
    pub custom_role: Option<u64>,
    /// Zendesk's name of the time zone.
    pub time_zone: String,
    /// The IANA name of the time zone.
    pub iana_time_zone: String,
    /// The language, as a BCP 47 tag.
    pub locale: String,
    /// Whether a second factor is set up; `None` where Zendesk does not say.
    pub two_factor: Option<bool>,
    /// When the person's record was created.
    pub created_at: Timestamp,
}

impl SimulatedPerson {
    /// Gives the person another role. Only agents have a custom one.
    pub(in crate::simulator) fn take_role(&mut self, role: Role) {
        self.role = role;
        self.custom_role = self.custom_role.filter(|_| role == Role::Agent);
    }
}
