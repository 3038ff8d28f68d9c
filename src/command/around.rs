//! What the environment says of the way to an account, checked before anything is sent: a proxy or a file
//! of authorities that is not understood would be left out in silence.

use std::fs::File;
use std::path::Path;

use super::exit::Failure;
use crate::files::{quoted, read_bounded};
use crate::zendesk::{Account, senseless_proxy};

/// The largest file of authorities that is looked into, in bytes.
const LARGEST_BUNDLE: u64 = 8 << 20;

/// Checks the proxy and the authorities that the environment names for an account.
///
/// # Errors
/// If one of them is not understood, so that the secret would go around it or nothing would be trusted.
pub(super) fn check(account: &Account, ssl_cert_file: Option<&Path>) -> Result<(), Failure> {
    if let Some(name) = senseless_proxy(account, |name| std::env::var(name).ok()) {
        return Err(Failure::usage(format!(
            "{name} names a proxy that is not understood, and nothing is sent around it: write it as \
             http://HOST:PORT, socks5://HOST:PORT or socks5h://HOST:PORT, or unset it"
        )));
    }
    // An empty variable is none to us, and not to the library that reads it.
    if std::env::var_os("SSL_CERT_FILE").is_some_and(|path| path.is_empty()) {
        return Err(Failure::usage(
            "SSL_CERT_FILE is empty, so no authority would be trusted: name a file with PEM certificates, \
             or unset it",
        ));
    }
    let Some(path) = ssl_cert_file else {
        return Ok(());
    };
    let refused = |why: &str| {
        Failure::usage(format!(
            "SSL_CERT_FILE names {}: {why}. Name a file with PEM certificates, or unset it",
            quoted(path)
        ))
    };
    // A file that cannot be read has words of its own.
    let read = File::open(path).and_then(|file| read_bounded(file, LARGEST_BUNDLE));
    let Ok(Some(pem)) = read else {
        return Ok(());
    };
    let has = |label: &str| {
        pem.windows(label.len())
            .any(|part| part == label.as_bytes())
    };
    if has("-----BEGIN CERTIFICATE") || has("-----BEGIN TRUSTED CERTIFICATE") {
        Ok(())
    } else {
        Err(refused("there is no certificate in it"))
    }
}
