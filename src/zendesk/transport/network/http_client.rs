//! The HTTP client of one origin: what it trusts, which way it goes, and what it never does.

use reqwest::Url;

use super::super::super::error::root_cause;
use super::super::super::proxy::respelled_proxy;
use super::super::super::setup::certificates;
use super::super::super::{Account, SetupError};
use super::super::Limits;

/// A client for requests to this origin of the account. It reads the system's certificates, which takes
/// 5 to 14 ms, unless the origin is plain HTTP on this machine.
pub(super) fn http_client(
    account: &Account,
    origin: &Url,
    limits: Limits,
) -> Result<reqwest::Client, SetupError> {
    // A second installation fails and changes nothing.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let plain = account.is_loopback() && origin.scheme() == "http";
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("zentop/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .https_only(!plain)
        .tls_sslkeylogfile(false)
        .connect_timeout(limits.connect)
        .timeout(limits.total);
    if account.is_loopback() {
        builder = builder.no_proxy();
    } else if let Some(proxy) = respelled_proxy() {
        let proxy = reqwest::Proxy::https(proxy);
        let proxy = proxy.map_err(|error| SetupError::because(root_cause(&error.without_url())))?;
        builder = builder.proxy(proxy.no_proxy(reqwest::NoProxy::from_env()));
    }
    if plain {
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = account.authorities() {
        builder = builder.tls_certs_merge(certificates(pem)?);
    }
    builder
        .build()
        .map_err(|error| SetupError::because(root_cause(&error.without_url())))
}
