//! What namesakes and lookalikes are found by (Unicode Technical Standard 39, "Confusable
//! Detection").
//!
//! - `looks` what a text looks like

mod looks;

use std::hash::{Hash as _, Hasher as _};

use self::looks::looks;
use crate::model::{Role, SafeText, User};
use crate::query::fold;

/// What somebody is called by and looks like, as numbers that are equal for equal texts. Strangers
/// choose the texts, so the numbers are of a hash that is hard to steer; 0 stands for no text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TwinKeys {
    pub(super) name: u64,
    /// The name before and after it is folded, and the address likewise: capital letters look like
    /// others than small ones do. One of two that are equal is left out.
    pub(super) looks: [u64; 4],
    pub(super) is_staff: bool,
    /// Whether there is a record that is not known.
    pub(super) is_open: bool,
}

impl TwinKeys {
    /// The keys of somebody of whom no record is known: whoever was left out of an answer has a name
    /// all the same.
    pub(super) fn not_known() -> Self {
        Self {
            is_open: true,
            ..Self::default()
        }
    }

    /// The keys of somebody with this record.
    pub(super) fn of(user: &User) -> Self {
        // What is invisible is told apart here and not where people read names.
        let sent = |text: &SafeText| {
            let shown = Some(text).filter(|text| !text.is_blank());
            shown.map_or_else(String::new, |text| {
                looks::without_invisible(text.original().trim())
            })
        };
        let name =
            (user.legible_name()).map_or_else(String::new, |name| fold(name.as_str().trim()));
        let (looked_at, address) = (
            user.name.shown().map_or(String::new(), sent),
            user.email.shown().map_or(String::new(), sent),
        );
        let mut keys = [
            key(1, &fold(&looks(&looked_at))),
            key(1, &looks(&fold(&looked_at))),
            key(2, &fold(&looks(&address))),
            key(2, &looks(&fold(&address))),
        ];
        for n in [1, 3] {
            if keys[n] == keys[n - 1] {
                keys[n] = 0;
            }
        }
        Self {
            name: key(0, &name),
            looks: keys,
            is_staff: matches!(user.role, Role::Admin | Role::Agent),
            // What was not sent may look like anything.
            is_open: user.name.is_unknown() || user.email.is_unknown(),
        }
    }

    /// Whether the name or the address looks like that of `other`.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        let mut looks = self.looks.iter().filter(|key| **key != 0);
        looks.any(|key| other.looks.contains(key))
    }

    /// Every key, those of looks after that of the name.
    pub(super) fn all(&self) -> impl Iterator<Item = u64> {
        let all = std::iter::once(self.name).chain(self.looks);
        all.filter(|key| *key != 0)
    }
}

/// The number of a text of one kind; 0 for no text.
fn key(kind: u8, text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    let mut hasher = std::hash::DefaultHasher::new();
    (kind, text).hash(&mut hasher);
    hasher.finish().max(1)
}
