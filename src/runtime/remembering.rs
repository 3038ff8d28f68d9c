//! The file of how the list of an account looked. It is read before the screen opens and written
//! beside the loop; of several that wait to be written only the newest is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::{Event, REMEMBERED_AT_MOST, RememberedList};
use crate::files;
use crate::files::quoted;

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

/// Writes how the list looks, one text after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Remembering {
    newest: Arc<AtomicU64>,
    one_at_a_time: Arc<Mutex<()>>,
}

impl Remembering {
    /// Writes a text, unless a newer one waits by then. Ends with an event where that failed.
    pub(super) fn write(
        &self,
        path: PathBuf,
        text: String,
    ) -> impl Future<Output = Option<Event>> + Send + 'static {
        let number = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let this = self.clone();
        async move {
            let write = move || {
                let _turn = this
                    .one_at_a_time
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                if this.newest.load(Ordering::Relaxed) != number {
                    return None;
                }
                let error = files::write(&path, text.as_bytes()).err()?;
                Some(format!(
                    "how the list looks is not kept for the next time: {error}"
                ))
            };
            let message = tokio::task::spawn_blocking(write).await.ok()??;
            Some(Event::Warned(vec![message]))
        }
    }
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
        let remembering = Remembering::default();
        let older = remembering.write(file.path().to_owned(), "view = \"new\"".to_owned());
        let newer = remembering.write(file.path().to_owned(), "view = \"staff\"".to_owned());
        assert!(newer.await.is_none() && older.await.is_none());
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
