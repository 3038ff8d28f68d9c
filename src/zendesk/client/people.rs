//! People by their ids, by their role, and one alone (`docs::zendesk_api` §4).

use http::Method;

use super::outgoing::{MOST_IDS, OutgoingRequest, listed};
use super::{Answered, Client};
use crate::model::{User, UserId};
use crate::zendesk::wire::{self, Cursor, People, PeoplePage};
use crate::zendesk::{ApiError, Purpose};

impl Client {
    /// Reads these people, deleted ones included (Users API, "Show Many Users"). It takes from 1 to
    /// 100 ids; any other number is refused without asking Zendesk.
    pub async fn people(
        &self,
        purpose: Purpose,
        ids: &[UserId],
    ) -> Result<Answered<People>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/show_many")
            .query(format!("ids={}&include_deleted=true", listed(ids)));
        if !MOST_IDS.contains(&ids.len()) {
            return Err(outgoing.uncountable(ids.len()));
        }
        self.read(purpose, outgoing, wire::people).await
    }

    /// Reads one person (Users API, "Show User"). Whoever is deleted is shown as well; nobody of this
    /// number is [`ApiErrorKind::NotFound`](crate::zendesk::ApiErrorKind::NotFound).
    pub(crate) async fn person(
        &self,
        purpose: Purpose,
        user: UserId,
    ) -> Result<Answered<User>, ApiError> {
        let outgoing = OutgoingRequest::new(
            Method::GET,
            "/api/v2/users/{user}",
            format!("/api/v2/users/{user}"),
        );
        self.read(purpose, outgoing, wire::person).await
    }

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    #[tokio::test]
    async fn admins_are_asked_for_page_by_page() {
        let script = Script::of([]);
        let client = script.client();
        client.admins(Purpose::Asked, None).await.unwrap_err();
        let asked = "GET /api/v2/users?role=admin&page%5Bsize%5D=100";
        assert_eq!(script.asked(), [asked]);
    }

    #[tokio::test]
    async fn one_person_is_asked_for_alone() {
        let script = Script::of([reply(200, &[], r#"{"user":{"id":7,"name":"Ann"}}"#)]);
        let client = script.client();
        let user = UserId::new(7).unwrap();
        let answer = client.person(Purpose::Asked, user).await.unwrap();
        assert_eq!(answer.value.id, user);
        assert_eq!(script.asked(), ["GET /api/v2/users/7?"]);
    }
}
