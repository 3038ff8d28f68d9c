//! The one request, and the records around it.

use std::path::PathBuf;

use super::{Confirmed, End, FieldChange, NotDone, Report};
use crate::journal::{ActingCredentials, Change, State, Who};
use crate::model::{Clock, SafeText};
use crate::operation::Note;
use crate::zendesk::{ApiError, ChatAccount, Client, FreeValue, Purpose};

/// The connection to the Chat account, with everything that changing it needs.
#[derive(Clone)]
pub struct ChatContext {
    /// A client of Chat, with a token and a budget of its own.
    pub client: Client,
    /// The path of the journal.
    pub journal: PathBuf,
    /// Who acts, for the record.
    pub who: Who,
    /// The time of its records: the wall clock's.
    pub clock: Clock,
}

impl ChatContext {
    /// Who acts with Chat's token, made from who acts with the sign-in: Chat does not say whose its
    /// token is.
    pub fn who(who: Who) -> Who {
        let credentials = ActingCredentials {
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind: "chat_token",
            token_fingerprint: None,
            ..who.credentials
        };
        Who { credentials, ..who }
    }
}

/// Sends what was confirmed, which takes effect once, and reads what Chat shows afterwards.
///
/// # Errors
/// If nothing was sent: a field is no longer what was shown, or the account cannot be read, or the
/// intent cannot be recorded.
pub(crate) async fn carry_out(
    confirmed: Confirmed,
    context: &ChatContext,
) -> Result<Report, NotDone> {
    let (changes, reason) = confirmed.into_changes();
    let before = read(&context.client).await.map_err(NotDone::Unread)?;
    // A field that is left out has no value.
    let moved = |change: &&FieldChange| {
        before.billing.field(&change.name).unwrap_or_default() != change.old
    };
    if let Some(change) = changes.iter().find(moved) {
        return Err(NotDone::Moved(SafeText::new(&change.field())));
    }
    let names: Vec<String> = changes.iter().map(FieldChange::field).collect();
    let change = Change::Chat {
        fields: &names,
        reason: reason.text.as_deref(),
        ticket: reason.ticket.as_deref(),
    };
    let note = Note::begin(
        &context.journal,
        context.who.clone(),
        change,
        &context.clock,
    );
    let mut note = note.map_err(NotDone::NotRecorded)?;
    let fields: Vec<(String, FreeValue)> = (changes.iter())
        .map(|change| (change.name.clone(), change.new.clone()))
        .collect();
    let client = &context.client;
    let sending = note.send(
        client,
        || client.place_of_billing(),
        |permit| client.set_chat_billing(permit, &fields),
    );
    let sent = sending.await;
    let mut report = Report {
        changes,
        reason: reason.clone(),
        end: End::Changed,
        doubt: None,
        now: None,
        unrecorded: None,
    };
    let (state, observed) = match &sent {
        Err(error) if !error.may_have_taken_effect() => {
            report.end = End::Refused(error.clone());
            (State::Refused, "Chat did not take the change")
        }
        _ => {
            report.doubt = sent.as_ref().err().cloned();
            look(&mut report, &context.client).await
        }
    };
    report.unrecorded = note.end(&sent, state, observed).err();
    Ok(report)
}

/// Reads what Chat shows now, and what that means for the record.
async fn look(report: &mut Report, client: &Client) -> (State, &'static str) {
    match read(client).await {
        Err(error) => {
            report.end = End::Unseen(error);
            (State::Unknown, "what Chat says now could not be read")
        }
        Ok(now) => {
            report.now = Some(now);
            let is_as_asked = (report.changes.iter()).all(|change| report.is_as_asked(change));
            if is_as_asked {
                return (State::Changed, "Chat says so now");
            }
            report.end = End::Otherwise;
            (State::Unknown, "Chat does not say what was asked for")
        }
    }
}

async fn read(client: &Client) -> Result<ChatAccount, ApiError> {
    let answer = client.chat_account(Purpose::Asked).await?;
    Ok(answer.value)
}
