//! Faults on request: which requests they meet, how often, and what happens then.
//!
//! - here a fault as it is written in a file
//! - `armed` the faults in force: which request meets which
//! - `apply` how a fault changes the true answer; `rows` how it changes lists
//! - `event` what happens to people before or after a request; `whom` people as files name them
//! - `refusal` the documented refusals
//!
//! An endpoint knows nothing of faults: it always gives the true answer.

mod apply;
mod armed;
mod event;
mod refusal;
mod rows;
mod whom;

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;

use super::credential::Credential;

pub(super) use apply::{apply, apply_to_headers, join};
pub(super) use armed::{Faults, MetFaults};
pub use event::FaultEvent;
pub use refusal::ServedRefusal;
pub use whom::Whom;

/// A fault, as a table `[[fault]]` of a fault file or from Rust.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerFault {
    /// The name of the fault in the ledger.
    pub name: Option<String>,
    /// The method that requests must have to match.
    pub method: Option<String>,
    /// The path that requests must have to match: `*` stands for any text without a slash, `**` for
    /// any text. A final `.json` counts on neither side.
    pub path: Option<String>,
    /// The credential that requests must carry to match.
    pub credential: Option<Credential>,
    /// Which of the requests that match meet the fault.
    #[serde(default)]
    pub when: FaultTrigger,
    /// The wait before the answer, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// The answer that is sent.
    #[serde(default)]
    pub then: FaultEffect,
    /// What happens to people before such a request is answered, so that its answer knows of it.
    #[serde(default)]
    pub before: Vec<FaultEvent>,
    /// What happens to people after such a request was answered.
    #[serde(default)]
    pub after: Vec<FaultEvent>,
    /// Whether the request does what it asks for all the same. By default it does when the
    /// true answer is sent in some form, and does not when another answer takes its place.
    pub take_effect: Option<bool>,
}

/// Which of the matching requests, counted from 1, meet the fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultTrigger {
    /// All of them meet it.
    #[default]
    Always,
    /// Only the one with this number meets it.
    Nth(u64),
    /// The first ones up to this number meet it.
    First(u64),
    /// Every one whose number is a multiple of this meets it.
    Every(u64),
    /// Each meets it with this probability, drawn from the simulator's seed.
    Probability(f64),
}

/// The kind of a faulty answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// The true answer.
    #[default]
    Truth,
    /// An answer with this status.
    Status {
        /// The status, 200 to 999.
        code: u16,
        /// The body of the answer.
        #[serde(default)]
        body: String,
        /// The content type, if any.
        content_type: Option<String>,
        /// More headers; a name may occur twice.
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    /// A refusal in one of Zendesk's shapes.
    Refuse(ServedRefusal),
    /// A web page, as a proxy in between would send it.
    Html {
        /// The status, 200 to 999.
        code: u16,
    },
    /// A redirect.
    Redirect {
        /// The status, 300 to 399.
        code: u16,
        /// The address it leads to.
        location: String,
    },
    /// The connection closes without an answer.
    Close,
    /// The true answer, but the connection closes after some bytes of its body.
    Cut {
        /// The number of bytes that are sent.
        after: usize,
    },
    /// The true list with these texts put in before the first record, as they are.
    Malformed {
        /// Raw JSON, or text that pretends to be JSON.
        records: Vec<String>,
    },
    /// The true page, but there is always more behind it, under the cursor just asked for.
    CursorLoop,
    /// The true page without its records.
    EmptyPage,
    /// The true answer with links that lead to another server.
    ForeignLinks {
        /// The scheme, host and port of that server.
        origin: String,
    },
    /// The true answer with spaces before it.
    TooLarge {
        /// The number of spaces.
        bytes: u64,
    },
    /// The true answer without the headers of the request budget.
    NoRateHeaders,
    /// The true answer with this `Date`.
    Date(String),
    /// The true answer by a clock that is wrong.
    DateSkew {
        /// By how much the clock is fast; slow if negative.
        seconds: i64,
    },
    /// The true answer without some of its records.
    LeaveOut {
        /// Those that are about or belong to these people.
        #[serde(default)]
        people: Vec<Whom>,
        /// The first ones of each list.
        #[serde(default)]
        first: usize,
        /// Every one whose place is a multiple of this.
        every: Option<usize>,
    },
    /// The true answer to the same request about another person. Only `GET` is answered so.
    AnswerFor {
        /// The other person.
        person: Whom,
        /// Whether the true records come first.
        #[serde(default)]
        besides: bool,
    },
    /// The true answer with another value in one place.
    Set {
        /// The place, as a JSON pointer; `*` stands for every record or field.
        at: String,
        /// The value; absent: null.
        #[serde(default)]
        value: Value,
    },
    /// The true answer without one field.
    Drop {
        /// The field, as a JSON pointer; `*` stands for every record or field.
        at: String,
    },
}

