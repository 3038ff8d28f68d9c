//! The Chat account as Chat sends it.
//!
//! The shape of `plan` and `billing` is not documented: seed 004 has numbers, truth values, and the
//! word "unlimited" in the place of a number. So their values stay as they come.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{DecodeError, parse};
use crate::model::SafeText;

/// A Zendesk Chat account (Chat Accounts API, "JSON format").
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChatAccount {
    /// The key of the widget, which every web page with the widget shows.
    pub account_key: FreeValue,
    /// The status of the account, such as `active`.
    pub status: FreeValue,
    /// When the account was made.
    pub create_date: FreeValue,
    /// The package that the account has.
    pub plan: FreeValue,
    /// The billing fields, shown to the account's owner alone; null or absent for everybody else.
    pub billing: FreeValue,
}

/// A value whose shape is not documented. A person reads it by [`FreeValue::shown`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FreeValue(Value);

impl FreeValue {
    /// A value that is text.
    pub fn text(text: &str) -> Self {
        Self(Value::from(text))
    }

    /// A value that is a whole number.
    pub fn number(number: i64) -> Self {
        Self(Value::from(number))
    }

    /// The value that `text` stands for in the place of this one: a number where there is a number,
    /// true or false where there is one of them, else text. `None` if it does not fit.
    pub fn in_place(&self, text: &str) -> Option<Self> {
        match &self.0 {
            Value::Null | Value::String(_) => Some(Self::text(text)),
            Value::Number(_) => serde_json::from_str(text).ok().map(Value::Number).map(Self),
            Value::Bool(_) => text.parse().ok().map(Value::Bool).map(Self),
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The text from which [`Self::in_place`] would make this value again. `None` for a value that
    /// has parts.
    pub(crate) fn as_typed(&self) -> Option<String> {
        match &self.0 {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(self.0.to_string()),
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The value in words for people.
    pub fn shown(&self) -> SafeText {
        match &self.0 {
            Value::Null => SafeText::new("none"),
            Value::String(text) if text.trim().is_empty() => SafeText::new("—"),
            Value::String(text) => SafeText::new(text),
            other => SafeText::new(&other.to_string()),
        }
    }

    /// The value as JSON in ASCII, which tells apart what looks alike in words.
    pub(crate) fn shown_as_json(&self) -> SafeText {
        let json = SafeText::new(&self.0.to_string());
        SafeText::new(&json.escaped().replace("  ", " \\u{20}"))
    }

    /// Whether the value is null.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The fields of the value, if it has any, in order of name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, Self)> {
        let fields = self.0.as_object().into_iter().flat_map(Map::iter);
        fields.map(|(name, value)| (name.as_str(), Self(value.clone())))
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<Self> {
        self.0.as_object()?.get(name).cloned().map(Self)
    }

    pub(in crate::zendesk) fn as_json(&self) -> &Value {
        &self.0
    }
}

impl ChatAccount {
    /// Every field with its value, as people read them: `plan.max_agents`, `2`.
    pub fn lines(&self) -> Vec<(SafeText, SafeText)> {
        let mut lines = Vec::new();
        let mut line = |name: &str, value: &FreeValue| {
            lines.push((SafeText::new(name), value.shown()));
        };
        line("account_key", &self.account_key);
        line("status", &self.status);
        line("create_date", &self.create_date);
        for (part, value) in [("plan", &self.plan), ("billing", &self.billing)] {
            if value.fields().next().is_none() {
                let hidden = FreeValue::text("shown to the account's owner alone");
                let is_hidden = part == "billing" && value.is_null();
                line(part, if is_hidden { &hidden } else { value });
            }
            for (name, value) in value.fields() {
                line(&format!("{part}.{name}"), &value);
            }
        }
        lines
    }
}

/// Decodes the account of a reply.
pub(in crate::zendesk) fn account(body: &[u8]) -> Result<ChatAccount, DecodeError> {
    let account: Value = parse(body, "not a Chat account")?;
    // A body with none of these fields is something else that happens to be JSON.
    let known = ["account_key", "status", "create_date", "plan", "billing"];
    if !known.iter().any(|name| account.get(name).is_some()) {
        return Err("not a Chat account".into());
    }
    serde_json::from_value(account).map_err(|_| "not a Chat account".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_as_they_come() {
        let body = r#"{"account_key":"k","status":"active","new":1,"plan":
            {"max_agents":2,"max_concurrent_chats":"unlimited","analytics":false,"x":{"y":[1]}}}"#;
        let account = account(body.as_bytes()).unwrap();
        assert!(account.billing.is_null() && account.create_date.is_null());
        let plan: Vec<String> = account
            .plan
            .fields()
            .map(|(name, value)| format!("{name}={}", value.shown()))
            .collect();
        assert_eq!(
            plan,
            [
                "analytics=false",
                "max_agents=2",
                "max_concurrent_chats=unlimited",
                "x={\"y\":[1]}",
            ]
        );
        let again = serde_json::to_value(&account).unwrap();
        assert_eq!(again["plan"]["max_concurrent_chats"], "unlimited");
        assert_eq!(again["plan"]["max_agents"], 2);
    }

    #[test]
    fn a_new_value_is_of_the_old_ones_kind() {
        let number = FreeValue::number(1);
        assert_eq!(number.in_place("12"), Some(FreeValue::number(12)));
        assert_eq!(number.in_place("twelve"), None);
        assert_eq!(number.in_place("\"12\""), None);
        let text = FreeValue::text("1");
        assert_eq!(text.in_place("12"), Some(FreeValue::text("12")));
        assert_eq!(
            FreeValue::default().in_place("x"),
            Some(FreeValue::text("x"))
        );
        assert_eq!(FreeValue(Value::Bool(true)).in_place("yes"), None);
        assert_eq!(
            FreeValue(Value::Bool(true)).in_place("false"),
            Some(FreeValue(Value::Bool(false)))
        );
        assert_eq!(FreeValue(Value::Array(Vec::new())).in_place("x"), None);
    }

    #[test]
    fn other_json_is_no_account() {
        for body in ["", "<html>", "[]", "{}", "\"x\"", r#"{"error":"x"}"#] {
            assert!(account(body.as_bytes()).is_err(), "{body:?}");
        }
    }

    #[test]
    fn hostile_words_are_shown_harmless() {
        let shown = FreeValue::text("a\u{1b}[2J\u{202e}b").shown();
        assert!(!shown.as_str().contains(['\u{1b}', '\u{202e}']));
    }
}
