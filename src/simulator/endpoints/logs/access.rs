//! The Access Logs API: requests of the staff during their sign-ins, and of programs with tokens.

use fastrand::Rng;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Span, moment, number, of_staff, rank};
use crate::model::{Role, Session, Timestamp, UserId};
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Ranked;
use crate::simulator::options::AccountPlan;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::places::SignInPlace;
use crate::simulator::reply::ServedReply;
use crate::simulator::tokens::Token;

/// The time after which requests leave the log: 90 days.
const KEPT_MILLIS: i64 = 90 * 86_400_000;
/// The most requests in the log for one sign-in.
const MOST_REQUESTS: u64 = 5;
/// The paths of those requests.
const PATHS: [&str; 6] = [
    "/api/v2/tickets.json",
    "/api/v2/views/active.json",
    "/api/v2/search.json",
    "/api/v2/users/me.json",
    "/api/v2/ticket_fields",
    "/api/v2/organizations.json",
];
const LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One request in the log.
#[derive(Clone)]
struct Access {
    number: u64,
    at: Timestamp,
    user: UserId,
    ip_address: String,
    client: &'static str,
    authorization_type: &'static str,
    path: &'static str,
    status: u16,
}

/// The filters of a request.
struct AccessFilter<'a> {
    span: Span,
    path: Option<&'a str>,
    user: Option<u64>,
}

#[derive(Serialize)]
struct AccessLogBody {
    access_logs: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

pub(in crate::simulator::endpoints) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.options.plan != AccountPlan::EnterpriseWithAccessLogs {
        return ServedReply::no_such_endpoint();
    }
    if context.me.role != Role::Admin {
        return ServedReply::forbidden();
    }
    let filter = match AccessFilter::read(call, context.world.now) {
        Ok(filter) => filter,
        Err(refusal) => return refusal,
    };
    let is_within = |session: &Session| {
        session.authenticated_at.readable() <= Some(filter.span.end)
            && session.last_seen_at.readable() >= Some(filter.span.start)
    };
    let by_people = of_staff(context.world, is_within).flat_map(|session| of_session(&session));
    let by_programs = context.world.tokens.all().filter_map(of_token);
    let requests = by_people.chain(by_programs);
    let wanted = requests.filter(|access| filter.has(access)).collect();
    let list = Ranked::new(wanted, |access: &Access| rank(access.at, access.number));
    match page::page(call, &list) {
        Ok((found, frame)) => ServedReply::ok(&AccessLogBody {
            access_logs: found.iter().map(body).collect(),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

/// A few requests between signing in and being seen last.
fn of_session(session: &Session) -> Vec<Access> {
    let (Some(start), Some(end)) = (
        session.authenticated_at.readable(),
        session.last_seen_at.readable(),
    ) else {
        return Vec::new();
    };
    let number = session.key.session.get();
    let mut rng = Rng::with_seed(number);
    let place = SignInPlace::of(session.key);
    let length = (end.seconds() - start.seconds()).max(0);
    (0..rng.u64(1..=MOST_REQUESTS))
        .filter_map(|turn| {
            Some(Access {
                number: number * MOST_REQUESTS + turn,
                at: Timestamp::from_seconds(start.seconds() + rng.i64(0..=length)),
                user: session.key.user,
                ip_address: place.ip_address.to_string(),
                client: place.browser,
                authorization_type: "session",
                path: rng.choice(PATHS)?,
                status: if rng.u8(..30) == 0 { 404 } else { 200 },
            })
        })
        .collect()
}

/// The latest request made with a token.
fn of_token(token: &Token) -> Option<Access> {
    let mut rng = Rng::with_seed(token.id);
    Some(Access {
        number: token.id,
        at: token.used_at?,
        user: token.user,
        ip_address: format!("192.0.2.{}", rng.u8(1..255)),
        client: rng.choice(["python-requests/2.32.5", "Faraday v2.14.0", "axios/1.13.2"])?,
        authorization_type: "bearer",
        path: rng.choice(PATHS)?,
        status: 200,
    })
}

impl<'a> AccessFilter<'a> {
    fn read(call: &'a Call, now: Timestamp) -> Result<Self, ServedReply> {
        let end = |name: &str, otherwise| match call.parameter(name) {
            None => Ok(otherwise),
            Some(text) => moment(text, name),
        };
        let oldest = now.shifted(-KEPT_MILLIS);
        Ok(Self {
            span: Span {
                start: end("filter[start]", oldest)?.max(oldest),
                end: end("filter[end]", now)?,
            },
            path: call.parameter("filter[path]"),
            user: number(call, "filter[user_id]")?,
        })
    }

    fn has(&self, access: &Access) -> bool {
        self.span.has(access.at)
            && self.path.is_none_or(|path| path == access.path)
            && self.user.is_none_or(|user| user == access.user.get())
    }
}

fn body(access: &Access) -> Value {
    let mut rng = Rng::with_seed(access.number);
    let id: String = (0..26)
        .filter_map(|_| rng.choice(LETTERS).map(|letter| char::from(*letter)))
        .collect();
    json!({
        "id": id,
        "timestamp": access.at.to_string(),
        "user_id": access.user.get(),
        "ip_address": access.ip_address,
        "client": access.client,
        "method": "GET",
        "url": format!("{}?page=1", access.path),
        "status": access.status,
        "authorization_type": access.authorization_type,
        "graphql": null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    async fn ask(probe: &Probe, query: &str) -> Vec<Value> {
        let path = format!("/api/v2/access_logs?page[size]=100{query}");
        let answer = probe.get(&path).await;
        assert_eq!(answer.status, 200, "{query}");
        answer.json()["access_logs"].as_array().unwrap().clone()
    }

    fn at(entry: &Value) -> &str {
        entry["timestamp"].as_str().unwrap()
    }

    #[tokio::test]
    async fn requests_are_told_by_time_and_can_be_filtered() {
        let probe = Probe::new(|options| options.plan = AccountPlan::EnterpriseWithAccessLogs);
        let all = ask(&probe, "").await;
        assert!(all.len() > 30, "{}", all.len());
        assert!(all.is_sorted_by_key(at));
        for kind in ["session", "bearer"] {
            assert!(all.iter().any(|entry| entry["authorization_type"] == kind));
        }
        let path = "/api/v2/ticket_fields";
        let by_path = ask(&probe, &format!("&filter[path]={path}")).await;
        let start = |entry: &Value| entry["url"].as_str().unwrap().starts_with(path);
        assert!(!by_path.is_empty() && by_path.iter().all(start));
        let (from, to) = (at(&all[5]), at(&all[20]));
        let some = ask(&probe, &format!("&filter[start]={from}&filter[end]={to}")).await;
        assert!(
            some.iter()
                .all(|entry| from <= at(entry) && at(entry) <= to)
        );
        assert!(some.len() >= 16);
        let user = all[5]["user_id"].as_u64().unwrap();
        let theirs = ask(&probe, &format!("&filter[user_id]={user}")).await;
        assert!(!theirs.is_empty() && theirs.iter().all(|entry| entry["user_id"] == user));
        let wrong = probe.get("/api/v2/access_logs?filter[start]=soon").await;
        assert_eq!(wrong.status, 400);
    }

    #[tokio::test]
    async fn without_the_add_on_there_is_no_such_endpoint() {
        for plan in [AccountPlan::Team, AccountPlan::Enterprise] {
            let probe = Probe::new(|options| options.plan = plan);
            let answer = probe.get("/api/v2/access_logs").await;
            assert_eq!(answer.status, 404);
            assert_eq!(answer.json()["error"], "InvalidEndpoint");
        }
    }
}
