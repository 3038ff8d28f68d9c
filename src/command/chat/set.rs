//! `zentop chat account set`: read, show the difference, ask, send what changes, read again.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use serde::Serialize;

use super::{Chat, me};
use crate::command::change::Note;
use crate::command::exit::{Failure, SOMETHING_TO_SEE};
use crate::command::report::talk;
use crate::model::SafeText;
use crate::runtime::system_clock;
use crate::settings::nearest;
use crate::terminate::journal::{Change as Entry, State};
use crate::zendesk::{ApiError, ChatAccount, FreeValue, Purpose};

/// The only part of the account that can be written (Chat Accounts API, "JSON format").
const WRITABLE: &str = "billing.";

/// One field of `billing`.
#[derive(Debug, Clone, PartialEq)]
struct Change {
    name: String,
    old: FreeValue,
    new: FreeValue,
}

#[derive(Serialize)]
struct Out<'a> {
    account: &'a str,
    sent: bool,
    as_asked: bool,
    changes: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    field: String,
    old: &'a FreeValue,
    asked: &'a FreeValue,
    now: FreeValue,
}

pub(super) async fn run(chat: &Chat, wished: &[String], yes: bool) -> Result<u8, Failure> {
    let wishes = wishes(wished)?;
    let before = chat.account().await?;
    let changes = changes(&before, &wishes)?;
    if changes.is_empty() {
        talk("nothing to change: the account says so already");
        print(chat, &before, &changes, false)?;
        return Ok(0);
    }
    for change in &changes {
        let name = SafeText::new(&change.name);
        talk(&format!(
            "billing.{name}: {} → {}",
            change.old.shown(),
            change.new.shown()
        ));
    }
    let asks = io::stdin().is_terminal() && io::stderr().is_terminal();
    if !yes && !asks {
        print(chat, &before, &changes, false)?;
        talk("dry run, nothing was sent; to change this: --yes");
        return Ok(0);
    }
    if chat.settings.read_only {
        return Err(Failure::guardrail(
            "read-only: nothing is changed. Drop --read-only, or read_only in the profile",
        ));
    }
    if !yes && !agreed(chat.name(), changes.len())? {
        print(chat, &before, &changes, false)?;
        talk("nothing was sent");
        return Ok(0);
    }
    let fields: Vec<(String, FreeValue)> = changes
        .iter()
        .map(|change| (change.name.clone(), change.new.clone()))
        .collect();
    let names: Vec<String> = changes
        .iter()
        .map(|change| format!("{WRITABLE}{}", change.name))
        .collect();
    let clock = system_clock();
    let change = Entry::Chat { fields: &names };
    let mut note = Note::begin(&chat.settings.journal_path, chat.who(), change, &clock)?;
    let permit = chat.client.budget().acquire(Purpose::Ending).await;
    let sent = chat.client.set_chat_billing(permit, &fields).await;
    if let Err(error) = &sent {
        if !error.may_have_taken_effect() {
            note.end(&sent, State::Refused, "Chat did not take the change")?;
            return Err(refused(error.clone()));
        }
        talk(&format!(
            "{error}: it may have taken effect all the same, so here is what Chat says now"
        ));
    }
    let after = match chat.account().await {
        Ok(after) => after,
        Err(failure) => {
            note.end(
                &sent,
                State::Unknown,
                "what Chat says now was not to be had",
            )?;
            return Err(failure);
        }
    };
    let as_asked = print(chat, &after, &changes, true)?;
    let (state, says) = if as_asked {
        (State::Changed, "Chat says so now")
    } else {
        (State::Unknown, "Chat does not say what was asked for")
    };
    note.end(&sent, state, says)?;
    if as_asked {
        talk("Chat says so now");
        return Ok(0);
    }
    talk("Chat does not say what was asked for: look at \"now\", and at the account itself");
    Ok(SOMETHING_TO_SEE)
}

/// What is wanted, by name. Nothing but `billing` can be written.
fn wishes(wished: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut wishes: Vec<(String, String)> = Vec::new();
    for wish in wished {
        let shown = SafeText::new(wish);
        let Some((field, value)) = wish.split_once('=') else {
            let says = format!("{shown} is no FIELD=VALUE; try billing.email=ada@example.com");
            return Err(Failure::usage(says));
        };
        let Some(name) = field.strip_prefix(WRITABLE).filter(|name| !name.is_empty()) else {
            return Err(Failure::usage(format!(
                "{} cannot be set: of a Chat account only billing.… can be written",
                SafeText::new(field)
            )));
        };
        if wishes.iter().any(|(known, _)| known == name) {
            let says = format!("{} is given twice", SafeText::new(field));
            return Err(Failure::usage(says));
        }
        wishes.push((name.to_owned(), value.to_owned()));
    }
    Ok(wishes)
}

