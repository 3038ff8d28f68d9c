//! The fields of the Chat account while they are edited, and the difference under review. Each
//! keeps the layer that it lies on and that Esc goes back to.

use tui_input::Input;

use super::Consent;
use crate::app::CardView;
use crate::chat::{Field, Plan, Refusal, Wish};
use crate::model::{SafeText, Timestamp};

/// The longest value that is edited here, in characters: more than a name or an address has,
/// and short enough to be read in full in the review.
pub(in crate::app) const LONGEST_VALUE: usize = 255;

/// The fields of the Chat account that may be changed.
#[derive(Debug)]
pub struct ChatEdit {
    /// All that can be edited, in order of name.
    pub fields: Vec<EditField>,
    /// How many there are besides that are too long for it, or have signs that are not shown.
    pub left_out: usize,
    /// The one that is typed into.
    pub at: usize,
    /// Why there was nothing to review when somebody asked for it.
    pub problem: Option<String>,
    /// What lies below.
    pub(in crate::app) card: CardView,
}

/// One field as it is typed.
#[derive(Debug)]
pub struct EditField {
    /// Its whole name.
    pub name: String,
    /// What is typed.
    pub input: Input,
    was: String,
}

/// What would be changed, and the way to confirm it.
#[derive(Debug)]
pub struct ChatReview {
    /// The difference.
    pub plan: Plan,
    /// What is typed to confirm it.
    pub consent: Consent,
    /// First line shown.
    pub scroll: usize,
    /// What lies below.
    pub(in crate::app) edit: ChatEdit,
}

impl EditField {
    /// Whether it is to be something else than it is.
    pub fn is_changed(&self) -> bool {
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

    /// The field so many on, and from the last to the first.
    pub(in crate::app) fn move_by(&mut self, fields: isize) {
        let all = isize::try_from(self.fields.len()).unwrap_or(isize::MAX);
        let at = isize::try_from(self.at).unwrap_or(0);
        self.at = usize::try_from((at + fields).rem_euclid(all.max(1))).unwrap_or(0);
    }

    /// The field that is typed into.
    pub(in crate::app) fn here(&mut self) -> Option<&mut Input> {
        self.fields.get_mut(self.at).map(|field| &mut field.input)
    }

    /// What is to be something else than it is.
    pub(in crate::app) fn wishes(&self) -> Result<Vec<Wish>, Refusal> {
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

impl ChatReview {
    pub(in crate::app) fn new(plan: Plan, edit: ChatEdit, now: Timestamp) -> Self {
        Self {
            plan,
            consent: Consent::new(now),
            scroll: 0,
            edit,
        }
    }
}
