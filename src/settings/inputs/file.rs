//! Reading the settings file. What stands in its place and is none is never taken for no settings.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use crate::files::{self, read_bounded};
use crate::settings::error::SettingsError;
use crate::settings::source::Source;
use crate::settings::trust::FileTrust;

/// The largest settings file, in bytes, so that reading ends if somebody names a device by mistake.
const LARGEST_FILE: u64 = 1 << 20;

/// Reads the file at `path`. One that nobody named may be missing.
pub(super) fn read(
    path: PathBuf,
    named_by: Source,
) -> Result<Option<(PathBuf, String, FileTrust)>, SettingsError> {
    let unreadable = |reason: String| SettingsError::Unreadable {
        path: path.clone(),
        reason,
    };
    let found = match fs::metadata(&path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(broken) = files::broken_link(&path) {
                return Err(unreadable(format!(
                    "{broken}: put that back, or remove the link if there are to be no settings"
                )));
            }
            return match named_by {
                Source::Default => Ok(None),
                named_by => Err(SettingsError::NoSuchFile { path, named_by }),
            };
        }
        // A service whose home is `/dev/null` has no settings, and cannot have any there.
        Err(_) if named_by == Source::Default && files::is_below_a_device(&path) => {
            return Ok(None);
        }
        Err(error) => return Err(unreadable(error.to_string())),
    };
    if found.is_dir() {
        return Err(unreadable("it is a folder: name the file in it".to_owned()));
    }
    // Whoever names a device or a pipe means it. One that stands where the settings belong would
    // silently be no settings, and with them the protected people would be gone.
    if !found.is_file() && named_by == Source::Default {
        return Err(unreadable(
            "it is no regular file, so the settings that belong there are missing: put them back, \
             or remove it if there are to be none"
                .to_owned(),
        ));
    }
    let file = File::open(&path).map_err(|error| unreadable(error.to_string()))?;
    let bytes = read_bounded(&file, LARGEST_FILE).map_err(|error| unreadable(error.to_string()))?;
    let Some(bytes) = bytes else {
        return Err(unreadable(format!(
            "it is larger than {LARGEST_FILE} bytes, so it is no settings file: name another"
        )));
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|&byte| byte == b'\n').count();
        unreadable(format!("line {line} is not UTF-8: save it as UTF-8"))
    })?;
    let trust = FileTrust::of(&path, &file).map_err(|error| unreadable(error.to_string()))?;
    Ok(Some((path, text, trust)))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::*;

    #[test]
    fn only_a_file_that_somebody_named_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        assert_eq!(read(path.clone(), Source::Default), Ok(None));
        let error = read(path.clone(), Source::Flag("--config")).unwrap_err();
        assert!(error.to_string().starts_with("--config names "), "{error}");

        std::fs::write(&path, b"theme = \"dark\"\n\xff").unwrap();
        let error = read(path, Source::Default).unwrap_err().to_string();
        assert!(error.contains("line 2 is not UTF-8"), "{error}");
        let error = read("/dev/zero".into(), Source::Flag("--config"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("larger than"), "{error}");
    }

    #[test]
    fn what_stands_where_the_settings_belong_and_is_none_is_never_no_settings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let message = |path: &Path| {
            read(path.to_owned(), Source::Default)
                .unwrap_err()
                .to_string()
        };
        let gone = folder.path().join("gone/zentop.toml");
        symlink(&gone, &path).unwrap();
        for named_by in [Source::Default, Source::Flag("--config")] {
            let error = read(path.clone(), named_by).unwrap_err().to_string();
            for part in [&path, &gone] {
                assert!(error.contains(part.to_str().unwrap()), "{error}");
            }
        }
        // A link to a link, and a folder on the way, are the same mistake.
        fs::remove_file(&path).unwrap();
        symlink("second", &path).unwrap();
        symlink("third", folder.path().join("second")).unwrap();
        assert!(message(&path).contains("link"), "{}", message(&path));
        let way = folder.path().join("config");
        symlink(&gone, &way).unwrap();
        let below = message(&way.join("zentop/settings.toml"));
        assert!(below.contains(way.to_str().unwrap()), "{below}");
        fs::remove_file(&path).unwrap();
        symlink("settings.toml", &path).unwrap();
        assert!(!message(&path).is_empty(), "a link to itself");

        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(message(&path).contains("folder"), "{}", message(&path));
        assert!(message(Path::new("/dev/null")).contains("no regular file"));
        let named = read("/dev/null".into(), Source::Flag("--config")).unwrap();
        assert_eq!(named.unwrap().1, "", "whoever names it means no settings");
    }
}
