//! What the terminal is asked at the start, and its answers. Whatever comes too late is swallowed
//! by the decoder; what could come after the end is waited for before the terminal is given back.

use std::io::Write;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use super::layouts::{enter_layouts, know_layouts};
use crate::settings::Background;

/// The background colour. BEL ends it, because urxvt ends its answer as the question was ended, and
/// has the other end wrong.
const ASK_BACKGROUND: &str = "\u{1b}]11;?\u{7}";

/// Whether kitty's keyboard protocol is known.
const ASK_LAYOUTS: &str = "\u{1b}[?u";

/// The kind of the terminal. Every terminal answers this, and in order: what was not answered
/// before it never will be.
const ASK_FENCE: &str = "\u{1b}[c";

/// How long the start may wait for answers.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long an answer may be on its way, over a slow line.
const LATEST: Duration = Duration::from_millis(500);

/// An answer of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TerminalAnswer {
    /// Its background.
    Background(Background),
    /// It knows kitty's keyboard protocol.
    Layouts,
    /// Its kind: whatever else was asked before is answered.
    Fence,
}

impl TerminalAnswer {
    /// The answer in a sequence after `ESC [`.
    pub(super) fn in_sequence(bytes: &[u8], last: u8) -> Option<Self> {
        match (bytes.first(), last) {
            (Some(b'?'), b'c') => Some(Self::Fence),
            (Some(b'?'), b'u') => Some(Self::Layouts),
            _ => None,
        }
    }

    /// The answer in the text of a string: `11;rgb:1e1e/1e1e/1e1e`, with one to four digits for
    /// each colour, `rgba:` with one more, or `11;#1e1e1e`.
    pub(super) fn in_words(words: &[u8]) -> Option<Self> {
        let color = std::str::from_utf8(words).ok()?.strip_prefix("11;")?;
        let shares: Vec<f64> = if let Some(digits) = color.strip_prefix('#') {
            let length = digits.len() / 3;
            (0..3)
                .map(|part| share(digits.get(part * length..(part + 1) * length)?))
                .collect::<Option<_>>()?
        } else {
            let (_, parts) = color.split_once(':').filter(|it| it.0.starts_with("rgb"))?;
            parts.split('/').map(share).collect::<Option<_>>()?
        };
        let &[red, green, blue, ..] = shares.as_slice() else {
            return None;
        };
        // The weights of television, by which eyes judge brightness well enough.
        let is_light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5;
        Some(Self::Background(if is_light {
            Background::Light
        } else {
            Background::Dark
        }))
    }
}

/// A colour's part of the most that its digits can say.
fn share(digits: &str) -> Option<f64> {
    let length = u32::try_from(digits.len()).ok()?;
    let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let most = 16_u32.checked_pow(length).filter(|_| is_hexadecimal)? - 1;
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some(f64::from(value) / f64::from(most))
}

/// The answers so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TerminalAnswers {
    background: Option<Background>,
    has_layouts: bool,
    is_whole: bool,
}

impl TerminalAnswers {
    pub(super) fn background(self) -> Option<Background> {
        self.background
    }

    /// Whether the answer came that comes last.
    pub(super) fn is_whole(self) -> bool {
        self.is_whole
    }

    pub(super) fn take(&mut self, answer: TerminalAnswer) {
        match answer {
            TerminalAnswer::Background(background) => self.background = Some(background),
            TerminalAnswer::Layouts => self.has_layouts = true,
            TerminalAnswer::Fence => self.is_whole = true,
        }
    }
}

/// The questions to the terminal, whose answers the keyboard brings.
#[derive(Debug)]
pub(crate) struct TerminalQuestions {
    answers: watch::Receiver<TerminalAnswers>,
    asked: Option<Instant>,
}

impl TerminalQuestions {
    pub(super) fn new(answers: watch::Receiver<TerminalAnswers>) -> Self {
        Self {
            answers,
            asked: None,
        }
    }

    /// Asks for the layouts and, if wanted, for the background, and returns what was answered about
    /// that in a tenth of a second. The alternate screen has to be ours.
    pub(crate) async fn ask(
        &mut self,
        background: bool,
        terminal: &mut impl Write,
    ) -> Option<Background> {
        let question = if background { ASK_BACKGROUND } else { "" };
        self.asked = Some(Instant::now());
        write(terminal, &format!("{question}{ASK_LAYOUTS}{ASK_FENCE}"));
        let whole = self.answers.wait_for(|answers| answers.is_whole());
        // Without the fence, what came counts all the same.
        let _ = timeout(PATIENCE, whole).await;
        let answers = *self.answers.borrow();
        if answers.has_layouts {
            know_layouts();
            write(terminal, enter_layouts());
        }
        answers.background()
    }

    /// Waits for answers that are still on their way, so that none reaches the shell.
    pub(crate) async fn settle(mut self) {
        if let Some(asked) = self.asked {
            let whole = self.answers.wait_for(|answers| answers.is_whole());
            let _ = timeout_at(asked + LATEST, whole).await;
        }
    }
}

fn write(terminal: &mut impl Write, sequence: &str) {
    // A terminal that takes no more text will not take a frame either.
    let _ = terminal
        .write_all(sequence.as_bytes())
        .and_then(|()| terminal.flush());
}
