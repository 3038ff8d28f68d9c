//! From the options to a choice, and to what must be read for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cli::{DecidingOptions, WhomOptions};
use super::exit::Failure;
use super::filter::{filter, filter_for_a_change};
use super::report;
use crate::live::{LISTS_AT_MOST, Lookup, ReadError, Reader, Snapshot};
use crate::model::UserId;
use crate::operation::{Choice, ChoicePart, Operation, Refusal, UndecidedPolicy};
use crate::query::Query;
use crate::zendesk::ApiError;

/// The choice of a verb that shows something; without any part it means everything.
pub(super) fn shown(whom: &WhomOptions) -> Result<Choice, Failure> {
    choice(whom, UndecidedPolicy::Leave, filter)
}

/// The choice of a verb that changes something.
///
/// # Errors
/// If nobody is meant, or a filter is no query or does not say whom it means.
pub(super) fn to_change(whom: &WhomOptions, deciding: &DecidingOptions) -> Result<Choice, Failure> {
    let policy = deciding.undecided.unwrap_or_default();
    let choice = choice(whom, policy, filter_for_a_change)?;
    if deciding.undecided.is_some() && !choice.is_judged() {
        return Err(Failure::usage(
            "--undecided is about what a --filter, --role, --domain or --org cannot tell; give one, \
             or leave --undecided out",
        ));
    }
    Ok(choice)
}

/// The same, where somebody must be meant.
pub(super) fn somebody(whom: &WhomOptions, deciding: &DecidingOptions) -> Result<Choice, Failure> {
    let choice = to_change(whom, deciding)?;
    if choice.parts.is_empty() {
        return Err(Failure::usage(
            "nobody is meant: say whom by --user, --session, --domain, --org, --role, --filter or \
             --everyone",
        ));
    }
    Ok(choice)
}

/// Every option becomes a part, and the parts unite.
fn choice(
    whom: &WhomOptions,
    undecided: UndecidedPolicy,
    filter: fn(&str) -> Result<Query, Failure>,
) -> Result<Choice, Failure> {
    let mut choice = Choice::new(undecided);
    let parts = &mut choice.parts;
    if !whom.session.is_empty() {
        parts.push(ChoicePart::Sessions(whom.session.clone()));
    }
    if !whom.user.is_empty() {
        parts.push(ChoicePart::People(whom.user.clone()));
    }
    parts.extend(whom.domain.iter().cloned().map(ChoicePart::Domain));
    parts.extend(whom.org.iter().cloned().map(ChoicePart::Organization));
    parts.extend(whom.role.iter().cloned().map(ChoicePart::Role));
    for text in &whom.filter {
        parts.push(ChoicePart::Matching(filter(text)?));
    }
    if whom.everyone {
        parts.push(ChoicePart::Everyone);
    }
    Ok(choice)
}

/// What was read for a choice, and what could not be.
pub(super) struct ChoiceReading {
    pub(super) snapshot: Arc<Snapshot>,
    /// Why some people have no name and no role.
    pub(super) nameless: Option<Arc<ApiError>>,
    /// The status that what could not be read is worth.
    pub(super) unread: u8,
}

impl ChoiceReading {
    /// Reads what a choice needs and no more: everything where it means "all" of something, else
    /// the people's own lists, or who they are where `operation` needs no more.
    pub(super) async fn of(
        reader: Reader,
        choice: &Choice,
        operation: Operation,
    ) -> Result<Self, Failure> {
        let mut reader = ready(reader, choice);
        let named = choice.named_people();
        let (snapshot, nameless) = if choice.means_all() {
            reader.names(&named).await?;
            let mut reading = reader.walk().await?;
            let nameless = reading.nameless.take();
            (reading.for_a_choice()?, nameless)
        } else if operation.ends() || named.len() <= LISTS_AT_MOST {
            let snapshot = reader.people(&named).await?;
            (snapshot, reader.nameless().cloned())
        } else {
            let snapshot = reader.names(&named).await?;
            (snapshot, reader.nameless().cloned())
        };
        Ok(Self::new(snapshot, nameless))
    }

    /// Reads who these owners of tokens are, and every session where the choice asks about sessions.
    pub(super) async fn of_owners(
        reader: Reader,
        choice: &Choice,
        owners: &[UserId],
    ) -> Result<Self, Failure> {
        let mut reader = ready(reader, choice);
        let named = reader.names(owners).await?;
        if !choice.means_all() {
            return Ok(Self::new(named, reader.nameless().cloned()));
        }
        if choice.asks_about_sessions() {
            let mut reading = reader.walk().await?;
            let nameless = reading.nameless.take();
            return Ok(Self::new(reading.for_a_choice()?, nameless));
        }
        let snapshot = reader.people(&[]).await?;
        Ok(Self::new(snapshot, reader.nameless().cloned()))
    }

    fn new(snapshot: Arc<Snapshot>, nameless: Option<Arc<ApiError>>) -> Self {
        Self {
            unread: report::unread_but(&snapshot, &strangers(&snapshot)),
            snapshot,
            nameless,
        }
    }

    /// The failure that there is no plan. Where somebody cannot be decided about because names could
    /// not be read, that comes first.
    pub(super) fn no_plan(&self, refusal: Refusal) -> Failure {
        match (&self.nameless, &refusal) {
            (Some(error), Refusal::Undecided { .. }) => {
                ReadError::Nameless(Arc::clone(error)).into()
            }
            _ => Failure::no_plan(refusal, self.unread),
        }
    }
}

/// The reader, which also reads what decides the answers of the choice.
pub(super) fn ready(reader: Reader, choice: &Choice) -> Reader {
    let reader = choice.queries().fold(reader, Reader::for_query);
    if choice.names_an_organization() {
        reader.with_organizations(true)
    } else {
        reader
    }
}

/// The people whom Zendesk left out of its answer: the plan tells of those among them who were named
/// and have no list.
pub(super) fn strangers(snapshot: &Snapshot) -> BTreeSet<UserId> {
    let people = snapshot.directory().iter();
    let missing = people.filter(|person| matches!(person.known, Lookup::Missing));
    let strangers = missing.map(|person| person.id);
    let owners = snapshot.iter().filter_map(|slot| snapshot.key(slot));
    let owners: BTreeSet<UserId> = owners.map(|key| key.user).collect();
    strangers.filter(|user| !owners.contains(user)).collect()
}
