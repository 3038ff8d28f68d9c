//! The order of people by what they are called.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Column, LAST};
use crate::live::{Directory, DirectoryVersion, Person};
use crate::model::{Role, SafeText};

/// The ranks of people by a column, each kept for as long as the people are the same.
#[derive(Default)]
pub struct NameRanks(FxHashMap<Column, (DirectoryVersion, Arc<[u32]>)>);

impl NameRanks {
    /// The rank of each person by name, e-mail, role or organisation; [`LAST`] where Zendesk has not given it.
    pub(in crate::live) fn of(&mut self, column: Column, people: &Directory) -> Arc<[u32]> {
        if let Some((version, ranks)) = self.0.get(&column)
            && *version == people.version()
        {
            return Arc::clone(ranks);
        }
        let key = |person: &Person| {
            let user = person.user()?;
            match column {
                Column::Email => user.email.shown().map(SafeText::lowered),
                Column::Role => Role::ALL
                    .iter()
                    .position(|role| *role == user.role)
                    .map(|rank| rank.to_string()),
                Column::Organization => {
                    let organization = user.organization.shown().copied()?;
                    people.organization(organization).map(SafeText::lowered)
                }
                _ => user.name.shown().map(SafeText::lowered),
            }
        };
        let mut keys: Vec<(Option<String>, usize)> = people
            .iter()
            .enumerate()
            .map(|(place, person)| (key(person), place))
            .collect();
        keys.sort_unstable();
        let mut ranks = vec![LAST; keys.len()];
        let mut rank = 0;
        let mut before: Option<&str> = None;
        for (key, place) in &keys {
            let Some(key) = key.as_deref() else { continue };
            if before.is_some_and(|before| before != key) {
                rank += 1;
            }
            before = Some(key);
            ranks[*place] = rank;
        }
        let ranks: Arc<[u32]> = ranks.into();
        self.0
            .insert(column, (people.version(), Arc::clone(&ranks)));
        ranks
    }
}
