//! OAuth tokens as the API lists them (OAuth Tokens API). No whole secret is in a list: it has the
//! first ten characters, and of any token no more than those are taken.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::record::{Field, IdNumber, Moment, Text};
use super::{Count, Cursor, DecodeError, NextPage, PageLinks, PageMeta, Paging, parse, readable};
use crate::model::{OAuthToken, TokenId, TokenPrefix, UserId};

/// One page of up to 100 OAuth tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TokenPage {
    /// The tokens, in the server's order, which is not documented.
    pub tokens: Vec<OAuthToken>,
    /// The number of records whose ids could not be read. They are left out, so the page has as many
    /// holes.
    pub unreadable: usize,
    /// Those of them whose number can be read, and whose owner cannot.
    pub unowned: Vec<TokenId>,
    /// The place where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
}

/// A page of tokens with the fields around them.
#[derive(Deserialize)]
struct ListedTokens<'a> {
    #[serde(borrow)]
    tokens: Vec<&'a RawValue>,
    meta: Option<PageMeta>,
    links: Option<PageLinks>,
    #[serde(default)]
    next_page: NextPage,
    count: Option<Count>,
}

/// Decodes one page of tokens, which was asked for at `at`. Accounts have few, so records are read
/// one by one.
pub(in crate::zendesk) fn tokens(
    body: &[u8],
    at: Option<&Cursor>,
) -> Result<TokenPage, DecodeError> {
    let text = String::from_utf8_lossy(body);
    let page: ListedTokens<'_> = parse(text.as_bytes(), "not a page of tokens")?;
    let (tokens, unreadable) = readable::<TokenRecord>("tokens", &page.tokens);
    let mut unowned = Vec::new();
    if unreadable > 0 {
        let records = page.tokens.iter().copied();
        let records = records.filter(|raw| read::<TokenRecord>(raw).is_none());
        unowned.extend(records.filter_map(read::<NumberedToken>).map(|one| one.0));
    }
    let paging = Paging {
        meta: page.meta.as_ref(),
        links: page.links.as_ref(),
        next_page: page.next_page,
        count: page.count.as_ref().and_then(Count::number),
        rows: page.tokens.len(),
    };
    let next = paging.next(at)?;
    Ok(TokenPage {
        tokens: tokens.into_iter().map(|record| record.0).collect(),
        unreadable,
        unowned,
        next,
    })
}

/// Decodes the description of the token that asked.
pub(in crate::zendesk) fn own_token(body: &[u8]) -> Result<OAuthToken, DecodeError> {
    #[derive(Deserialize)]
    struct OwnToken {
        token: TokenRecord,
    }
    let text = String::from_utf8_lossy(body);
    let shown: OwnToken = parse(text.as_bytes(), "not a token")?;
    Ok(shown.token.0)
}

/// Decodes one token, which was asked for by its number.
pub(in crate::zendesk) fn token(body: &[u8], id: TokenId) -> Result<OAuthToken, DecodeError> {
    let shown = own_token(body)?;
    if shown.id == id {
        Ok(shown)
    } else {
        Err("another token than asked for".into())
    }
}

struct TokenRecord(OAuthToken);

/// A token of which no more than its number is read.
struct NumberedToken(TokenId);

impl<'de> Deserialize<'de> for NumberedToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct TokenNumber {
            id: IdNumber,
        }
        let wire = TokenNumber::deserialize(deserializer)?;
        let id = TokenId::new(wire.id.0);
        id.map(Self)
            .ok_or_else(|| D::Error::custom(super::record::NOT_AN_ID))
    }
}

/// The scopes of a token: the documentation shows a list; OAuth's own answers have one line.
#[derive(Deserialize)]
#[serde(untagged)]
enum ScopeForm {
    List(Vec<Text>),
    Line(Text),
}

impl<'de> Deserialize<'de> for TokenRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct TokenFields<'a> {
            id: IdNumber,
            user_id: IdNumber,
            #[serde(borrow, default)]
            client_id: Field<&'a RawValue>,
            #[serde(borrow, default)]
            scopes: Field<&'a RawValue>,
            #[serde(borrow, default)]
            created_at: Field<&'a RawValue>,
            #[serde(borrow, default)]
            used_at: Field<&'a RawValue>,
            #[serde(borrow, default)]
            expires_at: Field<&'a RawValue>,
            #[serde(borrow)]
            token: Option<&'a RawValue>,
        }
        let wire = TokenFields::deserialize(deserializer)?;
        let not_an_id = || D::Error::custom(super::record::NOT_AN_ID);
        let moment = |raw: &RawValue| read::<Moment>(raw).map(|moment| moment.0);
        Ok(Self(OAuthToken {
            id: TokenId::new(wire.id.0).ok_or_else(not_an_id)?,
            user: UserId::new(wire.user_id.0).ok_or_else(not_an_id)?,
            client: wire
                .client_id
                .0
                .and_read(|raw| Some(read::<IdNumber>(raw)?.0)),
            client_name: None,
            scopes: wire.scopes.0.and_read(|raw| match read(raw)? {
                ScopeForm::List(scopes) => Some(scopes.into_iter().map(|it| it.0).collect()),
                ScopeForm::Line(line) => Some(vec![line.0]),
            }),
            created_at: wire.created_at.0.and_read(moment),
            used_at: wire.used_at.0.and_read(moment),
            expires_at: wire.expires_at.0.and_read(moment),
            prefix: (wire.token.and_then(read::<Text>))
                .map(|text| TokenPrefix::new(text.0.original())),
        }))
    }
}

