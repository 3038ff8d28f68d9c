//! The fields of the Chat account while they are edited. The dialog holds the card below it, which
//! Esc goes back to.

use tui_input::Input;

use super::{CardView, ChatReview, Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::{Press, paste_into};
use crate::chat::{Field, Plan, Refusal, Wish, plan};
use crate::model::SafeText;

/// The longest value that is edited here, in characters: more than a name or an address has,
/// and short enough to be read in full in the review.
pub(in crate::app) const LONGEST_VALUE: usize = 255;

/// The fields of the Chat account that may be changed.
#[derive(Debug)]
pub struct ChatEdit {
    /// The fields that can be edited, in order of name.
    pub fields: Vec<EditField>,
    /// How many more fields there are that are too long to be edited, or have characters that are
    /// not shown.
    pub left_out: usize,
    /// The place of the field that is typed into.
    pub at: usize,
    /// Why there was nothing to review when somebody asked for it.
    pub problem: Option<String>,
    /// The card below this dialog.
    pub(in crate::app) card: CardView,
}

/// One field as it is typed.
#[derive(Debug)]
pub struct EditField {
    /// The name of the field in full.
    pub name: String,
    /// The text as it is typed.
    pub input: Input,
    was: String,
}

impl EditField {
    /// Whether the text differs from the field's value.
    pub(crate) fn is_changed(&self) -> bool {
        self.input.value() != self.was
    }
}

impl ChatEdit {
    pub(in crate::app) fn new(fields: Vec<Field>, card: CardView) -> Self {
        let all = fields.len();
        let fields: Vec<EditField> = (fields.into_iter())
            .filter(|field| can_be_typed(&field.text))
            .map(|Field { name, text }| EditField {
                name,
                input: Input::new(text.clone()),
                was: text,
            })
            .collect();
        Self {
            left_out: all - fields.len(),
            fields,
            at: 0,
            problem: None,
            card,
        }
    }

    /// Moves that many fields on, and from the last to the first.
    fn move_by(&mut self, fields: isize) {
        let all = isize::try_from(self.fields.len()).unwrap_or(isize::MAX);
        let at = isize::try_from(self.at).unwrap_or(0);
        self.at = usize::try_from((at + fields).rem_euclid(all.max(1))).unwrap_or(0);
    }

    /// The text of the field that is typed into.
    pub(super) fn text(&self) -> Option<&Input> {
        self.fields.get(self.at).map(|field| &field.input)
    }

    /// The field that is typed into.
    fn here(&mut self) -> Option<&mut Input> {
        self.fields.get_mut(self.at).map(|field| &mut field.input)
    }

    pub(in crate::app) fn key(
        mut self: Box<Self>,
        press: Press,
        context: &DialogContext<'_>,
    ) -> Reaction {
        match press.action {
            Some(Action::Down) => self.move_by(1),
            Some(Action::Up) => self.move_by(-1),
            Some(Action::Keep) => return self.review(context),
            Some(Action::Back) => {
                let left = Ask::tell("left; nothing was sent");
                return Reaction::stay(Dialog::Card(self.card)).ask(left);
            }
            _ => {
                self.problem = None;
                if let Some(input) = self.here() {
                    press.type_into(input, LONGEST_VALUE);
                }
            }
        }
        Reaction::stay(Dialog::Edit(self))
    }

    /// Pastes text into the field that is typed into.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        self.problem = None;
        if let Some(input) = self.here() {
            paste_into(input, text, LONGEST_VALUE);
        }
    }

    fn review(mut self: Box<Self>, context: &DialogContext<'_>) -> Reaction {
        if let Some(hindrance) = context.hindrance() {
            return Reaction::hindered(Dialog::Edit(self), hindrance);
        }
        match self.plan(context) {
            Ok(plan) => {
                let review = ChatReview::new(plan, *self, context);
                Reaction::stay(Dialog::Change(Box::new(review)))
            }
            Err(refusal) => {
                self.problem = Some(refusal.to_string());
                Reaction::stay(Dialog::Edit(self))
            }
        }
    }

    fn plan(&self, context: &DialogContext<'_>) -> Result<Plan, Refusal> {
        let chat = self.card.chat().ok_or(Refusal::Nothing)?;
        let basis = context.setup.chat_basis(chat, context.snapshot);
        plan(&self.wishes()?, &basis)
    }

    /// The fields that are to be changed, with their new values.
    fn wishes(&self) -> Result<Vec<Wish>, Refusal> {
        let changed = self.fields.iter().filter(|field| field.is_changed());
        let wish = |field: &EditField| Wish::new(&field.name, field.input.value());
        changed.map(wish).collect()
    }
}

/// Whether a value that came from outside may stand in a text field as it is. Blanks may: the
/// field shows each of them.
fn can_be_typed(text: &str) -> bool {
    let is_shown_as_it_is = |word: &str| word.is_empty() || !SafeText::new(word).changed();
    text.chars().count() <= LONGEST_VALUE && text.split(' ').all(is_shown_as_it_is)
}
