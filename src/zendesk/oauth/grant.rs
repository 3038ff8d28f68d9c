//! What the token endpoint gives.

use std::fmt;
use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{ExtraTokenFields, TokenResponse as _};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::super::Credentials;
use super::super::refusal::shown;
use super::{OAuthError, TokenAnswer};
use crate::model::{SafeText, Timestamp};
use crate::settings::Scopes;

/// How many scopes of an answer are looked at; Zendesk knows some fifty.
const MOST_SCOPES: usize = 100;

/// What Zendesk adds to the standard answer.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Extra {
    refresh_token_expires_in: Option<u64>,
}

impl ExtraTokenFields for Extra {}

/// Tokens and what they are good for. The tokens cannot be printed.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Goes with every request.
    pub access_token: SecretString,
    /// Is good for one renewal, where there is one.
    pub refresh_token: Option<SecretString>,
    /// What was granted, where the answer says; else what was asked (RFC 6749 §5.1).
    pub scopes: Option<GrantedScopes>,
    /// When the access token ends.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<Timestamp>,
}

impl Grant {
    /// No tokens yet.
    pub fn none() -> Self {
        Self {
            access_token: SecretString::default(),
            refresh_token: None,
            scopes: None,
            expires_at: None,
            refresh_expires_at: None,
        }
    }

    pub(super) fn read(answer: &TokenAnswer, asked_at: Timestamp) -> Result<Self, OAuthError> {
        if *answer.token_type() != BasicTokenType::Bearer {
            return Err(OAuthError::lost("it gives a token that is not a bearer's"));
        }
        let access_token = answer.access_token().secret();
        if Credentials::oauth(access_token).is_err() {
            return Err(OAuthError::lost("it gives a token that cannot be one"));
        }
        let after = |life: Option<Duration>| life.map(|life| asked_at.after(life));
        let refresh_life = answer.extra_fields().refresh_token_expires_in;
        Ok(Self {
            access_token: access_token.clone().into(),
            refresh_token: answer
                .refresh_token()
                .map(|token| token.secret().clone())
                .filter(|token| !token.is_empty())
                .map(SecretString::from),
            scopes: answer
                .scopes()
                .map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect()),
            expires_at: after(answer.expires_in()),
            refresh_expires_at: after(refresh_life.map(Duration::from_secs)),
        })
    }
}

/// What a token is good for, in the server's words. Unlike [`Scopes`], which are asked for,
/// anything may stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedScopes(Vec<SafeText>);

impl GrantedScopes {
    /// Whether sessions may be ended with it; `None` where only words for single resources
    /// stand, since none for sessions is documented (`docs::zendesk_api` §5.4).
    pub fn may_write(&self) -> Option<bool> {
        let has = |wanted: fn(&str) -> bool| self.words().any(wanted);
        if has(|word| word == "write") {
            Some(true)
        } else if has(|word| word.ends_with(":write")) {
            None
        } else {
            Some(false)
        }
    }

    /// Whether these are the scopes that were asked for, in whatever order.
    pub fn are(&self, asked: &Scopes) -> bool {
        self.0.len() == asked.words().count()
            && asked
                .words()
                .all(|asked| self.words().any(|word| word == asked))
    }

    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(SafeText::as_str)
    }
}

impl<'a> FromIterator<&'a str> for GrantedScopes {
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        let mut granted: Vec<SafeText> = Vec::new();
        for word in words.into_iter().take(MOST_SCOPES).map(shown) {
            if !granted.contains(&word) {
                granted.push(word);
            }
        }
        Self(granted)
    }
}

impl fmt::Display for GrantedScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.words().collect();
        match &words[..] {
            [] => f.write_str("none"),
            words => f.write_str(&words.join(" ")),
        }
    }
}
