//! The changes of a person: the body of the request, and what an answer shows that was not asked for.

use serde_json::value::RawValue;

/// A change to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonChange {
    /// The person is suspended and can no longer sign in. Whether their sessions end is not
    /// documented.
    Suspend,
    /// The person's suspension is lifted.
    Unsuspend,
}

impl PersonChange {
    /// The body of the request.
    pub(in crate::zendesk) const fn body(self) -> &'static [u8] {
        match self {
            Self::Suspend => br#"{"user":{"suspended":true}}"#,
            Self::Unsuspend => br#"{"user":{"suspended":false}}"#,
        }
    }

    /// The field of a person that it sets.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Suspend | Self::Unsuspend => "suspended",
        }
    }

    /// How an answer shows somebody whose field has this value, where that is not what was asked for. A
    /// value that cannot be read says nothing.
    pub(super) fn denied_by(self, value: &RawValue) -> Option<String> {
        let is =
            |denial: bool| serde_json::from_str(value.get()).is_ok_and(|now: bool| now == denial);
        let shown = match self {
            Self::Suspend => is(false).then_some("not suspended"),
            Self::Unsuspend => is(true).then_some("suspended"),
        };
        shown.map(str::to_owned)
    }
}
