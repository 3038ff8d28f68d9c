//! How one request is made: within the budget, once, with its headers and status taken in. Each
//! attempt is a line in the log, and each failure another one that says why.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::DATE;
use secrecy::SecretString;
use tokio::time::{Instant, timeout};

use super::super::patience::{self, RequestAttempts};
use super::super::rate::RateFacts;
use super::super::wire::DecodeError;
use super::super::{
    Account, ApiError, ApiErrorKind, ApiRequest, Endpoint, PauseReason, Permit, ProviderError,
    Purpose, Reply, Request, TransportError, logged, refusal, suspicion,
};
use super::{Answered, Client};
use crate::model::{SafeText, Timestamp};

/// How often the rest of a wait for a place is told.
const TICK: Duration = Duration::from_secs(1);

/// A request before it is sent: its name in errors, and everything that goes with it.
#[derive(Clone)]
pub(super) struct OutgoingRequest {
    asked: ApiRequest,
    query: String,
    body: Option<Bytes>,
    csrf: Option<SecretString>,
}

impl OutgoingRequest {
    /// A request to a path without ids.
    pub(super) fn to(method: Method, path: &'static str) -> Self {
        Self::new(method, path, path.to_owned())
    }

    /// A request to an endpoint, whose path with its ids is `path`.
    pub(super) fn at(endpoint: Endpoint, path: String) -> Self {
        Self::new(endpoint.method, endpoint.template, path)
    }

    /// A request to `path`, which is `template` with its ids.
    pub(super) fn new(method: Method, template: &'static str, path: String) -> Self {
        Self {
            asked: ApiRequest::new(method, template, path),
            query: String::new(),
            body: None,
            csrf: None,
        }
    }

    pub(super) fn query(self, query: String) -> Self {
        Self { query, ..self }
    }

    pub(super) fn body(self, body: Bytes) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    pub(super) fn csrf(self, csrf: Option<SecretString>) -> Self {
        Self { csrf, ..self }
    }

    /// The error for a request with this many ids, which is not worth sending.
    pub(super) fn uncountable(&self, ids: usize) -> ApiError {
        let message = SafeText::new(&format!("from 1 to 100 ids at once, not {ids}"));
        let kind = ApiErrorKind::Refused {
            status: 400,
            message,
        };
        ApiError::new(self.asked(), kind)
    }

    pub(super) fn asked(&self) -> ApiRequest {
        self.asked.clone()
    }

    fn prepared(self) -> Request {
        Request {
            method: self.asked.method,
            path: self.asked.path,
            query: self.query,
            body: self.body,
            csrf: self.csrf,
        }
    }
}

impl Client {
    /// Reads something: 200 and a body that can be decoded. A token that ended on the way costs a
    /// second request.
    pub(super) async fn read<T>(
        &self,
        purpose: Purpose,
        outgoing: OutgoingRequest,
        decode: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
    ) -> Result<Answered<T>, ApiError> {
        let asked = outgoing.asked();
        let answer = self.answer(purpose, outgoing).await?;
        let request = answer.request_id.as_ref().map(SafeText::as_str);
        // Decoding logs the records that it leaves out; this span says whose answer they were in.
        let answered = tracing::debug_span!("answer", path = asked.template, request);
        match answered.in_scope(|| decode(&answer.value)) {
            Ok(value) => Ok(answer.map(|_| value)),
            Err(error) => Err(undecoded(asked, answer.request_id, error)),
        }
    }

