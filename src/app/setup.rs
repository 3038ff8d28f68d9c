//! What the screen is opened with, and how the person wants the list to look.

use crate::chat::Basis;
use crate::live::Snapshot;
use crate::operation::Guardrails;
use crate::zendesk::ChatAccount;

/// What the screen is opened with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The account, as it is shown and typed.
    pub account: String,
    /// The simulator is behind it, nothing real.
    pub demo: bool,
    /// The account is one that matters most.
    pub production: bool,
    /// The limits of ending.
    pub guardrails: Guardrails,
    /// A line to begin with, such as the end of API tokens.
    pub notice: Option<String>,
}

impl Setup {
    /// What a change of the Chat account is judged by.
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

/// How the list looks; the person's choice for this session of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisplayOptions {
    /// Whether the details pane is closed.
    pub details_closed: bool,
    /// Times of day in place of ages.
    pub absolute_times: bool,
}