/// The mistakes that a fault file can have.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// The file is not TOML, or has fields that a fault has not.
    #[error("the fault file cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A value that makes no sense.
    #[error("fault {number}: {problem}")]
    Invalid {
        /// The number of the fault in the file, counted from 1.
        number: usize,
        /// The mistake in it.
        problem: &'static str,
    },
}

impl ServerFault {
    /// A fault that meets every request with this method and path.
    pub fn on(method: &str, path: &str, then: FaultEffect) -> Self {
        Self {
            method: Some(method.to_owned()),
            path: Some(path.to_owned()),
            then,
            ..Self::default()
        }
    }

    /// Limits the fault to some of the requests.
    #[must_use]
    pub fn when(self, when: FaultTrigger) -> Self {
        Self { when, ..self }
    }

    /// Sets whether the request still does what it asks for.
    #[must_use]
    pub fn taking_effect(self, takes_effect: bool) -> Self {
        Self {
            take_effect: Some(takes_effect),
            ..self
        }
    }

    /// Reads a fault file: a list of tables `[[fault]]`.
    pub fn parse_file(text: &str) -> Result<Vec<Self>, FaultError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct FaultFile {
            #[serde(default)]
            fault: Vec<ServerFault>,
        }
        let faults = toml::from_str::<FaultFile>(text)?.fault;
        for (place, fault) in faults.iter().enumerate() {
            fault.check().map_err(|problem| FaultError::Invalid {
                number: place + 1,
                problem,
            })?;
        }
        Ok(faults)
    }

    fn check(&self) -> Result<(), &'static str> {
        match self.when {
            FaultTrigger::Nth(0) | FaultTrigger::First(0) | FaultTrigger::Every(0) => {
                return Err("requests are counted from 1");
            }
            FaultTrigger::Probability(chance) if !(0.0..=1.0).contains(&chance) => {
                return Err("a probability lies between 0 and 1");
            }
            _ => {}
        }
        for event in self.before.iter().chain(&self.after) {
            event.check()?;
        }
        match &self.then {
            FaultEffect::Status { code, .. } | FaultEffect::Html { code }
                if !(200..=999).contains(code) =>
            {
                Err("a status lies between 200 and 999")
            }
            FaultEffect::Redirect { code, .. } if !(300..=399).contains(code) => {
                Err("the status of a redirect lies between 300 and 399")
            }
            FaultEffect::Redirect {
                location: value, ..
            }
            | FaultEffect::Date(value)
                if HeaderValue::from_bytes(value.as_bytes()).is_err() =>
            {
                Err("this text cannot be sent in a header")
            }
            FaultEffect::Status { headers, .. }
                if headers.iter().any(|(name, value)| {
                    name.parse::<HeaderName>().is_err()
                        || HeaderValue::from_bytes(value.as_bytes()).is_err()
                }) =>
            {
                Err("this cannot be sent as a header")
            }
            FaultEffect::LeaveOut { people, .. } => people.iter().try_for_each(Whom::check),
            FaultEffect::AnswerFor { person, .. } => person.check(),
            _ => Ok(()),
        }
    }

    /// Whether the fault does nothing to the answer.
    fn is_an_event(&self) -> bool {
        let happens = !self.before.is_empty() || !self.after.is_empty();
        happens
            && self.then == FaultEffect::Truth
            && self.delay_ms == 0
            && self.take_effect.is_none()
    }

    /// The name of the fault, or of its kind where it has none.
    pub(super) fn label(&self) -> String {
        let kind = match &self.then {
            FaultEffect::Truth => "truth",
            FaultEffect::Status { .. } => "status",
            FaultEffect::Refuse(_) => "refuse",
            FaultEffect::Html { .. } => "html",
            FaultEffect::Redirect { .. } => "redirect",
            FaultEffect::Close => "close",
            FaultEffect::Cut { .. } => "cut",
            FaultEffect::Malformed { .. } => "malformed",
            FaultEffect::CursorLoop => "cursor_loop",
            FaultEffect::EmptyPage => "empty_page",
            FaultEffect::ForeignLinks { .. } => "foreign_links",
            FaultEffect::TooLarge { .. } => "too_large",
            FaultEffect::NoRateHeaders => "no_rate_headers",
            FaultEffect::Date(_) => "date",
            FaultEffect::DateSkew { .. } => "date_skew",
            FaultEffect::LeaveOut { .. } => "leave_out",
            FaultEffect::AnswerFor { .. } => "answer_for",
            FaultEffect::Set { .. } => "set",
            FaultEffect::Drop { .. } => "drop",
        };
        self.name.clone().unwrap_or_else(|| kind.to_owned())
    }

    pub(super) fn takes_effect(&self) -> bool {
        self.take_effect.unwrap_or(!matches!(
            self.then,
            FaultEffect::Status { .. }
                | FaultEffect::Refuse(_)
                | FaultEffect::Html { .. }
                | FaultEffect::Redirect { .. }
                | FaultEffect::Close
        ))
    }

    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_reads_as_written() {
        let text = r#"
            [[fault]]
            name = "server overloaded"
            method = "DELETE"
            path = "/api/v2/users/*/sessions/*"
            credential = "oauth_token"
            when.nth = 3
            take_effect = true
            then.status = { code = 503, body = "busy", headers = [["Retry-After", "30"], ["Retry-After", "x"]] }

            [[fault]]
            delay_ms = 250
            when.probability = 0.25

            [[fault]]
            then = "cursor_loop"

            [[fault]]
            then.malformed = { records = ['{"id":"\ud800"}', '7'] }

            [[fault]]
            then.date = "yesterday"
        "#;
        let faults = ServerFault::parse_file(text).unwrap();
        assert_eq!(faults.len(), 5);
        assert_eq!(faults[0].when, FaultTrigger::Nth(3));
        assert!(
            matches!(&faults[0].then, FaultEffect::Status { code: 503, headers, .. } if headers.len() == 2)
        );
        assert_eq!(
            (faults[1].delay_ms, &faults[1].then),
            (250, &FaultEffect::Truth)
        );
        assert_eq!(faults[2].then, FaultEffect::CursorLoop);
        assert_eq!(faults[4].then, FaultEffect::Date("yesterday".to_owned()));
    }

    #[test]
    fn the_example_is_a_fault_file() {
        let text = include_str!("../../assets/demo/faults.toml");
        assert_eq!(ServerFault::parse_file(text).unwrap().len(), 5);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_place() {
        for (text, expected) in [
            ("[[fault]]\ncolour = 1", "unknown field `colour`"),
            (
                "[[fault]]\nthen.cut = { before = 1 }",
                "unexpected keys in table: before",
            ),
            ("[[fault]]\nthen = \"sing\"", "unknown variant `sing`"),
            (
                "[[fault]]\n[[fault]]\nwhen.nth = 0",
                "fault 2: requests are counted from 1",
            ),
            (
                "[[fault]]\nwhen.probability = 2.0",
                "fault 1: a probability",
            ),
            (
                "[[fault]]\nthen.status = { code = 42 }",
                "fault 1: a status",
            ),
            (
                "[[fault]]\nthen.redirect = { code = 200, location = \"/\" }",
                "fault 1: the status of",
            ),
            (
                "[[fault]]\nthen.status = { code = 500, headers = [[\"a b\", \"\"]] }",
                "fault 1: this cannot",
            ),
        ] {
            let error = ServerFault::parse_file(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
