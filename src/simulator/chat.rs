//! The Chat account: who is billed for what. It knows nothing of Support's people and tokens.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::people::SimulatedPerson;
use crate::model::Timestamp;

/// The longest text that is stored.
const LONGEST: usize = 255;
/// The billing fields.
const FIELDS: [&str; 13] = [
    "additional_info",
    "address1",
    "address2",
    "city",
    "company",
    "country_code",
    "cycle",
    "email",
    "first_name",
    "last_name",
    "phone",
    "postal_code",
    "state",
];

/// The state of the Chat account.
pub(super) struct ChatState {
    account_key: String,
    created_at: Timestamp,
    billing: Map<String, Value>,
}

impl ChatState {
    /// An account that `owner` is billed for.
    pub(super) fn new(seed: u64, owner: Option<&SimulatedPerson>) -> Self {
        let mut rng = Rng::with_seed(seed ^ 0x0c4a_7000);
        let name = owner.map_or("", |owner| owner.name.as_str());
        let (first_name, last_name) = name.split_once(' ').unwrap_or((name, ""));
        let billing = json!({
            "additional_info": "",
            "address1": "1 Example Street",
            "address2": "",
            "city": "Exampleton",
            "company": "Example",
            "country_code": "US",
            "cycle": 1,
            "email": owner.and_then(|owner| owner.email.as_deref()),
            "first_name": first_name,
            "last_name": last_name,
            "phone": "+12025550123",
            "postal_code": "12345",
            "state": "Oklahoma",
        });
        Self {
            account_key: (0..32).map(|_| rng.alphanumeric()).collect(),
            created_at: owner.map_or(Timestamp::from_seconds(0), |owner| owner.created_at),
            billing: match billing {
                Value::Object(billing) => billing,
                _ => Map::new(),
            },
        }
    }

    /// The account as it is sent. Only its owner sees the billing fields.
    pub(super) fn body(&self, is_owner: bool) -> Value {
        let mut body = json!({
            "account_key": self.account_key,
            "create_date": self.created_at.to_string(),
            "plan": {
                "analytics": false,
                "file_upload": true,
                "integrations": true,
                "long_desc": "Ideal for most teams that talk with customers.",
                "max_advanced_triggers": 2,
                "max_agents": 25,
                "max_basic_triggers": 2,
                "max_concurrent_chats": "unlimited",
                "max_departments": 2,
                "max_history_search_days": "unlimited",
                "name": "team",
                "operating_hours": false,
                "short_desc": "For most teams",
                "weekly_reports": false,
                "widget_customization": "full",
            },
            "status": "active",
        });
        if is_owner {
            body["billing"] = Value::Object(self.billing.clone());
        }
        body
    }

    /// Writes changes over the billing fields.
    pub(super) fn merge(&mut self, changes: Map<String, Value>) {
        self.billing.extend(changes);
    }
}

/// The changes of `{"billing":{…}}`, or what is wrong with them. Read-only fields beside it are
/// ignored.
pub(super) fn changes(body: &[u8]) -> Result<Map<String, Value>, String> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "the body is not JSON")?;
    let Some(Value::Object(changes)) = body.get("billing") else {
        return Err("billing must be an object".to_owned());
    };
    match changes.iter().find_map(|(name, value)| flaw(name, value)) {
        Some(flaw) => Err(flaw),
        None => Ok(changes.clone()),
    }
}

fn flaw(name: &str, value: &Value) -> Option<String> {
    let is_fine = match (name, value) {
        ("cycle", value) => value.is_u64(),
        ("email", Value::String(text)) => is_address(text),
        (_, Value::String(text)) => text.chars().count() <= LONGEST,
        _ => false,
    };
    if !FIELDS.contains(&name) {
        Some(format!("billing.{name} is unknown"))
    } else if is_fine {
        None
    } else {
        Some(format!("billing.{name} is invalid"))
    }
}

fn is_address(text: &str) -> bool {
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '@';
    let is_word = |part: &str| !part.is_empty() && part.chars().all(is_plain);
    text.len() <= LONGEST
        && text.split_once('@').is_some_and(|(mailbox, domain)| {
            is_word(mailbox) && is_word(domain) && !domain.split('.').any(str::is_empty)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_checked_field_by_field() {
        for (body, expected) in [
            (r#"{"billing":{"email":"a@b.example","cycle":12}}"#, None),
            (r#"{"billing":{},"plan":{"max_agents":9}}"#, None),
            ("billing", Some("the body is not JSON")),
            (r#"{"plan":{}}"#, Some("billing must be an object")),
            (r#"{"billing":[]}"#, Some("billing must be an object")),
            (
                r#"{"billing":{"email":"a@b@c"}}"#,
                Some("billing.email is invalid"),
            ),
            (
                r#"{"billing":{"email":"a b@c"}}"#,
                Some("billing.email is invalid"),
            ),
            (
                r#"{"billing":{"email":"a@b..c"}}"#,
                Some("billing.email is invalid"),
            ),
            (
                r#"{"billing":{"email":""}}"#,
                Some("billing.email is invalid"),
            ),
            (r#"{"billing":{"city":7}}"#, Some("billing.city is invalid")),
            (
                r#"{"billing":{"cycle":"1"}}"#,
                Some("billing.cycle is invalid"),
            ),
            (
                r#"{"billing":{"owner":"x"}}"#,
                Some("billing.owner is unknown"),
            ),
        ] {
            let flaw = changes(body.as_bytes()).err();
            assert_eq!(flaw.as_deref(), expected, "{body}");
        }
    }
}
