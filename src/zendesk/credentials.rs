//! How requests prove who asks.
//!
//! The header that proves it is built here, marked sensitive and handed to the transport
//! alone; no `Debug` and no error of this folder shows a secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::model::Timestamp;

/// The day on which Zendesk ends every API token, 2027-04-30T00:00:00Z (`docs::zendesk_api` §5.1).
const API_TOKENS_END: Timestamp = Timestamp::from_seconds(1_809_043_200);

/// The notice about passwords (`docs::zendesk_api` §5.2). They are sent all the same, since those of
/// end users may still be accepted.
const PASSWORDS_ENDED: &str = "Zendesk phased out passwords of team members for its API on \
    2026-01-12, so only those of end users may still work: use OAuth instead (`zentop auth login` \
    or ZENDESK_OAUTH_TOKEN)";

/// The cookie of a signed-in browser, up to its value.
const SESSION_COOKIE: &str = "_zendesk_session=";

/// Credentials, which go with every request and to one origin only.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An OAuth access token, sent as `Bearer`.
    OAuth(SecretString),
    /// An API token with the e-mail of the user it acts as, sent as `Basic email/token:…`.
    ApiToken {
        /// The e-mail of a verified user of the account.
        email: String,
        /// The token.
        token: SecretString,
    },
    /// An e-mail and a password, sent as `Basic`; few accounts still accept them.
    Password {
        /// The user's e-mail.
        email: String,
        /// Their password.
        password: SecretString,
    },
    /// The session cookie of somebody who is signed in with a browser. Only credentials of this
    /// kind have a current session.
    Cookie(SecretString),
}

/// The kind of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthKind {
    /// An OAuth access token.
    OAuth,
    /// An API token.
    ApiToken,
    /// A password.
    Password,
    /// A session cookie.
    Cookie,
}

impl AuthKind {
    /// The word in the journal and in machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OAuth => "oauth",
            Self::ApiToken => "api_token",
            Self::Password => "password",
            Self::Cookie => "cookie",
        }
    }

    /// The kind in words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OAuth => "OAuth access token",
            Self::ApiToken => "API token (Basic)",
            Self::Password => "password (Basic)",
            Self::Cookie => "session cookie",
        }
    }

    /// When Zendesk ends all credentials of this kind.
    pub const fn ends_at(self) -> Option<Timestamp> {
        match self {
            Self::ApiToken => Some(API_TOKENS_END),
            Self::OAuth | Self::Password | Self::Cookie => None,
        }
    }

    /// The notice about this kind that a person should have today, if there is one.
    pub(crate) fn notice(self, today: Timestamp) -> Option<String> {
        if self == Self::Password {
            return Some(PASSWORDS_ENDED.to_owned());
        }
        let end = self.ends_at()?;
        let days = end.seconds().div_euclid(86_400) - today.seconds().div_euclid(86_400);
        let when = match days {
            ..0 => "Zendesk ended API tokens on 2027-04-30".to_owned(),
            0 => "Zendesk ends API tokens today, 2027-04-30".to_owned(),
            1 => "Zendesk ends API tokens on 2027-04-30, 1 day from today".to_owned(),
            _ => format!("Zendesk ends API tokens on 2027-04-30, {days} days from today"),
        };
        Some(format!(
            "{when}: use OAuth instead (`zentop auth login` or ZENDESK_OAUTH_TOKEN)"
        ))
    }
}

/// Why a text cannot be a credential. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The text is empty, or only spaces.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// The text has a line break or another control character inside, as in CVE-2020-5260.
    #[error("the {0} contains a control character")]
    ControlCharacter(&'static str),
    /// The text has a character that this kind cannot contain.
    #[error(
        "the {0} contains a character it cannot have, such as a space or a letter with an accent: \
         give it alone, as it was issued"
    )]
    ImpossibleCharacter(&'static str),
}

