//! Whether one expression finds no more than another, so that the rows of the other are enough to
//! search. It may answer no where it cannot tell.

use super::condition::{BareText, Condition};
use super::expression::Expression;
use super::fold::fold;

/// Whether whatever `old` answers no to, `new` answers no to as well.
pub(super) fn narrows(new: &Expression, old: &Expression) -> bool {
    if new == old {
        return true;
    }
    match (new, old) {
        (_, Expression::And(list)) => list.iter().all(|old| narrows(new, old)),
        (Expression::Or(list), _) => list.iter().all(|new| narrows(new, old)),
        (Expression::And(list), _) if list.iter().any(|new| narrows(new, old)) => true,
        (_, Expression::Or(list)) => list.iter().any(|old| narrows(new, old)),
        (Expression::Is(Condition::Bare(new)), Expression::Is(Condition::Bare(old))) => {
            is_part(old, new)
        }
        _ => false,
    }
}

/// Whether everything with `whole` in it has `part` in it. What follows the `@` of an address has two
/// spellings, and only one of them is looked for.
fn is_part(part: &BareText, whole: &BareText) -> bool {
    let (Some(part), Some(text)) = (part.literal(), whole.pattern.literal()) else {
        return false;
    };
    let host_at = if whole.is_address {
        text.rfind('@')
    } else {
        None
    };
    fold(host_at.map_or(text, |at| &text[..=at])).contains(part)
}
