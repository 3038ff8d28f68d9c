//! Looking people and organisations up by what they are called. A search lags behind, finds what is
//! merely alike, and finds people by addresses that are not their first: it only says whom to read.

use http::Method;
use url::form_urlencoded::byte_serialize;

use super::super::wire::{self, PeopleHits, PersonAddresses};
use super::super::{ApiError, Cursor, Purpose};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};
use crate::model::{EmailAddress, Organization, SafeText, User, UserId};

/// The pages of a search by an address that are read: a search of Zendesk's ends after a thousand hits.
const ADDRESS_PAGES: u32 = 10;

/// What people are searched by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PeopleSearch {
    /// An address in one of its spellings.
    Address(String),
    /// Words, in the language of Zendesk's own search.
    Words(String),
}

impl PeopleSearch {
    /// The searches that find whoever has an address: one for each of its spellings.
    pub(crate) fn by_address(address: &EmailAddress) -> impl Iterator<Item = Self> + use<> {
        address.spellings().into_iter().map(Self::Address)
    }
}

impl Client {
    /// Searches for people (Users API, "Search Users"; admins and agents). The deleted are not found,
    /// and whoever is new may not be found yet. By an address every page is read, as far as the search
    /// goes: somebody else who has it may be on any of them.
    pub(crate) async fn search_people(
        &self,
        purpose: Purpose,
        search: &PeopleSearch,
    ) -> Result<Answered<PeopleHits>, ApiError> {
        let query = match search {
            PeopleSearch::Address(address) => format!("email:{address}"),
            PeopleSearch::Words(words) => words.clone(),
        };
        let mut found = self.search_page(purpose, &query, (1, 0)).await?;
        if matches!(search, PeopleSearch::Words(_)) {
            return Ok(found);
        }
        for page in 2..=ADDRESS_PAGES {
            let hits = &mut found.value;
            if !hits.are_more {
                break;
            }
            let before = hits.people.users.len() + hits.people.unreadable;
            let next = self.search_page(purpose, &query, (page, before)).await?;
            let PeopleHits { people, are_more } = next.value;
            let is_known = |user: &User| hits.people.users.iter().any(|known| known.id == user.id);
            let brings_nobody = people.unreadable == 0 && people.users.iter().all(is_known);
            hits.people.users.extend(people.users);
            hits.people.unreadable += people.unreadable;
            hits.people.unreadable_ids.extend(people.unreadable_ids);
            hits.are_more = are_more;
            // A page without anybody new leads nowhere, whatever it says of more.
            if brings_nobody {
                break;
            }
        }
        Ok(found)
    }

    /// One page of a search. So many people were on the pages before it.
    async fn search_page(
        &self,
        purpose: Purpose,
        query: &str,
        (page, before): (u32, usize),
    ) -> Result<Answered<PeopleHits>, ApiError> {
        // This list has pages by number alone (`docs::zendesk_api` §2.2).
        let at = if page == 1 {
            String::new()
        } else {
            format!("&page={page}")
        };
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/users/search")
            .query(format!("query={}&per_page=100{at}", encoded(query)));
        let decode = |body: &[u8]| wire::found_people(body, before);
        self.read(purpose, outgoing, decode).await
    }

    /// Reads somebody's addresses (User Identities API; admins and agents).
    pub(crate) async fn addresses_of(
        &self,
        purpose: Purpose,
        user: UserId,
    ) -> Result<Answered<PersonAddresses>, ApiError> {
        let outgoing = OutgoingRequest::new(
            Method::GET,
            "/api/v2/users/{user}/identities",
            format!("/api/v2/users/{user}/identities"),
        )
        .query(Cursor::query(None));
        self.read(purpose, outgoing, wire::addresses).await
    }

    /// Searches for organisations of exactly this name (Organizations API, "Search Organizations";
    /// admins and agents). Letter case makes no difference to Zendesk.
    pub(crate) async fn search_organizations(
        &self,
        purpose: Purpose,
        name: &SafeText,
    ) -> Result<Answered<Vec<Organization>>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/organizations/search")
            .query(format!("name={}", encoded(name.original())));
        self.read(purpose, outgoing, wire::enrichment::organizations)
            .await
    }
}

