//! Cards: what the API says beyond the list, as lines to read. Each answers one question that a
//! person asks by name. The Chat account can be changed from its card (`dialog::card`,
//! `dialog::edit`, `dialog::change`).
//!
//! - `lines` the lines of each card
//! - `changed` the news of a change of the Chat account

mod changed;
mod lines;

pub use changed::News;
pub(super) use changed::news;
pub use lines::{Facts, credentials};
pub(crate) use lines::{current_session, help_center};

use crate::model::{SafeText, SessionId, Timestamp, User, UserId};
use crate::zendesk::ChatAccount;

/// The cards that a person can ask for. A closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Card {
    /// The session that the credentials have themselves.
    CurrentSession,
    /// Help Center's session, which is no sign-in.
    HelpCenter,
    /// The Zendesk Chat account.
    ChatAccount,
    /// Who the credentials are for, and what they can see and do.
    Credentials,
}

impl Card {
    /// Every card, in the order of the palette.
    pub const ALL: [Self; 4] = [
        Self::CurrentSession,
        Self::HelpCenter,
        Self::ChatAccount,
        Self::Credentials,
    ];

    /// The card's name in the palette.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CurrentSession => "current-session",
            Self::HelpCenter => "help-center",
            Self::ChatAccount => "chat-account",
            Self::Credentials => "credentials",
        }
    }

    /// The card's title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::CurrentSession => "Current session",
            Self::HelpCenter => "Help Center session",
            Self::ChatAccount => "Chat account",
            Self::Credentials => "What these credentials can see",
        }
    }

    /// What the card shows, in the words of the palette.
    pub const fn help(self) -> &'static str {
        match self {
            Self::CurrentSession => "the session that these credentials have themselves",
            Self::HelpCenter => "the Help Center session, which is no sign-in",
            Self::ChatAccount => "the Zendesk Chat account: plan, billing, status",
            Self::Credentials => "who these credentials are for, what they can see and do",
        }
    }
}

/// One line of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// The label of the line.
    pub label: SafeText,
    /// The value beside the label.
    pub value: CardValue,
}

/// The value of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardValue {
    /// Words of the program, on as many lines as they need.
    Words(String),
    /// Text from Zendesk that names nobody, cut where the line ends.
    Text(SafeText),
    /// Text from Zendesk that may name anybody, which is not shown while people are masked.
    Free(SafeText),
    /// A moment.
    At(Timestamp),
    /// A person's record.
    User(Box<User>),
    /// The number of a person.
    UserId(UserId),
    /// The number of a session.
    SessionId(SessionId),
}

impl CardLine {
    fn new(label: &str, value: CardValue) -> Self {
        Self {
            label: SafeText::new(label),
            value,
        }
    }

    fn words(label: &str, words: impl Into<String>) -> Self {
        Self::new(label, CardValue::Words(words.into()))
    }
}

/// The content of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The lines of the card, from top to bottom.
    pub lines: Vec<CardLine>,
    /// The Chat account, on the card that is about it: its fields can be edited.
    chat: Option<Box<ChatAccount>>,
}

impl Sheet {
    /// The sheet of the Chat account.
    pub fn chat(chat: ChatAccount) -> Self {
        Self {
            lines: lines::chat_account(&chat),
            chat: Some(Box::new(chat)),
        }
    }

    /// The Chat account, on the card that is about it.
    pub(super) fn account(&self) -> Option<&ChatAccount> {
        self.chat.as_deref()
    }
}

impl From<Vec<CardLine>> for Sheet {
    fn from(lines: Vec<CardLine>) -> Self {
        Self { lines, chat: None }
    }
}

/// The card's content, or why there is none: words of the program, in which data went through
/// `SafeText`.
pub(crate) type CardAnswer = Result<Sheet, String>;
