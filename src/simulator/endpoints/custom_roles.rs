//! The Custom Agent Roles API: names for the ids that agents carry.

use serde_json::{Value, json};

use super::Context;
use crate::model::Role;
use crate::simulator::call::Call;
use crate::simulator::options::AccountPlan;
use crate::simulator::reply::ServedReply;

pub(super) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.options.plan == AccountPlan::Team {
        return ServedReply::no_such_endpoint();
    }
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let origin = call.origin();
    let roles = context.world.people.custom_roles().map(|role| {
        let id = role.id;
        json!({
            "id": id,
            "url": format!("{origin}/api/v2/custom_roles/{id}.json"),
            "name": role.name,
            "description": "",
            "role_type": 0,
            "created_at": role.created_at.to_string(),
            "updated_at": role.created_at.to_string(),
            "configuration": {},
        })
    });
    let roles: Vec<Value> = roles.collect();
    ServedReply::ok(&json!({
        "count": roles.len(),
        "custom_roles": roles,
        "next_page": null,
        "previous_page": null,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    const ROLES: &str = "/api/v2/custom_roles.json";

    #[tokio::test]
    async fn the_role_of_an_agent_has_a_name() {
        let probe = Probe::new(|_| {});
        let agent = probe.simulator.agent().unwrap();
        let role = probe.simulator.user(agent).unwrap().custom_role.unwrap();
        assert!(probe.simulator.set_custom_role_name(role, "=cmd()"));
        assert!(!probe.simulator.set_custom_role_name(7, "nothing"));
        let body = probe.get(ROLES).await.json();
        let roles = body["custom_roles"].as_array().unwrap();
        assert_eq!(body["count"], roles.len());
        let found = roles.iter().find(|each| each["id"] == role).unwrap();
        assert_eq!(found["name"], "=cmd()");
    }

    #[tokio::test]
    async fn a_small_plan_has_none_and_end_users_do_not_see_them() {
        let probe = Probe::new(|options| options.plan = AccountPlan::Team);
        let answer = probe.get(ROLES).await;
        assert_eq!((answer.status.as_u16()), 404);
        assert_eq!(answer.json()["error"], "InvalidEndpoint");
        let probe = Probe::new(|_| {});
        let own = probe.simulator.credentials();
        for (token, expected) in [(own.end_user_token, 403), (own.agent_token, 200)] {
            let answer = probe.send("GET", ROLES, &format!("Bearer {token}")).await;
            assert_eq!(answer.status, expected);
        }
    }
}
