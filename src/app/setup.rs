//! The settings that the screen is opened with, and how the person wants the list to look.

use std::path::PathBuf;

use super::remembered::RememberedList;
use crate::chat::Basis;
use crate::live::{Mask, Person, Snapshot};
use crate::operation::{ExcludedBecause, Guardrails};
use crate::query::Zone;
use crate::settings::{ListColumn, OfferedProfile, SavedView};
use crate::zendesk::ChatAccount;

/// The settings that the screen is opened with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The account's name, as it is shown and as it is typed to confirm.
    pub account: String,
    /// Whether the account is the simulator's and not a real one.
    pub demo: bool,
    /// Whether the account is marked as production in the settings.
    pub production: bool,
    /// The guardrails of every plan.
    pub guardrails: Guardrails,
    /// What a person must know to begin with, such as the end of API tokens or a file that was put
    /// aside.
    pub notices: Vec<String>,
    /// The zone in which dates are typed and times of day are shown.
    pub zone: Zone,
    /// Whether the terminal's bell may ring.
    pub bell: bool,
    /// How the list begins.
    pub list: ListSetup,
}

/// What the list begins with.
#[derive(Debug, Clone, Default)]
pub struct ListSetup {
    /// The views that the settings add.
    pub views: Vec<SavedView>,
    /// The columns of the list; the usual ones where there are none.
    pub columns: Vec<ListColumn>,
    /// How the list looked when this account was left.
    pub before: Option<RememberedList>,
    /// Where it is written how the list looks; nowhere without one.
    pub kept_in: Option<PathBuf>,
}

impl Setup {
    /// Whether these settings and credentials forbid ending anything.
    pub(crate) const fn is_read_only(&self) -> bool {
        self.guardrails.read_only
    }

    /// Why the sessions of a person stay, whatever is chosen: they are one's own, or protected.
    pub(crate) fn guarded_as(&self, person: &Person) -> Option<ExcludedBecause> {
        let user = person.user();
        let role = user.map(|user| user.role);
        let email = user.and_then(|user| user.email.shown());
        self.guardrails.excludes_person(person.id, role, email)
    }

    /// The settings and credentials that decide whether the Chat account may be changed.
    pub(super) fn chat_basis<'a>(
        &'a self,
        chat: &'a ChatAccount,
        snapshot: &Snapshot,
    ) -> Basis<'a> {
        Basis {
            account: &self.account,
            chat,
            read_only: self.guardrails.read_only,
            may_write: snapshot.standing.and_then(|standing| standing.may_write),
        }
    }
}

/// What the screen has beside the account: what holds for all accounts of this installation.
#[derive(Debug, Clone, Default)]
pub struct Equipment {
    /// The pseudonyms of this installation, or why there are none.
    pub mask: MaskOrWhyNot,
    /// The profiles in the settings.
    pub profiles: Vec<OfferedProfile>,
    /// The name of the profile in force.
    pub profile: String,
}

impl Equipment {
    /// The pseudonyms, while people are masked.
    pub(super) const fn mask_in_force(&self, is_masked: bool) -> Option<&Mask> {
        match &self.mask {
            MaskOrWhyNot::Mask(mask) if is_masked => Some(mask),
            _ => None,
        }
    }

    /// Whether there is the account of another profile.
    pub(super) fn has_other_accounts(&self) -> bool {
        let mut profiles = self.profiles.iter();
        profiles.any(|known| known.name != self.profile)
    }
}

/// The pseudonyms of this installation, or why there are none.
#[derive(Debug, Clone)]
pub enum MaskOrWhyNot {
    /// The pseudonyms.
    Mask(Mask),
    /// There are none, for this reason.
    Not(String),
}

impl Default for MaskOrWhyNot {
    fn default() -> Self {
        Self::Not("there is no key for them".to_owned())
    }
}

/// How the list looks: what the person chose since the program began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct DisplayOptions {
    /// Whether the details pane is closed.
    pub details_closed: bool,
    /// Whether times of day are shown in place of ages.
    pub absolute_times: bool,
    /// Whether people are shown under pseudonyms.
    pub masked: bool,
    /// Whether the mouse is listened to.
    pub mouse: bool,
}
