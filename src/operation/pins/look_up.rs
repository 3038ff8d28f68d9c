//! Who has an address, asked of Zendesk's own search. What it finds by a part of an address is told
//! apart from what it finds by another address of the person.
//!
//! - here the searches for one address
//! - `protected` who has the protected addresses
//! - `behind` who the person behind a service's credentials is

mod behind;
mod protected;

use crate::model::{EmailAddress, Sent, UserId};
use crate::zendesk::{ApiError, Client, People, PeopleSearch, Purpose, RetryPolicy, logged};

pub(crate) use self::behind::look_up_behind;
pub(crate) use self::protected::look_up_protected;

/// The most people found by an address whose other addresses are read.
const OTHER_ADDRESSES: usize = 20;

/// The people whom the server finds by an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct AddressAnswer {
    /// Those whose first address it is.
    first: Vec<UserId>,
    /// Those who have it as another address, or of whom that cannot be known.
    other: Vec<UserId>,
    /// Whether the search goes on beyond them.
    is_partial: bool,
}

impl AddressAnswer {
    /// Takes in what one search found; returns those whose first address is another one.
    fn add(&mut self, address: &EmailAddress, found: &People) -> Vec<UserId> {
        let mut others = Vec::new();
        let is_known = |answer: &Self, id| answer.first.contains(&id) || answer.other.contains(&id);
        for user in &found.users {
            match &user.email {
                _ if is_known(self, user.id) => {}
                Sent::Is(email) if address.is(email) => self.first.push(user.id),
                _ => others.push(user.id),
            }
        }
        let unreadable = found.unreadable_ids.iter().copied();
        self.other.extend(unreadable);
        others
    }

    fn everybody(&self) -> Vec<UserId> {
        self.first.iter().chain(&self.other).copied().collect()
    }
}

/// Asks who has this address, by each of its spellings. Whoever is found and has another first address
/// is merely alike if their whole list of addresses lacks this one.
async fn look_up(client: &Client, address: &EmailAddress) -> Result<AddressAnswer, ApiError> {
    let policy = RetryPolicy::default();
    let mut answer = AddressAnswer::default();
    let mut looked_into = 0;
    for search in PeopleSearch::by_address(address) {
        let ask = || client.search_people(Purpose::Asked, &search);
        let found = client.retrying(&policy, ask).await?.value;
        answer.is_partial |= found.are_more;
        for user in answer.add(address, &found.people) {
            looked_into += 1;
            let is_alike =
                looked_into <= OTHER_ADDRESSES && is_merely_alike(client, address, user).await;
            if !is_alike {
                answer.other.push(user);
            }
        }
    }
    Ok(answer)
}

/// Whether somebody who was found by an address is known not to have it.
async fn is_merely_alike(client: &Client, address: &EmailAddress, user: UserId) -> bool {
    let policy = RetryPolicy::default();
    let ask = || client.addresses_of(Purpose::Asked, user);
    match client.retrying(&policy, ask).await {
        Ok(theirs) => {
            let theirs = theirs.value;
            theirs.is_whole && !theirs.addresses.iter().any(|sent| address.is(sent))
        }
        Err(error) => {
            tracing::debug!("addresses: {}", logged(&error));
            false
        }
    }
}

fn listed(people: &[UserId]) -> String {
    let people = people.iter().take(5);
    let people: Vec<String> = people.map(|user| format!("user {user}")).collect();
    people.join(", ")
}

/// What the server sends to such searches.
#[cfg(test)]
mod tests {
    /// A page of people with these ids and addresses.
    pub(super) fn found(people: &[(u64, Option<&str>)]) -> String {
        let users = people.iter().map(|(id, email)| {
            let email = email.map_or_else(|| "null".to_owned(), |email| format!("\"{email}\""));
            format!(r#"{{"id":{id},"name":"x","role":"agent","email":{email}}}"#)
        });
        let users: Vec<String> = users.collect();
        format!(r#"{{"users":[{}]}}"#, users.join(","))
    }

    /// What somebody's addresses are.
    pub(super) fn addresses(list: &[&str]) -> String {
        let rows = list
            .iter()
            .enumerate()
            .map(|(id, email)| format!(r#"{{"id":{id},"type":"email","value":"{email}"}}"#));
        let rows: Vec<String> = rows.collect();
        format!(
            r#"{{"identities":[{}],"meta":{{"has_more":false}}}}"#,
            rows.join(",")
        )
    }
}
