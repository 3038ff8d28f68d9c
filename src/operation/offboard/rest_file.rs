//! What is left of an offboarding as a file that is carried out later, protected as plan files are.

use serde::{Deserialize, Serialize};

use super::OffboardWanted;
use super::document::{NotOffboarding, OFFBOARD, OffboardFile, OffboardLine};
use crate::journal::{Place, ascii_json_pretty};
use crate::model::Timestamp;
use crate::operation::{BadSeal, FileSeal, FileTimes, Here, REST_LIFETIME, Reason, content_hash};

/// The file, field by field. Unknown fields are refused: the hash would not cover them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffboardRest {
    kind: String,
    account: String,
    origin: String,
    /// The reason and the ticket of the run that this is the rest of.
    reason: Option<String>,
    ticket: Option<String>,
    made_by: String,
    made_at: String,
    expires_at: String,
    people: Vec<OffboardLine>,
    /// The SHA-256 of all that stands before it, as in a plan file.
    #[serde(skip_serializing_if = "String::is_empty")]
    hash: String,
}

impl OffboardRest {
    /// The file of what is left of a run that was made for this reason, made now by the server's clock.
    pub(crate) fn of(
        here: Here<'_>,
        why: Reason,
        people: Vec<OffboardLine>,
        now: Timestamp,
    ) -> Self {
        let times = FileTimes::from(now, REST_LIFETIME);
        let mut file = Self {
            kind: OFFBOARD.to_owned(),
            account: here.account.to_owned(),
            origin: here.origin.to_owned(),
            reason: why.text,
            ticket: why.ticket,
            made_by: Place::here().os_user,
            made_at: times.made_at.to_string(),
            expires_at: times.expires_at.to_string(),
            people,
            hash: String::new(),
        };
        file.hash = content_hash(&file);
        file
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is no rest of an offboarding, names nobody, or has no hash, as those of earlier versions.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, NotOffboarding> {
        #[derive(Deserialize)]
        struct Hashed {
            hash: Option<String>,
        }
        OffboardFile::parse(bytes)?;
        let Hashed { hash } = serde_json::from_slice(bytes)?;
        if hash.is_none() {
            return Err(NotOffboarding::NoHash);
        }
        let file: Self = serde_json::from_slice(bytes)?;
        file.times()?;
        Ok(file)
    }

    /// Checks that it is of this account, and as it was made.
    ///
    /// # Errors
    /// If it was edited, or is for another account or origin.
    pub(crate) fn check(&self, here: Here<'_>) -> Result<(), BadSeal> {
        let seal = FileSeal {
            account: &self.account,
            origin: &self.origin,
            hash: &self.hash,
            computed: self.computed_hash(),
        };
        seal.check(here)
    }

    /// Whether somebody edited it after it was made.
    pub(in crate::operation) fn is_edited(&self) -> bool {
        self.hash != self.computed_hash()
    }

    fn computed_hash(&self) -> String {
        content_hash(&Self {
            hash: String::new(),
            ..self.clone()
        })
    }

    /// From when until when it may be carried out.
    fn times(&self) -> Result<FileTimes, NotOffboarding> {
        let read = |text: &str| Timestamp::parse(text).map_err(|_| NotOffboarding::Time);
        Ok(FileTimes {
            made_at: read(&self.made_at)?,
            expires_at: read(&self.expires_at)?,
        })
    }

    /// The number of people whom it names.
    pub(crate) const fn people(&self) -> usize {
        self.people.len()
    }

    /// What it says of each of them.
    pub(in crate::operation) fn lines(&self) -> &[OffboardLine] {
        &self.people
    }

    /// The same file without those of whom this is not so; `None` if that leaves nobody. It expires when it
    /// did.
    pub(in crate::operation) fn only(&self, is_so: impl Fn(&OffboardLine) -> bool) -> Option<Self> {
        let mut file = self.clone();
        file.people.retain(is_so);
        file.hash = file.computed_hash();
        (!file.people.is_empty()).then_some(file)
    }

    /// The reason of the run that this is the rest of.
    pub(crate) fn reason(&self) -> Reason {
        Reason::given(self.reason.as_ref(), self.ticket.as_ref())
    }

    /// The numbers of those whom it names, as options.
    pub(crate) fn as_options(&self) -> String {
        let people = self.people.iter();
        let options: Vec<String> = people
            .map(|line| format!("--user {}", line.user_id))
            .collect();
        options.join(" ")
    }

    /// What is wanted of each part.
    ///
    /// # Errors
    /// If it does not say from when until when it may be carried out.
    pub(crate) fn wanted(&self) -> Result<OffboardWanted, NotOffboarding> {
        let file = OffboardFile::of(self.people.clone());
        Ok(file.wanted(self.times()?))
    }

    /// The file as JSON in ASCII.
    ///
    /// # Errors
    /// None in practice: everything in it can be written as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        ascii_json_pretty(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn here() -> Here<'static> {
        Here {
            account: "acme",
            origin: "https://acme.zendesk.com",
        }
    }

    fn made() -> OffboardRest {
        let lines = r#"[{"user_id":7,"name":"Ann","email":null,"role":"agent","suspend":true,
            "tokens":[5],"sessions":[71],"revokes_tokens":true,"ends_sessions":true}]"#;
        let why = Reason {
            text: Some("leaver".to_owned()),
            ticket: None,
        };
        OffboardRest::of(here(), why, serde_json::from_str(lines).unwrap(), NOW)
    }

    #[test]
    fn a_rest_is_read_as_it_was_written() {
        let text = made().to_json().unwrap();
        let file = OffboardRest::parse(text.as_bytes()).unwrap();
        assert_eq!(file.check(here()), Ok(()));
        assert_eq!(file.as_options(), "--user 7");
        let times = file.wanted().unwrap().times.unwrap();
        assert_eq!(times.check(NOW), Ok(()));
        let day = 24 * 3_600_000;
        let late = times.check(NOW.shifted(day));
        assert!(matches!(late, Err(BadSeal::Expired(_))));
    }

    #[test]
    fn every_edit_another_account_and_a_file_without_a_hash_are_refused() {
        let text = made().to_json().unwrap();
        for (from, to) in [
            ("\"user_id\": 7", "\"user_id\": 8"),
            ("\"suspend\": true", "\"suspend\": false"),
            ("71", "72"),
            ("leaver", "raise"),
            ("\"expires_at\": \"2027", "\"expires_at\": \"2037"),
            ("\"account\": \"acme\"", "\"account\": \"else\""),
            ("https://acme", "https://else"),
        ] {
            assert!(text.contains(from), "{from}: {text}");
            let edited = text.replacen(from, to, 1);
            let file = OffboardRest::parse(edited.as_bytes()).unwrap();
            assert_eq!(file.check(here()), Err(BadSeal::Edited), "{to}");
        }
        let other = Here {
            origin: "https://proxy.example",
            ..here()
        };
        assert!(matches!(
            made().check(other),
            Err(BadSeal::OtherOrigin { .. })
        ));
        let unknown = text.replacen("\"kind\"", "\"extra\": 1, \"kind\"", 1);
        assert!(OffboardRest::parse(unknown.as_bytes()).is_err());
        let old = r#"{"kind":"offboard","account":"acme","people":[{"user_id":7,"name":null,
            "email":null,"role":null,"suspend":true,"tokens":[],"sessions":[]}]}"#;
        assert!(matches!(
            OffboardRest::parse(old.as_bytes()),
            Err(NotOffboarding::NoHash)
        ));
    }
}
