//! Tests of defaults, file, environment and flags against each other.

use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::{FILE, inputs, resolve, source_of};
use crate::model::{Role, UserId};
use crate::settings::limits::Guard;
use crate::settings::source::Source;
use crate::settings::*;

#[test]
fn with_nothing_said_everything_is_at_its_default() {
    let inputs = Inputs {
        file: None,
        ..inputs("", &[], Flags::default())
    };
    let settings = Settings::resolve(&inputs).unwrap();
    assert_eq!(settings.profile, "default");
    assert_eq!(settings.account, None);
    assert!(settings.credentials.is_none() && settings.log.is_none());
    assert_eq!(settings.color, ColorChoice::Auto);
    assert_eq!(settings.guard.grace, Duration::from_secs(3));
    assert_eq!(
        settings.state_dir,
        Path::new("/home/ada/.local/state/zentop")
    );
    assert!(
        settings
            .explained
            .iter()
            .all(|row| row.source == Source::Default)
    );
}

#[test]
fn the_profile_says_what_the_file_does_not_say_for_all() {
    let settings = resolve(FILE, &[], Flags::default()).unwrap();
    assert_eq!(
        settings.account,
        Some(AccountInput::Subdomain("acme".into()))
    );
    assert_eq!(
        (settings.poll.watching_share, settings.poll.ending_share),
        (0.2, 0.3)
    );
    assert_eq!(settings.accent, Some(Accent::Red));
    assert_eq!(
        settings.protected,
        [
            ProtectedRule::Email("ceo@acme.example".into()),
            ProtectedRule::Domain("board.example".into()),
            ProtectedRule::Role(Role::Admin),
            ProtectedRule::User(UserId::new(12_345).unwrap()),
        ]
    );
    let place = settings.profile_secret.as_ref().unwrap().place();
    let argv = vec!["/home/ada/bin/secret".to_owned(), "acme".to_owned()];
    assert_eq!(*place, SecretPlace::Command(argv));
    assert_eq!(source_of(&settings, "theme"), "/s.toml:3:9");
    assert_eq!(source_of(&settings, "poll.ending_share"), "/s.toml:15:16");
    assert_eq!(source_of(&settings, "borders"), "default");
}

#[test]
fn signing_in_is_settled_by_environment_and_profile() {
    let bare = resolve("", &[], Flags::default()).unwrap().sign_in;
    assert_eq!(bare.scopes.to_string(), "read write");
    assert_eq!(bare.redirect_ports, [19286, 19287, 19288]);
    assert!(bare.client_id.is_none() && bare.client_secret.is_none() && bare.store.is_none());
    let read_only = Flags {
        read_only: true,
        ..Flags::default()
    };
    let scopes = resolve("", &[], read_only).unwrap().sign_in.scopes;
    assert_eq!(scopes.to_string(), "read");

    let file = "profile = \"a\"\n[profiles.a]\nclient_id = \"robot\"\nscopes = \"users:read read\"\n\
                store = \"file\"\nredirect_ports = [2000]\ntimeout_seconds = 5\n";
    let settings = resolve(file, &[], Flags::default()).unwrap();
    assert_eq!(settings.timeout, Duration::from_secs(5));
    let sign_in = settings.sign_in;
    assert_eq!(sign_in.client_id.as_deref(), Some("robot"));
    assert_eq!(sign_in.scopes.to_string(), "users:read read");
    assert_eq!(sign_in.store, Some(StoreChoice::File));
    assert_eq!(sign_in.redirect_ports, [2000]);

    let secret = ("ZENTOP_CLIENT_SECRET", "canary-1");
    let settings = resolve(file, &[secret], Flags::default()).unwrap();
    assert!(matches!(
        &settings.credentials,
        Some(CredentialsInput::ClientCredentials { client_id, .. }) if client_id == "robot"
    ));
    let other = ("ZENTOP_CLIENT_ID", "other");
    let settings = resolve(file, &[secret, other], Flags::default()).unwrap();
    assert_eq!(settings.sign_in.client_id.as_deref(), Some("other"));
    assert!(!format!("{settings:?}").contains("canary"));
    let error = resolve("", &[secret], Flags::default()).unwrap_err();
    assert!(error.contains("ZENTOP_CLIENT_ID is not"), "{error}");
    assert!(!error.contains("canary"), "{error}");
}

#[test]
fn an_oauth_token_goes_before_an_api_token_before_a_password() {
    let oauth = ("ZENDESK_OAUTH_TOKEN", " canary-oauth\n");
    let email = ("ZENDESK_EMAIL", "env@acme.example");
    let token = ("ZENDESK_API_TOKEN", "canary-api");
    let password = ("ZENDESK_PASSWORD", "canary-password");
    for (env, expected) in [
        (vec![oauth, email, token, password], "an OAuth token"),
        (
            vec![("ZENDESK_OAUTH_TOKEN", " "), email, token, password],
            "an API token of env@acme.example",
        ),
        (vec![token], "an API token of file@acme.example"),
        (vec![email, password], "a password of env@acme.example"),
    ] {
        let settings = resolve(FILE, &env, Flags::default()).unwrap();
        assert_eq!(settings.credentials.as_ref().unwrap().to_string(), expected);
        assert!(!format!("{settings:?}").contains("canary"));
        if let Some(CredentialsInput::OAuth(token)) = settings.credentials {
            assert_eq!(token.expose_secret(), "canary-oauth");
        }
    }
}

