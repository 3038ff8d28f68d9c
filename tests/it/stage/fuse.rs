//! A transport that panics on request, in whatever task uses it.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use tokio::time::Instant;
use zentop::zendesk::{ProviderError, Reply, Request, Standing, Transport, TransportError};

type Armed = Arc<Mutex<Option<(&'static str, usize)>>>;

/// A transport to the account. Clones of its switch share it.
pub(crate) struct Fuse {
    inner: Arc<dyn Transport>,
    armed: Armed,
}

impl Fuse {
    pub(super) fn new(inner: Arc<dyn Transport>) -> Arc<Self> {
        let armed = Armed::default();
        Arc::new(Self { inner, armed })
    }

    /// Another transport with the same switch.
    pub(super) fn also_for(&self, inner: Arc<dyn Transport>) -> Arc<Self> {
        let armed = Arc::clone(&self.armed);
        Arc::new(Self { inner, armed })
    }

    /// Makes this many requests panic, from now on, of those that begin like this.
    pub(crate) fn arm(&self, what: &'static str, times: usize) {
        *self.armed.lock().unwrap() = Some((what, times));
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
