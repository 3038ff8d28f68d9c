//! One sign-in by authorization code (RFC 6749 §4.1) with PKCE (RFC 7636) and a state that
//! ties the browser's return to this very attempt.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use secrecy::{ExposeSecret as _, SecretString};
use url::{Url, form_urlencoded};

use super::super::SetupError;
use super::super::refusal::shown;
use crate::model::SafeText;
use crate::settings::Scopes;

/// A sign-in that has begun: the person is in the browser.
pub struct Attempt {
    url: Url,
    state: SecretString,
    pub(super) verifier: SecretString,
    pub(super) redirect: String,
    pub(super) scopes: String,
}

/// What the browser came back with.
#[derive(Debug)]
pub enum Returned {
    /// A code that can be exchanged once, within 120 s.
    Code(SecretString),
    /// A refusal by the person or by Zendesk, in Zendesk's words.
    Denied(SafeText),
    /// A return that does not belong to this attempt, or that has neither a code nor an error.
    Foreign,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt")
            .field("redirect", &self.redirect)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl Attempt {
    pub(super) fn new(
        authorize: &Url,
        client_id: &str,
        redirect: &str,
        scopes: &Scopes,
    ) -> Result<Self, SetupError> {
        Url::parse(redirect).map_err(SetupError::because)?;
        let (state, verifier) = (random()?, random()?);
        let challenge = digest(&SHA256, verifier.expose_secret().as_bytes());
        let scopes = scopes.to_string();
        let mut url = authorize.clone();
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", client_id),
            ("state", state.expose_secret()),
            ("code_challenge", &URL_SAFE_NO_PAD.encode(challenge)),
            ("code_challenge_method", "S256"),
            ("redirect_uri", redirect),
            ("scope", &scopes),
        ]);
        Ok(Self {
            url,
            state,
            verifier,
            redirect: redirect.to_owned(),
            scopes,
        })
    }

    /// The address for the browser, which holds no secret.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Reads the query that the browser came back with. Only a return with this attempt's state
    /// counts, even a refusal: any page in the browser can send requests here.
    pub fn read(&self, query: &str) -> Returned {
        let mut fields: [Option<String>; 4] = Default::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let names = ["state", "code", "error", "error_description"];
            if let Some(place) = names.iter().position(|known| *known == name) {
                // A field that is given twice is an error (RFC 6749 §3.1), and neither value is
                // chosen.
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
        let state = self.state.expose_secret().as_bytes();
        let key = hmac::Key::new(hmac::HMAC_SHA256, state);
        let expected = hmac::sign(&key, state);
        hmac::verify(&key, given.as_bytes(), expected.as_ref()).is_ok()
    }
}

/// A random text that nobody can guess: 256 bits, as 43 of the characters that RFC 7636 §4.1
/// allows.
fn random() -> Result<SecretString, SetupError> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| SetupError::because("this system gives no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}
