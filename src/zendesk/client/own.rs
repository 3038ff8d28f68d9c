//! The session that the credentials have themselves (Sessions API), and Help Center's.
//!
//! Only session auth has such a session: that of a browser's cookie, or of an app inside Zendesk.
//! Under Basic and OAuth there is none, and signing it out has no effect (`docs::zendesk_api`
//! §1.1).

use http::Method;
use secrecy::SecretString;

use super::super::wire::own;
use super::super::{ApiError, AuthKind, Permit, Purpose, wire};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::model::Session;

impl Client {
    /// Reads the session that the credentials have themselves (Sessions API, "Show the Currently
    /// Authenticated Session"); `None` where the server names none, as it may for Basic and OAuth
    /// credentials.
    pub async fn current_session(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<Option<Session>>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/me/session");
        self.read(purpose, outgoing, wire::current_session).await
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

    /// The token that every change needs beside a session cookie, asked for once; `None` under other
    /// credentials, and where none is given.
    pub(super) async fn change_token(&self) -> Option<SecretString> {
        let standing = self.standing();
        if standing.is_none_or(|known| known.kind != AuthKind::Cookie) {
            return None;
        }
        let ask = || async {
            let renewed = self.renew_session(Purpose::Asked).await;
            renewed.map(|answer| answer.value)
        };
        match self.0.change_token.get_or_try_init(ask).await {
            Ok(token) => token.clone(),
            Err(error) => {
                tracing::warn!("a change goes without the token of its session: {error}");
                None
            }
        }
    }

    /// Signs the credentials' own session out (Sessions API, "Delete the Authenticated Session"),
    /// with the token of [`Self::renew_session`] if there is one. 204 means that Zendesk took the
    /// request, even where it has no effect.
    pub async fn sign_out_own(
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

    /// Beside a session cookie every change has the token of its session, which is asked for once; other
    /// credentials need none.
    #[tokio::test]
    async fn a_change_has_the_token_of_its_session_beside_a_cookie() {
        let key = "7/1".parse().unwrap();
        for (kind, expected) in [
            (AuthKind::Cookie, &[None, Some("abc"), Some("abc")][..]),
            (AuthKind::OAuth, &[None, None]),
        ] {
            let renewed = reply(200, &[], r#"{"authenticity_token":"abc"}"#);
            let mut answers = vec![reply(204, &[], ""), reply(204, &[], "")];
            if kind == AuthKind::Cookie {
                answers.insert(0, renewed);
            }
            let script = Script::under(kind, answers);
            let client = script.client();
            for _ in 0..2 {
                let permit = client.budget().acquire(Purpose::Ending).await;
                client.end_session(permit, key).await.unwrap();
            }
            let tokens = script.tokens();
            let tokens: Vec<Option<&str>> = tokens.iter().map(Option::as_deref).collect();
            assert_eq!(tokens, expected, "{kind:?}");
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
