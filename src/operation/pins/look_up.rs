//! Who has an address, asked of Zendesk's own search. What it finds by a part of an address is told
//! apart from what it finds by another address of the person.

use super::{NewPin, Pins};
use crate::model::{EmailAddress, SafeText, Sent, Timestamp, UserId};
use crate::operation::PersonBehind;
use crate::settings::{OwnPerson, ProtectedRule};
use crate::zendesk::{ApiError, Client, People, PeopleSearch, Purpose, RetryPolicy, logged};

/// The most addresses that are looked up at once: each takes a request of the account's budget.
const MOST_ADDRESSES: usize = 100;

/// The most people found by an address whose other addresses are read.
const OTHER_ADDRESSES: usize = 20;

/// The searches in a row that fail and after which no more are made: the server has trouble.
const FAILED_AT_MOST: usize = 3;

/// The most addresses that are named in a line.
const NAMED_AT_MOST: usize = 10;

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
    let mut addresses: Vec<_> = pins
        .addresses()
        .map(|(rule, address)| (rule.clone(), address.to_owned()))
        .collect();
    let too_many = addresses.split_off(addresses.len().min(MOST_ADDRESSES));
    let mut failed_in_a_row = 0;
    let mut addresses = addresses.into_iter();
    for (rule, address) in addresses.by_ref() {
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
                failed_in_a_row = 0;
                if found.is_partial {
                    words.push(format!(
                        "the search for the protected address {address} does not come to an end, so \
                         somebody else may have it too; protect them by their ids"
                    ));
                }
                new.extend(pins.take_answer(&rule, &found.everybody(), now));
            }
            Err(error) => {
                tracing::warn!("a protected address was not looked up: {}", logged(&error));
                words.push(not_looked_up(pins, &rule, &error));
                failed_in_a_row += 1;
                if !error.may_be_of_this_alone() || failed_in_a_row == FAILED_AT_MOST {
                    break;
                }
            }
        }
    }
    let only = |left: (ProtectedRule, String)| left.1;
    let left: Vec<String> = addresses.map(only).collect();
    words.extend(not_searched(&left, "the searches before them failed"));
    let too_many: Vec<String> = too_many.into_iter().map(only).collect();
    let why = format!("no more than {MOST_ADDRESSES} are");
    words.extend(not_searched(&too_many, &why));
    (new, words)
}

/// What it means that a protected address was not looked up, and what to do about it.
fn not_looked_up(pins: &Pins, rule: &ProtectedRule, error: &ApiError) -> String {
    let rule_words = SafeText::new(&rule.to_string());
    let before: Vec<UserId> = pins.people_of(rule).collect();
    let before = match &before[..] {
        [] => String::new(),
        people => format!(" (as is {}, from before)", listed(people)),
    };
    format!(
        "the protected address {rule_words} was not looked up: {error}; whoever has it as their first \
         address is protected all the same{before}, and who has it as a further one is not known: try \
         again, or write their ids into `protected` in the settings"
    )
}

/// That these protected addresses were not searched for at all, and why, if there are any.
fn not_searched(addresses: &[String], why: &str) -> Option<String> {
    if addresses.is_empty() {
        return None;
    }
    let named: Vec<SafeText> = addresses
        .iter()
        .take(NAMED_AT_MOST)
        .map(|address| SafeText::new(address))
        .collect();
    let more = match addresses.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named: Vec<&str> = named.iter().map(SafeText::as_str).collect();
    Some(format!(
        "not looked up either, since {why}: {}{more}; whoever has one of them as their first address is \
         protected all the same",
        named.join(", ")
    ))
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
        let [words] = &words[..] else {
            panic!("{words:?}")
        };
        assert!(words.contains("ceo@example.com was not looked up") && words.contains("user 7"));
        let (new, words) = look_up_protected(&client, &mut pins, Timestamp::from_seconds(3)).await;
        assert!(new.is_empty() && words.is_empty());
        assert!(pins.ids().has(seven));
    }

    /// A search that fails says nothing of the next one, as long as the server answers.
    #[tokio::test]
    async fn an_address_is_not_forgotten_because_another_search_failed() {
        let rules: Vec<ProtectedRule> = ["a", "b", "c", "d", "e"]
            .iter()
            .map(|name| format!("{name}@example.com").parse().unwrap())
            .collect();
        let refused = || reply(403, &[], "");
        let nobody = || reply(200, &[], &found(&[]));
        let ann = reply(200, &[], &found(&[(7, Some("b@example.com"))]));
        for (answers, pinned, asked, named) in [
            (
                vec![refused(), ann, refused(), nobody(), nobody()],
                vec![7],
                5,
                &["a@", "c@"][..],
            ),
            // Three in a row are the server's trouble, and so is a token that is refused.
            (
                vec![nobody(), refused(), refused(), refused()],
                vec![],
                4,
                &["b@", "c@", "d@", "e@example.com; whoever"],
            ),
            (
                vec![reply(401, &[], "")],
                vec![],
                1,
                &["a@", "b@example.com, c@example.com"],
            ),
        ] {
            let script = Script::of(answers);
            let mut pins = Pins::of(&rules);
            let now = Timestamp::from_seconds(1);
            let (new, words) = look_up_protected(&script.client(), &mut pins, now).await;
            let ids: Vec<u64> = new.iter().map(|pin| pin.user.get()).collect();
            assert_eq!((ids, script.asked().len()), (pinned, asked), "{words:?}");
            let words = words.join("\n");
            assert!(named.iter().all(|name| words.contains(name)), "{words}");
        }
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
