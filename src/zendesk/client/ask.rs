//! How one request is made: within the budget, once, with its headers and status taken in. Each
//! attempt is a line in the log, and each failure another one that says why.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::header::DATE;
use tokio::time::{Instant, timeout};

use super::super::patience::{self, RequestAttempts};
use super::super::rate::RateFacts;
use super::super::wire::DecodeError;
use super::super::{
    ApiError, ApiErrorKind, ApiRequest, PauseReason, Permit, Purpose, Reply, SignInPin, logged,
    refusal,
};
use super::failed::{once, paused, unanswered, undecoded};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::model::{SafeText, Timestamp};

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
            Err(error) => Err(undecoded(asked, (answer.status, answer.request_id), error)),
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
        let Some(teller) = self.teller() else {
            return Ok(acquiring.await);
        };
        let mut is_told = false;
        loop {
            // The first look is at once: most requests find a place.
            let look = if is_told {
                patience::TICK
            } else {
                Duration::ZERO
            };
            if let Ok(permit) = timeout(look, &mut acquiring).await {
                if is_told {
                    teller.over();
                }
                return Ok(permit);
            }
            let Some(wait) = budget.waiting(purpose, Some(&endpoint)) else {
                continue;
            };
            let why = match wait.pause {
                Some(PauseReason::EndpointUsedUp) => endpoint.used_up(),
                _ => wait.why.to_owned(),
            };
            if let Some(pause) = wait.pause
                && let Some(patience) = &self.0.patience
                && !patience.allows(wait.asked, &why)
            {
                return Err(paused(asked.clone(), pause, wait.asked.into()));
            }
            if is_told || patience::is_told(wait.left) {
                teller.tell_left(wait.left, &why);
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
        let answer = self.change(permit, outgoing, success).await?;
        Ok(answer.map(|_| ()))
    }

    /// The same, with what the answer says.
    pub(super) async fn change(
        &self,
        permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<Bytes>, ApiError> {
        if self
            .standing()
            .is_some_and(|known| known.may_write == Some(false))
        {
            // What a renewal took away is as good as refused.
            self.0.refusals.fetch_add(1, Ordering::Relaxed);
            return Err(ApiError::new(outgoing.asked(), ApiErrorKind::ReadScope));
        }
        let outgoing = if outgoing.has_csrf() || !self.needs_change_token() {
            outgoing
        } else {
            let Some(token) = self.change_token().await else {
                let kind = ApiErrorKind::NoChangeToken;
                return Err(ApiError::new(outgoing.asked(), kind));
            };
            outgoing.csrf(Some(token))
        };
        self.ask(permit, outgoing, success).await
    }

    /// Sends the one request that `permit` stands for; any status but `success` is an error.
    async fn ask(
        &self,
        permit: Permit,
        outgoing: OutgoingRequest,
        success: u16,
    ) -> Result<Answered<Bytes>, ApiError> {
        let answer = self.ask_once(permit, outgoing, success).await;
        answer.inspect_err(|error| {
            if error.refuses_credentials() {
                self.0.refusals.fetch_add(1, Ordering::Relaxed);
            }
            tracing::info!("request failed: {}", logged(error));
        })
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
        let only_with = parts.only_with.as_ref().map(SignInPin::sign_in);
        let sent = parts.transport.send(outgoing.prepared(only_with)).await;
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
            let refused = refused.of_own_limit(facts.exhausted.is_some());
            return Err(self.refused(refused, began).await);
        }
        Ok(Answered {
            server_date: server_date(&reply),
            request_id,
            status: reply.status,
            took: began.elapsed(),
            value: reply.body,
        })
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
