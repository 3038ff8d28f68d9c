//! Faults of whole lists: rows that are missing, of somebody else, or changed in one place.

use serde_json::{Value, json};

use crate::model::UserId;

/// Which records a list is without.
#[derive(Clone, Copy)]
pub(super) struct Without<'a> {
    pub(super) people: &'a [UserId],
    pub(super) first: usize,
    pub(super) every: Option<usize>,
}

/// Takes records out of every list of an answer, and off its count.
pub(super) fn leave_out(body: &mut Value, without: Without<'_>) {
    let mut left_out = 0;
    for list in lists(body) {
        let mut number = 0;
        let before = list.len();
        list.retain(|record| {
            number += 1;
            let is_due = number <= without.first
                || without
                    .every
                    .is_some_and(|every| number % every.max(1) == 0);
            !is_due && !is_of(record, without.people)
        });
        left_out += before - list.len();
    }
    let count = body.get("count").and_then(Value::as_u64);
    if let (Some(count), Some(object)) = (count, body.as_object_mut()) {
        let left_out = u64::try_from(left_out).unwrap_or(u64::MAX);
        object.insert("count".to_owned(), json!(count.saturating_sub(left_out)));
    }
}

fn is_of(record: &Value, people: &[UserId]) -> bool {
    let owner = record.get("user_id").or_else(|| record.get("id"));
    let owner = owner.and_then(Value::as_u64);
    people.iter().any(|person| Some(person.get()) == owner)
}

/// Puts the records of another answer behind those of this one.
pub(super) fn add_records(body: &mut Value, mut other: Value) {
    for (list, more) in lists(body).zip(lists(&mut other)) {
        list.append(more);
    }
}

fn lists(body: &mut Value) -> impl Iterator<Item = &mut Vec<Value>> {
    let fields = body.as_object_mut().into_iter();
    let fields = fields.flat_map(serde_json::Map::values_mut);
    fields.filter_map(Value::as_array_mut)
}

/// Puts a value in the place of another: a JSON pointer (RFC 6901), in which `*` stands for every
/// record of a list or every field of an object. A field that is not there is added.
pub(super) fn set(body: &mut Value, pointer: &str, value: &Value) {
    let Some((name, deeper)) = step(pointer) else {
        value.clone_into(body);
        return;
    };
    match body {
        Value::Object(fields) if name != "*" => {
            fields.entry(named(name)).or_insert(Value::Null);
        }
        _ => {}
    }
    for item in parts(body, name) {
        set(item, deeper, value);
    }
}

/// Takes a field away, which is found as by [`set`].
pub(super) fn drop_field(body: &mut Value, pointer: &str) {
    let Some((name, deeper)) = step(pointer) else {
        return;
    };
    match body {
        Value::Object(fields) if deeper.is_empty() => {
            fields.remove(&named(name));
        }
        _ => {
            for item in parts(body, name) {
                drop_field(item, deeper);
            }
        }
    }
}

/// The first name of a JSON pointer, and the rest of it; `None` at its end.
fn step(pointer: &str) -> Option<(&str, &str)> {
    let rest = pointer.strip_prefix('/')?;
    Some(match rest.split_once('/') {
        Some((name, _)) => (name, rest.get(name.len()..).unwrap_or_default()),
        None => (rest, ""),
    })
}

