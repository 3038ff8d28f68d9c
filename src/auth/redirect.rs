//! The listener that the browser comes back to, on 127.0.0.1 for the length of one sign-in
//! (RFC 8252 §7.3). It takes one address from one host and answers with one page.
//!
//! - `page` what the browser shows at the end
//! - `visit` one connection: the head of one request, and one page

mod page;
#[cfg(test)]
mod tests;
mod visit;

use std::net::Ipv4Addr;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use secrecy::SecretString;
use tokio::net::TcpListener;

pub(crate) use self::page::Page;
pub(crate) use self::visit::Tab;
use self::visit::Visit;
use crate::model::SafeText;
use crate::zendesk::oauth::{Attempt, Returned};

/// The most connections at a time. Browsers open a few in advance; nobody else should come.
const MOST_VISITS: usize = 32;

/// A listener that waits for the browser.
#[derive(Debug)]
pub(crate) struct RedirectListener {
    listener: TcpListener,
    port: u16,
}

/// None of the ports can be listened on.
#[derive(Debug, thiserror::Error)]
#[error(
    "the ports {} of 127.0.0.1 are taken ({message}): end what listens there, or set redirect_ports",
    listed(ports)
)]
pub(crate) struct NoFreePort {
    ports: Vec<u16>,
    message: String,
}

/// The return of the browser.
#[derive(Debug)]
pub(crate) struct Redirected {
    /// The code, or why there is none.
    pub brought: Result<SecretString, SafeText>,
    /// The tab that waits for a page.
    pub tab: Tab,
}

impl RedirectListener {
    /// Listens on the first of `ports` that is free.
    pub(crate) async fn bind(ports: &[u16]) -> Result<Self, NoFreePort> {
        let mut message = "none is named".to_owned();
        for &port in ports {
            let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
            match bound.and_then(|listener| Ok((listener.local_addr()?.port(), listener))) {
                Ok((port, listener)) => return Ok(Self { listener, port }),
                Err(error) => message = error.to_string(),
            }
        }
        Err(NoFreePort {
            ports: ports.to_vec(),
            message,
        })
    }

    /// The address that the browser is sent back to, exactly as it is registered.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Waits until the browser comes back from `attempt`. Any other visitor gets a page that says
    /// so, and does not end the waiting.
    pub(crate) async fn wait(&self, attempt: &Attempt) -> Redirected {
        let mut visits = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if visits.len() < MOST_VISITS => {
                    // A connection that broke off before it was accepted does not matter.
                    if let Ok((stream, _)) = accepted {
                        visits.push(Visit::new(stream, self.port).received());
                    }
                }
                Some(visit) = visits.next() => {
                    let Some((query, tab)) = visit else { continue };
                    let brought = match attempt.read(&query) {
                        Returned::Code(code) => Ok(code),
                        Returned::Denied(words) => Err(words),
                        Returned::Foreign => {
                            tab.show(Page::Foreign).await;
                            continue;
                        }
                    };
                    return Redirected { brought, tab };
                }
            }
        }
    }
}

fn listed(ports: &[u16]) -> String {
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    ports.join(", ")
}
