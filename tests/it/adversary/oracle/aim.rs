//! Whom or what a request, an intent of the journal and an item of a report are about.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::adversary::answers::Request;

/// What a change is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    Session(u64, u64),
    SessionsOf(u64),
    Suspension(u64),
    Token(u64),
}

/// What a request would change; nothing, where it is none that a run may send.
pub(super) fn aims(request: &Request) -> Vec<Aim> {
    let number = |part: &str| part.parse().unwrap_or(0);
    match (request.method.as_str(), &request.parts()[..]) {
        ("DELETE", ["users", user, "sessions", id]) => vec![Aim::Session(number(user), number(id))],
        ("DELETE", ["users", user, "sessions"]) => vec![Aim::SessionsOf(number(user))],
        ("POST", ["users", "logout_many"]) => {
            request.ids().into_iter().map(Aim::SessionsOf).collect()
        }
        ("PUT", ["users", user]) => vec![Aim::Suspension(number(user))],
        ("DELETE", ["oauth", "tokens", id]) => vec![Aim::Token(number(id))],
        _ => Vec::new(),
    }
}

/// What a record of the journal is about.
pub(super) fn recorded(record: &Value) -> Vec<Aim> {
    let number = |name: &str| record[name].as_u64().unwrap_or(0);
    match record["route"].as_str() {
        Some("exact") => vec![Aim::Session(number("user_id"), number("session_id"))],
        Some("user") => vec![Aim::SessionsOf(number("user_id"))],
        Some("suspend" | "lift") => vec![Aim::Suspension(number("user_id"))],
        Some("revoke") => vec![Aim::Token(number("token_id"))],
        _ => {
            let ids = record["user_ids"].as_array().into_iter().flatten();
            ids.filter_map(Value::as_u64).map(Aim::SessionsOf).collect()
        }
    }
}

/// What an item of a report may be about.
pub(super) fn item_aims(item: &Value) -> Vec<Aim> {
    let number = |name: &str| item[name].as_u64();
    match (number("user_id"), number("session_id"), number("token_id")) {
        (Some(user), Some(id), _) => vec![Aim::Session(user, id), Aim::SessionsOf(user)],
        (_, _, Some(id)) => vec![Aim::Token(id)],
        (Some(user), ..) => vec![Aim::Suspension(user), Aim::SessionsOf(user)],
        _ => Vec::new(),
    }
}

/// The records of a journal.
pub(super) fn records(journal: &str) -> Vec<Value> {
    let lines = journal
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    lines.collect()
}

/// The intents that have no outcome yet.
pub(super) fn open(journal: &str) -> Vec<Value> {
    let mut open = BTreeMap::new();
    for record in records(journal) {
        let key = (record["run"].to_string(), record["item"].to_string());
        match record["event"].as_str() {
            Some("intent") => drop(open.insert(key, record)),
            Some("outcome" | "closed") => drop(open.remove(&key)),
            _ => {}
        }
    }
    open.into_values().collect()
}

/// Whether an intent without an outcome stands in the journal for this request.
pub(in crate::adversary) fn announces(journal: &str, request: &Request) -> bool {
    open(journal)
        .iter()
        .any(|record| recorded(record) == aims(request))
}
