//! A fault of the program's own.

use std::any::Any;

use tokio::task::JoinError;

use super::SafeText;

/// A panic that was caught by the owner of the work. Its place in the source is in the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("zentop met a fault of its own: {0}")]
pub struct Fault(SafeText);

impl Fault {
    /// The advice to the person.
    pub(crate) const ADVICE: &'static str =
        "please report it with the log that `zentop -v` writes, which says where it was";

    /// The fault behind the payload of a panic.
    pub fn of(panic: &(dyn Any + Send)) -> Self {
        let literal = panic.downcast_ref::<&str>().copied();
        let words = literal.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self(SafeText::new(words.unwrap_or("a panic without words")))
    }
}

/// The fault behind a task that did not come to its end.
impl From<JoinError> for Fault {
    fn from(error: JoinError) -> Self {
        match error.try_into_panic() {
            Ok(panic) => Self::of(&*panic),
            Err(_) => Self(SafeText::new("a task was broken off")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_quotes_the_panic_and_lets_no_control_character_through() {
        let literal: Box<dyn Any + Send> = Box::new("index out of bounds");
        let built: Box<dyn Any + Send> = Box::new("\u{1b}[2Jgone".to_owned());
        let other: Box<dyn Any + Send> = Box::new(7);
        let words = |panic: &Box<dyn Any + Send>| Fault::of(&**panic).to_string();
        assert!(words(&literal).ends_with("of its own: index out of bounds"));
        assert!(!words(&built).contains('\u{1b}'));
        assert!(words(&other).ends_with("a panic without words"));
    }
}
