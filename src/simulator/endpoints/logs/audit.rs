//! The Audit Logs API, as far as sign-ins go: they are all that happens here.

use std::net::IpAddr;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Span, moment, number, of_staff, rank};
use crate::model::{Role, Session, SessionKey, Timestamp};
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Ranked;
use crate::simulator::options::AccountPlan;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::places::SignInPlace;
use crate::simulator::reply::ServedReply;

/// The number from which entries count; their order is that of their sign-ins.
const FIRST_ENTRY: u64 = 20_000_000_000_000;
/// The most seconds by which an entry comes before its session.
const MOST_EARLY: u64 = 2;
const SORTS: &[&str] = &["created_at", "-created_at"];

/// The entry of one sign-in.
#[derive(Clone, Copy)]
struct LoginEntry {
    key: SessionKey,
    at: Timestamp,
    ip_address: IpAddr,
}

/// The filters of a request.
struct AuditFilter<'a> {
    /// Whether the filters admit sign-ins at all.
    logins: bool,
    span: Option<Span>,
    actor: Option<u64>,
    ip_address: Option<&'a str>,
}

#[derive(Serialize)]
struct AuditLogBody {
    audit_logs: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

pub(in crate::simulator::endpoints) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    if context.me.role != Role::Admin || context.options.plan == AccountPlan::Team {
        return ServedReply::forbidden();
    }
    let filter = match AuditFilter::read(call) {
        Ok(filter) => filter,
        Err(refusal) => return refusal,
    };
    // The filter comes first, because looking up somebody's role takes longer.
    let is_wanted = |session: &Session| LoginEntry::of(session).is_some_and(|it| filter.has(&it));
    let wanted = of_staff(context.world, is_wanted).filter_map(|session| LoginEntry::of(&session));
    let order = match call.parameter("sort") {
        Some("created_at") => oldest_first,
        _ => newest_first,
    };
    match page::page(call, &Ranked::new(wanted.collect(), order).sorted_by(SORTS)) {
        Ok((found, frame)) => ServedReply::ok(&AuditLogBody {
            audit_logs: found
                .iter()
                .map(|login| body(login, call, context))
                .collect(),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

impl LoginEntry {
    fn of(session: &Session) -> Option<Self> {
        let early = i64::try_from(session.key.session.get() % (MOST_EARLY + 1)).ok()?;
        Some(Self {
            key: session.key,
            at: session.authenticated_at.readable()?.shifted(-1_000 * early),
            ip_address: SignInPlace::of(session.key).ip_address,
        })
    }
}

fn oldest_first(login: &LoginEntry) -> u64 {
    rank(login.at, login.key.session.get())
}

fn newest_first(login: &LoginEntry) -> u64 {
    (1 << 53) - oldest_first(login)
}

impl<'a> AuditFilter<'a> {
    fn read(call: &'a Call) -> Result<Self, ServedReply> {
        let name = "filter[created_at]";
        let times: Vec<&str> = call.query().all(name).collect();
        let span = match times.as_slice() {
            [] => None,
            [start, end] => Some(Span {
                start: moment(start, name)?,
                end: moment(end, name)?,
            }),
            _ => return Err(ServedReply::invalid_attribute(name)),
        };
        let query = call.query();
        let mut actions = query
            .all("filter[action]")
            .chain(query.all("filter[action][]"))
            .peekable();
        let sources = call.parameter("filter[source_type]");
        Ok(Self {
            logins: (actions.peek().is_none() || actions.any(|action| action == "login"))
                && sources.is_none_or(|source| source == "user"),
            span,
            actor: number(call, "filter[actor_id]")?.or(number(call, "filter[source_id]")?),
            ip_address: call.parameter("filter[ip_address]"),
        })
    }

    fn has(&self, login: &LoginEntry) -> bool {
        self.logins
            && self.span.is_none_or(|span| span.has(login.at))
            && self.actor.is_none_or(|actor| actor == login.key.user.get())
            && self
                .ip_address
                .is_none_or(|wanted| wanted == login.ip_address.to_string())
    }
}

fn body(login: &LoginEntry, call: &Call, context: &Context<'_>) -> Value {
    let id = FIRST_ENTRY + login.key.session.get();
    let person = context.world.people.find(login.key.user);
    let name = person.map(|person| person.name).unwrap_or_default();
    json!({
        "id": id,
        "url": format!("{}/api/v2/audit_logs/{id}.json", call.origin()),
        "action": "login",
        "action_label": "Signed in",
        "actor_id": login.key.user.get(),
        "actor_name": name,
        "change_description": "Successful sign-in using Zendesk password",
        "created_at": login.at.to_string(),
        "ip_address": login.ip_address.to_string(),
        "source_id": login.key.user.get(),
        "source_label": name,
        "source_type": "user",
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::model::UserId;
    use crate::simulator::probe::Probe;

    const LOGINS: &str = "/api/v2/audit_logs?filter[action]=login&sort=-created_at&page[size]=9";

    async fn walk(probe: &Probe, more: &str) -> Vec<Value> {
        let mut path = format!("{LOGINS}{more}");
        let mut found = Vec::new();
        loop {
            let body = probe.get(&path).await.json();
            found.extend(body["audit_logs"].as_array().unwrap().clone());
            if body["meta"]["has_more"] == false {
                return found;
            }
            let next = body["links"]["next"].as_str().unwrap();
            path = next
                .strip_prefix("http://127.0.0.1:8080")
                .unwrap()
                .to_owned();
        }
    }

    fn at(entry: &Value) -> Timestamp {
        Timestamp::parse(entry["created_at"].as_str().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn every_sign_in_of_the_staff_is_in_the_log_and_nobody_elses() {
        let probe = Probe::new(|_| {});
        let entries = walk(&probe, "").await;
        let times: HashMap<u64, Timestamp> = probe
            .simulator
            .sessions()
            .iter()
            .filter_map(|session| {
                Some((
                    session.key.session.get(),
                    session.authenticated_at.readable()?,
                ))
            })
            .collect();
        let staff = probe.simulator.sessions().into_iter().filter(|session| {
            let person = probe.simulator.user(session.key.user).unwrap();
            person.role != Role::EndUser
        });
        assert_eq!(entries.len(), staff.count());
        for entry in &entries {
            let actor = UserId::new(entry["actor_id"].as_u64().unwrap()).unwrap();
            let person = probe.simulator.user(actor).unwrap();
            assert_ne!(person.role, Role::EndUser);
            assert_eq!(entry["actor_name"], person.name);
            assert!(
                entry["ip_address"]
                    .as_str()
                    .unwrap()
                    .parse::<IpAddr>()
                    .is_ok()
            );
            let signed_in = times[&(entry["id"].as_u64().unwrap() - FIRST_ENTRY)];
            let early = signed_in.seconds() - at(entry).seconds();
            assert!((0..=2).contains(&early), "{early}");
        }
        let newest_first: Vec<Timestamp> = entries.iter().map(at).collect();
        assert!(newest_first.is_sorted_by(|left, right| left >= right));
    }

    #[tokio::test]
    async fn a_sign_in_stays_in_the_log_after_its_end_and_under_any_name() {
        let probe = Probe::new(|_| {});
        let agent = probe.simulator.agent().unwrap();
        probe.simulator.set_name(agent, "A\u{1b}[2J");
        let key = probe.simulator.sign_in(agent).unwrap();
        assert!(probe.simulator.sign_out(key));
        let filter = format!("&filter[actor_id]={agent}");
        let entries = walk(&probe, &filter).await;
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[0]["id"], FIRST_ENTRY + key.session.get());
        assert_eq!(entries[0]["actor_name"], "A\u{1b}[2J");
    }

    #[tokio::test]
    async fn a_stretch_of_time_has_two_ends() {
        let probe = Probe::new(|_| {});
        let all = walk(&probe, "").await;
        let (start, end) = (at(&all[12]), at(&all[3]));
        let filter = format!("&filter[created_at]={start}&filter[created_at]={end}");
        let some = walk(&probe, &filter).await;
        let is_within = |entry: &&Value| start <= at(entry) && at(entry) <= end;
        assert_eq!(
            some,
            all.iter().filter(is_within).cloned().collect::<Vec<_>>()
        );
        assert!((10..all.len()).contains(&some.len()));
        for bad in [
            "&filter[created_at]=2026-01-01T00:00:00Z",
            "&filter[created_at]=x&filter[created_at]=y",
        ] {
            assert_eq!(probe.get(&format!("{LOGINS}{bad}")).await.status, 400);
        }
        let other = "/api/v2/audit_logs?filter[action]=update&page[size]=9";
        assert_eq!(probe.get(other).await.json()["audit_logs"], json!([]));
        let both = "/api/v2/audit_logs?filter[action][]=update&filter[action][]=login&page[size]=9";
        let both = probe.get(both).await.json();
        assert_eq!(both["audit_logs"].as_array().unwrap().len(), 9);
    }

    #[tokio::test]
    async fn only_an_admin_of_a_large_plan_reads_it() {
        let probe = Probe::new(|options| options.plan = AccountPlan::Team);
        let refused = probe.get(LOGINS).await;
        assert_eq!(refused.status, 403);
        assert_eq!(refused.json()["error"]["title"], "Forbidden");
        let probe = Probe::new(|_| {});
        let agent = format!("Bearer {}", probe.simulator.credentials().agent_token);
        assert_eq!(probe.send("GET", LOGINS, &agent).await.status, 403);
    }
}
