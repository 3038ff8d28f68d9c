use super::super::store::{SecretFile, SecretStore as _};
use super::*;

/// A sign-in of `https://acme.zendesk.com` whose tokens carry `name`.
pub(in crate::auth) fn saved_sign_in(grant_kind: GrantKind, name: &str) -> SavedSignIn {
    SavedSignIn {
        origin: "https://acme.zendesk.com".to_owned(),
        grant_kind,
        registration: (grant_kind != GrantKind::Pasted).then(|| Registration {
            client_id: "zentop".to_owned(),
            secret: (grant_kind == GrantKind::ClientCredentials).then(|| "CANARY-S".into()),
        }),
        asked: Some("read write".parse().unwrap()),
        grant: grant(name),
        signed_in_at: Timestamp::from_seconds(1_000),
        mark: "CANARY-M".into(),
    }
}

pub(in crate::auth) fn grant(name: &str) -> Grant {
    Grant {
        access_token: format!("CANARY-A-{name}").into(),
        refresh_token: Some(format!("CANARY-R-{name}").into()),
        scopes: Some(["read", "write"].into_iter().collect()),
        expires_at: Some(Timestamp::from_seconds(2_800)),
        refresh_expires_at: Some(Timestamp::from_seconds(100_000)),
    }
}

#[tokio::test]
async fn a_sign_in_comes_back_as_it_was_kept() {
    let home = tempfile::tempdir().unwrap();
    let store = SecretFile(home.path().join("login.json"));
    for grant_kind in [
        GrantKind::AuthorizationCode,
        GrantKind::ClientCredentials,
        GrantKind::Pasted,
    ] {
        let saved_sign_in = saved_sign_in(grant_kind, "1");
        saved_sign_in.save(&store).await.unwrap();
        let back = SavedSignIn::load(&store, &saved_sign_in.origin)
            .await
            .unwrap()
            .unwrap();
        let text = store.load().await.unwrap().unwrap();
        back.save(&store).await.unwrap();
        let again = store.load().await.unwrap().unwrap();
        assert_eq!(text.expose_secret(), again.expose_secret());
        assert!(text.expose_secret().contains("CANARY-A-1"));
        assert_eq!(back.registration.is_some(), grant_kind != GrantKind::Pasted);
        assert!(back.has_tokens_of(&saved_sign_in));
        assert!(!format!("{saved_sign_in:?} {back:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn what_is_no_sign_in_of_this_account_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let store = SecretFile(home.path().join("login.json"));
    assert!(SavedSignIn::load(&store, "x").await.unwrap().is_none());
    saved_sign_in(GrantKind::Pasted, "1")
        .save(&store)
        .await
        .unwrap();
    let origin = "https://acme.zendesk.com";
    let good = store.load().await.unwrap().unwrap();
    let message = async |origin: &str| {
        let refused = SavedSignIn::load(&store, origin).await;
        refused.unwrap_err().to_string()
    };
    assert!(
        message("https://evil.example")
            .await
            .contains("another account")
    );
    for (text, part) in [
        (
            good.expose_secret().replace("\"v\":1", "\"v\":2"),
            "another version",
        ),
        (good.expose_secret()[..40].to_owned(), "no sign-in"),
        (String::new(), "no sign-in"),
    ] {
        store.save(&text.into()).await.unwrap();
        let error = message(origin).await;
        assert!(
            error.contains(part) && error.contains("login.json"),
            "{error}"
        );
        assert!(!error.contains("CANARY"), "{error}");
    }
}

#[test]
fn what_renews_a_sign_in_says_when_it_ends() {
    let seconds = |at: Option<Timestamp>| at.map(Timestamp::seconds);
    let mut code = saved_sign_in(GrantKind::AuthorizationCode, "1");
    assert!(code.can_renew());
    assert_eq!(seconds(code.ends_at()), Some(100_000));
    code.grant.refresh_token = None;
    assert!(!code.can_renew());
    assert_eq!(seconds(code.ends_at()), Some(2_800));
    assert_eq!(
        saved_sign_in(GrantKind::ClientCredentials, "1").ends_at(),
        None
    );
    assert_eq!(
        seconds(saved_sign_in(GrantKind::Pasted, "1").ends_at()),
        Some(2_800)
    );
}

#[test]
fn an_answer_without_a_refresh_token_leaves_the_one_there_was() {
    let saved_sign_in = saved_sign_in(GrantKind::AuthorizationCode, "1");
    let renewed = saved_sign_in.renewed(Grant {
        refresh_token: None,
        refresh_expires_at: None,
        ..grant("2")
    });
    let token = renewed.grant.refresh_token.as_ref().unwrap();
    assert_eq!(token.expose_secret(), "CANARY-R-1");
    assert_eq!(renewed.ends_at(), saved_sign_in.ends_at());
    assert!(renewed.can_renew() && !renewed.has_tokens_of(&saved_sign_in));
    // A new token has an end of its own, or none that is known.
    let renewed = saved_sign_in.renewed(Grant {
        refresh_expires_at: None,
        ..grant("3")
    });
    assert_eq!(renewed.ends_at(), None);
}

#[test]
fn an_answer_that_names_no_scopes_leaves_them() {
    let saved_sign_in = saved_sign_in(GrantKind::AuthorizationCode, "1");
    let silent = Grant {
        scopes: None,
        ..grant("2")
    };
    let renewed = saved_sign_in.renewed(silent);
    assert!(!renewed.has_tokens_of(&saved_sign_in));
    assert_eq!(renewed.scopes(), saved_sign_in.scopes());
    let never = SavedSignIn {
        grant: Grant {
            scopes: None,
            ..grant("3")
        },
        ..saved_sign_in
    };
    assert_eq!(never.scopes().unwrap().to_string(), "read write");
}
