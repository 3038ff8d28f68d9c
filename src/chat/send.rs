//! The one request, and the record around it.

use std::path::PathBuf;

use super::{Confirmed, End, FieldChange, NotDone, Report};
use crate::journal::{ActingCredentials, Change, State, Who};
use crate::model::{Clock, SafeText};
use crate::operation::Note;
use crate::zendesk::{ApiError, ChatAccount, Client, FreeValue, Purpose};

/// The way to the Chat account, and to the record of what is done to it.
#[derive(Clone)]
pub struct ChatContext {
    /// Chat, with a token and a budget of its own.
    pub client: Client,
    /// Where the journal is.
    pub journal: PathBuf,
    /// Who acts, as the record says it.
    pub who: Who,
    /// The local time.
    pub clock: Clock,
}

impl ChatContext {
    /// Whoever acts by a sign-in, as the one who acts by Chat's token: Chat does not tell
    /// whose that is.
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

/// Sends what was confirmed, once, and reads what Chat makes of it.
///
/// # Errors
/// If nothing was sent: what is to be changed is not what was shown any more, or it cannot be
/// read or recorded.
pub(crate) async fn carry_out(
    confirmed: Confirmed,
    context: &ChatContext,
) -> Result<Report, NotDone> {
    let changes = confirmed.into_changes();
    let before = read(&context.client).await.map_err(NotDone::Unread)?;
    let moved =
        |change: &&FieldChange| before.billing.field(&change.name) != Some(change.old.clone());
    if let Some(change) = changes.iter().find(moved) {
        return Err(NotDone::Moved(SafeText::new(&change.field())));
    }
    let names: Vec<String> = changes.iter().map(FieldChange::field).collect();
    let change = Change::Chat { fields: &names };
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
    let permit = context.client.budget().acquire(Purpose::Ending).await;
    let sent = context.client.set_chat_billing(permit, &fields).await;
    let mut report = Report {
        changes,
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

/// Reads what Chat says now, and what that is for the record.
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
    let answer = client.chat_account(Purpose::Ending).await?;
    Ok(answer.value)
}
