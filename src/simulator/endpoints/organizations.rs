//! The Organizations API: names for the ids that users carry, and ids for names.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Context, ids};
use crate::model::{OrganizationId, Role};
use crate::simulator::call::Call;
use crate::simulator::list::Ranked;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::people::SimulatedOrganization;
use crate::simulator::reply::ServedReply;

#[derive(Serialize)]
struct OrganizationListBody {
    organizations: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

pub(super) fn show_many(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let ids = match ids(call) {
        Ok(ids) => ids,
        Err(refusal) => return refusal,
    };
    let found: Vec<Value> = ids
        .into_iter()
        .filter_map(|id| context.world.people.organization(OrganizationId::new(id)?))
        .map(|organization| body(&organization, &call.origin()))
        .collect();
    ServedReply::ok(&json!({
        "count": found.len(),
        "organizations": found,
        "next_page": null,
        "previous_page": null,
    }))
}

/// Searches by `name`, as a whole and without regard to letter case. Pages have numbers here.
pub(super) fn search(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let Some(name) = call.parameter("name").map(str::to_lowercase) else {
        return ServedReply::invalid_attribute("name");
    };
    let all = context.world.people.all_organizations();
    let found = all.filter(|organization| organization.name.to_lowercase() == name);
    let list = Ranked::new(found.collect(), |it: &SimulatedOrganization| it.id.get());
    match page::numbered_page(call, &list, "api/v2/organizations/search") {
        Ok((found, frame)) => ServedReply::ok(&OrganizationListBody {
            organizations: found.iter().map(|it| body(it, &call.origin())).collect(),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

fn body(organization: &SimulatedOrganization, origin: &str) -> Value {
    let id = organization.id.get();
    json!({
        "id": id,
        "url": format!("{origin}/api/v2/organizations/{id}.json"),
        "name": organization.name,
        "domain_names": [organization.domain],
        "shared_tickets": false,
        "shared_comments": false,
        "external_id": null,
        "group_id": null,
        "details": "",
        "notes": "",
        "tags": [],
        "organization_fields": {},
        "created_at": organization.created_at.to_string(),
        "updated_at": organization.created_at.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::fields::encode;
    use crate::simulator::probe::Probe;

    #[tokio::test]
    async fn a_name_finds_every_organisation_that_is_called_so() {
        let probe = Probe::new(|_| {});
        let everybody = probe.simulator.users();
        let mut ids: Vec<_> = everybody.iter().filter_map(|it| it.organization).collect();
        ids.sort_unstable();
        ids.dedup();
        for (id, name) in ids
            .iter()
            .zip(["Kodály & Co.", "KODÁLY & CO.", "Kodaly & Co."])
        {
            assert!(probe.simulator.set_organization_name(*id, name));
        }
        let path = "/api/v2/organizations/search.json?name=";
        let answer = probe
            .get(&format!("{path}{}", encode("kodály & co.")))
            .await;
        let body = answer.json();
        assert_eq!(body["count"], 2);
        assert_eq!(body["organizations"][1]["name"], "KODÁLY & CO.");
        assert!(body["next_page"].is_null());
        let nothing = probe.get(&format!("{path}kod")).await.json();
        assert_eq!(nothing["organizations"], json!([]));
        for query in ["search", "search?name=a&page[size]=2"] {
            let answer = probe.get(&format!("/api/v2/organizations/{query}")).await;
            assert_eq!(answer.status, 400, "{query}");
        }
        let token = format!("Bearer {}", probe.simulator.credentials().end_user_token);
        let answer = probe.send("GET", &format!("{path}kod"), &token).await;
        assert_eq!(answer.status, 403);
    }
}
