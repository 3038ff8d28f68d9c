//! What is read beside sessions and people because a query or an output asks for it. Not every role
//! may read it; what cannot be read stays unknown.

use std::sync::Arc;

use super::{Reader, again};
use crate::live::{EnrichmentFound, WalkProgress};
use crate::query::Query;
use crate::zendesk::{Answered, ApiError, Enrichment, logged};

/// Organisations in one request (Organizations API, "Show Many Organizations").
const ORGANIZATIONS_PER_REQUEST: usize = 100;

/// The kinds that are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WantedBeside {
    pub(super) organizations: bool,
    custom_roles: RolesWanted,
    timeouts: bool,
}

/// What the custom roles of the account are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum RolesWanted {
    #[default]
    Nothing,
    /// To know whether one is called as one of Zendesk's own.
    Words,
    /// To know who has one.
    Names,
}

impl RolesWanted {
    fn by(query: &Query) -> Self {
        if query.uses_custom_roles() {
            Self::Names
        } else if query.role_words().next().is_some() {
            Self::Words
        } else {
            Self::Nothing
        }
    }
}

impl WantedBeside {
    /// The same, and what decides the answers of a query.
    pub(super) fn and_for(self, query: &Query) -> Self {
        Self {
            organizations: self.organizations || query.uses_organizations(),
            custom_roles: self.custom_roles.max(RolesWanted::by(query)),
            timeouts: self.timeouts || query.uses_lifetimes(),
        }
    }
}

impl Reader {
    /// Reads what is wanted beside sessions and people.
    pub(super) async fn ask_what_is_wanted(&mut self) {
        let client = self.for_names.clone();
        let asking = self.purposes.names;
        if self.wanted.custom_roles != RolesWanted::Nothing {
            let answer = again(&client, || client.custom_roles(asking)).await;
            self.learn(Enrichment::CustomRoles, answer, EnrichmentFound::from);
        }
        if self.wanted.timeouts {
            let answer = again(&client, || client.timeouts(asking)).await;
            self.learn(
                Enrichment::SecuritySettings,
                answer,
                EnrichmentFound::Timeouts,
            );
        }
        while self.wanted.organizations {
            let asked = self.store.unknown_organizations(ORGANIZATIONS_PER_REQUEST);
            if asked.is_empty() {
                return;
            }
            let answer = again(&client, || client.organizations(asking, &asked)).await;
            let is_read = self.learn(Enrichment::Organizations, answer, |found| {
                EnrichmentFound::Organizations { asked, found }
            });
            if !is_read {
                return;
            }
        }
    }

    /// Takes in an answer; returns whether there was one.
    fn learn<T>(
        &mut self,
        subject: Enrichment,
        answer: Result<Answered<T>, ApiError>,
        found: impl FnOnce(T) -> EnrichmentFound,
    ) -> bool {
        let (found, is_read) = match answer {
            Ok(answer) => (found(self.dated(answer)), true),
            Err(error) => {
                let what = subject.as_str();
                tracing::debug!("{what} could not be read: {}", logged(&error));
                let is_barred = subject.is_closed_by(&error);
                // Limits that the account does not tell are assumed, which is told with them, and an
                // account without custom roles has none with the name of another.
                let is_missed = match subject {
                    Enrichment::SecuritySettings => !is_barred,
                    Enrichment::CustomRoles => {
                        !is_barred || self.wanted.custom_roles == RolesWanted::Names
                    }
                    _ => true,
                };
                if is_missed {
                    self.not_read.retain(|(before, _)| *before != subject);
                    self.not_read.push((subject, Arc::new(error)));
                }
                if !is_barred {
                    return false;
                }
                (EnrichmentFound::NotReadable(subject), false)
            }
        };
        self.store
            .take(WalkProgress::Enriched(found), (self.clock)());
        is_read
    }
}
