//! The shares of the account's limit that we may use.

/// The shares of the account's limit that we may use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// The share for watching, from 0 to 1. At least one request a minute is made in any case.
    pub watching: f64,
    /// The share for all requests together, from 0 to 1.
    pub ending: f64,
    /// The limit in requests a minute that is assumed until an answer names the real one.
    pub assumed_limit: u32,
}

impl Default for Shares {
    /// The default shares: a tenth for watching and half for everything, of the smallest plan's 200
    /// requests a minute.
    fn default() -> Self {
        Self {
            watching: 0.10,
            ending: 0.50,
            assumed_limit: 200,
        }
    }
}
