//! A transport that panics on request, in whatever task uses it, or never answers.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use tokio::time::Instant;
use zentop::zendesk::{ProviderError, Reply, Request, Standing, Transport, TransportError};

type Armed = Arc<Mutex<Option<(&'static str, usize)>>>;

/// A transport to the account. Clones of its switch share it.
pub(crate) struct Fuse {
    inner: Arc<dyn Transport>,
    armed: Armed,
    /// The beginning of requests that are never answered.
    held: Arc<Mutex<Option<&'static str>>>,
}

impl Fuse {
    pub(super) fn new(inner: Arc<dyn Transport>) -> Arc<Self> {
        let armed = Armed::default();
        let held = Arc::default();
        Arc::new(Self { inner, armed, held })
    }

    /// Another transport with the same switch.
    pub(super) fn also_for(&self, inner: Arc<dyn Transport>) -> Arc<Self> {
        let armed = Arc::clone(&self.armed);
        let held = Arc::clone(&self.held);
        Arc::new(Self { inner, armed, held })
    }

    /// Makes this many requests panic, from now on, of those that begin like this.
    pub(crate) fn arm(&self, what: &'static str, times: usize) {
        *self.armed.lock().unwrap() = Some((what, times));
    }

    /// Never answers requests that begin like this, from now on.
    pub(crate) fn hold(&self, what: &'static str) {
        *self.held.lock().unwrap() = Some(what);
    }

    fn holds(&self, request: &Request) -> bool {
        let asked = format!("{} {}", request.method, request.path);
        let held = self.held.lock().unwrap();
        held.is_some_and(|what| asked.starts_with(what))
    }

    /// Whether it has panicked as often as it was asked to.
    pub(crate) fn is_burnt(&self) -> bool {
        self.armed.lock().unwrap().is_none_or(|(_, left)| left == 0)
    }

    fn burns(&self, request: &Request) -> bool {
        let asked = format!("{} {}", request.method, request.path);
        match &mut *self.armed.lock().unwrap() {
            Some((what, left)) if *left > 0 && asked.starts_with(*what) => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

impl Transport for Fuse {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(async move {
            assert!(!self.burns(&request), "provoked in the transport");
            if self.holds(&request) {
                std::future::pending::<()>().await;
            }
            self.inner.send(request).await
        })
    }

    fn renew(&self, sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        self.inner.renew(sent)
    }

    fn standing(&self) -> Option<Standing> {
        self.inner.standing()
    }
}
