//! Suspending people, and the OAuth tokens of the account (`docs::zendesk_api` §8). These requests
//! change what ending sessions leaves as it is; only `operation` makes them.

use bytes::Bytes;
use http::Method;

use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::model::{SafeText, TokenId, UserId};
use crate::zendesk::wire::{self, Cursor, PersonChange, TokenPage};
use crate::zendesk::{ApiError, ApiErrorKind, Endpoint, Permit, Purpose};

/// The path that lists the tokens of the account.
pub(super) const TOKENS: &str = "/api/v2/oauth/tokens";

/// Where a person is suspended, or their suspension lifted.
pub(crate) const CHANGE_PERSON: Endpoint = Endpoint::new(Method::PUT, "/api/v2/users/{user}");

/// Where an OAuth token is revoked.
pub(crate) const REVOKE_TOKEN: Endpoint =
    Endpoint::new(Method::DELETE, "/api/v2/oauth/tokens/{token}");

impl Client {
    /// Changes a user (Users API, "Update User"). Zendesk takes 5 updates a minute of one user. The
    /// answer has the person as they are now: one that is about somebody else, or shows them as before,
    /// bears nothing out.
    pub(crate) async fn change_person(
        &self,
        permit: Permit,
        user: UserId,
        change: PersonChange,
    ) -> Result<Answered<()>, ApiError> {
        let outgoing = update(user, change.body());
        let asked = outgoing.asked();
        let answer = self.change(permit, outgoing, 200).await?;
        let denied = wire::denied_change(&answer.value, user, change);
        match denied {
            Some(what) => {
                let what = SafeText::new(&what);
                let mut error = ApiError::new(asked, ApiErrorKind::Contradictory { what });
                error.request_id = answer.request_id;
                Err(error)
            }
            None => Ok(answer.map(|_| ())),
        }
    }

    /// Reads one page of the account's OAuth tokens, everybody's (OAuth Tokens API, "List Tokens"
    /// with `all`; admins). `None` is the first page.
    pub(crate) async fn oauth_tokens(
        &self,
        purpose: Purpose,
        at: Option<&Cursor>,
    ) -> Result<Answered<TokenPage>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, TOKENS)
            .query(format!("all=true&{}", Cursor::query(at)));
        self.read(purpose, outgoing, |body| wire::tokens(body, at))
            .await
    }

    /// Revokes an OAuth token for good (OAuth Tokens API, "Revoke Token"). Only 204 means that it
    /// is revoked.
    pub(crate) async fn revoke_token(
        &self,
        permit: Permit,
        token: TokenId,
    ) -> Result<Answered<()>, ApiError> {
        self.end(permit, revocation(token), 204).await
    }
}

/// The request that revokes a token, whoever it belongs to.
pub(super) fn revocation(token: TokenId) -> OutgoingRequest {
    OutgoingRequest::at(REVOKE_TOKEN, format!("{TOKENS}/{token}"))
}

fn update(user: UserId, body: &'static [u8]) -> OutgoingRequest {
    let path = format!("/api/v2/users/{user}");
    OutgoingRequest::at(CHANGE_PERSON, path).body(Bytes::from_static(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    #[tokio::test]
    async fn each_operation_asks_for_its_own_path() {
        let script = Script::of([]);
        let client = script.client();
        let permit = || client.budget().acquire(Purpose::Ending);
        let user = UserId::new(12_345).unwrap();
        let token = TokenId::new(77).unwrap();
        for change in [PersonChange::Suspend, PersonChange::Unsuspend] {
            let changed = client.change_person(permit().await, user, change).await;
            changed.unwrap_err();
        }
        client.oauth_tokens(Purpose::Walk, None).await.unwrap_err();
        let shown = client.oauth_token(Purpose::Proof, token).await;
        shown.unwrap_err();
        client
            .revoke_token(permit().await, token)
            .await
            .unwrap_err();
        assert_eq!(
            script.asked(),
            [
                "PUT /api/v2/users/12345?",
                "PUT /api/v2/users/12345?",
                "GET /api/v2/oauth/tokens?all=true&page%5Bsize%5D=100",
                "GET /api/v2/oauth/tokens/77?",
                "DELETE /api/v2/oauth/tokens/77?",
            ]
        );
        let (barred, free) = (
            r#"{"user":{"suspended":true}}"#,
            r#"{"user":{"suspended":false}}"#,
        );
        assert_eq!(script.bodies(), [barred, free]);
    }

    #[tokio::test]
    async fn only_the_documented_status_is_a_success() {
        for status in [200, 201, 202, 204, 302, 404, 422, 500] {
            let script = Script::of((0..2).map(|_| reply(status, &[], "{}")));
            let client = script.client();
            let permit = client.budget().acquire(Purpose::Ending).await;
            let user = UserId::new(7).unwrap();
            let suspended = client
                .change_person(permit, user, PersonChange::Suspend)
                .await;
            assert_eq!(suspended.is_ok(), status == 200, "{status}");
            let permit = client.budget().acquire(Purpose::Ending).await;
            let revoked = client.revoke_token(permit, TokenId::new(7).unwrap()).await;
            assert_eq!(revoked.is_ok(), status == 204, "{status}");
        }
    }

    /// An answer that is about somebody else, as after a merge, or that shows the person as before, is no
    /// word that the change was made; one that does not say is.
    #[tokio::test]
    async fn an_answer_that_says_otherwise_is_no_success() {
        let (suspend, lift) = (PersonChange::Suspend, PersonChange::Unsuspend);
        for (change, body, what) in [
            (suspend, r#"{"user":{"id":7,"suspended":true}}"#, None),
            (suspend, r#"{"user":{"id":"7"}}"#, None),
            (suspend, "{}", None),
            (suspend, r#"{"user":{"id":7,"suspended":"no"}}"#, None),
            (
                suspend,
                r#"{"user":{"id":19,"suspended":true}}"#,
                Some("its answer is about user 19, not 7"),
            ),
            (
                suspend,
                r#"{"user":{"id":7,"suspended":false}}"#,
                Some("its answer shows user 7 as not suspended"),
            ),
            (lift, r#"{"user":{"id":7,"suspended":false}}"#, None),
            (
                lift,
                r#"{"user":{"id":7,"suspended":true}}"#,
                Some("its answer shows user 7 as suspended"),
            ),
        ] {
            let client = Script::of([reply(200, &[], body)]).client();
            let permit = client.budget().acquire(Purpose::Ending).await;
            let user = UserId::new(7).unwrap();
            let answer = client.change_person(permit, user, change).await;
            match what {
                None => assert!(answer.is_ok(), "{body}"),
                Some(what) => {
                    let error = answer.unwrap_err();
                    assert!(error.to_string().contains(what), "{error}");
                    assert!(error.may_have_taken_effect());
                }
            }
        }
    }
}
