//! Rows of the list: short lists at once, long ones on a thread beside the loop, where the
//! newest request wins.

use std::sync::Arc;
use std::thread;

use tokio::sync::{mpsc, watch};

use crate::live::{Projection, ProjectionRequest, Projector};
use crate::model::{Fault, caught_here};

/// Lists up to this length are projected within the loop: at most two milliseconds.
const SHORT: usize = 20_000;

/// The number of results that can wait: a newer one makes an older one worthless.
const RESULTS: usize = 1;

/// The sender of requests for rows, and the receiver of rows.
pub(super) struct Projecting {
    here: Projector,
    requests: watch::Sender<Option<ProjectionRequest>>,
    results: mpsc::Receiver<Rows>,
    /// Whether the last request failed, which was reported then.
    is_failing: bool,
}

/// The result of a request.
type Rows = Result<Arc<Projection>, Fault>;

impl Projecting {
    /// Starts the thread.
    pub(super) fn start() -> std::io::Result<Self> {
        Self::with(|| {
            let mut projector = Projector::default();
            move |request| projector.project(request)
        })
    }

    /// Starts the thread. `fresh` makes a projector: one at first, and one after each that
    /// panicked.
    fn with<P>(fresh: impl Fn() -> P + Send + 'static) -> std::io::Result<Self>
    where
        P: FnMut(ProjectionRequest) -> Projection,
    {
        let (requests, mut asked) = watch::channel(None::<ProjectionRequest>);
        let (send, results) = mpsc::channel(RESULTS);
        thread::Builder::new()
            .name("projector".to_owned())
            .spawn(move || {
                let mut project = fresh();
                while let Some(request) = next(&mut asked) {
                    let rows = caught_here(|| Arc::new(project(request)));
                    if rows.is_err() {
                        project = fresh();
                    }
                    if asked.has_changed().unwrap_or(true) {
                        continue;
                    }
                    if send.blocking_send(rows).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            here: Projector::default(),
            requests,
            results,
            is_failing: false,
        })
    }

    /// The rows at once, or `None` if they will come from [`Projecting::next`].
    pub(super) fn ask(&mut self, request: ProjectionRequest) -> Option<Arc<Projection>> {
        if request.snapshot.slots() <= SHORT {
            return Some(Arc::new(self.here.project(request)));
        }
        self.requests.send_replace(Some(request));
        None
    }

    /// Waits for rows, or for why there are none. That requests keep failing is reported once.
    pub(super) async fn next(&mut self) -> Rows {
        loop {
            let Some(rows) = self.results.recv().await else {
                return std::future::pending().await;
            };
            let was_failing = std::mem::replace(&mut self.is_failing, rows.is_err());
            if rows.is_ok() || !was_failing {
                return rows;
            }
        }
    }
}

/// Waits for a request. Blocking is what this thread is for.
fn next(asked: &mut watch::Receiver<Option<ProjectionRequest>>) -> Option<ProjectionRequest> {
    loop {
        futures_executor::block_on(asked.changed()).ok()?;
        if let Some(request) = asked.borrow_and_update().clone() {
            return Some(request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Column, MatchContext, Sort, Store};
    use crate::model::Timestamp;
    use crate::query::Query;

    fn request() -> ProjectionRequest {
        ProjectionRequest {
            snapshot: Store::new().snapshot(),
            query: Query::default(),
            context: MatchContext::at(Timestamp::from_seconds(0)),
            sort: Sort {
                column: Column::Session,
                descending: false,
            },
            grouping: crate::live::RowGrouping::default(),
        }
    }

    #[tokio::test]
    async fn a_request_that_panics_is_told_and_the_next_one_has_a_new_projector() {
        let mut projecting = Projecting::with(|| {
            let mut is_first = true;
            move |request: ProjectionRequest| {
                assert!(
                    std::mem::replace(&mut is_first, false) && !request.sort.descending,
                    "provoked"
                );
                Projector::default().project(request)
            }
        })
        .unwrap();
        let ask = |projecting: &Projecting, descending| {
            let mut request = request();
            request.sort.descending = descending;
            projecting.requests.send_replace(Some(request));
        };
        ask(&projecting, true);
        let fault = projecting.next().await.unwrap_err();
        assert!(fault.to_string().contains("provoked"), "{fault}");
        ask(&projecting, false);
        assert!(projecting.next().await.is_ok());
    }
}
