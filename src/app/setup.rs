//! The settings that the screen is opened with, and how the person wants the list to look.

use std::path::PathBuf;

use super::remembered::RememberedList;
use crate::chat::Basis;
use crate::live::Snapshot;
use crate::operation::Guardrails;
use crate::query::Zone;
use crate::settings::{ListColumn, SavedView};
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
    /// A notice to begin with, such as the end of API tokens.
    pub notice: Option<String>,
    /// The zone in which dates are typed.
    pub zone: Zone,
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

/// How the list looks: what the person chose since the program began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisplayOptions {
    /// Whether the details pane is closed.
    pub details_closed: bool,
    /// Whether times of day are shown in place of ages.
    pub absolute_times: bool,
}
