//! One pass over both lists of OAuth clients.

use std::sync::Arc;

use http::Method;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Course, PageNews};
use crate::model::{ClientName, OAuthClient, OAuthToken, UserId, counted};
use crate::zendesk::client::ClientOrigin;
use crate::zendesk::{ApiError, ApiRequest, Client, Cursor, Purpose};

/// The OAuth clients by number, as far as they could be read. Without them tokens keep the numbers
/// of their clients.
#[derive(Clone, Debug, Default)]
pub struct OAuthClients {
    by_id: FxHashMap<u64, OAuthClient>,
    /// Why a list, or a part of it, is missing.
    missing: Option<Arc<ApiError>>,
    /// The number of records that could not be read.
    unreadable: usize,
}

impl OAuthClients {
    /// Reads both lists. What cannot be read is missing, with the reason; names are no reason to
    /// give up what they are names for.
    ///
    /// # Errors
    /// If the credentials are refused altogether.
    pub async fn read(client: &Client, purpose: Purpose) -> Result<Self, ApiError> {
        let mut clients = Self::default();
        for origin in ClientOrigin::ALL {
            match clients.read_list(client, purpose, origin).await {
                Ok(()) => {}
                Err(error) if error.refuses_credentials() => return Err(error),
                Err(error) => {
                    clients.missing.get_or_insert(Arc::new(error));
                }
            }
        }
        Ok(clients)
    }

    async fn read_list(
        &mut self,
        client: &Client,
        purpose: Purpose,
        origin: ClientOrigin,
    ) -> Result<(), ApiError> {
        let mut course = Course::default();
        let mut read = FxHashSet::default();
        let ask = |at: Option<Cursor>| async move {
            client.oauth_clients(purpose, origin, at.as_ref()).await
        };
        let list_of = || ApiRequest::to(Method::GET, origin.path());
        while let Some(page) = course.page(client, list_of(), ask).await {
            let page = page?.value;
            self.unreadable += page.unreadable;
            let rows = page.clients.iter().map(|client| read.insert(client.id));
            let news = PageNews::of(rows, page.unreadable);
            for client in page.clients {
                // The account's own list says more, and is read first.
                self.by_id.entry(client.id).or_insert(client);
            }
            course.arrive(page.next, news);
        }
        Ok(())
    }

    /// Why a client of a token may have no name here; `None` if both lists are whole.
    pub(crate) fn why_not(&self) -> Option<String> {
        if let Some(error) = &self.missing {
            return Some(format!("not every OAuth client could be read: {error}"));
        }
        let records = counted(self.unreadable, "OAuth client", "OAuth clients");
        (self.unreadable > 0).then(|| format!("{records} could not be read"))
    }

    /// The clients that one of these people made, in order of their numbers.
    pub(crate) fn made_by(&self, people: &[UserId]) -> Vec<&OAuthClient> {
        let clients = self.by_id.values();
        let theirs = |client: &&OAuthClient| client.made_by.is_some_and(|by| people.contains(&by));
        let mut clients: Vec<&OAuthClient> = clients.filter(theirs).collect();
        clients.sort_unstable_by_key(|client| client.id);
        clients
    }

    /// Gives each token the name of its client, and says whether that is the name of another as well.
    pub(crate) fn name_in(&self, tokens: &mut [OAuthToken]) {
        let mut called: FxHashMap<&str, usize> = FxHashMap::default();
        for client in self.by_id.values() {
            *called.entry(client.name.as_str()).or_default() += 1;
        }
        for token in tokens {
            let client = token.client.shown().and_then(|id| self.get(*id));
            token.client_name = client.map(|client| {
                let is_shared = called.get(client.name.as_str()).is_some_and(|of| *of > 1);
                ClientName::new(client.name.clone(), is_shared)
            });
        }
    }

    /// The client with this number.
    pub(crate) fn get(&self, id: u64) -> Option<&OAuthClient> {
        self.by_id.get(&id)
    }
}

