//! From a choice to what must be read for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::exit::Failure;
use super::report;
use crate::live::{Lookup, ReadError, Reader, Snapshot};
use crate::model::UserId;
use crate::operation::{Choice, Operation, Refusal};
use crate::zendesk::ApiError;

/// The most people whose sessions are counted beside, a request for each.
const COUNTED_AT_MOST: usize = 50;

/// What was read for a choice, and what could not be.
pub(super) struct ChoiceReading {
    pub(super) snapshot: Arc<Snapshot>,
    /// Why some people have no name and no role.
    nameless: Option<Arc<ApiError>>,
    /// The status that what could not be read is worth.
    pub(super) unread: u8,
}

impl ChoiceReading {
    /// Reads what a choice needs and no more: everything where it means "all" of something, else
    /// the people's own lists, or who they are where `operation` needs no more.
    pub(super) async fn of(
        reader: &mut Reader,
        choice: &Choice,
        operation: Operation,
    ) -> Result<Self, Failure> {
        for query in choice.queries() {
            reader.look_for(query);
        }
        if choice.names_an_organization() {
            reader.look_for_organizations();
        }
        let named = choice.named_people();
        let (snapshot, nameless) = if choice.means_all() {
            reader.names(&named).await?;
            let mut reading = reader.walk().await?;
            let nameless = reading.nameless.take();
            (reading.for_a_choice()?, nameless)
        } else if operation.ends() || named.len() <= COUNTED_AT_MOST {
            let snapshot = reader.people(&named).await?;
            (snapshot, reader.nameless().cloned())
        } else {
            let snapshot = reader.names(&named).await?;
            (snapshot, reader.nameless().cloned())
        };
        Ok(Self {
            unread: report::unread_but(&snapshot, &strangers(&snapshot)),
            snapshot,
            nameless,
        })
    }

    /// Reads who these people are. `unread` is the status that what could not be read before is worth.
    pub(super) async fn of_names(
        mut reader: Reader,
        people: &[UserId],
        unread: u8,
    ) -> Result<Self, Failure> {
        let snapshot = reader.names(people).await?;
        Ok(Self {
            unread: report::unread(&snapshot).max(unread),
            snapshot,
            nameless: reader.nameless().cloned(),
        })
    }

    /// The failure that there is no plan. Where it follows from names that could not be read, that
    /// comes first.
    pub(super) fn no_plan(&self, refusal: Refusal) -> Failure {
        match (&self.nameless, &refusal) {
            (
                Some(error),
                Refusal::Undecided { .. } | Refusal::Empty { .. } | Refusal::AllExcluded { .. },
            ) => ReadError::Nameless(Arc::clone(error)).into(),
            _ => Failure::no_plan(refusal, self.unread),
        }
    }
}

/// The people whom Zendesk left out of its answer: the plan tells of those among them who were named
/// and have no list.
fn strangers(snapshot: &Snapshot) -> BTreeSet<UserId> {
    let people = snapshot.directory().iter();
    let missing = people.filter(|person| matches!(person.known, Lookup::Missing));
    let strangers = missing.map(|person| person.id);
    let owners = snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let owners: BTreeSet<UserId> = owners.map(|key| key.user).collect();
    strangers.filter(|user| !owners.contains(user)).collect()
}
