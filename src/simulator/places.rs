//! The places and browsers of sign-ins, derived from their keys.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fastrand::Rng;

use crate::model::SessionKey;

/// Browsers, by the header they send.
const BROWSERS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0",
];

/// The machine of one sign-in.
pub(super) struct SignInPlace {
    pub(super) ip_address: IpAddr,
    pub(super) browser: &'static str,
}

impl SignInPlace {
    /// The machine of a sign-in. Most are at the office, some at home, a few elsewhere; everybody
    /// uses one browser. The addresses are those that documentation may use (RFC 5737, RFC 3849).
    pub(super) fn of(key: SessionKey) -> Self {
        let mut person = Rng::with_seed(key.user.get());
        let (home, browser) = (person.u8(1..255), person.usize(..BROWSERS.len()));
        let mut sign_in = Rng::with_seed(key.session.get());
        let ip_address = match sign_in.u8(..100) {
            0..60 => Ipv4Addr::new(198, 51, 100, sign_in.u8(1..9)).into(),
            60..90 => Ipv4Addr::new(203, 0, 113, home).into(),
            90..95 => Ipv4Addr::new(192, 0, 2, sign_in.u8(1..255)).into(),
            _ => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, home.into(), sign_in.u16(..)).into(),
        };
        Self {
            ip_address,
            browser: BROWSERS.get(browser).copied().unwrap_or_default(),
        }
    }
}
