//! The Sessions API, and `logout_many`, which ends all sessions of whole users.

use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::{Context, ids};
use crate::model::{Role, Session, SessionId, SessionKey, Timestamp, UserId};
use crate::simulator::call::Call;
use crate::simulator::options::Envelope;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::reply::ServedReply;
use crate::simulator::sessions::{SessionList, Whose};

/// A session as it is sent.
#[derive(Serialize)]
struct SessionBody {
    id: u64,
    user_id: u64,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct SessionListBody {
    sessions: Vec<SessionBody>,
    #[serde(flatten)]
    frame: PageFrame,
}

impl SessionBody {
    fn new(session: &Session, origin: &str) -> Self {
        let SessionKey { user, session: id } = session.key;
        Self {
            id: id.get(),
            user_id: user.get(),
            authenticated_at: session
                .authenticated_at
                .readable()
                .map(|moment| moment.to_string()),
            last_seen_at: session
                .last_seen_at
                .readable()
                .map(|moment| moment.to_string()),
            url: format!("{origin}/api/v2/users/{user}/sessions/{id}"),
        }
    }
}

/// Lists sessions: an admin sees everybody's, anybody else their own, and no answer says which.
pub(super) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    let whose = match context.me.role {
        Role::Admin => Whose::All,
        _ => Whose::Of(context.me.id),
    };
    page_of(whose, call, context)
}

pub(super) fn list_of(user: &str, call: &Call, context: &Context<'_>) -> ServedReply {
    match allowed(user, context) {
        Ok(user) => page_of(Whose::Of(user), call, context),
        Err(refusal) => refusal,
    }
}

