//! Rows of the list: short lists at once, long ones on a thread beside the loop, where the
//! newest request wins.

use std::sync::Arc;
use std::thread;

use tokio::sync::{mpsc, watch};

use crate::live::{Projection, ProjectionRequest, Projector};

/// Lists up to this length are projected within the loop: at most two milliseconds.
const SHORT: usize = 20_000;

/// One result may wait: a newer one makes it worthless.
const RESULTS: usize = 1;

/// Where requests for rows go.
pub(super) struct Projecting {
    here: Projector,
    requests: watch::Sender<Option<ProjectionRequest>>,
    results: mpsc::Receiver<Arc<Projection>>,
}

impl Projecting {
    /// Starts the thread.
    pub(super) fn start() -> std::io::Result<Self> {
        let (requests, mut asked) = watch::channel(None::<ProjectionRequest>);
        let (send, results) = mpsc::channel(RESULTS);
        thread::Builder::new()
            .name("projector".to_owned())
            .spawn(move || {
                let mut projector = Projector::default();
                while let Some(request) = next(&mut asked) {
                    let projection = Arc::new(projector.project(request));
                    if asked.has_changed().unwrap_or(true) {
                        continue;
                    }
                    if send.blocking_send(projection).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            here: Projector::default(),
            requests,
            results,
        })
    }

    /// The rows at once, or `None`: they come from [`Projecting::next`].
    pub(super) fn ask(&mut self, request: ProjectionRequest) -> Option<Arc<Projection>> {
        if request.snapshot.slots() <= SHORT {
            return Some(Arc::new(self.here.project(request)));
        }
        self.requests.send_replace(Some(request));
        None
    }

    /// Rows that are ready.
    pub(super) async fn next(&mut self) -> Arc<Projection> {
        match self.results.recv().await {
            Some(projection) => projection,
            None => std::future::pending().await,
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
