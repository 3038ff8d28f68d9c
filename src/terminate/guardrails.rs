//! What must not be ended, and by how much a run may damage. Subtracted in one place, when
//! the plan is made, and asked again right before each request.

use crate::model::{Role, User, UserId};
use crate::settings::ProtectedRule;

/// The limits of a run. Everything is taken from settings and from `users/me`.
#[derive(Debug, Clone)]
pub struct Guardrails {
    /// Whose credentials these are; nothing is planned while that is unknown.
    pub own_user: Option<UserId>,
    /// Never to be ended, whoever asks.
    pub protected: Vec<ProtectedRule>,
    /// The most sessions one run may end.
    pub max_per_run: usize,
    /// Nothing may be ended at all.
    pub read_only: bool,
}

/// Why a session that was chosen stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptBecause {
    /// It belongs to the owner of the credentials.
    Yours,
    /// It belongs to somebody on the protected list.
    Protected,
}

impl KeptBecause {
    /// The reason in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yours => "yours",
            Self::Protected => "protected",
        }
    }
}

impl Guardrails {
    /// Why the sessions of `id` stay, if they do. `user` is what the directory knows of them.
    pub fn keeps(&self, id: UserId, user: Option<&User>) -> Option<KeptBecause> {
        if self.own_user == Some(id) {
            return Some(KeptBecause::Yours);
        }
        let hit = |rule: &ProtectedRule| match rule {
            ProtectedRule::User(protected) => *protected == id,
            ProtectedRule::Role(role) => user.is_some_and(|user| user.role == *role),
            ProtectedRule::Email(email) => email_of(user).is_some_and(|e| e == email.to_lowercase()),
            ProtectedRule::Domain(domain) => email_of(user)
                .and_then(|email| email.rsplit_once('@').map(|(_, host)| host.to_owned()))
                .is_some_and(|host| host == domain.to_lowercase()),
        };
        self.protected.iter().any(hit).then_some(KeptBecause::Protected)
    }

    /// Whether a rule depends on more than the id, so that an unknown person cannot be judged.
    pub fn needs_to_know(&self) -> bool {
        self.protected.iter().any(|rule| !matches!(rule, ProtectedRule::User(_)))
    }
}

fn email_of(user: Option<&User>) -> Option<String> {
    user?.email.as_ref().map(|email| email.original().trim().to_lowercase())
}

/// Admins first, because the widest damage must be seen first.
pub(super) fn by_risk(role: Option<Role>) -> Role {
    role.unwrap_or(Role::Other)
}
