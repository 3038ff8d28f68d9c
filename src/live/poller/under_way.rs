//! An enrichment task that is under way, once there is budget to spare for it.

use futures_util::future::BoxFuture;

use super::enrichment::{Brought, EnrichmentTask};
use crate::zendesk::{ApiError, Client};

type Result = std::result::Result<Brought, ApiError>;

/// One enrichment task. Dropping it leaves only a request that nobody waits for.
pub(super) struct UnderWay(BoxFuture<'static, (EnrichmentTask, Result)>);

impl UnderWay {
    pub(super) fn new(task: EnrichmentTask, client: Client) -> Self {
        Self(Box::pin(async move {
            loop {
                let wait = client.budget().spare_in();
                if wait.is_zero() {
                    break;
                }
                tokio::time::sleep(wait).await;
            }
            let result = task.run(&client).await;
            (task, result)
        }))
    }

    /// Waits for the outcome of the task under way; for ever while there is none.
    pub(super) async fn ended(one: &mut Option<Self>) -> (EnrichmentTask, Result) {
        match one {
            Some(Self(task)) => task.await,
            None => std::future::pending().await,
        }
    }
}
