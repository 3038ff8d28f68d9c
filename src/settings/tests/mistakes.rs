//! Tests of the messages about files with mistakes.

use std::path::Path;

use crate::settings::error::Problem;
use crate::settings::file::SettingsFile;
use crate::settings::trust::FileTrust;

fn complaints(text: &str) -> Vec<String> {
    let (_, problems, _) = SettingsFile::read(Path::new("s.toml"), text);
    problems.iter().map(Problem::to_string).collect()
}

#[test]
fn every_wrong_entry_of_a_list_is_told_at_its_place() {
    let all = complaints(
        "columns = [\"nam\", \"name\", \"name\"]\n\
         [profiles.acme]\nprotected = [\"nobody\", 7, \"role:boss\", true]\n\
         redirect_ports = [80, 8080, 70000]\n[keys.list]\nend = [1, \"K\", 2]\n",
    );
    let places: Vec<&str> = (all.iter())
        .map(|words| words.split(": ").next().unwrap())
        .collect();
    let expected = [
        "s.toml:1:12",
        "s.toml:1:27",
        "s.toml:3:14",
        "s.toml:3:27",
        "s.toml:3:40",
        "s.toml:4:19",
        "s.toml:4:29",
        "s.toml:6:8",
        "s.toml:6:16",
    ];
    assert_eq!(places, expected, "{all:#?}");
}

/// Files with a mistake, and how the message about each begins.
const MISTAKES: &[(&str, &str)] = &[
    (
        "tehme = \"dark\"",
        "s.toml:1:1: `tehme` is not a setting of the settings file; did you mean `theme`?",
    ),
    (
        "\n[pol]\nfloor_seconds = 1",
        "s.toml:2:2: `pol` is not a setting of the settings file; did you mean `poll`?",
    ),
    (
        "[poll]\nwatching_shar = 0.1",
        "s.toml:2:1: `watching_shar` is not a setting of [poll]; did you mean `watching_share`?",
    ),
    (
        "[poll]\ninterval = 5",
        "s.toml:2:1: `interval` is not a setting of [poll]; it takes floor_seconds, watching_share, ending_share, assumed_limit",
    ),
    (
        "poll.flor_seconds = 5",
        "s.toml:1:6: `flor_seconds` is not a setting of [poll]; did you mean `floor_seconds`?",
    ),
    (
        "[profiles.acme]\nsub-domain = \"acme\"",
        "s.toml:2:1: `sub-domain` is not a setting of [profiles.acme]; did you mean `subdomain`?",
    ),
    (
        "[profiles.acme]\nread_onyl = true",
        "s.toml:2:1: `read_onyl` is not a setting of [profiles.acme]; did you mean `read_only`?",
    ),
    (
        "[profiles.acme]\ntoken = \"canary\"",
        "s.toml:2:1: `token` is not a setting of [profiles.acme]; a secret does not belong in this file, see `token_command` and `token_file`",
    ),
    (
        "\"\\u001b[2J\" = 1",
        "s.toml:1:1: `\\u{1b}[2J` is not a setting of the settings file; it takes profile, theme, borders, bell, on_lost_terminal, copy_command, columns, poll, guard, journal, keys, profiles, rule, view",
    ),
    (
        "[profiles.acme]\nscopes = \"read impersonate\"",
        "s.toml:2:10: `profiles.acme.scopes` has impersonate",
    ),
    (
        "[profiles.acme]\nscopes = \"Read\"",
        "s.toml:2:10: `profiles.acme.scopes` has \"Read\", which cannot be a scope",
    ),
    (
        "[profiles.acme]\nstore = \"keychain\"",
        "s.toml:2:9: `profiles.acme.store` must be one of keyring, file, not \"keychain\"",
    ),
    (
        "[profiles.acme]\nredirect_ports = [80]",
        "s.toml:2:19: `profiles.acme.redirect_ports` must be a whole number from 1024 to 65535, not 80",
    ),
    (
        "[profiles.acme]\nredirect_ports = []",
        "s.toml:2:18: `profiles.acme.redirect_ports` must be a list of ports from 1024 to 65535",
    ),
    (
        "[profiles.acme]\ntimeout_seconds = 1",
        "s.toml:2:19: `profiles.acme.timeout_seconds` must be a whole number from 5 to 600, not 1",
    ),
    (
        "theme = \"lite\"",
        "s.toml:1:9: `theme` must be one of auto, dark, light, mono, high-contrast, not \"lite\"",
    ),
    (
        "theme = \"darc\"",
        "s.toml:1:9: `theme` must be one of auto, dark, light, mono, high-contrast, not \"darc\"; did you mean \"dark\"?",
    ),
    (
        "theme = 1",
        "s.toml:1:9: `theme` must be a string, not a whole number",
    ),
    (
        "poll = 1",
        "s.toml:1:8: `poll` must be a table: write [poll]",
    ),
    (
        "profiles = []",
        "s.toml:1:12: `profiles` must be a table: write [profiles]",
    ),
    (
        "[profiles]\nacme = 1",
        "s.toml:2:8: `profiles.acme` must be a table: write [profiles.acme]",
    ),
    (
        "[poll]\nfloor_seconds = 0",
        "s.toml:2:17: `poll.floor_seconds` must be a whole number from 1 to 3600, not 0",
    ),
    (
        "[poll]\nfloor_seconds = -0x1",
        "s.toml:2:17: this is not TOML",
    ),
    (
        "[poll]\nfloor_seconds = 99999999999999999999",
        "s.toml:2:17: `poll.floor_seconds` must be a whole number from 1 to 3600, not 99999999999999999999",
    ),
    (
        "[poll]\nfloor_seconds = \"10\"",
        "s.toml:2:17: `poll.floor_seconds` must be a whole number from 1 to 3600, not a string",
    ),
    (
        "[poll]\nwatching_share = 10",
        "s.toml:2:18: `poll.watching_share` must be a number from 0.01 to 0.9, not 10",
    ),
    (
        "[poll]\nwatching_share = nan",
        "s.toml:2:18: `poll.watching_share` must be a number from 0.01 to 0.9, not nan",
    ),
    (
        "[profiles.a]\nread_only = \"yes\"",
        "s.toml:2:13: `profiles.a.read_only` must be true or false, not a string",
    ),
    (
        "[profiles.a]\nsubdomain = \" \"",
        "s.toml:2:13: `profiles.a.subdomain` must not be empty",
    ),
    (
        "[profiles.a]\nemail = \"a@b\\n\"\nsubdomain = \"a\\nb\"",
        "s.toml:3:13: `profiles.a.subdomain` holds a control character, such as a line break: remove it",
    ),
    (
        "[profiles.a]\nsubdomain = \"a\"\nurl = \"https://a\"",
        "s.toml:3:7: [profiles.a] has both `subdomain` and `url`: keep one",
    ),
    (
        "[profiles.a]\ntoken_command = \"op read x\"",
        "s.toml:2:17: `profiles.a.token_command` must be a list of strings, the program first, not a string",
    ),
    (
        "[profiles.a]\ntoken_command = []",
        "s.toml:2:17: `profiles.a.token_command` must name a program",
    ),
    (
        "[profiles.a]\ntoken_command = [\"./op\"]",
        "s.toml:2:17: `profiles.a.token_command` must name a program by its bare name, an absolute path, or a path that begins with ~/",
    ),
    (
        "[profiles.a]\ntoken_file = \"token\"",
        "s.toml:2:14: `profiles.a.token_file` must be an absolute path, or begin with ~/",
    ),
    (
        "[profiles.a]\nprotected = [\"ceo@a.b\", \"boss\"]",
        "s.toml:2:25: `profiles.a.protected` has an entry that protects nobody: \"boss\" names nobody: expected",
    ),
    (
        "[profiles.a]\nprotected = [0]",
        "s.toml:2:14: `profiles.a.protected` has an entry that protects nobody",
    ),
    ("theme = ", "s.toml:1:9: this is not TOML"),
    (
        "theme = \"dark\"\ntheme = \"dark\"",
        "s.toml:2:1: this is not TOML: duplicate key",
    ),
];

