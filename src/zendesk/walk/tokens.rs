//! One pass over all pages of OAuth tokens.

use http::Method;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Course, PageNews};
use crate::model::{OAuthToken, Timestamp, TokenId, UserId};
use crate::zendesk::{ApiError, ApiRequest, Client, Cursor, Purpose};

/// Every OAuth token that the credentials may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenList {
    /// The tokens, sorted by id.
    pub tokens: Vec<OAuthToken>,
    /// The number of records that could not be read and are left out.
    pub unreadable: usize,
    /// Those of them whose number is known, and of whom no owner is: they are there, or may be.
    pub unowned: Vec<TokenId>,
}

impl TokenList {
    /// Reads all pages. The list is whole or it is an error, because a token that is missing from
    /// half a list is not proved to be gone.
    pub async fn read(client: &Client, purpose: Purpose) -> Result<Self, ApiError> {
        let mut course = Course::default();
        let mut list = Self::default();
        let mut read = FxHashSet::default();
        let ask =
            |at: Option<Cursor>| async move { client.oauth_tokens(purpose, at.as_ref()).await };
        let list_of = || ApiRequest::to(Method::GET, "/api/v2/oauth/tokens");
        while let Some(page) = course.page(client, list_of(), ask).await {
            let page = page?.value;
            let rows = page.tokens.iter().map(|token| read.insert(token.id));
            let news = PageNews::of(rows, page.unreadable);
            list.tokens.extend(page.tokens);
            list.unreadable += page.unreadable;
            list.unowned.extend(page.unowned);
            course.arrive(page.next, news);
        }
        list.tokens.sort_unstable_by_key(|token| token.id);
        list.leave_out_the_disputed();
        // A token may come twice while others are issued.
        list.tokens.dedup_by_key(|token| token.id);
        Ok(list)
    }

    /// Leaves out each token that two rows give to different people: nobody knows whose it is, and it may
    /// be somebody's who is protected.
    fn leave_out_the_disputed(&mut self) {
        let rows = self.tokens.windows(2);
        let disputed = rows.filter(|two| two[0].id == two[1].id && two[0].user != two[1].user);
        let disputed: FxHashSet<TokenId> = disputed.map(|two| two[0].id).collect();
        self.tokens.retain(|token| !disputed.contains(&token.id));
        self.unreadable += disputed.len();
        self.unowned.extend(disputed);
    }

    /// The number of tokens of each person that go on: those that are not known to have expired.
    pub(crate) fn going_on(&self, now: Timestamp) -> FxHashMap<UserId, usize> {
        let mut counts = FxHashMap::default();
        let goes_on = |token: &&OAuthToken| token.expires_at.shown().is_none_or(|ends| *ends > now);
        for token in self.tokens.iter().filter(goes_on) {
            *counts.entry(token.user).or_insert(0) += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    fn page(id: u64, tail: &str) -> String {
        format!(r#"{{"tokens":[{{"id":{id},"user_id":1}},{{"id":"x"}}],{tail}}}"#)
    }

    #[tokio::test(start_paused = true)]
    async fn a_whole_list_follows_the_cursors_and_counts_what_it_cannot_read() {
        let more = r#""meta":{"has_more":true,"after_cursor":"a+b"}"#;
        let last = r#""meta":{"has_more":false,"after_cursor":"c"}"#;
        let script = Script::of([
            reply(200, &[], &page(2, more)),
            reply(503, &[], "<html>"),
            reply(200, &[], &page(1, last)),
        ]);
        let list = TokenList::read(&script.client(), Purpose::Walk).await;
        let list = list.unwrap();
        let ids: Vec<u64> = list.tokens.iter().map(|token| token.id.get()).collect();
        assert_eq!((ids, list.unreadable), (vec![1, 2], 2));
        let onward = "GET /api/v2/oauth/tokens?all=true&page%5Bsize%5D=100&page%5Bafter%5D=a%2Bb";
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/oauth/tokens?all=true&page%5Bsize%5D=100",
                onward,
                onward
            ]
        );
    }

    #[tokio::test]
    async fn half_a_list_is_an_error() {
        let more = r#""meta":{"has_more":true,"after_cursor":"a"}"#;
        for second in [
            reply(200, &[], &page(2, more)),
            reply(403, &[], ""),
            reply(200, &[], "{}"),
        ] {
            let script = Script::of([reply(200, &[], &page(1, more)), second]);
            let list = TokenList::read(&script.client(), Purpose::Walk).await;
            list.unwrap_err();
            assert_eq!(script.asked().len(), 2);
        }
    }

    /// A token that comes as two people's is nobody's, and is counted as one that cannot be read.
    #[tokio::test(start_paused = true)]
    async fn a_token_of_two_people_is_left_out_and_counted() {
        let rows = r#"{"tokens":[{"id":9,"user_id":1},{"id":7,"user_id":1},{"id":9,"user_id":2},
            {"id":7,"user_id":1}],"meta":{"has_more":false,"after_cursor":"c"}}"#;
        let script = Script::of([reply(200, &[], rows)]);
        let list = TokenList::read(&script.client(), Purpose::Walk).await;
        let list = list.unwrap();
        let ids: Vec<u64> = list.tokens.iter().map(|token| token.id.get()).collect();
        let unowned: Vec<u64> = list.unowned.iter().map(|id| id.get()).collect();
        assert_eq!((ids, unowned, list.unreadable), (vec![7], vec![9], 1));
    }
}
