//! Incident reports as files.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::exit::Failure;
use super::output;
use super::report::talk;
use crate::incident::Incident;
use crate::model::SafeText;

/// The files that a report is written to. They are created before anything is sent, so that no run
/// ends without its report because a folder is missing, and deleted if nothing is written.
pub(super) struct ReportFiles(Vec<ReportFile>);

struct ReportFile {
    path: PathBuf,
    file: File,
    kind: ReportKind,
    is_written: bool,
}

#[derive(Clone, Copy)]
enum ReportKind {
    Markdown,
    Json,
}

impl ReportFiles {
    /// Creates the files; their extensions decide what is written to them.
    pub(super) fn create(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut kinds = Vec::new();
        for path in paths {
            kinds.push(match path.extension().and_then(|end| end.to_str()) {
                Some("md") => ReportKind::Markdown,
                Some("json") => ReportKind::Json,
                _ => {
                    let path = SafeText::new(&path.display().to_string());
                    return Err(Failure::usage(format!(
                        "--report {path}: a report is a .md or a .json file; nothing was sent"
                    )));
                }
            });
        }
        if let Some(twice) = (1..paths.len()).find(|at| paths[..*at].contains(&paths[*at])) {
            let path = SafeText::new(&paths[twice].display().to_string());
            return Err(Failure::usage(format!(
                "--report {path} is named twice; nothing was sent"
            )));
        }
        let mut files = Self(Vec::new());
        for (path, kind) in paths.iter().zip(kinds) {
            files.0.push(ReportFile {
                path: path.clone(),
                file: output::create(path)?,
                kind,
                is_written: false,
            });
        }
        Ok(files)
    }

    /// Writes the report. The run is over by now, so each file is tried, and one that is not whole is
    /// told. Returns whether all are: what became of the run is more than what became of its report.
    #[must_use]
    pub(super) fn write(mut self, incident: &Incident) -> bool {
        let mut are_whole = true;
        for paper in &mut self.0 {
            paper.is_written = true;
            let text = match paper.kind {
                ReportKind::Markdown => Ok(incident.to_markdown()),
                ReportKind::Json => incident.to_json().map_err(io::Error::from),
            };
            let written = text.and_then(|text| {
                paper.file.write_all(text.as_bytes())?;
                paper.file.sync_all()
            });
            if let Err(error) = written {
                let path = SafeText::new(&paper.path.display().to_string());
                talk(&format!("the report {path} is not whole: {error}"));
                are_whole = false;
            }
        }
        are_whole
    }
}

impl Drop for ReportFile {
    fn drop(&mut self) {
        if !self.is_written {
            // An empty file that stays behind does no harm.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
