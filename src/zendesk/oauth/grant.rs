//! The tokens that the token endpoint gives.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::super::Credentials;
use super::super::refusal::shown;
use super::OAuthError;
use super::fields::AnswerFields;
use crate::model::{OAuthToken, SafeText, Timestamp};
use crate::settings::Scopes;

/// The most scopes of an answer that are looked at; Zendesk has about fifty.
const MOST_SCOPES: usize = 100;

/// The answer with tokens (RFC 6749 §5.1), with the fields that Zendesk adds to it. What cannot be read
/// beside the tokens is unknown: if it were an error, tokens that are given only once would be lost.
pub(super) struct TokenAnswer {
    access_token: Option<String>,
    token_type: Option<String>,
    refresh_token: Option<String>,
    scope: Option<ScopeWords>,
    expires_in: Option<u64>,
    refresh_token_expires_in: Option<u64>,
}

impl TokenAnswer {
    /// The answer in these fields.
    pub(super) fn of(fields: &AnswerFields) -> Self {
        Self {
            access_token: fields.read("access_token"),
            token_type: fields.read("token_type"),
            refresh_token: fields.read("refresh_token"),
            scope: fields.read("scope"),
            expires_in: fields.seconds("expires_in"),
            refresh_token_expires_in: fields.seconds("refresh_token_expires_in"),
        }
    }

    /// Whether its access token is of another kind than the one that Zendesk gives. A kind that is not
    /// told, or cannot be read, is no other.
    fn is_of_another_kind(&self) -> bool {
        let kind = self.token_type.as_deref().map(str::trim);
        kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
    }
}

/// Scopes as words in one line (RFC 6749 §3.3), or as a list, which is how Zendesk writes a token's
/// scopes elsewhere (`docs::zendesk_api` §5.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum ScopeWords {
    Line(String),
    List(Vec<String>),
}

impl From<ScopeWords> for GrantedScopes {
    fn from(words: ScopeWords) -> Self {
        match words {
            ScopeWords::Line(line) => line.split_whitespace().collect(),
            ScopeWords::List(words) => words.iter().map(String::as_str).collect(),
        }
    }
}

/// Tokens with their scopes and ends. The tokens cannot be printed.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The access token, which goes with every request.
    pub access_token: SecretString,
    /// The refresh token, if there is one; it can be used for one renewal.
    pub refresh_token: Option<SecretString>,
    /// The scopes that were granted, if the answer names them; else those that were asked for (RFC
    /// 6749 §5.1).
    pub scopes: Option<GrantedScopes>,
    /// When the access token ends.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<Timestamp>,
}

impl Grant {
    /// A grant without tokens.
    pub fn none() -> Self {
        Self {
            access_token: SecretString::default(),
            refresh_token: None,
            scopes: None,
            expires_at: None,
            refresh_expires_at: None,
        }
    }

    /// The tokens of an answer that was asked for at this time.
    ///
    /// # Errors
    /// If it gives no access token that can be sent. A refresh token that came without one is in the
    /// error.
    pub(super) fn read(answer: TokenAnswer, asked_at: Timestamp) -> Result<Self, OAuthError> {
        let is_of_another_kind = answer.is_of_another_kind();
        let token = answer.access_token.unwrap_or_default();
        let after = |life: Option<u64>| life.map(|life| asked_at.after(Duration::from_secs(life)));
        let refresh_token = answer.refresh_token.filter(|token| !token.is_empty());
        let grant = Self {
            access_token: SecretString::default(),
            refresh_token: refresh_token.map(SecretString::from),
            scopes: answer.scope.map(GrantedScopes::from),
            expires_at: after(answer.expires_in),
            refresh_expires_at: after(answer.refresh_token_expires_in),
        };
        let why = if is_of_another_kind {
            "it gives a token that is not a bearer's"
        } else if Credentials::oauth(&token).is_err() {
            "it gives a token that cannot be one"
        } else {
            let access_token = token.into();
            return Ok(Self {
                access_token,
                ..grant
            });
        };
        Err(match grant.refresh_token {
            Some(_) => OAuthError::RefreshOnly(Box::new(grant), shown(why)),
            None => OAuthError::lost(why),
        })
    }
}

/// The scopes of a token, in the server's words. Unlike [`Scopes`], which are asked for, these may
/// be any words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedScopes(Vec<SafeText>);

impl GrantedScopes {
    /// The scopes of a token that Zendesk describes; `None` where it says nothing of them.
    pub fn of(token: &OAuthToken) -> Option<Self> {
        let words = token.scopes_in_words();
        Some(words.shown()?.as_str().split_whitespace().collect())
    }

    /// Whether the token may end sessions; `None` where there are only words for single resources,
    /// since no word for sessions is documented (`docs::zendesk_api` §5.4), and where there are none.
    pub fn may_write(&self) -> Option<bool> {
        let has = |wanted: fn(&str) -> bool| self.words().any(wanted);
        if self.0.is_empty() {
            return None;
        }
        if has(|word| word == "write") {
            Some(true)
        } else if has(|word| word.ends_with(":write")) {
            None
        } else {
            Some(false)
        }
    }

    /// Whether these are the scopes that were asked for, in whatever order.
    pub(crate) fn are(&self, asked: &Scopes) -> bool {
        self.0.len() == asked.words().count()
            && asked
                .words()
                .all(|asked| self.words().any(|word| word == asked))
    }

    /// The single words.
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
