//! The HTTP client of one origin: what it trusts, which way it goes, and what it never does.

use reqwest::Url;

use super::super::super::Account;
use super::super::super::proxy::respelled_proxy;
use super::super::{Limits, SetupError};
use super::failure::root_cause;

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
        let proxy = proxy.map_err(|error| SetupError(root_cause(&error.without_url())))?;
        builder = builder.proxy(proxy.no_proxy(reqwest::NoProxy::from_env()));
    }
    if plain {
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = account.authorities() {
        builder = builder.tls_certs_merge(certificates(pem)?);
    }
    builder
        .build()
        .map_err(|error| SetupError(root_cause(&error.without_url())))
}

/// The certificates in this PEM text, of which there is at least one.
pub(in crate::zendesk) fn certificates(
    pem: &[u8],
) -> Result<Vec<reqwest::Certificate>, SetupError> {
    let certificates = reqwest::Certificate::from_pem_bundle(pem)
        .map_err(|error| SetupError(root_cause(&error)))?;
    if certificates.is_empty() {
        return Err(SetupError::because(
            "there is no certificate in it: expected PEM, which begins with -----BEGIN CERTIFICATE-----",
        ));
    }
    Ok(certificates)
}
