//! An enrichment task that is under way, beside walks as well as between them.

use futures_util::future::BoxFuture;

use super::enrichment::{Brought, EnrichmentTask};
use crate::zendesk::{ApiError, Client};

type Result = std::result::Result<Brought, ApiError>;

/// One enrichment task, which outlives the walks and rests that it takes. Dropping it leaves
/// nothing behind but a request that nobody waits for.
pub(super) struct UnderWay {
    task: EnrichmentTask,
    request: BoxFuture<'static, Result>,
}

impl UnderWay {
    pub(super) fn new(task: EnrichmentTask, client: Client) -> Self {
        let asked = task.clone();
        Self {
            task,
            request: Box::pin(async move { asked.run(&client).await }),
        }
    }

    /// Waits for the outcome of the task under way; for ever while there is none. Dropping the
    /// wait leaves the task as it is.
    pub(super) async fn ended(one: &mut Option<Self>) -> (EnrichmentTask, Result) {
        let Some(one) = one else {
            return std::future::pending().await;
        };
        let result = (&mut one.request).await;
        (one.task.clone(), result)
    }
}
