//! What an honest Zendesk answers, by the contract (`docs::zendesk_api`), and what it does.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::account::{Account, CUSTOM_ROLE, ME, ORGANIZATIONS, Person, Possession, TOKEN_IN_USE};

/// A request, in parts.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: String,
    /// The step of the play to which it belongs.
    pub(super) step: usize,
    /// Whether it came with an OAuth token.
    pub(super) by_token: bool,
}

impl Request {
    pub(super) fn reads(&self) -> bool {
        self.method == "GET"
    }

    fn asks(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(asked, _)| asked == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The numbers of the parameter `ids`.
    pub(super) fn ids(&self) -> Vec<u64> {
        let ids = self.asks("ids").unwrap_or_default().split(',');
        ids.filter_map(|id| id.parse().ok()).collect()
    }

    /// The parts of the path below `/api/v2`.
    pub(super) fn parts(&self) -> Vec<&str> {
        let path = self.path.strip_prefix("/api/v2/").unwrap_or_default();
        path.split('/').collect()
    }
}

/// An answer: its status, its body, and the field of the body that is a list of records.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) list: Option<&'static str>,
}

impl Answer {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            body,
            list: None,
        }
    }

    fn missing() -> Self {
        Self::new(
            404,
            json!({"error": "RecordNotFound", "description": "Not found"}),
        )
    }

    /// The records of a list.
    pub(super) fn records(&mut self) -> Option<&mut Vec<Value>> {
        self.body[self.list?].as_array_mut()
    }
}

/// The answer to a request, after it was carried out.
pub(super) fn answer(account: &mut Account, asked: &Request) -> Answer {
    let number = |part: &str| part.parse::<u64>().ok();
    if !account.is_mine() && !is_for_agents(asked) {
        return Answer::new(
            403,
            json!({"error": "Forbidden", "description": "not yours"}),
        );
    }
    match (asked.method.as_str(), &asked.parts()[..]) {
        ("GET", ["users", "me"]) => user(account, ME),
        ("GET", ["sessions"]) => {
            let admin = account.is_mine();
            let found = account
                .listed()
                .filter(|session| admin || session.owner == ME);
            page(found, account.page, asked, "sessions", session)
        }
        ("GET", ["users", "show_many"]) => {
            let ids = asked.ids();
            let deleted = asked.asks("include_deleted") == Some("true");
            people(account, |who| {
                ids.contains(&who.id) && (who.active || deleted)
            })
        }
        ("GET", ["users", "search"]) => search(account, asked),
        ("GET", ["users"]) => {
            let role = asked.asks("role").or(asked.asks("role[]"));
            let mut all = people(account, |who| {
                who.active && role.is_none_or(|role| who.role == role)
            });
            all.body["meta"] = json!({"has_more": false, "after_cursor": null});
            all
        }
        ("POST", ["users", "logout_many"]) => {
            account.sign_out(asked.ids());
            Answer::new(202, Value::Null)
        }
        (_, ["users", _, "sessions", ..] | ["users", _] | ["users", _, "identities"]) => {
            let parts = asked.parts();
            match number(parts[1]).filter(|id| account.person(*id).is_some()) {
                Some(id) => of_person(account, asked, id),
                None => Answer::missing(),
            }
        }
        ("GET", ["oauth", "tokens", "current"]) => {
            let mut token = token(&account.tokens[&TOKEN_IN_USE]);
            token["scopes"] = json!(["read", "write"]);
            Answer::new(200, json!({ "token": token }))
        }
        ("GET", ["oauth", "tokens"]) => tokens(account, asked),
        (_, ["oauth", "tokens", id]) => match number(id).and_then(|id| account.tokens.get(&id)) {
            Some(found) if found.ended.is_none() && asked.reads() => {
                Answer::new(200, json!({"token": token(found)}))
            }
            Some(found) if found.ended.is_none() => {
                let id = found.id;
                account.revoke(id);
                Answer::new(204, Value::Null)
            }
            _ => Answer::missing(),
        },
        ("GET", ["organizations", "show_many"]) => named("organizations", &ORGANIZATIONS),
        ("GET", ["custom_roles"]) => named("custom_roles", &[(CUSTOM_ROLE, account.role_name)]),
        ("GET", ["oauth", "clients" | "global_clients"]) => named("clients", &[]),
        _ => Answer::missing(),
    }
}

