//! The status of credentials that are missing or refused: everything that is known of them without
//! Zendesk, what was tried, and what came of it.

use std::io::{self, Write as _};

use serde::Serialize;

use super::StatusStyle;
use crate::command::cli::StatusFormat;
use crate::command::exit::{ExplainedFailure, Failure};
use crate::command::output;
use crate::model::SafeText;
use crate::settings::Settings;
use crate::zendesk::{Account, ApiError, AuthKind, proxy_of};

/// The advice where the status itself is what was asked for.
const HERE: &str = "the lines above say which credentials these are and where they come from: check \
    the token there, or sign in again with `zentop auth login`";

/// What is known of credentials that do not work.
pub(super) struct RefusedFacts<'a> {
    pub(super) account: &'a Account,
    pub(super) settings: &'a Settings,
    /// The kind of credentials; `None` where there are none.
    pub(super) auth: Option<AuthKind>,
    pub(super) email: Option<&'a str>,
    /// The place where the secret comes from.
    pub(super) source: Option<String>,
}

#[derive(Serialize)]
struct RefusedJson<'a> {
    account: &'a str,
    origin: &'a str,
    profile: &'a str,
    credentials: Option<&'static str>,
    email: Option<&'a str>,
    email_source: Option<String>,
    source: Option<&'a str>,
    proxy: Option<String>,
    tried: Option<String>,
    answered: String,
}

/// Prints what is known, and what was tried and answered.
pub(super) fn print(
    facts: &RefusedFacts<'_>,
    failure: &Failure,
    (format, ids): StatusStyle,
) -> io::Result<()> {
    let mut out = output::stdout();
    let object = facts.object(failure);
    match format {
        StatusFormat::Json => output::json_with(&mut out, ids, &object)?,
        StatusFormat::Table => {
            for (name, message) in lines(facts, &object) {
                writeln!(out, "{name:<19}{}", SafeText::new(&message))?;
            }
        }
    }
    out.flush()
}

/// The failure as this verb tells it, whose advice must not be to run this verb.
pub(super) fn for_here(failure: Failure) -> Failure {
    let Some(error) = failure.api_error().cloned() else {
        return failure;
    };
    if !error.advice().contains("zentop auth status") {
        return failure;
    }
    let message = format!("{error}\n  {HERE}");
    Failure::credentials(ExplainedFailure::new(message, error))
}

impl RefusedFacts<'_> {
    fn object(&self, failure: &Failure) -> RefusedJson<'_> {
        let explained = self.settings.explained.iter();
        let mut email_row = explained.filter(|row| row.key == "email" && self.email.is_some());
        let error = failure.api_error();
        RefusedJson {
            account: self.account.name(),
            origin: self.account.origin(),
            profile: &self.settings.profile,
            credentials: self.auth.map(AuthKind::as_str),
            email: self.email,
            email_source: email_row.next().map(|row| row.source.to_string()),
            source: self.source.as_deref(),
            proxy: proxy_of(self.account),
            tried: error.map(|error| error.request.to_string()),
            answered: match error {
                Some(error) => answer(error),
                None => first_line(&failure.to_string()).to_owned(),
            },
        }
    }
}

/// What came back, without the request that is named beside it.
fn answer(error: &ApiError) -> String {
    match error.status() {
        Some(status) => format!("{status}: {}", error.kind),
        None => error.kind.to_string(),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn lines(facts: &RefusedFacts<'_>, object: &RefusedJson<'_>) -> Vec<(&'static str, String)> {
    let from = |source: Option<&str>| match source {
        Some(source) => format!(" (from {source})"),
        None => String::new(),
    };
    let named = facts
        .settings
        .explained
        .iter()
        .find(|row| row.key == "account");
    let named = named.map(|row| row.source.to_string());
    let mut lines = vec![
        ("profile", object.profile.to_owned()),
        (
            "account",
            format!(
                "{} ({}){}",
                object.account,
                object.origin,
                from(named.as_deref())
            ),
        ),
    ];
    lines.push((
        "credentials",
        match facts.auth {
            Some(auth) => auth.words().to_owned(),
            None => "none".to_owned(),
        },
    ));
    if let Some(email) = object.email {
        lines.push((
            "e-mail",
            format!("{email}{}", from(object.email_source.as_deref())),
        ));
    }
    if let Some(source) = object.source {
        lines.push(("from", source.to_owned()));
    }
    lines.push((
        "proxy",
        object.proxy.clone().unwrap_or_else(|| "none".to_owned()),
    ));
    let nothing = "nothing: there is nothing to ask with".to_owned();
    lines.push(("tried", object.tried.clone().unwrap_or(nothing)));
    lines.push(("answered", object.answered.clone()));
    lines
}
