//! Who the person behind a service's credentials is.

use super::{listed, look_up};
use crate::model::{EmailAddress, SafeText, UserId};
use crate::operation::PersonBehind;
use crate::settings::OwnPerson;
use crate::zendesk::{ApiError, Client, Purpose, RetryPolicy, logged};

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

#[cfg(test)]
mod tests {
    use super::super::tests::{addresses, found};
    use super::*;
    use crate::zendesk::script::{Script, reply};

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
