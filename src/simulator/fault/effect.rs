//! What happens to the answer of a request that meets a fault.

use serde::Deserialize;
use serde_json::Value;

use super::{ServedRefusal, Whom};

/// The kind of a faulty answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// The true answer.
    #[default]
    Truth,
    /// An answer with this status.
    Status {
        /// The status, 200 to 999.
        code: u16,
        /// The body of the answer.
        #[serde(default)]
        body: String,
        /// The content type, if any.
        content_type: Option<String>,
        /// More headers; a name may occur twice.
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    /// A refusal in one of Zendesk's shapes.
    Refuse(ServedRefusal),
    /// A web page, as a proxy in between would send it.
    Html {
        /// The status, 200 to 999.
        code: u16,
    },
    /// A redirect.
    Redirect {
        /// The status, 300 to 399.
        code: u16,
        /// The address it leads to.
        location: String,
    },
    /// The connection closes without an answer.
    Close,
    /// The true answer, but the connection closes after some bytes of its body.
    Cut {
        /// The number of bytes that are sent.
        after: usize,
    },
    /// The true list with these texts put in before the first record, as they are.
    Malformed {
        /// Raw JSON, or text that pretends to be JSON.
        records: Vec<String>,
    },
    /// The true page, but there is always more behind it, under the cursor just asked for.
    CursorLoop,
    /// The true page without its records.
    EmptyPage,
    /// The true answer with links that lead to another server.
    ForeignLinks {
        /// The scheme, host and port of that server.
        origin: String,
    },
    /// The true answer with spaces before it.
    TooLarge {
        /// The number of spaces.
        bytes: u64,
    },
    /// The true answer without the headers of the request budget.
    NoRateHeaders,
    /// The true answer with this `Date`.
    Date(String),
    /// The true answer by a clock that is wrong.
    DateSkew {
        /// By how much the clock is fast; slow if negative.
        seconds: i64,
    },
    /// The true answer without some of its records.
    LeaveOut {
        /// Those that are about or belong to these people.
        #[serde(default)]
        people: Vec<Whom>,
        /// The first ones of each list.
        #[serde(default)]
        first: usize,
        /// Every one whose place is a multiple of this.
        every: Option<usize>,
    },
    /// The true answer to the same request about another person. Only `GET` is answered so.
    AnswerFor {
        /// The other person.
        person: Whom,
        /// Whether the true records come first.
        #[serde(default)]
        besides: bool,
    },
    /// The true answer with another value in one place.
    Set {
        /// The place, as a JSON pointer; `*` stands for every record or field.
        at: String,
        /// The value; absent: null.
        #[serde(default)]
        value: Value,
    },
    /// The true answer without one field.
    Drop {
        /// The field, as a JSON pointer; `*` stands for every record or field.
        at: String,
    },
}

impl FaultEffect {
    /// The word for its kind, as files write it.
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::Truth => "truth",
            Self::Status { .. } => "status",
            Self::Refuse(_) => "refuse",
            Self::Html { .. } => "html",
            Self::Redirect { .. } => "redirect",
            Self::Close => "close",
            Self::Cut { .. } => "cut",
            Self::Malformed { .. } => "malformed",
            Self::CursorLoop => "cursor_loop",
            Self::EmptyPage => "empty_page",
            Self::ForeignLinks { .. } => "foreign_links",
            Self::TooLarge { .. } => "too_large",
            Self::NoRateHeaders => "no_rate_headers",
            Self::Date(_) => "date",
            Self::DateSkew { .. } => "date_skew",
            Self::LeaveOut { .. } => "leave_out",
            Self::AnswerFor { .. } => "answer_for",
            Self::Set { .. } => "set",
            Self::Drop { .. } => "drop",
        }
    }

    /// Whether another answer takes the place of the true one.
    pub(super) const fn replaces_the_answer(&self) -> bool {
        matches!(
            self,
            Self::Status { .. }
                | Self::Refuse(_)
                | Self::Html { .. }
                | Self::Redirect { .. }
                | Self::Close
        )
    }
}
