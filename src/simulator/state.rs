//! Everything that changes, and one request from arrival to answer: time, budget, caller, fault,
//! true answer, ledger.

use std::time::Duration;

use fastrand::Rng;
use http::{HeaderName, StatusCode, header};
use serde_json::json;

use super::call::Call;
use super::caller::Caller;
use super::endpoints;
use super::fault::{self, FaultEffect, Faults, MetFaults, ServerFault};
use super::ledger::{Ledger, LedgerEntry};
use super::limit::ServiceLimits;
use super::options::Options;
use super::people::Population;
use super::reply::ServedReply;
use super::world::World;
use crate::model::Timestamp;

/// The account, the requests it got, and the faults in force.
pub(super) struct SimulatorState {
    pub(super) world: World,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    limits: ServiceLimits,
    /// The number of requests so far.
    pub(super) count: u64,
}

impl SimulatorState {
    pub(super) fn new(options: &Options, now: Timestamp) -> Self {
        let mut world = World::new(
            options.seed,
            Population::new(options.seed, options.users, now).with_cast(options.cast),
            options.sessions,
            options.churn_per_minute,
            options.session_limits,
            now,
        );
        if options.flagged {
            world.sign_in_for_every_rule();
        }
        Self {
            world,
            ledger: Ledger::default(),
            faults: Faults::new(options.seed, options.faults.clone()),
            limits: ServiceLimits::new(options.rate_limit),
            count: 0,
        }
    }

    pub(super) fn advance(&mut self, now: Timestamp) {
        for (number, ended) in self.world.advance(now) {
            self.ledger.complete(number, ended);
        }
    }

    /// Answers a request, and says how long to delay the answer.
    pub(super) fn answer(
        &mut self,
        call: &mut Call,
        now: Timestamp,
        options: &Options,
    ) -> (ServedReply, Duration) {
        self.advance(now);
        if !call.is_for_loopback() {
            return (
                ServedReply::empty(StatusCode::MISDIRECTED_REQUEST),
                Duration::ZERO,
            );
        }
        if call.path == "/simulator/ledger" {
            return (self.show_ledger(call), Duration::ZERO);
        }
        self.count += 1;
        call.number = self.count;
        let caller = Caller::of(call, &self.world);
        let standing = match self.limits.count(call.area(), now) {
            Ok(standing) => standing,
            Err(standing) => {
                let mut reply = standing.refusal();
                standing.write(&mut reply);
                write_headers(&mut reply, call, now, options.seed);
                self.ledger
                    .record(call, now, caller.credential, None, &reply);
                return (reply, options.latency);
            }
        };
        let MetFaults {
            fault,
            before,
            after,
        } = self.faults.meet(call, caller.credential);
        for event in &before {
            event.happen(call, &mut self.world);
        }
        call.takes_effect = fault.as_ref().is_none_or(ServerFault::takes_effect);
        let mut reply = self.reply(call, fault.as_ref(), options);
        for event in &after {
            event.happen(call, &mut self.world);
        }
        if let Some(standing) = standing {
            standing.write(&mut reply);
        }
        write_headers(&mut reply, call, now, options.seed);
        let mut wait = options.latency;
        if let Some(fault) = &fault {
            fault::apply_to_headers(&fault.then, now, &mut reply);
            wait += fault.delay();
        }
        let label = fault.map(|fault| fault.label());
        self.ledger
            .record(call, now, caller.credential, label, &reply);
        (reply, wait)
    }

    /// The answer to a request by whoever its caller is by now, as a fault changes it.
    fn reply(
        &mut self,
        call: &Call,
        fault: Option<&ServerFault>,
        options: &Options,
    ) -> ServedReply {
        let caller = Caller::of(call, &self.world);
        let reply = endpoints::answer(call, &caller, &mut self.world, options);
        let Some(fault) = fault else {
            return reply;
        };
        if let FaultEffect::AnswerFor { person, besides } = &fault.then
            && call.method == http::Method::GET
            && let Some(other) = person.find(call, &self.world.people)
        {
            let call = call.about(other);
            let other = endpoints::answer(&call, &caller, &mut self.world, options);
            return if *besides {
                fault::join(reply, &other)
            } else {
                other
            };
        }
        fault::apply(&fault.then, call, &self.world.people, reply)
    }

    /// Shows the ledger to tests in another process: `?method=DELETE` filters, `total` counts every
    /// request.
    fn show_ledger(&self, call: &Call) -> ServedReply {
        let method = call.parameter("method");
        let entries: Vec<&LedgerEntry> = self
            .ledger
            .entries()
            .filter(|entry| method.is_none_or(|method| method == entry.method))
            .collect();
        ServedReply::ok(&json!({"total": self.count, "requests": entries}))
    }
}

