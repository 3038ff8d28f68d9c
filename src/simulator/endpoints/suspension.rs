//! Suspending people and giving them another role, which is all of a user that can be changed here.

use serde_json::Value;

use super::{Context, users};
use crate::model::{Role, SessionKey, UserId};
use crate::simulator::call::Call;
use crate::simulator::reply::ServedReply;

/// Takes `{"user":{"suspended":…}}`, `{"user":{"role":…}}` or both, five times a minute for each person.
pub(super) fn update(user: &str, call: &Call, context: &mut Context<'_>) -> ServedReply {
    if context.me.role != Role::Admin {
        return ServedReply::forbidden();
    }
    let Some(id) = context.user(user) else {
        return ServedReply::no_such_record();
    };
    let now = context.world.now;
    if let Err(standing) = context.world.updates.count(id, now) {
        return standing.refusal();
    }
    let body: Option<Value> = serde_json::from_slice(&call.body).ok();
    let wish = match UserWish::read(body.as_ref()) {
        Ok(wish) => wish,
        Err(refusal) => return refusal,
    };
    let mut ended = Vec::new();
    if call.takes_effect {
        if let Some(role) = wish.role {
            let people = &mut context.world.people;
            people.edit(id, now, |person| person.take_role(role));
        }
        if let Some(suspended) = wish.suspended {
            ended = suspend(id, suspended, context);
        }
    }
    let mut reply = users::show(user, call, context);
    reply.ended = ended;
    reply
}

/// What a request wants of a person.
struct UserWish {
    suspended: Option<bool>,
    role: Option<Role>,
}

impl UserWish {
    fn read(body: Option<&Value>) -> Result<Self, ServedReply> {
        let field = |name: &str| body?.get("user")?.get(name);
        let role = field("role").map(|role| {
            let word = role.as_str().map(Role::from_api);
            word.filter(|role| *role != Role::Other)
                .ok_or_else(|| ServedReply::record_invalid("role", "Role: is not a role"))
        });
        let suspended = field("suspended").map(|suspended| {
            let refusal =
                || ServedReply::record_invalid("suspended", "Suspended: must be true or false");
            suspended.as_bool().ok_or_else(refusal)
        });
        let wish = Self {
            suspended: suspended.transpose()?,
            role: role.transpose()?,
        };
        if wish.suspended.is_none() && wish.role.is_none() {
            let message = "Suspended: must be true or false";
            return Err(ServedReply::record_invalid("suspended", message));
        }
        Ok(wish)
    }
}

/// Suspends somebody or lifts it. Whether that ends live sessions is not documented, so the options
/// decide.
fn suspend(id: UserId, suspended: bool, context: &mut Context<'_>) -> Vec<SessionKey> {
    let now = context.world.now;
    let people = &mut context.world.people;
    people.edit(id, now, |person| person.suspended = suspended);
    if suspended && context.options.suspension_ends_sessions {
        context.world.end_all(id)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    const SUSPEND: &str = r#"{"user":{"suspended":true}}"#;

    /// The agent, and the path of their user.
    fn agent(probe: &Probe) -> (UserId, String) {
        let agent = probe.simulator.agent().unwrap();
        (agent, format!("/api/v2/users/{agent}.json"))
    }

    #[tokio::test]
    async fn a_suspended_person_may_do_nothing_but_stays_signed_in() {
        let probe = Probe::new(|_| {});
        let (agent, path) = agent(&probe);
        let token = format!("Bearer {}", probe.simulator.credentials().agent_token);
        let answer = probe.put(&path, &probe.admin(), SUSPEND).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["user"]["suspended"], true);
        assert!(probe.simulator.user(agent).unwrap().suspended);
        assert_eq!(
            probe.send("GET", "/api/v2/users/me", &token).await.status,
            403
        );
        assert_eq!(probe.simulator.sessions_of(agent).len(), 2);
        let release = r#"{"user":{"suspended":false}}"#;
        assert_eq!(probe.put(&path, &probe.admin(), release).await.status, 200);
        assert_eq!(
            probe.send("GET", "/api/v2/users/me", &token).await.status,
            200
        );
    }

    #[tokio::test]
    async fn suspending_ends_sessions_where_the_options_say_so() {
        let probe = Probe::new(|options| options.suspension_ends_sessions = true);
        let (agent, path) = agent(&probe);
        probe.put(&path, &probe.admin(), SUSPEND).await;
        assert!(probe.simulator.sessions_of(agent).is_empty());
        assert_eq!(probe.simulator.ledger()[0].ended.len(), 2);
    }

    #[tokio::test]
    async fn a_downgrade_takes_the_custom_role_away_too() {
        let probe = Probe::new(|_| {});
        let (agent, path) = agent(&probe);
        let wish = r#"{"user":{"role":"end-user","suspended":true}}"#;
        let answer = probe.put(&path, &probe.admin(), wish).await.json();
        assert_eq!(answer["user"]["role"], "end-user");
        assert_eq!(answer["user"]["custom_role_id"], Value::Null);
        assert!(probe.simulator.user(agent).unwrap().suspended);
        for role in ["\"boss\"", "7", "null"] {
            let wish = format!(r#"{{"user":{{"role":{role}}}}}"#);
            let answer = probe.put(&path, &probe.admin(), &wish).await;
            assert_eq!(answer.status, 422, "{role}");
        }
    }

    #[tokio::test]
    async fn only_an_admin_who_may_write_suspends() {
        let probe = Probe::new(|_| {});
        let (agent, path) = agent(&probe);
        let own = probe.simulator.credentials();
        for token in [own.agent_token, own.end_user_token, own.read_only_token] {
            let answer = probe.put(&path, &format!("Bearer {token}"), SUSPEND).await;
            assert_eq!(answer.status, 403);
        }
        let nobody = probe.put("/api/v2/users/12", &probe.admin(), SUSPEND).await;
        assert_eq!(nobody.json()["error"], "RecordNotFound");
        assert!(!probe.simulator.user(agent).unwrap().suspended);
    }

    #[tokio::test]
    async fn nonsense_is_named_by_its_field() {
        let probe = Probe::new(|_| {});
        let (_, path) = agent(&probe);
        for body in [
            "",
            "[]",
            r#"{"suspended":true}"#,
            r#"{"user":{"suspended":"yes"}}"#,
        ] {
            let answer = probe.put(&path, &probe.admin(), body).await;
            assert_eq!(answer.status, 422, "{body}");
            assert_eq!(answer.json()["error"], "RecordInvalid");
            let details = &answer.json()["details"]["suspended"][0];
            assert!(details["description"].is_string());
        }
    }

    #[tokio::test]
    async fn a_person_can_be_changed_five_times_a_minute() {
        let probe = Probe::new(|_| {});
        let (_, path) = agent(&probe);
        for _ in 0..5 {
            assert_eq!(probe.put(&path, &probe.admin(), SUSPEND).await.status, 200);
        }
        let refused = probe.put(&path, &probe.admin(), SUSPEND).await;
        assert_eq!(refused.status, 429);
        let wait = refused.headers["retry-after"].to_str().unwrap();
        let other = probe.simulator.end_user().unwrap();
        let theirs = format!("/api/v2/users/{other}");
        assert_eq!(
            probe.put(&theirs, &probe.admin(), SUSPEND).await.status,
            200
        );
        probe.pass(wait.parse().unwrap());
        assert_eq!(probe.put(&path, &probe.admin(), SUSPEND).await.status, 200);
    }
}
