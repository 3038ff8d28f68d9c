//! The keyring of a desktop, GNOME's or KDE's or another, as it is offered on the bus of the
//! session (Secret Service API 0.2).

use std::sync::Arc;

use keyring_core::{CredentialStore, Error};
use secret_service::Error as ServiceError;
use zbus_secret_service_keyring_store::Store;

use super::keyring::{KeyringKind, Meaning};

/// The Secret Service of the session. `has_session_bus`: whether the environment names a bus.
pub(super) fn secret_service(has_session_bus: bool) -> KeyringKind {
    let reaching = move || -> keyring_core::Result<Arc<CredentialStore>> {
        // The library would look for a bus even where none is named.
        if !has_session_bus {
            return Err(Error::NoStorageAccess("there is no session bus".into()));
        }
        Ok(Store::new()?)
    };
    KeyringKind {
        name: "the desktop's keyring",
        keeps: "",
        reaching: Arc::new(reaching),
        meaning,
    }
}

fn meaning(error: &Error) -> Option<Meaning> {
    let (Error::NoStorageAccess(cause) | Error::PlatformFailure(cause)) = error else {
        return None;
    };
    match cause.downcast_ref()? {
        ServiceError::Locked => Some(Meaning::Locked("has to be unlocked first")),
        ServiceError::Prompt => Some(Meaning::Locked(
            "was not unlocked when the desktop asked for it",
        )),
        ServiceError::NoResult => Some(Meaning::Unusable("it has no default collection")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::keyring::Keyring;
    use super::super::{SecretStore as _, StoreError};
    use super::*;

    #[tokio::test]
    async fn no_bus_is_looked_for_where_none_is_named() {
        let keyring = Keyring::new(secret_service(false), "user");
        let error = keyring.load().await.unwrap_err();
        assert!(matches!(&error, StoreError::NoKeyring(_)), "{error:?}");
        assert!(error.to_string().contains("no session bus"), "{error}");
    }

    #[test]
    fn a_locked_collection_is_told_from_one_that_is_not_there() {
        let means = |error| meaning(&Error::NoStorageAccess(Box::new(error) as _));
        for error in [ServiceError::Locked, ServiceError::Prompt] {
            assert!(matches!(means(error), Some(Meaning::Locked(_))));
        }
        let missing = means(ServiceError::NoResult);
        assert!(matches!(missing, Some(Meaning::Unusable(_))));
        assert_eq!(means(ServiceError::Crypto("no")), None);
        assert_eq!(meaning(&Error::NoEntry), None);
    }
}
