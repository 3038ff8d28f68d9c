//! The tokens that an account has collected over the years, mostly of its staff.

use std::time::Duration;

use fastrand::Rng;

use super::clients::EARLIER;
use super::scopes::ScopeNames;
use super::{HEX, SHOWN, Token};
use crate::model::{Role, Timestamp};
use crate::simulator::credential::Credential;
use crate::simulator::people::{Population, SimulatedPerson};

/// The most tokens, so that a huge account starts as fast. It has no more integrations than this.
const MOST: usize = 5_000;
/// The percentage of the staff who have tokens at all.
const OUT_OF_HUNDRED: u8 = 60;
/// The most tokens that one of them owns.
const MOST_EACH: u8 = 3;

/// The tokens by the time of their making. They have no ids yet; nobody knows their secrets.
pub(super) fn population(seed: u64, people: &Population, now: Timestamp) -> Vec<Token> {
    let mut rng = Rng::with_seed(seed ^ 0x0070_11e5);
    let mut tokens = Vec::new();
    for person in people.staff() {
        if tokens.len() >= MOST {
            break;
        }
        if rng.u8(..100) < OUT_OF_HUNDRED {
            let count = rng.u8(..=MOST_EACH);
            tokens.extend((0..count).filter_map(|_| token(&mut rng, &person, now)));
        }
    }
    let leavers = people.cast().filter_map(|(_, id)| people.find(id));
    for person in leavers.filter(|person| person.suspended || !person.active) {
        if person.role != Role::EndUser {
            tokens.extend(token(&mut rng, &person, now));
        }
    }
    tokens.sort_by_key(|token| token.created_at);
    tokens
}

fn token(rng: &mut Rng, owner: &SimulatedPerson, now: Timestamp) -> Option<Token> {
    let client = rng.choice(&EARLIER)?;
    let age = rng.i64(0..=(now.seconds() - owner.created_at.seconds()).max(1));
    let ago = |seconds: i64| Timestamp::from_seconds(now.seconds() - seconds);
    // Most tokens were used lately, some long ago, and some never.
    let idle = age >> rng.u32(0..16);
    let used_at = (rng.u8(..100) < 85).then(|| ago(idle));
    let lasts = Duration::from_secs(rng.u64(1..=90) * 86_400);
    Some(Token {
        id: 0,
        credential: Credential::IssuedToken,
        client: client.number,
        user: owner.id,
        scopes: ScopeNames::parse(client.scopes),
        hint: (0..SHOWN)
            .filter_map(|_| rng.choice(HEX).map(|letter| char::from(*letter)))
            .collect(),
        created_at: ago(age),
        used_at,
        expires_at: rng.bool().then(|| ago(age).after(lasts)),
        refresh_expires_at: None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::simulator::people::CastMember;

    const NOW: Timestamp = Timestamp::from_seconds(1_780_000_000);

    #[test]
    fn some_of_the_staff_have_a_few_tokens_each() {
        let people = Population::new(1, 3_000, NOW);
        let tokens = population(1, &people, NOW);
        let staff = people.staff().count();
        let mut each = BTreeMap::new();
        for token in &tokens {
            *each.entry(token.user).or_insert(0) += 1;
            assert_ne!(people.find(token.user).unwrap().role, Role::EndUser);
            assert!(token.created_at <= NOW && token.used_at <= Some(NOW));
            assert!(token.used_at.is_none_or(|used| used >= token.created_at));
        }
        let owners = each.len() * 100 / staff;
        assert!((35..=55).contains(&owners), "{owners} of 100");
        assert!(each.values().all(|count| (1..=3).contains(count)));
        assert!(tokens.iter().any(|token| token.used_at.is_none()));
        assert!(tokens.iter().any(|token| token.expires_at.is_none()));
        assert!(tokens.iter().any(|token| token.expires_at > Some(NOW)));
    }

    #[test]
    fn whoever_of_the_staff_has_left_still_has_tokens() {
        let people = Population::new(1, 3_000, NOW).with_cast(true);
        let tokens = population(1, &people, NOW);
        for member in [CastMember::SuspendedAgent, CastMember::DeletedAgent] {
            let id = people.cast_member(member).unwrap();
            assert!(tokens.iter().any(|token| token.user == id), "{member:?}");
        }
    }

    #[test]
    fn a_huge_account_has_its_limits() {
        let people = Population::new(1, 1_000_000, NOW);
        let count = population(1, &people, NOW).len();
        assert!((MOST..MOST + 3).contains(&count), "{count}");
    }
}
