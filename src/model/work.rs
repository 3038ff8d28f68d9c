//! Work of which a panic is a value: whoever owns the work says what follows from it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt as _;

use super::Fault;

/// Does the work on a thread that may block, at once. The answer is what came of it, or the fault
/// that ended it; dropping that breaks nothing off.
pub(crate) fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, Fault>> + Send + 'static {
    let working = tokio::task::spawn_blocking(work);
    async move { Ok(working.await?) }
}

/// What comes of a future, or the fault that ended it. Nothing that it was at may be used afterwards
/// but what a panic leaves whole.
pub(crate) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Fault> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.map_err(|panic| Fault::of(&*panic))
}

/// What comes of some work of this thread, or the fault that ended it.
pub(crate) fn caught_here<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Fault::of(&*panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_fault_wherever_the_work_is_done() {
        let fails = || -> u8 { panic!("provoked") };
        for answer in [
            on_a_thread(fails).await,
            caught(async { fails() }).await,
            caught_here(fails),
        ] {
            assert!(answer.unwrap_err().to_string().contains("provoked"));
        }
        assert_eq!(on_a_thread(|| 7).await.unwrap(), 7);
    }
}
