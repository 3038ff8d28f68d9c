//! The lines of each card.

use super::{CardLine, CardValue};
use crate::auth::session_note;
use crate::live::{Coverage, Readable, Snapshot};
use crate::model::{ClockOffset, Role, SentTime, Session, User};
use crate::zendesk::{AuthKind, BudgetReading, ChatAccount, Enrichment};

/// Lines about the session that the credentials have themselves.
pub(crate) fn current_session(session: Option<&Session>, auth: AuthKind) -> Vec<CardLine> {
    let answer = |at: SentTime| match at {
        SentTime::At(at) => CardValue::At(at),
        SentTime::Absent => CardValue::Words("Zendesk does not tell".to_owned()),
        SentTime::Unreadable => CardValue::Words("unreadable".to_owned()),
    };
    let mut lines = Vec::new();
    if let Some(session) = session {
        lines.extend([
            CardLine::new("session", CardValue::SessionId(session.key.session)),
            CardLine::new("user", CardValue::UserId(session.key.user)),
            CardLine::new("signed in", answer(session.authenticated_at)),
            CardLine::new("last seen", answer(session.last_seen_at)),
        ]);
    }
    lines.push(CardLine::words(
        "what it is",
        session_note(auth, session.is_some()),
    ));
    lines.push(CardLine::words(
        "to sign it out",
        "zentop me logout, which says what was seen before and after",
    ));
    lines
}

/// Lines about Help Center's session.
pub(crate) fn help_center(has_token: bool) -> Vec<CardLine> {
    let token = if has_token {
        "******** (zentop help-center session --reveal)"
    } else {
        "none"
    };
    vec![
        CardLine::words("CSRF token", token),
        CardLine::words(
            "what it is",
            "a token against forged requests, which anonymous visitors get as well",
        ),
        CardLine::words("what it is not", "a sign-in: there is nothing here to end"),
    ]
}

/// The fields of the Chat account that say nothing of anybody.
const OF_NOBODY: [&str; 4] = ["account_key", "status", "create_date", "plan"];

/// Lines about the Chat account. Its billing names people, and whatever else comes may do so.
pub(super) fn chat_account(chat: &ChatAccount) -> Vec<CardLine> {
    let lines = chat.lines().into_iter();
    lines
        .map(|(label, value)| {
            let part = label.as_str().split('.').next().unwrap_or_default();
            let value = if OF_NOBODY.contains(&part) {
                CardValue::Text(value)
            } else {
                CardValue::Free(value)
            };
            CardLine { label, value }
        })
        .collect()
}

/// What is known of the credentials without another request.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The account's origin.
    pub origin: &'a str,
    /// The person whose credentials they are.
    pub user: &'a User,
    /// The kind of credentials.
    pub auth: AuthKind,
    /// Whether these settings forbid ending anything.
    pub read_only: bool,
    /// The state of the budget now.
    pub budget: BudgetReading,
    /// The newest snapshot.
    pub snapshot: &'a Snapshot,
}

/// Lines about who the credentials are for, and what they can see and do.
pub fn credentials(facts: &Facts<'_>) -> Vec<CardLine> {
    let user = facts.user;
    let sees = match facts.snapshot.coverage() {
        Coverage::Own => "only its own sessions: sign in as an admin to see all",
        Coverage::Full => "every session of the account",
        Coverage::Partial if facts.snapshot.is_walked() => {
            "every session of the account, some of which could not be read"
        }
        Coverage::Partial => "every session of the account; the first walk is not whole yet",
    };
    let standing = facts.snapshot.standing;
    let ends = match (facts.read_only, user.role) {
        (true, _) => "nothing: read-only is set",
        (false, Role::Admin) => match standing.and_then(|standing| standing.may_write) {
            Some(true) => "sessions of everyone",
            Some(false) => "nothing: the scope of the token only reads",
            None => "sessions of everyone, if the scope of the token includes write",
        },
        (false, _) => "nothing: whoever sees only their own sessions is not let end them here",
    };
    let limit = facts.budget.limit.map_or_else(
        || "not told".to_owned(),
        |limit| format!("{limit} a minute for the whole account"),
    );
    let ends_at = standing
        .and_then(|standing| standing.ends_at)
        .map_or_else(|| CardValue::Words("not known".to_owned()), CardValue::At);
    let extras = facts.snapshot.extras();
    let targets = |readable| {
        let targets = Enrichment::ALL.into_iter();
        let of = targets.filter(|target| extras.readable(*target) == readable);
        let words: Vec<&str> = of.map(Enrichment::as_str).collect();
        if words.is_empty() {
            "nothing".to_owned()
        } else {
            words.join(", ")
        }
    };
    vec![
        CardLine::words("account", facts.origin),
        CardLine::new("who", CardValue::User(Box::new(user.clone()))),
        CardLine::words("role", user.role.word()),
        CardLine::words("credentials", facts.auth.words()),
        CardLine::words("sees", sees),
        CardLine::words("can end", ends),
        CardLine::new("expires", ends_at),
        CardLine::words("reads as well", targets(Readable::Yes)),
        CardLine::words("may not read", targets(Readable::No)),
        CardLine::words("not asked yet", targets(Readable::Unknown)),
        CardLine::words("rate limit", limit),
        CardLine::words("clock", ClockOffset::in_words(facts.snapshot.clock_offset)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    fn text(lines: &[CardLine]) -> String {
        let lines = lines.iter().map(|line| {
            let value = match &line.value {
                CardValue::Words(words) => words.clone(),
                CardValue::Text(text) | CardValue::Free(text) => text.to_string(),
                CardValue::At(at) => at.to_string(),
                CardValue::User(user) => format!("{} {}", user.id, user.name.shown().unwrap()),
                CardValue::UserId(id) => id.to_string(),
                CardValue::SessionId(id) => id.to_string(),
            };
            format!("{}: {value}", line.label)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn only_a_cookie_has_a_session_to_sign_out() {
        let session: Session = Session {
            key: "12345/3432".parse().unwrap(),
            authenticated_at: Timestamp::parse("2014-11-18T17:24:29Z").ok().into(),
            last_seen_at: SentTime::Absent,
            url: crate::model::SentUrl::default(),
        };
        let cookie = text(&current_session(Some(&session), AuthKind::Cookie));
        for words in [
            "session: 3432",
            "user: 12345",
            "signed in: 2014-11-18T17:24:29Z",
            "last seen: Zendesk does not tell",
            "the session of the cookie",
        ] {
            assert!(cookie.contains(words), "{cookie}");
        }
        for auth in [AuthKind::OAuth, AuthKind::ApiToken, AuthKind::Password] {
            for session in [None, Some(&session)] {
                assert!(text(&current_session(session, auth)).contains("no session"));
            }
        }
    }

    #[test]
    fn a_token_is_never_on_a_card() {
        assert!(text(&help_center(true)).contains("********"));
        assert!(text(&help_center(false)).contains("CSRF token: none"));
        assert!(text(&help_center(true)).contains("nothing here to end"));
    }

    #[test]
    fn hostile_fields_are_shown_harmless() {
        let chat: ChatAccount =
            serde_json::from_str(r#"{"plan":{"a\u001b[2J":"b\u202e"},"status":"x\u0007"}"#)
                .unwrap();
        let text = text(&chat_account(&chat));
        assert!(text.contains("status: x") && text.contains("plan.a"));
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
    }
}
