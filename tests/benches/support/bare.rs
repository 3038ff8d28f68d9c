//! What somebody in a hurry would write to decode a page of sessions: the least that
//! `serde_json` can be asked for.

use serde::Deserialize;

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded to be measured, not to be read")]
pub(crate) struct BareSession {
    id: u64,
    user_id: u64,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct BarePage {
    pub(crate) sessions: Vec<BareSession>,
    pub(crate) meta: BareMeta,
}

#[derive(Deserialize)]
pub(crate) struct BareMeta {
    pub(crate) has_more: bool,
    after_cursor: Option<String>,
}

impl BarePage {
    /// The part of the query that asks for the page after this one.
    pub(crate) fn after(&self) -> String {
        let cursor = self.meta.after_cursor.as_deref().unwrap();
        let cursor = cursor.replace('+', "%2B").replace('=', "%3D");
        format!("&page%5Bafter%5D={cursor}")
    }
}
