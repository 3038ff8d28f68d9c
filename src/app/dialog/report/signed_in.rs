//! Who of those whom a run suspended is still signed in: it did not end their sessions, and lists that are
//! read later may show them.

use super::{ReportPerson, ReportView};
use crate::live::Snapshot;

impl ReportView {
    /// The number of sessions of somebody who was suspended that lists show which were begun afterwards. Of
    /// a run that was to end sessions its proof says that.
    pub(crate) fn sessions_after_suspension(
        &self,
        person: &ReportPerson<'_>,
        snapshot: &Snapshot,
    ) -> usize {
        let suspended = |at: &usize| {
            let item = self.item(*at).filter(|_| self.is_done(*at))?;
            item.operation.bars().then(|| self.report.said(item.at))
        };
        let suspended_at = person.items.iter().find_map(suspended);
        let is_listed_since =
            suspended_at.is_some_and(|done| snapshot.sessions_listed_at(person.user) > Some(done));
        let place = snapshot.directory().place_of(person.user);
        match place {
            Some(place) if is_listed_since && !self.report.ends_sessions() => {
                snapshot.number_of_sessions_of(place)
            }
            _ => 0,
        }
    }

    /// The number of people who are signed in after they were suspended, and of their sessions.
    pub(crate) fn signed_in_after_suspension(&self, snapshot: &Snapshot) -> (usize, usize) {
        if self.report.ends_sessions() {
            return (0, 0);
        }
        let people = self.people_of_run().into_iter();
        let sessions = people.map(|person| self.sessions_after_suspension(&person, snapshot));
        sessions.fold((0, 0), |(people, all), of| {
            (people + usize::from(of > 0), all + of)
        })
    }
}
