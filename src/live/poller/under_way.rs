//! An errand that is being run, once there is budget to spare for it.

use futures_util::future::BoxFuture;

use super::errands::{Brought, Errand};
use crate::zendesk::{ApiError, Client};

type Result = std::result::Result<Brought, ApiError>;

/// One errand. Dropping it leaves no trace but a request that nobody waits for.
pub(super) struct UnderWay(BoxFuture<'static, (Errand, Result)>);

impl UnderWay {
    pub(super) fn new(errand: Errand, client: Client) -> Self {
        Self(Box::pin(async move {
            loop {
                let wait = client.budget().spare_in();
                if wait.is_zero() {
                    break;
                }
                tokio::time::sleep(wait).await;
            }
            let result = errand.run(&client).await;
            (errand, result)
        }))
    }

    /// What came of the one under way; never, while there is none.
    pub(super) async fn ended(one: &mut Option<Self>) -> (Errand, Result) {
        match one {
            Some(Self(errand)) => errand.await,
            None => std::future::pending().await,
        }
    }
}
