//! The operations, one method each: budget, request, headers learnt, answer understood.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http::header::DATE;
use tokio::time::Instant;

use super::rate::RateFacts;
use super::wire::{self, Cursor, Nonsense};
use super::{
    Account, ApiError, Asked, Budget, Limits, Purpose, Reply, Request, Transport, TransportError,
    refusal,
};
use crate::model::{SafeText, Session, SessionKey, Timestamp, User, UserId};

/// How many ids Zendesk takes in one request (zendesk-api §1.1 and §4).
const MOST_IDS: usize = 100;

/// An understood answer and what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered<T> {
    /// What was asked for.
    pub value: T,
    /// The server's clock when it answered, from `Date`.
    pub server_date: Option<Timestamp>,
    /// Zendesk's name for the request, from `x-request-id`.
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

/// Up to 100 sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPage {
    /// In the server's order, which is not documented.
    pub sessions: Vec<Session>,
    /// Records that could not be read and are left out.
    pub unreadable: usize,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
    /// How many sessions there are in all, where the server counts (offset pagination).
    pub count: Option<u64>,
}

/// People by id, in the server's order. An unknown id is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// Those found, deleted ones included.
    pub users: Vec<User>,
    /// Records that could not be read and are left out.
    pub unreadable: usize,
}

/// Whom the credentials are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person. Anybody but an admin sees only their own sessions.
    pub user: User,
}

/// Zendesk, for one account. Clones share the transport and the budget.
///
/// Every method makes one attempt; see [`super::next_delay`] for when to make another.
#[derive(Clone)]
pub struct Client(Arc<Parts>);

struct Parts {
    account: Account,
    transport: Arc<dyn Transport>,
    budget: Budget,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("account", &self.0.account)
            .finish_non_exhaustive()
    }
}

/// A request before it is sent. `template` is its path without ids, for the log.
struct Question {
    template: &'static str,
    request: Request,
}

impl Question {
    fn new(method: Method, template: &'static str, path: String) -> Self {
        Self {
            template,
            request: Request {
                method,
                path,
                query: String::new(),
                body: None,
            },
        }
    }

    fn query(mut self, query: String) -> Self {
        self.request.query = query;
        self
    }

    fn asked(&self) -> Asked {
        Asked {
            method: self.request.method.clone(),
            path: self.request.path.clone(),
        }
    }
}