#[test]
fn what_will_not_do_is_said_in_a_sentence_without_the_secret() {
    let profile = Flags {
        profile: Some("acne".into()),
        ..Flags::default()
    };
    let empty = Flags {
        subdomain: Some(" ".into()),
        ..Flags::default()
    };
    let bare = "[profiles.a]\nauth = \"password\"\ntoken_file = \"/t\"\n";
    for (file, env, flags, message) in [
        (
            FILE,
            vec![],
            profile,
            "there is no profile \"acne\" (asked for by --profile): choose one of \"acme\", \"empty\"",
        ),
        (
            "profile = \"x\"",
            vec![],
            Flags::default(),
            "there is no profile \"x\" (asked for by /s.toml:1:11): the settings file has none, so add one there",
        ),
        (
            "",
            vec![("ZENDESK_EMAIL", "a@b.example")],
            Flags::default(),
            "ZENDESK_EMAIL is set and ZENDESK_API_TOKEN is not: set both",
        ),
        (
            "",
            vec![("ZENDESK_API_TOKEN", "canary")],
            Flags::default(),
            "ZENDESK_API_TOKEN is set and ZENDESK_EMAIL is not: set both",
        ),
        (
            "",
            vec![("ZENDESK_OAUTH_TOKEN", "canary\r\nX: y")],
            Flags::default(),
            "ZENDESK_OAUTH_TOKEN holds a control character, such as a line break: it must be one line of plain text",
        ),
        (
            "",
            vec![("ZENTOP_LOG", "loud")],
            Flags::default(),
            "ZENTOP_LOG must be one of error, warn, info, debug, trace, not \"loud\"",
        ),
        (
            "",
            vec![("HOME", "")],
            Flags::default(),
            "no home folder is known, so there is no place for the journal: set HOME or XDG_STATE_HOME",
        ),
        (
            "",
            vec![],
            empty,
            "--subdomain is empty: give it a value or leave it out",
        ),
        (
            bare,
            vec![("ZENTOP_PROFILE", "a")],
            Flags::default(),
            "auth = \"password\" of profile \"a\" (/s.toml:2:8) is set and its email is not: set both",
        ),
    ] {
        let error = resolve(file, &env, flags).unwrap_err();
        assert_eq!(error, message);
    }
}

#[test]
fn the_screen_and_the_log_follow_flag_then_environment_then_file() {
    let flags = |color, verbose| Flags {
        color,
        verbose,
        ..Flags::default()
    };
    for (env, flags, color, log) in [
        (
            vec![("NO_COLOR", "1")],
            flags(None, 0),
            ColorChoice::Never,
            None,
        ),
        (
            vec![("NO_COLOR", "")],
            flags(None, 0),
            ColorChoice::Auto,
            None,
        ),
        (
            vec![("TERM", "dumb")],
            flags(None, 0),
            ColorChoice::Never,
            None,
        ),
        (
            vec![("NO_COLOR", "1")],
            flags(Some(ColorChoice::Always), 0),
            ColorChoice::Always,
            None,
        ),
        (
            vec![("ZENTOP_LOG", "trace")],
            flags(None, 1),
            ColorChoice::Auto,
            Some(LogLevel::Info),
        ),
        (
            vec![("ZENTOP_LOG", "trace")],
            flags(None, 0),
            ColorChoice::Auto,
            Some(LogLevel::Trace),
        ),
    ] {
        let settings = resolve("", &env, flags).unwrap();
        assert_eq!(settings.color, color, "{env:?}");
        assert_eq!(settings.log.map(|log| log.level), log, "{env:?}");
    }
    let read_only = Flags {
        read_only: true,
        ..Flags::default()
    };
    assert!(resolve("", &[], read_only).unwrap().read_only);
    let state = resolve("", &[("XDG_STATE_HOME", "/state")], Flags::default()).unwrap();
    assert_eq!(state.journal_path, Path::new("/state/zentop/journal.jsonl"));
    assert_eq!(source_of(&state, "journal.path"), "XDG_STATE_HOME");
}

#[test]
fn a_production_profile_may_only_be_stricter() {
    let guard = |production: bool, lines: &str| {
        let file = format!(
            "[guard]\n{lines}\n[profiles.default]\nsubdomain = \"acme\"\nproduction = {production}\n"
        );
        resolve(&file, &[], Flags::default()).unwrap()
    };
    let looser = "grace_seconds = 0\nconfirm_name_above = 5000\nplan_file_above = 5000";
    assert_eq!(guard(true, looser).guard, Guard::default());
    let sandbox = guard(false, looser).guard;
    assert_eq!(
        (
            sandbox.grace,
            sandbox.confirm_name_above,
            sandbox.plan_file_above
        ),
        (Duration::ZERO, 5_000, 5_000)
    );
    let stricter = guard(
        true,
        "grace_seconds = 9\nconfirm_name_above = 1\nplan_file_above = 2",
    );
    assert_eq!(
        (
            stricter.guard.grace,
            stricter.guard.confirm_name_above,
            stricter.guard.plan_file_above
        ),
        (Duration::from_secs(9), 1, 2)
    );
    let answer = guard(true, looser).explained;
    let row = answer.iter().find(|row| row.key == "guard.plan_file_above");
    assert_eq!(
        row.unwrap().value,
        "200: production is not loosened to 5000"
    );
}