fn named(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// The records or fields that a name of a pointer stands for.
fn parts<'a>(body: &'a mut Value, name: &str) -> Vec<&'a mut Value> {
    let is_every = name == "*";
    match body {
        Value::Array(items) => {
            let place: Option<usize> = name.parse().ok();
            let items = items.iter_mut().enumerate();
            let these = items.filter(|(n, _)| is_every || place == Some(*n));
            these.map(|(_, item)| item).collect()
        }
        Value::Object(fields) => {
            let name = named(name);
            let fields = fields.iter_mut();
            let these = fields.filter(|(field, _)| is_every || **field == name);
            these.map(|(_, value)| value).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::ServerFault;
    use crate::simulator::probe::Probe;

    fn probe(then: &str) -> Probe {
        let text = format!("[[fault]]\nmethod = \"GET\"\n{then}");
        let faults = ServerFault::parse_file(&text).unwrap();
        Probe::new(|options| options.faults = faults)
    }

    #[test]
    fn a_value_is_put_where_the_pointer_leads() {
        for (pointer, expected) in [
            ("/a/0/b", json!({"a": [{"b": 9}, {"b": 2}]})),
            ("/a/*/b", json!({"a": [{"b": 9}, {"b": 9}]})),
            ("/a/5/b", json!({"a": [{"b": 1}, {"b": 2}]})),
            ("/a/1/c~1d", json!({"a": [{"b": 1}, {"b": 2, "c/d": 9}]})),
            ("/*", json!({"a": 9})),
            ("", json!(9)),
        ] {
            let mut body = json!({"a": [{"b": 1}, {"b": 2}]});
            set(&mut body, pointer, &json!(9));
            assert_eq!(body, expected, "{pointer}");
        }
    }

    #[tokio::test]
    async fn an_own_list_lacks_rows_or_has_those_of_somebody_else() {
        let own = |probe: &Probe| {
            let agent = probe.simulator.agent().unwrap();
            (agent.get(), format!("/api/v2/users/{agent}/sessions"))
        };
        let owners = |body: &Value| -> Vec<u64> {
            let rows = body["sessions"].as_array().unwrap().iter();
            rows.map(|row| row["user_id"].as_u64().unwrap()).collect()
        };
        for (then, expected) in [
            ("then.leave_out = { first = 1 }", vec!["own"]),
            ("then.leave_out = { every = 2 }", vec!["own"]),
            (r#"then.leave_out = { people = ["agent"] }"#, vec![]),
            (
                r#"then.answer_for = { person = "end_user" }"#,
                vec!["other"],
            ),
            (
                r#"then.answer_for = { person = "end_user", besides = true }"#,
                vec!["own", "own", "other"],
            ),
            (
                r#"then.set = { at = "/sessions/0/user_id", value = 77 }"#,
                vec!["77", "own"],
            ),
        ] {
            let probe = probe(then);
            let (id, path) = own(&probe);
            let body = probe.get(&path).await.json();
            let other = probe.simulator.end_user().unwrap().get();
            let expected: Vec<u64> = expected
                .iter()
                .map(|word| match *word {
                    "own" => id,
                    "other" => other,
                    number => number.parse().unwrap(),
                })
                .collect();
            assert_eq!(owners(&body), expected, "{then}");
        }
    }

    #[tokio::test]
    async fn show_many_leaves_people_out_and_counts_without_them() {
        let probe = probe(r#"then.leave_out = { people = ["agent", 5] }"#);
        let ids = [probe.simulator.own_user(), probe.simulator.agent()];
        let [own, agent] = ids.map(Option::unwrap);
        let path = format!("/api/v2/users/show_many?ids={own},{agent}");
        let body = probe.get(&path).await.json();
        assert_eq!(body["count"], 1);
        assert_eq!(body["users"][0]["id"], own.get());
        let walk = probe.get("/api/v2/sessions?per_page=100").await.json();
        assert_eq!(walk["count"], 249, "one of the agent's two is on this page");
    }

    #[tokio::test]
    async fn a_delete_is_never_carried_out_for_somebody_else() {
        let text = "[[fault]]\nthen.answer_for = { person = \"end_user\" }";
        let faults = ServerFault::parse_file(text).unwrap();
        let probe = Probe::new(|options| options.faults = faults);
        let agent = probe.simulator.agent().unwrap();
        let before = probe
            .simulator
            .sessions_of(probe.simulator.end_user().unwrap());
        let path = format!("/api/v2/users/{agent}/sessions");
        assert_eq!(probe.delete(&path).await.status, 204);
        let after = probe
            .simulator
            .sessions_of(probe.simulator.end_user().unwrap());
        assert_eq!(before, after);
    }
}
