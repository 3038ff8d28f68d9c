//! The choice of what to ask beside sessions and people, one request at a time, while there is
//! budget to spare. Deciding is pure; the poller asks.

use std::time::Duration;

use rustc_hash::FxHashSet;

use super::super::Store;
use super::super::extras::{CLOSE, EnrichmentFound};
use crate::model::{OrganizationId, Role, SessionKey, Timestamp, UserId};
use crate::zendesk::{ApiError, Client, Cursor, Enrichment, Purpose, logged};

/// Organisations in one request (Organizations API, "Show Many Organizations").
const ORGANIZATIONS_PER_REQUEST: usize = 100;

/// The pages of the audit log that are read for sign-ins before the program began, 100 entries on
/// each.
const FIRST_PAGES: usize = 10;

/// The pages of the audit log that are read for sign-ins since the last reading.
const PAGES: usize = 3;

/// The requests to the access log between two walks, each for one session on the screen.
const LOOKS: usize = 3;

/// The time after which a kind of enrichment is read again. A kind with no time is read once for
/// each organisation or session that is met.
const fn again(subject: Enrichment) -> Duration {
    match subject {
        Enrichment::SecuritySettings | Enrichment::CustomRoles => Duration::from_secs(30 * 60),
        Enrichment::AuditLog => Duration::from_secs(60),
        Enrichment::Organizations | Enrichment::AccessLogs => Duration::ZERO,
    }
}

/// The time for which a kind is left alone after a failure that does not show whether it is
/// readable.
const AFTER_FAILURE: Duration = Duration::from_secs(5 * 60);

/// One request to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EnrichmentTask {
    /// Ask for the time-outs.
    Timeouts,
    /// Ask for the custom roles.
    CustomRoles,
    /// Ask about these organisations.
    Organizations(Vec<OrganizationId>),
    /// Ask for a page of sign-ins.
    Logins(Option<Cursor>),
    /// Ask who was where when this session began.
    Accesses(SessionKey, Timestamp),
}

/// The outcome of a task.
pub(super) struct Brought {
    found: EnrichmentFound,
    /// The cursor from which the log is to be read on.
    next: Option<Cursor>,
}

/// When a kind may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    From(Timestamp),
    Never,
}

/// The state of all kinds: what was asked for, and what is due.
#[derive(Debug)]
pub(super) struct EnrichmentTasks {
    due: [Due; Enrichment::ALL.len()],
    logins: AuditReading,
    looks: usize,
    looked: FxHashSet<SessionKey>,
}

/// The progress of reading the audit log, newest entry first.
#[derive(Debug, Default)]
struct AuditReading {
    next: Option<Cursor>,
    pages: usize,
    /// The newest entry of the reading under way.
    newest: Option<Timestamp>,
    /// The newest entry of the reading before: everything older is known.
    known_to: Option<Timestamp>,
}

impl Default for EnrichmentTasks {
    fn default() -> Self {
        Self {
            due: [Due::From(Timestamp::from_millis(0)); Enrichment::ALL.len()],
            logins: AuditReading::default(),
            looks: 0,
            looked: FxHashSet::default(),
        }
    }
}

impl EnrichmentTasks {
    /// Notes that a walk is over, so that there is some budget for logs again.
    pub(super) fn rest_begins(&mut self) {
        self.looks = 0;
    }

    /// Makes a kind due that was left alone after a failure, because somebody waits for it.
    pub(super) fn ask_soon(&mut self, subject: Enrichment) {
        let due = &mut self.due[subject as usize];
        if let Due::From(from) = due {
            *from = Timestamp::from_millis(0);
        }
    }

    /// The next request to make, if any. `shown` are the people on the screen.
    pub(super) fn next(
        &self,
        store: &Store,
        shown: &[UserId],
        now: Timestamp,
    ) -> Option<EnrichmentTask> {
        let is_due = |subject: &Enrichment| match self.due[*subject as usize] {
            Due::From(from) => from <= now,
            Due::Never => false,
        };
        let mut due = Enrichment::ALL.into_iter().filter(is_due);
        due.find_map(|subject| match subject {
            Enrichment::SecuritySettings => Some(EnrichmentTask::Timeouts),
            Enrichment::CustomRoles => Some(EnrichmentTask::CustomRoles),
            Enrichment::Organizations => {
                let unknown = store.unknown_organizations(ORGANIZATIONS_PER_REQUEST);
                (!unknown.is_empty()).then_some(EnrichmentTask::Organizations(unknown))
            }
            Enrichment::AuditLog => Some(EnrichmentTask::Logins(self.logins.next.clone())),
            Enrichment::AccessLogs => self.look(store, shown),
        })
    }

