//! The status as one object for programs.

use serde::Serialize;

use super::lines::StatusLine;
use super::{Ends, Sees, StatusFacts};
use crate::auth::SavedSignIn;
use crate::model::{ClockOffset, SafeText, Timestamp};

/// The status for programs. Times are RFC 3339; what is not known is null.
#[derive(Serialize)]
pub(super) struct Object<'a> {
    account: &'a str,
    origin: &'a str,
    user_id: u64,
    name: Option<&'a str>,
    email: Option<&'a str>,
    role: Option<&'static str>,
    credentials: &'static str,
    source: &'a str,
    client_id: Option<&'a str>,
    scopes: Option<Vec<String>>,
    scopes_asked: Option<Vec<&'a str>>,
    access_expires_at: Option<String>,
    renews: bool,
    sign_in_ends_at: Option<String>,
    coverage: &'static str,
    can_end: Option<&'static str>,
    readable: Vec<Besides>,
    rate_limit: Option<u32>,
    rate_remaining: Option<u32>,
    proxy: Option<&'a str>,
    clock_offset_ms: Option<i64>,
    advice: Vec<Advice<'a>>,
}

#[derive(Serialize)]
struct Besides {
    what: &'static str,
    readable: Option<bool>,
    needs: &'static str,
}

#[derive(Serialize)]
struct Advice<'a> {
    about: &'static str,
    #[serde(rename = "says")]
    message: &'a str,
}

impl<'a> Object<'a> {
    pub(super) fn of(facts: &'a StatusFacts<'a>, lines: &'a [StatusLine]) -> Self {
        let account = facts.client.account();
        let saved_sign_in = facts.saved_sign_in.as_ref();
        let time = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
        let words = |sees| match sees {
            Sees::All => "full",
            Sees::Own => "own",
            Sees::Nothing => "none",
        };
        Self {
            account: account.name(),
            origin: account.origin(),
            user_id: facts.user.id.get(),
            name: facts.user.name.shown().map(SafeText::original),
            email: facts.user.email.shown().map(SafeText::original),
            role: facts.user.role.known(),
            credentials: facts.auth.as_str(),
            source: &facts.source,
            client_id: saved_sign_in
                .and_then(|saved_sign_in| saved_sign_in.registration.as_ref())
                .map(|client| client.client_id.as_str()),
            scopes: facts
                .granted()
                .map(|granted| granted.words().map(str::to_owned).collect()),
            scopes_asked: saved_sign_in
                .and_then(|saved_sign_in| saved_sign_in.asked.as_ref())
                .map(|asked| asked.words().collect()),
            access_expires_at: time(facts.access_ends()),
            renews: saved_sign_in.is_some_and(SavedSignIn::can_renew),
            sign_in_ends_at: time(facts.sign_in_ends().or(facts.auth.ends_at())),
            coverage: words(facts.sees()),
            can_end: match facts.ends() {
                Ends::Seen(sees) => Some(words(sees)),
                Ends::IfScope(_) => None,
                Ends::ReadOnly | Ends::ScopeReads => Some("none"),
            },
            readable: facts
                .readable
                .iter()
                .map(|(what, known)| Besides {
                    what: what.as_str(),
                    readable: known.as_ref().ok().copied(),
                    needs: what.needs(),
                })
                .collect(),
            rate_limit: facts.budget.limit,
            rate_remaining: facts.budget.remaining,
            proxy: facts.proxy.as_deref(),
            clock_offset_ms: facts.clock_offset.map(ClockOffset::millis),
            advice: lines
                .iter()
                .filter_map(|line| {
                    let message = line.advice.as_deref()?;
                    let about = line.name;
                    Some(Advice { about, message })
                })
                .collect(),
        }
    }
}
