//! The ticket and the reason of a run or a change, as they are typed in its review. They are on the record, and
//! confirm nothing.

use tui_input::Input;

use crate::app::Action;
use crate::app::press::{LONGEST_INPUT, Press, paste_into};
use crate::operation::Reason;

/// A field of a review that is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ReviewField {
    /// What confirms the plan.
    #[default]
    Answer,
    /// The ticket that the run belongs to.
    Ticket,
    /// Why it is done.
    Why,
}

/// The ticket and the reason as far as they were typed.
#[derive(Debug, Default)]
pub(crate) struct GivenReason {
    /// The text field of the ticket.
    pub(crate) ticket: Input,
    /// The text field of the reason.
    pub(crate) why: Input,
    /// The field that is typed into.
    pub(crate) at: ReviewField,
}

impl ReviewField {
    /// The next field, and after the last the first.
    const fn next(self) -> Self {
        match self {
            Self::Answer => Self::Ticket,
            Self::Ticket => Self::Why,
            Self::Why => Self::Answer,
        }
    }
}

impl GivenReason {
    /// The fields of a run for which this is known already.
    pub(in crate::app) fn of(reason: &Reason) -> Self {
        let field = |text: &Option<String>| Input::from(text.clone().unwrap_or_default());
        Self {
            ticket: field(&reason.ticket),
            why: field(&reason.text),
            at: ReviewField::Answer,
        }
    }

    /// The ticket and the reason; an empty field is none.
    pub(in crate::app) fn reason(&self) -> Reason {
        let text = |input: &Input| {
            let text = input.value().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Reason {
            text: text(&self.why),
            ticket: text(&self.ticket),
        }
    }

    /// The text of the field that takes text, unless that is the answer.
    const fn text(&self) -> Option<&Input> {
        match self.at {
            ReviewField::Answer => None,
            ReviewField::Ticket => Some(&self.ticket),
            ReviewField::Why => Some(&self.why),
        }
    }

    /// The field that takes text, unless that is the answer.
    fn here(&mut self) -> Option<&mut Input> {
        match self.at {
            ReviewField::Answer => None,
            ReviewField::Ticket => Some(&mut self.ticket),
            ReviewField::Why => Some(&mut self.why),
        }
    }

    /// Takes a key that is about the ticket and the reason: one that goes to another field, or is typed
    /// into one. Returns whether it was.
    pub(super) fn key(&mut self, press: Press) -> bool {
        match press.action {
            Some(Action::NextField) => self.at = self.at.next(),
            Some(Action::PreviousField) => self.at = self.at.next().next(),
            Some(Action::Keep) if self.is_typed() => self.at = self.at.next(),
            None | Some(Action::Fold | Action::Unfold | Action::Top | Action::Bottom) => {
                let Some(field) = self.here() else {
                    return false;
                };
                press.type_into(field, LONGEST_INPUT);
            }
            Some(_) => return false,
        }
        true
    }

    /// Whether the ticket or the reason is typed into.
    pub(in crate::app) const fn is_typed(&self) -> bool {
        !matches!(self.at, ReviewField::Answer)
    }

    /// The ticket or the reason, while it is typed into, and how much it takes.
    pub(in crate::app) fn field(&self) -> Option<(&Input, usize)> {
        Some((self.text()?, LONGEST_INPUT))
    }

    /// Pastes text into the ticket or the reason; returns whether one of them is typed into.
    pub(in crate::app) fn paste(&mut self, text: &str) -> bool {
        let Some(field) = self.here() else {
            return false;
        };
        paste_into(field, text.trim(), LONGEST_INPUT);
        true
    }
}
