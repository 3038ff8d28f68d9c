//! Text for the clipboard.

use super::Screen;
use crate::app::{Copied, Event};
use crate::runtime::clipboard::{Clipboard, MOST_FOR_TERMINAL, osc52, run};
use crate::runtime::tasks::Job;

impl Screen {
    /// Hands text to the program of the settings, or to the terminal, and tells which: nobody knows
    /// whether a terminal puts it on a clipboard. Then the text itself is shown where it is short, so
    /// that it can be selected.
    pub(super) fn copy(&mut self, copied: Copied) {
        let Copied { text, what, shown } = copied;
        let is_masked = self.app.display().masked;
        match &self.ports.clipboard {
            Clipboard::Terminal if text.len() > MOST_FOR_TERMINAL => {
                self.update(Event::Warned(vec![format!(
                    "{what} not copied: terminals take no more than {} kB; set copy_command, or save \
                     it to a file",
                    MOST_FOR_TERMINAL / 1000
                )]));
            }
            Clipboard::Terminal => {
                self.ports.output.emit(&osc52(&text));
                let message = format!("{} sent to the terminal (OSC 52)", shown.unwrap_or(what));
                self.update(tell(message, is_masked));
            }
            Clipboard::Program(program) => {
                let program = program.clone();
                self.tasks.spawn(Job::Copy, async move {
                    let what = shown.unwrap_or(what);
                    Some(match run(&program, &text).await {
                        Ok(()) => tell(format!("{what} copied with {program}"), is_masked),
                        Err(error) => Event::Warned(vec![format!("{what} not copied: {error}")]),
                    })
                });
            }
        }
    }
}

/// What was copied, in words. While people are masked, so is what is copied.
fn tell(message: String, is_masked: bool) -> Event {
    if is_masked {
        Event::ToldOfNobody(message)
    } else {
        Event::Told(message)
    }
}
