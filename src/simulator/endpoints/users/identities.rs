//! The addresses of one person: the primary one first, then the others.

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::Role;
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Ranked;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::people::SimulatedPerson;
use crate::simulator::reply::ServedReply;

/// The distance between the first identities of two people, so that each has room for a few.
const ROOM: u64 = 16;

#[derive(Serialize)]
struct IdentityListBody {
    identities: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

pub(in crate::simulator::endpoints) fn list(
    user: &str,
    call: &Call,
    context: &Context<'_>,
) -> ServedReply {
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let found = context.user(user);
    let Some(person) = found.and_then(|id| context.world.people.find(id)) else {
        return ServedReply::no_such_record();
    };
    let all = Ranked::new(identities(&person, &call.origin()), |(id, _)| *id);
    match page::page(call, &all) {
        Ok((found, frame)) => ServedReply::ok(&IdentityListBody {
            identities: found.into_iter().map(|(_, body)| body).collect(),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

fn identities(person: &SimulatedPerson, origin: &str) -> Vec<(u64, Value)> {
    let user = person.id.get();
    let addresses = person.email.iter().chain(&person.other_emails);
    let numbered = (user * ROOM..).zip(addresses);
    let bodies = numbered.map(|(id, address)| {
        let body = json!({
            "id": id,
            "url": format!("{origin}/api/v2/users/{user}/identities/{id}.json"),
            "user_id": user,
            "type": "email",
            "value": address,
            "verified": person.verified,
            "primary": person.email.as_ref() == Some(address),
            "created_at": person.created_at.to_string(),
            "updated_at": person.created_at.to_string(),
            "undeliverable_count": 0,
            "deliverable_state": "deliverable",
        });
        (id, body)
    });
    bodies.collect()
}

#[cfg(test)]
mod tests {
    use crate::simulator::probe::Probe;

    #[tokio::test]
    async fn somebody_has_a_primary_address_and_others() {
        let probe = Probe::new(|_| {});
        let everybody = probe.simulator.users();
        let found = everybody.iter().find(|it| !it.other_emails.is_empty());
        let person = found.unwrap();
        let path = format!("/api/v2/users/{}/identities?page[size]=9", person.id);
        let body = probe.get(&path).await.json();
        assert_eq!(
            body["identities"][0]["value"],
            *person.email.as_ref().unwrap()
        );
        assert_eq!(body["identities"][0]["primary"], true);
        assert_eq!(body["identities"][1]["value"], person.other_emails[0]);
        assert_eq!(body["identities"][1]["primary"], false);
        assert_eq!(body["meta"]["has_more"], false);
        let nobody = probe.get("/api/v2/users/12/identities").await;
        assert_eq!(nobody.status, 404);
        let own = probe.simulator.credentials();
        let token = format!("Bearer {}", own.end_user_token);
        assert_eq!(probe.send("GET", &path, &token).await.status, 403);
    }
}
