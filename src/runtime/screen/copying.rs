//! Text for the clipboard.

use super::Screen;
use crate::app::Event;
use crate::runtime::clipboard::{Clipboard, osc52, run};
use crate::runtime::tasks::Job;

impl Screen {
    /// Hands text to the program of the settings, or to the terminal, and tells which: nobody knows
    /// whether a terminal puts it on a clipboard.
    pub(super) fn copy(&mut self, text: String) {
        match &self.ports.clipboard {
            Clipboard::Terminal => {
                self.ports.output.emit(osc52(&text));
                self.update(Event::Told(format!("{text} sent to the terminal (OSC 52)")));
            }
            Clipboard::Program(program) => {
                let program = program.clone();
                self.tasks.spawn(Job::Copy, async move {
                    Some(match run(&program, &text).await {
                        Ok(()) => Event::Told(format!("{text} copied with {program}")),
                        Err(error) => Event::Warned(vec![format!("{text} not copied: {error}")]),
                    })
                });
            }
        }
    }
}
