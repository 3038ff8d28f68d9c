//! Answers about some of the people, in place of what was known of them.

use rustc_hash::FxHashSet;

use super::{NameEntry, Naming, NotThere, PersonNamed};
use crate::model::UserId;

impl Naming {
    /// The same people, where these answers about some of the people take the place of what was known of
    /// them. A search lags behind: whoever is known by now is known, whatever it did not find. Whoever
    /// is named by number says who is meant by an address.
    #[must_use]
    pub(crate) fn answered_by(mut self, answers: &Self, entries: &[NameEntry]) -> Self {
        let asked: FxHashSet<&PersonNamed> = answers.entries().map(|entry| &entry.named).collect();
        let is_other = |entry: &NameEntry| !asked.contains(&entry.named);
        let missed = answers.not_found.iter();
        let nobody = |why| matches!(why, NotThere::NobodyActive | NotThere::NotListed);
        let missed = missed.filter(|(_, why)| nobody(*why));
        let missed = missed.map(|(entry, _)| entry).chain(&answers.not_asked);
        let missed: FxHashSet<&PersonNamed> = missed.map(|entry| &entry.named).collect();
        let stays = |entry: &NameEntry| is_other(entry) || missed.contains(&entry.named);
        self.found.retain(|(entry, _)| stays(entry));
        self.ambiguous.retain(|(entry, _)| stays(entry));
        self.not_found.retain(|(entry, _)| is_other(entry));
        self.by_another_address.retain(|(entry, _)| is_other(entry));
        self.not_asked.retain(is_other);
        let ambiguous = self.ambiguous.iter().map(|(entry, _)| entry);
        let known = self.found.iter().map(|(entry, _)| entry).chain(ambiguous);
        let known: FxHashSet<PersonNamed> = known.map(|entry| entry.named.clone()).collect();
        let is_open = |entry: &&NameEntry| !known.contains(&entry.named);
        self.found.extend_from_slice(&answers.found);
        let not_found = answers.not_found.iter();
        let not_found = not_found.filter(|(entry, _)| is_open(&entry));
        self.not_found.extend(not_found.cloned());
        let not_asked = answers.not_asked.iter().filter(is_open);
        self.not_asked.extend(not_asked.cloned());
        let ids = entries.iter().filter_map(|entry| match entry.named {
            PersonNamed::Id(id) => Some(id),
            PersonNamed::Email(_) => None,
        });
        let given: FxHashSet<UserId> = ids.collect();
        for (from, to) in [
            (&answers.ambiguous, &mut self.ambiguous),
            (&answers.by_another_address, &mut self.by_another_address),
        ] {
            for (entry, people) in from {
                match people.iter().find(|id| given.contains(id)) {
                    Some(id) => self.found.push((entry.clone(), *id)),
                    None => to.push((entry.clone(), people.clone())),
                }
            }
        }
        self
    }
}
