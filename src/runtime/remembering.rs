//! The file of how the list of an account looked. It is read before the screen opens and written
//! beside the loop; of several that wait to be written only the newest is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::{Event, REMEMBERED_AT_MOST, RememberedList};
use crate::files;
use crate::files::quoted;
use crate::model::{Fault, on_a_thread};

/// The file for one account.
#[derive(Debug, Clone)]
pub struct RememberedFile(PathBuf);

impl RememberedFile {
    /// The file for the account of this name, in the folder of files that zentop writes.
    pub fn new(state_dir: &Path, account: &str) -> Self {
        let plain = |sign: char| {
            let is_plain = sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.');
            if is_plain { sign } else { '_' }
        };
        let name: String = account.chars().map(plain).collect();
        let name = name.trim_start_matches('.');
        Self(state_dir.join("screen").join(format!("{name}.toml")))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// How the list looked, if that is known, and what there is to say about it. A file that cannot be
    /// used is put aside.
    pub fn read(&self) -> (Option<RememberedList>, Option<String>) {
        let bytes = match files::read(&self.0, REMEMBERED_AT_MOST) {
            Ok(None) => return (None, None),
            Ok(Some(bytes)) => bytes,
            Err(error) => return (None, Some(self.put_aside(&error.to_string()))),
        };
        let text = String::from_utf8(bytes).map_err(|_| "it is no text".to_owned());
        let read = text.and_then(|text| {
            let read = RememberedList::parse(&text);
            read.map_err(|error| error.message().to_owned())
        });
        match read {
            Ok((list, dropped)) if dropped.is_empty() => (Some(list), None),
            Ok((list, dropped)) => {
                let words = dropped.join(", ");
                let message = format!("not as you left it: there is no {words} any more");
                (Some(list), Some(message))
            }
            Err(why) => (None, Some(self.put_aside(&why))),
        }
    }

    fn put_aside(&self, why: &str) -> String {
        let aside = self.0.with_extension("toml.aside");
        let message = format!(
            "how the list looked is not known: {}: {why}",
            quoted(&self.0)
        );
        match fs::rename(&self.0, &aside) {
            Ok(()) => format!("{message}; the file is now {}", quoted(&aside)),
            Err(error) => format!("{message}; it cannot be put aside either: {error}"),
        }
    }
}

/// What waits to be written, while something else is.
#[derive(Debug, Default)]
pub(super) struct Remembering {
    is_writing: bool,
    waiting: Option<(PathBuf, String)>,
}

impl Remembering {
    /// What is to be written now, if nothing else is being written; else it waits for that, in place
    /// of what waited before.
    pub(super) fn ask(&mut self, path: PathBuf, text: String) -> Option<(PathBuf, String)> {
        self.waiting = Some((path, text));
        self.next()
    }

    /// What waits, once the text before is written.
    pub(super) fn written(&mut self) -> Option<(PathBuf, String)> {
        self.is_writing = false;
        self.next()
    }

    fn next(&mut self) -> Option<(PathBuf, String)> {
        if self.is_writing {
            return None;
        }
        let next = self.waiting.take();
        self.is_writing = next.is_some();
        next
    }
}

/// Writes a text. Ends with an event where that failed.
///
/// # Errors
/// If the program failed on the way.
pub(super) async fn write((path, text): (PathBuf, String)) -> Result<Option<Event>, Fault> {
    let write = move || {
        let error = files::write(&path, text.as_bytes()).err()?;
        Some(format!(
            "how the list looks is not kept for the next time: {error}"
        ))
    };
    let message = on_a_thread(write).await?;
    Ok(message.map(|message| Event::Warned(vec![message])))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[tokio::test]
    async fn the_newest_is_written_and_reads_back_and_nobody_else_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = RememberedFile::new(folder.path(), "../a b.example");
        assert_eq!(file.path().parent(), Some(&*folder.path().join("screen")));
        assert_eq!(file.read(), (None, None));
        let mut remembering = Remembering::default();
        let of = |view: &str| (file.path().to_owned(), format!("view = {view:?}"));
        let mut ask = |view: &str| {
            let (path, text) = of(view);
            remembering.ask(path, text)
        };
        let first = ask("new").unwrap();
        assert_eq!((ask("all"), ask("staff")), (None, None), "one at a time");
        assert!(write(first).await.unwrap().is_none());
        assert_eq!(file.read().0.unwrap().view.as_deref(), Some("new"));
        let last = remembering.written().unwrap();
        assert_eq!(
            last,
            of("staff"),
            "what waited before is not written at all"
        );
        assert!(write(last).await.unwrap().is_none());
        assert_eq!(remembering.written(), None);
        let list = file.read().0.unwrap();
        assert_eq!(list.view.as_deref(), Some("staff"));
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_cannot_be_used_is_put_aside_with_a_word_and_a_new_one_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = RememberedFile::new(folder.path(), "acme");
        for bad in [&b"view = 3"[..], b"\xff", b"view"] {
            files::write(file.path(), bad).unwrap();
            let (list, message) = file.read();
            assert!(list.is_none() && message.unwrap().contains("acme.toml.aside"));
            assert_eq!(
                fs::read(file.path().with_extension("toml.aside")).unwrap(),
                bad
            );
            assert_eq!(file.read(), (None, None));
        }
        files::write(file.path(), b"theme = \"pink\"\nview = \"staff\"").unwrap();
        let (list, message) = file.read();
        assert!(list.is_some() && message.unwrap().contains("no theme pink"));
    }
}
