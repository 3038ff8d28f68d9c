//! Who has the protected addresses of a profile.

use super::{listed, look_up};
use crate::model::{EmailAddress, SafeText, Timestamp, UserId};
use crate::operation::pins::{NewPin, Pins};
use crate::settings::ProtectedRule;
use crate::zendesk::{ApiError, Client, logged};

/// The most addresses that are looked up at once: each takes a request of the account's budget.
const MOST_ADDRESSES: usize = 100;

/// The searches in a row that fail and after which no more are made: the server has trouble.
const FAILED_AT_MOST: usize = 3;

/// The most addresses that are named in a line.
const NAMED_AT_MOST: usize = 10;

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

#[cfg(test)]
mod tests {
    use super::super::tests::{addresses, found};
    use super::*;
    use crate::zendesk::script::{Script, reply};

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
}
