//! Tests of which account is in force, and what of a profile goes with an account it does not name.

use super::{FILE, resolve, source_of};
use crate::settings::Flags;

#[test]
fn an_account_from_outside_the_file_leaves_the_profile_guarding() {
    let token = ("ZENDESK_OAUTH_TOKEN", "canary-1");
    let url = "http://127.0.0.1:8080";
    let named = |subdomain: Option<&str>, url: Option<&str>| Flags {
        subdomain: subdomain.map(str::to_owned),
        url: url.map(str::to_owned),
        ..Flags::default()
    };
    for (env, flags, account, source) in [
        (
            vec![token, ("ZENDESK_SUBDOMAIN", "env")],
            named(None, None),
            "env",
            "ZENDESK_SUBDOMAIN",
        ),
        (
            vec![token, ("ZENDESK_SUBDOMAIN", "")],
            named(None, None),
            "acme",
            "/s.toml:7:13",
        ),
        (
            vec![token, ("ZENDESK_SUBDOMAIN", "env"), ("ZENTOP_URL", url)],
            named(None, None),
            url,
            "ZENTOP_URL",
        ),
        (
            vec![token, ("ZENTOP_URL", url)],
            named(Some("flag"), None),
            "flag",
            "--subdomain",
        ),
        (
            vec![token, ("ZENDESK_SUBDOMAIN", "env")],
            named(None, Some(url)),
            url,
            "--url",
        ),
    ] {
        let settings = resolve(FILE, &env, flags).unwrap();
        assert_eq!(settings.account.as_ref().unwrap().to_string(), account);
        assert_eq!(source_of(&settings, "account"), source);
        assert!(settings.read_only && settings.production);
        assert_eq!(settings.protected.len(), 4);
    }
    let both = resolve(FILE, &[], named(Some("a"), Some(url))).unwrap_err();
    assert_eq!(
        both,
        "--subdomain and --url both name an account: give one of them"
    );
}

#[test]
fn a_profile_that_was_typed_is_not_overruled_by_a_leftover_subdomain() {
    let typed = |subdomain: Option<&str>| Flags {
        profile: Some("acme".to_owned()),
        subdomain: subdomain.map(str::to_owned),
        ..Flags::default()
    };
    let token = ("ZENDESK_OAUTH_TOKEN", "canary-1");
    let left_over = [token, ("ZENDESK_SUBDOMAIN", "prod")];
    assert_eq!(
        resolve(FILE, &left_over, typed(None)).unwrap_err(),
        "--profile acme means acme, but ZENDESK_SUBDOMAIN names prod: \
         unset it, or say which with --subdomain"
    );
    assert!(resolve(FILE, &left_over, typed(Some("prod"))).is_ok());
    let same = [token, ("ZENDESK_SUBDOMAIN", "Acme")];
    assert!(resolve(FILE, &same, typed(None)).is_ok());
}

#[test]
fn the_secret_of_a_profile_goes_to_no_other_account() {
    let at = |subdomain: &str| Flags {
        subdomain: Some(subdomain.to_owned()),
        ..Flags::default()
    };
    assert!(
        resolve(FILE, &[], at("ACME"))
            .unwrap()
            .profile_secret
            .is_some()
    );
    let error = resolve(FILE, &[], at("other")).unwrap_err();
    assert!(
        error.starts_with(
            "--subdomain names other, but the secret of profile \"acme\" is for acme:"
        ),
        "{error}"
    );
    let own = resolve(FILE, &[("ZENDESK_OAUTH_TOKEN", "canary-1")], at("other")).unwrap();
    assert!(own.profile_secret.is_none() && own.credentials.is_some());
}

