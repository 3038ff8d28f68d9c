//! The tokens that belong to the credentials' own session. They are secrets from the first byte on.

use secrecy::SecretString;
use serde::Deserialize;

use super::{DecodeError, parse};

/// The longest token; seeds 000 and 001 show 33 and 64 letters.
const LONGEST_TOKEN: usize = 1_024;

/// Decodes the token of `users/me/session/renew`; `None` where Zendesk says that there is none. An answer that
/// says nothing of it is another thing.
pub(in crate::zendesk) fn authenticity_token(
    body: &[u8],
) -> Result<Option<SecretString>, DecodeError> {
    #[derive(Deserialize)]
    struct RenewedBody {
        #[serde(deserialize_with = "Option::deserialize")]
        authenticity_token: Option<String>,
    }
    let renewed: RenewedBody = parse(
        body,
        "an answer that does not say whether there is a token of a session",
    )?;
    renewed.authenticity_token.map(secret).transpose()
}

/// The token that comes with `users/me`; `None` where there is none that can go into a header.
pub(in crate::zendesk) fn token_of_me(body: &[u8]) -> Option<SecretString> {
    #[derive(Deserialize)]
    struct MeBody {
        user: Owner,
    }
    #[derive(Deserialize)]
    struct Owner {
        authenticity_token: Option<String>,
    }
    let me: MeBody = serde_json::from_slice(body).ok()?;
    secret(me.user.authenticity_token?).ok()
}

/// Decodes the token of `help_center/sessions`; `None` where Help Center says that there is none.
pub(in crate::zendesk) fn csrf_token(body: &[u8]) -> Result<Option<SecretString>, DecodeError> {
    #[derive(Deserialize)]
    struct CsrfBody {
        current_session: Current,
    }
    #[derive(Deserialize)]
    struct Current {
        #[serde(deserialize_with = "Option::deserialize")]
        csrf_token: Option<String>,
    }
    let shown: CsrfBody = parse(body, "an answer that does not say whether there is a token")?;
    shown.current_session.csrf_token.map(secret).transpose()
}

/// Checks a token: it goes back in a header, so it must be fit for one.
fn secret(token: String) -> Result<SecretString, DecodeError> {
    let fits = (1..=LONGEST_TOKEN).contains(&token.len());
    if fits && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(token.into())
    } else {
        Err("a token that cannot be one".into())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn what_is_not_said_of_a_token_is_not_that_there_is_none() {
        let renewed = |body: &str| {
            let token = authenticity_token(body.as_bytes());
            token.map(|token| token.map(|token| token.expose_secret().to_owned()))
        };
        assert_eq!(
            renewed(r#"{"authenticity_token":"a+/=","new":1}"#),
            Ok(Some("a+/=".to_owned()))
        );
        assert_eq!(renewed(r#"{"authenticity_token":null}"#), Ok(None));
        assert!(renewed("{}").is_err(), "nothing is said of it");
        let shown = |body: &str| {
            let token = csrf_token(body.as_bytes());
            token.map(|token| token.map(|token| token.expose_secret().to_owned()))
        };
        assert_eq!(
            shown(r#"{"current_session":{"csrf_token":"2hYE"}}"#),
            Ok(Some("2hYE".to_owned()))
        );
        assert_eq!(
            shown(r#"{"current_session":{"csrf_token":null}}"#),
            Ok(None)
        );
        for body in [
            r#"{"current_session":{}}"#,
            r#"{"current_session":null}"#,
            "{}",
            "[]",
        ] {
            let why = shown(body).unwrap_err().what;
            assert_eq!(
                why, "an answer that does not say whether there is a token",
                "{body}"
            );
        }
    }

    #[test]
    fn what_cannot_be_a_token_is_nonsense() {
        for token in ["", "a b", "a\\r\\nX: y", "tök"] {
            let body = format!(r#"{{"authenticity_token":"{token}"}}"#);
            assert!(authenticity_token(body.as_bytes()).is_err(), "{token:?}");
        }
        let long = format!(r#"{{"authenticity_token":"{}"}}"#, "a".repeat(2_000));
        assert!(authenticity_token(long.as_bytes()).is_err());
        assert_eq!(
            authenticity_token(b"<html>").unwrap_err().what,
            "a page of HTML"
        );
        assert_eq!(csrf_token(b"").unwrap_err().what, "an empty body");
    }
}
