//! Looks at single OAuth tokens that a list lacks. A list that leaves one out would prove it revoked,
//! so each is asked for by its number, and only the answer that there is none counts.

use futures_util::StreamExt as _;
use futures_util::stream;
use rustc_hash::FxHashSet;
use tokio::time::{Instant, timeout_at};

use super::TokenList;
use crate::model::{OAuthToken, TokenId};
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// The most tokens that are looked at one by one. The others are not known: none stands for another.
pub(crate) const LOOKED_AT_MOST: usize = 1_000;

/// The looks that may be under way at once.
const IN_FLIGHT: usize = 4;

/// What became of looks at single tokens. Of those that are in neither set nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SingleTokens {
    /// The tokens that are there.
    pub(crate) there: Vec<OAuthToken>,
    /// The tokens that are not there.
    pub(crate) gone: FxHashSet<TokenId>,
}

impl SingleTokens {
    /// Looks at each of these tokens until this time.
    pub(crate) async fn look(
        client: &Client,
        purpose: Purpose,
        ids: impl IntoIterator<Item = TokenId>,
        until: Instant,
    ) -> Self {
        let ids: Vec<TokenId> = ids.into_iter().take(LOOKED_AT_MOST).collect();
        let mut looked = Self::default();
        let asks = stream::iter(ids.into_iter().map(|id| async move {
            let policy = RetryPolicy::default();
            let ask = || client.oauth_token(purpose, id);
            (id, client.retrying(&policy, ask).await)
        }));
        let mut asks = asks.buffer_unordered(IN_FLIGHT);
        while let Ok(Some((id, answer))) = timeout_at(until, asks.next()).await {
            match answer {
                Ok(answer) => looked.there.push(answer.value),
                // A page for people in place of the API's own words says nothing of a token.
                Err(error) if error.status() == Some(404) && !error.is_a_page() => {
                    looked.gone.insert(id);
                }
                Err(_) => {}
            }
        }
        looked
    }
}

impl TokenList {
    /// Looks until this time for those of these tokens that the list lacks, and takes in those that
    /// are there all the same. What cannot be told of one counts as a record that cannot be read, of
    /// whom no owner is known.
    pub(crate) async fn look_for(
        &mut self,
        client: &Client,
        purpose: Purpose,
        ids: &[TokenId],
        until: Instant,
    ) {
        let listed = self.tokens.iter().map(|token| token.id);
        let listed: FxHashSet<TokenId> = listed.chain(self.unowned.iter().copied()).collect();
        let lacking: FxHashSet<TokenId> = ids.iter().copied().collect();
        let lacking: Vec<TokenId> = lacking.difference(&listed).copied().collect();
        let looked = SingleTokens::look(client, purpose, lacking.iter().copied(), until).await;
        let there: FxHashSet<TokenId> = looked.there.iter().map(|token| token.id).collect();
        let is_told = |id: &TokenId| there.contains(id) || looked.gone.contains(id);
        let before = self.unowned.len();
        self.unowned
            .extend(lacking.into_iter().filter(|id| !is_told(id)));
        self.unreadable += self.unowned.len() - before;
        self.tokens.extend(looked.there);
        self.tokens.sort_unstable_by_key(|token| token.id);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::zendesk::script::{Script, reply};
    use crate::zendesk::wire;

    #[tokio::test(start_paused = true)]
    async fn only_the_apis_own_word_that_there_is_none_makes_a_token_gone() {
        let shown = r#"{"token":{"id":2,"user_id":1}}"#;
        let html = [("content-type", "text/html")];
        for (answer, there, gone, unreadable) in [
            (reply(404, &[], r#"{"error":"RecordNotFound"}"#), 1, true, 0),
            (reply(404, &[], ""), 1, true, 0),
            (reply(404, &html, "<html></html>"), 1, false, 1),
            (reply(200, &[], shown), 2, false, 0),
            (
                reply(200, &[], r#"{"token":{"id":3,"user_id":1}}"#),
                1,
                false,
                1,
            ),
            (reply(403, &[], "{}"), 1, false, 1),
        ] {
            let client = Script::of([answer.clone(), answer]);
            let client = client.client();
            let (one, two) = (TokenId::new(1).unwrap(), TokenId::new(2).unwrap());
            let until = Instant::now() + Duration::from_secs(60);
            let looked = SingleTokens::look(&client, Purpose::Proof, [two], until).await;
            assert_eq!(looked.gone.contains(&two), gone);
            let mut list = TokenList {
                tokens: vec![wire::token(br#"{"token":{"id":1,"user_id":1}}"#, one).unwrap()],
                ..TokenList::default()
            };
            list.look_for(&client, Purpose::Proof, &[one, two], until)
                .await;
            assert_eq!((list.tokens.len(), list.unreadable), (there, unreadable));
            assert_eq!(list.unowned.len(), unreadable);
        }
    }
}
