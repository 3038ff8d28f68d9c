//! The names of people and organisations, from `assets/demo`.

use std::sync::LazyLock;

use fastrand::Rng;
use serde::Deserialize;

static PEOPLE: &str = include_str!("../../assets/demo/people.toml");
static ORGANIZATIONS: &str = include_str!("../../assets/demo/organizations.toml");

/// The embedded names. A test holds that both files parse, so they are never empty.
static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    people: toml::from_str(PEOPLE).unwrap_or_default(),
    organizations: toml::from_str(ORGANIZATIONS).unwrap_or_default(),
});

#[derive(Debug, Default)]
struct Names {
    people: PeopleNames,
    organizations: OrganizationNames,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleNames {
    culture: Vec<Culture>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Culture {
    weight: usize,
    locale: String,
    zones: Vec<(String, String)>,
    #[serde(default)]
    family_first: bool,
    #[serde(default = "space")]
    joiner: String,
    given: Vec<String>,
    family: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganizationNames {
    first: Vec<String>,
    second: Vec<String>,
}

fn space() -> String {
    " ".to_owned()
}

/// Somebody's name, and the language and place it comes from.
pub(super) struct SimulatedName {
    pub(super) shown: String,
    /// The start of an address, `given.family` in ASCII.
    pub(super) mailbox: String,
    pub(super) locale: &'static str,
    pub(super) zone: &'static str,
    pub(super) iana_zone: &'static str,
}

/// Draws a person's name.
pub(super) fn identity(rng: &mut Rng) -> SimulatedName {
    let cultures = &NAMES.people.culture;
    let mut ticket = rng.usize(
        ..cultures
            .iter()
            .map(|each| each.weight)
            .sum::<usize>()
            .max(1),
    );
    let culture = cultures.iter().find(|each| {
        let found = ticket < each.weight;
        ticket = ticket.saturating_sub(each.weight);
        found
    });
    let Some(culture) = culture else {
        return SimulatedName {
            shown: "Nobody".to_owned(),
            mailbox: "nobody".to_owned(),
            locale: "en-US",
            zone: "UTC",
            iana_zone: "Etc/UTC",
        };
    };
    let (given, given_ascii) = word(rng, &culture.given);
    let (family, family_ascii) = word(rng, &culture.family);
    let (zone, iana_zone) = rng
        .choice(&culture.zones)
        .map_or(("UTC", "Etc/UTC"), |(zone, iana)| (zone, iana));
    let (left, right) = if culture.family_first {
        (family, given)
    } else {
        (given, family)
    };
    SimulatedName {
        shown: format!("{left}{}{right}", culture.joiner),
        mailbox: format!("{given_ascii}.{family_ascii}"),
        locale: &culture.locale,
        zone,
        iana_zone,
    }
}

/// Draws an organisation's name and its domain.
pub(super) fn organization(rng: &mut Rng) -> (String, String) {
    let OrganizationNames { first, second } = &NAMES.organizations;
    let first = rng.choice(first).map_or("", String::as_str);
    let second = rng.choice(second).map_or("", String::as_str);
    (
        format!("{first} {second}"),
        format!("{first}{second}.example").to_lowercase(),
    )
}

fn word(rng: &mut Rng, words: &'static [String]) -> (&'static str, &'static str) {
    rng.choice(words)
        .and_then(|word| word.rsplit_once(' '))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_names_parse_and_every_name_has_an_ascii_form() {
        let people: PeopleNames = toml::from_str(PEOPLE).unwrap();
        let _: OrganizationNames = toml::from_str(ORGANIZATIONS).unwrap();
        assert!(people.culture.len() > 20);
        for culture in &people.culture {
            assert!(!culture.zones.is_empty(), "{}", culture.locale);
            for name in culture.given.iter().chain(&culture.family) {
                let (shown, ascii) = name.rsplit_once(' ').unwrap();
                assert!(!shown.is_empty() && ascii.is_ascii(), "{name:?}");
            }
        }
    }

    #[test]
    fn many_scripts_turn_up() {
        let mut rng = Rng::with_seed(1);
        let names: String = (0..2_000).map(|_| identity(&mut rng).shown).collect();
        for letter in [
            'ž', 'я', 'λ', 'ل', 'ת', 'گ', 'म', '雨', 'さ', '하', 'ễ', 'ş',
        ] {
            assert!(names.contains(letter), "{letter}");
        }
    }
}