fn page_of(whose: Whose, call: &Call, context: &Context<'_>) -> ServedReply {
    let origin = call.origin();
    let list = SessionList {
        sessions: &context.world.sessions,
        whose,
        now: context.world.now,
        lag: context.options.list_lag,
    };
    match page::page(call, &list) {
        Ok((found, frame)) => ServedReply::ok(&SessionListBody {
            sessions: found
                .iter()
                .map(|each| SessionBody::new(each, &origin))
                .collect(),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

pub(super) fn show(user: &str, id: &str, call: &Call, context: &Context<'_>) -> ServedReply {
    match target(user, id, context) {
        Ok(session) => wrapped(Some(&session), call, context),
        Err(refusal) => refusal,
    }
}

/// Shows the sign-in of the browser. A token owns none, and what Zendesk answers then is not
/// documented: this shows the caller's sign-in that was seen last.
pub(super) fn current(call: &Call, context: &Context<'_>) -> ServedReply {
    let latest = || {
        let own = context.world.of(context.me.id).into_iter();
        own.max_by_key(|session| session.last_seen_at.readable())
    };
    let browser = context.caller.session;
    let current = browser.map_or_else(latest, |key| context.world.sessions.find(key));
    wrapped(current.as_ref(), call, context)
}

fn wrapped(session: Option<&Session>, call: &Call, context: &Context<'_>) -> ServedReply {
    let body = session.map(|session| SessionBody::new(session, &call.origin()));
    match context.options.envelope {
        Envelope::Array => {
            ServedReply::ok(&json!({"session": body.into_iter().collect::<Vec<_>>()}))
        }
        Envelope::Object => ServedReply::ok(&json!({"session": body})),
        Envelope::Null => ServedReply::ok(&json!({"session": null})),
        Envelope::Absent => ServedReply::ok(&json!({})),
    }
}

/// Marks the caller's sign-in as seen now, where there is one to renew.
pub(super) fn renew(call: &Call, context: &mut Context<'_>) -> ServedReply {
    if let Some(key) = context.caller.session.filter(|_| call.takes_effect) {
        let now = Timestamp::from_seconds(context.world.now.seconds());
        context.world.sessions.see(key.session, now);
    }
    ServedReply::ok(&json!({"authenticity_token": authenticity_token(call)}))
}

/// A token that is worth nothing and different each time.
pub(super) fn authenticity_token(call: &Call) -> String {
    let mut rng = fastrand::Rng::with_seed(call.number);
    (0..43).map(|_| rng.alphanumeric()).collect()
}

/// Ends the sign-in of the browser. By the documentation it has no effect under Basic and OAuth
/// authentication.
pub(super) fn logout(call: &Call, context: &mut Context<'_>) -> ServedReply {
    let own = context.caller.session.filter(|_| call.takes_effect);
    let ended = own.filter(|key| context.world.sessions.end(*key));
    ServedReply::ended(ended.into_iter().collect())
}

pub(super) fn end(user: &str, id: &str, call: &Call, context: &mut Context<'_>) -> ServedReply {
    match target(user, id, context) {
        Err(refusal) => refusal,
        Ok(session) if call.takes_effect => {
            context.world.sessions.end(session.key);
            ServedReply::ended(vec![session.key])
        }
        Ok(_) => ServedReply::ended(Vec::new()),
    }
}

pub(super) fn end_all(user: &str, call: &Call, context: &mut Context<'_>) -> ServedReply {
    match allowed(user, context) {
        Err(refusal) => refusal,
        Ok(user) if call.takes_effect => ServedReply::ended(context.world.end_all(user)),
        Ok(_) => ServedReply::ended(Vec::new()),
    }
}

/// Answers at once, and ends the sessions a little later. Unknown ids are ignored.
pub(super) fn logout_many(call: &Call, context: &mut Context<'_>) -> ServedReply {
    if context.me.role != Role::Admin {
        return ServedReply::forbidden();
    }
    let users = match ids(call) {
        Ok(ids) => ids.into_iter().filter_map(UserId::new).collect(),
        Err(refusal) => return refusal,
    };
    if call.takes_effect {
        let due = context.world.now.after(context.options.logout_delay);
        context.world.end_later(users, due, call.number);
    }
    ServedReply::empty(StatusCode::ACCEPTED)
}

fn allowed(user: &str, context: &Context<'_>) -> Result<UserId, ServedReply> {
    let user = context.user(user).ok_or_else(ServedReply::no_such_record)?;
    if context.may_see(user) {
        Ok(user)
    } else {
        Err(ServedReply::forbidden())
    }
}

fn target(user: &str, id: &str, context: &Context<'_>) -> Result<Session, ServedReply> {
    let user = allowed(user, context)?;
    id.parse::<SessionId>()
        .ok()
        .and_then(|session| context.world.sessions.find(SessionKey { user, session }))
        .ok_or_else(ServedReply::no_such_record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    fn own(probe: &Probe) -> (String, Vec<Session>) {
        let user = probe.simulator.own_user().unwrap();
        let path = format!("/api/v2/users/{user}/sessions");
        (path, probe.simulator.sessions_of(user))
    }

    #[tokio::test]
    async fn a_session_is_sent_as_documented() {
        let probe = Probe::new(|_| {});
        let list = probe.get("/api/v2/sessions.json?page[size]=1").await.json();
        let first = probe.simulator.sessions()[0].clone();
        assert_eq!(
            list["sessions"][0],
            json!({
                "id": first.key.session.get(),
                "user_id": first.key.user.get(),
                "authenticated_at": first.authenticated_at.readable().unwrap().to_string(),
                "last_seen_at": first.last_seen_at.readable().unwrap().to_string(),
                "url": format!(
                    "http://127.0.0.1:8080/api/v2/users/{}/sessions/{}",
                    first.key.user, first.key.session
                ),
            })
        );
    }

    #[tokio::test]
    async fn one_session_comes_in_either_envelope() {
        let array = Probe::new(|_| {});
        let object = Probe::new(|options| options.envelope = Envelope::Object);
        let (path, sessions) = own(&array);
        let path = format!("{path}/{}", sessions[0].key.session);
        let body = array.get(&path).await.json();
        assert_eq!(
            body["session"][0],
            object.get(&path).await.json()["session"]
        );
        let current = object.get("/api/v2/users/me/session").await.json();
        assert!(current["session"]["id"].is_u64());
        let renewed = object
            .get("/api/v2/users/me/session/renew.json")
            .await
            .json();
        assert!(renewed["authenticity_token"].is_string());
    }

    #[tokio::test]
    async fn one_session_may_be_null_or_absent() {
        for (envelope, expected) in [
            (Envelope::Null, json!({"session": null})),
            (Envelope::Absent, json!({})),
        ] {
            let probe = Probe::new(|options| options.envelope = envelope);
            let (path, sessions) = own(&probe);
            let path = format!("{path}/{}", sessions[0].key.session);
            for path in ["/api/v2/users/me/session", &path] {
                assert_eq!(probe.get(path).await.json(), expected);
            }
        }
    }

    #[tokio::test]
    async fn a_browser_is_one_of_the_sessions_and_can_end_itself() {
        let probe = Probe::new(|_| {});
        let key = probe.simulator.browser_session().unwrap();
        let current = probe.browse("GET", "/api/v2/users/me/session").await;
        assert_eq!(current.json()["session"][0]["id"], key.session.get());
        probe.pass(60);
        let renewed = probe.browse("GET", "/api/v2/users/me/session/renew").await;
        assert!(renewed.json()["authenticity_token"].is_string());
        let last_seen = own(&probe).1[0].last_seen_at.readable().unwrap();
        assert_eq!(last_seen.seconds(), 1_780_000_060);
        let before = own(&probe).1.len();
        let logout = probe.browse("DELETE", "/api/v2/users/me/logout").await;
        assert_eq!(logout.status, 204);
        let after = own(&probe).1;
        assert_eq!(after.len(), before - 1);
        assert!(after.iter().all(|session| session.key != key));
        assert_eq!(probe.simulator.ledger()[2].ended, [key]);
        // The cookie is worth nothing from now on.
        let me = probe.browse("GET", "/api/v2/users/me").await;
        assert!(me.json()["user"]["id"].is_null());
        let current = probe.browse("GET", "/api/v2/users/me/session").await;
        assert_eq!(current.status, 401);
    }

    #[tokio::test]
    async fn a_session_ends_once() {
        let probe = Probe::new(|_| {});
        let (path, sessions) = own(&probe);
        let path = format!("{path}/{}", sessions[0].key.session);
        let answer = probe.delete(&path).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (204, ""));
        let again = probe.delete(&path).await;
        assert_eq!(again.status, 404);
        assert_eq!(again.json()["error"], "RecordNotFound");
        let ledger = probe.simulator.ledger();
        assert_eq!(ledger[0].ended, [sessions[0].key]);
        assert!(ledger[1].ended.is_empty());
        assert_eq!(own(&probe).1, sessions[1..]);
    }

    #[tokio::test]
    async fn all_sessions_of_a_person_end_at_once_and_logout_ends_none() {
        let probe = Probe::new(|_| {});
        let (path, sessions) = own(&probe);
        let user = sessions[0].key.user;
        probe.simulator.sign_in(user).unwrap();
        let logout = probe.delete("/api/v2/users/me/logout.json").await;
        assert_eq!((logout.status.as_u16(), own(&probe).1.len()), (204, 3));
        assert_eq!(probe.delete(&path).await.status, 204);
        assert!(own(&probe).1.is_empty());
        assert_eq!(probe.get(&path).await.json()["sessions"], json!([]));
        assert_eq!(probe.delete("/api/v2/users/12/sessions").await.status, 404);
    }

    #[tokio::test]
    async fn logout_many_comes_true_later_and_the_ledger_knows() {
        let probe = Probe::new(|_| {});
        let (_, sessions) = own(&probe);
        let other = probe.simulator.agent().unwrap();
        let user = sessions[0].key.user;
        let path = format!("/api/v2/users/logout_many?ids={user},{other},7");
        let answer = probe.send("POST", &path, &probe.admin()).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (202, ""));
        assert_eq!(own(&probe).1.len(), 2);
        probe.pass(2);
        assert_eq!(own(&probe).1.len(), 2);
        probe.pass(1);
        assert!(own(&probe).1.is_empty());
        assert_eq!(probe.simulator.ledger()[0].ended.len(), 4);
    }

    #[tokio::test]
    async fn logout_many_takes_a_hundred_ids() {
        let probe = Probe::new(|_| {});
        let ids = vec!["7"; 101].join(",");
        let path = format!("/api/v2/users/logout_many?ids={ids}");
        let answer = probe.send("POST", &path, &probe.admin()).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["max_count"], 100);
        let answer = probe
            .send("POST", "/api/v2/users/logout_many", &probe.admin())
            .await;
        assert_eq!(answer.status, 400);
    }
}
