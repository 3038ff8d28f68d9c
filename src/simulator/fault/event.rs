//! What happens to people before or after a request that meets a fault.

use std::time::Duration;

use serde::Deserialize;

use super::Whom;
use crate::model::Role;
use crate::simulator::call::Call;
use crate::simulator::world::World;

/// Something that happens to somebody, whoever did it: not a part of any request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEvent {
    /// The person signs in.
    SignIn(Whom),
    /// The person signs in, and the list of everybody does not show it for a while. Their own list
    /// does.
    SignInUnlisted {
        /// The person.
        person: Whom,
        /// For how long, in seconds.
        seconds: u64,
    },
    /// Every sign-in of the person ends.
    SignOut(Whom),
    /// The person is suspended.
    Suspend(Whom),
    /// The person's suspension is lifted.
    Release(Whom),
    /// The person is deleted.
    Delete(Whom),
    /// The person gets another role.
    Role {
        /// The person.
        person: Whom,
        /// The API's word for the role.
        role: String,
    },
    /// The person gets another name.
    Rename {
        /// The person.
        person: Whom,
        /// The name.
        name: String,
    },
    /// The person gets another primary address.
    Email {
        /// The person.
        person: Whom,
        /// The address; absent: the person has none from now on.
        email: Option<String>,
    },
}

impl FaultEvent {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Role { role, .. } if Role::from_api(role) == Role::Other => {
                Err("a role is admin, agent or end-user")
            }
            _ => self.whom().check(),
        }
    }

    fn whom(&self) -> &Whom {
        match self {
            Self::SignIn(person)
            | Self::SignOut(person)
            | Self::Suspend(person)
            | Self::Release(person)
            | Self::Delete(person)
            | Self::SignInUnlisted { person, .. }
            | Self::Role { person, .. }
            | Self::Rename { person, .. }
            | Self::Email { person, .. } => person,
        }
    }

    /// Makes it happen. Nothing happens to somebody who does not exist.
    pub(in crate::simulator) fn happen(&self, call: &Call, world: &mut World) {
        let Some(id) = self.whom().find(call, &world.people) else {
            return;
        };
        let now = world.now;
        let people = &mut world.people;
        match self {
            Self::SignIn(_) => {
                world.sign_in(id, Duration::ZERO);
            }
            Self::SignInUnlisted { seconds, .. } => {
                world.sign_in(id, Duration::from_secs(*seconds));
            }
            Self::SignOut(_) => {
                world.end_all(id);
            }
            Self::Suspend(_) => {
                people.edit(id, now, |person| person.suspended = true);
            }
            Self::Release(_) => {
                people.edit(id, now, |person| person.suspended = false);
            }
            Self::Delete(_) => {
                people.edit(id, now, |person| person.active = false);
            }
            Self::Role { role, .. } => {
                people.edit(id, now, |person| person.take_role(Role::from_api(role)));
            }
            Self::Rename { name, .. } => {
                people.edit(id, now, |person| person.name.clone_from(name));
            }
            Self::Email { email, .. } => {
                people.edit(id, now, |person| person.email.clone_from(email));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::simulator::ServerFault;
    use crate::simulator::probe::Probe;

    fn probe(faults: &str) -> Probe {
        let faults = ServerFault::parse_file(faults).unwrap();
        Probe::new(|options| options.faults = faults)
    }

    #[tokio::test]
    async fn somebody_signs_in_behind_the_back_of_the_walk() {
        let probe = probe(
            r#"
            [[fault]]
            path = "/api/v2/sessions"
            when.nth = 2
            after = [{ sign_in_unlisted = { person = "agent", seconds = 60 } }]
            "#,
        );
        let agent = probe.simulator.agent().unwrap();
        let own = format!("/api/v2/users/{agent}/sessions?page[size]=100");
        let lengths = || async {
            let walk = probe.get("/api/v2/sessions").await.json();
            let own = probe.get(&own).await.json();
            let own = own["sessions"].as_array().unwrap().len();
            (walk["count"].as_u64().unwrap(), own)
        };
        assert_eq!(lengths().await, (250, 2));
        assert_eq!(lengths().await, (250, 3));
        assert_eq!(lengths().await, (250, 3));
        probe.pass(60);
        assert_eq!(lengths().await, (251, 3));
    }

    #[tokio::test]
    async fn the_caller_becomes_somebody_else_after_some_requests() {
        let probe = probe(
            r#"
            [[fault]]
            path = "/api/v2/users/me"
            when.nth = 2
            after = [{ role = { person = "admin", role = "agent" } }]
            "#,
        );
        for role in ["admin", "admin", "agent", "agent"] {
            let me = probe.get("/api/v2/users/me.json").await.json();
            assert_eq!(me["user"]["role"], role);
        }
        let walk = probe.get("/api/v2/sessions").await.json();
        assert_eq!(walk["count"], 2);
    }

    #[tokio::test]
    async fn what_happens_before_a_request_is_in_its_answer_and_every_event_happens() {
        let probe = probe(
            r#"
            [[fault]]
            path = "/api/v2/users/*"
            before = [
                { suspend = "asked" },
                { rename = { person = "asked", name = "Zoe" } },
                { email = { person = "asked" } },
            ]

            [[fault]]
            path = "/api/v2/users/*"
            then.date_skew = { seconds = -90 }
            after = [{ delete = "asked" }, { sign_out = "asked" }]
            "#,
        );
        let agent = probe.simulator.agent().unwrap();
        let answer = probe.get(&format!("/api/v2/users/{agent}")).await;
        let user = answer.json()["user"].clone();
        let shown = [
            &user["suspended"],
            &user["name"],
            &user["email"],
            &user["active"],
        ];
        assert_eq!(
            shown,
            [&json!(true), &json!("Zoe"), &json!(null), &json!(true)]
        );
        assert_eq!(answer.headers["date"], "Thu, 28 May 2026 20:25:10 GMT");
        assert!(!probe.simulator.user(agent).unwrap().active);
        assert!(probe.simulator.sessions_of(agent).is_empty());
    }

    #[test]
    fn a_person_or_role_that_cannot_be_is_refused_with_its_place() {
        for (text, expected) in [
            (
                r#"after = [{ sign_in = "anyone" }]"#,
                "nobody is called that",
            ),
            (
                r#"before = [{ role = { person = "agent", role = "boss" } }]"#,
                "a role is",
            ),
            (
                r#"after = [{ dance = "agent" }]"#,
                "unknown variant `dance`",
            ),
        ] {
            let error = ServerFault::parse_file(&format!("[[fault]]\n{text}")).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
