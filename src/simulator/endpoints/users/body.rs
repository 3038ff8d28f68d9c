//! A user as it is sent.

use serde::Serialize;

use crate::model::{Role, Timestamp};
use crate::simulator::people::SimulatedPerson;

/// A user as an admin sees it.
#[expect(clippy::struct_excessive_bools, reason = "the API has them")]
#[derive(Serialize)]
pub(super) struct UserBody<'a> {
    id: u64,
    url: String,
    name: &'a str,
    email: Option<&'a str>,
    created_at: String,
    updated_at: String,
    time_zone: &'a str,
    iana_time_zone: &'a str,
    phone: Option<&'a str>,
    shared_phone_number: Option<bool>,
    photo: Option<&'a str>,
    locale_id: u32,
    locale: &'a str,
    organization_id: Option<u64>,
    role: &'static str,
    verified: bool,
    external_id: Option<&'a str>,
    tags: &'a [String],
    alias: Option<&'a str>,
    active: bool,
    shared: bool,
    shared_agent: bool,
    last_login_at: Option<String>,
    two_factor_auth_enabled: Option<bool>,
    signature: Option<&'a str>,
    details: Option<&'a str>,
    notes: Option<&'a str>,
    role_type: Option<u8>,
    custom_role_id: Option<u64>,
    moderator: bool,
    ticket_restriction: Option<&'a str>,
    only_private_comments: bool,
    restricted_agent: bool,
    suspended: bool,
    default_group_id: Option<u64>,
    report_csv: bool,
    user_fields: Empty,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authenticity_token: Option<String>,
}

#[derive(Serialize)]
struct Empty {}

impl<'a> UserBody<'a> {
    pub(super) fn new(
        person: &'a SimulatedPerson,
        last_login: Option<Timestamp>,
        origin: &str,
    ) -> Self {
        let staff = person.role != Role::EndUser;
        Self {
            id: person.id.get(),
            url: format!("{origin}/api/v2/users/{}.json", person.id),
            name: &person.name,
            email: person.email.as_deref(),
            created_at: person.created_at.to_string(),
            updated_at: last_login.unwrap_or(person.created_at).to_string(),
            time_zone: &person.time_zone,
            iana_time_zone: &person.iana_time_zone,
            phone: None,
            shared_phone_number: None,
            photo: None,
            locale_id: 1,
            locale: &person.locale,
            organization_id: person.organization.map(crate::model::OrganizationId::get),
            role: person.role.as_str(),
            verified: person.verified,
            external_id: person.external_id.as_deref(),
            tags: &person.tags,
            alias: staff.then_some(""),
            active: person.active,
            shared: false,
            shared_agent: false,
            last_login_at: last_login.map(|moment| moment.to_string()),
            two_factor_auth_enabled: person.two_factor,
            signature: staff.then_some(""),
            details: Some(""),
            notes: Some(""),
            role_type: match person.role {
                Role::Admin => Some(4),
                Role::Agent => Some(0),
                _ => None,
            },
            custom_role_id: person.custom_role,
            moderator: staff,
            ticket_restriction: (!staff).then_some("requested"),
            only_private_comments: false,
            restricted_agent: !staff,
            suspended: person.suspended,
            default_group_id: None,
            report_csv: person.role == Role::Admin,
            user_fields: Empty {},
            authenticity_token: None,
        }
    }
}