    /// The next session on the screen whose origin no log has shown yet. End users are in neither
    /// log.
    fn look(&self, store: &Store, shown: &[UserId]) -> Option<EnrichmentTask> {
        if self.looks >= LOOKS {
            return None;
        }
        let places = shown.iter().filter_map(|user| store.place_of(*user));
        let snapshot = store.snapshot();
        let staff = places.filter(|place| {
            let user = snapshot.person(*place).and_then(|person| person.user());
            user.is_some_and(|user| user.role != Role::EndUser)
        });
        let sessions = staff.flat_map(|place| snapshot.sessions_of(place));
        let mut sessions = sessions.filter_map(|slot| snapshot.session(slot));
        sessions.find_map(|session| {
            let is_open = snapshot.extras().probable_origin(&session).is_none()
                && !self.looked.contains(&session.key);
            let at = session.authenticated_at.readable().filter(|_| is_open)?;
            Some(EnrichmentTask::Accesses(session.key, at))
        })
    }

    /// Takes in the outcome of a task, and returns what is to be published of it.
    pub(super) fn done(
        &mut self,
        task: &EnrichmentTask,
        result: Result<Brought, ApiError>,
        now: Timestamp,
    ) -> Option<EnrichmentFound> {
        let subject = task.subject();
        let brought = match result {
            Ok(brought) => brought,
            Err(error) => return self.failed(subject, &error, now),
        };
        self.due[subject as usize] = Due::From(now.after(again(subject)));
        match task {
            EnrichmentTask::Accesses(key, _) => {
                self.looks += 1;
                self.looked.insert(*key);
            }
            EnrichmentTask::Logins(_) => {
                if self.logins.go_on(&brought) {
                    self.due[subject as usize] = Due::From(now);
                }
            }
            EnrichmentTask::Timeouts
            | EnrichmentTask::CustomRoles
            | EnrichmentTask::Organizations(_) => {}
        }
        Some(brought.found)
    }

    fn failed(
        &mut self,
        subject: Enrichment,
        error: &ApiError,
        now: Timestamp,
    ) -> Option<EnrichmentFound> {
        let what = subject.as_str();
        tracing::debug!("{what} could not be read: {}", logged(error));
        if subject.is_closed_by(error) {
            self.due[subject as usize] = Due::Never;
            return Some(EnrichmentFound::NotReadable(subject));
        }
        self.due[subject as usize] = Due::From(now.after(AFTER_FAILURE));
        if subject == Enrichment::AuditLog {
            // The cursor may be the reason for the failure.
            self.logins.next = None;
        }
        None
    }
}

impl AuditReading {
    /// Whether there are more entries to read now.
    fn go_on(&mut self, brought: &Brought) -> bool {
        let EnrichmentFound::Sightings(_, sightings) = &brought.found else {
            return false;
        };
        let times = || sightings.iter().map(|sighting| sighting.at);
        self.newest = self.newest.max(times().max());
        self.pages += 1;
        let most = if self.known_to.is_some() {
            PAGES
        } else {
            FIRST_PAGES
        };
        let met = times().min() <= self.known_to && self.known_to.is_some();
        if brought.next.is_some() && self.pages < most && !met {
            self.next.clone_from(&brought.next);
            return true;
        }
        self.known_to = self.known_to.max(self.newest);
        (self.next, self.pages) = (None, 0);
        false
    }
}

impl EnrichmentTask {
    fn subject(&self) -> Enrichment {
        match self {
            Self::Timeouts => Enrichment::SecuritySettings,
            Self::CustomRoles => Enrichment::CustomRoles,
            Self::Organizations(_) => Enrichment::Organizations,
            Self::Logins(_) => Enrichment::AuditLog,
            Self::Accesses(..) => Enrichment::AccessLogs,
        }
    }

    /// Makes the request of this task.
    pub(super) async fn run(&self, client: &Client) -> Result<Brought, ApiError> {
        let asking = Purpose::Enrichment;
        let mut next = None;
        let found = match self {
            Self::Timeouts => EnrichmentFound::Timeouts(client.timeouts(asking).await?.value),
            Self::CustomRoles => EnrichmentFound::from(client.custom_roles(asking).await?.value),
            Self::Organizations(asked) => EnrichmentFound::Organizations {
                found: client.organizations(asking, asked).await?.value,
                asked: asked.clone(),
            },
            Self::Logins(at) => {
                let page = client.logins(asking, at.as_ref()).await?.value;
                next = page.next;
                EnrichmentFound::Sightings(Enrichment::AuditLog, page.sightings)
            }
            Self::Accesses(key, at) => {
                let span = (at.shifted(-CLOSE), at.shifted(CLOSE));
                let mut sightings = client.accesses(asking, span).await?.value;
                sightings.retain(|sighting| sighting.user == key.user);
                EnrichmentFound::Sightings(Enrichment::AccessLogs, sightings)
            }
        };
        Ok(Brought { found, next })
    }
}

#[cfg(test)]
mod tests;
