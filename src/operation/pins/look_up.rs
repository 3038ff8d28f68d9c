//! Who has an address, asked of Zendesk's own search. What it finds by a part of an address is told
//! apart from what it finds by another address of the person.

use super::{NewPin, Pins};
use crate::model::{EmailAddress, SafeText, Sent, Timestamp, UserId};
use crate::operation::PersonBehind;
use crate::settings::OwnPerson;
use crate::zendesk::{ApiError, Client, People, PeopleSearch, Purpose, RetryPolicy, logged};

/// The most addresses that are looked up at once: each takes a request of the account's budget.
const MOST_ADDRESSES: usize = 100;

/// The most people found by an address whose other addresses are read.
const OTHER_ADDRESSES: usize = 20;

/// The people whom the server finds by an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AddressAnswer {
    /// Those whose first address it is.
    pub(crate) first: Vec<UserId>,
    /// Those who have it as another address, or of whom that cannot be known.
    pub(crate) other: Vec<UserId>,
    /// Whether the search goes on beyond them.
    pub(crate) is_partial: bool,
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

/// Asks who has the protected addresses. Returns who is pinned from now on, and in words what could
/// not be found out: those people are still known by their address where it is sent.
pub(crate) async fn look_up_protected(
    client: &Client,
    pins: &mut Pins,
    now: Timestamp,
) -> (Vec<NewPin>, Vec<String>) {
    let mut new = Vec::new();
    let mut words = Vec::new();
    let addresses: Vec<_> = pins
        .addresses()
        .map(|(rule, address)| (rule.clone(), address.to_owned()))
        .collect();
    if addresses.len() > MOST_ADDRESSES {
        let count = addresses.len();
        words.push(format!(
            "{count} protected addresses are too many to look up; the first {MOST_ADDRESSES} were"
        ));
    }
    for (rule, address) in addresses.into_iter().take(MOST_ADDRESSES) {
        let address: EmailAddress = match address.parse() {
            Ok(address) => address,
            Err(error) => {
                let address = SafeText::new(&address);
                words.push(format!(
                    "the protected address {address} cannot be looked up: {error}"
                ));
                continue;
            }
        };
        match look_up(client, &address).await {
            Ok(found) => {
                if found.is_partial {
                    words.push(format!(
                        "the search for the protected address {address} does not come to an end, so \
                         somebody else may have it too; protect them by their ids"
                    ));
                }
                new.extend(pins.take_answer(&rule, &found.everybody(), now));
            }
            Err(error) => {
                tracing::warn!("protected addresses were not looked up: {}", logged(&error));
                words.push(format!(
                    "the protected addresses were not looked up, and hold where they are sent: \
                     {error}"
                ));
                break;
            }
        }
    }
    (new, words)
}

/// Asks who the person behind a service's credentials is.
pub(crate) async fn look_up_behind(client: &Client, named: &OwnPerson) -> PersonBehind {
    match named {
        OwnPerson::User(id) => by_id(client, *id).await,
        OwnPerson::Email(address) => by_address(client, address).await,
    }
}

async fn by_id(client: &Client, id: UserId) -> PersonBehind {
    let policy = RetryPolicy::default();
    let ids = [id];
    let asked = client.retrying(&policy, || client.people(Purpose::Asked, &ids));
    match asked.await {
        Ok(found) if found.value.users.iter().any(|user| user.id == id) => PersonBehind::Is(id),
        Ok(found) if found.value.unreadable_ids.contains(&id) => PersonBehind::Is(id),
        Ok(_) => PersonBehind::NotKnown(format!("Zendesk knows no user {id}")),
        Err(error) => PersonBehind::NotKnown(not_asked(&error)),
    }
}

async fn by_address(client: &Client, address: &str) -> PersonBehind {
    let shown = SafeText::new(address);
    let address: EmailAddress = match address.parse() {
        Ok(address) => address,
        Err(error) => return PersonBehind::NotKnown(format!("{shown}: {error}; write the id")),
    };
    let found = match look_up(client, &address).await {
        Ok(found) => found,
        Err(error) => return PersonBehind::NotKnown(not_asked(&error)),
    };
    if found.is_partial {
        return PersonBehind::NotKnown(format!(
            "the search for {shown} does not come to an end; write the id"
        ));
    }
    match (&found.first[..], &found.other[..]) {
        ([one], _) => PersonBehind::Is(*one),
        ([], []) => PersonBehind::NotKnown(format!("nobody is found by {shown}")),
        ([], others) => PersonBehind::NotKnown(format!(
            "{shown} is nobody's first address; found by it: {}; write the id",
            listed(others)
        )),
        (several, _) => PersonBehind::NotKnown(format!(
            "{shown} is the address of {}; write the id",
            listed(several)
        )),
    }
}

