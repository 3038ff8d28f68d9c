//! Who belongs to a domain or to an organisation, by the records of people.

use rustc_hash::FxHashSet;

use super::ready::{ReadyMeaning, by_person};
use crate::live::{Person, Readable, Snapshot};
use crate::model::{HostName, OrganizationId, SafeText};
use crate::operation::{ChosenOrganization, Refusal};
use crate::query::{Ternary, Why, fold};
use crate::zendesk::Enrichment;

/// The answer by a field of a record, which cannot be known where none was sent.
fn said(is_so: Option<bool>) -> Ternary {
    is_so.map_or(Ternary::Unknown(Why::FieldNotSent), Ternary::from)
}

pub(super) fn of_domain(person: &Person, host: &HostName) -> Ternary {
    match person.record() {
        Err(why) => Ternary::Unknown(why),
        Ok(user) => {
            let has =
                |email: Option<&SafeText>| email.is_some_and(|email| host.has(email.original()));
            said(user.email.known().map(has))
        }
    }
}

/// Who belongs to an organisation.
///
/// # Errors
/// If several organisations have the name.
pub(super) fn by_organization(
    snapshot: &Snapshot,
    organization: &ChosenOrganization,
) -> Result<ReadyMeaning, Refusal> {
    let directory = snapshot.directory();
    let name = match organization {
        ChosenOrganization::Id(id) => {
            return Ok(by_person(snapshot, |person| match person.record() {
                Ok(user) => said(user.organization.known().map(|theirs| theirs == Some(id))),
                Err(why) => Ternary::Unknown(why),
            }));
        }
        ChosenOrganization::Name(name) => fold(name.original()),
    };
    let is_it = |id: OrganizationId| match directory.folded_organization(id) {
        Ok(folded) => (folded == name).into(),
        Err(Why::NameNotRead(_))
            if snapshot.extras().readable(Enrichment::Organizations) == Readable::No =>
        {
            Ternary::Unknown(Why::NotPermitted)
        }
        Err(why) => Ternary::Unknown(why),
    };
    let people = directory.iter().filter_map(Person::user);
    let ids: FxHashSet<OrganizationId> = people
        .filter_map(|user| user.organization.shown().copied())
        .collect();
    let mut these: Vec<OrganizationId> = ids
        .into_iter()
        .filter(|id| is_it(*id) == Ternary::Yes)
        .collect();
    these.sort_unstable();
    if these.len() > 1 {
        return Err(ambiguous(snapshot, organization, &these));
    }
    Ok(by_person(snapshot, |person| match person.record() {
        Ok(user) => match user.organization.known() {
            Some(theirs) => theirs.map_or(Ternary::No, |id| is_it(*id)),
            None => Ternary::Unknown(Why::FieldNotSent),
        },
        Err(why) => Ternary::Unknown(why),
    }))
}

fn ambiguous(
    snapshot: &Snapshot,
    organization: &ChosenOrganization,
    these: &[OrganizationId],
) -> Refusal {
    let directory = snapshot.directory();
    let word = |id: &OrganizationId| {
        let name = directory.organization(*id);
        format!("{id} ({})", name.map_or("", SafeText::as_str))
    };
    let these: Vec<String> = these.iter().map(word).collect();
    Refusal::Ambiguous {
        named: organization.to_string(),
        these: these.join(", "),
    }
}
