//! The status of credentials in words for people, each with what to do if it is wrong.

use std::io::{self, Write};

use super::object::Object;
use super::{Ends, Sees, StatusFacts, StatusStyle};
use crate::auth::{GrantKind, SavedSignIn};
use crate::command::cli::StatusFormat;
use crate::command::guard::addresses_in_words;
use crate::command::output;
use crate::model::{ClockOffset, SafeText, Sent, Timestamp};
use crate::operation::PersonBehind;
use crate::query::Why;
use crate::zendesk::AuthKind;

/// An end that is nearer than this many seconds is mentioned: a week.
const SOON: i64 = 7 * 24 * 60 * 60;

/// The column where the words of a line begin.
const INDENT: usize = 19;

/// One fact about the credentials.
pub(super) struct StatusLine {
    pub(super) name: &'static str,
    message: String,
    /// The advice, if the fact is not as it should be.
    pub(super) advice: Option<String>,
}

pub(super) fn print(facts: &StatusFacts<'_>, (format, ids): StatusStyle) -> io::Result<()> {
    let mut out = output::stdout();
    let lines = lines(facts);
    match format {
        StatusFormat::Table => {
            for line in lines {
                writeln!(out, "{:<INDENT$}{}", line.name, line.message)?;
                if let Some(advice) = line.advice {
                    writeln!(out, "{:<INDENT$}-> {advice}", "")?;
                }
            }
        }
        StatusFormat::Json => output::json_with(&mut out, ids, &Object::of(facts, &lines))?,
    }
    out.flush()
}

fn line(name: &'static str, message: impl Into<String>) -> StatusLine {
    StatusLine {
        name,
        message: message.into(),
        advice: None,
    }
}

impl StatusLine {
    fn or(self, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..self
        }
    }

    fn or_if(self, is_wrong: bool, advice: impl Into<String>) -> Self {
        if is_wrong { self.or(advice) } else { self }
    }
}

fn lines(facts: &StatusFacts<'_>) -> Vec<StatusLine> {
    let account = facts.client.account();
    let user = &facts.user;
    let email = match &user.email {
        Sent::Is(email) => email.as_str(),
        Sent::Nothing => "no e-mail",
        Sent::Unknown => "e-mail not known",
    };
    let name = user
        .name
        .shown()
        .map_or("(name not known)", SafeText::as_str);
    let role = user.role.known().unwrap_or("role not known");
    let who = format!("{} {name} <{email}>, {role}", user.id);
    let mut lines = vec![
        line(
            "account",
            format!("{} ({})", account.name(), account.origin()),
        ),
        line("who", who),
        credentials(facts),
        line("from", facts.source.clone()),
    ];
    lines.extend(scopes(facts));
    lines.extend(ends_at(facts));
    lines.push(sees(facts));
    lines.push(ends(facts));
    lines.extend(protects(facts));
    lines.extend(behind(facts));
    lines.extend(readable(facts));
    lines.push(rate(facts));
    lines.push(match &facts.proxy {
        Some(proxy) => line("proxy", proxy),
        None => line("proxy", "none"),
    });
    lines.push(clock(facts.clock_offset, facts.clock_doubt));
    lines
}

fn credentials(facts: &StatusFacts<'_>) -> StatusLine {
    let how = facts
        .saved_sign_in
        .as_ref()
        .map(|saved_sign_in| match saved_sign_in.grant_kind {
            GrantKind::AuthorizationCode => ", signed in by browser",
            GrantKind::ClientCredentials => ", of a client that acts for itself",
            GrantKind::Pasted => ", pasted",
        });
    let message = format!("{}{}", facts.auth.words(), how.unwrap_or_default());
    let line = line("credentials", message);
    match facts.notice {
        Some(notice) => line.or(notice),
        None => line,
    }
}

fn scopes(facts: &StatusFacts<'_>) -> Option<StatusLine> {
    if facts.auth != AuthKind::OAuth {
        return None;
    }
    let Some(granted) = facts.granted() else {
        return Some(line("scopes", "not told by Zendesk"));
    };
    let asked = facts
        .saved_sign_in
        .as_ref()
        .and_then(|saved_sign_in| saved_sign_in.asked.as_ref());
    Some(match asked.filter(|asked| !granted.are(asked)) {
        Some(asked) => line("scopes", format!("{granted}; asked for {asked}")).or(
            "the client is registered with other scopes: change them in the Admin Center and sign \
             in again, or ask for these with --scope",
        ),
        None => line("scopes", granted.to_string()),
    })
}

fn ends_at(facts: &StatusFacts<'_>) -> Option<StatusLine> {
    if facts.auth != AuthKind::OAuth {
        return None;
    }
    let now = facts.now;
    let renews = facts
        .saved_sign_in
        .as_ref()
        .is_some_and(SavedSignIn::can_renew);
    let access = facts.access_ends().map(|end| until(end, now));
    let message = match (access, renews) {
        (None, _) => "not known".to_owned(),
        (Some(end), false) => format!("{end}, and nothing renews it"),
        (Some(end), true) => format!("token {end}, renewed by itself"),
    };
    let sign_in = facts.sign_in_ends();
    let message = match sign_in.filter(|_| renews) {
        Some(end) => format!("{message}; sign-in {}", until(end, now)),
        None => message,
    };
    let last = if renews { sign_in } else { facts.access_ends() };
    let is_soon = last.is_some_and(|end| end.seconds() - now.seconds() < SOON);
    let again = "sign in again before that: `zentop auth login`";
    Some(line("ends", message).or_if(is_soon, again))
}

