//! bash and zsh as a person meets them: a line is typed, then Tab twice.

use std::fs;
use std::path::PathBuf;

use super::lines::{LINES, Line};
use super::{Room, found, installed};
use crate::support::at_once;
use crate::terminal::Pty;

const BASH_COMPLETION: [&str; 2] = [
    "/usr/share/bash-completion/bash_completion",
    "/opt/homebrew/etc/profile.d/bash_completion.sh",
];

/// Wide and high enough for every list, so that no shell asks whether to show it.
const SIZE: (u16, u16) = (180, 120);

/// The keys that make a comment of the line and take it, so that it stays to be read.
const KEEP: &str = "\u{18}#";

/// The words of a shell that met something it could not make sense of.
const COMPLAINTS: [&str; 7] = [
    "not found",
    "error",
    "bad ",
    "bash:",
    "zsh:",
    "_arguments:",
    "compopt:",
];

/// How a shell is asked.
#[derive(Clone, Copy)]
enum Tabs {
    /// By two tabs. What is typed next may follow at once.
    Two,
    /// By one tab, after which this appears. What follows at once would keep the list away.
    OneUntil(&'static str),
}

/// The number of lines that one shell is asked.
const A_SHELL: usize = 6;

/// Types every line and checks what comes, in several shells at once.
fn try_lines(start: impl Fn() -> Pty + Sync, tabs: Tabs, room: &Room) {
    let lines = LINES.chunks(A_SHELL);
    let named = lines.map(|lines| (lines[0].typed.to_owned(), lines));
    at_once(named, |lines| try_some(start(), lines, tabs));
    room.assert_untouched();
}

fn try_some(mut shell: Pty, lines: &[Line], tabs: Tabs) {
    for line in lines {
        shell.sees_that("the prompt", |screen| screen.trim_end().ends_with("ready>"));
        shell.keys("clear\r");
        shell.sees_that("an empty screen", |screen| screen.trim() == "ready>");
        shell.keys(line.typed);
        match tabs {
            Tabs::Two => shell.keys("\t\t"),
            Tabs::OneUntil(sign) => {
                shell.keys("\t");
                shell.sees(sign);
            }
        }
        shell.keys(&format!("{KEEP}echo 'o'ver\r"));
        shell.sees_that("the end", |screen| {
            screen.lines().any(|line| line.trim_end() == "over")
        });
        let screen = shell.text();
        let shown: Vec<&str> = screen
            .lines()
            .filter(|line| !line.contains("'o'ver"))
            .collect();
        let shown = shown.join("\n");
        for complaint in COMPLAINTS {
            assert!(!shown.contains(complaint), "{complaint:?} in:\n{shown}");
        }
        line.check(&words(&shown, line.typed), &shown);
    }
    shell.keys("exit\r");
    shell.left();
}

/// The words on the screen but those that were typed.
fn words(shown: &str, typed: &str) -> Vec<String> {
    let typed: Vec<&str> = typed.split_whitespace().collect();
    let words = shown
        .split_whitespace()
        .filter(|word| !typed.contains(word));
    let parts = words.flat_map(|word| [Some(word), word.split_once('=').map(|(_, value)| value)]);
    let parts = parts.flatten().map(|part| part.trim_end_matches('/'));
    parts.map(str::to_owned).collect()
}

#[test]
fn bash_proposes_what_is_taken_and_runs_nothing() {
    let Some(bash) = installed("bash") else {
        return;
    };
    let loads = found("bash-completion", BASH_COMPLETION.map(PathBuf::from));
    let room = Room::new("bash", "zentop.bash");
    let load = loads.map_or_else(String::new, |path| format!("source {}", path.display()));
    let start = format!(
        "PS1='ready> '\n{load}\nsource {}\ncd {}\n\
         command_not_found_handle() {{ echo \"$1\" >> {}; return 127; }}\n",
        room.path("zentop.bash"),
        room.path("room"),
        room.path("trace")
    );
    fs::write(room.path("start"), start).unwrap();
    let keys = "set bell-style none\nset completion-query-items -1\nset page-completions off\n\
        set enable-bracketed-paste off\nset show-all-if-ambiguous on\n\"\\C-x#\": insert-comment\n";
    fs::write(room.path("keys"), keys).unwrap();
    let environment = [
        ("PATH", &*room.search_path()),
        ("INPUTRC", &room.path("keys")),
    ];
    let arguments = ["--noprofile", "--rcfile", &room.path("start"), "-i"];
    let start = || Pty::start(&bash, &arguments, &environment, SIZE);
    try_lines(start, Tabs::Two, &room);
}

#[test]
fn zsh_proposes_what_is_taken_and_runs_nothing() {
    let Some(zsh) = installed("zsh") else {
        return;
    };
    let room = Room::new("zsh", "_zentop");
    let start = format!(
        "PS1='ready> '\nfpath=({} $fpath)\nautoload -Uz compinit\ncompinit -u -D\n\
         setopt interactivecomments no_beep no_auto_menu no_auto_list no_always_last_prompt\n\
         unsetopt promptsp promptcr\nLISTMAX=100000\nbindkey -e\nbindkey '^X#' pound-insert\n\
         try-it() {{ POSTDISPLAY=; zle complete-word; zle list-choices; POSTDISPLAY=' tried' }}\n\
         zle -N try-it\nbindkey '^I' try-it\ncd {}\n\
         command_not_found_handler() {{ echo \"$1\" >> {}; return 127; }}\n",
        room.path("."),
        room.path("room"),
        room.path("trace")
    );
    fs::write(room.path(".zshrc"), start).unwrap();
    let environment = [("PATH", &*room.search_path()), ("ZDOTDIR", &room.path("."))];
    let start = || Pty::start(&zsh, &["-d", "-i"], &environment, SIZE);
    try_lines(start, Tabs::OneUntil(" tried"), &room);
}
