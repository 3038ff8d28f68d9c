//! One person's own list of sessions.

use tokio::time::Instant;

use super::{Walk, WalkError};
use crate::model::{Session, UserId};
use crate::zendesk::{Answered, ApiError, Client, Purpose};

/// One person's own list, read to its end, with everything that says how far it is to be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonList {
    /// The sessions of that person.
    pub sessions: Vec<Session>,
    /// The number of records whose ids could not be read, or that the list counts and does not have.
    pub holes: usize,
    /// The number of rows that belong to other people, which are not this person's sessions.
    pub others: usize,
    /// Whether there was such a list at all. A list that is not found may be at a wrong path, or of
    /// another account.
    pub is_found: bool,
}

impl PersonList {
    /// The list of `user` with these rows, all of which could be read.
    pub fn of(user: UserId, rows: Vec<Session>) -> Self {
        let mut list = Self {
            sessions: Vec::new(),
            holes: 0,
            others: 0,
            is_found: true,
        };
        list.add(user, rows);
        list
    }

    /// Reads all pages of the list of `user`.
    ///
    /// # Errors
    /// If a page cannot be read. A list that is not found is no error, and proves nothing.
    pub async fn read(
        client: &Client,
        purpose: Purpose,
        user: UserId,
    ) -> Result<Answered<Self>, ApiError> {
        let began = Instant::now();
        let mut walk = Walk::of(client.clone(), purpose, user);
        let mut list = Self::of(user, Vec::new());
        let (mut last, mut counted) = (None, None);
        while let Some(page) = walk.next().await {
            let page = match page.map_err(|error: WalkError| ApiError::from(error)) {
                Err(error) if error.status() == Some(404) => {
                    list.is_found = false;
                    last = Some((None, error.request_id, 404));
                    break;
                }
                page => page?,
            };
            last = Some((page.server_date, page.request_id, page.status));
            list.holes += page.value.unreadable;
            list.add(user, page.value.sessions);
            counted = page.value.count.or(counted);
        }
        // What is counted and not given is there, for all that anybody knows.
        let counted = counted.map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX));
        let given = list.sessions.len() + list.holes + list.others;
        list.holes += counted.saturating_sub(given);
        let (server_date, request_id, status) = last.unwrap_or((None, None, 200));
        Ok(Answered {
            value: list,
            server_date,
            request_id,
            status,
            took: began.elapsed(),
        })
    }

    fn add(&mut self, user: UserId, rows: Vec<Session>) {
        let before = rows.len();
        let theirs = rows.into_iter().filter(|row| row.key.user == user);
        let known = self.sessions.len();
        self.sessions.extend(theirs);
        self.others += before - (self.sessions.len() - known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    /// Whose list it is that has no end, and where, is told.
    #[tokio::test]
    async fn a_list_that_leads_in_a_circle_is_told_by_its_own_path_and_page() {
        let page = r#"{"sessions":[{"id":1,"user_id":7}],
            "meta":{"has_more":true,"after_cursor":"a"}}"#;
        let script = Script::of([reply(200, &[], page), reply(200, &[], page)]);
        let user = UserId::new(7).unwrap();
        let read = PersonList::read(&script.client(), Purpose::Walk, user).await;
        let message = read.unwrap_err().to_string();
        for part in [
            "page 3",
            "leads in a circle",
            "GET /api/v2/users/7/sessions",
        ] {
            assert!(message.contains(part), "{message}");
        }
    }

    /// What makes a list unable to prove anything is counted, and no row of somebody else is taken
    /// for this person's.
    #[tokio::test]
    async fn what_is_wrong_with_a_list_is_counted() {
        let (ours, theirs) = (r#"{"id":1,"user_id":7}"#, r#"{"id":2,"user_id":8}"#);
        let list = |rows: &[&str]| format!(r#"{{"sessions":[{}]}}"#, rows.join(","));
        for (status, body, sessions, holes, others, is_found) in [
            (200, list(&[ours]), 1, 0, 0, true),
            (200, list(&[]), 0, 0, 0, true),
            (
                200,
                r#"{"sessions":[],"count":2}"#.to_owned(),
                0,
                2,
                0,
                true,
            ),
            (
                200,
                format!(r#"{{"sessions":[{ours}],"count":5}}"#),
                1,
                4,
                0,
                true,
            ),
            (
                200,
                format!(r#"{{"sessions":[{ours}],"count":1}}"#),
                1,
                0,
                0,
                true,
            ),
            (
                200,
                r#"{"sessions":[],"count":0}"#.to_owned(),
                0,
                0,
                0,
                true,
            ),
            (
                200,
                list(&[
                    ours,
                    r#"{"id":3,"user_id":"?"}"#,
                    r#"{"id":null,"user_id":7}"#,
                ]),
                1,
                2,
                0,
                true,
            ),
            (200, list(&[theirs, theirs]), 0, 0, 2, true),
            // The path says whose the list is, so a row need not.
            (
                200,
                list(&[r#"{"id":3}"#, r#"{"id":4,"user_id":null}"#]),
                2,
                0,
                0,
                true,
            ),
            (404, String::new(), 0, 0, 0, false),
        ] {
            // Where more is counted, there may be another page.
            let more = r#"{"sessions":[],"count":5}"#;
            let script = Script::of([reply(status, &[], &body), reply(200, &[], more)]);
            let user = UserId::new(7).unwrap();
            let read = PersonList::read(&script.client(), Purpose::Walk, user).await;
            let read = read.unwrap();
            assert_eq!(read.status, status);
            let list = read.value;
            let counts = (list.sessions.len(), list.holes, list.others, list.is_found);
            assert_eq!(counts, (sessions, holes, others, is_found), "{body}");
        }
    }
}
