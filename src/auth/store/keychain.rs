//! The meaning of the keychain's errors on macOS, by their numbers.

use keyring_core::Error;
use security_framework::base::Error as SecurityError;

use super::keyring::Meaning;

// The names are those of `SecBase.h`.
const USER_CANCELED: i32 = -128;
const AUTH_FAILED: i32 = -25293;
const NO_DEFAULT_KEYCHAIN: i32 = -25307;
const INTERACTION_NOT_ALLOWED: i32 = -25308;

pub(super) fn meaning(error: &Error) -> Option<Meaning> {
    let (Error::NoStorageAccess(cause) | Error::PlatformFailure(cause)) = error else {
        return None;
    };
    match cause.downcast_ref::<SecurityError>()?.code() {
        USER_CANCELED => Some(Meaning::Locked("was not opened to zentop when it asked")),
        AUTH_FAILED => Some(Meaning::Locked("was not opened with what was typed")),
        // The session has no screen, as over SSH or in a job in the background.
        INTERACTION_NOT_ALLOWED => Some(Meaning::Locked(
            "cannot ask anybody here; run `security unlock-keychain`",
        )),
        NO_DEFAULT_KEYCHAIN => Some(Meaning::Unusable("this user has no default keychain")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_keychain_is_told_from_one_that_is_not_there() {
        let means = |code| {
            let error = Box::new(SecurityError::from_code(code));
            meaning(&Error::PlatformFailure(error))
        };
        for code in [USER_CANCELED, AUTH_FAILED, INTERACTION_NOT_ALLOWED] {
            assert!(matches!(means(code), Some(Meaning::Locked(_))), "{code}");
        }
        let missing = means(NO_DEFAULT_KEYCHAIN);
        assert!(matches!(missing, Some(Meaning::Unusable(_))));
        assert_eq!(means(-25291), None);
        assert_eq!(meaning(&Error::NoEntry), None);
    }
}
