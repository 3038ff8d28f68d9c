//! The person who acts, and the place they act from (NIST SP 800-53 AU-3, ASVS 16.2.1).

use std::env;
use std::io::{stderr, stdin, stdout};
use std::net::IpAddr;

use rustix::system::uname;
use rustix::termios::ttyname;

use super::record::{Record, bounded};
use super::words::RunMode;
use crate::files::{user_id, user_name};
use crate::model::{Timestamp, UserId};

/// Everything that all records of a process share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The process and its machine.
    pub place: Place,
    /// The credentials in use.
    pub credentials: ActingCredentials,
    /// The first 8 bytes, in hex, of the SHA-256 over the settings in effect: where it differs
    /// between two records, a setting was changed in between.
    pub config_hash: Option<String>,
    /// Whether there is a screen.
    pub mode: RunMode,
    /// Zendesk's clock minus ours, where known.
    pub skew_ms: Option<i64>,
}

/// The process and the machine, as the operating system knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The login name, or `uid 1000` where the system knows none.
    pub os_user: String,
    /// The number of the user, which the kernel vouches for.
    pub uid: u32,
    /// The name of the machine.
    pub host: String,
    /// `/dev/pts/3`, `/dev/pts/3, ssh 10.0.0.1`, or `ssh 10.0.0.1`. The terminal is what the
    /// kernel says; where the connection comes from is what the environment claims.
    pub tty_or_ssh: Option<String>,
    /// The number of the process.
    pub pid: u32,
}

/// The credentials in use, without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActingCredentials {
    /// The account, such as `acme`.
    pub account: String,
    /// The origin that requests go to, such as `https://acme.zendesk.com`.
    pub origin: String,
    /// The proxy that requests go through, without its user and password.
    pub proxy: Option<String>,
    /// The user to whom the credentials belong, as `users/me` says.
    pub zd_user_id: Option<UserId>,
    /// The e-mail in the settings. Whoever holds an API token can name any, hence "claimed".
    pub zd_email_claimed: Option<String>,
    /// `oauth`, `api_token`, `password`, `cookie` or `chat_token`.
    pub auth_kind: &'static str,
    /// A keyed fingerprint that tells one secret from another.
    pub token_fingerprint: Option<String>,
}

impl Place {
    /// The place of this process.
    pub fn here() -> Self {
        let uid = user_id();
        Self {
            os_user: user_name(uid),
            uid,
            host: uname().nodename().to_string_lossy().into_owned(),
            tty_or_ssh: place(terminal(), ssh_client()),
            pid: std::process::id(),
        }
    }
}

/// The time of a record. The wall clock may be set at any time, and the server's clock is known by the
/// one that nobody sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordTime {
    /// What the wall clock says.
    pub(super) wall: Timestamp,
    /// What the program's own clock says.
    pub(super) steady: Timestamp,
}

impl Who {
    /// A record of this moment that says nothing yet but who and where.
    pub(super) fn record(&self, now: RecordTime) -> Record {
        let RecordTime { wall, steady } = now;
        let stepped = steady.millis().saturating_sub(wall.millis());
        let text = |text: &Option<String>| text.as_deref().map(bounded);
        let (place, credentials) = (&self.place, &self.credentials);
        Record {
            skew_ms: self.skew_ms.map(|skew| skew.saturating_add(stepped)),
            os_user: bounded(&place.os_user),
            uid: place.uid,
            host: bounded(&place.host),
            tty_or_ssh: text(&place.tty_or_ssh),
            pid: place.pid,
            zd_user_id: credentials.zd_user_id.map(UserId::get),
            zd_email_claimed: text(&credentials.zd_email_claimed),
            auth_kind: credentials.auth_kind.to_owned(),
            token_fingerprint: text(&credentials.token_fingerprint),
            account: bounded(&credentials.account),
            origin: bounded(&credentials.origin),
            proxy: text(&credentials.proxy),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            config_hash: text(&self.config_hash),
            mode: self.mode,
            ..Record::blank(wall)
        }
    }
}

/// The terminal and the address together, so that a claim hides no terminal.
fn place(terminal: Option<String>, ssh: Option<IpAddr>) -> Option<String> {
    match (terminal, ssh) {
        (Some(terminal), Some(address)) => Some(format!("{terminal}, ssh {address}")),
        (None, Some(address)) => Some(format!("ssh {address}")),
        (terminal, None) => terminal,
    }
}

fn ssh_client() -> Option<IpAddr> {
    let connection = env::var("SSH_CONNECTION").ok()?;
    // An address of the link alone names its interface: fe80::1%en0.
    let address = connection.split([' ', '%']).next()?;
    address.parse().ok()
}

fn terminal() -> Option<String> {
    ttyname(stdin(), Vec::new())
        .or_else(|_| ttyname(stdout(), Vec::new()))
        .or_else(|_| ttyname(stderr(), Vec::new()))
        .ok()
        .map(|name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_a_user_and_a_machine() {
        let here = Place::here();
        assert!(!here.os_user.is_empty() && !here.host.is_empty());
    }

    #[test]
    fn a_claimed_connection_hides_no_terminal() {
        let tty = || Some("/dev/pts/3".to_owned());
        let address = "10.0.0.1".parse().ok();
        for (terminal, ssh, expected) in [
            (tty(), address, Some("/dev/pts/3, ssh 10.0.0.1")),
            (tty(), None, Some("/dev/pts/3")),
            (None, address, Some("ssh 10.0.0.1")),
            (None, None, None),
        ] {
            assert_eq!(place(terminal, ssh).as_deref(), expected);
        }
    }
}