    /// The answer to a request that reads; it is asked for as often as the patience allows, which is
    /// once where there is none.
    async fn answer(
        &self,
        purpose: Purpose,
        outgoing: OutgoingRequest,
    ) -> Result<Answered<Bytes>, ApiError> {
        let Some(patience) = &self.0.patience else {
            return self.answer_once(purpose, &outgoing).await;
        };
        let mut attempts = RequestAttempts::default();
        loop {
            let failure = match self.answer_once(purpose, &outgoing).await {
                Ok(answer) => {
                    patience.rewarded();
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            // A pause that is too long was told already.
            if failure.request_was_not_sent()
                || !patience.allows_another(&failure, &mut attempts).await
            {
                return Err(failure);
            }
        }
    }

    async fn answer_once(
        &self,
        purpose: Purpose,
        outgoing: &OutgoingRequest,
    ) -> Result<Answered<Bytes>, ApiError> {
        let permit = self.place(purpose, &outgoing.asked).await?;
        match self.ask(permit, outgoing.clone(), 200).await {
            Err(error) if error.kind == ApiErrorKind::Renewed => {
                let permit = self.place(purpose, &outgoing.asked).await?;
                self.ask(permit, outgoing.clone(), 200).await.map_err(once)
            }
            answer => answer,
        }
    }

    /// Waits for the place of a change that is made alone, such as a sign-out of one's own, and tells
    /// so like every other wait of the verb.
    pub(super) async fn place_of_change(
        &self,
        outgoing: &OutgoingRequest,
    ) -> Result<Permit, ApiError> {
        self.place(Purpose::Ending, &outgoing.asked).await
    }

    /// Waits for a place in the budget, and tells so if it takes a while.
    async fn place(&self, purpose: Purpose, asked: &ApiRequest) -> Result<Permit, ApiError> {
        let budget = self.budget();
        let endpoint = asked.endpoint();
        let mut acquiring = pin!(budget.acquire_for(purpose, endpoint.clone()));
        let Some(patience) = &self.0.patience else {
            return Ok(acquiring.await);
        };
        let mut is_told = false;
        loop {
            // The first look is at once: most requests find a place.
            let look = if is_told { TICK } else { Duration::ZERO };
            if let Ok(permit) = timeout(look, &mut acquiring).await {
                if is_told {
                    patience.over();
                }
                return Ok(permit);
            }
            let Some(wait) = budget.waiting(purpose, Some(&endpoint)) else {
                continue;
            };
            if let Some(pause) = wait.pause
                && !patience.allows(wait.left, wait.why)
            {
                return Err(paused(asked.clone(), pause, wait.left));
            }
            if is_told || patience::is_told(wait.left) {
                patience.tell_left(wait.left, wait.why);
                is_told = true;
            } else {
                // It takes no longer than nobody needs to be told.
                return Ok(acquiring.await);
            }
        }
    }

    /// Sends a change; its status is all there is to the answer. Nothing is sent twice without the
    /// caller knowing: a renewed token is the error [`ApiErrorKind::Renewed`].
    pub(super) async fn end(
        &self,
        permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<()>, ApiError> {
        if self
            .standing()
            .is_some_and(|known| known.may_write == Some(false))
        {
            return Err(ApiError::new(outgoing.asked(), ApiErrorKind::ReadScope));
        }
        let answer = self.ask(permit, outgoing, success).await?;
        Ok(answer.map(|_| ()))
    }

    /// Sends the one request that `permit` stands for; any status but `success` is an error.
    async fn ask(
        &self,
        permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<Bytes>, ApiError> {
        let answer = self.ask_once(permit, outgoing, success).await;
        answer.inspect_err(|error| tracing::info!("request failed: {}", logged(error)))
    }

    async fn ask_once(
        &self,
        permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<Bytes>, ApiError> {
        permit.spend();
        let parts = &*self.0;
        let asked = outgoing.asked();
        let began = Instant::now();
        let sent = parts.transport.send(outgoing.prepared()).await;
        let reply = sent.map_err(|error| {
            tracing::debug!(
                method = %asked.method,
                path = asked.template,
                ms = began.elapsed().as_millis(),
                "no answer"
            );
            unanswered(asked.clone(), &parts.account, error)
        })?;
        let facts = RateFacts::read(reply.status, &reply.headers);
        parts.budget.learn(reply.status, &facts, &asked.endpoint());
        let request_id = refusal::header(&reply.headers, "x-request-id");
        tracing::debug!(
            method = %asked.method,
            path = asked.template,
            status = reply.status,
            request = request_id.as_ref().map(SafeText::as_str),
            remaining = facts.remaining,
            ms = began.elapsed().as_millis(),
            "answered"
        );
        if reply.status != success {
            let refused = refusal::error(asked, &reply, facts.wait);
            return Err(self.refused(refused, began).await);
        }
        Ok(Answered {
            server_date: server_date(&reply),
            request_id,
            status: reply.status,
            value: reply.body,
        })
    }
}

impl Client {
    /// What a refusal means for the credentials in use: a 401 to a request sent at `sent` renews
    /// them, if they can be renewed.
    async fn refused(&self, error: ApiError, sent: Instant) -> ApiError {
        match error.kind {
            ApiErrorKind::Unauthorized => self.unauthorized(error, sent, false).await,
            _ => error,
        }
    }

    /// The error for a 401 to a request sent at `sent`, or for an answer as for nobody.
    async fn unauthorized(&self, error: ApiError, sent: Instant, as_nobody: bool) -> ApiError {
        let signed_out = |why: &str| ApiErrorKind::SignedOut {
            why: refusal::shown(why),
            status: Some(401),
        };
        let cause = match self.0.transport.renew(sent).await {
            Ok(true) => return error.with_kind(ApiErrorKind::Renewed),
            Ok(false) => {
                return match self.why_refused(as_nobody) {
                    // These words are our own, and longer than a stranger's may be.
                    Some(why) => error.with_kind(ApiErrorKind::SignedOut {
                        why: SafeText::new(&why),
                        status: (!as_nobody).then_some(401),
                    }),
                    None => error,
                };
            }
            Err(cause) => cause,
        };
        let kind = match &cause {
            ProviderError::SignedOut(why) => signed_out(why),
            ProviderError::NotNow(why) => unreachable(self.account(), why),
            later @ ProviderError::Later { .. } => not_renewed(later),
        };
        error.with_kind(kind).because(cause)
    }

    /// What a refusal means for credentials of this kind, where that is known.
    fn why_refused(&self, as_nobody: bool) -> Option<String> {
        let transport = &self.0.transport;
        let kind = transport.standing()?.kind;
        suspicion::when_refused(kind, transport.suspicion().as_deref(), as_nobody)
    }

    /// Handles an answer for nobody to a request sent at `sent`: credentials that ended may be
    /// answered like this (`docs::zendesk_api` §4). `Ok` means that there are other credentials
    /// now.
    pub(super) async fn unmask(&self, asked: ApiRequest, sent: Instant) -> Result<(), ApiError> {
        let unknown = ApiError::new(asked, ApiErrorKind::Unauthorized);
        let error = self.unauthorized(unknown, sent, true).await;
        match error.kind {
            ApiErrorKind::Renewed => Ok(()),
            ApiErrorKind::Unauthorized => Err(error.with_kind(ApiErrorKind::Anonymous)),
            _ => Err(error),
        }
    }
}

/// The error for a request that was not sent, because all requests rest for too long.
fn paused(asked: ApiRequest, pause: PauseReason, wait: Duration) -> ApiError {
    let kind = match pause {
        PauseReason::Overloaded => ApiErrorKind::Failing {
            status: 503,
            message: SafeText::new("it asked to wait, and this was not sent"),
            wait: Some(wait),
        },
        PauseReason::RateLimited
        | PauseReason::UsedUp
        | PauseReason::EndpointUsedUp
        | PauseReason::Reserve => ApiErrorKind::RateLimited { wait },
    };
    ApiError::unsent(asked, kind)
}

/// The error of a second attempt: a token that was renewed and is refused again is refused.
fn once(error: ApiError) -> ApiError {
    match error.kind {
        ApiErrorKind::Renewed => error.with_kind(ApiErrorKind::Unauthorized),
        _ => error,
    }
}

/// The error for an answer that could not be decoded; the log has the place where that showed.
fn undecoded(asked: ApiRequest, request_id: Option<SafeText>, error: DecodeError) -> ApiError {
    let what = SafeText::new(error.what);
    let error = ApiError::new(asked, ApiErrorKind::Garbled { what })
        .with_id(request_id)
        .because(error);
    tracing::info!("request failed: {}", logged(&error));
    error
}

fn server_date(reply: &Reply) -> Option<Timestamp> {
    let text = reply.headers.get(DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_seconds(
        i64::try_from(since.as_secs()).ok()?,
    ))
}

fn unreachable(account: &Account, cause: &str) -> ApiErrorKind {
    ApiErrorKind::Unreachable {
        host: account.host().to_owned(),
        cause: refusal::shown(cause),
    }
}

/// The kind of error for credentials that are renewed later.
fn not_renewed(error: &ProviderError) -> ApiErrorKind {
    match error {
        ProviderError::Later {
            wait,
            why,
            is_refusal,
        } => ApiErrorKind::NotRenewed {
            wait: *wait,
            why: refusal::shown(why),
            is_refusal: *is_refusal,
        },
        ProviderError::SignedOut(why) | ProviderError::NotNow(why) => ApiErrorKind::SignedOut {
            why: refusal::shown(why),
            status: None,
        },
    }
}

/// The error for a failure on the way, with the other side's words made safe.
fn unanswered(asked: ApiRequest, account: &Account, error: TransportError) -> ApiError {
    let kind = match &error {
        TransportError::NoCredentials(ProviderError::SignedOut(why)) => ApiErrorKind::SignedOut {
            why: refusal::shown(why),
            status: None,
        },
        TransportError::NoCredentials(later @ ProviderError::Later { .. }) => not_renewed(later),
        TransportError::NoCredentials(ProviderError::NotNow(cause))
        | TransportError::Connect { cause, .. } => unreachable(account, cause),
        TransportError::Proxy { proxy, status, .. } => ApiErrorKind::Proxy {
            proxy: proxy.clone(),
            host: account.host().to_owned(),
            status: *status,
        },
        TransportError::TimedOut { limit, cause, .. } => ApiErrorKind::NoAnswer {
            limit: Some(*limit),
            cause: refusal::shown(cause),
        },
        TransportError::Broken { cause, .. } => ApiErrorKind::NoAnswer {
            limit: None,
            cause: refusal::shown(cause),
        },
        TransportError::TooLarge { limit } => ApiErrorKind::TooLarge { limit: *limit },
    };
    ApiError::new(asked, kind).because(error)
}