impl Credentials {
    /// An OAuth access token; spaces around it are dropped.
    pub fn oauth(token: &str) -> Result<Self, CredentialsError> {
        let token = trimmed("OAuth token", token)?;
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(CredentialsError::ImpossibleCharacter("OAuth token"));
        }
        Ok(Self::OAuth(token.into()))
    }

    /// An API token and the e-mail it acts as; spaces around either are dropped, and so is the
    /// `/token` that Zendesk's examples put behind the e-mail.
    pub fn api_token(email: &str, token: &str) -> Result<Self, CredentialsError> {
        Ok(Self::ApiToken {
            email: address(email.trim().trim_end_matches("/token"))?,
            token: trimmed("API token", token)?.into(),
        })
    }

    /// An e-mail and a password; spaces around either are dropped.
    pub fn password(email: &str, password: &str) -> Result<Self, CredentialsError> {
        Ok(Self::Password {
            email: address(email)?,
            password: trimmed("password", password)?.into(),
        })
    }

    /// A session cookie, with or without its name before it; spaces around it are dropped.
    pub fn cookie(text: &str) -> Result<Self, CredentialsError> {
        let value = trimmed("session cookie", text)?;
        let value = value.strip_prefix(SESSION_COOKIE).unwrap_or(value);
        // The `cookie-octet` of RFC 6265 §4.1.1.
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
        if value.is_empty() || !value.bytes().all(fits) {
            return Err(CredentialsError::ImpossibleCharacter("session cookie"));
        }
        Ok(Self::Cookie(value.into()))
    }

    /// The kind of these credentials.
    pub fn kind(&self) -> AuthKind {
        match self {
            Self::OAuth(_) => AuthKind::OAuth,
            Self::ApiToken { .. } => AuthKind::ApiToken,
            Self::Password { .. } => AuthKind::Password,
            Self::Cookie(_) => AuthKind::Cookie,
        }
    }

    /// The header that goes with every request (`docs::zendesk_api` §5.2); no `Debug` prints its
    /// value.
    pub(super) fn header(&self) -> Result<(HeaderName, HeaderValue), CredentialsError> {
        let (what, text) = match self {
            Self::OAuth(token) => (
                "OAuth token",
                SecretString::from(format!("Bearer {}", token.expose_secret())),
            ),
            Self::ApiToken { email, token } => {
                ("API token", basic(&format!("{email}/token"), token))
            }
            Self::Password { email, password } => ("password", basic(email, password)),
            Self::Cookie(value) => (
                "session cookie",
                SecretString::from(format!("{SESSION_COOKIE}{}", value.expose_secret())),
            ),
        };
        let mut value = HeaderValue::from_str(text.expose_secret())
            .map_err(|_| CredentialsError::ImpossibleCharacter(what))?;
        value.set_sensitive(true);
        let name = match self {
            Self::Cookie(_) => COOKIE,
            Self::OAuth(_) | Self::ApiToken { .. } | Self::Password { .. } => AUTHORIZATION,
        };
        Ok((name, value))
    }
}

/// The `Basic` credentials of RFC 7617.
fn basic(user: &str, secret: &SecretString) -> SecretString {
    let pair = SecretString::from(format!("{user}:{}", secret.expose_secret()));
    format!("Basic {}", STANDARD.encode(pair.expose_secret())).into()
}

/// `text` without spaces around it, if it can be a secret.
fn trimmed<'a>(what: &'static str, text: &'a str) -> Result<&'a str, CredentialsError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CredentialsError::Empty(what));
    }
    if text.chars().any(char::is_control) {
        return Err(CredentialsError::ControlCharacter(what));
    }
    Ok(text)
}

