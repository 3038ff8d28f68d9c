//! Whose credentials a reading was made with, which decides what it proves.

use crate::live::Doubt;
use crate::model::{Role, SafeText, User, UserId};
use crate::operation::NotLookedAt;
use crate::zendesk::{Client, Purpose, RetryPolicy};

/// Whose credentials something was read with, asked after that.
pub(in crate::operation) async fn read_as(client: &Client) -> ReadAs {
    let policy = RetryPolicy::default();
    let ask = || client.me(Purpose::Proof);
    match client.retrying(&policy, ask).await {
        Ok(answer) => ReadAs::of(&answer.value.user, None),
        Err(error) => ReadAs::Failed(NotLookedAt::Failed(SafeText::new(&error.to_string()))),
    }
}

/// Whose credentials a reading was made with, asked afterwards.
#[derive(Clone)]
pub(in crate::operation) enum ReadAs {
    /// The same person as before the run, and whether they see everybody's sessions.
    Same { me: UserId, sees_all: bool },
    /// Somebody else.
    Other,
    /// The same person, who may not sign in any more.
    Barred,
    /// That could not be asked.
    Failed(NotLookedAt),
}

impl ReadAs {
    /// What `now` is to somebody who acted as `before`.
    pub(super) fn of(now: &User, before: Option<UserId>) -> Self {
        if before.is_some_and(|before| before != now.id) {
            return Self::Other;
        }
        if now.is_suspended() {
            return Self::Barred;
        }
        Self::Same {
            me: now.id,
            sees_all: now.role == Role::Admin,
        }
    }

    /// Why a reading proves nothing of what it lacks of this person, if that is so.
    pub(in crate::operation) fn doubt(&self, user: UserId) -> Option<NotLookedAt> {
        match self {
            Self::Same { me, .. } if *me == user => None,
            _ => self.doubt_of_all(),
        }
    }

    /// Why a reading of what only admins see proves nothing of what it lacks, if that is so.
    pub(in crate::operation) fn doubt_of_all(&self) -> Option<NotLookedAt> {
        match self {
            Self::Same { sees_all: true, .. } => None,
            Self::Same { .. } | Self::Barred => Some(NotLookedAt::Doubt(Doubt::NotAdmin)),
            Self::Other => Some(NotLookedAt::Doubt(Doubt::OtherAdmin)),
            Self::Failed(why) => Some(why.clone()),
        }
    }

    /// Whether a reading of the whole account proves anything of what it lacks.
    pub(super) const fn sees_all(&self) -> bool {
        matches!(self, Self::Same { sees_all: true, .. })
    }
}
