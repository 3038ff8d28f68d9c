//! The names of the organisations that people belong to.

use std::collections::VecDeque;
use std::sync::Arc;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Organization, OrganizationId, SafeText};
use crate::query::{NumberedThing, Why, fold};

/// A name, and the text by which it is searched.
#[derive(Debug)]
struct OrganizationName {
    name: SafeText,
    folded: String,
}

/// Names by id. `None` is an organisation that Zendesk left out of its answer. Cloning copies a
/// pointer.
#[derive(Clone, Debug, Default)]
pub(super) struct Organizations(Arc<FxHashMap<OrganizationId, Option<Arc<OrganizationName>>>>);

impl Organizations {
    pub(super) fn name(&self, id: OrganizationId) -> Option<&SafeText> {
        Some(&self.0.get(&id)?.as_ref()?.name)
    }

    /// The name as it is compared, or why it is not known.
    pub(super) fn folded(&self, id: OrganizationId) -> Result<&str, Why> {
        let of = NumberedThing::Organization;
        let named = self.0.get(&id).ok_or(Why::NameNotRead(of))?;
        let named = named.as_deref().ok_or(Why::NameNotAnswered(of))?;
        Ok(&named.folded)
    }

    /// The organisations in whose folded names the text is.
    pub(super) fn matching(&self, finder: &Finder<'_>) -> FxHashSet<OrganizationId> {
        let is_found = |named: &OrganizationName| finder.find(named.folded.as_bytes()).is_some();
        self.0
            .iter()
            .filter(|(_, named)| named.as_deref().is_some_and(is_found))
            .map(|(id, _)| *id)
            .collect()
    }
}

/// The writer's side: the names, and the organisations that are still to be asked about.
#[derive(Debug, Default)]
pub(super) struct OrganizationStore {
    names: Organizations,
    queued: FxHashSet<OrganizationId>,
    queue: VecDeque<OrganizationId>,
}

impl OrganizationStore {
    pub(super) fn published(&self) -> Organizations {
        self.names.clone()
    }

    /// Notes an organisation that somebody belongs to.
    pub(super) fn note(&mut self, id: OrganizationId) {
        if !self.names.0.contains_key(&id) && self.queued.insert(id) {
            self.queue.push_back(id);
        }
    }

    /// The organisations to ask about, first noted first; at most `most`.
    pub(super) fn to_ask(&self, most: usize) -> Vec<OrganizationId> {
        self.queue.iter().copied().take(most).collect()
    }

    pub(super) fn learn(&mut self, asked: &[OrganizationId], found: &[Organization]) {
        let names = Arc::make_mut(&mut self.names.0);
        for id in asked {
            names.insert(*id, None);
            self.queued.remove(id);
        }
        self.queue.retain(|id| !names.contains_key(id));
        for organization in found {
            let name = organization.name.clone();
            let folded = fold(name.as_str());
            let named = Arc::new(OrganizationName { name, folded });
            names.insert(organization.id, Some(named));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> OrganizationId {
        OrganizationId::new(number).unwrap()
    }

    #[test]
    fn each_is_asked_about_once_and_found_by_a_part_of_its_name() {
        let mut store = OrganizationStore::default();
        for number in [7, 8, 7, 9, 8] {
            store.note(id(number));
        }
        assert_eq!(store.to_ask(2), [id(7), id(8)]);
        let acme = Organization {
            id: id(7),
            name: SafeText::new("ACME Ltd"),
        };
        store.learn(&[id(7), id(8)], &[acme]);
        store.note(id(7));
        store.note(id(8));
        assert_eq!(store.to_ask(100), [id(9)]);
        let names = store.published();
        assert_eq!(names.name(id(7)).unwrap().as_str(), "ACME Ltd");
        assert_eq!(names.name(id(8)), None);
        assert_eq!(names.folded(id(7)), Ok("acme ltd"));
        let of = NumberedThing::Organization;
        assert_eq!(names.folded(id(8)), Err(Why::NameNotAnswered(of)));
        assert_eq!(names.folded(id(9)), Err(Why::NameNotRead(of)));
        assert_eq!(names.matching(&Finder::new("acme")).len(), 1);
        assert!(names.matching(&Finder::new("nobody")).is_empty());
    }
}
