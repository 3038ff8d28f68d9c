//! Reading the OAuth tokens of an account for a verb, with the names of the programs that have them.

use std::time::Duration;

use tokio::time::Instant;

use super::connect::Connection;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::report::talk;
use crate::model::{OAuthToken, TokenId, counted};
use crate::zendesk::{OAuthClients, Purpose, TokenList};

/// How long tokens that a list lacks are looked for one by one.
const LOOKING: Duration = Duration::from_secs(60);

/// Reads every token of the account, and looks one by one for those of `named` that the list lacks.
/// Unreadable ones are reported, because the token that somebody looks for may be among them.
pub(super) async fn read(connection: &Connection, named: &[TokenId]) -> Result<TokenList, Failure> {
    let mut list = TokenList::read(&connection.client, Purpose::Asked).await?;
    let until = Instant::now() + LOOKING;
    list.look_for(&connection.client, Purpose::Asked, named, until)
        .await;
    if list.unreadable > 0 {
        let tokens = counted(list.unreadable, "token", "tokens");
        let unowned: Vec<String> = list.unowned.iter().map(ToString::to_string).collect();
        let of_whom = if unowned.is_empty() {
            String::new()
        } else {
            format!(
                "; of these it is not known whose they are: {}",
                unowned.join(", ")
            )
        };
        talk(&format!("{tokens} could not be read{of_whom}"));
    }
    Ok(list)
}

/// Reads the names of the programs that these tokens were given to, if any was given to one.
pub(super) async fn clients_of(
    connection: &Connection,
    tokens: &[OAuthToken],
) -> Result<OAuthClients, Failure> {
    if tokens.iter().all(|token| token.client.shown().is_none()) {
        return Ok(OAuthClients::default());
    }
    let client = connection.client.for_enrichment();
    Ok(OAuthClients::read(&client, Purpose::Asked).await?)
}

/// The status that so many tokens are worth that could not be read.
pub(super) const fn unread_status(records: usize) -> u8 {
    if records == 0 { 0 } else { SOMETHING_TO_SEE }
}