/// What a field beside the ids holds, if that can be read: whoever owns the token is not hidden by it.
fn read<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SafeText, Sent, Timestamp};

    const GOOD: &str = r#"{"id":223443,"user_id":29451,"client_id":41,"scopes":["read","write"],
        "created_at":"2024-11-10T23:05:42Z","used_at":null,"expires_at":"2026-11-10T23:05:42Z",
        "refresh_token":null,"token":"52d7ef4ee0","url":"https://elsewhere.example/x.json"}"#;

    fn page(body: &str) -> Result<TokenPage, &'static str> {
        tokens(body.as_bytes(), None).map_err(|error| error.what)
    }

    #[test]
    fn a_token_as_documented() {
        let page = page(&format!(
            r#"{{"tokens":[{GOOD}],"meta":{{"has_more":true,"after_cursor":"abc"}}}}"#
        ))
        .unwrap();
        assert!(page.next.is_some() && page.unreadable == 0);
        let token = &page.tokens[0];
        assert_eq!((token.id.get(), token.user.get()), (223_443, 29_451));
        let scopes = token.scopes_in_words();
        let scopes = scopes.shown().unwrap();
        assert_eq!(scopes.as_str(), "read write");
        assert_eq!(token.used_at, Sent::Nothing);
        assert_eq!(token.not_known(), ["client_name"]);
        assert_eq!(
            token.expires_at.shown().copied(),
            Timestamp::parse("2026-11-10T23:05:42Z").ok()
        );
        let prefix = token.prefix.as_ref().map(|prefix| prefix.reveal().as_str());
        assert_eq!(prefix, Some("52d7ef4ee0"));
    }

    #[test]
    fn a_broken_record_costs_itself_alone() {
        for broken in [
            r#"{"id":0,"user_id":1}"#,
            r#"{"id":"x","user_id":1}"#,
            r#"{"id":7}"#,
            r#"{"id":7,"user_id":null}"#,
            "null",
        ] {
            let page = page(&format!(r#"{{"tokens":[{GOOD},{broken}]}}"#)).expect(broken);
            assert_eq!((page.tokens.len(), page.unreadable), (1, 1), "{broken}");
            // Of whom a token is may not be known, and that it is there is.
            let unowned: Vec<u64> = page.unowned.iter().map(|id| id.get()).collect();
            let is_numbered = broken.contains(r#""id":7"#);
            assert_eq!(unowned == [7], is_numbered, "{broken}");
        }
        for fine in [
            r#"{"id":7,"user_id":1}"#,
            r#"{"id":7,"user_id":1,"scopes":null,"client_id":null,"token":null}"#,
            r#"{"id":7,"user_id":1,"scopes":"read write"}"#,
        ] {
            let page = page(&format!(r#"{{"tokens":[{fine}]}}"#)).expect(fine);
            assert_eq!((page.tokens.len(), page.unreadable), (1, 0), "{fine}");
        }
        assert_eq!(page(r#"{"sessions":[]}"#), Err("not a page of tokens"));
        assert_eq!(page("<html>"), Err("a page of HTML"));
    }

    #[test]
    fn a_field_that_cannot_be_read_hides_no_token_and_is_not_known() {
        for (field, ends) in [
            (r#""expires_at":"soon""#, Sent::Unknown),
            (r#""url":null"#, Sent::Unknown),
            (r#""expires_at":null"#, Sent::Nothing),
            (r#""expires_at":null,"scopes":{"read":true}"#, Sent::Nothing),
            (
                r#""expires_at":null,"used_at":"x","created_at":7"#,
                Sent::Nothing,
            ),
            (
                r#""expires_at":null,"client_id":"x","token":[]"#,
                Sent::Nothing,
            ),
        ] {
            let record = format!(r#"{{"id":7,"user_id":"1",{field}}}"#);
            let page = page(&format!(r#"{{"tokens":[{record}]}}"#)).expect(field);
            assert_eq!((page.tokens.len(), page.unreadable), (1, 0), "{field}");
            let token = &page.tokens[0];
            assert_eq!((token.user.get(), token.expires_at), (1, ends), "{field}");
            for unread in ["client_id", "scopes", "created_at", "used_at"] {
                assert!(token.not_known().contains(&unread), "{field}: {unread}");
            }
        }
    }

    #[test]
    fn a_scope_is_a_strangers_text() {
        let record = r#"{"id":7,"user_id":1,"scopes":["\u001b[2J"]}"#;
        let page = page(&format!(r#"{{"tokens":[{record}]}}"#)).unwrap();
        let words = page.tokens[0].scopes_in_words();
        let words = words.shown().unwrap();
        assert!(!words.as_str().chars().any(SafeText::is_forbidden));
    }

    #[test]
    fn the_own_token_is_described_as_in_a_list() {
        let own = own_token(format!("{{\"token\":{GOOD}}}").as_bytes()).unwrap();
        assert_eq!(own.id.get(), 223_443);
        let scopes = own.scopes_in_words();
        assert_eq!(scopes.shown().unwrap().as_str(), "read write");
        let asked = |id| token(format!("{{\"token\":{GOOD}}}").as_bytes(), id);
        assert!(asked(TokenId::new(223_443).unwrap()).is_ok());
        let other = asked(TokenId::new(7).unwrap()).unwrap_err();
        assert_eq!(other.what, "another token than asked for");
        for (body, message) in [
            ("{}", "not a token"),
            ("<html>", "a page of HTML"),
            ("", "an empty body"),
        ] {
            assert_eq!(own_token(body.as_bytes()).unwrap_err().what, message);
        }
    }
}
