//! When sessions end by their limits.

use crate::live::sorting::LAST;
use crate::live::{Slot, Snapshot};
use crate::model::{Forecast, Role, SessionLifetimes};
use crate::query::Why;

/// The limits of every role in a snapshot.
pub(super) struct SessionEnds<'a> {
    snapshot: &'a Snapshot,
    lifetimes: [SessionLifetimes; 3],
}

impl<'a> SessionEnds<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let roles = [Role::Admin, Role::Agent, Role::EndUser];
        Self {
            snapshot,
            lifetimes: roles.map(|role| snapshot.extras().lifetimes(role)),
        }
    }

    /// When the session in `slot` ends, by limits that are known or else assumed: the forecast says
    /// which.
    fn forecast(&self, slot: Slot) -> Result<Forecast, Why> {
        let row = self.snapshot.row(slot).ok_or(Why::NotRead)?;
        let limits = match self.snapshot.directory().role(row.person)? {
            Role::Admin => &self.lifetimes[0],
            Role::Agent => &self.lifetimes[1],
            Role::EndUser => &self.lifetimes[2],
            Role::Other => return Err(Why::Unreadable),
        };
        let forecast = limits.forecast_of(row.authenticated_at, row.last_seen_at);
        let is_unreadable =
            row.authenticated_at.is_unreadable() || row.last_seen_at.is_unreadable();
        forecast.ok_or(if is_unreadable {
            Why::Unreadable
        } else {
            Why::NotSent
        })
    }

    /// The end in seconds since 1970, as it is compared.
    pub(super) fn seconds(&self, slot: Slot) -> u32 {
        let at = self.forecast(slot).map(|forecast| forecast.at.seconds());
        let seconds = at.ok().and_then(|at| u32::try_from(at).ok());
        seconds.map_or(LAST, |seconds| seconds.min(LAST - 1))
    }
}

/// When the session in `slot` ends by itself, or why that is not known. The limit says where it comes
/// from: an assumed one is no fact.
pub(crate) fn end_of(snapshot: &Snapshot, slot: Slot) -> Result<Forecast, Why> {
    SessionEnds::of(snapshot).forecast(slot)
}
