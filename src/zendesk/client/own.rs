//! The session that the credentials have themselves (Sessions API), and Help Center's.
//!
//! Only session auth has such a session: that of a browser's cookie, or of an app inside Zendesk.
//! Under Basic and OAuth there is none, and signing it out has no effect (`docs::zendesk_api`
//! §1.1).

use std::sync::{MutexGuard, PoisonError};

use http::Method;
use secrecy::SecretString;

use super::super::wire::{self, DecodeError, Identity, own};
use super::super::{ApiError, ApiErrorKind, ApiRequest, AuthKind, Permit, Purpose, logged};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::model::{SafeText, Sent, Session, UserId};

/// Where the session is shown that the credentials have themselves.
const CURRENT_SESSION: &str = "/api/v2/users/me/session";

/// What is known of the token that changes need beside a session cookie.
#[derive(Default)]
pub(super) enum ChangeToken {
    /// Nobody asked yet whose credentials these are.
    #[default]
    NotAsked,
    /// Zendesk gave none, or none that can go into a header.
    NotGiven,
    /// This one.
    Is(SecretString),
}

impl Client {
    /// Reads the session that the credentials have themselves (Sessions API, "Show the Currently
    /// Authenticated Session"): that there is none may be said for Basic and OAuth credentials, and an
    /// answer without a word about it leaves that unknown.
    pub(crate) async fn current_session(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<Sent<Session>>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, CURRENT_SESSION);
        self.read(purpose, outgoing, wire::current_session).await
    }

    /// Reads the session that the credentials have themselves, which belong to this person.
    ///
    /// # Errors
    /// If it cannot be read, or is somebody else's: such an answer says nothing of these credentials.
    pub(crate) async fn session_of_credentials(
        &self,
        purpose: Purpose,
        me: UserId,
    ) -> Result<Sent<Session>, ApiError> {
        let answer = match self.current_session(purpose).await {
            Err(error) if error.is_not_found() => return Ok(Sent::Nothing),
            answer => answer?,
        };
        match answer.value {
            Sent::Is(session) if session.key.user != me => {
                let what = format!(
                    "session {} is named as that of these credentials, and they belong to user {me}: such \
                     an answer says nothing; try again",
                    session.key
                );
                let kind = ApiErrorKind::Garbled {
                    what: SafeText::new(&what),
                };
                let asked = ApiRequest::to(Method::GET, CURRENT_SESSION);
                Err(ApiError::new(asked, kind).with_id(answer.request_id))
            }
            session => Ok(session),
        }
    }

    /// Keeps the credentials' own session alive and gets the token that changes need beside a
    /// session cookie (Sessions API, "Renew the current session"). `None` where the server gives
    /// none.
    pub(crate) async fn renew_session(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<Option<SecretString>>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/me/session/renew");
        self.read(purpose, outgoing, own::authenticity_token).await
    }

    /// Decodes whose credentials these are, and keeps the token that their session's changes need.
    pub(super) fn identity_in(&self, body: &[u8]) -> Result<Option<Identity>, DecodeError> {
        let identity = wire::me(body)?;
        if self.needs_change_token() && identity.is_some() {
            let mut known = self.known_token();
            match own::token_of_me(body) {
                Some(token) => *known = ChangeToken::Is(token),
                // One that came before is still that of the same cookie.
                None if matches!(*known, ChangeToken::Is(_)) => {}
                None => *known = ChangeToken::NotGiven,
            }
        }
        Ok(identity)
    }

    /// Whether changes need a token beside these credentials: a browser sends a cookie with whatever a
    /// page asks of it, and so Zendesk takes no change with a cookie alone.
    pub(super) fn needs_change_token(&self) -> bool {
        self.standing()
            .is_some_and(|known| known.kind == AuthKind::Cookie)
    }

    /// Whether Zendesk said whose credentials these are and gave no token with it, so that every change
    /// would be refused.
    pub(crate) fn lacks_change_token(&self) -> bool {
        self.needs_change_token() && matches!(*self.known_token(), ChangeToken::NotGiven)
    }

    /// The token that every change needs beside a session cookie, as Zendesk gave it last with whose
    /// credentials these are; `None` where it gave none. It is asked for if nobody did yet.
    pub(super) async fn change_token(&self) -> Option<SecretString> {
        let is_unasked = matches!(*self.known_token(), ChangeToken::NotAsked);
        if is_unasked && let Err(error) = self.me(Purpose::Asked).await {
            tracing::warn!("the token of the session was not read: {}", logged(&error));
        }
        match &*self.known_token() {
            ChangeToken::Is(token) => Some(token.clone()),
            ChangeToken::NotAsked | ChangeToken::NotGiven => None,
        }
    }

    fn known_token(&self) -> MutexGuard<'_, ChangeToken> {
        let known = self.0.change_token.lock();
        known.unwrap_or_else(PoisonError::into_inner)
    }

    /// Signs the credentials' own session out (Sessions API, "Delete the Authenticated Session"),
    /// with the token of [`Self::renew_session`] if there is one. 204 means that Zendesk took the
    /// request, even where it has no effect.
    pub(crate) async fn sign_out_own(
        &self,
        permit: Permit,
        token: Option<SecretString>,
    ) -> Result<Answered<()>, ApiError> {
        self.end(permit, sign_out().csrf(token), 204).await
    }

    /// Waits for the place of [`Self::sign_out_own`], and tells so if it takes a while.
    pub(crate) async fn place_of_sign_out(&self) -> Result<Permit, ApiError> {
        self.place_of_change(&sign_out()).await
    }

    /// Reads Help Center's CSRF token for these credentials (Help Center API, "Show Session").
    /// Anonymous visitors get one too, so it is no sign-in. `None` where the server gives none.
    pub(crate) async fn help_center_session(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<Option<SecretString>>, ApiError> {
        // Help Center has been seen to answer 415 without the suffix (`docs::zendesk_api` §1.1).
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/help_center/sessions.json");
        self.read(purpose, outgoing, own::csrf_token).await
    }
}

