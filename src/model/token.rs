//! An OAuth token as the list of tokens describes it.

use std::fmt;

use super::{SafeText, Sent, Timestamp, TokenId, UserId};

/// An OAuth access token of the account (OAuth Tokens API). It outlives the sessions of its owner:
/// whoever has the secret can use it until it expires or is revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthToken {
    /// The number of the token's record.
    pub id: TokenId,
    /// The user whose rights it carries.
    pub user: UserId,
    /// The number of the OAuth client it was issued to.
    pub client: Option<u64>,
    /// The scopes, in the API's own words; none where they could not be read.
    pub scopes: Vec<SafeText>,
    /// When it was issued.
    pub created_at: Option<Timestamp>,
    /// When it was last used; `None` where Zendesk does not say.
    pub used_at: Option<Timestamp>,
    /// When it ends by itself, which may be never.
    pub expires_at: Sent<Timestamp>,
    /// The beginning of its secret.
    pub prefix: Option<TokenPrefix>,
}

impl OAuthToken {
    /// A token of which nothing but its number and its owner is known.
    pub(crate) const fn of(id: TokenId, user: UserId) -> Self {
        Self {
            id,
            user,
            client: None,
            scopes: Vec::new(),
            created_at: None,
            used_at: None,
            expires_at: Sent::Unknown,
            prefix: None,
        }
    }

    /// The scopes as one line, where there are any.
    pub(crate) fn scopes_in_words(&self) -> Option<SafeText> {
        let words: Vec<&str> = self.scopes.iter().map(SafeText::as_str).collect();
        (!words.is_empty()).then(|| SafeText::new(&words.join(" ")))
    }
}

/// The first ten characters of a token, which is all of it that Zendesk ever lists. They
/// distinguish a leaked token from others; they are shown only on request, and never by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPrefix(SafeText);

impl TokenPrefix {
    /// The characters in the list; at most ten are stored, whatever was sent.
    pub fn new(raw: &str) -> Self {
        let first: String = raw.chars().take(10).collect();
        Self(SafeText::new(&first))
    }

    /// The characters, for whoever asked to see them.
    pub fn reveal(&self) -> &SafeText {
        &self.0
    }
}

impl fmt::Debug for TokenPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenPrefix(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_ten_characters_and_not_for_logs() {
        let prefix = TokenPrefix::new("0123456789abcdef");
        assert_eq!(prefix.reveal().as_str(), "0123456789");
        assert!(!format!("{prefix:?}").contains("0123"));
    }
}
