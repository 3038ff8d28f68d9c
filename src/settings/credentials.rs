//! Secrets as they come in, and where a profile keeps one. Nothing here prints a secret.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use super::choice::AuthChoice;
use super::error::SettingsError;
use super::inputs::Inputs;
use super::source::Sourced;

/// Proof of who asks.
#[derive(Debug, Clone)]
pub enum CredentialsInput {
    /// An OAuth access token.
    OAuth(SecretString),
    /// An API token and whose it is.
    ApiToken {
        /// The address it goes with.
        email: String,
        /// The token.
        token: SecretString,
    },
    /// A password and whose it is.
    Password {
        /// The address it goes with.
        email: String,
        /// The password.
        password: SecretString,
    },
    /// The session cookie of a signed-in browser.
    Cookie(SecretString),
}

impl CredentialsInput {
    /// What the environment gives: a session cookie, which nobody sets by accident, before an
    /// OAuth token before an API token before a password.
    /// The address may come from the profile.
    pub(super) fn from_environment(
        inputs: &Inputs,
        email: Option<&Sourced<String>>,
    ) -> Result<Option<Sourced<Self>>, SettingsError> {
        if let Some(cookie) = inputs.variable("ZENTOP_SESSION_COOKIE")? {
            return Ok(Some(cookie.map(|cookie| Self::Cookie(cookie.into()))));
        }
        if let Some(token) = inputs.variable("ZENDESK_OAUTH_TOKEN")? {
            return Ok(Some(token.map(|token| Self::OAuth(token.into()))));
        }
        for (name, auth) in [
            ("ZENDESK_API_TOKEN", AuthChoice::ApiToken),
            ("ZENDESK_PASSWORD", AuthChoice::Password),
        ] {
            if let Some(secret) = inputs.variable(name)? {
                let Some(email) = email else {
                    return Err(SettingsError::Incomplete {
                        has: name.to_owned(),
                        lacks: "ZENDESK_EMAIL",
                    });
                };
                let email = email.value.clone();
                return Ok(Some(secret.map(|secret| Self::of(auth, email, secret))));
            }
        }
        Ok(None)
    }

    fn of(auth: AuthChoice, email: String, secret: String) -> Self {
        match auth {
            AuthChoice::OAuth => Self::OAuth(secret.into()),
            AuthChoice::ApiToken => Self::ApiToken {
                email,
                token: secret.into(),
            },
            AuthChoice::Password => Self::Password {
                email,
                password: secret.into(),
            },
        }
    }
}

impl fmt::Display for CredentialsInput {
    /// The kind and the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OAuth(_) => f.write_str("an OAuth token"),
            Self::ApiToken { email, .. } => write!(f, "an API token of {email}"),
            Self::Password { email, .. } => write!(f, "a password of {email}"),
            Self::Cookie(_) => f.write_str("a session cookie"),
        }
    }
}

/// Where a profile keeps its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// A helper prints it: program and arguments, run without a shell.
    Command(Vec<String>),
    /// A file holds it.
    File(PathBuf),
}

impl SecretPlace {
    /// The setting that says so.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Command(_) => "token_command",
            Self::File(_) => "token_file",
        }
    }
}

/// A secret that is still to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSecret {
    auth: AuthChoice,
    email: String,
    place: SecretPlace,
}

impl ProfileSecret {
    /// `None` where the kind of secret goes with an address and there is none.
    pub(super) fn new(auth: AuthChoice, email: Option<String>, place: SecretPlace) -> Option<Self> {
        let email = match auth {
            AuthChoice::OAuth => String::new(),
            AuthChoice::ApiToken | AuthChoice::Password => email?,
        };
        Some(Self { auth, email, place })
    }

    /// Where it is.
    pub const fn place(&self) -> &SecretPlace {
        &self.place
    }

    /// The credentials, from the text that was found there: blanks around it are dropped,
    /// and more than one line is refused.
    pub fn credentials(&self, found: &str) -> Result<CredentialsInput, SettingsError> {
        let secret = clean(self.place.key(), found)?.ok_or_else(|| {
            SettingsError::bad(self.place.key(), "gave nothing: expected a secret")
        })?;
        Ok(CredentialsInput::of(self.auth, self.email.clone(), secret))
    }
}

impl fmt::Display for ProfileSecret {
    /// The kind, and which setting says where it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.auth, self.place.key())
    }
}

/// Text without the blanks around it; `None` if nothing is left. Control characters are
/// refused, since a line break in a token or an address would end a header early.
pub(super) fn clean(name: &str, text: &str) -> Result<Option<String>, SettingsError> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(SettingsError::bad(
            name,
            "holds a control character, such as a line break: it must be one line of plain text",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn from_file(auth: AuthChoice, email: Option<&str>) -> Option<ProfileSecret> {
        let place = SecretPlace::File("/run/secret".into());
        ProfileSecret::new(auth, email.map(str::to_owned), place)
    }

    #[test]
    fn what_a_helper_prints_is_trimmed_and_must_be_one_line() {
        let secret = from_file(AuthChoice::OAuth, None).unwrap();
        match secret.credentials("  canary-7\r\n").unwrap() {
            CredentialsInput::OAuth(token) => assert_eq!(token.expose_secret(), "canary-7"),
            other => panic!("{other:?}"),
        }
        for found in ["", " \n", "canary-7\nsecond", "canary\u{1b}[2J", "a\0b"] {
            let error = secret.credentials(found).unwrap_err().to_string();
            assert!(error.starts_with("token_file "), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_token_that_needs_an_address_has_one() {
        assert_eq!(from_file(AuthChoice::ApiToken, None), None);
        let secret = from_file(AuthChoice::Password, Some("a@b.example")).unwrap();
        let credentials = secret.credentials("canary-8").unwrap();
        assert_eq!(credentials.to_string(), "a password of a@b.example");
        assert!(!format!("{credentials:?}").contains("canary"));
    }
}
