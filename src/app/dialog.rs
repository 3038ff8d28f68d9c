//! What lies over the list. At most one at a time, and each owns what it shows.
//!
//! - `review` a plan, for ending or for containment; `consent` the way to confirm one
//! - `run`, `report` what was confirmed, while it goes on and afterwards
//! - `tokens` the OAuth tokens of some people
//! - `chat` the fields of the Chat account, and the difference under review

mod chat;
mod consent;
mod report;
mod review;
mod run;
mod tokens;

use super::{CardView, Palette};
use crate::model::SessionKey;
use crate::operation::Choice;

pub(in crate::app) use chat::LONGEST_VALUE;
pub use chat::{ChatEdit, ChatReview, EditField};
pub use consent::Consent;
pub use report::ReportView;
pub use review::{Review, RouteOffer};
pub use run::RunView;
pub use tokens::{TokensRead, TokensView};

/// The layer on top.
#[derive(Debug)]
pub enum Dialog {
    /// Marks are hidden by the filter: which of them are meant?
    Hidden {
        /// Marked and on the list.
        shown: Vec<SessionKey>,
        /// Marked and hidden.
        hidden: Vec<SessionKey>,
        /// What they are meant for.
        then: NextStep,
    },
    /// Whom to end: a choice of choices.
    Choose {
        /// What is offered, narrowest first.
        offers: Vec<Offer>,
        /// The one under the cursor.
        at: usize,
    },
    /// What would be done, and the way to confirm it.
    Review(Box<Review>),
    /// The OAuth tokens of some people.
    Tokens(TokensView),
    /// A run is under way, and somebody wants to quit.
    Quit,
    /// The run under way.
    Run,
    /// The last run's report.
    Report {
        /// First line shown.
        scroll: usize,
    },
    /// The row under the cursor in full, where the screen has no pane for it.
    Details,
    /// The keys.
    Help(HelpView),
    /// What can be asked for by name.
    Palette(Palette),
    /// What the API says beyond the list.
    Card(CardView),
    /// The fields of the Chat account that may be changed.
    Edit(Box<ChatEdit>),
    /// What would be changed of the Chat account, and the way to confirm it.
    Change(Box<ChatReview>),
    /// Columns to sort by.
    Sort {
        /// The one under the cursor.
        at: usize,
    },
}

impl Dialog {
    /// What is typed to confirm what it shows, if it asks for that.
    pub(super) fn consent(&mut self) -> Option<&mut Consent> {
        match self {
            Self::Review(review) => Some(&mut review.consent),
            Self::Change(review) => Some(&mut review.consent),
            _ => None,
        }
    }
}

/// What the chosen sessions are meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// They are to be ended.
    End,
    /// Their people are to be suspended.
    Suspend,
    /// The suspension of their people is to be lifted.
    Lift,
    /// The OAuth tokens of their people are to be shown.
    Tokens,
}

impl NextStep {
    /// What to say where nothing is left of what was chosen, and the key that chooses again.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::End => ("nothing to end", "K"),
            Self::Suspend => ("nobody to suspend", "S"),
            Self::Lift => ("no suspension to lift", "L"),
            Self::Tokens => ("no tokens to show", "O"),
        }
    }
}

/// Something that can be chosen to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// In words.
    pub words: String,
    /// The choice.
    pub choice: Choice,
}

/// Where in the help we are.
#[derive(Debug, Clone, Copy, Default)]
pub struct HelpView {
    /// First line shown.
    pub scroll: usize,
}
