//! Secrets as they come in, and where a profile's secret is found. Nothing here prints a secret.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use super::choice::AuthChoice;
use super::error::SettingsError;
use super::given_text::{clean, without_bearer};
use super::inputs::Inputs;
use super::source::Sourced;

/// The variable for the OAuth client to sign in with.
pub(super) const CLIENT_ID: &str = "ZENTOP_CLIENT_ID";

/// The variable for that client's secret, where it has one.
pub(super) const CLIENT_SECRET: &str = "ZENTOP_CLIENT_SECRET";

/// Credentials, which prove who makes a request.
#[derive(Debug, Clone)]
pub(crate) enum CredentialsInput {
    /// An OAuth access token.
    OAuth(SecretString),
    /// An API token and the address it goes with.
    ApiToken {
        /// The address that the token goes with.
        email: String,
        /// The token itself.
        token: SecretString,
    },
    /// A password and the address it goes with.
    Password {
        /// The address that the password goes with.
        email: String,
        /// The password itself.
        password: SecretString,
    },
    /// An OAuth client that acts for itself: a token is asked for when one is needed.
    ClientCredentials {
        /// The client's id, as it was registered.
        client_id: String,
        /// The client's secret.
        secret: SecretString,
    },
    /// The session cookie of a signed-in browser.
    Cookie(SecretString),
}

impl CredentialsInput {
    /// The credentials from the environment: a session cookie, which nobody sets by accident,
    /// before an OAuth token before an API token before a password before a client's secret. The
    /// address and the client's id may come from the profile.
    pub(super) fn from_environment(
        inputs: &Inputs,
        email: Option<&Sourced<String>>,
        client_id: Option<&Sourced<String>>,
    ) -> Result<Option<Sourced<Self>>, SettingsError> {
        if let Some(cookie) = inputs.variable("ZENTOP_SESSION_COOKIE")? {
            return Ok(Some(cookie.map(|cookie| Self::Cookie(cookie.into()))));
        }
        if let Some(token) = inputs.variable("ZENDESK_OAUTH_TOKEN")? {
            return Ok(Some(token.map(|token| Self::OAuth(token.into()))));
        }
        for (name, auth, owner, lacks) in [
            (
                "ZENDESK_API_TOKEN",
                AuthChoice::ApiToken,
                email,
                "ZENDESK_EMAIL",
            ),
            (
                "ZENDESK_PASSWORD",
                AuthChoice::Password,
                email,
                "ZENDESK_EMAIL",
            ),
            (
                CLIENT_SECRET,
                AuthChoice::ClientCredentials,
                client_id,
                CLIENT_ID,
            ),
        ] {
            if let Some(secret) = inputs.variable(name)? {
                let Some(owner) = owner else {
                    return Err(SettingsError::Incomplete {
                        has: name.to_owned(),
                        lacks,
                    });
                };
                let owner = owner.value.clone();
                return Ok(Some(secret.map(|secret| Self::of(auth, owner, secret))));
            }
        }
        Ok(None)
    }

    /// Builds credentials. `owner` is the address or the client's id that the kind of secret goes
    /// with.
    fn of(auth: AuthChoice, owner: String, secret: String) -> Self {
        let secret = SecretString::from(secret);
        match auth {
            AuthChoice::OAuth => Self::OAuth(secret),
            AuthChoice::ApiToken => Self::ApiToken {
                email: owner,
                token: secret,
            },
            AuthChoice::Password => Self::Password {
                email: owner,
                password: secret,
            },
            AuthChoice::ClientCredentials => Self::ClientCredentials {
                client_id: owner,
                secret,
            },
        }
    }
}

impl fmt::Display for CredentialsInput {
    /// Prints the kind and the address, and no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OAuth(_) => f.write_str("an OAuth token"),
            Self::ApiToken { email, .. } => write!(f, "an API token of {email}"),
            Self::Password { email, .. } => write!(f, "a password of {email}"),
            Self::ClientCredentials { client_id, .. } => {
                write!(f, "the secret of OAuth client {client_id}")
            }
            Self::Cookie(_) => f.write_str("a session cookie"),
        }
    }
}

