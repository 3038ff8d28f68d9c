//! The requests of the API, one method each.
//!
//! - here the requests about sessions and people
//! - `own` the session of the credentials themselves, and Help Center's
//! - `chat` the Zendesk Chat account
//! - `contain` suspending people, and OAuth tokens; `token` one token, and the one in use; `oauth_clients` the
//!   programs that tokens were given to
//! - `enrichment` what there is to know beside sessions and people
//! - `search` people and organisations by what they are called
//! - `people` people by their role
//! - `probe` which enrichments the credentials can read
//! - `ask` what all requests have in common; `outgoing` a request before it is sent, `failed` what
//!   became of one that failed

mod ask;
mod chat;
mod contain;
mod enrichment;
mod failed;
mod oauth_clients;
mod outgoing;
mod own;
mod people;
mod probe;
mod search;
mod token;

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;

pub(crate) use self::contain::{CHANGE_PERSON, PersonChange, REVOKE_TOKEN, TokenPage};
pub(crate) use self::oauth_clients::{ClientOrigin, ClientPage};
use self::outgoing::OutgoingRequest;
use self::own::ChangeToken;
pub(crate) use self::people::PeoplePage;
pub use self::probe::Enrichment;
pub(crate) use self::search::{PeopleHits, PeopleSearch, PersonAddresses};
use super::wire::{self, Cursor};
use super::{
    Account, ApiError, ApiErrorKind, Budget, Endpoint, Permit, Purpose, SignInNumber, SignInPin,
    Standing, Transport, WaitPatience,
};
use crate::model::{SafeText, Session, SessionKey, Timestamp, User, UserId};

/// The number of ids that may go into one request (`docs::zendesk_api` §1.1 and §4).
const MOST_IDS: RangeInclusive<usize> = 1..=100;

/// Where one session is ended.
pub(crate) const END_SESSION: Endpoint =
    Endpoint::new(Method::DELETE, "/api/v2/users/{user}/sessions/{session}");

/// Where all sessions of a person are ended.
pub(crate) const END_SESSIONS_OF: Endpoint =
    Endpoint::new(Method::DELETE, "/api/v2/users/{user}/sessions");

/// Where people are signed out by the hundred.
pub(crate) const LOGOUT_MANY: Endpoint = Endpoint::new(Method::POST, "/api/v2/users/logout_many");

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
}

impl<T> Answered<T> {
    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answered<U> {
        Answered {
            value: change(self.value),
            server_date: self.server_date,
            request_id: self.request_id,
            status: self.status,
        }
    }
}

/// One page of up to 100 sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPage {
    /// The sessions, in the server's order, which is not documented.
    pub sessions: Vec<Session>,
    /// The number of records whose ids could not be read. They are left out, so the page has as many
    /// holes.
    pub unreadable: usize,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
    /// The number of sessions in all, where the server counts them (offset pagination).
    pub count: Option<u64>,
}

/// People by id, in the server's order. An unknown id is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// The people who were found, deleted ones included.
    pub users: Vec<User>,
    /// The number of records that could not be read and are left out.
    pub unreadable: usize,
    /// The people of those records, where at least the id could be read.
    pub unreadable_ids: Vec<UserId>,
}

impl People {
    /// Those of `asked` of whom this answer says nothing: their record could not be read, or, where
    /// not even the id of a record could be, theirs may be that one.
    pub(crate) fn not_known(&self, asked: &[UserId]) -> Vec<UserId> {
        if self.unreadable == 0 {
            return Vec::new();
        }
        let is_all_named = self.unreadable_ids.len() == self.unreadable;
        let in_doubt = |id: &UserId| {
            let is_answered = self.users.iter().any(|user| user.id == *id);
            !is_answered && (!is_all_named || self.unreadable_ids.contains(id))
        };
        asked.iter().copied().filter(in_doubt).collect()
    }
}

