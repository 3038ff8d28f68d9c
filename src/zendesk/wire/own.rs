//! The tokens that belong to the credentials' own session. They are secrets from the first byte on.

use secrecy::SecretString;
use serde::Deserialize;

use super::{DecodeError, parse};

/// The longest token; seeds 000 and 001 show 33 and 64 letters.
const LONGEST_TOKEN: usize = 1_024;

/// Decodes the token of `users/me/session/renew`; `None` where there is none.
pub(in crate::zendesk) fn authenticity_token(
    body: &[u8],
) -> Result<Option<SecretString>, DecodeError> {
    #[derive(Deserialize)]
    struct RenewedBody {
        authenticity_token: Option<String>,
    }
    let renewed: RenewedBody = parse(body, "not a renewed session")?;
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

/// Decodes the token of `help_center/sessions`; `None` where there is none.
pub(in crate::zendesk) fn csrf_token(body: &[u8]) -> Result<Option<SecretString>, DecodeError> {
    #[derive(Deserialize)]
    struct CsrfBody {
        current_session: Option<Current>,
    }
    #[derive(Deserialize)]
    struct Current {
        csrf_token: Option<String>,
    }
    let shown: CsrfBody = parse(body, "not a Help Center session")?;
    let token = shown.current_session.and_then(|current| current.csrf_token);
    token.map(secret).transpose()
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
    fn tokens_are_there_null_or_absent() {
        let renewed = |body: &str| {
            let token = authenticity_token(body.as_bytes());
            token.map(|token| token.map(|token| token.expose_secret().to_owned()))
        };
        assert_eq!(
            renewed(r#"{"authenticity_token":"a+/=","new":1}"#),
            Ok(Some("a+/=".to_owned()))
        );
        assert_eq!(renewed(r#"{"authenticity_token":null}"#), Ok(None));
        assert_eq!(renewed("{}"), Ok(None));
        let shown = |body: &str| {
            let token = csrf_token(body.as_bytes());
            token.map(|token| token.map(|token| token.expose_secret().to_owned()))
        };
        assert_eq!(
            shown(r#"{"current_session":{"csrf_token":"2hYE"}}"#),
            Ok(Some("2hYE".to_owned()))
        );
        for body in [
            r#"{"current_session":{"csrf_token":null}}"#,
            r#"{"current_session":{}}"#,
            r#"{"current_session":null}"#,
            "{}",
        ] {
            assert_eq!(shown(body), Ok(None), "{body}");
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
