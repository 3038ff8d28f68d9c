//! Why a run stopped before its last item.

use std::sync::Arc;
use std::time::Duration;

use super::{AllOdd, LastDoor, Refusal};
use crate::model::Fault;
use crate::zendesk::{ApiError, logged};

/// Why a run stopped before its last item.
#[derive(Debug, Clone)]
pub enum Stopped {
    /// A person stopped it.
    ByHand,
    /// The journal could not be written, so no further request was sent.
    NoRecord(String),
    /// Zendesk refused the credentials or the permission for everything.
    Refused(Arc<ApiError>),
    /// Zendesk kept failing.
    Failing(Arc<ApiError>),
    /// The terminal was lost, and the settings say to stop then.
    TerminalLost,
    /// The program was told again to end; items whose requests had no answer by then are unknown.
    Abandoned,
    /// The program could not run for so long, because it or the machine was stopped, so that nobody
    /// watched and what was reviewed may be different by now.
    StoodStill(Duration),
    /// No other admin would have been left who can sign in.
    LastDoor(LastDoor),
    /// The credentials are not those for which it was planned any more, or no admin's.
    OtherHands(Refusal),
    /// All answers were of one kind that does not fit, and a look did not bear them out.
    Odd(AllOdd),
    /// The run itself failed; items whose requests had no answer by then are unknown.
    Fault(Fault),
}

impl Stopped {
    /// Whether its words are the program's own and name nobody.
    pub(crate) const fn names_nobody(&self) -> bool {
        matches!(
            self,
            Self::ByHand | Self::TerminalLost | Self::Abandoned | Self::StoodStill(_)
        )
    }

    /// What stopped it, as a sentence of its own.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::ByHand => "stopped by hand: nothing further was sent".to_owned(),
            Self::TerminalLost => self.words(),
            _ => format!("stopped early: {}", self.words()),
        }
    }

    /// What stopped it, for the log: no word of Zendesk's, and of nobody's.
    pub(super) fn for_log(&self) -> String {
        match self {
            Self::Refused(error) | Self::Failing(error) => logged(error).to_string(),
            Self::LastDoor(why) => Refusal::LastDoor(why.clone()).for_log().to_string(),
            Self::OtherHands(refusal) => refusal.for_log().to_string(),
            Self::ByHand
            | Self::NoRecord(_)
            | Self::TerminalLost
            | Self::Abandoned
            | Self::StoodStill(_)
            | Self::Odd(_)
            | Self::Fault(_) => self.words(),
        }
    }

    /// What stopped it, in words.
    pub fn words(&self) -> String {
        match self {
            Self::ByHand => "stopped by hand".to_owned(),
            Self::NoRecord(why) => format!("the journal cannot be written: {why}"),
            Self::Refused(error) => format!("{error}; {}", error.advice()),
            Self::Failing(error) => format!("Zendesk keeps failing: {error}"),
            Self::TerminalLost => "stopped because the terminal was lost".to_owned(),
            Self::Abandoned => {
                "the program was told twice to end, and did not wait for answers".to_owned()
            }
            Self::StoodStill(gap) => format!(
                "the program was stopped or asleep for {} s, and what was reviewed may be different by \
                 now; review the rest again",
                gap.as_secs()
            ),
            Self::LastDoor(why) => why.to_string(),
            Self::OtherHands(why) => why.to_string(),
            Self::Odd(odd) => odd.to_string(),
            Self::Fault(fault) => format!("{fault}; {}", Fault::ADVICE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SafeText;
    use crate::zendesk::{ApiErrorKind, ApiRequest};

    #[test]
    fn the_log_has_no_word_of_zendesks() {
        let asked = ApiRequest::to(http::Method::GET, "/api/v2/users");
        let message = SafeText::new("CANARY is no admin");
        let refused = Arc::new(ApiError::new(asked, ApiErrorKind::Forbidden { message }));
        let door = LastDoor::NotCountable(refused.to_string());
        for stopped in [
            Stopped::Refused(Arc::clone(&refused)),
            Stopped::Failing(refused),
            Stopped::LastDoor(door.clone()),
            Stopped::OtherHands(Refusal::LastDoor(door)),
        ] {
            assert!(stopped.words().contains("CANARY"), "{stopped:?}");
            let line = stopped.for_log();
            assert!(!line.contains("CANARY") && !line.contains('\n'), "{line}");
        }
    }

    #[test]
    fn why_a_run_stopped_is_told_with_its_cause() {
        let words = Stopped::NoRecord("disk full".to_owned()).words();
        assert_eq!(words, "the journal cannot be written: disk full");
        assert_eq!(Stopped::ByHand.words(), "stopped by hand");
        // Nothing is said to have stopped twice.
        for why in [Stopped::ByHand, Stopped::TerminalLost, Stopped::Abandoned] {
            assert_eq!(why.sentence().matches("stopped").count(), 1, "{why:?}");
        }
    }
}