impl Client {
    /// A client of `account`, through `transport`, within `budget`.
    pub fn new(account: Account, transport: Arc<dyn Transport>, budget: Budget) -> Self {
        Self(Arc::new(Parts {
            account,
            transport,
            budget,
        }))
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// The budget that all requests of this client count against.
    pub fn budget(&self) -> &Budget {
        &self.0.budget
    }

    /// Whom the credentials are for (Users API, "Show Self"). Refused credentials may come
    /// back as a success for nobody, which is [`ApiError::Anonymous`].
    pub async fn me(&self, purpose: Purpose) -> Result<Answered<Identity>, ApiError> {
        let path = "/api/v2/users/me";
        let question = Question::new(Method::GET, path, path.to_owned());
        let answer = self.read(purpose, question, wire::me).await?;
        match answer.value.clone() {
            Some(identity) => Ok(answer.map(|_| identity)),
            None => Err(ApiError::Anonymous),
        }
    }

    /// One page of all sessions (Sessions API, "List Sessions"): the account's for an admin,
    /// their own for anybody else. `None` is the first page.
    pub async fn sessions(
        &self,
        purpose: Purpose,
        at: Option<&Cursor>,
    ) -> Result<Answered<SessionPage>, ApiError> {
        let path = "/api/v2/sessions";
        let question = Question::new(Method::GET, path, path.to_owned()).query(Cursor::query(at));
        self.read(purpose, question, |body| {
            wire::sessions(body, at, self.account())
        })
        .await
    }

    /// One page of one user's sessions (Sessions API, "List Sessions", by user).
    pub async fn sessions_of(
        &self,
        purpose: Purpose,
        user: UserId,
        at: Option<&Cursor>,
    ) -> Result<Answered<SessionPage>, ApiError> {
        let question = Question::new(
            Method::GET,
            "/api/v2/users/{user}/sessions",
            format!("/api/v2/users/{user}/sessions"),
        )
        .query(Cursor::query(at));
        self.read(purpose, question, |body| {
            wire::sessions(body, at, self.account())
        })
        .await
    }

    /// One session (Sessions API, "Show Session"); `None` where the server answers with none.
    /// One that is not there is usually [`ApiError::NotFound`].
    pub async fn session(
        &self,
        purpose: Purpose,
        key: SessionKey,
    ) -> Result<Answered<Option<Session>>, ApiError> {
        let question = one_session(Method::GET, key);
        self.read(purpose, question, |body| wire::session(body, key))
            .await
    }

    /// Who these people are, deleted ones included (Users API, "Show Many Users"). Takes from
    /// 1 to 100 ids; any other number is refused without asking Zendesk.
    pub async fn people(
        &self,
        purpose: Purpose,
        ids: &[UserId],
    ) -> Result<Answered<People>, ApiError> {
        let path = "/api/v2/users/show_many";
        let question = Question::new(Method::GET, path, path.to_owned());
        let ids = listed(&question, ids)?;
        let question = question.query(format!("ids={ids}&include_deleted=true"));
        self.read(purpose, question, wire::people).await
    }

    /// Ends one session (Sessions API, "Delete Session"). Only 204 says that it is ended.
    pub async fn end_session(&self, key: SessionKey) -> Result<Answered<()>, ApiError> {
        self.end(one_session(Method::DELETE, key), 204).await
    }

    /// Ends every session of a user, those not seen yet included (Sessions API, "Bulk Delete
    /// Sessions"). Only 204 says that they are ended.
    pub async fn end_sessions_of(&self, user: UserId) -> Result<Answered<()>, ApiError> {
        let question = Question::new(
            Method::DELETE,
            "/api/v2/users/{user}/sessions",
            format!("/api/v2/users/{user}/sessions"),
        );
        self.end(question, 204).await
    }

    /// Asks Zendesk to sign these users out (Users API, "Logout many users"). 202 says that it
    /// will, not that it has. Takes from 1 to 100 ids, like [`Self::people`].
    pub async fn logout_many(&self, users: &[UserId]) -> Result<Answered<()>, ApiError> {
        let path = "/api/v2/users/logout_many";
        let mut question = Question::new(Method::POST, path, path.to_owned());
        // No body is documented, but an empty one is not JSON, which is what we say it is.
        question.request.body = Some(Bytes::from_static(b"{}"));
        let ids = listed(&question, users)?;
        self.end(question.query(format!("ids={ids}")), 202).await
    }

    /// Asks for something to read: 200 and a body that makes sense.
    async fn read<T>(
        &self,
        purpose: Purpose,
        question: Question,
        decode: impl FnOnce(&[u8]) -> Result<T, Nonsense>,
    ) -> Result<Answered<T>, ApiError> {
        let asked = question.asked();
        let answer = self.ask(purpose, question, 200).await?;
        match decode(&answer.value) {
            Ok(value) => Ok(answer.map(|_| value)),
            Err(what) => Err(ApiError::Garbled {
                asked,
                what: SafeText::new(what),
                request_id: answer.request_id,
            }),
        }
    }

    /// Asks for something to end; the status is all there is to the answer.
    async fn end(&self, question: Question, success: u16) -> Result<Answered<()>, ApiError> {
        let answer = self.ask(Purpose::Ending, question, success).await?;
        Ok(answer.map(|_| ()))
    }

    /// Sends one request within the budget; anything but `success` is an error.
    async fn ask(
        &self,
        purpose: Purpose,
        question: Question,
        success: u16,
    ) -> Result<Answered<Bytes>, ApiError> {
        let parts = &*self.0;
        let asked = question.asked();
        parts.budget.acquire(purpose).await;
        let began = Instant::now();
        let sent = parts.transport.send(question.request).await;
        let reply = sent.map_err(|error| {
            tracing::debug!(
                method = %asked.method,
                path = question.template,
                ms = began.elapsed().as_millis(),
                "no answer"
            );
            unanswered(asked.clone(), &parts.account, error)
        })?;
        let facts = RateFacts::read(reply.status, &reply.headers);
        parts.budget.learn(reply.status, &facts);
        let request_id = refusal::header(&reply.headers, "x-request-id");
        tracing::debug!(
            method = %asked.method,
            path = question.template,
            status = reply.status,
            request = request_id.as_ref().map(SafeText::as_str),
            remaining = facts.remaining,
            ms = began.elapsed().as_millis(),
            "answered"
        );
        if reply.status != success {
            return Err(refusal::error(asked, &reply, facts.wait));
        }
        Ok(Answered {
            server_date: server_date(&reply),
            request_id,
            status: reply.status,
            value: reply.body,
        })
    }
}

fn one_session(method: Method, key: SessionKey) -> Question {
    let SessionKey { user, session } = key;
    Question::new(
        method,
        "/api/v2/users/{user}/sessions/{session}",
        format!("/api/v2/users/{user}/sessions/{session}"),
    )
}

/// The ids with commas between, if Zendesk takes that many.
fn listed(question: &Question, ids: &[UserId]) -> Result<String, ApiError> {
    if !(1..=MOST_IDS).contains(&ids.len()) {
        return Err(ApiError::Refused {
            asked: question.asked(),
            status: 400,
            message: SafeText::new(&format!("from 1 to {MOST_IDS} ids, not {}", ids.len())),
            request_id: None,
        });
    }
    let mut list = String::with_capacity(ids.len() * 16);
    for id in ids {
        let comma = if list.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(list, "{comma}{id}");
    }
    Ok(list)
}

fn server_date(reply: &Reply) -> Option<Timestamp> {
    let text = reply.headers.get(DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_seconds(
        i64::try_from(since.as_secs()).ok()?,
    ))
}

/// A failure on the way, with the other side's words made safe.
fn unanswered(asked: Asked, account: &Account, error: TransportError) -> ApiError {
    match error {
        TransportError::Connect { cause } => ApiError::Unreachable {
            asked,
            host: account.host().to_owned(),
            cause: refusal::shown(&cause),
        },
        TransportError::TimedOut { limit, cause } => ApiError::NoAnswer {
            asked,
            limit,
            cause: refusal::shown(&cause),
        },
        TransportError::Broken { cause } => ApiError::NoAnswer {
            asked,
            limit: Limits::TOTAL,
            cause: refusal::shown(&cause),
        },
        TransportError::TooLarge { limit } => ApiError::TooLarge { asked, limit },
    }
}
