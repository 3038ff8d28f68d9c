//! The report of the last run for others: on the clipboard, and in files.

use std::path::{Path, PathBuf};

use super::Screen;
use crate::app::Event;
use crate::files::{make_folder, write};
use crate::incident::Incident;
use crate::model::{SafeText, on_a_thread};
use crate::operation::RunContext;
use crate::runtime::clipboard::{Clipboard, osc52, run};
use crate::runtime::tasks::Job;

/// The most bytes that terminals and tmux take for the clipboard (their buffers hold 75,000 in
/// Base64).
const MOST_COPIED: usize = 50_000;

impl Screen {
    /// The last run with its verdicts, as a report to hand on.
    fn last_report(&mut self) -> Option<Incident> {
        if self.app.display().masked {
            let why = "a report has real names, as evidence must: end the masking of people first";
            self.update(Event::ToldOfNobody(why.to_owned()));
            return None;
        }
        let run = self.outcome.runs.last()?.clone();
        let known = RunContext::of(self.app.snapshot());
        Some(Incident {
            who: self.ports.runner.who(&known),
            written_at: (self.ports.clock)(),
            runs: vec![run],
            chat: Vec::new(),
            before: None,
            after: None,
        })
    }

    /// Copies the report of the last run.
    pub(super) fn copy_report(&mut self) {
        let Some(report) = self.last_report() else {
            return;
        };
        let text = report.to_markdown();
        if text.len() > MOST_COPIED {
            let text = "the report is too long for the clipboard; Ctrl-S saves it";
            return self.update(Event::Warned(vec![text.to_owned()]));
        }
        match &self.ports.clipboard {
            Clipboard::Terminal => {
                self.ports.output.emit(&osc52(&text));
                let notice = "the report was sent to the terminal (OSC 52)";
                self.update(Event::Told(notice.to_owned()));
            }
            Clipboard::Program(program) => {
                let program = program.clone();
                self.tasks.spawn(Job::Copy, async move {
                    Some(match run(&program, &text).await {
                        Ok(()) => Event::Told(format!("the report was copied with {program}")),
                        Err(error) => {
                            Event::Warned(vec![format!("the report was not copied: {error}")])
                        }
                    })
                });
            }
        }
    }

    /// Saves the report of the last run in a folder beside the journal, which nobody else can read.
    pub(super) fn save_report(&mut self) {
        let Some(report) = self.last_report() else {
            return;
        };
        let journal = &self.ports.runner.journal;
        let folder = journal.parent().unwrap_or(Path::new(".")).join("reports");
        let name = report.runs.first().map(|run| run.report.run.to_string());
        let base = folder.join(name.unwrap_or_default());
        self.tasks.try_spawn(Job::SaveReport, async move {
            let saved = on_a_thread(move || save(&folder, &base, &report)).await?;
            Ok(Some(match saved {
                Ok(path) => {
                    let path = SafeText::new(&path.display().to_string());
                    Event::Told(format!("saved, and as .json beside it: {path}"))
                }
                Err(why) => Event::Warned(vec![format!("the report was not saved: {why}")]),
            }))
        });
    }
}

/// Writes both files; returns the path of the page.
fn save(folder: &Path, base: &Path, report: &Incident) -> Result<PathBuf, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    make_folder(folder).map_err(|error| text(&error))?;
    let json = report.to_json().map_err(|error| text(&error))?;
    let page = base.with_extension("md");
    write(&page, report.to_markdown().as_bytes()).map_err(|error| text(&error))?;
    write(&base.with_extension("json"), json.as_bytes()).map_err(|error| text(&error))?;
    Ok(page)
}
