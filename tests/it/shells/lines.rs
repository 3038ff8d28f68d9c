//! Command lines, with what a shell must and must not propose at their end.

/// One line and what is expected of it.
pub(super) struct Line {
    pub(super) typed: &'static str,
    pub(super) has: &'static [&'static str],
    pub(super) lacks: &'static [&'static str],
}

pub(super) const FILE: &str = "some-file.txt";

const fn line(
    typed: &'static str,
    has: &'static [&'static str],
    lacks: &'static [&'static str],
) -> Line {
    Line { typed, has, lacks }
}

pub(super) const LINES: &[Line] = &[
    line("zentop ", &["list", "end", "completions", "help"], &[FILE]),
    line("zentop he", &["help", "help-center"], &[FILE]),
    line(
        "zentop list --",
        &["--sort", "--filter", "--bom", "--profile"],
        &["--token", "--password", "--api-token", "--client-secret"],
    ),
    line("zentop --tok", &[], &["--token"]),
    line(
        "zentop list --sort ",
        &["name", "name:desc", "signed-in", "last-seen:desc"],
        &[FILE],
    ),
    line("zentop list --sort name:", &["name:desc"], &["user:desc"]),
    line(
        "zentop list --sort last-s",
        &["last-seen", "last-seen:desc"],
        &["name"],
    ),
    line(
        "zentop list --sort=last-s",
        &["last-seen", "last-seen:desc"],
        &["name"],
    ),
    line(
        "zentop list --format ",
        &["table", "ndjson", "csv"],
        &[FILE],
    ),
    line("zentop list --format=nd", &["ndjson"], &["csv", FILE]),
    line(
        "zentop end --role ",
        &["admin", "agent", "end-user"],
        &[FILE],
    ),
    line("zentop end --route ", &["exact", "user", "many"], &[FILE]),
    line("zentop --color ", &["auto", "always", "never"], &[FILE]),
    line(
        "zentop list --color ",
        &["auto", "always", "never"],
        &[FILE],
    ),
    line("zentop auth login --store ", &["keyring", "file"], &[FILE]),
    line("zentop auth login --scope ", &["read", "write"], &[FILE]),
    line("zentop auth ", &["login", "status", "logout"], &[FILE]),
    line("zentop tokens list --format ", &["table", "csv"], &[FILE]),
    line("zentop chat account ", &["show", "set"], &[FILE]),
    line(
        "zentop chat account show --format ",
        &["table", "json"],
        &[FILE],
    ),
    line("zentop completions ", &["bash", "nushell", "zsh"], &[FILE]),
    line("zentop help ", &["list", "tokens"], &[FILE]),
    line("zentop help tokens ", &["list", "revoke"], &[FILE]),
    line("zentop apply some-fi", &[FILE], &[]),
    line("zentop end --report some-fi", &[FILE], &[]),
    line("zentop --config some-fi", &[FILE], &[]),
    line("zentop man --out some-", &["some-folder"], &[FILE]),
    line("zentop show some-fi", &[], &[FILE]),
    line("zentop list some-fi", &[], &[FILE]),
    line("zentop list --filter some-fi", &[], &[FILE]),
    line("zentop --profile some-fi", &[], &[FILE]),
    line("zentop --url some-fi", &[], &[FILE]),
    line("zentop end --user some-fi", &[], &[FILE]),
];

impl Line {
    /// Checks what was proposed.
    #[track_caller]
    pub(super) fn check(&self, proposed: &[String], shown: &str) {
        let is_there = |word: &&&str| proposed.iter().any(|found| found == *word);
        let missing: Vec<_> = self.has.iter().filter(|word| !is_there(word)).collect();
        let wrong: Vec<_> = self.lacks.iter().filter(is_there).collect();
        assert!(
            missing.is_empty() && wrong.is_empty(),
            "{:?} misses {missing:?} and has {wrong:?}:\n{shown}",
            self.typed
        );
    }
}