impl FromIterator<OAuthClient> for OAuthClients {
    fn from_iter<T: IntoIterator<Item = OAuthClient>>(clients: T) -> Self {
        let clients = clients.into_iter();
        Self {
            by_id: clients.map(|client| (client.id, client)).collect(),
            missing: None,
            unreadable: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SafeText, Sent, TokenId};
    use crate::zendesk::script::{Script, reply};

    #[tokio::test(start_paused = true)]
    async fn both_lists_are_read_to_their_ends() {
        let more =
            r#"{"clients":[{"id":1,"name":"A"}],"meta":{"has_more":true,"after_cursor":"a"}}"#;
        let script = Script::of([
            reply(200, &[], more),
            reply(503, &[], ""),
            reply(
                200,
                &[],
                r#"{"clients":[{"id":2,"name":"B"}],"meta":{"has_more":false}}"#,
            ),
            reply(
                200,
                &[],
                r#"{"global_clients":[{"id":2,"name":"X"},{"id":3,"name":"C"}]}"#,
            ),
        ]);
        let clients = OAuthClients::read(&script.client(), Purpose::Asked).await;
        let clients = clients.unwrap();
        let name = |id| clients.get(id).map(|client| client.name.as_str());
        assert_eq!(
            [1, 2, 3, 4].map(name),
            [Some("A"), Some("B"), Some("C"), None]
        );
        assert!(clients.missing.is_none());
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/oauth/clients?page%5Bsize%5D=100",
                "GET /api/v2/oauth/clients?page%5Bsize%5D=100&page%5Bafter%5D=a",
                "GET /api/v2/oauth/clients?page%5Bsize%5D=100&page%5Bafter%5D=a",
                "GET /api/v2/oauth/global_clients?page%5Bsize%5D=100",
            ]
        );
    }

    /// Two clients may be called alike, and then the number says which is meant.
    #[test]
    fn clients_of_one_name_are_told_apart_by_their_numbers() {
        let client = |id: u64, name: &str| OAuthClient {
            id,
            name: SafeText::new(name),
            made_by: None,
        };
        let clients = [
            client(1, "Importer"),
            client(2, "Importer"),
            client(3, "Mail"),
        ];
        let clients: OAuthClients = clients.into_iter().collect();
        let token = |number: u64, client: u64| {
            let (id, user) = (TokenId::new(number), UserId::new(9));
            OAuthToken {
                client: Sent::Is(client),
                ..OAuthToken::of(id.unwrap(), user.unwrap())
            }
        };
        let mut tokens = [token(10, 1), token(20, 2), token(30, 3), token(40, 4)];
        clients.name_in(&mut tokens);
        assert_eq!(
            tokens.each_ref().map(OAuthToken::named),
            [
                "10 (Importer, client 1)",
                "20 (Importer, client 2)",
                "30 (Mail)",
                "40 (client 4)"
            ]
        );
        let name = |token: &OAuthToken| token.name_of_client().shown().map(ToString::to_string);
        assert_eq!(name(&tokens[1]).as_deref(), Some("Importer, client 2"));
        // What machines read is the name.
        let raw = tokens[0].client_name.as_ref().map(ClientName::original);
        assert_eq!(raw, Some("Importer"));
    }

    #[tokio::test]
    async fn a_list_that_may_not_be_read_costs_itself_alone_and_the_reason_stays() {
        let script = Script::of([
            reply(403, &[], ""),
            reply(200, &[], r#"{"global_clients":[{"id":3,"name":"C"}]}"#),
        ]);
        let clients = OAuthClients::read(&script.client(), Purpose::Asked).await;
        let clients = clients.unwrap();
        assert!(clients.get(3).is_some());
        assert_eq!(clients.missing.unwrap().status(), Some(403));
        let script = Script::of([reply(401, &[], "")]);
        OAuthClients::read(&script.client(), Purpose::Asked)
            .await
            .unwrap_err();
    }
}
