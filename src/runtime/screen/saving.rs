//! What is shown, into files that only their owner can read.

use std::io;
use std::path::{Path, PathBuf};

use super::Screen;
use crate::app::{Event, FileFormat, NotSaved, SaveRequest, Saved};
use crate::files::{self, FileError, FileErrorKind, quoted};
use crate::model::on_a_thread;
use crate::runtime::input::{LEAVE_MOUSE, LISTEN_TO_MOUSE};
use crate::runtime::tasks::Job;
use crate::settings::home_folder;

impl Screen {
    /// Writes what is shown beside the loop: a million rows take a while, and a disk may hang.
    pub(super) fn save(&mut self, request: SaveRequest) {
        let typed = request.typed.clone();
        self.tasks.try_spawn(Job::Save(typed.clone()), async move {
            let answer = on_a_thread(move || write(&request)).await?;
            Ok(Some(Event::Saved(Box::new(Saved { typed, answer }))))
        });
    }

    /// Lets the terminal report the mouse, or no longer.
    pub(super) fn listen_to_mouse(&mut self, listens: bool) {
        let words = if listens {
            LISTEN_TO_MOUSE
        } else {
            LEAVE_MOUSE
        };
        self.ports.output.emit(words);
    }
}

fn write(request: &SaveRequest) -> Result<(PathBuf, String), NotSaved> {
    let failed = |why: String| NotSaved::Failed(why);
    let path = path_of(&request.typed).map_err(failed)?;
    let format = FileFormat::of(&path).ok_or_else(|| {
        failed("the name must end in .csv, .json or .md, which says what is written".to_owned())
    })?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(failed(format!("there is no folder {}", quoted(folder))));
    }
    let bytes = request
        .export
        .bytes(format)
        .map_err(|error| failed(error.to_string()))?;
    let written = if request.replaces {
        files::write(&path, &bytes)
    } else {
        files::write_new(&path, &bytes)
    };
    match written {
        Ok(()) => Ok((path, request.export.words())),
        Err(error) if exists(&error) => Err(NotSaved::Exists),
        Err(error) => Err(failed(error.to_string())),
    }
}

fn exists(error: &FileError) -> bool {
    matches!(
        error.kind,
        FileErrorKind::Exists | FileErrorKind::Io(io::ErrorKind::AlreadyExists)
    )
}

/// The path that was typed; `~` is the home folder.
fn path_of(typed: &str) -> Result<PathBuf, String> {
    if typed.is_empty() {
        return Err("type the name of a file".to_owned());
    }
    let path = Path::new(typed);
    let Ok(rest) = path.strip_prefix("~") else {
        return Ok(path.to_owned());
    };
    let home = home_folder().ok_or("no home folder is known for ~")?;
    Ok(home.join(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder_and_nothing_else_is() {
        assert_eq!(path_of("/tmp/~/x.csv").unwrap(), Path::new("/tmp/~/x.csv"));
        assert_eq!(path_of("~x.csv").unwrap(), Path::new("~x.csv"));
        assert!(path_of("~/x.csv").unwrap().is_absolute());
        assert!(path_of("").is_err());
    }
}
