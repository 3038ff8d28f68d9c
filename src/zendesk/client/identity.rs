//! Who owns the credentials.

use std::sync::atomic::Ordering;

use http::Method;
use tokio::time::Instant;

use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::zendesk::wire::Identity;
use crate::zendesk::{ApiError, ApiErrorKind, Purpose};

impl Client {
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
}
