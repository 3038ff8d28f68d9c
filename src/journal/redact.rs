//! Records for export, with pseudonyms in the place of names.

use ring::hmac::{HMAC_SHA256, Key, sign};
use ring::rand::SystemRandom;

use super::Record;
use crate::model::hex;

/// The length of a pseudonym: 48 bits tell the people of one export apart.
const PSEUDONYM_BYTES: usize = 6;

/// The system gave no random bytes, so pseudonyms could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes, so names cannot be hidden; nothing was exported")]
pub(crate) struct NoRandomness;

/// Replaces names by pseudonyms that are stable within one export and, since its key is
/// random and never stored, say nothing across exports.
///
/// Ids stay, and so do `reason`, `ticket` and `detail`: they are the evidence, and may name
/// people if the admin did. `prev` and `hash` stay too and are those of the full record.
#[derive(Debug)]
pub(crate) struct Redactor {
    key: Key,
}

impl Redactor {
    /// A redactor with a fresh key.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub(crate) fn new() -> Result<Self, NoRandomness> {
        let key = Key::generate(HMAC_SHA256, &SystemRandom::new()).map_err(|_| NoRandomness)?;
        Ok(Self { key })
    }

    /// `record` without the claimed e-mail, the login name, the machine, the terminal and
    /// the proxy.
    #[must_use]
    pub(crate) fn redact(&self, record: Record) -> Record {
        Record {
            os_user: self.pseudonym("user", &record.os_user),
            host: self.pseudonym("host", &record.host),
            tty_or_ssh: record.tty_or_ssh.map(|text| self.pseudonym("tty", &text)),
            proxy: record.proxy.map(|text| self.pseudonym("proxy", &text)),
            zd_email_claimed: record
                .zd_email_claimed
                .map(|text| self.pseudonym("email", &text)),
            ..record
        }
    }

    fn pseudonym(&self, kind: &str, text: &str) -> String {
        let tag = sign(&self.key, format!("{kind}\0{text}").as_bytes());
        format!("{kind}-{}", hex(&tag.as_ref()[..PSEUDONYM_BYTES]))
    }
}
