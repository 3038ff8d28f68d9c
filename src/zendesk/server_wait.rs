//! The wait that a server asks for, of which no more is obeyed at once than is sane.

use std::fmt;
use std::time::Duration;

use crate::model::Age;

/// The shortest wait after a refusal, so that no answer can make us send without a pause.
const SHORTEST: Duration = Duration::from_secs(1);

/// The longest wait that is obeyed without asking again. The longest documented window is ten
/// minutes (ticket updates).
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The longest wait that is told: beyond a year the number is no answer.
const LONGEST_TOLD: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// A wait that a server asked for. What is told of it is the server's own; what is obeyed is at most
/// a quarter of an hour, after which it is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerWait {
    asked: Duration,
}

impl ServerWait {
    /// The wait of a server that asked for so much.
    pub fn asked(asked: Duration) -> Self {
        Self {
            asked: asked.clamp(SHORTEST, LONGEST_TOLD),
        }
    }

    /// The time after which it may be asked again.
    pub(crate) fn obeyed(self) -> Duration {
        self.asked.min(LONGEST)
    }

    /// The time that the server asked for.
    pub(crate) const fn whole(self) -> Duration {
        self.asked
    }

    /// That the server asked for more than is obeyed at once, in words, if it did.
    pub(crate) fn beyond(self) -> Option<String> {
        let (asked, obeyed) = (Age::from(self.asked), Age::from(self.obeyed()));
        (self.asked > LONGEST)
            .then(|| format!("Zendesk asks to wait {asked}; after {obeyed} it may be asked again"))
    }

    /// A reason to wait, in words, with what the server asked for where that is more than is obeyed.
    pub(crate) fn with_reason(self, why: &str) -> String {
        match self.beyond() {
            Some(beyond) => format!("{why}; {beyond}"),
            None => why.to_owned(),
        }
    }
}

impl From<Duration> for ServerWait {
    fn from(asked: Duration) -> Self {
        Self::asked(asked)
    }
}

/// Writes when a request that was turned away may be sent again, as the end of a sentence.
impl fmt::Display for ServerWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.beyond() {
            Some(beyond) => f.write_str(&beyond),
            None => write!(f, "may ask again in {} s", self.asked.as_secs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_the_servers_own_and_what_is_obeyed_is_sane() {
        for (asked, obeyed, words) in [
            (0, 1, "may ask again in 1 s"),
            (30, 30, "may ask again in 30 s"),
            (900, 900, "may ask again in 900 s"),
            (
                7_200,
                900,
                "Zendesk asks to wait 2h00m; after 15m00s it may be asked again",
            ),
            (
                u64::MAX,
                900,
                "Zendesk asks to wait 366d; after 15m00s it may be asked again",
            ),
        ] {
            let wait = ServerWait::asked(Duration::from_secs(asked));
            assert_eq!(wait.obeyed(), Duration::from_secs(obeyed));
            assert_eq!(wait.to_string(), words);
        }
    }
}
