//! Rests that Zendesk asks for: of the whole account, or of one endpoint.

use std::time::Duration;

use http::Method;
use tokio::time::Instant;

use super::super::ServerWait;
use super::super::rate::RateFacts;
use super::PauseReason;
use super::window::WINDOW;

/// A method and a path without ids. Zendesk counts some of them apart (`docs::zendesk_api` §3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
}

impl Endpoint {
    pub(crate) const fn new(method: Method, template: &'static str) -> Self {
        Self { method, template }
    }

    /// That requests to it alone are used up.
    pub(crate) fn used_up(&self) -> String {
        let Self { method, template } = self;
        format!("Zendesk's own limit for {method} {template} is used up")
    }
}

/// A rest, as long as it is obeyed and as long as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pause {
    /// When requests go out again.
    pub(super) until: Instant,
    /// When they would if all of what Zendesk asked for were waited for at once.
    pub(super) asked_until: Instant,
    pub(super) reason: PauseReason,
}

impl Pause {
    /// The rest of a server that asked for it `now`.
    fn asked(wait: ServerWait, now: Instant, reason: PauseReason) -> Self {
        Self {
            until: now + wait.obeyed(),
            asked_until: now + wait.whole(),
            reason,
        }
    }

    /// The rest until then, which nobody asked for in so many words.
    const fn until(until: Instant, reason: PauseReason) -> Self {
        Self {
            until,
            asked_until: until,
            reason,
        }
    }
}

/// The rests that are in force.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    all: Option<Pause>,
    endpoints: Vec<(Endpoint, Pause)>,
    /// The number of requests that the account has left, and when all of them are there again.
    remaining: Option<(u32, Instant)>,
}

impl Pauses {
    /// Takes in what the headers of an answer of `endpoint` said.
    pub(super) fn learn(
        &mut self,
        status: u16,
        facts: &RateFacts,
        endpoint: &Endpoint,
        now: Instant,
    ) {
        if let Some(remaining) = facts.remaining {
            self.remaining = Some((remaining, now + facts.reset.unwrap_or(WINDOW)));
        }
        let is_refused = status == 429;
        if let Some(resets) = facts.exhausted {
            let asked = facts.wait.filter(|_| is_refused);
            let wait = asked.map_or(resets, |asked| resets.max(asked));
            let pause = Pause::asked(wait, now, PauseReason::EndpointUsedUp);
            self.rest(endpoint, pause);
            if is_refused {
                return;
            }
        }
        let reason = if is_refused {
            PauseReason::RateLimited
        } else {
            PauseReason::Overloaded
        };
        let asked = facts.wait.map(|wait| Pause::asked(wait, now, reason));
        self.all = latest([self.all, asked]);
    }

    /// Lets one endpoint rest for so long, or for as long as it does already.
    fn rest(&mut self, endpoint: &Endpoint, pause: Pause) {
        match self.endpoints.iter_mut().find(|(it, _)| it == endpoint) {
            Some((_, known)) if known.until > pause.until => {}
            Some((_, known)) => *known = pause,
            None => self.endpoints.push((endpoint.clone(), pause)),
        }
    }

    pub(super) fn forget(&mut self, now: Instant) {
        self.remaining = self.remaining.filter(|(_, reset)| *reset > now);
        self.all = self.all.filter(|pause| pause.until > now);
        self.endpoints.retain(|(_, pause)| pause.until > now);
    }

    /// Counts a place that was given.
    pub(super) fn spend(&mut self) {
        if let Some((remaining, _)) = &mut self.remaining {
            *remaining = remaining.saturating_sub(1);
        }
    }

    /// Counts a place that was given back.
    pub(super) fn regain(&mut self) {
        if let Some((remaining, _)) = &mut self.remaining {
            *remaining = remaining.saturating_add(1);
        }
    }

    pub(super) fn remaining(&self) -> Option<u32> {
        self.remaining.map(|(remaining, _)| remaining)
    }

    /// The rest of the whole account. `reserve` are the requests that are left to others.
    pub(super) fn of_account(&self, reserve: u32) -> Option<Pause> {
        let low = self.remaining.and_then(|(remaining, reset)| {
            if remaining == 0 {
                Some(Pause::until(reset, PauseReason::UsedUp))
            } else if remaining < reserve {
                Some(Pause::until(reset, PauseReason::Reserve))
            } else {
                None
            }
        });
        latest([low, self.all])
    }

    /// The rest of this endpoint.
    pub(super) fn of_endpoint(&self, endpoint: &Endpoint) -> Option<Pause> {
        let (_, pause) = self.endpoints.iter().find(|(it, _)| it == endpoint)?;
        Some(*pause)
    }
}

/// The pause that ends last.
pub(super) fn latest<const N: usize>(pauses: [Option<Pause>; N]) -> Option<Pause> {
    let pauses = pauses.into_iter().flatten();
    pauses.max_by_key(|pause| (pause.until, pause.asked_until))
}

/// The time that is left until then.
pub(super) fn left(until: Instant, now: Instant) -> Duration {
    until.saturating_duration_since(now)
}
