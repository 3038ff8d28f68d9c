//! Everybody of the account, or everybody with some role.

use serde::Serialize;
use serde_json::json;

use super::bodies;
use super::body::UserBody;
use crate::model::Role;
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Listable as _;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::people::{PeopleList, PeopleQuery};
use crate::simulator::reply::ServedReply;

#[derive(Serialize)]
pub(super) struct UserListBody<'a> {
    pub(super) users: Vec<UserBody<'a>>,
    #[serde(flatten)]
    pub(super) frame: PageFrame,
}

/// Lists people: `role=…` or several `role[]=…`, `permission_set=…`, `external_id=…`. Those who
/// were deleted are not among them.
pub(in crate::simulator::endpoints) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    let found = wanted(call, context).and_then(|list| match call.parameter("external_id") {
        Some(number) => {
            let query = PeopleQuery::external_id(number);
            let found = context.world.people.seek(&query, context.world.now);
            page::page(call, &super::search::ranked(found))
        }
        None => page::page(call, &list),
    });
    match found {
        Ok((people, frame)) => ServedReply::ok(&UserListBody {
            users: bodies(&people, call, context),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

/// Counts people with the same filters.
pub(in crate::simulator::endpoints) fn count(call: &Call, context: &Context<'_>) -> ServedReply {
    match wanted(call, context) {
        Ok(list) => ServedReply::ok(&json!({"count": {
            "value": list.count(),
            "refreshed_at": context.world.now.to_string(),
        }})),
        Err(refusal) => refusal,
    }
}

fn wanted<'a>(call: &Call, context: &'a Context<'_>) -> Result<PeopleList<'a>, ServedReply> {
    if context.me.role == Role::EndUser {
        return Err(ServedReply::forbidden());
    }
    let named = call.query().all("role").chain(call.query().all("role[]"));
    let roles = named
        .map(|name| {
            let role = [Role::Admin, Role::Agent, Role::EndUser]
                .into_iter()
                .find(|role| role.as_str() == name);
            role.ok_or_else(|| ServedReply::invalid_attribute("role"))
        })
        .collect::<Result<_, _>>()?;
    let custom_role = match call.parameter("permission_set") {
        None => None,
        Some(id) => Some(
            id.parse()
                .map_err(|_| ServedReply::invalid_attribute("permission_set"))?,
        ),
    };
    Ok(PeopleList {
        people: &context.world.people,
        roles,
        custom_role,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::simulator::probe::Probe;

    fn roles(body: &Value) -> Vec<&str> {
        let users = body["users"].as_array().unwrap().iter();
        users.map(|user| user["role"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn the_staff_are_listed_page_by_page_in_both_ways() {
        let probe = Probe::new(|_| {});
        let everybody = probe.simulator.users();
        let alive = |role| {
            let those = everybody.iter().filter(|it| it.active && it.role == role);
            those.count()
        };
        let staff = "/api/v2/users?role[]=admin&role%5B%5D=agent";
        let first = probe.get(&format!("{staff}&page[size]=5")).await.json();
        let cursor = first["meta"]["after_cursor"].as_str().unwrap();
        let rest = format!("{staff}&page[size]=100&page[after]={cursor}");
        let rest = probe.get(&rest).await.json();
        assert_eq!(rest["meta"]["has_more"], false);
        let found = [roles(&first), roles(&rest)].concat();
        let of = |role: &str| found.iter().filter(|it| **it == role).count();
        assert_eq!(of("admin"), alive(Role::Admin));
        assert_eq!(of("agent"), alive(Role::Agent));
        assert_eq!(of("end-user"), 0);
        let by_number = probe.get("/api/v2/users.json?role=end-user&page=2").await;
        let by_number = by_number.json();
        assert_eq!(by_number["count"], alive(Role::EndUser));
        assert_eq!(roles(&by_number), vec!["end-user"; 100]);
        let counted = probe.get("/api/v2/users/count?role=admin").await.json();
        assert_eq!(counted["count"]["value"], alive(Role::Admin));
    }

    #[tokio::test]
    async fn a_demotion_and_a_deletion_leave_the_list_of_admins() {
        let probe = Probe::new(|_| {});
        let admins = || async {
            let body = probe.get("/api/v2/users?role=admin&page[size]=100").await;
            body.json()["users"].as_array().unwrap().len()
        };
        let before = admins().await;
        let others = probe.simulator.users().into_iter();
        let mut others = others.filter(|it| it.active && it.role == Role::EndUser);
        let (one, two) = (others.next().unwrap().id, others.next().unwrap().id);
        for id in [one, two] {
            probe.simulator.edit_user(id, |it| it.role = Role::Admin);
        }
        assert_eq!(admins().await, before + 2);
        probe.simulator.edit_user(one, |it| it.role = Role::Agent);
        probe.simulator.edit_user(two, |it| it.active = false);
        assert_eq!(admins().await, before);
    }

    #[tokio::test]
    async fn a_list_is_narrowed_and_refused() {
        let probe = Probe::new(|_| {});
        let agent = probe.simulator.agent().unwrap();
        let agent = probe.simulator.user(agent).unwrap();
        let path = format!(
            "/api/v2/users?permission_set={}",
            agent.custom_role.unwrap()
        );
        let found = probe.get(&path).await.json();
        assert!(
            found["users"]
                .as_array()
                .unwrap()
                .iter()
                .all(|it| { it["custom_role_id"] == agent.custom_role.unwrap() })
        );
        let numbered = probe.simulator.users().into_iter();
        let mut numbered = numbered.filter(|it| it.active && it.external_id.is_some());
        let person = numbered.next_back().unwrap();
        let path = format!("/api/v2/users?external_id={}", person.external_id.unwrap());
        let found = probe.get(&path).await.json();
        assert_eq!(
            (&found["count"], &found["users"][0]["id"]),
            (&json!(1), &json!(person.id.get()))
        );
        for query in ["role=boss", "permission_set=x", "page[size]=0"] {
            let answer = probe.get(&format!("/api/v2/users?{query}")).await;
            assert_eq!(answer.status, 400, "{query}");
        }
        let own = probe.simulator.credentials();
        for (token, expected) in [(own.agent_token, 200), (own.end_user_token, 403)] {
            let token = format!("Bearer {token}");
            let answer = probe.send("GET", "/api/v2/users?role=admin", &token).await;
            assert_eq!(answer.status, expected);
        }
    }
}
