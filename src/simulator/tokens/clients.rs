//! The OAuth clients: those that may sign people in here, and those that have signed somebody in
//! over the years.

use super::OauthOptions;
use super::scopes::ScopeNames;
use crate::simulator::credential::IssuedCredentials;

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

/// A client as a list of them shows it.
#[derive(Clone)]
pub(in crate::simulator) struct ListedClient {
    /// The number that the client's tokens carry.
    pub(in crate::simulator) number: u64,
    /// The name by which it asks for tokens.
    pub(in crate::simulator) identifier: String,
    /// The name that people read.
    pub(in crate::simulator) name: String,
    /// Who made it.
    pub(in crate::simulator) company: &'static str,
    /// Whether it can keep a secret.
    pub(in crate::simulator) confidential: bool,
    /// Whether it belongs to all accounts rather than to this one.
    pub(in crate::simulator) global: bool,
}

/// A client that has signed people in before the simulator began.
pub(super) struct EarlierClient {
    pub(super) number: u64,
    identifier: &'static str,
    name: &'static str,
    company: &'static str,
    global: bool,
    /// The scopes of its tokens.
    pub(super) scopes: &'static str,
}

/// The clients of the tokens that the account has collected. Two are called alike, as clients of
/// the same program often are.
pub(super) const EARLIER: [EarlierClient; 5] = [
    EarlierClient {
        number: 9_310_401_220_417,
        identifier: "nightly_export",
        name: "Nightly export",
        company: "",
        global: false,
        scopes: "read",
    },
    EarlierClient {
        number: 9_310_402_871_033,
        identifier: "zdg-roster",
        name: "Roster",
        company: "Roster Ltd.",
        global: true,
        scopes: "read write",
    },
    EarlierClient {
        number: 9_310_405_119_860,
        identifier: "wallboard",
        name: "Wallboard",
        company: "",
        global: false,
        scopes: "tickets:read users:read",
    },
    EarlierClient {
        number: 9_310_406_540_211,
        identifier: "zdg-echo-translate",
        name: "Écho Translate",
        company: "Écho SARL",
        global: true,
        scopes: "tickets:read tickets:write",
    },
    EarlierClient {
        number: 9_310_446_903_158,
        identifier: "wallboard_2",
        name: "Wallboard",
        company: "",
        global: false,
        scopes: "read write",
    },
];

/// Every client, by number.
pub(in crate::simulator) fn all(credentials: &IssuedCredentials) -> Vec<ListedClient> {
    let own = [
        (PUBLIC, &credentials.oauth_client_id, "zentop", false),
        (
            SERVICE,
            &credentials.oauth_service_id,
            "zentop as a service",
            true,
        ),
    ];
    let own = own.map(|(number, identifier, name, confidential)| ListedClient {
        number,
        identifier: identifier.clone(),
        name: name.to_owned(),
        company: "",
        confidential,
        global: false,
    });
    let earlier = EARLIER.iter().map(|client| ListedClient {
        number: client.number,
        identifier: client.identifier.to_owned(),
        name: client.name.to_owned(),
        company: client.company,
        confidential: true,
        global: client.global,
    });
    let mut all: Vec<_> = earlier.chain(own).collect();
    all.sort_by_key(|client| client.number);
    all
}
