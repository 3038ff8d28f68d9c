//! `zentop chat account`: the Zendesk Chat account, with a token of its own.
//!
//! - here the connection to it, and showing it
//! - `set` changing what its owner may change

mod set;

use std::io::Write as _;

use serde::Serialize;

use super::cli::{ChatAccountVerb, ChatFormat, ChatVerb, Global, ids_of_json};
use super::connect::{account, acting, chat_client, settings_without_credentials};
use super::exit::{ExplainedFailure, Failure};
use super::output::{self, Ids};
use super::waiting::patience;
use crate::chat::{ChatContext, chat_advice};
use crate::host::wall_clock;
use crate::journal::{RunMode, Who};
use crate::model::SafeText;
use crate::settings::Settings;
use crate::zendesk::{ApiError, ChatAccount, Client, Purpose};

const HOW_TO_GET_A_TOKEN: &str = "\
  Chat takes only the token of an OAuth client that was made in Chat itself: Support's
  tokens do not work there. export ZENDESK_CHAT_TOKEN=…";

pub(super) async fn run(global: &Global, what: ChatVerb) -> Result<u8, Failure> {
    let ChatVerb::Account { what } = what;
    let chat = ChatConnection::connect(global)?;
    match what {
        ChatAccountVerb::Show {
            format,
            ids_as_strings,
        } => {
            let ids = ids_of_json(ids_as_strings, format == ChatFormat::Json)?;
            show(&chat, format, ids).await
        }
        ChatAccountVerb::Set { changes, yes } => set::run(&chat, &changes, yes).await,
    }
}

/// The connection to the Chat account.
struct ChatConnection {
    client: Client,
    settings: Settings,
}

impl ChatConnection {
    fn connect(global: &Global) -> Result<Self, Failure> {
        // Chat has a token of its own, and Support's credentials do not work there.
        let settings = settings_without_credentials(global)?;
        let account = account(&settings)?;
        let Some(client) = chat_client(&account, &settings)? else {
            let message = format!("no token for Chat\n{HOW_TO_GET_A_TOKEN}");
            return Err(Failure::credentials(message));
        };
        let client = client.patient(patience());
        Ok(Self { client, settings })
    }

    fn name(&self) -> &str {
        self.client.account().name()
    }

    /// Who changes something here, for the record. Chat does not say whose token it is.
    fn who(&self) -> Who {
        let how = ("chat_token", RunMode::Headless);
        acting(self.client.account(), &self.settings, how)
    }

    fn context(&self) -> ChatContext {
        ChatContext {
            client: self.client.clone(),
            journal: self.settings.journal_path.clone(),
            who: self.who(),
            clock: wall_clock(),
        }
    }

    async fn account(&self) -> Result<ChatAccount, Failure> {
        match self.client.chat_account(Purpose::Asked).await {
            Ok(answer) => Ok(answer.value),
            Err(error) => Err(not_shown(error)),
        }
    }
}

/// The failure when the account cannot be shown, with what to do about it.
fn not_shown(error: ApiError) -> Failure {
    let Some(advice) = chat_advice(&error) else {
        return error.into();
    };
    let message = format!("{error}\n  {advice}");
    match error.status() {
        Some(401 | 403) => Failure::credentials(ExplainedFailure::new(message, error)),
        _ => Failure::server(ExplainedFailure::new(message, error)),
    }
}

#[derive(Serialize)]
struct ChatJson<'a> {
    account: &'a str,
    chat: &'a ChatAccount,
}

async fn show(chat: &ChatConnection, format: ChatFormat, ids: Ids) -> Result<u8, Failure> {
    let shown = chat.account().await?;
    match format {
        ChatFormat::Json => {
            let (account, chat) = (chat.name(), &shown);
            output::document(&ChatJson { account, chat }, ids)?;
        }
        ChatFormat::Table => {
            let mut out = output::stdout();
            output::table(&mut out, &["FIELD", "VALUE"], &rows(&shown), &[40])
                .and_then(|()| out.flush())
                .map_err(Failure::system)?;
        }
    }
    Ok(0)
}

/// The rows of the table, one for each field.
fn rows(chat: &ChatAccount) -> Vec<Vec<SafeText>> {
    let lines = chat.lines();
    lines
        .into_iter()
        .map(|(name, value)| vec![name, value])
        .collect()
}