fn sign_out() -> OutgoingRequest {
    OutgoingRequest::to(Method::DELETE, "/api/v2/users/me/logout")
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::super::super::script::{Script, reply};
    use super::*;

    #[tokio::test]
    async fn each_operation_asks_for_its_own_path() {
        let script = Script::of([]);
        let client = script.client();
        let watching = Purpose::Walk;
        client.current_session(watching).await.unwrap_err();
        client.renew_session(watching).await.unwrap_err();
        let permit = client.budget().acquire(Purpose::Ending).await;
        client.sign_out_own(permit, None).await.unwrap_err();
        client.help_center_session(watching).await.unwrap_err();
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/users/me/session?",
                "GET /api/v2/users/me/session/renew?",
                "DELETE /api/v2/users/me/logout?",
                "GET /api/v2/help_center/sessions.json?",
            ]
        );
    }

    fn me(token: &str) -> String {
        format!(r#"{{"user":{{"id":7,"name":"Ada","role":"admin"{token}}}}}"#)
    }

    /// Beside a session cookie every change has the token that came last with whose cookie it is, which is
    /// asked for where nobody did; other credentials need none.
    #[tokio::test]
    async fn a_change_has_the_token_of_its_session_beside_a_cookie() {
        let key = "7/1".parse().unwrap();
        for (kind, expected) in [
            (
                AuthKind::Cookie,
                &[None, Some("abc"), None, Some("def")][..],
            ),
            (AuthKind::OAuth, &[None, None, None]),
        ] {
            let mut answers = vec![
                reply(204, &[], ""),
                reply(200, &[], &me(r#","authenticity_token":"def""#)),
                reply(204, &[], ""),
            ];
            if kind == AuthKind::Cookie {
                let first = reply(200, &[], &me(r#","authenticity_token":"abc""#));
                answers.insert(0, first);
            }
            let script = Script::under(kind, answers);
            let client = script.client();
            let end = || async {
                let permit = client.budget().acquire(Purpose::Ending).await;
                client.end_session(permit, key).await.unwrap();
            };
            end().await;
            client.me(Purpose::Asked).await.unwrap();
            end().await;
            let tokens = script.tokens();
            let tokens: Vec<Option<&str>> = tokens.iter().map(Option::as_deref).collect();
            assert_eq!(tokens, expected, "{kind:?}");
        }
    }

    /// Where no token came that can go into a header, no change is sent.
    #[tokio::test]
    async fn a_change_without_the_token_of_its_session_is_not_sent() {
        let long = format!(r#","authenticity_token":"{}""#, "x".repeat(9_000));
        for token in [
            "",
            r#","authenticity_token":null"#,
            r#","authenticity_token":"""#,
            r#","authenticity_token":5"#,
            r#","authenticity_token":"a\r\nX: y""#,
            &long,
        ] {
            let answers = [reply(200, &[], &me(token)), reply(204, &[], "")];
            let script = Script::under(AuthKind::Cookie, answers);
            let client = script.client();
            assert!(!client.lacks_change_token());
            client.me(Purpose::Asked).await.unwrap();
            assert!(client.lacks_change_token(), "{token}");
            let permit = client.budget().acquire(Purpose::Ending).await;
            let refused = client.end_session(permit, "7/1".parse().unwrap()).await;
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind, ApiErrorKind::NoChangeToken, "{token}");
            assert!(!refused.may_have_taken_effect());
            assert_eq!(script.asked().len(), 1, "{token}");
        }
    }

    #[tokio::test]
    async fn only_204_says_that_the_request_was_taken() {
        for status in [200, 202, 204, 302, 404, 500] {
            let client = Script::of([reply(status, &[], "")]).client();
            let permit = client.budget().acquire(Purpose::Ending).await;
            let taken = client.sign_out_own(permit, None).await;
            assert_eq!(taken.is_ok(), status == 204, "{status}");
        }
    }

    #[tokio::test]
    async fn a_token_is_read_and_never_printed() {
        let body = r#"{"authenticity_token":"CANARY+/=="}"#;
        let client = Script::of([reply(200, &[], body)]).client();
        let answer = client.renew_session(Purpose::Walk).await.unwrap();
        assert!(!format!("{answer:?}").contains("CANARY"));
        let token = answer.value.unwrap();
        assert_eq!(token.expose_secret(), "CANARY+/==");
    }
}
