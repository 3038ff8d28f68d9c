//! What packages carry besides the binary, tried where it is used: completions in real shells, and
//! manual pages in real formatters. A program that is not installed is named on standard error and
//! left out.
//!
//! - `lines` what is typed, and what a shell must and must not propose for it
//! - `typed` bash and zsh, on a terminal of their own
//! - `asked` fish and nushell, which answer without one
//! - `pages` manual pages in mandoc and groff

mod asked;
mod lines;
mod pages;
mod typed;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::support::Program;

/// Where a program is. `None` is said aloud, since a test that was left out looks like one that
/// passed.
fn installed(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let at = |folder: PathBuf| folder.join(program);
    found(program, std::env::split_paths(&folders).map(at))
}

fn found(what: &str, paths: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    let found = paths.into_iter().find(|path| path.exists());
    if found.is_none() {
        let _ = writeln!(std::io::stderr(), "left out: {what} is not installed");
    }
    found
}

/// A folder with a script of completions, files to propose, and a `zentop` that leaves a trace.
struct Room {
    folder: TempDir,
}

impl Room {
    fn new(shell: &str, file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Program::new().run(["completions", shell]).expect(0).stdout;
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("room/some-folder")).unwrap();
        fs::create_dir_all(at("bin")).unwrap();
        fs::write(at("room/some-file.txt"), "").unwrap();
        fs::write(at(file), script).unwrap();
        let trace = format!("#!/bin/sh\necho \"$@\" >> '{}'\n", at("trace").display());
        fs::write(at("bin/zentop"), trace).unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(at("bin/zentop"), executable).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Where programs are looked for: our own trap first.
    fn search_path(&self) -> String {
        format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("bin"))
    }

    /// Checks that nothing was executed.
    fn assert_untouched(&self) {
        let trace = fs::read_to_string(self.folder.path().join("trace"));
        assert!(trace.is_err(), "something was executed: {trace:?}");
    }
}
