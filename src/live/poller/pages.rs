//! The wait for a page of a walk, and publishing how long it takes.

use super::Poller;
use super::publishing::LOOK;
use super::under_way::UnderWay;
use crate::zendesk::{Answered, SessionPage, Walk, WalkError};

impl Poller {
    /// Waits for the next page. While the account's requests are used up that may take long, so the
    /// time left is published. Enrichment goes on meanwhile.
    pub(super) async fn page_of(
        &mut self,
        walk: &mut Walk,
    ) -> Option<Result<Answered<SessionPage>, WalkError>> {
        let page = walk.next();
        tokio::pin!(page);
        loop {
            self.begin_enrichment();
            tokio::select! {
                // Enrichment asks for its place as often as the walk does, so that its turn comes.
                biased;
                (task, result) = UnderWay::ended(&mut self.under_way) => {
                    self.enriched(&task, result);
                }
                Some(facts) = self.facts.recv() => self.take_in(facts),
                page = &mut page => return page,
                () = tokio::time::sleep(LOOK) => self.publish_wait(),
            }
        }
    }
}