fn not_asked(error: &ApiError) -> String {
    tracing::warn!("who `me` is was not found out: {}", logged(error));
    error.to_string()
}

fn listed(people: &[UserId]) -> String {
    let people = people.iter().take(5);
    let people: Vec<String> = people.map(|user| format!("user {user}")).collect();
    people.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    fn found(people: &[(u64, Option<&str>)]) -> String {
        let users = people.iter().map(|(id, email)| {
            let email = email.map_or_else(|| "null".to_owned(), |email| format!("\"{email}\""));
            format!(r#"{{"id":{id},"name":"x","role":"agent","email":{email}}}"#)
        });
        let users: Vec<String> = users.collect();
        format!(r#"{{"users":[{}]}}"#, users.join(","))
    }

    /// What somebody's addresses are.
    fn addresses(list: &[&str]) -> String {
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

    #[tokio::test]
    async fn whoever_has_the_address_in_any_way_is_protected() {
        let script = Script::of([
            reply(
                200,
                &[],
                &found(&[
                    (1, Some("CEO@Example.com")),
                    (2, Some("bob@example.com")),
                    (3, None),
                    (4, Some("the.ceo@example.com")),
                ]),
            ),
            reply(
                200,
                &[],
                &addresses(&["bob@example.com", "ceo@example.com"]),
            ),
            // Whose addresses are not told may have this one.
            reply(403, &[], ""),
            reply(200, &[], &addresses(&["the.ceo@example.com"])),
        ]);
        let rules = ["ceo@example.com".parse().unwrap()];
        let mut pins = Pins::of(&rules);
        let now = Timestamp::from_seconds(1);
        let (new, words) = look_up_protected(&script.client(), &mut pins, now).await;
        let ids: Vec<u64> = new.iter().map(|pin| pin.user.get()).collect();
        assert_eq!((ids, words.is_empty()), (vec![1, 2, 3], true));
        assert_eq!(pins.looked_up_at(&rules[0]), Some(now));
    }

    #[tokio::test]
    async fn what_cannot_be_looked_up_is_told_and_takes_nobody_away() {
        let script = Script::of([reply(403, &[], ""), reply(200, &[], &found(&[]))]);
        let rules = ["ceo@example.com".parse().unwrap()];
        let mut pins = Pins::of(&rules);
        let seven = UserId::new(7).unwrap();
        pins.take_answer(&rules[0], &[seven], Timestamp::from_seconds(1));
        let client = script.client();
        let (_, words) = look_up_protected(&client, &mut pins, Timestamp::from_seconds(2)).await;
        assert_eq!(words.len(), 1);
        let (new, words) = look_up_protected(&client, &mut pins, Timestamp::from_seconds(3)).await;
        assert!(new.is_empty() && words.is_empty());
        assert!(pins.ids().has(seven));
    }

    #[tokio::test]
    async fn the_person_behind_is_one_person_or_not_known() {
        let address = || OwnPerson::Email("ann@example.com".to_owned());
        let seven = UserId::new(7).unwrap();
        let ann = Some("ann@example.com");
        for (named, people, is_known) in [
            (address(), vec![(7, ann)], true),
            (
                address(),
                vec![(7, ann), (8, Some("joann@example.com"))],
                true,
            ),
            (address(), vec![], false),
            (address(), vec![(7, ann), (9, ann)], false),
            (address(), vec![(7, Some("other@example.com"))], false),
            (address(), vec![(7, None)], false),
            (OwnPerson::User(seven), vec![(7, None)], true),
            (OwnPerson::User(seven), vec![(8, None)], false),
        ] {
            let others = people.len();
            let alike = (0..others).map(|_| reply(200, &[], &addresses(&["x@example.com"])));
            let script = Script::of([reply(200, &[], &found(&people))].into_iter().chain(alike));
            let behind = look_up_behind(&script.client(), &named).await;
            assert_eq!(behind == PersonBehind::Is(seven), is_known, "{people:?}");
        }
        let script = Script::of([reply(403, &[], "")]);
        let refused = look_up_behind(&script.client(), &address()).await;
        assert!(matches!(refused, PersonBehind::NotKnown(_)));
    }
}
