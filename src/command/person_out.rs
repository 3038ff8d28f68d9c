//! A person under Zendesk's own names, as every verb that prints people writes them.

use serde::Serialize;

use crate::model::{NOT_KNOWN, OrganizationId, SafeText, Sent, User, UserId};

/// What is known of somebody, `null` where nothing is. Texts are as they were sent.
#[derive(Debug, Serialize)]
pub(super) struct PersonOut<'a> {
    pub(super) user_id: u64,
    pub(super) name: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) role: Option<&'static str>,
    suspended: Option<bool>,
    active: Option<bool>,
    #[serde(skip)]
    organization: Option<OrganizationId>,
}

impl<'a> PersonOut<'a> {
    /// The names of the first columns of CSV, in the order of [`PersonOut::cells`].
    pub(super) const COLUMNS: [&'static str; 6] =
        ["user_id", "name", "email", "role", "suspended", "active"];

    /// Somebody with their record, where it is known.
    pub(super) fn of(id: UserId, user: Option<&'a User>) -> Self {
        Self {
            user_id: id.get(),
            name: user.and_then(|user| user.name.shown().map(SafeText::original)),
            email: user.and_then(|user| user.email.shown().map(SafeText::original)),
            role: user.and_then(|user| user.role.known()),
            suspended: user.and_then(|user| user.suspended),
            active: user.and_then(|user| user.active),
            organization: user.and_then(|user| user.organization.shown().copied()),
        }
    }

    /// The organisation that they belong to, as far as that is known.
    pub(super) const fn organization(&self) -> Option<OrganizationId> {
        self.organization
    }

    /// The same as cells, empty where nothing is known.
    pub(super) fn cells(&self) -> [String; 6] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let truth = |known: Option<bool>| known.map(|known| known.to_string()).unwrap_or_default();
        [
            self.user_id.to_string(),
            text(self.name),
            text(self.email),
            text(self.role),
            truth(self.suspended),
            truth(self.active),
        ]
    }
}

/// Somebody's role, address and name as cells of a table: a dash where Zendesk says that there is
/// none, and words where that is not known.
pub(super) fn shown_cells(user: Option<&User>) -> [SafeText; 3] {
    let text = |of: fn(&User) -> &Sent<SafeText>| {
        let text = user.map_or(Err(NOT_KNOWN), |user| of(user).or_words());
        text.map_or_else(SafeText::new, SafeText::clone)
    };
    let role = user.and_then(|user| user.role.known());
    [
        SafeText::new(role.unwrap_or(NOT_KNOWN)),
        text(|user| &user.email),
        text(|user| &user.name),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn what_is_not_known_of_somebody_is_null_and_an_empty_cell() {
        let id = UserId::new(7).unwrap();
        let nobody = PersonOut::of(id, None);
        let json = serde_json::to_string(&nobody).unwrap();
        assert_eq!(
            json,
            r#"{"user_id":7,"name":null,"email":null,"role":null,"suspended":null,"active":null}"#
        );
        assert_eq!(nobody.cells(), ["7", "", "", "", "", ""]);
        let ann = User::example(7, "Ann", Role::Agent);
        let known = PersonOut::of(id, Some(&ann));
        assert_eq!(known.cells()[..2], ["7", "Ann"]);
        assert_eq!(known.cells()[3], "agent");
        assert_eq!(known.cells().len(), PersonOut::COLUMNS.len());
    }

    #[test]
    fn a_table_tells_what_is_not_known_from_what_is_not_there() {
        let cells = |user: Option<&User>| shown_cells(user).map(|cell| cell.as_str().to_owned());
        assert_eq!(cells(None), [NOT_KNOWN; 3]);
        let mut ann = User::example(7, "Ann", Role::Agent);
        assert_eq!(cells(Some(&ann)), ["agent", "-", "Ann"]);
        (ann.role, ann.email, ann.name) = (Role::Other, Sent::Unknown, Sent::Unknown);
        assert_eq!(cells(Some(&ann)), [NOT_KNOWN; 3]);
    }
}
