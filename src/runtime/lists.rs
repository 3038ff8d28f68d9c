//! Reading a list of people from a file that somebody named on the screen, and completing its path.

use std::fs::File;
use std::path::PathBuf;

use crate::files::read_bounded;
use crate::live::LARGEST_LIST;
use crate::settings::home_folder;

/// Reads the file of a path, which may begin with `~`. Blocks.
///
/// # Errors
/// If there is no such file, or it is no list, in words.
pub(super) fn read(typed: &str) -> Result<Vec<u8>, String> {
    let path = whole_path(typed)?;
    let is_file = std::fs::metadata(&path).map(|about| about.is_file());
    // Whoever waits for a pipe or a device waits for ever.
    if !is_file.map_err(|error| unread(&error))? {
        return Err("that is no file; name the file of a list of people".to_owned());
    }
    let bytes = File::open(&path).and_then(|file| read_bounded(file, LARGEST_LIST));
    let bytes = bytes.map_err(|error| unread(&error))?;
    let most = LARGEST_LIST >> 20;
    bytes.ok_or_else(|| format!("the file is larger than {most} MiB, so it is no list of people"))
}

/// The most names of a folder that are looked at, and that are given.
const MOST_LOOKED_AT: usize = 20_000;
const MOST_GIVEN: usize = 200;

/// The paths that begin as it was typed, those of folders with a slash behind them. Blocks.
///
/// # Errors
/// If the folder cannot be read, in words.
pub(super) fn beginning_so(typed: &str) -> Result<Vec<String>, String> {
    let (folder, begin) = match typed.rfind('/') {
        Some(at) => typed.split_at(at + 1),
        None if typed == "~" => return Ok(vec!["~/".to_owned()]),
        None => ("", typed),
    };
    let place = if folder.is_empty() { "./" } else { folder };
    let entries = std::fs::read_dir(whole_path(place)?);
    let entries = entries.map_err(|error| format!("the folder cannot be read: {error}"))?;
    let mut found = Vec::new();
    for entry in entries.take(MOST_LOOKED_AT).flatten() {
        // A name that cannot be typed cannot be completed.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let is_hidden = name.starts_with('.') && !begin.starts_with('.');
        if is_hidden || !name.starts_with(begin) || name.contains(char::is_control) {
            continue;
        }
        // What a link leads to counts.
        let is_folder = entry.path().is_dir();
        let slash = if is_folder { "/" } else { "" };
        found.push(format!("{folder}{name}{slash}"));
    }
    found.sort_unstable();
    found.truncate(MOST_GIVEN);
    Ok(found)
}

fn unread(error: &std::io::Error) -> String {
    format!("the file cannot be read: {error}; look at its path and whether you may read it")
}

/// The path with the home folder in the place of `~`.
fn whole_path(typed: &str) -> Result<PathBuf, String> {
    match typed.strip_prefix("~/") {
        Some(rest) => home_folder()
            .map(|home| home.join(rest))
            .ok_or_else(|| "your home folder is not known; name the whole path".to_owned()),
        None => Ok(PathBuf::from(typed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_from_a_file_and_from_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("my list.csv");
        std::fs::write(&file, "email\nann@example.com\n").unwrap();
        let read_at = |path: &std::path::Path| read(path.to_str().unwrap());
        assert_eq!(read_at(&file).unwrap(), b"email\nann@example.com\n");
        assert!(read_at(folder.path()).unwrap_err().contains("is no file"));
        let none = read_at(&folder.path().join("none")).unwrap_err();
        assert!(none.contains("cannot be read"), "{none}");
    }

    #[test]
    fn paths_that_begin_as_it_was_typed_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["leavers.csv", "left", ".leavers", "le\nft"] {
            std::fs::write(at(name), "").unwrap();
        }
        std::fs::create_dir(at("lead")).unwrap();
        let begin = at("le").to_str().unwrap().to_owned();
        let found = beginning_so(&begin).unwrap();
        let expected = ["lead/", "leavers.csv", "left"].map(|name| at("").join(name));
        let expected = expected.map(|path| path.to_str().unwrap().to_owned());
        assert_eq!(found, expected);
        assert!(beginning_so(at("x").to_str().unwrap()).unwrap().is_empty());
        assert!(beginning_so(at("none/x").to_str().unwrap()).is_err());
        assert_eq!(beginning_so("~").unwrap(), ["~/"]);
    }

    #[test]
    fn a_tilde_is_the_home_folder() {
        let home = home_folder().unwrap();
        assert_eq!(whole_path("~/a b.csv").unwrap(), home.join("a b.csv"));
        assert_eq!(whole_path("a~/b").unwrap(), PathBuf::from("a~/b"));
    }
}
