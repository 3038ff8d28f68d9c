//! Where work that waits for the disk is done.

use crate::model::{Fault, caught_here, on_a_thread};

/// Where work that waits for the disk is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskWork {
    /// The work is done on a thread that may block, so that nothing else has to wait.
    OnThreads,
    /// The work is done at once. This is for a disk that never waits, where the order of events has
    /// to be the same every time.
    AtOnce,
}

impl DiskWork {
    /// Does the work; a panic in it becomes a fault.
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        match self {
            Self::OnThreads => on_a_thread(work).await,
            Self::AtOnce => caught_here(work),
        }
    }
}