/// The text as part of a query, with nothing in it that means something there.
fn encoded(text: &str) -> String {
    let encoded: String = byte_serialize(text.as_bytes()).collect();
    // A plus stands for a blank in forms alone.
    encoded.replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::super::super::script::{Script, reply};
    use super::*;

    #[tokio::test]
    async fn what_is_searched_for_is_one_value_of_the_query() {
        let script = Script::of([]);
        let client = script.client();
        let address: EmailAddress = "o'b+x&y=z%#/?@Example.com".parse().unwrap();
        let words = PeopleSearch::Words("Ännä \"B&C\" role:admin+x".to_owned());
        for search in PeopleSearch::by_address(&address).chain([words]) {
            let asked = client.search_people(Purpose::Asked, &search).await;
            asked.unwrap_err();
        }
        let user = UserId::new(7).unwrap();
        let asked = client.addresses_of(Purpose::Asked, user).await;
        asked.unwrap_err();
        let name = SafeText::new("A & B+C");
        let asked = client.search_organizations(Purpose::Asked, &name).await;
        asked.unwrap_err();
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/users/search?query=email%3Ao%27b%2Bx%26y%3Dz%25%23%2F%3F%40Example.com\
                 &per_page=100",
                "GET /api/v2/users/search?query=%C3%84nn%C3%A4%20%22B%26C%22%20role%3Aadmin%2Bx\
                 &per_page=100",
                "GET /api/v2/users/7/identities?page%5Bsize%5D=100",
                "GET /api/v2/organizations/search?name=A%20%26%20B%2BC",
            ]
        );
    }

    /// A list that goes on is not the whole list, whichever way the server says so.
    #[tokio::test]
    async fn a_search_says_whether_there_are_more() {
        let user = r#"{"id":7,"name":"Ann","email":"ann@example.com","role":"admin"}"#;
        for (around, are_more) in [
            ("", false),
            (r#","count":1,"next_page":null"#, false),
            (r#","count":"many","next_page":7"#, false),
            (r#","count":101"#, true),
            (r#","count":500,"next_page":null"#, false),
            (r#","count":500,"next_page":"""#, false),
            (r#","next_page":"""#, false),
            (r#","next_page":"https://elsewhere.example/?page=2""#, true),
        ] {
            let body = format!(r#"{{"users":[{user}]{around}}}"#);
            let script = Script::of([reply(200, &[], &body)]);
            let words = PeopleSearch::Words("ann".to_owned());
            let found = script.client().search_people(Purpose::Asked, &words).await;
            let found = found.unwrap().value;
            assert_eq!(found.people.users.len(), 1);
            assert_eq!(found.are_more, are_more, "{around}");
        }
        let body = r#"{"users":[{"id":8,"email":5},{"id":"x"},{"id":7}]}"#;
        let script = Script::of([reply(200, &[], body)]);
        let words = PeopleSearch::Words("ann".to_owned());
        let found = script.client().search_people(Purpose::Asked, &words).await;
        let people = found.unwrap().value.people;
        assert_eq!((people.users.len(), people.unreadable), (2, 1));
    }

    /// Whoever has an address may be on any page of those whose addresses are merely alike.
    #[tokio::test]
    async fn a_search_by_an_address_is_read_to_its_end() {
        let user = |id: u64| {
            format!(r#"{{"id":{id},"name":"Ann","email":"ann@example.com","role":"agent"}}"#)
        };
        let page = |id: u64, next: &str| {
            let body = format!(r#"{{"users":[{}],"count":2,"next_page":{next}}}"#, user(id));
            reply(200, &[], &body)
        };
        let by = |script: &std::sync::Arc<Script>| {
            let client = script.client();
            async move {
                let address = PeopleSearch::Address("ann@example.com".to_owned());
                client.search_people(Purpose::Asked, &address).await
            }
        };
        let script = Script::of([page(7, r#""https://x.example/?page=2""#), page(8, "null")]);
        let found = by(&script).await.unwrap().value;
        let ids: Vec<u64> = found
            .people
            .users
            .iter()
            .map(|user| user.id.get())
            .collect();
        assert_eq!((ids, found.are_more), (vec![7, 8], false));
        assert!(script.asked()[1].ends_with("&per_page=100&page=2"));
        // A second page that cannot be read is no end.
        let link = r#""https://x.example/?page=2""#;
        let script = Script::of([page(7, link), reply(500, &[], "")]);
        assert!(by(&script).await.is_err());
        // A page after which there is none answers all, whatever is counted.
        for next in ["null", r#""""#] {
            let script = Script::of([page(7, next)]);
            let found = by(&script).await.unwrap().value;
            assert!(!found.are_more && script.asked().len() == 1, "{next}");
        }
        // The same page over and over leads nowhere.
        let script = Script::of([page(7, link), page(7, link), page(7, link)]);
        let found = by(&script).await.unwrap().value;
        assert!(found.are_more && script.asked().len() == 2);
        let endless = (0..20).map(|id| page(id + 1, r#""https://x.example""#));
        let script = Script::of(endless);
        let found = by(&script).await.unwrap().value;
        assert!(found.are_more && found.people.users.len() == 10);
    }

    #[tokio::test]
    async fn addresses_are_whole_where_all_of_them_could_be_read() {
        let mail = r#"{"type":"email","value":"ann@example.com"}"#;
        let phone = r#"{"type":"phone_number","value":"+4930"}"#;
        for (rows, around, is_whole) in [
            (format!("{mail},{phone}"), "", true),
            (mail.to_owned(), r#","meta":{"has_more":false}"#, true),
            (mail.to_owned(), r#","meta":{"has_more":true}"#, false),
            (
                mail.to_owned(),
                r#","next_page":"https://x.example""#,
                false,
            ),
            (format!(r#"{mail},{{"type":"email","value":7}}"#), "", false),
            (format!("{mail},5"), "", false),
        ] {
            let body = format!(r#"{{"identities":[{rows}]{around}}}"#);
            let script = Script::of([reply(200, &[], &body)]);
            let user = UserId::new(7).unwrap();
            let theirs = script.client().addresses_of(Purpose::Asked, user).await;
            let theirs = theirs.unwrap().value;
            assert_eq!(theirs.addresses, [SafeText::new("ann@example.com")]);
            assert_eq!(theirs.is_whole, is_whole, "{body}");
        }
    }
}
