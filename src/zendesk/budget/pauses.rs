//! Rests that Zendesk asks for: of the whole account, or of one endpoint.

use std::time::Duration;

use http::Method;
use tokio::time::Instant;

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

/// The rests that are in force.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    all: Option<(Instant, PauseReason)>,
    endpoints: Vec<(Endpoint, Instant)>,
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
            let asked = facts.wait.filter(|_| is_refused).unwrap_or_default();
            self.rest(endpoint, now + resets.max(asked));
            if is_refused {
                return;
            }
        }
        let reason = if is_refused {
            PauseReason::RateLimited
        } else {
            PauseReason::Overloaded
        };
        let asked = facts.wait.map(|wait| (now + wait, reason));
        self.all = latest([self.all, asked]);
    }

    /// Lets one endpoint rest until then, or for as long as it does already.
    fn rest(&mut self, endpoint: &Endpoint, until: Instant) {
        match self.endpoints.iter_mut().find(|(it, _)| it == endpoint) {
            Some((_, known)) => *known = (*known).max(until),
            None => self.endpoints.push((endpoint.clone(), until)),
        }
    }

    pub(super) fn forget(&mut self, now: Instant) {
        self.remaining = self.remaining.filter(|(_, reset)| *reset > now);
        self.all = self.all.filter(|(until, _)| *until > now);
        self.endpoints.retain(|(_, until)| *until > now);
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

    /// The end of the rest of the whole account, and its reason. `reserve` are the requests that
    /// are left to others.
    pub(super) fn of_account(&self, reserve: u32) -> Option<(Instant, PauseReason)> {
        let low = self.remaining.and_then(|(remaining, reset)| {
            if remaining == 0 {
                Some((reset, PauseReason::UsedUp))
            } else if remaining < reserve {
                Some((reset, PauseReason::Reserve))
            } else {
                None
            }
        });
        latest([low, self.all])
    }

    /// The end of the rest of this endpoint, and its reason.
    pub(super) fn of_endpoint(&self, endpoint: &Endpoint) -> Option<(Instant, PauseReason)> {
        let (_, until) = self.endpoints.iter().find(|(it, _)| it == endpoint)?;
        Some((*until, PauseReason::EndpointUsedUp))
    }
}

/// The pause that ends last.
pub(super) fn latest<const N: usize>(
    pauses: [Option<(Instant, PauseReason)>; N],
) -> Option<(Instant, PauseReason)> {
    pauses.into_iter().flatten().max_by_key(|(until, _)| *until)
}

/// The time that is left until then.
pub(super) fn left(until: Instant, now: Instant) -> Duration {
    until.saturating_duration_since(now)
}
