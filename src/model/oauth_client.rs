//! An OAuth client: the program that tokens are given to.

use super::{SafeText, UserId};

/// A program that people let in, as the account's lists describe it (OAuth Clients API, Global OAuth
/// Clients API). Its secret is never read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthClient {
    /// The client's number, which tokens carry.
    pub id: u64,
    /// The name that people see when they let it in. Two clients may be called alike.
    pub name: SafeText,
    /// The admin who made it; `None` where Zendesk does not say, as of the clients of other makers.
    pub made_by: Option<UserId>,
}
