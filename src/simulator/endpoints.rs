//! The way from method and path to the endpoint that answers, and who may ask for what.
//!
//! One file per family of endpoints; a new family is a file and its lines in [`answer`] or
//! [`support`].
//!
//! - `chat` the Chat API, as far as the account goes
//! - `custom_roles` the Custom Agent Roles API: names for the ids that agents carry
//! - `help_center` the Help Center API: a token against forged requests
//! - `logs` the audit log and the access log
//! - `oauth` signing in with OAuth, and the tokens that come of it
//! - `organizations` the Organizations API: names for the ids that users carry
//! - `security_settings` the Security Settings API: after how many minutes sessions end by
//!   themselves
//! - `sessions` the Sessions API, and the request that ends the sessions of many users
//! - `suspension` suspending people
//! - `users` the Users API, as far as a list of sign-ins needs it

mod chat;
mod custom_roles;
mod help_center;
mod logs;
mod oauth;
mod organizations;
mod security_settings;
mod sessions;
mod suspension;
mod users;

use http::{Method, StatusCode};

use super::call::{Area, Call};
use super::caller::Caller;
use super::credential::Credential;
use super::options::Options;
use super::people::SimulatedPerson;
use super::reply::ServedReply;
use super::tokens::scopes::Need;
use super::world::World;
use crate::model::{Role, UserId};

/// The context that an endpoint of the Support API needs besides the request.
struct Context<'a> {
    world: &'a mut World,
    me: &'a SimulatedPerson,
    caller: &'a Caller,
    options: &'a Options,
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

/// The true answer, before any fault.
pub(super) fn answer(
    call: &Call,
    caller: &Caller,
    world: &mut World,
    options: &Options,
) -> ServedReply {
    let now = world.now;
    if let Some(token) = &caller.token {
        world.tokens.touch(token.id, now);
    }
    match (call.area(), &caller.person) {
        (Area::Oauth, _) => oauth::answer(call, world, options),
        (Area::Chat, _) => chat::answer(call, caller, world, options.chat),
        (Area::HelpCenter, _) => help_center::answer(call, caller),
        (Area::Support, None) => anonymous(call, caller),
        (Area::Support, Some(me)) => {
            let mut context = Context {
                world,
                me,
                caller,
                options,
            };
            support(call, &mut context)
        }
        (Area::Elsewhere, _) => {
            let page = "<!DOCTYPE html><title>Not found</title><h1>Nothing to see here</h1>";
            ServedReply::page(StatusCode::NOT_FOUND, page.to_owned())
        }
    }
}

/// The answer for a caller without a name: only `users/me` has one.
fn anonymous(call: &Call, caller: &Caller) -> ServedReply {
    match (&call.method, segments(call).as_slice()) {
        (&Method::GET, ["users", "me"]) if caller.credential == Credential::Anonymous => {
            users::anonymous()
        }
        _ => ServedReply::unauthenticated(),
    }
}

/// The answer for a caller who is known.
fn support(call: &Call, context: &mut Context<'_>) -> ServedReply {
    if context.me.suspended || !context.me.active {
        return ServedReply::forbidden();
    }
    let segments = segments(call);
    if let Err(refusal) = check_scopes(context.caller, &call.method, &segments) {
        return refusal;
    }
    match (&call.method, segments.as_slice()) {
        (&Method::GET, ["sessions"]) => sessions::list(call, context),
        (&Method::GET, ["users", "me", "session"]) => sessions::current(call, context),
        (&Method::GET, ["users", "me", "session", "renew"]) => sessions::renew(call, context),
        (&Method::DELETE, ["users", "me", "logout"]) => sessions::logout(call, context),
        (&Method::GET, ["users", user, "sessions"]) => sessions::list_of(user, call, context),
        (&Method::DELETE, ["users", user, "sessions"]) => sessions::end_all(user, call, context),
        (&Method::GET, ["users", user, "sessions", id]) => sessions::show(user, id, call, context),
        (&Method::DELETE, ["users", user, "sessions", id]) => {
            sessions::end(user, id, call, context)
        }
        (&Method::POST, ["users", "logout_many"]) => sessions::logout_many(call, context),
        (&Method::GET, ["users", "me"]) => users::me(call, context),
        (&Method::GET, ["users"]) => users::listed::list(call, context),
        (&Method::GET, ["users", "count"]) => users::listed::count(call, context),
        (&Method::GET, ["users", "search"]) => users::search::search(call, context),
        (&Method::GET, ["users", "show_many"]) => users::show_many(call, context),
        (&Method::GET, ["users", user, "identities"]) => {
            users::identities::list(user, call, context)
        }
        (&Method::GET, ["users", user]) => users::show(user, call, context),
        (&Method::PUT, ["users", user]) => suspension::update(user, call, context),
        (&Method::GET, ["organizations", "search"]) => organizations::search(call, context),
        (&Method::GET, ["organizations", "show_many"]) => organizations::show_many(call, context),
        (&Method::GET, ["custom_roles"]) => custom_roles::list(call, context),
        (&Method::GET, ["security_settings"]) => security_settings::show(context),
        (&Method::GET, ["audit_logs"]) => logs::audit::list(call, context),
        (&Method::GET, ["access_logs"]) => logs::access::list(call, context),
        (&Method::GET, ["oauth", "clients"]) => oauth::clients::list(call, context),
        (&Method::GET, ["oauth", "global_clients"]) => oauth::clients::list_global(call, context),
        (&Method::GET, ["oauth", "tokens"]) => oauth::tokens::list(call, context),
        (&Method::GET, ["oauth", "tokens", "current"]) => oauth::tokens::current(call, context),
        (&Method::GET, ["oauth", "tokens", id]) => oauth::tokens::show(id, call, context),
        (&Method::DELETE, ["oauth", "tokens", id]) => oauth::tokens::delete(id, call, context),
        _ => ServedReply::no_such_endpoint(),
    }
}

