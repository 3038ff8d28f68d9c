//! The keyrings that systems have.

use super::Keyring;
#[cfg(any(target_os = "linux", target_os = "macos"))]
use super::keyring::Kind;

/// The keyrings of this system for the entry `user`, the one that lasts longest first. None is
/// asked yet. `has_session_bus`: whether a desktop's bus is named in the environment.
pub(in crate::auth) fn keyrings(user: &str, has_session_bus: bool) -> Vec<Keyring> {
    system::keyrings(user, has_session_bus)
}

#[cfg(target_os = "linux")]
mod system {
    use std::sync::Arc;

    use super::{Keyring, Kind};

    pub(super) fn keyrings(user: &str, has_session_bus: bool) -> Vec<Keyring> {
        let mut keyrings = Vec::new();
        #[cfg(feature = "secret-service")]
        keyrings.push(super::secret_service::keyring(user, has_session_bus));
        #[cfg(not(feature = "secret-service"))]
        let _ = has_session_bus;
        keyrings.push(kernels(user));
        keyrings
    }

    fn kernels(user: &str) -> Keyring {
        let reaching = || Ok(linux_keyutils_keyring_store::Store::new()? as _);
        let kind = Kind {
            name: "the kernel's keyring",
            keeps: ", until a restart or some days without use",
            reaching: Arc::new(reaching),
            why_locked: |_| None,
        };
        Keyring::new(kind, user)
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::sync::Arc;

    use super::{Keyring, Kind};

    pub(super) fn keyrings(user: &str, _: bool) -> Vec<Keyring> {
        let reaching = || Ok(apple_native_keyring_store::keychain::Store::new()? as _);
        let kind = Kind {
            name: "the keychain",
            keeps: "",
            reaching: Arc::new(reaching),
            why_locked: |_| None,
        };
        vec![Keyring::new(kind, user)]
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod system {
    use super::Keyring;

    pub(super) fn keyrings(_: &str, _: bool) -> Vec<Keyring> {
        Vec::new()
    }
}

/// What GNOME Keyring, KWallet and others offer on the session's bus (Secret Service API 0.2).
#[cfg(all(target_os = "linux", feature = "secret-service"))]
mod secret_service {
    use std::sync::Arc;

    use ::secret_service::Error as ServiceError;
    use keyring_core::{CredentialStore, Error};
    use zbus_secret_service_keyring_store::Store;

    use super::{Keyring, Kind};

    pub(super) fn keyring(user: &str, has_session_bus: bool) -> Keyring {
        let reaching = move || -> keyring_core::Result<Arc<CredentialStore>> {
            // The library would look for a bus even where none is named.
            if !has_session_bus {
                return Err(Error::NoStorageAccess("there is no session bus".into()));
            }
            Ok(Store::new()?)
        };
        let kind = Kind {
            name: "the desktop's keyring",
            keeps: "",
            reaching: Arc::new(reaching),
            why_locked,
        };
        Keyring::new(kind, user)
    }

    fn why_locked(error: &Error) -> Option<&'static str> {
        let Error::NoStorageAccess(cause) = error else {
            return None;
        };
        match cause.downcast_ref()? {
            ServiceError::Locked => Some("has to be unlocked first"),
            ServiceError::Prompt => Some("was not unlocked when the desktop asked for it"),
            _ => None,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::super::super::{Store as _, StoreError};
        use super::*;

        #[tokio::test]
        async fn no_bus_is_looked_for_where_none_is_named() {
            let error = keyring("user", false).load().await.unwrap_err();
            assert!(matches!(&error, StoreError::NoKeyring(_)), "{error:?}");
            assert!(error.to_string().contains("no session bus"), "{error}");
        }

        #[test]
        fn a_locked_collection_is_told_from_one_that_is_not_there() {
            let access = |error| Error::NoStorageAccess(Box::new(error) as _);
            assert!(why_locked(&access(ServiceError::Locked)).is_some());
            assert!(why_locked(&access(ServiceError::Prompt)).is_some());
            assert!(why_locked(&access(ServiceError::NoResult)).is_none());
            assert!(why_locked(&Error::NoEntry).is_none());
        }
    }
}
