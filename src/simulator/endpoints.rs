//! Who may ask for what: from method and path to the endpoint that answers.
//!
//! One file per family of endpoints; a new family is a file and its lines in [`answer`].

mod oauth;
mod organizations;
mod sessions;
mod users;

use std::time::Duration;

use http::Method;

use super::call::Call;
use super::credential::{Caller, Credential};
use super::people::Person;
use super::reply::Reply;
use super::world::World;
use crate::model::{Role, UserId};

/// How a single session is wrapped: the documentation says an array of one, clients expect an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Envelope {
    /// `{"session":[{…}]}`
    #[default]
    Array,
    /// `{"session":{…}}`
    Object,
}

/// What an endpoint needs besides the request.
pub(super) struct Context<'a> {
    pub(super) world: &'a mut World,
    pub(super) me: &'a Person,
    pub(super) credential: Credential,
    pub(super) secret_hint: &'a str,
    pub(super) envelope: Envelope,
    pub(super) logout_delay: Duration,
}

impl Context<'_> {
    /// The user that a path names: `me` or a number.
    fn user(&self, segment: &str) -> Option<UserId> {
        match segment {
            "me" => Some(self.me.id),
            number => number.parse().ok(),
        }
        .filter(|id| self.world.people.knows(*id))
    }

    fn may_see(&self, user: UserId) -> bool {
        self.me.role == Role::Admin || self.me.id == user
    }
}

/// The answer for a caller without a name: only `users/me` has one.
pub(super) fn answer_anonymous(call: &Call, caller: &Caller) -> Reply {
    let segments: Vec<&str> = segments(call);
    match (&call.method, segments.as_slice()) {
        (&Method::GET, ["users", "me"]) if caller.credential == Credential::Anonymous => {
            users::anonymous()
        }
        _ => Reply::unauthenticated(),
    }
}

/// The answer for somebody.
pub(super) fn answer(call: &Call, context: &mut Context<'_>) -> Reply {
    if context.me.suspended || !context.me.active {
        return Reply::forbidden();
    }
    if call.method != Method::GET && !context.credential.may_write() {
        return Reply::missing_scope("write");
    }
    let segments = segments(call);
    match (&call.method, segments.as_slice()) {
        (&Method::GET, ["sessions"]) => sessions::list(call, context),
        (&Method::GET, ["users", "me", "session"]) => sessions::current(call, context),
        (&Method::GET, ["users", "me", "session", "renew"]) => sessions::renew(call),
        (&Method::DELETE, ["users", "me", "logout"]) => sessions::logout(),
        (&Method::GET, ["users", user, "sessions"]) => sessions::list_of(user, call, context),
        (&Method::DELETE, ["users", user, "sessions"]) => sessions::end_all(user, call, context),
        (&Method::GET, ["users", user, "sessions", id]) => sessions::show(user, id, call, context),
        (&Method::DELETE, ["users", user, "sessions", id]) => {
            sessions::end(user, id, call, context)
        }
        (&Method::POST, ["users", "logout_many"]) => sessions::logout_many(call, context),
        (&Method::GET, ["users", "me"]) => users::me(call, context),
        (&Method::GET, ["users", "show_many"]) => users::show_many(call, context),
        (&Method::GET, ["users", user]) => users::show(user, call, context),
        (&Method::GET, ["organizations", "show_many"]) => organizations::show_many(call, context),
        (&Method::GET, ["oauth", "tokens", "current"]) => oauth::current(call, context),
        _ => Reply::no_such_endpoint(),
    }
}

fn segments(call: &Call) -> Vec<&str> {
    call.segments
        .as_deref()
        .unwrap_or_default()
        .iter()
        .map(String::as_str)
        .collect()
}

/// The numbers of `ids=1,2,…`, at most a hundred of them, sorted as the real API answers them.
fn ids(call: &Call) -> Result<Vec<u64>, Reply> {
    const MOST: usize = 100;
    let text = call.parameter("ids").unwrap_or_default();
    let mut ids = text
        .split(',')
        .map(str::trim)
        .map(|id| id.parse().map_err(|_| Reply::invalid_attribute("ids")))
        .collect::<Result<Vec<u64>, _>>()?;
    if ids.len() > MOST {
        return Err(Reply::too_many_values(MOST));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
