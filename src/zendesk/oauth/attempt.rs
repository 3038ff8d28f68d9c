//! One sign-in by authorization code (RFC 6749 §4.1) with PKCE (RFC 7636) and a state that
//! ties the browser's return to this very attempt.

use oauth2::url::{Url, form_urlencoded};
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use ring::hmac;
use secrecy::SecretString;

use super::super::refusal::shown;
use super::Protocol;
use crate::model::SafeText;
use crate::settings::Scopes;

/// A sign-in that has begun: the person is in the browser.
pub struct Attempt {
    url: Url,
    state: CsrfToken,
    pub(super) verifier: PkceCodeVerifier,
    pub(super) redirect: RedirectUrl,
    pub(super) scopes: String,
}

/// What the browser came back with.
#[derive(Debug)]
pub enum Returned {
    /// A code that is good for one exchange, within 120 s.
    Code(SecretString),
    /// The person, or Zendesk, said no; in whose words.
    Denied(SafeText),
    /// It does not belong to this attempt, or says nothing.
    Foreign,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt")
            .field("redirect", &self.redirect.as_str())
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl Attempt {
    pub(super) fn new(protocol: &Protocol, redirect: RedirectUrl, scopes: &Scopes) -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state) = protocol
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes.words().map(|word| Scope::new(word.to_owned())))
            .set_pkce_challenge(challenge)
            .set_redirect_uri(std::borrow::Cow::Borrowed(&redirect))
            .url();
        Self {
            url,
            state,
            verifier,
            redirect,
            scopes: scopes.to_string(),
        }
    }

    /// The address for the browser. It holds no secret.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Reads the query that the browser came back with. Only a return with this attempt's state
    /// counts, a refusal too: any page in the browser can send it here.
    pub fn read(&self, query: &str) -> Returned {
        let mut fields: [Option<String>; 4] = Default::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let names = ["state", "code", "error", "error_description"];
            if let Some(place) = names.iter().position(|known| *known == name) {
                // Twice is once too often (RFC 6749 §3.1), and no reason to choose.
                if fields[place].replace(value.into_owned()).is_some() {
                    return Returned::Foreign;
                }
            }
        }
        let [state, code, error, description] = fields;
        if !state.is_some_and(|state| self.is_state(&state)) {
            return Returned::Foreign;
        }
        match (code, error) {
            (None, Some(error)) => Returned::Denied(match description {
                Some(description) => shown(&format!("{error}: {description}")),
                None => shown(&error),
            }),
            (Some(code), None) if !code.is_empty() => Returned::Code(code.into()),
            _ => Returned::Foreign,
        }
    }

    /// Compares in constant time: whoever could measure how much was right could find the rest.
    fn is_state(&self, given: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.state.secret().as_bytes());
        let expected = hmac::sign(&key, self.state.secret().as_bytes());
        hmac::verify(&key, given.as_bytes(), expected.as_ref()).is_ok()
    }
}
