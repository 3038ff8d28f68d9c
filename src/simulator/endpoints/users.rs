//! The Users API, as far as a list of sign-ins needs it.
//!
//! - here one person, and many by their ids
//! - `body` a user as it is sent
//! - `identities` the addresses of one person
//! - `listed` everybody, or everybody with some role
//! - `search` who is found by words

mod body;
pub(super) mod identities;
pub(super) mod listed;
pub(super) mod search;

use serde::Serialize;
use serde_json::json;

use self::body::UserBody;
use super::sessions::authenticity_token;
use super::{Context, ids};
use crate::model::{Role, Timestamp, UserId};
use crate::simulator::call::Call;
use crate::simulator::people::SimulatedPerson;
use crate::simulator::reply::ServedReply;

/// The answer to somebody without a name. Its `id` tells them apart from everybody else.
pub(super) fn anonymous() -> ServedReply {
    ServedReply::ok(&json!({"user": {
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

pub(super) fn me(call: &Call, context: &Context<'_>) -> ServedReply {
    let mut body = UserBody::new(
        context.me,
        last_login(context.me.id, context),
        &call.origin(),
    );
    body.authenticity_token = Some(authenticity_token(call));
    ServedReply::ok(&json!({"user": body}))
}

pub(super) fn show(user: &str, call: &Call, context: &Context<'_>) -> ServedReply {
    let found = context
        .user(user)
        .and_then(|id| context.world.people.find(id));
    let Some(person) = found else {
        return ServedReply::no_such_record();
    };
    if context.me.role == Role::EndUser && context.me.id != person.id {
        return ServedReply::forbidden();
    }
    let body = UserBody::new(&person, last_login(person.id, context), &call.origin());
    ServedReply::ok(&json!({"user": body}))
}

/// Shows many users. Those that do not exist are left out; so are the deleted, unless asked for.
pub(super) fn show_many(call: &Call, context: &Context<'_>) -> ServedReply {
    #[derive(Serialize)]
    struct Many<'a> {
        users: Vec<UserBody<'a>>,
        next_page: Option<String>,
        previous_page: Option<String>,
        count: usize,
    }
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let ids = match ids(call) {
        Ok(ids) => ids,
        Err(refusal) => return refusal,
    };
    let deleted = call.parameter("include_deleted") == Some("true");
    let people: Vec<SimulatedPerson> = ids
        .into_iter()
        .filter_map(|id| context.world.people.find(UserId::new(id)?))
        .filter(|person| person.active || deleted)
        .collect();
    ServedReply::ok(&Many {
        count: people.len(),
        users: bodies(&people, call, context),
        next_page: None,
        previous_page: None,
    })
}

fn bodies<'a>(
    people: &'a [SimulatedPerson],
    call: &Call,
    context: &Context<'_>,
) -> Vec<UserBody<'a>> {
    let origin = call.origin();
    let body = |person: &'a SimulatedPerson| {
        UserBody::new(person, last_login(person.id, context), &origin)
    };
    people.iter().map(body).collect()
}

fn last_login(user: UserId, context: &Context<'_>) -> Option<Timestamp> {
    let sessions = context.world.of(user);
    sessions
        .last()
        .and_then(|session| session.authenticated_at.readable())
}

#[cfg(test)]
mod tests {
    use crate::simulator::probe::Probe;

    #[tokio::test]
    async fn me_is_the_admin_or_nobody() {
        let probe = Probe::new(|_| {});
        let me = probe.get("/api/v2/users/me.json").await.json();
        assert_eq!(me["user"]["role"], "admin");
        assert_eq!(me["user"]["role_type"], 4);
        assert_eq!(me["user"]["email"], probe.simulator.credentials().email);
        assert!(me["user"]["authenticity_token"].is_string());
        let nobody = probe.send("GET", "/api/v2/users/me", "").await;
        assert_eq!(nobody.status, 200);
        assert!(nobody.json()["user"]["id"].is_null());
        assert_eq!(nobody.json()["user"]["name"], "Anonymous user");
        let refused = probe.send("GET", "/api/v2/users/me", "Bearer wrong").await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.text(), r#"{"error":"Couldn't authenticate you"}"#);
    }

    #[tokio::test]
    async fn many_come_sorted_without_the_missing_and_the_deleted() {
        let probe = Probe::new(|_| {});
        let users = probe.simulator.users();
        let (gone, hostile) = (users[5].id, users[9].id);
        probe
            .simulator
            .edit_user(gone, |person| person.active = false);
        probe.simulator.set_name(hostile, "A\u{1b}[2J\u{202e}Z");
        let path = format!(
            "/api/v2/users/show_many?ids={hostile},17,{gone},{}",
            users[0].id
        );
        let body = probe.get(&path).await.json();
        let names: Vec<_> = body["users"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| &user["name"])
            .collect();
        assert_eq!(names, [users[0].name.as_str(), "A\u{1b}[2J\u{202e}Z"]);
        assert_eq!(body["count"], 2);
        assert!(body["next_page"].is_null());
        let body = probe
            .get(&format!("{path}&include_deleted=true"))
            .await
            .json();
        assert_eq!(body["count"], 3);
        assert_eq!(body["users"][1]["active"], false);
    }

    #[tokio::test]
    async fn organizations_and_the_token_can_be_looked_up() {
        let probe = Probe::new(|_| {});
        let users = probe.simulator.users();
        let organization = users.iter().find_map(|user| user.organization).unwrap();
        let path = format!("/api/v2/organizations/show_many?ids={organization},3");
        let body = probe.get(&path).await.json();
        assert_eq!(body["count"], 1);
        assert_eq!(body["organizations"][0]["id"], organization.get());
        let token = probe.get("/api/v2/oauth/tokens/current.json").await.json();
        let secret = probe.simulator.credentials().oauth_token;
        assert_eq!(token["token"]["token"], secret[..10]);
        assert_eq!(
            token["token"]["scopes"],
            serde_json::json!(["read", "write"])
        );
    }
}