/// `text` as the user part of `Basic`, in which a colon would end it (RFC 7617 §2).
fn address(text: &str) -> Result<String, CredentialsError> {
    let text = trimmed("e-mail", text)?;
    if text.contains([':', ' ']) {
        return Err(CredentialsError::ImpossibleCharacter("e-mail"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_what_the_documentation_says() {
        for (credentials, expected) in [
            (Credentials::oauth(" abc.DEF-1\n"), "Bearer abc.DEF-1"),
            (
                Credentials::api_token(
                    "jdoe@example.com",
                    "6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv",
                ),
                "Basic amRvZUBleGFtcGxlLmNvbS90b2tlbjo2d2lJQldiR2tCTW8xbVJETXVWd2t3MUVQc05rZVVqOTVQSXoyYWt2",
            ),
            (
                Credentials::api_token(
                    "jdoe@example.com/token\n",
                    "6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv\n",
                ),
                "Basic amRvZUBleGFtcGxlLmNvbS90b2tlbjo2d2lJQldiR2tCTW8xbVJETXVWd2t3MUVQc05rZVVqOTVQSXoyYWt2",
            ),
            (
                Credentials::password("a@b.c", "pä ss"),
                "Basic YUBiLmM6cMOkIHNz",
            ),
        ] {
            let (name, header) = credentials.unwrap().header().unwrap();
            assert_eq!(name, AUTHORIZATION);
            assert_eq!(header.to_str().unwrap(), expected);
            assert!(header.is_sensitive());
        }
    }

    #[test]
    fn a_session_cookie_is_sent_as_one() {
        for text in ["BAh7C--5f", " _zendesk_session=BAh7C--5f\n"] {
            let (name, header) = Credentials::cookie(text).unwrap().header().unwrap();
            assert_eq!(name, COOKIE);
            assert_eq!(header.to_str().unwrap(), "_zendesk_session=BAh7C--5f");
            assert!(header.is_sensitive());
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        for refused in [
            Credentials::cookie("_zendesk_session="),
            Credentials::cookie("a; b=c"),
            Credentials::cookie("a b"),
            Credentials::cookie("a\r\nX: y"),
            Credentials::oauth(" \n"),
            Credentials::oauth("a b"),
            Credentials::oauth("a\r\nX: y"),
            Credentials::oauth("tökén"),
            Credentials::api_token("", "t"),
            Credentials::api_token("a@b.c", ""),
            Credentials::api_token("a:b@c.d", "t"),
            Credentials::api_token("a@b.c\nx", "t"),
            Credentials::password("a@b.c", "a\u{0}b"),
        ] {
            assert!(refused.is_err(), "{refused:?}");
        }
    }

    #[test]
    fn no_secret_is_printed() {
        for credentials in [
            Credentials::oauth("CANARY").unwrap(),
            Credentials::api_token("a@b.c", "CANARY").unwrap(),
            Credentials::password("a@b.c", "CANARY").unwrap(),
            Credentials::cookie("CANARY").unwrap(),
        ] {
            let header = credentials.header().unwrap();
            assert!(!format!("{credentials:?} {header:?}").contains("CANARY"));
        }
    }

    #[test]
    fn an_api_token_comes_with_its_countdown() {
        for (today, part) in [
            ("2026-11-22T12:00:00Z", "159 days from today"),
            ("2027-04-29T23:59:59Z", "1 day from today"),
            ("2027-04-30T00:00:00Z", "today"),
            ("2027-06-01T00:00:00Z", "ended"),
        ] {
            let today = Timestamp::parse(today).unwrap();
            let notice = AuthKind::ApiToken.notice(today).unwrap();
            assert!(notice.contains(part), "{notice}");
            assert!(notice.contains("ZENDESK_OAUTH_TOKEN"));
        }
        assert_eq!(Timestamp::parse("2027-04-30T00:00:00Z"), Ok(API_TOKENS_END));
        let today = Timestamp::from_seconds(0);
        assert_eq!(AuthKind::OAuth.notice(today), None);
        let password = AuthKind::Password.notice(today).unwrap();
        assert!(password.contains("2026-01-12"), "{password}");
    }
}
