//! Who waits for a place, and whose turn it is.

use std::time::Duration;

use tokio::time::Instant;

use super::{Endpoint, Purpose};

/// The longest that anybody waits before asking again.
pub(super) const LOOK: Duration = Duration::from_secs(1);

/// How late somebody who waits may ask again and still count as waiting. Whoever does not ask
/// holds nobody up.
const GRACE: Duration = Duration::from_millis(100);

/// The number by which one wait is found again. Lower ones came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TicketId(u64);

/// One request that waits.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    pub(super) id: TicketId,
    pub(super) purpose: Purpose,
    /// Where it goes, if that is known: an endpoint may rest while others do not.
    pub(super) endpoint: Option<Endpoint>,
    /// Since when it waits.
    pub(super) since: Instant,
    present_until: Instant,
}

/// All requests that wait, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct TicketQueue {
    tickets: Vec<Ticket>,
    next: u64,
    /// For each purpose, the requests that went before one of it that waits, since its last.
    passed: [u32; Purpose::COUNT],
}

impl TicketQueue {
    pub(super) fn enter(
        &mut self,
        purpose: Purpose,
        endpoint: Option<Endpoint>,
        now: Instant,
    ) -> TicketId {
        let id = TicketId(self.next);
        self.next += 1;
        self.tickets.push(Ticket {
            id,
            purpose,
            endpoint,
            since: now,
            present_until: now + GRACE,
        });
        id
    }

    pub(super) fn leave(&mut self, id: TicketId) {
        self.tickets.retain(|ticket| ticket.id != id);
    }

    pub(super) fn get(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.iter().find(|ticket| ticket.id == id)
    }

    /// Notes that a request was told to ask again at `then`.
    pub(super) fn asks_again(&mut self, id: TicketId, then: Instant, now: Instant) {
        if let Some(ticket) = self.tickets.iter_mut().find(|ticket| ticket.id == id) {
            ticket.present_until = then.min(now + LOOK) + GRACE;
        }
    }

    /// The requests beside `own` whose waiting counts.
    pub(super) fn others(&self, own: TicketId, now: Instant) -> impl Iterator<Item = &Ticket> {
        self.all_present(now).filter(move |ticket| ticket.id != own)
    }

    /// The requests whose waiting counts, in the order in which they came.
    pub(super) fn all_present(&self, now: Instant) -> impl Iterator<Item = &Ticket> {
        let is_present = move |ticket: &&Ticket| ticket.present_until >= now;
        self.tickets.iter().filter(is_present)
    }

    /// Whether anybody waits for this purpose.
    pub(super) fn has(&self, purpose: Purpose) -> bool {
        self.tickets.iter().any(|ticket| ticket.purpose == purpose)
    }

    /// Whether so many went first that it is the turn of this purpose.
    pub(super) fn is_due(&self, purpose: Purpose) -> bool {
        self.passed[purpose.rank()] >= purpose.turn()
    }

    /// Takes a request that has its place out of the queue.
    pub(super) fn served(&mut self, id: TicketId, purpose: Purpose) {
        self.leave(id);
        self.passed[purpose.rank()] = 0;
        for lower in Purpose::ALL.into_iter().skip(purpose.rank() + 1) {
            if self.has(lower) {
                let passed = &mut self.passed[lower.rank()];
                *passed = passed.saturating_add(1);
            }
        }
    }
}