/// Guardrails that somebody wrote for an account hold for it, however it is named. Whoever chose a
/// profile of the same account has chosen its guardrails with it.
#[test]
fn the_guardrails_of_a_profile_that_nobody_chose_hold_for_its_account() {
    let file = r#"
[profiles.daily]
subdomain = "acme"
protected = [115, "@example.org"]
read_only = true

[profiles.night]
url = "https://ACME.zendesk.com/"
protected = [115, "role:admin"]
production = true

[profiles.other]
subdomain = "other"
protected = [7]
"#;
    let token = ("ZENDESK_OAUTH_TOKEN", "canary-1");
    let of = |subdomain: &str, profile: Option<&str>| {
        let flags = Flags {
            subdomain: Some(subdomain.to_owned()),
            profile: profile.map(str::to_owned),
            ..Flags::default()
        };
        resolve(file, &[token], flags).unwrap()
    };
    let acme = of("acme", None);
    let rules: Vec<String> = acme.protected.iter().map(ToString::to_string).collect();
    assert_eq!(rules, ["115", "@example.org", "role:admin"]);
    assert!(acme.read_only && acme.production);
    assert_eq!(source_of(&acme, "read_only"), "/s.toml:5:13");
    assert_eq!(acme.notices.len(), 1);
    assert!(
        acme.notices[0].contains("\"daily\" and \"night\""),
        "{:?}",
        acme.notices
    );
    let third = of("third", None);
    assert!(!third.read_only && third.protected.is_empty() && third.notices.is_empty());
    let chosen = of("acme", Some("night"));
    assert_eq!(chosen.protected.len(), 2);
    assert!(!chosen.read_only && chosen.notices.is_empty());
    assert!(acme.notices[0].starts_with("no profile is chosen, and the account is that of"));
    // One of the usual name is chosen by nobody and taken all the same.
    let usual = format!("{file}\n[profiles.default]\nsubdomain = \"acme\"\n");
    let flags = Flags {
        subdomain: Some("acme".to_owned()),
        ..Flags::default()
    };
    let usual = resolve(&usual, &[token], flags).unwrap();
    assert!(!usual.read_only && usual.protected.is_empty() && usual.notices.is_empty());
}

/// A profile that is about another account, or about none, does not stand between an account and the
/// guardrails that somebody wrote for it.
#[test]
fn the_guardrails_of_an_account_hold_whatever_other_profile_it_is_used_with() {
    let profiles = |name: &str, account: &str| {
        format!(
            "[profiles.p]\nsubdomain = \"acme\"\nprotected = [115]\nread_only = true\nproduction = true\n\
             [profiles.{name}]\n{account}\nprotected = [7]\n"
        )
    };
    let token = ("ZENDESK_OAUTH_TOKEN", "canary-1");
    let elsewhere = ("subdomain = \"other\"", "is about another account");
    let nowhere = ("", "names no account");
    for (account, because) in [elsewhere, nowhere] {
        let chosen = profiles("q", account);
        let in_file = format!("profile = \"q\"\n{chosen}");
        for (file, typed, name) in [
            (&chosen, Some("q"), "q"),
            (&in_file, None, "q"),
            (&profiles("default", account), None, "default"),
        ] {
            let flags = |subdomain: Option<&str>, url: Option<&str>| Flags {
                subdomain: subdomain.map(str::to_owned),
                url: url.map(str::to_owned),
                profile: typed.map(str::to_owned),
                ..Flags::default()
            };
            let url = "https://ACME.zendesk.com";
            let mut ways = vec![
                (vec![token], flags(Some("acme"), None)),
                (vec![token], flags(None, Some(url))),
                (vec![token, ("ZENTOP_URL", url)], flags(None, None)),
            ];
            if typed.is_none() {
                let left_over = vec![token, ("ZENDESK_SUBDOMAIN", "acme")];
                ways.push((left_over, flags(None, None)));
            }
            for (env, flags) in ways {
                let settings = resolve(file, &env, flags).unwrap();
                let rules: Vec<String> =
                    (settings.protected.iter().map(ToString::to_string)).collect();
                assert_eq!(rules, ["7", "115"]);
                assert!(settings.read_only && settings.production);
                let words =
                    format!("the profile {name:?} {because}, and the account is that of \"p\"");
                assert!(
                    settings.notices[0].starts_with(&words),
                    "{:?}",
                    settings.notices
                );
            }
            let third = resolve(file, &[token], flags(Some("third"), None)).unwrap();
            assert!(!third.read_only && !third.production && third.notices.is_empty());
            assert_eq!(third.protected.len(), 1);
        }
    }
}
