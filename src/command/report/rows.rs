//! What a plan is about as the rows of a table.

use crate::model::{NOT_KNOWN, SafeText, counted};
use crate::operation::{Operation, Target, TargetKind};

/// The widest that each column of plans and of excluded targets is printed.
pub(super) const CAPS: [usize; 6] = [20, 36, 9, 17, 48, 40];

/// The same for what is left, whose reasons are sentences.
pub(super) const LEFT_CAPS: [usize; 6] = [20, 36, 9, 60, 48, 40];

/// The headings for items of this operation, and for the word beside each.
pub(super) fn header(operation: Operation, word: &'static str) -> [&'static str; 6] {
    header_of(Some(operation.target_kind()), word)
}

/// The headings for targets of this kind, or of several.
pub(super) const fn header_of(kind: Option<TargetKind>, word: &'static str) -> [&'static str; 6] {
    let what = match kind {
        Some(TargetKind::Sessions) => "SESSION",
        Some(TargetKind::Tokens) => "TOKEN",
        Some(TargetKind::People) => "SESSIONS",
        None => "WHAT",
    };
    ["USER", what, "ROLE", word, "E-MAIL", "NAME"]
}

/// The row of a target, with a word beside it.
pub(super) fn cells(target: &Target, word: &str) -> Vec<SafeText> {
    let what = match target {
        Target::Session(target) => target.key.session.to_string(),
        Target::Person(target) => target
            .sessions
            .map_or_else(|| NOT_KNOWN.to_owned(), |sessions| sessions.to_string()),
        Target::Token(target) => target.token.named(),
    };
    let text = |sent: Result<&SafeText, &str>| sent.map_or_else(SafeText::new, SafeText::clone);
    vec![
        SafeText::new(&target.user().to_string()),
        SafeText::new(&what),
        SafeText::new(target.role_in_words()),
        SafeText::new(word),
        text(target.sent_email().or_words().copied()),
        text(target.sent_name().or_words().copied()),
    ]
}

/// What a target is, beside whose it is.
pub(super) fn what_of(target: &Target) -> String {
    match target {
        Target::Session(target) => format!("session {}", target.key.session),
        Target::Token(target) => format!("token {}", target.token.named()),
        Target::Person(target) => target.sessions.map_or_else(
            || "person".to_owned(),
            |sessions| counted(sessions, "session", "sessions"),
        ),
    }
}
