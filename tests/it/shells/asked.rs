//! fish and nushell, which say what they would propose.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::lines::{FILE, LINES};
use super::{Room, installed};

fn ask(shell: &Path, arguments: &[&str], room: &Room) -> Output {
    let mut command = Command::new(shell);
    command.args(arguments).current_dir(room.path("room"));
    command.env_clear().env("HOME", room.path("."));
    let command = command.env("PATH", room.search_path());
    let output = command.output().unwrap();
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && talk.is_empty(),
        "{arguments:?}: {talk}"
    );
    output
}

#[test]
fn fish_proposes_what_is_taken_and_runs_nothing() {
    let Some(fish) = installed("fish") else {
        return;
    };
    let room = Room::new("fish", "zentop.fish");
    for line in LINES {
        let script = format!(
            "source {}; complete -C '{}'",
            room.path("zentop.fish"),
            line.typed
        );
        let output = ask(&fish, &["--no-config", "-c", &script], &room);
        let shown = String::from_utf8(output.stdout).unwrap();
        let words = shown.lines().map(|line| line.split('\t').next().unwrap());
        // A value that is joined to its option is proposed together with it.
        let words = words.map(|word| match word.split_once('=') {
            Some((_, value)) if word.starts_with("--") => value.to_owned(),
            _ => word.trim_end_matches('/').to_owned(),
        });
        line.check(&words.collect::<Vec<_>>(), &shown);
    }
    room.assert_untouched();
}

#[test]
fn nushell_proposes_what_is_taken_and_runs_nothing() {
    let Some(nu) = installed("nu") else {
        return;
    };
    let room = Room::new("nushell", "zentop.nu");
    for line in LINES {
        let text = format!("source {}\n{}", room.path("zentop.nu"), line.typed);
        fs::write(room.path("line.nu"), &text).unwrap();
        let end = text.len().to_string();
        let arguments = [
            "--no-config-file",
            "--ide-complete",
            &end,
            &room.path("line.nu"),
        ];
        let output = ask(&nu, &arguments, &room);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let words = answer["completions"].as_array().unwrap().iter();
        let words = words.map(|word| word.as_str().unwrap().trim_end_matches('/'));
        // Commands are proposed with all that leads to them.
        let words = words.filter_map(|word| word.split(' ').next_back());
        // It proposes files of its own accord wherever there are no words.
        let words = words.filter(|word| *word != FILE || line.has.contains(&FILE));
        let words: Vec<String> = words.map(str::to_owned).collect();
        line.check(&words, &answer.to_string());
    }
    room.assert_untouched();
}
