//! How it stands with one person after an offboarding, in words.

use super::{OffboardPart, PersonLeft, SuspensionAnswer, SuspensionNow};
use crate::model::{Timestamp, counted};
use crate::query::Zone;

/// The longest that a reason is told beside others, in characters.
const REASON_AT_MOST: usize = 60;

impl PersonLeft {
    /// The verdict in words. It begins with what matters most, that somebody who is not suspended can
    /// sign in again, and why something is not known comes after all that is.
    pub fn words(&self) -> String {
        self.words_with(str::to_owned)
    }

    /// The same, with as much of each reason as leaves room for the rest.
    pub(crate) fn words_in_short(&self) -> String {
        self.words_with(|why| match why.char_indices().nth(REASON_AT_MOST) {
            Some((end, _)) => format!("{}…", &why[..end]),
            None => why.to_owned(),
        })
    }

    fn words_with(&self, of_error: impl Fn(&str) -> String) -> String {
        let at = Timestamp::from_seconds(self.at.seconds());
        let (parts, reasons) = self.parts(&at.to_string(), of_error);
        in_one(parts, &reasons)
    }

    /// The same, with the time of day in this zone, and what could not be read in words of `of_error`:
    /// what is not as it should be comes first, with why that is so of a part, where a request says why.
    pub(crate) fn brief(
        &self,
        zone: Zone,
        of_error: impl Fn(&str) -> String,
        why: impl Fn(OffboardPart) -> Option<String>,
    ) -> String {
        let (mut parts, reasons) = self.parts(&zone.clock(self.at), of_error);
        parts.sort_by_key(|part| part.how);
        for part in parts.iter_mut().filter(|part| part.how != HowLeft::Well) {
            if let Some(why) = part.of.and_then(&why) {
                part.text = format!("{} ({why})", part.text);
            }
        }
        in_one(parts, &reasons)
    }

    /// What there is to say of each part, and why something is not known.
    fn parts(&self, at: &str, of_error: impl Fn(&str) -> String) -> (Vec<LeftWords>, Vec<String>) {
        let (mut parts, mut reasons) = (Vec::new(), Vec::new());
        let mut say = |of, how, text: String| parts.push(LeftWords { of, how, text });
        let mut because = |of: &str, why: &str| reasons.push(format!("{of}: {}", of_error(why)));
        if let Some(suspended) = &self.suspended {
            let (how, text) = self.suspension_in_words(suspended.as_ref().ok().copied());
            say(Some(OffboardPart::Suspend), how, text.to_owned());
            if let Err(why) = suspended {
                because("suspension", why);
            }
        }
        let of = Some(OffboardPart::Sessions);
        match &self.sessions {
            Some(Ok(0)) => say(of, HowLeft::Well, format!("no session listed at {at}")),
            Some(Ok(left)) => {
                let sessions = counted(*left, "session", "sessions");
                say(
                    of,
                    HowLeft::Amiss,
                    format!("{sessions} still listed at {at}"),
                );
            }
            Some(Err(why)) => {
                say(of, HowLeft::NotKnown, "sessions not known".to_owned());
                because("sessions", why);
            }
            None => {}
        }
        let of = Some(OffboardPart::Tokens);
        match &self.tokens {
            Some(Ok(0)) => say(of, HowLeft::Well, "no token left".to_owned()),
            Some(Ok(left)) => {
                let tokens = counted(*left, "token", "tokens");
                say(of, HowLeft::Amiss, format!("{tokens} left"));
            }
            Some(Err(why)) => {
                say(of, HowLeft::NotKnown, "tokens not known".to_owned());
                because("tokens", why);
            }
            None => {}
        }
        if let Some((count, is_back)) = self.later {
            let sessions = counted(count, "session", "sessions");
            let text = if is_back {
                format!("SIGNED IN AGAIN since: {sessions}")
            } else {
                format!("{sessions} listed since")
            };
            say(None, HowLeft::Amiss, text);
        }
        (parts, reasons)
    }

    /// What there is to say of a suspension; `None` where it is not known.
    fn suspension_in_words(&self, now: Option<SuspensionNow>) -> (HowLeft, &'static str) {
        match (now, self.answer) {
            (Some(SuspensionNow::Suspended), _) => (HowLeft::Well, "suspended"),
            (Some(SuspensionNow::Deleted), _) => (HowLeft::Well, "deleted"),
            (Some(SuspensionNow::NoLongerThere), _) => {
                (HowLeft::Well, "no longer there: Zendesk knows no such user")
            }
            (Some(SuspensionNow::Active), _) => {
                (HowLeft::NotBarred, "NOT SUSPENDED: they can sign in again")
            }
            (None, SuspensionAnswer::None) => {
                (HowLeft::NotBarred, "NOT SUSPENDED as far as is known")
            }
            (None, SuspensionAnswer::Answered) => (
                HowLeft::NotKnown,
                "suspended as Zendesk answered, and not seen yet",
            ),
            (None, SuspensionAnswer::Seen) => {
                (HowLeft::NotKnown, "seen suspended, and not known since")
            }
        }
    }
}

/// How it stands with a part of what was to be done to somebody, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum HowLeft {
    /// They can sign in again, as far as is known.
    NotBarred,
    /// Something is left.
    Amiss,
    /// Nobody knows.
    NotKnown,
    /// It is as it should be.
    Well,
}

/// What there is to say of one part.
struct LeftWords {
    of: Option<OffboardPart>,
    how: HowLeft,
    text: String,
}

/// All that there is to say, and last why something is not known.
fn in_one(parts: Vec<LeftWords>, reasons: &[String]) -> String {
    let words: Vec<String> = parts.into_iter().map(|part| part.text).collect();
    let words = words.join("; ");
    if reasons.is_empty() {
        return words;
    }
    format!("{words} ({})", reasons.join("; "))
}
