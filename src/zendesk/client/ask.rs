//! One request: within the budget, once, its headers learnt and its status understood.

use bytes::Bytes;
use http::Method;
use http::header::DATE;
use secrecy::SecretString;
use tokio::time::Instant;

use super::super::rate::RateFacts;
use super::super::wire::DecodeError;
use super::super::{
    Account, ApiError, ApiRequest, Permit, ProviderError, Purpose, Reply, Request, TransportError,
    refusal,
};
use super::{Answered, Client};
use crate::model::{SafeText, Timestamp};

/// A request before it is sent. `template` is its path without ids, for the log.
#[derive(Clone)]
pub(super) struct OutgoingRequest {
    template: &'static str,
    request: Request,
}

impl OutgoingRequest {
    /// A request to a path without ids.
    pub(super) fn to(method: Method, path: &'static str) -> Self {
        Self::new(method, path, path.to_owned())
    }

    /// A request to `path`, which is `template` with its ids.
    pub(super) fn new(method: Method, template: &'static str, path: String) -> Self {
        Self {
            template,
            request: Request {
                method,
                path,
                query: String::new(),
                body: None,
                csrf: None,
            },
        }
    }

    pub(super) fn query(mut self, query: String) -> Self {
        self.request.query = query;
        self
    }

    pub(super) fn body(mut self, body: Bytes) -> Self {
        self.request.body = Some(body);
        self
    }

    pub(super) fn csrf(mut self, token: Option<SecretString>) -> Self {
        self.request.csrf = token;
        self
    }

    /// The refusal of a request with this many ids, which is not worth sending.
    pub(super) fn uncountable(&self, ids: usize) -> ApiError {
        ApiError::Refused {
            asked: self.asked(),
            status: 400,
            message: SafeText::new(&format!("from 1 to 100 ids at once, not {ids}")),
            request_id: None,
        }
    }

    pub(super) fn asked(&self) -> ApiRequest {
        ApiRequest {
            method: self.request.method.clone(),
            path: self.request.path.clone(),
        }
    }
}

impl Client {
    /// Asks for something to read: 200 and a body that makes sense. A token that ended on the
    /// way costs a second request.
    pub(super) async fn read<T>(
        &self,
        purpose: Purpose,
        outgoing: OutgoingRequest,
        decode: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
    ) -> Result<Answered<T>, ApiError> {
        let asked = outgoing.asked();
        let permit = self.budget().acquire(purpose).await;
        let answer = match self.ask(permit, outgoing.clone(), 200).await {
            Err(ApiError::Renewed { .. }) => {
                let permit = self.budget().acquire(purpose).await;
                self.ask(permit, outgoing, 200).await.map_err(once)
            }
            answer => answer,
        }?;
        match decode(&answer.value) {
            Ok(value) => Ok(answer.map(|_| value)),
            Err(what) => Err(ApiError::Garbled {
                asked,
                what: SafeText::new(what),
                request_id: answer.request_id,
            }),
        }
    }

    /// Asks for something to end; the status is all there is to the answer. Nothing is sent
    /// twice out of the caller's sight: a renewed token is [`ApiError::Renewed`].
    pub(super) async fn end(
        &self,
        permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<()>, ApiError> {
        let answer = self.ask(permit, outgoing, success).await?;
        Ok(answer.map(|_| ()))
    }

    /// Sends the one request that `_permit` stands for; anything but `success` is an error.
    async fn ask(
        &self,
        _permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<Bytes>, ApiError> {
        let parts = &*self.0;
        let asked = outgoing.asked();
        let began = Instant::now();
        let sent = parts.transport.send(outgoing.request).await;
        let reply = sent.map_err(|error| {
            tracing::debug!(
                method = %asked.method,
                path = outgoing.template,
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
            path = outgoing.template,
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
    /// What a refusal comes to, given whose credentials they are: a 401 to a request sent at
    /// `sent` renews them, where they can be.
    async fn refused(&self, error: ApiError, sent: Instant) -> ApiError {
        let known = self.standing().and_then(|known| known.kind.when_refused());
        match (error, known) {
            (ApiError::Unauthorized { asked, request_id }, _) => {
                let signed_out = |why: &str| ApiError::SignedOut {
                    asked: asked.clone(),
                    why: refusal::shown(why),
                    status: Some(401),
                    request_id: request_id.clone(),
                };
                match self.0.transport.renew(sent).await {
                    Ok(true) => ApiError::Renewed { asked, request_id },
                    Ok(false) => match known {
                        Some(known) => signed_out(&format!("the API token is refused: {known}")),
                        None => ApiError::Unauthorized { asked, request_id },
                    },
                    Err(ProviderError::SignedOut(why)) => signed_out(&why),
                    Err(ProviderError::NotNow(cause)) => {
                        unanswered(asked, self.account(), TransportError::Connect { cause })
                    }
                    Err(ProviderError::Busy { wait }) => ApiError::NotRenewed { asked, wait },
                }
            }
            (
                ApiError::Forbidden {
                    asked,
                    message,
                    request_id,
                },
                Some(known),
            ) => ApiError::Forbidden {
                asked,
                message: SafeText::new(&format!("{message}; if this is new: {known}")),
                request_id,
            },
            (error, _) => error,
        }
    }

    /// An answer for nobody, to a question asked at `sent`: credentials that ended may come out
    /// like this (`docs::zendesk_api` §4). `Ok`: there are others now.
    pub(super) async fn unmask(&self, asked: ApiRequest, sent: Instant) -> Result<(), ApiError> {
        let unknown = ApiError::Unauthorized {
            asked,
            request_id: None,
        };
        match self.refused(unknown, sent).await {
            ApiError::Renewed { .. } => Ok(()),
            ApiError::Unauthorized { .. } => Err(ApiError::Anonymous),
            error => Err(error),
        }
    }
}

/// A token that was renewed and is refused again is refused.
fn once(error: ApiError) -> ApiError {
    match error {
        ApiError::Renewed { asked, request_id } => ApiError::Unauthorized { asked, request_id },
        error => error,
    }
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
fn unanswered(asked: ApiRequest, account: &Account, error: TransportError) -> ApiError {
    match error {
        TransportError::NoCredentials(ProviderError::SignedOut(why)) => ApiError::SignedOut {
            asked,
            why: refusal::shown(&why),
            status: None,
            request_id: None,
        },
        TransportError::NoCredentials(ProviderError::Busy { wait }) => {
            ApiError::NotRenewed { asked, wait }
        }
        TransportError::NoCredentials(ProviderError::NotNow(cause))
        | TransportError::Connect { cause } => ApiError::Unreachable {
            asked,
            host: account.host().to_owned(),
            cause: refusal::shown(&cause),
        },
        TransportError::TimedOut { limit, cause } => ApiError::NoAnswer {
            asked,
            limit: Some(limit),
            cause: refusal::shown(&cause),
        },
        TransportError::Broken { cause } => ApiError::NoAnswer {
            asked,
            limit: None,
            cause: refusal::shown(&cause),
        },
        TransportError::TooLarge { limit } => ApiError::TooLarge { asked, limit },
    }
}
