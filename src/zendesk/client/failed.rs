//! What became of a request that failed: refusals, answers that cannot be decoded, and no answer.

use tokio::time::Instant;

use super::super::wire::DecodeError;
use super::super::{
    Account, ApiError, ApiErrorKind, ApiRequest, PauseReason, ProviderError, ServerWait,
    TransportError, logged, refusal, suspicion,
};
use super::Client;
use crate::model::SafeText;

impl Client {
    /// What a refusal means for the credentials in use: a 401 to a request sent at `sent` renews
    /// them, if they can be renewed.
    pub(super) async fn refused(&self, error: ApiError, sent: Instant) -> ApiError {
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
pub(super) fn paused(asked: ApiRequest, pause: PauseReason, wait: ServerWait) -> ApiError {
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
    ApiError::unsent(asked, kind).of_own_limit(pause == PauseReason::EndpointUsedUp)
}

/// The error of a second attempt: a token that was renewed and is refused again is refused.
pub(super) fn once(error: ApiError) -> ApiError {
    match error.kind {
        ApiErrorKind::Renewed => error.with_kind(ApiErrorKind::Unauthorized),
        _ => error,
    }
}

/// The error for an answer that could not be decoded; the log has the place where that showed.
pub(super) fn undecoded(
    asked: ApiRequest,
    (status, request_id): (u16, Option<SafeText>),
    error: DecodeError,
) -> ApiError {
    let what = SafeText::new(error.what);
    let error = ApiError::new(asked, ApiErrorKind::Garbled { what })
        .with_id(request_id)
        .of_undecoded(status)
        .because(error);
    tracing::info!("request failed: {}", logged(&error));
    error
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
pub(super) fn unanswered(asked: ApiRequest, account: &Account, error: TransportError) -> ApiError {
    let kind = match &error {
        TransportError::NoCredentials(ProviderError::SignedOut(why)) => ApiErrorKind::SignedOut {
            why: refusal::shown(why),
            status: None,
        },
        TransportError::NoCredentials(later @ ProviderError::Later { .. }) => not_renewed(later),
        TransportError::NoCredentials(ProviderError::NotNow(cause))
        | TransportError::Connect { cause, .. } => unreachable(account, cause),
        TransportError::OtherSignIn => ApiErrorKind::OtherSignIn,
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
