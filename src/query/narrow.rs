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

/// Whether everything with `whole` in it has `part` in it.
fn is_part(part: &BareText, whole: &BareText) -> bool {
    let (Some(part), Some(whole), false) = (
        part.pattern.literal(),
        whole.pattern.literal(),
        part.is_address,
    ) else {
        return false;
    };
    fold(whole).contains(part)
}
