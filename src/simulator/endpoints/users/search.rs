//! Who is found by words. The index lags behind as the options say.

use super::bodies;
use super::listed::UserListBody;
use crate::model::{Role, Timestamp};
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Ranked;
use crate::simulator::page;
use crate::simulator::people::{PeopleQuery, SimulatedPerson};
use crate::simulator::reply::ServedReply;

/// Searches by `query` or `external_id`. Pages have numbers here and no cursors.
pub(in crate::simulator::endpoints) fn search(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.me.role == Role::EndUser {
        return ServedReply::forbidden();
    }
    let query = match (call.parameter("query"), call.parameter("external_id")) {
        (Some(text), _) => PeopleQuery::parse(text),
        (None, Some(number)) => PeopleQuery::external_id(number),
        (None, None) => return ServedReply::invalid_attribute("query"),
    };
    let found = context.world.people.seek(&query, indexed(context));
    let list = ranked(found);
    match page::numbered_page(call, &list, "api/v2/users/search") {
        Ok((people, frame)) => ServedReply::ok(&UserListBody {
            users: bodies(&people, call, context),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

/// Puts people in the order of their ids.
pub(super) fn ranked(people: Vec<SimulatedPerson>) -> Ranked<SimulatedPerson> {
    Ranked::new(people, |person| person.id.get())
}

/// When the index was made.
fn indexed(context: &Context<'_>) -> Timestamp {
    let lag = context.options.search_lag.as_millis();
    let lag = i64::try_from(lag).unwrap_or(i64::MAX);
    context.world.now.shifted(lag.saturating_neg())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::model::UserId;
    use crate::simulator::fields::encode;
    use crate::simulator::probe::Probe;

    async fn search(probe: &Probe, query: &str) -> Value {
        let path = format!("/api/v2/users/search.json?query={}", encode(query));
        let answer = probe.get(&path).await;
        assert_eq!(answer.status, 200, "{query}");
        answer.json()
    }

    fn ids(body: &Value) -> Vec<u64> {
        let users = body["users"].as_array().unwrap().iter();
        users.map(|user| user["id"].as_u64().unwrap()).collect()
    }

    /// Gives two people the address `twice@x.example`, the second as a further one.
    fn twins(probe: &Probe) -> [UserId; 2] {
        let twins = [20, 30].map(|place| probe.simulator.users()[place].id);
        let address = || "twice@x.example".to_owned();
        probe.simulator.edit_user(twins[0], |person| {
            (person.active, person.email) = (true, Some(address()));
        });
        probe.simulator.edit_user(twins[1], |person| {
            (person.active, person.email) = (true, Some("other@x.example".to_owned()));
            person.other_emails = vec![address()];
        });
        twins
    }

    #[tokio::test]
    async fn an_address_is_found_wherever_somebody_carries_it() {
        let probe = Probe::new(|_| {});
        let twins = twins(&probe);
        for query in ["email:twice@x.example", "type:user twice@x.example"] {
            let body = search(&probe, query).await;
            assert_eq!(ids(&body), twins.map(UserId::get));
            assert_eq!(body["users"][1]["email"], "other@x.example");
            let frame = [&body["count"], &body["next_page"], &body["previous_page"]];
            assert_eq!(frame, [&json!(2), &Value::Null, &Value::Null]);
        }
        let nobody = search(&probe, "email:nobody@x.example").await;
        assert_eq!(
            (&nobody["users"], &nobody["count"]),
            (&json!([]), &json!(0))
        );
    }

    #[tokio::test]
    async fn the_index_lags_behind_what_the_answer_shows() {
        let probe = Probe::new(|options| options.search_lag = Duration::from_secs(30));
        let twins = twins(&probe);
        assert_eq!(search(&probe, "twice@x.example").await["count"], 0);
        probe.pass(30);
        assert_eq!(search(&probe, "twice@x.example").await["count"], 2);
        probe.simulator.edit_user(twins[0], |it| it.email = None);
        let behind = search(&probe, "twice@x.example").await;
        assert_eq!(behind["count"], 2);
        assert_eq!(behind["users"][0]["email"], Value::Null);
        probe.pass(30);
        assert_eq!(
            ids(&search(&probe, "twice@x.example").await),
            [twins[1].get()]
        );
    }

    #[tokio::test]
    async fn pages_have_numbers_and_no_cursors() {
        let probe = Probe::new(|_| {});
        let body = search(&probe, "example").await;
        assert_eq!(ids(&body).len(), 100);
        let next = body["next_page"].as_str().unwrap();
        let next = next.strip_prefix("http://127.0.0.1:8080").unwrap();
        let second = probe.get(next).await.json();
        assert!(ids(&second)[0] > ids(&body)[99]);
        let refused = probe.get("/api/v2/users/search?query=a&page[size]=5").await;
        assert_eq!(refused.status, 400);
        assert_eq!(
            refused.json()["error"]["message"],
            "You passed an invalid value for the page attribute. Invalid parameter: page must be \
             an integer from api/v2/users/search"
        );
        let refused = probe.get("/api/v2/users/search").await;
        assert_eq!(refused.status, 400);
    }

    #[tokio::test]
    async fn agents_search_and_end_users_do_not() {
        let probe = Probe::new(|_| {});
        let own = probe.simulator.credentials();
        for (token, expected) in [(own.agent_token, 200), (own.end_user_token, 403)] {
            let token = format!("Bearer {token}");
            let path = "/api/v2/users/search?external_id=customer-7";
            assert_eq!(probe.send("GET", path, &token).await.status, expected);
        }
    }
}