/// What would be another value than now. A field that the account does not have is refused:
/// nobody can say what Chat would make of it.
fn changes(account: &ChatAccount, wishes: &[(String, String)]) -> Result<Vec<Change>, Failure> {
    if account.billing.is_null() {
        return Err(Failure::credentials(
            "Chat shows billing to the account's owner alone, and this token is not the owner's: \
             ask the owner for a token, or to change it",
        ));
    }
    let mut changes = Vec::new();
    for (name, text) in wishes {
        let Some(old) = account.billing.field(name) else {
            return Err(Failure::usage(unknown(account, name)));
        };
        let Some(new) = old.in_place(text) else {
            return Err(Failure::usage(format!(
                "billing.{} is {} now, and {} is not of that kind",
                SafeText::new(name),
                old.shown(),
                SafeText::new(text)
            )));
        };
        if new != old {
            let name = name.clone();
            changes.push(Change { name, old, new });
        }
    }
    Ok(changes)
}

fn unknown(account: &ChatAccount, name: &str) -> String {
    let known: Vec<String> = account
        .billing
        .fields()
        .map(|(name, _)| name.to_owned())
        .collect();
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean billing.{meant}?"),
        None => format!("there are {}", known.join(", ")),
    };
    let (name, hint) = (SafeText::new(name), SafeText::new(&hint));
    format!("billing.{name} is no field of this account; {hint}")
}

/// Asks whoever sits in front of it.
fn agreed(account: &str, count: usize) -> Result<bool, Failure> {
    let account = SafeText::new(account);
    let mut talk = io::stderr();
    write!(
        talk,
        "Change this, {count} in all, in the Chat account of {account}? Type yes: "
    )
    .and_then(|()| talk.flush())
    .map_err(Failure::system)?;
    let mut answer = String::new();
    let mut input = io::stdin().lock();
    input.read_line(&mut answer).map_err(Failure::system)?;
    Ok(answer.trim() == "yes")
}

/// Why Chat did not take the change, and what to do about it.
fn refused(error: ApiError) -> Failure {
    match error.status() {
        Some(401 | 403 | 404 | 405) => Failure::credentials(format!(
            "Chat did not take the change ({error})\n  only the account's owner may make it, and \
             an account that was made in Support can only be read here: change it in Admin \
             Center instead"
        )),
        Some(400 | 422) => Failure::usage(format!("Chat did not take the change: {error}")),
        _ => error.into(),
    }
}

/// Prints each field before, as asked and now; whether all is as asked.
fn print(chat: &Chat, now: &ChatAccount, changes: &[Change], sent: bool) -> Result<bool, Failure> {
    let changes: Vec<Line<'_>> = changes
        .iter()
        .map(|change| Line {
            field: format!("{WRITABLE}{}", change.name),
            old: &change.old,
            asked: &change.new,
            now: now.billing.field(&change.name).unwrap_or_default(),
        })
        .collect();
    let as_asked = changes.iter().all(|line| *line.asked == line.now);
    me::print(&Out {
        account: chat.name(),
        sent,
        as_asked,
        changes,
    })?;
    Ok(as_asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(billing: &str) -> ChatAccount {
        serde_json::from_str(&format!("{{\"billing\":{billing}}}")).unwrap()
    }

    fn wish(text: &str) -> Result<Vec<(String, String)>, Failure> {
        wishes(&[text.to_owned()])
    }

    #[test]
    fn nothing_but_billing_can_be_wished_for() {
        assert_eq!(
            wish("billing.email=a=b").unwrap(),
            [("email".to_owned(), "a=b".to_owned())]
        );
        for refused in [
            "billing.email",
            "status=closed",
            "plan.max_agents=9",
            "billing.=x",
            "billing=x",
            "=x",
        ] {
            assert_eq!(wish(refused).unwrap_err().status(), 2, "{refused}");
        }
        let twice = ["billing.a=1".to_owned(), "billing.a=2".to_owned()];
        assert!(wishes(&twice).unwrap_err().to_string().contains("twice"));
    }

    #[test]
    fn only_what_differs_is_a_change_and_a_slip_gets_a_hint() {
        let account = account(r#"{"email":"a@b.example","cycle":1}"#);
        let changes_to = |text: &str| changes(&account, &wish(text).unwrap());
        assert_eq!(changes_to("billing.email=a@b.example").unwrap(), []);
        assert_eq!(changes_to("billing.cycle=1").unwrap(), []);
        assert_eq!(
            changes_to("billing.cycle=2").unwrap()[0].new,
            FreeValue::number(2)
        );
        let kind = changes_to("billing.cycle=yearly").unwrap_err().to_string();
        assert!(kind.contains("not of that kind"), "{kind}");
        let slip = changes_to("billing.emial=x").unwrap_err().to_string();
        assert!(slip.contains("did you mean billing.email?"), "{slip}");
        let none = changes_to("billing.zzzzzz=x").unwrap_err().to_string();
        assert!(none.contains("there are cycle, email"), "{none}");
    }

    #[test]
    fn who_does_not_see_billing_is_not_the_owner() {
        let hidden = account("null");
        let refused = changes(&hidden, &wish("billing.email=x").unwrap()).unwrap_err();
        assert_eq!(refused.status(), 3);
        assert!(refused.to_string().contains("owner"));
    }
}
