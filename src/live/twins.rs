//! Namesakes and lookalikes: people with other ids who are called the same, or whose name or address
//! looks the same (Unicode Technical Standard 39, "Confusable Detection").

#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;

use super::twin_keys::TwinKeys;
use super::{Directory, PersonIndex};
use crate::query::Why;

/// How many people have a key.
#[derive(Clone, Copy, Default)]
struct Bearers {
    people: u32,
    staff: u32,
}

/// Who is alike to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TwinFacts {
    /// The other people who are called the same.
    pub same_name: u16,
    /// At least so many more who look alike, by their name or their address.
    pub lookalikes: u16,
    /// Whether any of them is of the staff.
    pub has_staff: bool,
}

impl TwinFacts {
    /// Whether there is anybody.
    pub const fn any(self) -> bool {
        self.same_name > 0 || self.lookalikes > 0
    }
}

/// Who is alike among the people of a directory. It is made anew when the directory changes.
#[derive(Debug, Default)]
pub struct Twins {
    facts: Vec<TwinFacts>,
    /// How many people may still turn out to be alike to anybody.
    open: usize,
}

impl Twins {
    /// Everybody in the directory.
    pub fn of(directory: &Directory) -> Self {
        let mut bearers: FxHashMap<u64, Bearers> = FxHashMap::default();
        bearers.reserve(directory.len() * 3);
        let mut open = 0;
        for keys in directory.twin_keys() {
            open += usize::from(keys.is_open);
            for key in keys.all() {
                let bearers = bearers.entry(key).or_default();
                bearers.people += 1;
                bearers.staff += u32::from(keys.is_staff);
            }
        }
        let facts = directory.twin_keys().map(|keys| facts(keys, &bearers));
        Self {
            facts: facts.collect(),
            open,
        }
    }

    /// Who is alike to the person at `place`, as far as people are known.
    pub(crate) fn facts(&self, place: PersonIndex) -> TwinFacts {
        self.facts.get(place.index()).copied().unwrap_or_default()
    }

    /// Whether anybody is alike to somebody whose record is known.
    pub(crate) fn has(&self, place: PersonIndex) -> Result<bool, Why> {
        self.unless_open(self.facts(place).any())
    }

    /// Whether anybody of the staff is.
    pub(crate) fn has_staff(&self, place: PersonIndex) -> Result<bool, Why> {
        self.unless_open(self.facts(place).has_staff)
    }

    /// A no only where nobody is left who may turn out to be alike.
    fn unless_open(&self, is_so: bool) -> Result<bool, Why> {
        if is_so || self.open == 0 {
            Ok(is_so)
        } else {
            Err(Why::NotRead)
        }
    }
}

/// Those who are called or look like one person.
#[derive(Clone, Debug, Default)]
pub struct TwinsOfOne {
    /// The places of those who are called the same, the first of them.
    pub same_name: Vec<PersonIndex>,
    /// The places of those who only look alike, the first of them.
    pub lookalikes: Vec<PersonIndex>,
    /// The number of all of them.
    pub count: usize,
    /// Whether others may still turn out to be: not everybody's record is known.
    pub is_open: bool,
}

impl TwinsOfOne {
    /// The twins of the person at `place`, of whom `most` of each kind are named.
    pub fn of(directory: &Directory, place: PersonIndex, most: usize) -> Self {
        let mut found = Self::default();
        let Some(own) = directory.twin_keys().nth(place.index()) else {
            return found;
        };
        let places = (0..).map(PersonIndex);
        for (other, keys) in places.zip(directory.twin_keys()) {
            found.is_open |= keys.is_open;
            if other == place {
                continue;
            }
            let of_kind = if own.name != 0 && own.name == keys.name {
                &mut found.same_name
            } else if own.looks_like(keys) {
                &mut found.lookalikes
            } else {
                continue;
            };
            if of_kind.len() < most {
                of_kind.push(other);
            }
            found.count += 1;
        }
        found
    }
}

fn facts(keys: &TwinKeys, bearers: &FxHashMap<u64, Bearers>) -> TwinFacts {
    let of = |key: u64| match bearers.get(&key) {
        Some(bearers) if key != 0 => Bearers {
            people: bearers.people - 1,
            staff: bearers.staff - u32::from(keys.is_staff),
        },
        _ => Bearers::default(),
    };
    let same = of(keys.name);
    let looks = keys.looks.map(of);
    // Whoever is called the same looks the same.
    let more = |n: usize| {
        looks[n]
            .people
            .max(looks[n + 1].people)
            .saturating_sub(same.people)
    };
    let small = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
    TwinFacts {
        same_name: small(same.people),
        lookalikes: small(more(0).max(more(2))),
        has_staff: same.staff > 0 || looks.iter().any(|it| it.staff > 0),
    }
}
