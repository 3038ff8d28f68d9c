//! What is taken away from the screen: files of what is shown.

use std::os::unix::fs::PermissionsExt as _;

use crate::stage::{Plot, Stage};

/// Asks to save to a file, whose name takes the place of the one that is offered.
async fn save_to(stage: &mut Stage, path: &std::path::Path) {
    stage.press("ctrl-s").await;
    stage.sees("Save what is shown").await;
    stage.press("ctrl-u").await;
    stage.type_in(&format!("{}\n", path.display())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_is_saved_for_its_owner_alone_and_replaces_only_after_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::live(Plot::default()).await;
    stage.press("/").await;
    stage.type_in("role:end-user\n").await;
    stage.sees("/role:end-user").await;
    let json = folder.path().join("shown.json");
    save_to(&mut stage, &json).await;
    stage.sees("saved to ").await;
    let mode = std::fs::metadata(&json).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&json).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["account"], "acme");
    assert_eq!(file["filter"], "role:end-user");
    assert_eq!(file["coverage"], "full");
    let rows = file["sessions"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["role"] == "end-user"));

    // A file that is there is asked about; another key forgets the question.
    save_to(&mut stage, &json).await;
    stage.sees("Enter again replaces it").await;
    std::fs::write(&json, "mine").unwrap();
    stage.press("x backspace").await;
    stage
        .wait_for(|frame| !frame.shows("Enter again replaces it"))
        .await;
    stage.press("enter").await;
    stage.sees("Enter again replaces it").await;
    assert_eq!(std::fs::read_to_string(&json).unwrap(), "mine");
    stage.press("enter").await;
    stage
        .wait_for(|frame| !frame.shows("Save what is shown"))
        .await;
    assert!(std::fs::read_to_string(&json).unwrap().starts_with('{'));

    let csv = folder.path().join("shown.csv");
    save_to(&mut stage, &csv).await;
    stage
        .wait_for(|frame| !frame.shows("Save what is shown"))
        .await;
    let text = std::fs::read_to_string(&csv).unwrap();
    // What the list is of stands before the heading.
    let mut lines = text.lines().skip_while(|line| line.starts_with("# "));
    assert!(text.starts_with("# account: "), "{text}");
    assert!(lines.next().unwrap().starts_with("id,user_id,"), "{text}");
    assert_eq!(lines.count(), rows.len());

    for (name, words) in [("shown.txt", "must end in"), ("no/shown.md", "no folder")] {
        save_to(&mut stage, &folder.path().join(name)).await;
        stage.sees(words).await;
        stage.press("esc").await;
        stage
            .wait_for(|frame| !frame.shows("Save what is shown"))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_people_are_masked_nothing_of_them_is_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::live(Plot::default()).await;
    stage.press("P").await;
    stage.sees("MASKED").await;
    for ending in ["csv", "json", "md"] {
        let path = folder.path().join(format!("shown.{ending}"));
        save_to(&mut stage, &path).await;
        stage
            .wait_for(|frame| !frame.shows("Save what is shown"))
            .await;
        let text = std::fs::read_to_string(&path).unwrap();
        for session in stage.simulator.sessions() {
            let user = stage.simulator.user(session.key.user).unwrap();
            let number = session.key.session.to_string();
            assert!(!text.contains(&number), "{ending}: {number}");
            assert!(
                !text.contains(&user.id.to_string()),
                "{ending}: {}",
                user.id
            );
            assert!(!text.contains(&user.name), "{ending}: {}", user.name);
            if let Some(email) = &user.email {
                assert!(!text.contains(email.as_str()), "{ending}: {email}");
            }
        }
        assert!(!text.contains("https://"), "{ending}");
        assert!(text.contains("@masked.invalid"), "{ending}");
    }
}
