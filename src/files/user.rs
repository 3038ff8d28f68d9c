//! Who the system says we are.

use rustix::process::getuid;

/// The number of the user who runs this process, which is what the kernel vouches for.
pub(crate) fn user_id() -> u32 {
    getuid().as_raw()
}

/// The name behind `uid` in the system's user database, which may be a directory of the network;
/// where it knows no name, the number. It never comes from the environment, which is the
/// caller's to choose.
pub(crate) fn user_name(uid: u32) -> String {
    uzers::get_user_by_uid(uid).map_or_else(
        || format!("uid {uid}"),
        |user| user.name().to_string_lossy().into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_that_of_the_uid() {
        // The one number that has the same name on every system.
        assert_eq!(user_name(0), "root");
        // POSIX reserves this one for "nobody in particular".
        assert_eq!(user_name(u32::MAX), "uid 4294967295");
        assert!(!user_name(user_id()).is_empty());
    }
}
