//! The Users API, as far as a list of sign-ins needs it.

use serde::Serialize;
use serde_json::json;

use super::sessions::authenticity_token;
use super::{Context, ids};
use crate::model::{Role, Timestamp, UserId};
use crate::simulator::call::Call;
use crate::simulator::people::Person;
use crate::simulator::reply::Reply;

/// A user as an admin sees it.
#[derive(Serialize)]
struct Body<'a> {
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
    tags: [&'a str; 0],
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
    authenticity_token: Option<String>,
}

#[derive(Serialize)]
struct Empty {}

impl<'a> Body<'a> {
    fn new(person: &'a Person, last_login: Option<Timestamp>, origin: &str) -> Self {
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
            external_id: None,
            tags: [],
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

/// What somebody without a name is told. The `id` tells them apart from everybody else.
pub(super) fn anonymous() -> Reply {
    Reply::ok(&json!({"user": {
        "id": null,
        "url": null,
        "name": "Anonymous user",
        "email": "invalid@example.com",
        "role": "end-user",
        "verified": false,
        "created_at": null,
        "updated_at": null,
        "time_zone": null,
        "locale": "en-US",
        "organization_id": null,
        "photo": null,
        "authenticity_token": null,
    }}))
}

pub(super) fn me(call: &Call, context: &Context<'_>) -> Reply {
    let mut body = Body::new(
        context.me,
        last_login(context.me.id, context),
        &call.origin(),
    );
    body.authenticity_token = Some(authenticity_token(call));
    Reply::ok(&json!({"user": body}))
}

pub(super) fn show(user: &str, call: &Call, context: &Context<'_>) -> Reply {
    let found = context
        .user(user)
        .and_then(|id| context.world.people.find(id));
    let Some(person) = found else {
        return Reply::no_such_record();
    };
    if context.me.role == Role::EndUser && context.me.id != person.id {
        return Reply::forbidden();
    }
    let body = Body::new(&person, last_login(person.id, context), &call.origin());
    Reply::ok(&json!({"user": body}))
}

/// Whoever is missing is left out; so are the deleted, unless asked for.
pub(super) fn show_many(call: &Call, context: &Context<'_>) -> Reply {
    #[derive(Serialize)]
    struct Many<'a> {
        users: Vec<Body<'a>>,
        next_page: Option<String>,
        previous_page: Option<String>,
        count: usize,
    }
    if context.me.role == Role::EndUser {
        return Reply::forbidden();
    }
    let ids = match ids(call) {
        Ok(ids) => ids,
        Err(refusal) => return refusal,
    };
    let deleted = call.parameter("include_deleted") == Some("true");
    let people: Vec<Person> = ids
        .into_iter()
        .filter_map(|id| context.world.people.find(UserId::new(id)?))
        .filter(|person| person.active || deleted)
        .collect();
    let origin = call.origin();
    Reply::ok(&Many {
        count: people.len(),
        users: people
            .iter()
            .map(|person| Body::new(person, last_login(person.id, context), &origin))
            .collect(),
        next_page: None,
        previous_page: None,
    })
}

fn last_login(user: UserId, context: &Context<'_>) -> Option<Timestamp> {
    let sessions = context.world.of(user);
    sessions.last().and_then(|session| session.authenticated_at)
}
