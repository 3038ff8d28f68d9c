//! A file of faults: read, and checked for what makes no sense.

use http::{HeaderName, HeaderValue};
use serde::Deserialize;

use super::{FaultEffect, FaultTrigger, ServerFault, Whom};

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
        let text = include_str!("../../../assets/demo/faults.toml");
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
