//! The certificate authorities with which an account is reached.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use crate::command::around;
use crate::command::exit::Failure;
use crate::files::{quoted, read_bounded};
use crate::settings::{FileTrust, Settings};
use crate::zendesk::Account;

/// The largest file with certificate authorities, in bytes: a whole system's are 250 kB.
const LARGEST_BUNDLE: u64 = 8 << 20;

/// The account, reached with the authorities that the settings name. A file that is missing would
/// otherwise show as a certificate that nobody knows.
pub(super) fn trusting(account: Account, settings: &Settings) -> Result<Account, Failure> {
    if !account.origin().starts_with("https:") {
        return Ok(account);
    }
    let authorities = &settings.authorities;
    around::check(&account, authorities.ssl_cert_file.as_deref())?;
    if let Some(path) = &authorities.ssl_cert_file {
        bundle(path).map_err(|why| {
            let path = quoted(path);
            Failure::usage(format!(
                "SSL_CERT_FILE names {path}: {why}. Name a file with PEM certificates, or unset it"
            ))
        })?;
    }
    let Some((path, source)) = &authorities.ca_file else {
        return Ok(account);
    };
    let named = |why: String| {
        let path = quoted(path);
        Failure::usage(format!("{source}: `ca_file` names {path}: {why}"))
    };
    // Whoever can write the file can answer in Zendesk's place, and is sent the token.
    let file = File::open(path).map_err(|error| named(in_words(&error)))?;
    match FileTrust::of(path, &file).map_err(|error| named(in_words(&error)))? {
        FileTrust::Trusted => {}
        distrust => return Err(named(distrust.reason(path))),
    }
    let pem = bundle_in(file).map_err(named)?;
    account
        .trusting(&pem)
        .map_err(|error| named(error.to_string()))
}

/// What is in the file at this path.
fn bundle(path: &Path) -> Result<Vec<u8>, String> {
    bundle_in(File::open(path).map_err(|error| in_words(&error))?)
}

/// What is in a file with authorities, or why it cannot be one.
fn bundle_in(file: File) -> Result<Vec<u8>, String> {
    match read_bounded(file, LARGEST_BUNDLE) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err("it is larger than any such file".to_owned()),
        Err(error) => Err(in_words(&error)),
    }
}

/// Why a file cannot be read.
fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    }
}