/// Whether somebody who is no admin may ask for it.
fn is_for_agents(asked: &Request) -> bool {
    let own = ME.to_string();
    asked.reads()
        && match asked.parts()[..] {
            ["users", id, "sessions", ..] => id == own,
            ["oauth", "tokens"] => false,
            _ => true,
        }
}

/// A record that does not belong into a list of this name.
pub(super) fn stranger(account: &Account, list: &str, which: usize) -> Option<Value> {
    match list {
        "sessions" => {
            let all: Vec<&Possession> = account.live().collect();
            all.get(which.checked_rem(all.len())?)
                .map(|one| session(one))
        }
        "users" => {
            let all: Vec<&Person> = account.people().collect();
            all.get(which.checked_rem(all.len())?)
                .map(|one| record(one))
        }
        _ => None,
    }
}

fn of_person(account: &mut Account, asked: &Request, id: u64) -> Answer {
    match (asked.method.as_str(), &asked.parts()[2..]) {
        ("GET", []) => user(account, id),
        ("PUT", []) => {
            let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
            if let Some(suspended) = body["user"]["suspended"].as_bool() {
                account.change(id, |person| person.suspended = suspended);
            }
            user(account, id)
        }
        ("GET", ["sessions"]) => sessions(account, asked, |session| session.owner == id),
        ("GET", ["identities"]) => identities(account, id),
        ("DELETE", ["sessions"]) => {
            account.end_sessions(|session| session.owner == id);
            Answer::new(204, Value::Null)
        }
        (_, ["sessions", which]) => {
            let which = which.parse().unwrap_or_default();
            match account.sessions.get(&which) {
                Some(found) if found.owner != id || found.ended.is_some() => Answer::missing(),
                Some(found) if asked.reads() => {
                    Answer::new(200, json!({"session": [session(found)]}))
                }
                Some(_) => {
                    account.end_sessions(|session| session.id == which);
                    Answer::new(204, Value::Null)
                }
                None => Answer::missing(),
            }
        }
        _ => Answer::missing(),
    }
}

/// One page of possessions, by their numbers.
fn page<'a>(
    all: impl Iterator<Item = &'a Possession>,
    most: usize,
    asked: &Request,
    list: &'static str,
    shown: fn(&Possession) -> Value,
) -> Answer {
    let after = asked
        .asks("page[after]")
        .and_then(|cursor| cursor.strip_prefix('c'));
    let after: u64 = after.and_then(|id| id.parse().ok()).unwrap_or(0);
    let most = asked
        .asks("page[size]")
        .and_then(|size| size.parse().ok())
        .map_or(most, |size: usize| size.min(most));
    let mut found: Vec<&Possession> = all.filter(|one| one.id > after).collect();
    found.sort_by_key(|one| one.id);
    let more = found.len() > most;
    found.truncate(most);
    let cursor = found.last().map(|one| format!("c{}", one.id));
    let records: Vec<Value> = found.into_iter().map(shown).collect();
    let meta = json!({"has_more": more, "after_cursor": cursor, "before_cursor": null});
    let body = json!({list: records, "meta": meta, "links": {"next": null, "prev": null}});
    Answer {
        list: Some(list),
        ..Answer::new(200, body)
    }
}

fn sessions(account: &Account, asked: &Request, which: impl Fn(&Possession) -> bool) -> Answer {
    let found = account.live().filter(|session| which(session));
    page(found, account.page, asked, "sessions", session)
}

