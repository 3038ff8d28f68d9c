//! People who are named: by address, in lists, by words.
//!
//! - `choosing` `--email` and `--people`
//! - `find` `zentop find`
//! - `going` `:person` and `:org`, and lists that are pasted; `on_list` whoever on one is not signed in

mod choosing;
mod find;
mod going;
mod on_list;

use zentop::model::UserId;

use crate::support::Server;

/// Gives somebody this address, and makes them one who can be found and sign in.
pub(crate) fn give(server: &Server, user: UserId, address: &str) {
    server.simulator.edit_user(user, |person| {
        (person.active, person.suspended) = (true, false);
        person.email = Some(address.to_owned());
        person.other_emails = Vec::new();
    });
}
