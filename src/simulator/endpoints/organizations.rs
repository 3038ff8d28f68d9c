//! The Organizations API: names for the ids that users carry.

use serde_json::{Value, json};

use super::{Context, ids};
use crate::model::{OrganizationId, Role};
use crate::simulator::call::Call;
use crate::simulator::reply::ServedReply;

pub(super) fn show_many(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let ids = match ids(call) {
        Ok(ids) => ids,
        Err(refusal) => return refusal,
    };
    let origin = call.origin();
    let found: Vec<Value> = ids
        .into_iter()
        .filter_map(|id| context.world.people.organization(OrganizationId::new(id)?))
        .map(|organization| {
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
        })
        .collect();
    ServedReply::ok(&json!({
        "count": found.len(),
        "organizations": found,
        "next_page": null,
        "previous_page": null,
    }))
}
