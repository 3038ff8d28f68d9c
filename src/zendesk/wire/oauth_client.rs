//! OAuth clients as the API lists them. Their secrets, of which a list has a part, are not read.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::record::{IdNumber, Text};
use super::{Count, Cursor, DecodeError, NextPage, PageLinks, PageMeta, Paging, parse, readable};
use crate::model::{OAuthClient, SafeText, UserId};

/// One page of up to 100 OAuth clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientPage {
    /// The clients, in the server's order.
    pub clients: Vec<OAuthClient>,
    /// The number of records that could not be read and are left out.
    pub unreadable: usize,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
}

/// A page of clients of either list, with the fields around them.
#[derive(Deserialize)]
struct ListedClients<'a> {
    #[serde(borrow, alias = "global_clients")]
    clients: Vec<&'a RawValue>,
    meta: Option<PageMeta>,
    links: Option<PageLinks>,
    #[serde(default)]
    next_page: NextPage,
    count: Option<Count>,
}

#[derive(Deserialize)]
struct ClientRecord {
    id: u64,
    #[serde(default)]
    name: Option<Text>,
    #[serde(default)]
    identifier: Option<Text>,
    #[serde(default)]
    user_id: Option<IdNumber>,
}

impl ClientRecord {
    /// The client, under its identifier where it has no name; `None` where it has neither.
    fn client(self) -> Option<OAuthClient> {
        let text = |text: Option<Text>| text.map(|text| text.0);
        let is_name = |name: &SafeText| !name.original().trim().is_empty();
        let name = text(self.name).filter(is_name);
        Some(OAuthClient {
            id: self.id,
            name: name.or_else(|| text(self.identifier).filter(is_name))?,
            made_by: self.user_id.and_then(|id| UserId::new(id.0)),
        })
    }
}

/// Decodes one page of clients, which was asked for at `at`.
pub(in crate::zendesk) fn oauth_clients(
    body: &[u8],
    at: Option<&Cursor>,
) -> Result<ClientPage, DecodeError> {
    let text = String::from_utf8_lossy(body);
    let page: ListedClients<'_> = parse(text.as_bytes(), "not a page of OAuth clients")?;
    let (records, unreadable) = readable::<ClientRecord>("clients", &page.clients);
    let read = records.len();
    let clients: Vec<OAuthClient> = (records.into_iter())
        .filter_map(ClientRecord::client)
        .collect();
    let paging = Paging {
        meta: page.meta.as_ref(),
        links: page.links.as_ref(),
        next_page: page.next_page,
        count: page.count.as_ref().and_then(Count::number),
        rows: page.clients.len(),
    };
    Ok(ClientPage {
        unreadable: unreadable + read - clients.len(),
        next: paging.next(at)?,
        clients,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Result<ClientPage, &'static str> {
        oauth_clients(body.as_bytes(), None).map_err(|error| error.what)
    }

    #[test]
    fn clients_of_both_lists_have_a_name_and_the_first_of_them_a_maker() {
        let own = page(
            r#"{"clients":[{"id":1,"identifier":"test_client","name":"My Test Client",
            "company":"Zendesk","secret":"af3t24tfj3","user_id":29451,"global":false}],
            "meta":{"has_more":true,"after_cursor":"abc"}}"#,
        )
        .unwrap();
        assert!(own.next.is_some() && own.unreadable == 0);
        let expected = OAuthClient {
            id: 1,
            name: SafeText::new("My Test Client"),
            made_by: UserId::new(29_451),
        };
        assert_eq!(own.clients, [expected]);
        assert!(!format!("{own:?}").contains("af3t"));
        let global = r#"{"global_clients":[{"id":2,"identifier":"global_client","name":" "}]}"#;
        let global = page(global).unwrap();
        assert_eq!(global.clients[0].name.as_str(), "global_client");
        assert_eq!((global.clients[0].made_by, global.next), (None, None));
    }

    #[test]
    fn a_broken_record_costs_itself_alone() {
        let fine = r#"{"id":1,"name":"A"}"#;
        for broken in [
            r#"{"id":"x","name":"B"}"#,
            r#"{"id":2}"#,
            "null",
            r#"{"name":"C"}"#,
        ] {
            let page = page(&format!(r#"{{"clients":[{fine},{broken}]}}"#)).expect(broken);
            assert_eq!((page.clients.len(), page.unreadable), (1, 1), "{broken}");
        }
        let hostile = page(r#"{"clients":[{"id":1,"name":"\u001b[2J"}]}"#).unwrap();
        assert!(
            !hostile.clients[0]
                .name
                .as_str()
                .chars()
                .any(SafeText::is_forbidden)
        );
        assert_eq!(page("{}"), Err("not a page of OAuth clients"));
        assert_eq!(page("<html>"), Err("a page of HTML"));
    }
}
