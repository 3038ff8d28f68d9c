//! Whether enrichments can be read: which ones an account has depends on its plan, and which of
//! those are shown on role and scope (`docs::zendesk_api` §8).

use http::Method;
use serde::de::IgnoredAny;
use tokio::time::Instant;

use super::super::{ApiError, Purpose};
use super::outgoing::OutgoingRequest;
use super::{Answered, Client};

/// Data that make a list of sessions more telling, where they can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Enrichment {
    /// The settings that say how long sessions last.
    SecuritySettings,
    /// The names of custom roles.
    CustomRoles,
    /// The names of organisations.
    Organizations,
    /// The sign-ins of agents and admins with their addresses.
    AuditLog,
    /// The requests to the API, each with its address and program.
    AccessLogs,
}

impl Enrichment {
    /// Every enrichment, the most useful one first.
    pub const ALL: [Self; 5] = [
        Self::SecuritySettings,
        Self::CustomRoles,
        Self::Organizations,
        Self::AuditLog,
        Self::AccessLogs,
    ];

    /// The name for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecuritySettings => "security settings",
            Self::AuditLog => "audit log",
            Self::CustomRoles => "custom roles",
            Self::Organizations => "organisations",
            Self::AccessLogs => "access logs",
        }
    }

    /// The plan, role and scope that reading it takes.
    pub const fn needs(self) -> &'static str {
        match self {
            Self::SecuritySettings => "an admin, and the scope read or security:read",
            Self::AuditLog => {
                "an admin on the Enterprise plan, and the scope read or auditlogs:read"
            }
            Self::CustomRoles => "an agent on the Enterprise plan, and the scope read",
            Self::Organizations => "an agent, and the scope read or organizations:read",
            Self::AccessLogs => {
                "an admin, the scope read, and the add-on Advanced Data Privacy and Protection"
            }
        }
    }

    /// Whether this answer says that these credentials, or this plan, can never read it. An account
    /// without custom roles may also call the question wrong (422).
    pub(crate) fn is_closed_by(self, error: &ApiError) -> bool {
        match error.status() {
            Some(403 | 404) => true,
            Some(422) => self == Self::CustomRoles,
            _ => false,
        }
    }

    /// The path and query of the cheapest request for it: a page of one record where pages by
    /// cursor are documented. Custom roles have no pages, and refuse parameters that they do not
    /// know (`docs::zendesk_api` §2.2).
    const fn request(self) -> (&'static str, &'static str) {
        match self {
            Self::SecuritySettings => ("/api/v2/security_settings", ""),
            Self::AuditLog => ("/api/v2/audit_logs", "page%5Bsize%5D=1"),
            Self::CustomRoles => ("/api/v2/custom_roles", ""),
            // An organisation that does not exist is left out, which is an answer too.
            Self::Organizations => ("/api/v2/organizations/show_many", "ids=1"),
            Self::AccessLogs => ("/api/v2/access_logs", "page%5Bsize%5D=1"),
        }
    }
}

impl Client {
    /// Whether these credentials can read it: `false` where Zendesk answers 403 or 404.
    pub(crate) async fn can_read(
        &self,
        purpose: Purpose,
        what: Enrichment,
    ) -> Result<Answered<bool>, ApiError> {
        let (path, query) = what.request();
        let outgoing = OutgoingRequest::to(Method::GET, path).query(query.to_owned());
        let began = Instant::now();
        let answer = self.read(purpose, outgoing, |body| {
            serde_json::from_slice::<IgnoredAny>(body).map_err(|_| "not JSON".into())
        });
        match answer.await {
            Ok(answer) => Ok(answer.map(|_| true)),
            Err(error) if matches!(error.status(), Some(403 | 404)) => Ok(Answered {
                value: false,
                server_date: None,
                request_id: error.request_id.clone(),
                status: error.status().unwrap_or_default(),
                took: began.elapsed(),
            }),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    #[tokio::test]
    async fn what_is_not_there_or_not_shown_is_no_error() {
        let forbidden = r#"{"error":{"title":"Forbidden","message":"No"}}"#;
        let endpoint = r#"{"error":"InvalidEndpoint","description":"Not found"}"#;
        let script = Script::of([
            reply(200, &[], r#"{"security_settings":{}}"#),
            reply(403, &[], forbidden),
            reply(200, &[], r#"{"organizations":[]}"#),
            reply(404, &[], endpoint),
            reply(404, &[], "<html>"),
            reply(200, &[], "<html>"),
            reply(400, &[], "{}"),
        ]);
        let client = script.client();
        let mut found = Vec::new();
        for what in Enrichment::ALL {
            let answer = client.can_read(Purpose::Walk, what).await;
            found.push(answer.map(|answer| answer.value).unwrap());
        }
        assert_eq!(found, [true, false, true, false, false]);
        for _ in 0..2 {
            let answer = client.can_read(Purpose::Walk, Enrichment::AuditLog);
            answer.await.unwrap_err();
        }
        assert_eq!(
            script.asked()[..5],
            [
                "GET /api/v2/security_settings?",
                "GET /api/v2/custom_roles?",
                "GET /api/v2/organizations/show_many?ids=1",
                "GET /api/v2/audit_logs?page%5Bsize%5D=1",
                "GET /api/v2/access_logs?page%5Bsize%5D=1",
            ]
        );
    }
}