/// A time with its distance, such as `2026-12-01T10:00:00Z (in 9d)`.
fn until(end: Timestamp, now: Timestamp) -> String {
    let whole = Timestamp::from_seconds(end.seconds());
    if end > now {
        format!("{whole} (in {})", now.age(end))
    } else {
        format!("{whole} (past)")
    }
}

fn sees(facts: &StatusFacts<'_>) -> StatusLine {
    match facts.sees() {
        Sees::All => line("sees", "every session of the account"),
        Sees::Own => line("sees", "only its own sessions").or("sign in as an admin to see all"),
        Sees::Nothing => line("sees", "no session")
            .or("the token's scope does not reach: sign in again with `--scope \"read write\"`"),
    }
}

fn ends(facts: &StatusFacts<'_>) -> StatusLine {
    let of = |sees| match sees {
        Sees::All => "sessions of everyone",
        Sees::Own => "only its own sessions",
        Sees::Nothing => "nothing",
    };
    match facts.ends() {
        Ends::Seen(sees) => line("can end", of(sees)),
        Ends::IfScope(sees) => line(
            "can end",
            format!("{}, if the token's scope includes write", of(sees)),
        ),
        Ends::ReadOnly => line("can end", "nothing: read-only is set"),
        Ends::ScopeReads => line(
            "can end",
            "nothing: the token's scope does not include write",
        )
        .or("to end sessions, sign in again with `--scope \"read write\"`"),
    }
}

/// Whom the protected addresses lead to. One that leads to nobody is no mistake: the person may have
/// left, or come later.
fn protects(facts: &StatusFacts<'_>) -> Vec<StatusLine> {
    let guard = &facts.guard;
    let addresses = addresses_in_words(&guard.pins).into_iter();
    let mut lines: Vec<StatusLine> = addresses
        .map(|(words, is_somebody)| {
            let advice = "check the spelling in `protected`, if somebody should have it";
            line("protects", words).or_if(!is_somebody, advice)
        })
        .collect();
    lines.extend(guard.words.iter().map(|words| line("protects", words)));
    lines
}

fn behind(facts: &StatusFacts<'_>) -> Option<StatusLine> {
    match &facts.guard.behind {
        PersonBehind::NotNamed | PersonBehind::NotAsked => None,
        PersonBehind::Is(user) => Some(line("you", format!("user {user}, whose sessions stay"))),
        PersonBehind::NotKnown(why) => Some(
            line("you", format!("not known: {why}"))
                .or("nothing can be changed until `me` in the profile names one person"),
        ),
        PersonBehind::Missing => Some(line("you", "not named; the credentials are a service's").or(
            "write `me = \"your address or user id\"` into the profile; until then everyone, roles, \
             domains and filters are refused",
        )),
    }
}

fn readable(facts: &StatusFacts<'_>) -> Vec<StatusLine> {
    let lines = facts.readable.iter().map(|(what, known)| match known {
        Ok(true) => line(what.as_str(), "readable"),
        Ok(false) => line(what.as_str(), "not readable").or(format!("needs {}", what.needs())),
        Err(error) => line(what.as_str(), format!("not known: {error}")),
    });
    lines.collect()
}

fn rate(facts: &StatusFacts<'_>) -> StatusLine {
    match (facts.budget.limit, facts.budget.remaining) {
        (Some(limit), Some(left)) => line("rate limit", format!("{limit} a minute, {left} left")),
        (Some(limit), None) => line("rate limit", format!("{limit} a minute")),
        (None, _) => line("rate limit", "not told"),
    }
}

fn clock(offset: Option<ClockOffset>, doubt: Option<Why>) -> StatusLine {
    let is_off = offset.is_some_and(ClockOffset::is_large);
    let ages = match doubt {
        Some(Why::ClockInDoubt) => "; ages follow this machine's",
        _ if is_off => "; ages follow the server's",
        _ => "",
    };
    let line = line("clock", format!("{}{ages}", ClockOffset::in_words(offset)));
    match doubt {
        Some(why @ Why::ClockInDoubt) => {
            line.or(format!("{}; do not set it by Zendesk's", why.words()))
        }
        Some(why @ Why::ClockOfAnotherDay) => line.or(format!("ATTENTION: {}", why.words())),
        None if offset.is_some_and(ClockOffset::is_of_another_day) => line.or(
            "ATTENTION: that is more than a day, and sessions that are listed are of Zendesk's: set this \
             machine's clock",
        ),
        _ => line.or_if(is_off, "set this machine's clock"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than a day is told as loudly where sessions show which of the clocks is wrong.
    #[test]
    fn a_clock_of_another_day_is_told_with_attention_whoever_bears_it_out() {
        let advice = |hours: i64, doubt| {
            let server = Timestamp::from_seconds(1_800_000_000);
            let ours = Timestamp::from_seconds(server.seconds() + hours * 3_600);
            let line = clock(Some(ClockOffset::between(server, ours)), doubt);
            line.advice.unwrap_or_default()
        };
        let borne_out = advice(25, None);
        assert!(borne_out.starts_with("ATTENTION: "), "{borne_out}");
        assert!(
            borne_out.ends_with("set this machine's clock"),
            "{borne_out}"
        );
        let not = advice(25, Some(Why::ClockOfAnotherDay));
        assert!(
            not.starts_with("ATTENTION: ") && !not.contains("set this"),
            "{not}"
        );
        assert_eq!(advice(2, None), "set this machine's clock");
    }
}
