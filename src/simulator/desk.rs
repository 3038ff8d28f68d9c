//! One request from arrival to answer: the time, the budget, the caller, the fault, the truth, the ledger.

use std::time::{Duration, SystemTime};

use fastrand::Rng;
use http::{HeaderName, StatusCode, header};
use serde_json::json;

use super::Options;
use super::call::Call;
use super::credential::{Caller, Credentials};
use super::endpoints::{self, Context};
use super::fault::Faults;
use super::ledger::{Ledger, LedgerEntry};
use super::limit::Limit;
use super::mishap;
use super::reply::Reply;
use super::world::World;
use crate::model::Timestamp;

/// Everything that changes.
pub(super) struct Desk {
    pub(super) world: World,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    limit: Limit,
    /// Requests so far.
    pub(super) count: u64,
}

impl Desk {
    pub(super) fn new(options: &Options, now: Timestamp) -> Self {
        Self {
            world: World::new(
                options.seed,
                options.users,
                options.sessions,
                options.churn_per_minute,
                now,
            ),
            ledger: Ledger::default(),
            faults: Faults::new(options.seed, options.faults.clone()),
            limit: Limit::new(options.rate_limit),
            count: 0,
        }
    }

    pub(super) fn advance(&mut self, now: Timestamp) {
        for (number, ended) in self.world.advance(now) {
            self.ledger.complete(number, ended);
        }
    }

    /// Answers, and says how long to wait with it.
    pub(super) fn answer(
        &mut self,
        call: &mut Call,
        now: Timestamp,
        options: &Options,
        credentials: &Credentials,
    ) -> (Reply, Duration) {
        self.advance(now);
        if !call.is_for_loopback() {
            return (
                Reply::empty(StatusCode::MISDIRECTED_REQUEST),
                Duration::ZERO,
            );
        }
        if call.path == "/simulator/ledger" {
            return (self.show_ledger(call), Duration::ZERO);
        }
        self.count += 1;
        call.number = self.count;
        let header = call.authorization.as_deref();
        let caller = credentials.identify(header, &self.world.people);
        let standing = match self.limit.count(now) {
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
        let fault = self.faults.meet(call, caller.credential);
        call.takes_effect = fault.as_ref().is_none_or(super::Fault::takes_effect);
        let mut reply = self.truth(call, &caller, options);
        if let Some(fault) = &fault {
            reply = mishap::apply(&fault.then, call, reply);
        }
        standing.write(&mut reply);
        write_headers(&mut reply, call, now, options.seed);
        let mut wait = options.latency;
        if let Some(fault) = &fault {
            mishap::apply_to_headers(&fault.then, &mut reply);
            wait += fault.delay();
        }
        let label = fault.map(|fault| fault.label());
        self.ledger
            .record(call, now, caller.credential, label, &reply);
        (reply, wait)
    }

    fn truth(&mut self, call: &Call, caller: &Caller, options: &Options) -> Reply {
        if call.segments.is_none() {
            let page = "<!DOCTYPE html><title>Not found</title><h1>Nothing to see here</h1>";
            return Reply::text(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page);
        }
        let Some(me) = &caller.person else {
            return endpoints::answer_anonymous(call, caller);
        };
        let secret = call.authorization.as_deref().unwrap_or_default();
        let hint = secret.rsplit(' ').next().and_then(|token| token.get(..10));
        let mut context = Context {
            world: &mut self.world,
            me,
            credential: caller.credential,
            secret_hint: hint.unwrap_or_default(),
            envelope: options.envelope,
            logout_delay: options.logout_delay,
        };
        endpoints::answer(call, &mut context)
    }

    /// For tests in another process: `?method=DELETE` picks, `total` counts every request.
    fn show_ledger(&self, call: &Call) -> Reply {
        let method = call.parameter("method");
        let entries: Vec<&LedgerEntry> = self
            .ledger
            .entries()
            .filter(|entry| method.is_none_or(|method| method == entry.method))
            .collect();
        Reply::ok(&json!({"total": self.count, "requests": entries}))
    }
}

/// The headers that come with every answer.
fn write_headers(reply: &mut Reply, call: &Call, now: Timestamp, seed: u64) {
    let mut rng = Rng::with_seed(seed ^ call.number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let request_id = format!("{:016x}-SIM", rng.u64(..));
    let cookie = format!(
        "_zendesk_cookie={:032x}; path=/; expires=Fri, 31 Dec 2100 00:00:00 GMT; secure; HttpOnly",
        rng.u128(..)
    );
    let since_epoch = Duration::from_millis(u64::try_from(now.millis()).unwrap_or(0));
    let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since_epoch);
    let caching = if call.method == http::Method::GET {
        "max-age=0, private, must-revalidate"
    } else {
        "no-cache"
    };
    reply.set(header::DATE, &date);
    reply.set(header::SERVER, "zentop-simulator");
    reply.set(header::CACHE_CONTROL, caching);
    reply.set(header::SET_COOKIE, &cookie);
    reply.set(HeaderName::from_static("x-request-id"), &request_id);
    reply.set(HeaderName::from_static("x-zendesk-api-version"), "v2");
}