fn tokens(account: &Account, asked: &Request) -> Answer {
    let all = asked.asks("all") == Some("true");
    let found = account.tokens.values();
    let found = found.filter(|token| token.ended.is_none() && (all || token.owner == ME));
    page(found, account.page, asked, "tokens", token)
}

fn people(account: &Account, which: impl Fn(&Person) -> bool) -> Answer {
    let found: Vec<Value> = account
        .people()
        .filter(|who| which(who))
        .map(record)
        .collect();
    let body =
        json!({"count": found.len(), "users": found, "next_page": null, "previous_page": null});
    Answer {
        list: Some("users"),
        ..Answer::new(200, body)
    }
}

/// A search finds people by any of their addresses, and more than was asked for, in pages.
fn search(account: &Account, asked: &Request) -> Answer {
    let words = asked.asks("query").unwrap_or_default();
    let address = words
        .trim_start_matches("type:user ")
        .trim_start_matches("email:");
    let address = address.trim_matches('"').to_ascii_lowercase();
    let mut found = people(account, |who| {
        let all = [&who.email, &who.further];
        let alike = |own: &String| own.to_ascii_lowercase().contains(&address);
        who.active && all.into_iter().flatten().any(alike)
    });
    let number: usize = asked
        .asks("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let first = account.page.saturating_mul(number.saturating_sub(1));
    if let Some(records) = found.records() {
        let more = records.len() > first + account.page;
        *records = records
            .iter()
            .skip(first)
            .take(account.page)
            .cloned()
            .collect();
        if more {
            found.body["next_page"] = json!(format!("/api/v2/users/search?page={}", number + 1));
        }
    }
    found
}

/// The addresses of somebody, the first one first.
fn identities(account: &Account, id: u64) -> Answer {
    let person = account.person(id);
    let all = person
        .into_iter()
        .flat_map(|who| [&who.email, &who.further])
        .enumerate();
    let all = all.filter_map(|(number, address)| address.as_ref().map(|address| (number, address)));
    let records: Vec<Value> = all
        .map(|(number, address)| {
            json!({
                "id": 20_000_000 + 2 * id + number as u64, "user_id": id, "type": "email",
                "value": address, "primary": number == 0, "verified": true,
            })
        })
        .collect();
    let body = json!({"identities": records, "meta": {"has_more": false, "after_cursor": null}});
    Answer {
        list: Some("identities"),
        ..Answer::new(200, body)
    }
}

fn user(account: &Account, id: u64) -> Answer {
    match account.person(id) {
        Some(person) => Answer::new(200, json!({"user": record(person)})),
        None => Answer::missing(),
    }
}

fn named(list: &'static str, all: &[(u64, &str)]) -> Answer {
    let records: Vec<Value> = all
        .iter()
        .map(|(id, name)| json!({"id": id, "name": name}))
        .collect();
    let body = json!({"count": records.len(), list: records, "next_page": null});
    Answer {
        list: Some(list),
        ..Answer::new(200, body)
    }
}

fn record(person: &Person) -> Value {
    json!({
        "id": person.id, "name": person.name, "email": person.email, "role": person.role,
        "custom_role_id": person.custom_role, "organization_id": person.organization,
        "suspended": person.suspended, "active": person.active, "tags": [],
    })
}

fn session(one: &Possession) -> Value {
    json!({
        "id": one.id, "user_id": one.owner,
        "authenticated_at": moment(one), "last_seen_at": moment(one), "url": null,
    })
}

fn token(one: &Possession) -> Value {
    json!({
        "id": one.id, "user_id": one.owner, "client_id": 55, "scopes": ["read"],
        "token": "abcdefghij", "created_at": moment(one), "used_at": null, "expires_at": null,
    })
}

fn moment(one: &Possession) -> String {
    one.made.to_rfc3339_opts(SecondsFormat::Secs, true)
}
