//! The requests of the API, one method each.
//!
//! - here the client, and what an answer is
//! - `sessions` sessions: listed, shown and ended; `people` people by their ids and by their role
//! - `identity` who owns the credentials
//! - `own` the session of the credentials themselves, and Help Center's
//! - `chat` the Zendesk Chat account
//! - `contain` suspending people, and OAuth tokens; `token` one token, and the one in use; `oauth_clients` the
//!   programs that tokens were given to
//! - `enrichment` what there is to know beside sessions and people
//! - `search` people and organisations by what they are called
//! - `probe` which enrichments the credentials can read
//! - `ask` what all requests have in common; `outgoing` a request before it is sent, `failed` what
//!   became of one that failed; `retrying` asking again

mod ask;
mod chat;
mod contain;
mod enrichment;
mod failed;
mod identity;
mod oauth_clients;
mod outgoing;
mod own;
mod people;
mod probe;
mod retrying;
mod search;
mod sessions;
mod token;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

pub(crate) use self::contain::{CHANGE_PERSON, REVOKE_TOKEN};
pub(crate) use self::oauth_clients::ClientOrigin;
use self::own::ChangeToken;
pub use self::probe::Enrichment;
pub(crate) use self::search::PeopleSearch;
pub(crate) use self::sessions::{END_SESSION, END_SESSIONS_OF, LOGOUT_MANY};
use super::{
    Account, Budget, SignInNumber, SignInPin, Standing, Transport, WaitPatience, WaitTeller,
};
use crate::model::{SafeText, Timestamp};

/// An answer that was understood, with what came along with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered<T> {
    /// The value that was asked for.
    pub value: T,
    /// The server's clock when it answered, from `Date`.
    pub server_date: Option<Timestamp>,
    /// Zendesk's id for the request, from `x-request-id`.
    pub request_id: Option<SafeText>,
    /// The HTTP status.
    pub status: u16,
    /// The time from the sending of the request to its answer.
    pub took: Duration,
}

impl<T> Answered<T> {
    /// When this was sent, where it was wanted at `from` and came at `now`: it may have waited for its
    /// place, or been sent anew.
    pub(crate) fn sent_at(&self, (from, now): (Timestamp, Timestamp)) -> Timestamp {
        let took = i64::try_from(self.took.as_millis()).unwrap_or(i64::MAX);
        now.shifted(-took).max(from)
    }

    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answered<U> {
        Answered {
            value: change(self.value),
            server_date: self.server_date,
            request_id: self.request_id,
            status: self.status,
            took: self.took,
        }
    }
}

/// A client of the API for one account. Clones share the transport and the budget.
///
/// Every method makes one attempt, unless the client has the [patience](WaitPatience) of a verb; see
/// [`super::next_delay`] for when to make another.
#[derive(Clone)]
pub struct Client(Arc<ClientParts>);

/// What it is made of. What is counted and learnt is shared by all that are made of one another.
#[derive(Clone)]
struct ClientParts {
    account: Account,
    transport: Arc<dyn Transport>,
    budget: Budget,
    /// The patience of the verb that it works for; `None` where the caller decides when to ask
    /// again.
    patience: Option<WaitPatience>,
    /// What tells the waits of a client without that, if anybody looks at them.
    teller: Option<WaitTeller>,
    /// The one sign-in that its requests may be sent with, if there is only one.
    only_with: Option<SignInPin>,
    /// How many answers have refused the credentials.
    refusals: Arc<AtomicU64>,
    /// What is known of the token that changes need beside a session cookie.
    change_token: Arc<Mutex<ChangeToken>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("account", &self.0.account)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of `account` that sends through `transport` and within `budget`.
    pub fn new(account: Account, transport: Arc<dyn Transport>, budget: Budget) -> Self {
        Self(Arc::new(ClientParts {
            account,
            transport,
            budget,
            patience: None,
            teller: None,
            only_with: None,
            refusals: Arc::default(),
            change_token: Arc::default(),
        }))
    }

    /// The same account and credentials within another budget, for a part of the API whose
    /// requests Zendesk counts apart.
    #[must_use]
    pub fn within(&self, budget: Budget) -> Self {
        self.with(|parts| parts.budget = budget)
    }

    /// The same client, whose requests are sent with the sign-in of this pin and with no other: what is
    /// to be sent once another took its place is [`OtherSignIn`](crate::zendesk::ApiErrorKind::OtherSignIn).
    #[must_use]
    pub(crate) fn only_with(&self, pin: SignInPin) -> Self {
        self.with(|parts| parts.only_with = Some(pin))
    }

    /// Which sign-in its credentials are of.
    pub(crate) fn sign_in(&self) -> SignInNumber {
        self.0.transport.sign_in()
    }

    /// The same client for a verb that runs once: it repeats what it reads, as patiently as that.
    #[must_use]
    pub(crate) fn patient(&self, patience: WaitPatience) -> Self {
        self.with(|parts| parts.patience = Some(patience))
    }

    /// The same client, which tells why its requests wait, and for how long.
    #[must_use]
    pub(crate) fn telling(&self, teller: WaitTeller) -> Self {
        self.with(|parts| parts.teller = Some(teller))
    }

    /// What tells the waits of its requests, if anything does.
    pub(super) fn teller(&self) -> Option<&WaitTeller> {
        let of_verb = self.0.patience.as_ref().map(WaitPatience::teller);
        of_verb.or(self.0.teller.as_ref())
    }

    /// The same client for what its verb can do without.
    #[must_use]
    pub(crate) fn for_enrichment(&self) -> Self {
        self.with(|parts| {
            parts.patience = parts.patience.as_ref().map(WaitPatience::for_enrichment);
        })
    }

    fn with(&self, change: impl FnOnce(&mut ClientParts)) -> Self {
        let mut parts = ClientParts::clone(&self.0);
        change(&mut parts);
        Self(Arc::new(parts))
    }

    /// The patience of the verb that it works for, if it works for one.
    pub(super) fn patience(&self) -> Option<&WaitPatience> {
        self.0.patience.as_ref()
    }

    /// Whether it repeats by itself what it reads.
    pub(crate) fn is_patient(&self) -> bool {
        self.0.patience.is_some()
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// The budget that all requests of this client count against.
    pub fn budget(&self) -> &Budget {
        &self.0.budget
    }

    /// How many answers to this client and those made of it have refused the credentials.
    pub(crate) fn refusals(&self) -> u64 {
        self.0.refusals.load(Ordering::Relaxed)
    }

    /// What is known of the credentials without asking Zendesk.
    pub fn standing(&self) -> Option<Standing> {
        self.0.transport.standing()
    }

    /// Whether it makes sense to wait for other credentials when these are refused.
    pub(crate) fn may_be_signed_in_again(&self) -> bool {
        self.standing().is_some_and(|known| known.may_return)
    }

    /// Whether there are other credentials by now than those that were refused.
    pub(crate) async fn is_signed_in_again(&self) -> bool {
        matches!(self.0.transport.renew(Instant::now()).await, Ok(true))
    }
}

#[cfg(test)]
mod tests;
