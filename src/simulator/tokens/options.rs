//! The options of signing in by OAuth.

use std::time::Duration;

/// The options of signing in by OAuth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OauthOptions {
    /// The addresses that the public client may lead back to; they are compared letter by letter.
    pub redirect_uris: Vec<String>,
    /// The scopes that both clients were registered with, separated by spaces.
    pub scopes: String,
    /// The lifetime of an access token unless the request asks otherwise.
    pub access_token_lifetime: Duration,
    /// The lifetime of a refresh token unless the request asks otherwise.
    pub refresh_token_lifetime: Duration,
    /// Whether tokens are handed out with 201, as the specification says, or with 200, as
    /// Zendesk's own client expects.
    pub answers_created: bool,
}

impl Default for OauthOptions {
    fn default() -> Self {
        let ports = [19_286, 19_287, 19_288];
        Self {
            redirect_uris: ports
                .map(|port: u16| format!("http://127.0.0.1:{port}/"))
                .to_vec(),
            scopes: "read write".to_owned(),
            access_token_lifetime: Duration::from_secs(30 * 60),
            refresh_token_lifetime: Duration::from_secs(30 * 86_400),
            answers_created: false,
        }
    }
}