/// Checks scopes, which only tokens have; whoever comes otherwise may do what their role allows.
fn check_scopes(caller: &Caller, method: &Method, segments: &[&str]) -> Result<(), ServedReply> {
    let need = Need::of(method, segments);
    match &caller.token {
        Some(token) if !token.scopes.permit(&need) => Err(ServedReply::missing_scope(need.kind)),
        _ => Ok(()),
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
fn ids(call: &Call) -> Result<Vec<u64>, ServedReply> {
    const MOST: usize = 100;
    let text = call.parameter("ids").unwrap_or_default();
    let mut ids = text
        .split(',')
        .map(str::trim)
        .map(|id| {
            id.parse()
                .map_err(|_| ServedReply::invalid_attribute("ids"))
        })
        .collect::<Result<Vec<u64>, _>>()?;
    if ids.len() > MOST {
        return Err(ServedReply::too_many_values(MOST));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use crate::model::UserId;
    use crate::simulator::probe::Probe;

    /// The status for each request of the table, with one credential.
    async fn statuses(probe: &Probe, authorization: &str, own: UserId, other: UserId) -> Vec<u16> {
        let requests = [
            ("GET", "/api/v2/sessions?page[size]=5".to_owned()),
            ("GET", format!("/api/v2/users/{own}/sessions")),
            ("GET", format!("/api/v2/users/{other}/sessions")),
            ("GET", format!("/api/v2/users/show_many?ids={other}")),
            ("POST", "/api/v2/users/logout_many?ids=7".to_owned()),
            ("DELETE", format!("/api/v2/users/{other}/sessions")),
            ("DELETE", format!("/api/v2/users/{own}/sessions")),
        ];
        let mut statuses = Vec::new();
        for (method, path) in requests {
            statuses.push(
                probe
                    .send(method, &path, authorization)
                    .await
                    .status
                    .as_u16(),
            );
        }
        statuses
    }

    #[tokio::test]
    async fn everybody_may_do_what_the_documentation_says() {
        let probe = Probe::new(|_| {});
        let simulator = &probe.simulator;
        let tokens = simulator.credentials();
        let admin = simulator.own_user().unwrap();
        let agent = simulator.agent().unwrap();
        let end_user = simulator.end_user().unwrap();
        let other = simulator.users()[20].id;
        let bearer = |token: &str| format!("Bearer {token}");
        for (authorization, own, expected) in [
            (
                bearer(&tokens.end_user_token),
                end_user,
                [200, 200, 403, 403, 403, 403, 204],
            ),
            (
                bearer(&tokens.agent_token),
                agent,
                [200, 200, 403, 200, 403, 403, 204],
            ),
            (
                bearer(&tokens.read_only_token),
                admin,
                [200, 200, 200, 200, 403, 403, 403],
            ),
            (
                bearer(&tokens.oauth_token),
                admin,
                [200, 200, 200, 200, 202, 204, 204],
            ),
            (bearer("wrong"), admin, [401; 7]),
            (String::new(), admin, [401; 7]),
        ] {
            assert_eq!(
                statuses(&probe, &authorization, own, other).await,
                expected,
                "{authorization}"
            );
        }
    }

    #[tokio::test]
    async fn only_an_admin_sees_other_peoples_sessions_in_the_list() {
        let probe = Probe::new(|_| {});
        let token = format!("Bearer {}", probe.simulator.credentials().agent_token);
        let body = probe
            .send("GET", "/api/v2/sessions?page[size]=100", &token)
            .await
            .json();
        let agent = probe.simulator.agent().unwrap();
        let sessions = body["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), 2);
        assert!(
            sessions
                .iter()
                .all(|session| session["user_id"] == agent.get())
        );
    }

    #[tokio::test]
    async fn a_downgraded_or_suspended_admin_loses_their_powers() {
        let probe = Probe::new(|_| {});
        let admin = probe.simulator.own_user().unwrap();
        probe
            .simulator
            .edit_user(admin, |person| person.suspended = true);
        let answer = probe.get("/api/v2/sessions").await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.json()["error"]["title"], "Forbidden");
    }

    #[tokio::test]
    async fn a_missing_scope_is_named_and_an_unknown_path_too() {
        let probe = Probe::new(|_| {});
        let token = format!("Bearer {}", probe.simulator.credentials().read_only_token);
        let answer = probe
            .send("DELETE", "/api/v2/users/me/sessions", &token)
            .await;
        assert!(
            answer
                .text()
                .contains("You are missing the following required scopes: write")
        );
        let answer = probe.get("/api/v2/nonsense.json").await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.json()["error"], "InvalidEndpoint");
    }
}