/// The place of a profile's secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretPlace {
    /// A helper that prints it: program and arguments, run without a shell.
    Command(Vec<String>),
    /// A file that holds it.
    File(PathBuf),
}

impl SecretPlace {
    /// The name of the setting.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Command(_) => "token_command",
            Self::File(_) => "token_file",
        }
    }
}

/// A secret that is still to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileSecret {
    auth: AuthChoice,
    owner: String,
    place: SecretPlace,
}

impl ProfileSecret {
    /// Describes a secret. `owner` is the address or the client's id that its kind goes with.
    pub(super) const fn new(auth: AuthChoice, owner: String, place: SecretPlace) -> Self {
        Self { auth, owner, place }
    }

    /// The kind of the secret.
    pub(crate) const fn auth(&self) -> AuthChoice {
        self.auth
    }

    /// The address or the client's id that it goes with; empty for an OAuth token.
    pub(crate) fn owner(&self) -> &str {
        &self.owner
    }

    /// The place where the secret is found.
    pub(crate) const fn place(&self) -> &SecretPlace {
        &self.place
    }

    /// Builds the credentials from the text that was found there: blanks around it are dropped, and
    /// more than one line is refused.
    pub(crate) fn credentials(&self, found: &str) -> Result<CredentialsInput, SettingsError> {
        let secret = clean(self.place.key(), found)?.ok_or_else(|| {
            SettingsError::bad(self.place.key(), "gave nothing: expected a secret")
        })?;
        if self.auth != AuthChoice::Password && without_bearer(&secret).is_some() {
            return Err(SettingsError::bad(
                self.place.key(),
                "gave a secret that begins with \"Bearer \": have it give the token alone",
            ));
        }
        Ok(CredentialsInput::of(self.auth, self.owner.clone(), secret))
    }
}

impl fmt::Display for ProfileSecret {
    /// Prints the kind and the name of the setting, and no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.auth, self.place.key())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn from_file(auth: AuthChoice, owner: &str) -> ProfileSecret {
        let place = SecretPlace::File("/run/secret".into());
        ProfileSecret::new(auth, owner.to_owned(), place)
    }

    #[test]
    fn what_a_helper_prints_is_trimmed_and_must_be_one_line() {
        let secret = from_file(AuthChoice::OAuth, "");
        match secret.credentials("  canary-7\r\n").unwrap() {
            CredentialsInput::OAuth(token) => assert_eq!(token.expose_secret(), "canary-7"),
            other => panic!("{other:?}"),
        }
        match secret.credentials("\u{feff}canary-7\n").unwrap() {
            CredentialsInput::OAuth(token) => assert_eq!(token.expose_secret(), "canary-7"),
            other => panic!("{other:?}"),
        }
        let error = secret
            .credentials("Bearer canary-7")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("Bearer") && !error.contains("canary"),
            "{error}"
        );
        for found in ["", " \n", "canary-7\nsecond", "canary\u{1b}[2J", "a\0b"] {
            let error = secret.credentials(found).unwrap_err().to_string();
            assert!(error.starts_with("token_file "), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_secret_is_told_by_its_kind_and_its_owner() {
        for (auth, owner, answer) in [
            (AuthChoice::OAuth, "", "an OAuth token"),
            (
                AuthChoice::Password,
                "a@b.example",
                "a password of a@b.example",
            ),
            (
                AuthChoice::ClientCredentials,
                "robot",
                "the secret of OAuth client robot",
            ),
        ] {
            let credentials = from_file(auth, owner).credentials("canary-8").unwrap();
            assert_eq!(credentials.to_string(), answer);
            assert!(!format!("{credentials:?}").contains("canary"));
        }
    }
}
