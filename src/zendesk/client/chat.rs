//! The Zendesk Chat account (Chat Accounts API, `docs::zendesk_api` §7).
//!
//! A client of Chat has a Chat token, and a budget of its own: Chat counts its requests apart from
//! Support's.

use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value, json};

use super::super::wire::chat::{self, ChatAccount, FreeValue};
use super::super::{ApiError, Permit, Purpose};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};

const PATH: &str = "/api/v2/chat/account";

impl Client {
    /// Reads the account ("Show Account"), for admins; `billing` is shown to its owner alone.
    pub(crate) async fn chat_account(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<ChatAccount>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, PATH);
        self.read(purpose, outgoing, chat::account).await
    }

    /// Gives fields of `billing` new values ("Update Account"). This is for the owner of an account
    /// that was not made in Support. 200 means that Zendesk took the request;
    /// [`Self::chat_account`] shows what became of it.
    pub(crate) async fn set_chat_billing(
        &self,
        permit: Permit,
        fields: &[(String, FreeValue)],
    ) -> Result<Answered<()>, ApiError> {
        let billing: Map<String, Value> = fields
            .iter()
            .map(|(name, value)| (name.clone(), value.as_json().clone()))
            .collect();
        let body = Bytes::from(json!({ "billing": billing }).to_string());
        let outgoing = OutgoingRequest::to(Method::PUT, PATH).body(body);
        self.end(permit, outgoing, 200).await
    }

    /// Waits for the place of [`Self::set_chat_billing`], and tells so if it takes a while.
    pub(crate) async fn place_of_billing(&self) -> Result<Permit, ApiError> {
        let outgoing = OutgoingRequest::to(Method::PUT, PATH);
        self.place_of_change(&outgoing).await
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::script::{Script, reply};
    use super::*;

    #[tokio::test]
    async fn what_is_changed_is_sent_and_nothing_else() {
        let script = Script::of([reply(200, &[], "{}")]);
        let client = script.client();
        let fields = [
            ("email".to_owned(), FreeValue::text("a@b.example")),
            ("cycle".to_owned(), FreeValue::number(2)),
        ];
        let permit = client.budget().acquire(Purpose::Ending).await;
        client.set_chat_billing(permit, &fields).await.unwrap();
        assert_eq!(script.asked(), ["PUT /api/v2/chat/account?"]);
        assert_eq!(
            script.bodies(),
            [r#"{"billing":{"cycle":2,"email":"a@b.example"}}"#]
        );
    }

    #[tokio::test]
    async fn only_200_says_that_it_was_taken() {
        for status in [200, 201, 204, 302, 403, 405] {
            let client = Script::of([reply(status, &[], "{}")]).client();
            let permit = client.budget().acquire(Purpose::Ending).await;
            let taken = client.set_chat_billing(permit, &[]).await;
            assert_eq!(taken.is_ok(), status == 200, "{status}");
        }
    }
}
