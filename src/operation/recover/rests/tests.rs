//! What of the files of earlier runs is told as left, and how long.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::operation::simulated::{NOW, Simulated};
use crate::operation::{Here, OffboardRest, Reason};

/// An account, and a journal beside which a run left a file.
struct Left {
    account: Simulated,
    _home: TempDir,
    journal: PathBuf,
    file: PathBuf,
}

impl Left {
    fn of(account: Simulated, text: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let journal = home.path().join("journal.jsonl");
        let file = RunRest::path(&journal, &RunId::new(NOW, [1, 2, 3]));
        crate::files::write(&file, text.as_bytes()).unwrap();
        Self {
            account,
            _home: home,
            journal,
            file,
        }
    }

    /// What is told of it, where the server's clock is ahead of ours by so many seconds.
    async fn words(&self, ahead: i64) -> String {
        let offset = ClockOffset::between(NOW.shifted(1_000 * ahead), NOW);
        let guardrails = Guardrails::default();
        let asked = (&self.account.client, &guardrails);
        let clocks = (&self.account.clock, Some(offset));
        open_rests(asked, &self.journal, clocks, &[])
            .await
            .join("\n")
    }
}

/// Whoever is done stays in no file: a route that takes all would sign them out once more.
#[tokio::test]
async fn whoever_is_done_is_taken_out_of_a_file_that_stays_for_others() {
    let account = Simulated::account().await;
    let simulator = &account.simulator;
    let is_own = |user| Some(user) == simulator.own_user();
    let mut people = simulator.users().into_iter().map(|person| person.id);
    let [done, open] = [(); 2].map(|()| people.find(|user| !is_own(*user)).unwrap());
    simulator.edit_user(done, |person| person.suspended = true);
    for session in simulator.sessions_of(done) {
        simulator.sign_out(session.key);
    }
    simulator.edit_user(open, |person| person.suspended = false);
    let line = |user: UserId| {
        let line = format!(
            r#"{{"user_id":{user},"name":null,"email":null,"role":null,"suspend":true,"tokens":[],
            "sessions":[],"revokes_tokens":false,"ends_sessions":true}}"#
        );
        serde_json::from_str(&line).unwrap()
    };
    let here = Here {
        account: account.client.account().name(),
        origin: account.client.account().origin(),
    };
    let people = vec![line(done), line(open)];
    let rest = OffboardRest::of(here, Reason::default(), people, NOW);
    let left = Left::of(account, &rest.to_json().unwrap());
    let words = left.words(0).await;
    assert!(
        words.contains("for 1 person: zentop offboard --from "),
        "{words}"
    );
    let text = std::fs::read_to_string(&left.file).unwrap();
    let rest = OffboardRest::parse(text.as_bytes()).unwrap();
    let users: Vec<_> = rest.lines().iter().filter_map(OffboardLine::user).collect();
    assert_eq!((users, rest.is_edited()), (vec![open], false));
    // Nobody is left in it at last, and so it goes.
    left.account
        .simulator
        .edit_user(open, |person| person.suspended = true);
    for session in left.account.simulator.sessions_of(open) {
        left.account.simulator.sign_out(session.key);
    }
    assert_eq!(left.words(0).await, "");
    assert!(!left.file.exists());
}

/// One of two clocks may be wrong, and nothing is forgotten by the one that is ahead.
#[tokio::test]
async fn what_is_left_is_told_until_it_has_expired_by_both_clocks() {
    for (expires_in, ahead, is_told) in [
        (60, 0, true),
        (60, 3_600, true),
        (60, -3_600, true),
        (-60, -3_600, true),
        (-60, 3_600, false),
        (-60, 0, false),
    ] {
        let account = Simulated::account().await;
        let (name, origin) = (
            account.client.account().name(),
            account.client.account().origin(),
        );
        let expires_at = NOW.shifted(1_000 * expires_in);
        // That it cannot be read to its end is told as long as it lasts.
        let head =
            format!(r#"{{"account":"{name}","origin":"{origin}","expires_at":"{expires_at}"}}"#);
        let left = Left::of(account, &head);
        let words = left.words(ahead).await;
        assert_eq!(
            words.contains("is not known"),
            is_told,
            "{expires_in} {ahead}: {words}"
        );
        assert!(left.file.exists());
    }
}
