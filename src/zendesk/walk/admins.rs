//! One pass over all pages of the account's admins.

use http::Method;
use rustc_hash::FxHashSet;

use super::{Course, PageNews};
use crate::model::{Role, User};
use crate::zendesk::{ApiError, ApiRequest, Client, Cursor, Purpose};

/// The path that lists people by their role.
const USERS: &str = "/api/v2/users";

/// Every admin of the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdminList {
    /// The admins, sorted by id.
    pub admins: Vec<User>,
    /// The number of records that are left out since they, or the role in them, could not be read.
    pub unreadable: usize,
    /// How many more people the server counts than it gave.
    pub lacking: u64,
}

impl AdminList {
    /// Reads all pages. The list is whole or it is an error. Whoever is listed and is no admin is
    /// left out.
    pub(crate) async fn read(client: &Client, purpose: Purpose) -> Result<Self, ApiError> {
        let mut course = Course::default();
        let mut list = Self::default();
        let (mut read, mut rows_read, mut counted) = (FxHashSet::default(), 0, 0);
        let ask = |at: Option<Cursor>| async move { client.admins(purpose, at.as_ref()).await };
        let list_of = || ApiRequest::to(Method::GET, USERS);
        while let Some(page) = course.page(client, list_of(), ask).await {
            let page = page?.value;
            let people = page.people;
            rows_read += (people.users.len() + people.unreadable) as u64;
            counted = page.count.map_or(counted, |count| count.max(counted));
            let of_no_role = people.users.iter().filter(|user| user.role == Role::Other);
            list.unreadable += of_no_role.count();
            let rows = people.users.iter().map(|user| read.insert(user.id));
            let news = PageNews::of(rows, people.unreadable);
            let admins = people.users.into_iter();
            list.admins
                .extend(admins.filter(|user| user.role == Role::Admin));
            list.unreadable += people.unreadable;
            course.arrive(page.next, news);
        }
        list.lacking = counted.saturating_sub(rows_read);
        list.admins.sort_by_key(|user| user.id);
        list.admins.dedup_by_key(|user| user.id);
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    fn page(users: &str, tail: &str) -> String {
        format!(r#"{{"users":[{users}],{tail}}}"#)
    }

    #[tokio::test]
    async fn all_pages_are_read_and_nobody_but_admins_is_taken() {
        let more = r#""meta":{"has_more":true,"after_cursor":"a"}"#;
        let last = r#""meta":{"has_more":false},"count":9"#;
        let user = |id, role| format!(r#"{{"id":{id},"name":"x","role":"{role}"}}"#);
        let first = format!("{},{}", user(2, "admin"), user(3, "agent"));
        let second = format!(
            r#"{},{},{{"id":"?"}},{{"id":4,"name":"x","role":null}}"#,
            user(1, "admin"),
            user(2, "admin")
        );
        let script = Script::of([
            reply(200, &[], &page(&first, more)),
            reply(200, &[], &page(&second, last)),
        ]);
        let list = AdminList::read(&script.client(), Purpose::Asked).await;
        let list = list.unwrap();
        let ids: Vec<u64> = list.admins.iter().map(|user| user.id.get()).collect();
        // Whose role cannot be read may be an admin, and so may whoever is counted and was not given.
        assert_eq!((ids, list.unreadable), (vec![1, 2], 2));
        assert_eq!(list.lacking, 3);
    }

    #[tokio::test]
    async fn half_a_list_is_an_error() {
        let more = r#""meta":{"has_more":true,"after_cursor":"a"}"#;
        let user = r#"{"id":2,"name":"x","role":"admin"}"#;
        for second in [reply(403, &[], ""), reply(200, &[], "{}")] {
            let script = Script::of([reply(200, &[], &page(user, more)), second]);
            let list = AdminList::read(&script.client(), Purpose::Asked).await;
            list.unwrap_err();
        }
    }
}
