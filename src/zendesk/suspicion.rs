//! What can be seen of refused credentials without knowing the right ones, and what a refusal of each
//! kind means. No message repeats a secret.

use secrecy::ExposeSecret as _;

use super::{AuthKind, Credentials};

/// Quotation marks that come along when a value is copied.
const QUOTES: [char; 8] = [
    '"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '\u{201e}',
];

/// The domains that are kept for examples (RFC 2606), so that nobody has an address there.
const EXAMPLES: [&str; 3] = ["example.com", "example.org", "example.net"];

impl Credentials {
    /// What is odd about these credentials, as the rest of a sentence about them.
    pub(crate) fn suspicion(&self) -> Option<String> {
        let (secret, email) = match self {
            Self::OAuth(secret) => (secret, None),
            Self::ApiToken { email, token } => (token, Some(email)),
            Self::Password { email, .. } => return of_email(email),
            Self::Cookie(_) => return None,
        };
        let of_secret = of_token(secret.expose_secret()).map(|odd| format!("the token {odd}"));
        of_secret.or_else(|| of_email(email?))
    }
}

/// What is odd about a token.
fn of_token(token: &str) -> Option<&'static str> {
    let lower = token.to_ascii_lowercase();
    if token.starts_with('\u{feff}') {
        Some("begins with a byte order mark, which is no part of it: save the file as plain UTF-8")
    } else if token.starts_with(QUOTES) || token.ends_with(QUOTES) {
        Some("has quotation marks around it, which are no part of it: take them away")
    } else if is_placeholder(&lower) {
        Some("is a placeholder from an example: put the real token in its place")
    } else if lower.starts_with("bearer") || lower.starts_with("basic") {
        Some("begins with the word of a header: give the token alone")
    } else if token.contains('@') || lower.contains("/token:") {
        Some("holds an address as well: give the token alone, and the address as the e-mail")
    } else if token.contains(char::is_whitespace) {
        Some("has a space inside, so it was not copied as a whole or holds more than the token")
    } else if !token.is_ascii() {
        Some("holds letters that no token has, so it was not copied as it is")
    } else {
        None
    }
}

/// Whether this is what examples have in the place of a token.
fn is_placeholder(lower: &str) -> bool {
    let is_wrapped = |open, close| lower.starts_with(open) && lower.ends_with(close);
    let names_itself = ["token", "key", "secret"]
        .iter()
        .any(|word| lower.contains(word));
    is_wrapped('<', '>')
        || is_wrapped('{', '}')
        || is_wrapped('[', ']')
        || lower.starts_with('$')
        || lower.contains("...")
        || lower.contains('\u{2026}')
        || (names_itself && (lower.contains("your") || lower.contains("my_")))
        || ["token", "api_token", "changeme", "todo", "secret"].contains(&lower)
        || (!lower.is_empty() && lower.bytes().all(|byte| byte == b'x' || byte == b'*'))
}

/// What is odd about an address.
fn of_email(email: &str) -> Option<String> {
    let lower = email.to_ascii_lowercase();
    let Some((name, domain)) = lower.split_once('@') else {
        return Some(format!("{email} is no e-mail address"));
    };
    if email.starts_with(QUOTES) || email.ends_with(QUOTES) {
        return Some("the e-mail has quotation marks around it: take them away".to_owned());
    }
    let is_example = EXAMPLES.contains(&domain) || name.contains("your") || name.starts_with('<');
    is_example.then(|| format!("the e-mail {email} is from an example: give your own"))
}