/// The headers that come with every answer.
fn write_headers(reply: &mut ServedReply, call: &Call, now: Timestamp, seed: u64) {
    let mut rng = Rng::with_seed(seed ^ call.number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let request_id = format!("{:016x}-SIM", rng.u64(..));
    let cookie = format!(
        "_zendesk_cookie={:032x}; path=/; expires=Fri, 31 Dec 2100 00:00:00 GMT; secure; HttpOnly",
        rng.u128(..)
    );
    let caching = if call.method == http::Method::GET {
        "max-age=0, private, must-revalidate"
    } else {
        "no-cache"
    };
    reply.date(now);
    reply.set(header::SERVER, "zentop-simulator");
    reply.set(header::CACHE_CONTROL, caching);
    reply.set(header::SET_COOKIE, &cookie);
    reply.set(HeaderName::from_static("x-request-id"), &request_id);
    reply.set(HeaderName::from_static("x-zendesk-api-version"), "v2");
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;

    use crate::simulator::probe::Probe;
    use crate::simulator::{Credential, FaultEffect, FaultTrigger, ServerFault};

    #[tokio::test]
    async fn the_budget_is_enforced_and_announced() {
        let probe = Probe::new(|options| options.rate_limit = 2);
        for remaining in ["1", "0"] {
            let answer = probe.get("/api/v2/users/me").await;
            assert_eq!(answer.headers["x-rate-limit"], "2");
            assert_eq!(answer.headers["x-rate-limit-remaining"], remaining);
            assert_eq!(answer.headers["ratelimit-remaining"], remaining);
        }
        let refused = probe.get("/api/v2/users/me").await;
        assert_eq!(refused.status, 429);
        assert!(
            refused.headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/plain")
        );
        let wait: i64 = refused.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=60).contains(&wait));
        probe.pass(wait);
        assert_eq!(probe.get("/api/v2/users/me").await.status, 200);
    }

    #[tokio::test]
    async fn the_date_is_the_clocks_and_request_ids_differ() {
        let probe = Probe::new(|_| {});
        let first = probe.get("/api/v2/users/me").await;
        probe.pass(1);
        let second = probe.get("/api/v2/users/me").await;
        assert_eq!(first.headers["date"], "Thu, 28 May 2026 20:26:40 GMT");
        assert_eq!(second.headers["date"], "Thu, 28 May 2026 20:26:41 GMT");
        assert_ne!(
            first.headers["x-request-id"],
            second.headers["x-request-id"]
        );
        assert!(
            first.headers["set-cookie"]
                .to_str()
                .unwrap()
                .starts_with("_zendesk_cookie=")
        );
    }

    #[tokio::test]
    async fn the_ledger_keeps_everything_but_secrets() {
        let probe = Probe::new(|options| {
            options.faults = vec![
                ServerFault::on("GET", "**", FaultEffect::Html { code: 502 })
                    .when(FaultTrigger::Nth(2)),
            ];
        });
        probe.get("/api/v2/sessions?page[size]=1").await;
        probe.get("/api/v2/sessions?page[size]=1").await;
        probe
            .send("DELETE", "/api/v2/users/me/logout", "Bearer wrong")
            .await;
        let ledger = probe.simulator.ledger();
        let short: Vec<_> = ledger
            .iter()
            .map(|each| (each.number, each.status))
            .collect();
        assert_eq!(short, [(1, Some(200)), (2, Some(502)), (3, Some(401))]);
        assert_eq!(ledger[0].target, "/api/v2/sessions?page[size]=1");
        assert_eq!(ledger[1].fault.as_deref(), Some("html"));
        assert_eq!(ledger[2].credential, Credential::Refused);
        let shown = probe
            .send("GET", "/simulator/ledger?method=DELETE", "")
            .await;
        assert_eq!(shown.json()["total"], 3);
        assert_eq!(shown.json()["requests"][0]["number"], 3);
        assert!(!shown.text().contains("wrong"));
        assert_eq!(probe.simulator.request_count(), 3);
    }

    #[tokio::test]
    async fn a_foreign_host_name_is_turned_away() {
        let probe = Probe::new(|_| {});
        for host in ["zendesk.evil.example", "127.0.0.1.evil.example:80"] {
            for path in ["/api/v2/users/me", "/simulator/ledger"] {
                let request = Request::get(path).header("host", host);
                let answer = probe.request(request.body(Body::empty()).unwrap()).await;
                assert_eq!(answer.status, 421);
            }
        }
        assert_eq!(probe.simulator.request_count(), 0);
    }
}