#[test]
fn each_mistake_is_told_with_its_place_and_its_remedy() {
    for &(text, message) in MISTAKES {
        let found = complaints(text);
        assert_eq!(found.len(), 1, "{text:?} {found:#?}");
        assert!(
            found[0].starts_with(message),
            "{text:?}\n{}\n{message}",
            found[0]
        );
        assert!(!found[0].contains("canary") && !found[0].contains('\n'));
    }
}

#[test]
fn every_mistake_is_told_at_once_in_the_order_of_the_file() {
    let text = "themes = 1\nborders = \"round\"\n[profiles.b]\nx = 1\n[profiles.a]\ny = 1\n";
    let found = complaints(text);
    let places: Vec<_> = found.iter().map(|message| &message[..10]).collect();
    assert_eq!(
        places,
        ["s.toml:1:1", "s.toml:2:1", "s.toml:4:1", "s.toml:6:1"]
    );
}

#[test]
fn a_file_others_could_write_may_not_run_things_or_redirect_credentials() {
    for (setting, key) in [
        ("token_command = [\"sh\"]", Some("token_command")),
        ("token_file = \"/t\"", Some("token_file")),
        ("url = \"https://evil.example\"", Some("url")),
        ("subdomain = \"acme\"", None),
        ("read_only = true", None),
    ] {
        let text = format!("[profiles.a]\n{setting}");
        let parse = |trust| SettingsFile::parse(Path::new("/etc/s.toml"), &text, &trust);
        assert!(parse(FileTrust::Trusted).is_ok());
        let refusal = parse(FileTrust::WritableByOthers)
            .err()
            .map(|error| error.to_string());
        let expected = key.map(|key| format!("`{key}` is not taken from this file, because others may write to it: run chmod go-w '/etc/s.toml'"));
        assert_eq!(refusal.is_some(), expected.is_some(), "{setting}");
        assert!(
            refusal
                .unwrap_or_default()
                .ends_with(&expected.unwrap_or_default())
        );
    }
}
