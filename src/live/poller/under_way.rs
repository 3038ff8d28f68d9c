//! An enrichment task that is under way, once there is a place for it in the budget.

use futures_util::future::BoxFuture;
use tokio::time::sleep;

use super::enrichment::{Brought, EnrichmentTask};
use crate::zendesk::{ApiError, Budget, Client};

type Result = std::result::Result<Brought, ApiError>;

/// Which place in the budget an enrichment task may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EnrichmentPlace {
    /// Between two walks: whatever is to spare.
    Spare,
    /// Beside a walk: the fixed part of enrichment, so that a walk is delayed by no more.
    FixedPart,
}

impl EnrichmentPlace {
    /// Waits until there is such a place.
    async fn is_free(self, budget: &Budget) {
        loop {
            let wait = match self {
                Self::Spare => budget.spare_in(),
                Self::FixedPart => budget.fixed_part_in(),
            };
            if wait.is_zero() {
                return;
            }
            sleep(wait).await;
        }
    }
}

/// One enrichment task, which outlives the walks and rests that it takes. Dropping it leaves
/// nothing behind but a request that nobody waits for.
pub(super) struct UnderWay {
    task: EnrichmentTask,
    client: Client,
    /// The request, once it has its place.
    request: Option<BoxFuture<'static, Result>>,
}

impl UnderWay {
    pub(super) fn new(task: EnrichmentTask, client: Client) -> Self {
        let request = None;
        Self {
            task,
            client,
            request,
        }
    }

    /// Waits for the outcome of the task under way; for ever while there is none. Dropping the
    /// wait leaves the task as it is.
    pub(super) async fn ended(
        one: &mut Option<Self>,
        place: EnrichmentPlace,
    ) -> (EnrichmentTask, Result) {
        let Some(one) = one else {
            return std::future::pending().await;
        };
        if one.request.is_none() {
            place.is_free(one.client.budget()).await;
        }
        let (task, client) = (one.task.clone(), one.client.clone());
        let request = one
            .request
            .get_or_insert_with(|| Box::pin(async move { task.run(&client).await }));
        let result = request.await;
        (one.task.clone(), result)
    }
}
