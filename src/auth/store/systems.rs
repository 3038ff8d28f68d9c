//! The keyrings that systems have.

use super::keyring::{Keyring, KeyringKind};

/// The keyrings of this system for the entry `user`, the one that lasts longest first. None is
/// asked yet. `has_session_bus`: whether the environment names the bus of a desktop session.
pub(in crate::auth) fn keyrings(user: &str, has_session_bus: bool) -> Vec<Keyring> {
    let kinds = kinds(has_session_bus).into_iter();
    kinds.map(|kind| Keyring::new(kind, user)).collect()
}

#[cfg(all(target_os = "linux", feature = "secret-service"))]
fn kinds(has_session_bus: bool) -> Vec<KeyringKind> {
    vec![super::desktop::secret_service(has_session_bus), kernels()]
}

#[cfg(all(target_os = "linux", not(feature = "secret-service")))]
fn kinds(_: bool) -> Vec<KeyringKind> {
    vec![kernels()]
}

#[cfg(target_os = "linux")]
fn kernels() -> KeyringKind {
    KeyringKind {
        name: "the kernel's keyring",
        keeps: ", until a restart or some days without use",
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
