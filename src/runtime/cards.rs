//! The requests to Zendesk that cards need, made beside the loop.

use std::sync::Arc;

use tokio::runtime::Handle;

use crate::app::card::{self, Card, CardAnswer, Facts, Sheet};
use crate::auth::{SESSION_NOT_SAID, help_center_advice};
use crate::chat::{ChatContext, Confirmed, NotDone, Report, carry_out, chat_advice};
use crate::live::Snapshot;
use crate::model::on_a_thread;
use crate::zendesk::{ApiError, AuthKind, Budget, Client, Purpose, Shares, WaitTeller};

/// The clients that cards ask.
#[derive(Clone)]
pub struct Cards {
    support: Client,
    help_center: Client,
    chat: Option<ChatContext>,
    auth: AuthKind,
    read_only: bool,
}

impl Cards {
    /// Makes the clients. `chat` has Chat's own token and budget, if there is a token.
    pub fn new(
        support: Client,
        chat: Option<ChatContext>,
        auth: AuthKind,
        read_only: bool,
    ) -> Self {
        Self {
            // Help Center counts its requests apart (`docs::zendesk_api` §3.1).
            help_center: support.within(Budget::new(Shares::default())),
            support,
            chat,
            auth,
            read_only,
        }
    }

    /// The same clients, which tell what their requests wait for.
    pub(super) fn telling(&self, teller: &WaitTeller) -> Self {
        let mut telling = self.clone();
        telling.support = self.support.telling(teller.clone());
        telling.help_center = self.help_center.telling(teller.clone());
        if let Some(chat) = &mut telling.chat {
            chat.client = chat.client.telling(teller.clone());
        }
        telling
    }

    /// The content of a card, or why it cannot be shown.
    pub(super) async fn ask(&self, card: Card, snapshot: Arc<Snapshot>) -> CardAnswer {
        let asking = Purpose::Asked;
        match card {
            Card::CurrentSession => match self.support.current_session(asking).await {
                Ok(answer) if answer.value.is_unknown() => Err(SESSION_NOT_SAID.to_owned()),
                Ok(answer) => Ok(card::current_session(answer.value.shown(), self.auth).into()),
                Err(error) if error.is_not_found() => {
                    Ok(card::current_session(None, self.auth).into())
                }
                Err(error) => Err(because(&error, error.advice())),
            },
            Card::HelpCenter => match self.help_center.help_center_session(asking).await {
                Ok(answer) => Ok(card::help_center(answer.value.is_some()).into()),
                Err(error) => {
                    let advice = help_center_advice(&error);
                    Err(because(&error, advice.unwrap_or_else(|| error.advice())))
                }
            },
            Card::ChatAccount => {
                let Some(chat) = &self.chat else {
                    return Err(NotDone::NoToken.to_string());
                };
                match chat.client.chat_account(asking).await {
                    Ok(answer) => Ok(Sheet::chat(answer.value)),
                    Err(error) => {
                        let advice = chat_advice(&error).unwrap_or_else(|| error.advice());
                        Err(because(&error, advice))
                    }
                }
            }
            Card::Credentials => match self.support.me(asking).await {
                Ok(answer) => Ok(card::credentials(&Facts {
                    origin: self.support.account().origin(),
                    user: &answer.value.user,
                    auth: self.auth,
                    read_only: self.read_only,
                    budget: self.support.budget().reading(),
                    snapshot: &snapshot,
                })
                .into()),
                Err(error) => Err(because(&error, error.advice())),
            },
        }
    }

    /// The client of Chat with its own token, if there is one.
    pub(super) fn chat(&self) -> Option<&Client> {
        self.chat.as_ref().map(|context| &context.client)
    }

    /// Changes the Chat account as it was confirmed.
    pub(super) async fn change_chat(&self, confirmed: Confirmed) -> Result<Report, NotDone> {
        let context = self.chat.clone().ok_or(NotDone::NoToken)?;
        // This runs on a thread that may wait for the disk: records are synced between the
        // requests.
        let runtime = Handle::current();
        on_a_thread(move || runtime.block_on(async { carry_out(confirmed, &context).await }))
            .await
            .unwrap_or_else(|fault| Err(NotDone::Fault(fault)))
    }
}

fn because(error: &ApiError, advice: &str) -> String {
    format!("{error}; {advice}")
}