/// What a refusal means for credentials of this kind, the likeliest cause first. `as_nobody` says
/// that Zendesk answered as for an anonymous visitor. `None` where there is nothing to add to the
/// refusal itself. A message holds 256 characters, and the way out must be among them.
pub(super) fn when_refused(
    kind: AuthKind,
    suspicion: Option<&str>,
    as_nobody: bool,
) -> Option<String> {
    let refused = match kind {
        _ if as_nobody => "Zendesk answered as for an anonymous visitor",
        AuthKind::OAuth => "Zendesk refused the credentials",
        AuthKind::ApiToken => "Zendesk refused the API token",
        AuthKind::Password => "Zendesk refused the password",
        AuthKind::Cookie => "Zendesk refused the session cookie",
    };
    if let Some(suspicion) = suspicion {
        return Some(format!("{refused}. The likeliest cause: {suspicion}"));
    }
    let causes = match kind {
        AuthKind::OAuth | AuthKind::Cookie => return None,
        AuthKind::ApiToken => {
            "the API token or its e-mail is wrong for this account; it was switched off (30 days \
             without use); API tokens are off in the Admin Center. All end on 2027-04-30: sign in \
             with `zentop auth login`"
        }
        AuthKind::Password => {
            "it is a team member's, and Zendesk takes none of these since 2026-01-12; the e-mail or \
             the password is wrong; passwords are off for the API. Sign in with `zentop auth login`"
        }
    };
    Some(format!("{refused}. Likeliest first: {causes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_odd_about_a_token_is_seen_and_never_repeated() {
        for (token, part) in [
            ("\"CANARYabc\"", "quotation marks"),
            ("'CANARYabc'", "quotation marks"),
            ("\u{201c}CANARYabc\u{201d}", "quotation marks"),
            ("\u{feff}CANARYabc", "byte order mark"),
            ("<token>", "placeholder"),
            ("YOUR_TOKEN", "placeholder"),
            ("your-api-key", "placeholder"),
            ("${TOKEN}", "placeholder"),
            ("{api_token}", "placeholder"),
            ("xxxxxxxx", "placeholder"),
            ("ada@acme.test/token:CANARYabc", "an address"),
            ("Bearer CANARYabc", "word of a header"),
            ("CANARY abc", "a space"),
            ("CANARYab\u{441}", "letters"),
        ] {
            let credentials = Credentials::api_token("ada@acme.test", token).unwrap();
            let odd = credentials.suspicion().unwrap_or_default();
            assert!(odd.contains(part), "{token}: {odd}");
            assert!(!odd.contains("CANARY"), "{odd}");
            let text = when_refused(AuthKind::ApiToken, Some(&odd), false);
            let text = text.unwrap();
            assert!(text.contains(part) && !text.contains("30 days"), "{text}");
        }
    }

    #[test]
    fn what_is_not_odd_is_not_suspected() {
        for token in [
            "6wiIBWbGkBMo1mRDMuVwkw1EPsNkeUj95PIz2akv",
            "eyJhbGciOi.eyJzdWIiOiJ0b2tl.c2lnbmF0dXJl_-",
            "gErypPlm4dOVgGRvA1ZzMH5MQ3nLo8bo",
        ] {
            let token = Credentials::api_token("ada@brass.example", token).unwrap();
            assert_eq!(token.suspicion(), None);
        }
        for as_nobody in [false, true] {
            let text = when_refused(AuthKind::ApiToken, None, as_nobody).unwrap();
            assert!(text.contains("30 days") && text.len() <= 256, "{text}");
            let text = when_refused(AuthKind::Password, None, as_nobody).unwrap();
            assert!(text.contains("2026-01-12") && text.len() <= 256, "{text}");
            assert_eq!(text.contains("anonymous"), as_nobody);
        }
    }

    #[test]
    fn an_address_that_cannot_be_one_is_named() {
        for email in [
            "ada",
            "you@example.com",
            "your.name@acme.test",
            "\"ada@acme.test\"",
        ] {
            let credentials = Credentials::api_token(email, "6wiIBWbGkBMo1mRDMuVwkw1EPs").unwrap();
            let odd = credentials.suspicion().unwrap_or_default();
            assert!(odd.contains("e-mail"), "{email}: {odd}");
        }
    }
}
