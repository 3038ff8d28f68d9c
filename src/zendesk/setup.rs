//! What a client of HTTP is made ready with, and why that may fail.

use super::error::root_cause;

/// Why the HTTP client could not be made ready.
#[derive(Clone, Debug, thiserror::Error)]
#[error("cannot prepare the HTTP client: {0}")]
pub struct SetupError(String);

impl SetupError {
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    pub(super) fn because(why: impl ToString) -> Self {
        Self(why.to_string())
    }
}

/// The certificates in this PEM text, of which there is at least one.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<reqwest::Certificate>, SetupError> {
    let certificates = reqwest::Certificate::from_pem_bundle(pem)
        .map_err(|error| SetupError::because(root_cause(&error)))?;
    if certificates.is_empty() {
        return Err(SetupError::because(
            "there is no certificate in it: expected PEM, which begins with -----BEGIN CERTIFICATE-----",
        ));
    }
    Ok(certificates)
}
