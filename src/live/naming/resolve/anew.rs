//! Whether those who were named by an address still have it.

use rustc_hash::FxHashSet;

use super::known::records;
use super::{NameEntry, Naming, NotThere, PersonNamed, Searched, naming};
use crate::live::{Directory, Lookup};
use crate::model::UserId;

impl Naming {
    /// The same people, judged by the records that are known now; `None` where nothing is different. An
    /// address that its person no longer has means whoever is known to have it, or nobody. Whoever is
    /// named by number as well stays, whatever their address is.
    pub(crate) fn judged_anew(&self, directory: &Directory) -> Option<Self> {
        let by_address = self.found.iter();
        let by_address =
            by_address.filter(|(entry, _)| matches!(entry.named, PersonNamed::Email(_)));
        let people: FxHashSet<UserId> = by_address.map(|(_, user)| *user).collect();
        let records = records(&people, directory);
        let given = self.entries().filter_map(|entry| match entry.named {
            PersonNamed::Id(id) => Some(id),
            PersonNamed::Email(_) => None,
        });
        let given: FxHashSet<UserId> = given.chain(self.beside.iter().copied()).collect();
        let still_has =
            |(entry, user): &&(NameEntry, UserId)| match (&entry.named, records.get(user)) {
                (PersonNamed::Email(address), Some(Lookup::User(now))) if !given.contains(user) => {
                    now.email
                        .known()
                        .is_none_or(|email| email.is_some_and(|email| address.is(email)))
                }
                _ => true,
            };
        let (stay, moved): (Vec<_>, Vec<_>) = self.found.iter().partition(still_has);
        if moved.is_empty() {
            return None;
        }
        let entries: Vec<NameEntry> = moved.iter().map(|(entry, _)| entry.clone()).collect();
        let now = naming(&entries, directory, &Searched::default());
        let by_whom = |entry: &NameEntry| {
            let before = moved.iter().find(|(other, _)| other == entry);
            before.map(|(entry, user)| (entry.clone(), *user))
        };
        let mut anew = Self {
            found: stay.into_iter().cloned().collect(),
            ..self.clone()
        };
        anew.found.extend(now.found);
        anew.ambiguous.extend(now.ambiguous);
        let nobody = now.not_asked.iter().filter_map(by_whom);
        let is_deleted = |user: &UserId| match records.get(user) {
            Some(Lookup::User(now)) => now.is_deleted(),
            _ => false,
        };
        for (entry, user) in nobody {
            if is_deleted(&user) {
                anew.not_found.push((entry, NotThere::Deleted));
            } else {
                anew.by_another_address.push((entry, vec![user]));
            }
        }
        Some(anew)
    }
}
