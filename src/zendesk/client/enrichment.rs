//! What there is to know beside sessions and people (`docs::zendesk_api` §8). All of it is only
//! read, and which of it can be read depends on plan, role and scope.

use http::Method;

use super::super::wire::enrichment::{self as wire, CustomRoleList, SightingPage};
use super::super::{ApiError, Cursor, Purpose};
use super::outgoing::OutgoingRequest;
use super::outgoing::{MOST_IDS, listed};
use super::{Answered, Client};
use crate::model::{Organization, OrganizationId, Sighting, Timeouts, Timestamp};

impl Client {
    /// Reads the names of these organisations (Organizations API, "Show Many Organizations";
    /// agents). It takes from 1 to 100 ids; any other number is refused without asking Zendesk.
    pub async fn organizations(
        &self,
        purpose: Purpose,
        ids: &[OrganizationId],
    ) -> Result<Answered<Vec<Organization>>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/organizations/show_many")
            .query(format!("ids={}", listed(ids)));
        if !MOST_IDS.contains(&ids.len()) {
            return Err(outgoing.uncountable(ids.len()));
        }
        self.read(purpose, outgoing, wire::organizations).await
    }

    /// Reads the names of the account's own roles (Custom Agent Roles API; Enterprise, agents).
    pub(crate) async fn custom_roles(
        &self,
        purpose: Purpose,
    ) -> Result<Answered<CustomRoleList>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/custom_roles");
        self.read(purpose, outgoing, wire::custom_roles).await
    }

    /// Reads after how long sessions end by themselves (Security Settings API; admins, scope
    /// `security:read` or `read`).
    pub async fn timeouts(&self, purpose: Purpose) -> Result<Answered<Timeouts>, ApiError> {
        let outgoing = OutgoingRequest::to(Method::GET, "/api/v2/security_settings");
        self.read(purpose, outgoing, wire::timeouts).await
    }

    /// Reads one page of the sign-ins of agents and admins, newest first (Audit Logs API;
    /// Enterprise, admins). `None` is the first page.
    pub async fn logins(
        &self,
        purpose: Purpose,
        at: Option<&Cursor>,
    ) -> Result<Answered<SightingPage>, ApiError> {
        let path = "/api/v2/audit_logs";
        let filter = "filter%5Baction%5D=login&sort=-created_at";
        let outgoing =
            OutgoingRequest::to(Method::GET, path).query(format!("{filter}&{}", Cursor::query(at)));
        self.read(purpose, outgoing, |body| wire::logins(body, at))
            .await
    }

    /// Reads up to a hundred requests that people made between two moments, in no documented order
    /// (Access Logs API; an add-on, admins).
    pub(crate) async fn accesses(
        &self,
        purpose: Purpose,
        (start, end): (Timestamp, Timestamp),
    ) -> Result<Answered<Vec<Sighting>>, ApiError> {
        let path = "/api/v2/access_logs";
        let span = format!("filter%5Bstart%5D={start}&filter%5Bend%5D={end}");
        let outgoing =
            OutgoingRequest::to(Method::GET, path).query(format!("{span}&{}", Cursor::query(None)));
        self.read(purpose, outgoing, wire::accesses).await
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::script::Script;
    use super::*;

    #[tokio::test]
    async fn each_operation_asks_for_its_own_path() {
        let script = Script::of([]);
        let client = script.client();
        let watching = Purpose::Walk;
        let ids: Vec<OrganizationId> = (7..9).filter_map(OrganizationId::new).collect();
        client.organizations(watching, &ids).await.unwrap_err();
        client.organizations(watching, &[]).await.unwrap_err();
        client.custom_roles(watching).await.unwrap_err();
        client.timeouts(watching).await.unwrap_err();
        client.logins(watching, None).await.unwrap_err();
        let span = (Timestamp::from_seconds(0), Timestamp::from_seconds(60));
        client.accesses(watching, span).await.unwrap_err();
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/organizations/show_many?ids=7,8",
                "GET /api/v2/custom_roles?",
                "GET /api/v2/security_settings?",
                "GET /api/v2/audit_logs?filter%5Baction%5D=login&sort=-created_at&page%5Bsize%5D=100",
                "GET /api/v2/access_logs?filter%5Bstart%5D=1970-01-01T00:00:00Z&\
                 filter%5Bend%5D=1970-01-01T00:01:00Z&page%5Bsize%5D=100",
            ]
        );
    }
}
