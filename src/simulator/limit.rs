//! The account's request budgets: fixed windows of one minute, shared by all callers.

use std::collections::HashMap;

use http::HeaderName;

use super::call::Area;
use super::reply::ServedReply;
use crate::model::{Timestamp, UserId};

const WINDOW_SECONDS: i64 = 60;
/// The limit that is announced when none is enforced: Zendesk's ceiling for an account.
const CEILING: u32 = 100_000;

/// The limit of Chat, the same for every plan.
const CHAT_PER_MINUTE: u32 = 200;

/// The limit of "Update User" for one and the same person.
const UPDATES_PER_MINUTE: u32 = 5;

/// The budgets of the services.
pub(super) struct ServiceLimits {
    support: Limit,
    help_center: Limit,
    chat: Limit,
}

impl ServiceLimits {
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            support: Limit::new(per_minute),
            help_center: Limit::new(per_minute),
            chat: Limit::new(CHAT_PER_MINUTE),
        }
    }

    /// Counts a request. `Ok(None)`: this service has no budget. `Err`: there is no budget left for
    /// it.
    pub(super) fn count(
        &mut self,
        area: Area,
        now: Timestamp,
    ) -> Result<Option<LimitStanding>, LimitStanding> {
        let (limit, headers) = match area {
            Area::Support | Area::Elsewhere => (&mut self.support, Headers::All),
            Area::HelpCenter => (&mut self.help_center, Headers::Standard),
            Area::Chat => (&mut self.chat, Headers::Nothing),
            Area::Oauth => return Ok(None),
        };
        let tell = |standing| LimitStanding {
            headers,
            ..standing
        };
        limit.count(now).map(tell).map(Some).map_err(tell)
    }
}

/// The number of changes of each person in their minute.
#[derive(Default)]
pub(super) struct PerUser(HashMap<UserId, Limit>);

impl PerUser {
    /// Counts a change. `Err`: this person has been changed too often.
    pub(super) fn count(&mut self, user: UserId, now: Timestamp) -> Result<(), LimitStanding> {
        let new = || Limit::new(UPDATES_PER_MINUTE);
        let limit = self.0.entry(user).or_insert_with(new);
        limit.count(now).map(|_| ())
    }
}

/// A budget and how much of it is used.
struct Limit {
    /// The requests a minute; 0 enforces nothing.
    per_minute: u32,
    window: i64,
    used: u32,
}

/// The headers by which a service tells its budget. Only the oldest one sends both families.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headers {
    All,
    Standard,
    Nothing,
}

/// The state of a budget after a request, for the headers.
#[derive(Clone, Copy)]
pub(super) struct LimitStanding {
    headers: Headers,
    limit: u32,
    remaining: u32,
    reset: i64,
}

impl Limit {
    fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            window: 0,
            used: 0,
        }
    }

    /// Counts a request. `Err`: there is no budget left for it.
    fn count(&mut self, now: Timestamp) -> Result<LimitStanding, LimitStanding> {
        let window = now.seconds().div_euclid(WINDOW_SECONDS);
        if window != self.window {
            self.window = window;
            self.used = 0;
        }
        self.used = self.used.saturating_add(1);
        let limit = if self.per_minute == 0 {
            CEILING
        } else {
            self.per_minute
        };
        let standing = LimitStanding {
            headers: Headers::All,
            limit,
            remaining: limit.saturating_sub(self.used),
            reset: WINDOW_SECONDS - now.seconds().rem_euclid(WINDOW_SECONDS),
        };
        if self.per_minute > 0 && self.used > limit {
            Err(standing)
        } else {
            Ok(standing)
        }
    }
}

impl LimitStanding {
    pub(super) const HEADERS: [HeaderName; 5] = [
        HeaderName::from_static("x-rate-limit"),
        HeaderName::from_static("x-rate-limit-remaining"),
        HeaderName::from_static("ratelimit-limit"),
        HeaderName::from_static("ratelimit-remaining"),
        HeaderName::from_static("ratelimit-reset"),
    ];

    /// Writes the headers that the service sends.
    pub(super) fn write(self, reply: &mut ServedReply) {
        let first = match self.headers {
            Headers::All => 0,
            Headers::Standard => 2,
            Headers::Nothing => return,
        };
        let limit = self.limit.to_string();
        let remaining = self.remaining.to_string();
        let reset = self.reset.to_string();
        let values = [&limit, &remaining, &limit, &remaining, &reset];
        for (name, value) in Self::HEADERS.into_iter().zip(values).skip(first) {
            reply.set(name, value);
        }
    }

    /// The answer 429. It is not JSON, as recorded from the real API.
    pub(super) fn refusal(self) -> ServedReply {
        let mut reply = ServedReply::too_many_requests();
        reply.set(http::header::RETRY_AFTER, &self.reset.to_string());
        reply
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn the_window_ends_with_the_minute() {
        let mut limit = Limit::new(2);
        let at = |seconds: i64| Timestamp::from_seconds(600 + seconds);
        assert_eq!(limit.count(at(50)).map_err(|_| ()).unwrap().remaining, 1);
        assert_eq!(limit.count(at(51)).map_err(|_| ()).unwrap().remaining, 0);
        let refused = limit.count(at(52)).err().unwrap().refusal();
        assert_eq!(refused.headers["retry-after"], "8");
        assert!(limit.count(at(60)).is_ok());
    }

    #[test]
    fn without_a_limit_nothing_is_refused_but_headers_are_sent() {
        let mut limit = Limit::new(0);
        for _ in 0..1_000 {
            assert!(limit.count(Timestamp::from_seconds(1)).is_ok());
        }
        let mut reply = ServedReply::empty(StatusCode::OK);
        limit
            .count(Timestamp::from_seconds(1))
            .map_err(|_| ())
            .unwrap()
            .write(&mut reply);
        assert_eq!(reply.headers["x-rate-limit"], "100000");
        assert_eq!(reply.headers["ratelimit-remaining"], "98999");
    }
}
