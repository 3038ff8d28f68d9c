//! Tests that compare the documented settings file with the code.

use std::path::Path;

use super::resolve;
use crate::settings::file::SettingsFile;
use crate::settings::limits::{Guard, Poll};
use crate::settings::{Flags, Settings};

const DOCUMENTED: &str = include_str!("../../../assets/settings.toml");

/// The documentation with every setting taken out of its comment: prose has a blank after `#`.
fn uncommented() -> String {
    DOCUMENTED
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => rest,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_documentation_is_all_comments() {
    let (_, problems, _) = SettingsFile::read(Path::new("settings.toml"), DOCUMENTED);
    assert_eq!(problems, []);
    let said = DOCUMENTED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    assert_eq!(said.count(), 0);
}

#[test]
fn the_documentation_shows_the_defaults_of_the_code() {
    let nothing = resolve("", &[], Flags::default()).unwrap();
    let documented = resolve(&uncommented(), &[], Flags::default()).unwrap();
    let values = |settings: &Settings| -> Vec<(&str, String)> {
        // The view in it is an example, as the profiles are.
        let rows = settings.explained.iter().filter(|row| row.key != "views");
        rows.map(|row| (row.key, row.value.clone())).collect()
    };
    assert_eq!(values(&nothing), values(&documented));
    assert_eq!(documented.poll, Poll::default());
    assert_eq!(documented.guard, Guard::default());

    let acme = Flags {
        profile: Some("acme".into()),
        ..Flags::default()
    };
    let acme = resolve(&uncommented(), &[], acme).unwrap();
    assert_eq!(acme.poll, Poll::default());
    assert_eq!((acme.read_only, acme.production), (false, false));
}

#[test]
fn the_documentation_has_every_key_of_the_code() {
    let text = uncommented();
    let (_, problems, asked) = SettingsFile::read(Path::new("settings.toml"), &text);
    assert_eq!(problems, []);
    for key in asked {
        let last = key.rsplit('.').next().unwrap();
        let written = text.lines().any(|line| {
            line.starts_with(&format!("{last} = "))
                || line
                    .trim_start_matches('[')
                    .starts_with(&format!("{last}]"))
                || line.starts_with(&format!("[{last}"))
        });
        assert!(written, "{key}");
    }
}
