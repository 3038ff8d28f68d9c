//! The OAuth clients that may sign people in.

use super::scopes::ScopeNames;
use crate::simulator::credential::IssuedCredentials;
use crate::simulator::options::OauthOptions;

/// A registered client.
pub(in crate::simulator) struct OauthClient<'a> {
    /// The number of the client in its tokens.
    pub(in crate::simulator) number: u64,
    /// The name that is shown to the person who decides.
    pub(in crate::simulator) name: &'static str,
    /// The secret; public clients have none.
    pub(in crate::simulator) secret: Option<&'a str>,
    /// The addresses that people may be led back to.
    pub(in crate::simulator) redirect_uris: &'a [String],
    /// The scopes that the client may ask for.
    pub(in crate::simulator) scopes: ScopeNames,
}

/// The number of the public client, which the tokens made by hand belong to as well.
pub(in crate::simulator) const PUBLIC: u64 = 9_310_447_112_233;
const SERVICE: u64 = 9_310_447_118_052;

/// The client with this identifier.
pub(in crate::simulator) fn find<'a>(
    id: &str,
    credentials: &'a IssuedCredentials,
    options: &'a OauthOptions,
) -> Option<OauthClient<'a>> {
    let scopes = ScopeNames::parse(&options.scopes);
    if id == credentials.oauth_client_id {
        Some(OauthClient {
            number: PUBLIC,
            name: "zentop",
            secret: None,
            redirect_uris: &options.redirect_uris,
            scopes,
        })
    } else if id == credentials.oauth_service_id {
        Some(OauthClient {
            number: SERVICE,
            name: "zentop as a service",
            secret: Some(&credentials.oauth_service_secret),
            redirect_uris: &[],
            scopes,
        })
    } else {
        None
    }
}