/// The owner of the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person. Anybody but an admin sees only their own sessions.
    pub user: User,
}

/// A client of the API for one account. Clones share the transport and the budget.
///
/// Every method makes one attempt, unless the client has the [patience](WaitPatience) of a verb; see
/// [`super::next_delay`] for when to make another.
#[derive(Clone)]
pub struct Client(Arc<ClientParts>);

struct ClientParts {
    account: Account,
    transport: Arc<dyn Transport>,
    budget: Budget,
    /// The patience of the verb that it works for; `None` where the caller decides when to ask
    /// again.
    patience: Option<WaitPatience>,
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
            only_with: None,
            refusals: Arc::default(),
            change_token: Arc::default(),
        }))
    }

    /// The same account and credentials within another budget, for a part of the API whose
    /// requests Zendesk counts apart.
    #[must_use]
    pub fn within(&self, budget: Budget) -> Self {
        self.with(budget, self.0.patience.clone(), self.0.only_with.clone())
    }

    /// The same client, whose requests are sent with the sign-in of this pin and with no other: what is
    /// to be sent once another took its place is [`ApiErrorKind::OtherSignIn`].
    #[must_use]
    pub(crate) fn only_with(&self, pin: SignInPin) -> Self {
        let patience = self.0.patience.clone();
        self.with(self.0.budget.clone(), patience, Some(pin))
    }

    /// Which sign-in its credentials are of.
    pub(crate) fn sign_in(&self) -> SignInNumber {
        self.0.transport.sign_in()
    }

    /// The same client for a verb that runs once: it repeats what it reads, as patiently as that.
    #[must_use]
    pub(crate) fn patient(&self, patience: WaitPatience) -> Self {
        let pin = self.0.only_with.clone();
        self.with(self.0.budget.clone(), Some(patience), pin)
    }

    /// The same client for what its verb can do without.
    #[must_use]
    pub(crate) fn for_enrichment(&self) -> Self {
        let patience = self.0.patience.as_ref().map(WaitPatience::for_enrichment);
        self.with(self.0.budget.clone(), patience, self.0.only_with.clone())
    }

    fn with(
        &self,
        budget: Budget,
        patience: Option<WaitPatience>,
        only_with: Option<SignInPin>,
    ) -> Self {
        Self(Arc::new(ClientParts {
            account: self.0.account.clone(),
            transport: Arc::clone(&self.0.transport),
            budget,
            patience,
            only_with,
            refusals: Arc::clone(&self.0.refusals),
            change_token: Arc::clone(&self.0.change_token),
        }))
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

    /// Reads who owns the credentials (Users API, "Show Self"). Refused credentials may come back
    /// as a success for nobody, which is [`ApiErrorKind::Anonymous`].
    pub async fn me(&self, purpose: Purpose) -> Result<Answered<Identity>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/me");
        let (sent, asked) = (Instant::now(), outgoing.asked());
        let decode = |body: &[u8]| self.identity_in(body);
        let mut answer = self.read(purpose, outgoing.clone(), decode).await?;
        if answer.value.is_none() {
            self.unmask(asked.clone(), sent).await?;
            answer = self.read(purpose, outgoing, decode).await?;
        }
        if let Some(identity) = answer.value.take() {
            return Ok(answer.map(|_| identity));
        }
        self.0.refusals.fetch_add(1, Ordering::Relaxed);
        Err(ApiError::new(asked, ApiErrorKind::Anonymous).with_id(answer.request_id))
    }

    /// Reads one page of all sessions (Sessions API, "List Sessions"): the account's for an admin,
    /// their own for anybody else. `None` is the first page.
    pub async fn sessions(
        &self,
        purpose: Purpose,
        at: Option<&Cursor>,
    ) -> Result<Answered<SessionPage>, ApiError> {
        let outgoing =
            OutgoingRequest::to(Method::GET, "/api/v2/sessions").query(Cursor::query(at));
        self.read(purpose, outgoing, |body| wire::sessions(body, at))
            .await
    }

    /// Reads one page of one user's sessions (Sessions API, "List Sessions", by user).
    pub async fn sessions_of(
        &self,
        purpose: Purpose,
        user: UserId,
        at: Option<&Cursor>,
    ) -> Result<Answered<SessionPage>, ApiError> {
        let outgoing = OutgoingRequest::new(
            Method::GET,
            "/api/v2/users/{user}/sessions",
            format!("/api/v2/users/{user}/sessions"),
        )
        .query(Cursor::query(at));
        self.read(purpose, outgoing, |body| wire::sessions(body, at))
            .await
    }

    /// Reads one session (Sessions API, "Show Session"); `None` where the server answers without
    /// one. A session that is not there is usually [`ApiErrorKind::NotFound`].
    pub async fn session(
        &self,
        purpose: Purpose,
        key: SessionKey,
    ) -> Result<Answered<Option<Session>>, ApiError> {
        let outgoing = one_session(Method::GET, key);
        self.read(purpose, outgoing, |body| wire::session(body, key))
            .await
    }

    /// Reads these people, deleted ones included (Users API, "Show Many Users"). It takes from 1 to
    /// 100 ids; any other number is refused without asking Zendesk.
    pub async fn people(
        &self,
        purpose: Purpose,
        ids: &[UserId],
    ) -> Result<Answered<People>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/show_many")
            .query(format!("ids={}&include_deleted=true", listed(ids)));
        if !MOST_IDS.contains(&ids.len()) {
            return Err(outgoing.uncountable(ids.len()));
        }
        self.read(purpose, outgoing, wire::people).await
    }

    /// Ends one session (Sessions API, "Delete Session"). Only 204 means that it is ended.
    pub async fn end_session(
        &self,
        permit: Permit,
        key: SessionKey,
    ) -> Result<Answered<()>, ApiError> {
        self.end(permit, one_session(END_SESSION.method, key), 204)
            .await
    }

    /// Ends every session of a user, also those not seen yet (Sessions API, "Bulk Delete
    /// Sessions"). Only 204 means that they are ended.
    pub async fn end_sessions_of(
        &self,
        permit: Permit,
        user: UserId,
    ) -> Result<Answered<()>, ApiError> {
        let path = format!("/api/v2/users/{user}/sessions");
        let outgoing = OutgoingRequest::at(END_SESSIONS_OF, path);
        self.end(permit, outgoing, 204).await
    }

    /// Asks Zendesk to sign these users out (Users API, "Logout many users"). 202 means that it
    /// will, not that it has. It takes from 1 to 100 ids, like [`Self::people`].
    pub async fn logout_many(
        &self,
        permit: Permit,
        users: &[UserId],
    ) -> Result<Answered<()>, ApiError> {
        // No body is documented, but we say that we send JSON, and an empty body is not JSON.
        let outgoing = OutgoingRequest::at(LOGOUT_MANY, LOGOUT_MANY.template.to_owned())
            .query(format!("ids={}", listed(users)))
            .body(Bytes::from_static(b"{}"));
        if !MOST_IDS.contains(&users.len()) {
            return Err(outgoing.uncountable(users.len()));
        }
        self.end(permit, outgoing, 202).await
    }
}

fn one_session(method: Method, key: SessionKey) -> OutgoingRequest {
    let SessionKey { user, session } = key;
    OutgoingRequest::new(
        method,
        END_SESSION.template,
        format!("/api/v2/users/{user}/sessions/{session}"),
    )
}

/// The ids with commas between.
fn listed(ids: &[impl std::fmt::Display]) -> String {
    let mut list = String::with_capacity(ids.len() * 16);
    for id in ids {
        let comma = if list.is_empty() { "" } else { "," };
        // Writing to a `String` cannot fail.
        let _ = write!(list, "{comma}{id}");
    }
    list
}

#[cfg(test)]
mod tests;
