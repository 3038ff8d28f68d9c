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
    pub client: Sent<u64>,
    /// The name of that client, where the lists of clients had it.
    pub client_name: Option<ClientName>,
    /// The scopes, in the API's own words.
    pub scopes: Sent<Vec<SafeText>>,
    /// When it was issued.
    pub created_at: Sent<Timestamp>,
    /// When it was last used, which may be never.
    pub used_at: Sent<Timestamp>,
    /// When it ends by itself, which may be never.
    pub expires_at: Sent<Timestamp>,
    /// The beginning of its secret.
    pub prefix: Option<TokenPrefix>,
}

/// The name of an OAuth client, which another may have as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientName {
    name: SafeText,
    /// Whether another client of the account is called the same.
    is_shared: bool,
}

impl ClientName {
    /// The name of a client, which others have too, or do not.
    pub(crate) const fn new(name: SafeText, is_shared: bool) -> Self {
        Self { name, is_shared }
    }

    /// The name as Zendesk sent it.
    pub(crate) fn original(&self) -> &str {
        self.name.original()
    }

    /// The name as people read it, with the client's number where the name alone does not say which it is.
    fn in_words(&self, client: Sent<u64>) -> SafeText {
        match client {
            Sent::Is(client) if self.is_shared => {
                SafeText::new(&format!("{}, client {client}", self.name))
            }
            _ => self.name.clone(),
        }
    }
}

impl OAuthToken {
    /// Whether it has expired by this time of the server's: it opens nothing any more, though what renews it
    /// may.
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.shown().is_some_and(|at| *at <= now)
    }

    /// A token of which nothing but its number and its owner is known.
    pub(crate) const fn of(id: TokenId, user: UserId) -> Self {
        Self {
            id,
            user,
            client: Sent::Unknown,
            client_name: None,
            scopes: Sent::Unknown,
            created_at: Sent::Unknown,
            used_at: Sent::Unknown,
            expires_at: Sent::Unknown,
            prefix: None,
        }
    }

    /// Its number, with the name of its client, or the number of one that nobody can name.
    pub(crate) fn named(&self) -> String {
        match (&self.client_name, self.client) {
            (Some(name), client) => format!("{} ({})", self.id, name.in_words(client)),
            (None, Sent::Is(client)) => format!("{} (client {client})", self.id),
            (None, Sent::Nothing | Sent::Unknown) => self.id.to_string(),
        }
    }

    /// The name of its client as people read it, which is not known either where a client has a number alone.
    pub(crate) fn name_of_client(&self) -> Sent<SafeText> {
        match (&self.client_name, self.client) {
            (Some(name), client) => Sent::Is(name.in_words(client)),
            (None, Sent::Nothing) => Sent::Nothing,
            (None, Sent::Is(_) | Sent::Unknown) => Sent::Unknown,
        }
    }

    /// The scopes as one line; nothing where there are none.
    pub(crate) fn scopes_in_words(&self) -> Sent<SafeText> {
        match &self.scopes {
            Sent::Is(scopes) if scopes.is_empty() => Sent::Nothing,
            scopes => scopes.as_ref().map(|scopes| {
                let words: Vec<&str> = scopes.iter().map(SafeText::as_str).collect();
                SafeText::new(&words.join(" "))
            }),
        }
    }

    /// The scopes as Zendesk sent them; none where that is not known.
    pub(crate) fn raw_scopes(&self) -> impl Iterator<Item = &str> {
        let scopes = self.scopes.shown().into_iter().flatten();
        scopes.map(SafeText::original)
    }

    /// The fields of its record, by Zendesk's names, that were left out or could not be read, and
    /// `client_name` where nobody knows what its client is called.
    pub(crate) fn not_known(&self) -> Vec<&'static str> {
        let fields = [
            ("client_id", self.client.is_unknown()),
            ("scopes", self.scopes.is_unknown()),
            ("created_at", self.created_at.is_unknown()),
            ("used_at", self.used_at.is_unknown()),
            ("expires_at", self.expires_at.is_unknown()),
            ("client_name", self.name_of_client().is_unknown()),
        ];
        let unknown = fields.into_iter().filter(|(_, is_unknown)| *is_unknown);
        unknown.map(|(name, _)| name).collect()
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
    pub(crate) fn reveal(&self) -> &SafeText {
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
