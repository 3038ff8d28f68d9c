//! The keyrings of each system.

use super::keyring::{Keyring, KeyringKind};

/// The keyrings of this system for the entry `user`, the one that lasts longest first. None is
/// called yet. `has_session_bus`: whether the environment names the bus of a desktop session.
pub(in crate::auth) fn keyrings(user: &str, has_session_bus: bool) -> Vec<Keyring> {
    let kinds = kinds(has_session_bus).into_iter();
    kinds.map(|kind| Keyring::new(kind, user)).collect()
}

#[cfg(all(target_os = "linux", feature = "secret-service"))]
fn kinds(has_session_bus: bool) -> Vec<KeyringKind> {
    vec![
        super::desktop::secret_service(has_session_bus),
        kernels(FORGETS),
    ]
}

#[cfg(all(target_os = "linux", not(feature = "secret-service")))]
fn kinds(has_session_bus: bool) -> Vec<KeyringKind> {
    let keeps = if has_session_bus {
        ", until a restart or some days without use, since this zentop is built without the \
         desktop's keyring (`cargo build --features secret-service`)"
    } else {
        FORGETS
    };
    vec![left_out(has_session_bus), kernels(keeps)]
}

/// The desktop's keyring, which this build cannot reach. Another build may have saved something in
/// it, so it is named and not skipped.
#[cfg(all(target_os = "linux", not(feature = "secret-service")))]
fn left_out(has_session_bus: bool) -> KeyringKind {
    use keyring_core::Error::NoStorageAccess;

    let why = if has_session_bus {
        "this zentop is built without it; the packages have it, and so has `cargo build --features \
         secret-service`"
    } else {
        "there is no session bus"
    };
    KeyringKind {
        name: "the desktop's keyring",
        keeps: "",
        reaching: std::sync::Arc::new(move || Err(NoStorageAccess(why.into()))),
        meaning: |_| None,
    }
}

/// How long the kernel's keyring stores entries.
#[cfg(target_os = "linux")]
const FORGETS: &str = ", until a restart or some days without use";

#[cfg(target_os = "linux")]
fn kernels(keeps: &'static str) -> KeyringKind {
    KeyringKind {
        name: "the kernel's keyring",
        keeps,
        reaching: std::sync::Arc::new(|| Ok(linux_keyutils_keyring_store::Store::new()? as _)),
        meaning: |_| None,
    }
}

#[cfg(target_os = "macos")]
fn kinds(_: bool) -> Vec<KeyringKind> {
    vec![KeyringKind {
        name: "the keychain",
        keeps: "",
        reaching: std::sync::Arc::new(|| {
            Ok(apple_native_keyring_store::keychain::Store::new()? as _)
        }),
        meaning: super::keychain::meaning,
    }]
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn kinds(_: bool) -> Vec<KeyringKind> {
    Vec::new()
}
