//! People who are looked for by what is known of them (`docs::zendesk_api` §4).

use http::Method;
use url::form_urlencoded::byte_serialize;

use super::outgoing::OutgoingRequest;
use super::{Answered, Client, People};
use crate::zendesk::wire::{self, Cursor};
use crate::zendesk::{ApiError, Purpose};

/// One page of up to 100 people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeoplePage {
    /// The people, in the server's order.
    pub people: People,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
}

impl Client {
    /// Reads one page of the account's admins (Users API, "List Users" with `role`). `None` is the
    /// first page.
    pub(crate) async fn admins(
        &self,
        purpose: Purpose,
        at: Option<&Cursor>,
    ) -> Result<Answered<PeoplePage>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users")
            .query(format!("role=admin&{}", Cursor::query(at)));
        self.read(purpose, outgoing, |body| wire::people_page(body, at))
            .await
    }

    /// Reads the people whom the server's search finds by an address, up to 100 of them (Users API,
    /// "Search Users"). It also finds people by addresses that are not their first one, and may find
    /// others: whose address it is must be compared.
    pub(crate) async fn people_by_address(
        &self,
        purpose: Purpose,
        address: &str,
    ) -> Result<Answered<People>, ApiError> {
        let address: String = byte_serialize(address.as_bytes()).collect();
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/search")
            .query(format!("query=email%3A{address}&per_page=100"));
        self.read(purpose, outgoing, wire::people).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::Script;

    #[tokio::test]
    async fn an_address_cannot_become_another_question() {
        let script = Script::of([]);
        let client = script.client();
        client.admins(Purpose::Asked, None).await.unwrap_err();
        for address in ["a+b@example.com", "x&role=admin@b.c"] {
            let asked = client.people_by_address(Purpose::Asked, address).await;
            asked.unwrap_err();
        }
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/users?role=admin&page%5Bsize%5D=100",
                "GET /api/v2/users/search?query=email%3Aa%2Bb%40example.com&per_page=100",
                "GET /api/v2/users/search?query=email%3Ax%26role%3Dadmin%40b.c&per_page=100",
            ]
        );
    }
}
