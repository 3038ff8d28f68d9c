//! Telling a person what a verb waits for: on a terminal as a countdown that rewrites its line, else
//! in one line for each wait.

use std::io::{self, IsTerminal as _, stderr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::model::SafeText;
use crate::zendesk::{WaitNews, WaitPatience};

/// The patience of a verb, which tells its waits on stderr.
pub(super) fn patience() -> WaitPatience {
    let line = Mutex::new(WaitLine {
        is_terminal: rewrites_lines(),
        last: None,
    });
    WaitPatience::new(Arc::new(move |news| {
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        // If stderr is closed, nobody can be informed.
        let _ = line.tell(&news, &mut stderr());
    }))
}

/// Whether stderr is a terminal on which a line can be written anew.
pub(super) fn rewrites_lines() -> bool {
    let term = std::env::var_os("TERM").filter(|term| !term.is_empty());
    stderr().is_terminal() && term.is_some_and(|term| term != "dumb")
}

/// The line that tells of a wait.
struct WaitLine {
    is_terminal: bool,
    /// The wait that was told last, so that several requests that wait for the same are one wait.
    last: Option<String>,
}

impl WaitLine {
    fn tell(&mut self, news: &WaitNews, out: &mut impl io::Write) -> io::Result<()> {
        match news {
            WaitNews::Waiting { why, left } if self.is_terminal => {
                self.last = Some(why.clone());
                write!(out, "\r\u{1b}[K{}", line(why, *left))?;
                out.flush()
            }
            WaitNews::Waiting { why, .. } if self.last.as_ref() == Some(why) => Ok(()),
            WaitNews::Waiting { why, left } => {
                self.last = Some(why.clone());
                writeln!(out, "zentop: {}", line(why, *left))
            }
            WaitNews::Over if self.is_terminal => {
                self.last = None;
                write!(out, "\r\u{1b}[K")?;
                out.flush()
            }
            WaitNews::Over => {
                self.last = None;
                Ok(())
            }
            WaitNews::GivenUp { why, next, limit } => {
                self.last = None;
                let clear = if self.is_terminal { "\r\u{1b}[K" } else { "" };
                write!(out, "{clear}")?;
                talk_given_up(why, *next, *limit, out)
            }
        }
    }
}

fn line(why: &str, left: Duration) -> String {
    let why = SafeText::new(why);
    format!("waiting {}: {why}", seconds(left))
}

fn talk_given_up(
    why: &str,
    next: Duration,
    limit: Duration,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let (why, limit) = (SafeText::new(why), seconds(limit));
    if next.is_zero() {
        return writeln!(
            out,
            "zentop: {why}: not waited for any longer, after {limit}"
        );
    }
    let next = seconds(next);
    writeln!(
        out,
        "zentop: {why}: the next wait would be {next}, and {limit} in all is as long as this waits"
    )
}

/// The time in whole seconds, and never less than is left.
fn seconds(time: Duration) -> String {
    let whole = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    format!("{whole} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(is_terminal: bool, news: &[WaitNews]) -> String {
        let mut line = WaitLine {
            is_terminal,
            last: None,
        };
        let mut out = Vec::new();
        for one in news {
            line.tell(one, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    fn waiting(why: &str, left: u64) -> WaitNews {
        WaitNews::Waiting {
            why: why.to_owned(),
            left: Duration::from_secs(left),
        }
    }

    #[test]
    fn a_terminal_gets_a_countdown_in_one_line_and_everybody_else_one_line() {
        let news = [waiting("x", 3), waiting("x", 2), WaitNews::Over];
        assert_eq!(
            lines_of(true, &news),
            "\r\u{1b}[Kwaiting 3 s: x\r\u{1b}[Kwaiting 2 s: x\r\u{1b}[K"
        );
        assert_eq!(lines_of(false, &news), "zentop: waiting 3 s: x\n");
        // A second wait is news, also for the same reason; several requests in one wait are not.
        let twice = [
            waiting("x", 3),
            waiting("x", 3),
            WaitNews::Over,
            waiting("x", 9),
        ];
        let lines = lines_of(false, &twice);
        assert_eq!(lines, "zentop: waiting 3 s: x\nzentop: waiting 9 s: x\n");
    }

    #[test]
    fn a_strangers_words_cannot_move_the_cursor() {
        let lines = lines_of(false, &[waiting("a\u{1b}[2J\nb", 3)]);
        assert!(
            !lines.contains('\u{1b}') && lines.lines().count() == 1,
            "{lines:?}"
        );
    }

    #[test]
    fn the_end_of_all_patience_is_told() {
        let given_up = WaitNews::GivenUp {
            why: "x".to_owned(),
            next: Duration::from_secs(310),
            limit: Duration::from_secs(300),
        };
        let line = lines_of(false, &[given_up]);
        assert!(line.contains("310 s") && line.contains("300 s"), "{line}");
    }
}
