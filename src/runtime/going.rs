//! Going to a person or an organisation beside the loop: the server's search says whom to read, and the
//! poller takes in what was read of them.

use crate::app::{Arrival, Destination, Event, OrganizationSought, PeopleThere, WhatIsThere};
use crate::live::{PollerHandle, Reader, Sought, facts_at_most};
use crate::model::{OrganizationId, UserId};
use crate::operation::Runner;
use crate::zendesk::ApiError;

/// Looks for somebody, or for the people of an organisation, and reads their own lists. When the event
/// comes, the newest snapshot has them.
pub(super) async fn go_to(
    runner: Runner,
    poller: PollerHandle,
    destination: Destination,
) -> Option<Event> {
    let mut reader = Reader::new(runner.client, runner.clock);
    let answer = match &destination {
        Destination::Person(sought) => people(&mut reader, &poller, sought).await,
        Destination::Organization(sought) => organization(&mut reader, &poller, sought).await,
    };
    let answer = answer.map_err(|error| format!("{error}; {}", error.advice()));
    Some(Event::Arrived(Box::new(Arrival {
        destination,
        answer,
    })))
}

async fn people(
    reader: &mut Reader,
    poller: &PollerHandle,
    sought: &Sought,
) -> Result<WhatIsThere, ApiError> {
    let findings = reader.who(sought).await?;
    let there = PeopleThere::of(findings.clone());
    let Some(only) = there.only().map(|found| found.id) else {
        return Ok(WhatIsThere::People(there));
    };
    let lists = reader.visit(&[only]).await?;
    poller.take_in(lists.steps).await;
    let mut findings = findings;
    if let (Some(found), Some(sessions)) = (
        findings.people.iter_mut().find(|found| found.id == only),
        lists.sessions.into_iter().next(),
    ) {
        found.sessions = sessions;
    }
    Ok(WhatIsThere::People(PeopleThere::of(findings)))
}

async fn organization(
    reader: &mut Reader,
    poller: &PollerHandle,
    sought: &OrganizationSought,
) -> Result<WhatIsThere, ApiError> {
    let mut there = OrganizationThere::default();
    match sought {
        OrganizationSought::Id(id) => there.ids.push(*id),
        OrganizationSought::Name(name) => there.ids = reader.organizations_called(name).await?,
    }
    if let [id] = there.ids[..] {
        there.read(reader, poller, id).await?;
    }
    Ok(WhatIsThere::Organizations {
        ids: there.ids,
        people: there.people,
        read: there.read,
        are_more: there.are_more,
    })
}

/// What was read of the organisations of a name.
#[derive(Default)]
struct OrganizationThere {
    ids: Vec<OrganizationId>,
    people: usize,
    read: usize,
    are_more: bool,
}

impl OrganizationThere {
    async fn read(
        &mut self,
        reader: &mut Reader,
        poller: &PollerHandle,
        id: OrganizationId,
    ) -> Result<(), ApiError> {
        let words = Sought::Words(format!("organization:{id}"));
        let findings = reader.who(&words).await?;
        (self.people, self.are_more) = (findings.people.len(), findings.are_more);
        let some = findings.people.iter().take(facts_at_most(&reader.budget()));
        let some: Vec<UserId> = some.map(|found| found.id).collect();
        let lists = reader.visit(&some).await?;
        self.read = lists.sessions.iter().filter(|list| list.is_ok()).count();
        poller.take_in(lists.steps).await;
        Ok(())
    }
}
