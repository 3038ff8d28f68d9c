//! The OAuth clients, as the Support API shows them to admins.

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::Role;
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Ranked;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::reply::ServedReply;
use crate::simulator::tokens::clients::{self, ListedClient};

#[derive(Serialize)]
struct ClientListBody {
    clients: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

#[derive(Serialize)]
struct GlobalClientListBody {
    global_clients: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

/// Lists the clients that were made in this account.
pub(in crate::simulator::endpoints) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    let body = |client: &ListedClient| own_body(client, call, context);
    match found(false, body, call, context) {
        Ok((clients, frame)) => ServedReply::ok(&ClientListBody { clients, frame }),
        Err(refusal) => refusal,
    }
}

/// Lists the clients of other makers that somebody of this account has let in.
pub(in crate::simulator::endpoints) fn list_global(
    call: &Call,
    context: &Context<'_>,
) -> ServedReply {
    match found(true, global_body, call, context) {
        Ok((global_clients, frame)) => ServedReply::ok(&GlobalClientListBody {
            global_clients,
            frame,
        }),
        Err(refusal) => refusal,
    }
}

fn found(
    global: bool,
    body: impl Fn(&ListedClient) -> Value,
    call: &Call,
    context: &Context<'_>,
) -> Result<(Vec<Value>, PageFrame), ServedReply> {
    if context.me.role != Role::Admin {
        return Err(ServedReply::forbidden());
    }
    let mut clients = clients::all(&context.world.credentials);
    clients.retain(|client| client.global == global);
    let list = Ranked::new(clients, |client: &ListedClient| client.number);
    let (clients, frame) = page::page(call, &list)?;
    Ok((clients.iter().map(body).collect(), frame))
}

fn own_body(client: &ListedClient, call: &Call, context: &Context<'_>) -> Value {
    let (origin, id) = (call.origin(), client.number);
    json!({
        "id": id,
        "url": format!("{origin}/api/v2/oauth/clients/{id}.json"),
        "identifier": client.identifier,
        "name": client.name,
        "company": client.company,
        "description": "",
        "kind": if client.confidential { "confidential" } else { "public" },
        "redirect_uri": [],
        "secret": client.confidential.then_some("0000000000"),
        "logo_url": null,
        "global": false,
        "user_id": context.me.id.get(),
        "created_at": context.me.created_at.to_string(),
        "updated_at": context.me.created_at.to_string(),
    })
}

fn global_body(client: &ListedClient) -> Value {
    json!({
        "id": client.number,
        "identifier": client.identifier,
        "name": client.name,
        "company": client.company,
        "description": "",
        "kind": "confidential",
        "logo_url": null,
    })
}

#[cfg(test)]
mod tests {
    use crate::simulator::probe::Probe;

    const CLIENTS: &str = "/api/v2/oauth/clients.json?page[size]=100";
    const GLOBAL: &str = "/api/v2/oauth/global_clients?page[size]=100";

    #[tokio::test]
    async fn every_token_was_given_to_a_client_that_has_a_name() {
        let probe = Probe::new(|_| {});
        let own = probe.get(CLIENTS).await.json()["clients"].clone();
        let global = probe.get(GLOBAL).await.json()["global_clients"].clone();
        let listed = own.as_array().unwrap().iter();
        let named: Vec<_> = listed.chain(global.as_array().unwrap()).collect();
        let tokens = probe
            .get("/api/v2/oauth/tokens?all=true&page[size]=100")
            .await
            .json();
        for token in tokens["tokens"].as_array().unwrap() {
            let client = named.iter().find(|it| it["id"] == token["client_id"]);
            assert!(client.unwrap()["name"].is_string(), "{token}");
        }
        assert!(global.as_array().unwrap().len() >= 2);
        let names: Vec<_> = own
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["name"])
            .collect();
        assert_eq!(names.iter().filter(|name| **name == "Wallboard").count(), 2);
    }

    #[tokio::test]
    async fn clients_come_page_by_page() {
        let probe = Probe::new(|_| {});
        let first = probe.get("/api/v2/oauth/clients?page[size]=2").await.json();
        assert_eq!(first["meta"]["has_more"], true);
        let again = probe.get("/api/v2/oauth/clients?per_page=2").await.json();
        assert_eq!(again["count"], 5);
        assert_eq!(again["clients"], first["clients"]);
        assert!(again["next_page"].is_string());
    }

    #[tokio::test]
    async fn only_admins_see_clients() {
        let probe = Probe::new(|_| {});
        let own = probe.simulator.credentials();
        for token in [own.agent_token, own.end_user_token] {
            for path in [CLIENTS, GLOBAL] {
                let answer = probe.send("GET", path, &format!("Bearer {token}")).await;
                assert_eq!(answer.status, 403);
            }
        }
    }
}
