//! `zentop completions` and `zentop man`: what a package carries besides the binary.

use std::io::{self, Write as _};
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use super::cli::Cli;
use super::exit::Failure;

pub(super) fn completions(shell: Shell) -> Result<u8, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "zentop", &mut text);
    print(&text)
}

/// Prints the program's page on stdout, or writes it and one page for each verb to a folder.
pub(super) fn manual(folder: Option<&Path>) -> Result<u8, Failure> {
    let Some(folder) = folder else {
        let mut text = Vec::new();
        Man::new(Cli::command())
            .render(&mut text)
            .map_err(Failure::system)?;
        return print(&text);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
        .map_err(|error| {
            Failure::usage(format!("cannot write to {}: {error}", folder.display()))
        })?;
    Ok(0)
}

fn print(text: &[u8]) -> Result<u8, Failure> {
    let mut out = io::stdout();
    match out.write_all(text).and_then(|()| out.flush()) {
        // A closed pipe is no failure: `zentop man | head` has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::system(error)),
        _ => Ok(0),
    }
}
