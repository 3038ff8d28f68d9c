//! Who is found by which words, and what an index that lags behind still says.
//!
//! As in Zendesk, words are compared whole and without regard to letter case; a final `*` opens the
//! last of them. An address is the words that it is made of, so `ann@x.example` is found in
//! `jo.ann@x.example` too, and in none that is written together with others.

use std::collections::HashMap;

use super::{Population, SimulatedPerson};
use crate::model::{Timestamp, UserId};

/// The most changes of one person that the index can still be behind of.
const MOST_CHANGES: usize = 32;

/// What people were like before they were changed, oldest first.
#[derive(Default)]
pub(super) struct History(HashMap<UserId, Vec<(Timestamp, SimulatedPerson)>>);

impl History {
    pub(super) fn note(&mut self, now: Timestamp, before: SimulatedPerson) {
        let changes = self.0.entry(before.id).or_default();
        if changes.len() == MOST_CHANGES {
            changes.remove(0);
        }
        changes.push((now, before));
    }
}

impl Population {
    /// The person with this id as they were at `moment`.
    fn as_of(&self, id: UserId, moment: Timestamp) -> Option<SimulatedPerson> {
        let later = |changes: &Vec<(Timestamp, SimulatedPerson)>| {
            let next = changes.iter().find(|(at, _)| *at > moment);
            next.map(|(_, before)| before.clone())
        };
        let before = self.history.0.get(&id).and_then(later);
        before.or_else(|| self.find(id))
    }

    /// Everybody whom a search finds, by an index that was made at `indexed`. Deleted people are
    /// in no index. Those found are shown as they are now.
    pub(in crate::simulator) fn seek(
        &self,
        query: &PeopleQuery,
        indexed: Timestamp,
    ) -> Vec<SimulatedPerson> {
        (0..self.count)
            .filter_map(|number| self.as_of(self.id(number)?, indexed))
            .filter(|person| person.active && query.finds(person, self))
            .filter_map(|person| self.find(person.id))
            .collect()
    }
}

/// What a search asks for: all of its terms must be true.
pub(in crate::simulator) struct PeopleQuery(Vec<SoughtTerm>);

struct SoughtTerm {
    /// The text before the colon, in small letters.
    field: Option<String>,
    value: SoughtWords,
    negated: bool,
}

impl PeopleQuery {
    /// Reads the words of a search: `field:value`, quoted words, and a `-` before what must not be.
    pub(in crate::simulator) fn parse(text: &str) -> Self {
        Self(
            split(text)
                .iter()
                .map(|word| SoughtTerm::parse(word))
                .collect(),
        )
    }

    /// The search for a number in somebody else's books, which is compared as a whole.
    pub(in crate::simulator) fn external_id(value: &str) -> Self {
        Self::parse(&format!("external_id:\"{}\"", value.replace('"', " ")))
    }

    fn finds(&self, person: &SimulatedPerson, people: &Population) -> bool {
        !self.0.is_empty()
            && self
                .0
                .iter()
                .all(|term| term.is_true(person, people) != term.negated)
    }
}

impl SoughtTerm {
    fn parse(word: &str) -> Self {
        let (negated, word) = match word.strip_prefix('-') {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, word),
        };
        let (field, value) = match word.split_once(':') {
            Some((field, value)) if !field.contains('"') => (Some(field.to_lowercase()), value),
            _ => (None, word),
        };
        Self {
            field,
            value: SoughtWords::parse(value),
            negated,
        }
    }

    fn is_true(&self, person: &SimulatedPerson, people: &Population) -> bool {
        let value = &self.value;
        let by_address = || {
            let all = person.email.iter().chain(&person.other_emails);
            all.into_iter().any(|address| value.are_in(address))
        };
        match self.field.as_deref() {
            None => value.are_in(&person.name) || by_address(),
            Some("type") => value.are("user"),
            Some("name") => value.are_in(&person.name),
            Some("email") => by_address(),
            Some("role") => value.are(person.role.as_str()),
            Some("tags") => person.tags.iter().any(|tag| value.are(tag)),
            Some("external_id") => person.external_id.iter().any(|id| value.are(id)),
            Some("is_suspended") => value.are(if person.suspended { "true" } else { "false" }),
            Some("organization") => person.organization.is_some_and(|id| {
                let found = people.organization(id);
                value.are(&id.to_string()) || found.is_some_and(|it| value.are_in(&it.name))
            }),
            Some(_) => false,
        }
    }
}

