//! The roles and organisations that a choice names.

use std::fmt;
use std::str::FromStr;

use crate::model::{OrganizationId, Role, SafeText};
use crate::query::{Query, QueryError};

/// A role as it is chosen: one of Zendesk's, staff, or a custom role by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenRole(Query);

impl ChosenRole {
    /// The query for everyone with this role.
    pub(crate) const fn query(&self) -> &Query {
        &self.0
    }
}

impl FromStr for ChosenRole {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Query::of_role(text).map(Self)
    }
}

impl From<Role> for ChosenRole {
    fn from(role: Role) -> Self {
        Self(Query::of_known_role(role))
    }
}

impl fmt::Display for ChosenRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.text())
    }
}

/// An organisation as it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChosenOrganization {
    /// By its number.
    Id(OrganizationId),
    /// By its whole name, in which letter case, accents, composition and width make no difference.
    Name(SafeText),
}

impl FromStr for ChosenOrganization {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err("the name of the organisation is empty".to_owned());
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let id = text.parse().ok().and_then(OrganizationId::new);
            let id = id.ok_or_else(|| format!("{text} is not the number of an organisation"))?;
            return Ok(Self::Id(id));
        }
        Ok(Self::Name(SafeText::new(text)))
    }
}

impl fmt::Display for ChosenOrganization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_number_and_everything_else_is_a_name() {
        let read = |text: &str| text.parse::<ChosenOrganization>();
        let id = OrganizationId::new(12).unwrap();
        assert_eq!(read(" 12 "), Ok(ChosenOrganization::Id(id)));
        let name = |text: &str| Ok(ChosenOrganization::Name(SafeText::new(text)));
        assert_eq!(read("12 Monkeys"), name("12 Monkeys"));
        assert_eq!(read("none"), name("none"));
        for wrong in ["", "  ", "0", "99999999999999999999999"] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_role_is_read_as_in_a_query() {
        let read = |text: &str| text.parse::<ChosenRole>();
        for role in [Role::Admin, Role::Agent, Role::EndUser] {
            assert_eq!(read(role.as_str()), Ok(role.into()));
        }
        assert!(read("staff").is_ok() && read("Light agent (EU)").is_ok());
        assert!(read("agnet").unwrap_err().to_string().contains("agent"));
        assert!(read("").is_err());
    }
}
