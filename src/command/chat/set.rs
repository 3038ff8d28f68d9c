//! `zentop chat account set`: read, show the difference, ask, send what changes, read again.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use serde::Serialize;

use super::{ChatConnection, not_shown};
use crate::chat::{
    Basis, Confirmed, End, FieldChange, NotDone, Plan, Refusal, Report, Wish, carry_out, plan,
};
use crate::command::exit::{ExplainedFailure, Failure, SOMETHING_TO_SEE};
use crate::command::left_open::tell_news;
use crate::command::may_act::may_record;
use crate::command::output::{self, Ids};
use crate::command::report::{print_sent, talk};
use crate::host::stderr;
use crate::model::SafeText;
use crate::zendesk::{ApiError, FreeValue};

#[derive(Serialize)]
struct ChangeJson<'a> {
    account: &'a str,
    sent: bool,
    as_asked: bool,
    changes: Vec<FieldLine<'a>>,
}

#[derive(Serialize)]
struct FieldLine<'a> {
    field: String,
    old: &'a FreeValue,
    asked: &'a FreeValue,
    now: FreeValue,
}

pub(super) async fn run(
    chat: &ChatConnection,
    wished: &[String],
    yes: bool,
) -> Result<u8, Failure> {
    let mut wishes = wishes(wished)?;
    let before = chat.account().await?;
    let asks = io::stdin().is_terminal() && io::stderr().is_terminal();
    let basis = Basis {
        account: chat.name(),
        chat: &before,
        // In a dry run read-only is no reason not to make a plan, since nothing is sent.
        read_only: chat.settings.read_only && (yes || asks),
        may_write: None,
    };
    let mut made = plan(&wishes, &basis);
    while asks
        && let Err(Refusal::Unknown { field, .. }) = &made
        && ask_about(field)?
    {
        let meant = |wish: &&mut Wish| wish.is_about(field.original());
        if let Some(wish) = wishes.iter_mut().find(meant) {
            wish.insist();
        }
        made = plan(&wishes, &basis);
    }
    let plan = match made {
        Ok(plan) => plan,
        Err(refusal @ Refusal::Nothing) => {
            talk(&refusal.to_string());
            print_plan(chat.name(), &[])?;
            return Ok(0);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    for change in plan.changes() {
        let (old, new) = change.shown();
        let field = SafeText::new(&change.field());
        talk(&format!("{field}: {old} → {new}"));
    }
    if !yes && !asks {
        print_plan(chat.name(), plan.changes())?;
        may_record(&chat.settings).await?;
        talk("dry run, nothing was sent; to change this: --yes");
        return Ok(0);
    }
    let confirmed = if yes {
        Ok(plan.consented())
    } else {
        ask(plan)?
    };
    match confirmed {
        Ok(confirmed) => send(chat, confirmed).await,
        Err(plan) => {
            print_plan(chat.name(), plan.changes())?;
            talk("nothing was sent");
            Ok(0)
        }
    }
}

/// The wishes, by name.
fn wishes(wished: &[String]) -> Result<Vec<Wish>, Failure> {
    let wish = |wish: &String| {
        let Some((field, value)) = wish.split_once('=') else {
            let shown = SafeText::new(wish);
            let message = format!("{shown} is no FIELD=VALUE; try billing.email=ada@example.com");
            return Err(Failure::usage(message));
        };
        Ok(Wish::new(field, value)?)
    };
    wished.iter().map(wish).collect()
}

/// Asks the person at the terminal whether they mean a field that is neither documented nor there.
fn ask_about(field: &SafeText) -> Result<bool, Failure> {
    let mut talk = io::stderr();
    let word = Plan::expects();
    write!(
        talk,
        "{field} is no field that Chat documents, and the account does not have it: what Chat makes \
         of it is not known. Type {word} to send it all the same: "
    )
    .and_then(|()| talk.flush())
    .map_err(Failure::system)?;
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Failure::system)?;
    Ok(answer.trim() == word)
}

/// Asks the person at the terminal to confirm the plan.
fn ask(plan: Plan) -> Result<Result<Confirmed, Plan>, Failure> {
    let account = SafeText::new(plan.account());
    let (count, word) = (plan.changes().len(), Plan::expects());
    let mut talk = stderr();
    write!(
        talk,
        "Change this, {count} in all, in the Chat account of {account}? Type {word}: "
    )
    .and_then(|()| talk.flush())
    .map_err(Failure::system)?;
    let mut answer = String::new();
    let mut input = io::stdin().lock();
    input.read_line(&mut answer).map_err(Failure::system)?;
    Ok(plan.confirm(&answer))
}

async fn send(chat: &ChatConnection, confirmed: Confirmed) -> Result<u8, Failure> {
    let context = chat.context();
    tell_news(&context.journal);
    let report = match carry_out(confirmed, &context).await {
        Ok(report) => report,
        Err(NotDone::Unread(error)) => return Err(not_shown(error)),
        Err(not_done @ NotDone::NoToken) => {
            return Err(Failure::credentials(not_done));
        }
        Err(not_done) => return Err(Failure::guardrail(not_done)),
    };
    if let Some(doubt) = &report.doubt {
        talk(&format!(
            "{doubt}: it may have taken effect all the same, so here is what Chat says now"
        ));
    }
    let is_printed = report.now.is_none() || print_report(chat.name(), &report);
    let Report {
        end, unrecorded, ..
    } = report;
    if let Some(unrecorded) = unrecorded {
        return Err(unrecorded.into());
    }
    match end {
        End::Changed => {
            talk("Chat says so now");
            Ok(if is_printed { 0 } else { SOMETHING_TO_SEE })
        }
        End::Otherwise => {
            talk(
                "Chat does not say what was asked for: look at \"now\", and at the account itself",
            );
            Ok(SOMETHING_TO_SEE)
        }
        End::Refused(error) => Err(refused(error)),
        End::Unseen(error) => Err(not_shown(error)),
    }
}

/// The failure when Chat did not take the change, with what to do about it.
fn refused(error: ApiError) -> Failure {
    let message = format!("Chat did not take the change ({error})");
    match (error.status(), End::advice(&error)) {
        (_, Some(advice)) => Failure::credentials(ExplainedFailure::new(
            format!("{message}\n  {advice}"),
            error,
        )),
        (Some(400 | 422), None) => {
            let message = format!("Chat did not take the change: {error}");
            Failure::usage(ExplainedFailure::new(message, error))
        }
        _ => error.into(),
    }
}

/// Prints what would be changed, before anything is sent.
fn print_plan(account: &str, changes: &[FieldChange]) -> Result<(), Failure> {
    let lines = changes
        .iter()
        .map(|change| line(change, change.old.clone()));
    output::document(
        &ChangeJson {
            account,
            sent: false,
            as_asked: changes.is_empty(),
            changes: lines.collect(),
        },
        Ids::Numbers,
    )
}

/// Prints each field as it was, as it was asked for, and as it is now.
/// Returns whether that could be printed.
fn print_report(account: &str, report: &Report) -> bool {
    let lines = (report.changes.iter()).map(|change| line(change, report.now(change)));
    print_sent(
        &ChangeJson {
            account,
            sent: true,
            as_asked: matches!(report.end, End::Changed),
            changes: lines.collect(),
        },
        Ids::Numbers,
        "what Chat says of it now is told below",
    )
}

fn line(change: &FieldChange, now: FreeValue) -> FieldLine<'_> {
    FieldLine {
        field: change.field(),
        old: &change.old,
        asked: &change.new,
        now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_a_field_and_a_value() {
        let wish = |text: &str| wishes(&[text.to_owned()]);
        assert_eq!(
            wish("billing.email=a=b").unwrap(),
            [Wish::new("billing.email", "a=b").unwrap()]
        );
        for refused in ["billing.email", "status=closed", "billing.=x", "=x"] {
            assert_eq!(wish(refused).unwrap_err().status(), 2, "{refused}");
        }
    }
}