/// Words next to each other, in small letters; the last may be only the beginning of one.
struct SoughtWords {
    words: Vec<String>,
    open: bool,
}

impl SoughtWords {
    fn parse(text: &str) -> Self {
        let text = text.trim_matches('"');
        Self {
            words: words(text),
            open: text.ends_with('*'),
        }
    }

    /// Whether they are the whole of a text.
    fn are(&self, text: &str) -> bool {
        let found = words(text);
        found.len() == self.words.len() && self.match_all(&found)
    }

    /// Whether they are somewhere in a text.
    fn are_in(&self, text: &str) -> bool {
        let found = words(text);
        !self.words.is_empty()
            && found
                .windows(self.words.len())
                .any(|part| self.match_all(part))
    }

    fn match_all(&self, part: &[String]) -> bool {
        let last = self.words.len().saturating_sub(1);
        let pairs = self.words.iter().zip(part).enumerate();
        pairs.into_iter().all(|(place, (own, other))| {
            own == other || (self.open && place == last && other.starts_with(own.as_str()))
        })
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The words between blanks; what is between quotation marks is one word with what touches it.
fn split(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        quoted ^= letter == '"';
        if letter.is_whitespace() && !quoted {
            found.push(String::new());
        } else if let Some(word) = found.last_mut() {
            word.push(letter);
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_780_000_000);

    fn people() -> Population {
        let mut people = Population::new(1, 60, NOW);
        for (number, name, email) in [
            (10, "Ann Lee", "ann@x.example"),
            (11, "Jo Ann Lee", "jo.ann@x.example"),
            (12, "Joann Lee", "joann@x.example"),
            (13, "Ann-Marie Lee", "ann@x.example.au"),
        ] {
            let id = people.id(number).unwrap();
            people.edit(id, Timestamp::from_seconds(0), |person| {
                (person.name, person.email) = (name.to_owned(), Some(email.to_owned()));
                (person.active, person.other_emails) = (true, Vec::new());
            });
        }
        people
    }

    fn found(people: &Population, query: &str) -> Vec<String> {
        let found = people.seek(&PeopleQuery::parse(query), NOW);
        found.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn an_address_finds_more_than_whom_it_belongs_to_and_not_what_is_written_together() {
        let people = people();
        let near = ["Ann Lee", "Jo Ann Lee", "Ann-Marie Lee"];
        assert_eq!(found(&people, "email:ANN@x.example"), near);
        assert_eq!(found(&people, "ann@x.example type:user"), near);
        assert_eq!(found(&people, "email:ann@x.exam"), [""; 0]);
        assert_eq!(found(&people, "email:joann@x.exam*"), ["Joann Lee"]);
        assert_eq!(found(&people, "joann*"), ["Joann Lee"]);
        assert_eq!(found(&people, "name:\"jo ann\""), ["Jo Ann Lee"]);
        assert_eq!(found(&people, "name:lee -ann"), ["Joann Lee"]);
        for nothing in ["", "type:ticket ann", "nonsense:ann", "email:", "\"\""] {
            assert_eq!(found(&people, nothing), [""; 0], "{nothing}");
        }
    }

    #[test]
    fn an_index_that_lags_behind_knows_people_by_what_they_were_called() {
        let mut people = people();
        let id = people.id(12).unwrap();
        people.edit(id, NOW, |person| person.name = "Zoe".to_owned());
        let before = NOW.shifted(-1);
        let at = |moment, text| people.seek(&PeopleQuery::parse(text), moment).len();
        assert_eq!((at(before, "name:joann"), at(before, "zoe")), (1, 0));
        assert_eq!((at(NOW, "name:joann"), at(NOW, "name:zoe")), (0, 1));
        people.edit(id, NOW, |person| person.active = false);
        assert_eq!(people.seek(&PeopleQuery::parse("name:zoe"), NOW).len(), 0);
    }

    #[test]
    fn numbers_elsewhere_are_compared_as_a_whole() {
        let people = people();
        let person = people
            .all()
            .find(|it| it.external_id.is_some() && it.active)
            .unwrap();
        let number = person.external_id.unwrap();
        let found = |text: &str| people.seek(&PeopleQuery::external_id(text), NOW).len();
        assert_eq!((found(&number), found("staff"), found("")), (1, 0, 0));
    }
}
