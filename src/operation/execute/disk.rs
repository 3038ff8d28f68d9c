//! Where the work is done that waits for the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::task::spawn_blocking;

use crate::model::Fault;

/// Where the work is done that waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskWork {
    /// On a thread that may wait, so that nothing else does.
    OnThreads,
    /// At once. It is for a disk that never waits, where the order of events has to be the same
    /// every time.
    AtOnce,
}

impl DiskWork {
    /// Does the work; a panic in it is a fault.
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        match self {
            Self::OnThreads => Ok(spawn_blocking(work).await?),
            Self::AtOnce => {
                catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Fault::of(&*panic))
            }
        }
    }
}
