//! `zentop completions`, `zentop man` and help: what the command line says of itself.
//!
//! - `bash`, `fish` what their generators leave out
//! - `pages` manual pages

mod bash;
mod fish;
mod pages;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use clap_complete::{Shell as Generated, generate};
use clap_complete_nushell::Nushell;

use super::cli::{Shell, described, offered};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::output;
use super::report::talk;
use crate::files;
use crate::host::stderr;

/// Prints completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<u8, Failure> {
    print(&script(shell)).map_err(Failure::system)?;
    Ok(0)
}

fn script(shell: Shell) -> Vec<u8> {
    let mut text = Vec::new();
    let generator = match shell {
        Shell::Bash => Generated::Bash,
        Shell::Elvish => Generated::Elvish,
        Shell::Fish => Generated::Fish,
        Shell::Pwsh => Generated::PowerShell,
        Shell::Zsh => Generated::Zsh,
        Shell::Nushell => {
            generate(Nushell, &mut offered(), "zentop", &mut text);
            return text;
        }
    };
    let mut tree = offered();
    generate(generator, &mut tree, "zentop", &mut text);
    match shell {
        Shell::Bash => text.extend(bash::rest(&tree).into_bytes()),
        Shell::Fish => text.extend(fish::rest(&tree).into_bytes()),
        _ => {}
    }
    text
}

/// Prints the program's page on stdout, or writes it and one page for each verb to a folder.
pub(super) fn manual(folder: Option<&Path>) -> Result<u8, Failure> {
    let Some(folder) = folder else {
        let pages = pages::pages(described()).map_err(Failure::system)?;
        let page = pages.into_iter().next().map(|page| page.text);
        print(page.unwrap_or_default().as_bytes()).map_err(Failure::system)?;
        return Ok(0);
    };
    let write = || -> io::Result<()> {
        files::make_public_folder(folder)?;
        for page in pages::pages(described())? {
            files::write_public(&folder.join(page.name), page.text.as_bytes())?;
        }
        Ok(())
    };
    write().map_err(|error| {
        Failure::usage(format!("cannot write to {}: {error}", folder.display()))
    })?;
    Ok(0)
}

/// Prints help, the version or a mistake where it belongs, and returns the exit status. It goes the
/// way of all other output, in signs that the locale has.
pub(super) fn explain(message: &clap::Error) -> u8 {
    let status = u8::try_from(message.exit_code()).unwrap_or(2);
    let text = message.render();
    if message.use_stderr() {
        let text = styled(&text, io::stderr().is_terminal());
        // Without stderr nobody can be informed.
        let _ = stderr().write_all(text.as_bytes());
        return status;
    }
    let text = styled(&text, output::is_terminal());
    print(text.as_bytes()).map_or_else(
        |error| {
            talk(&error.to_string());
            SOMETHING_TO_SEE
        },
        |()| status,
    )
}

/// The text with the styles of headings where a terminal shows them.
fn styled(text: &clap::builder::StyledStr, is_terminal: bool) -> String {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if is_terminal && !is_set("NO_COLOR") && !is_dumb {
        text.ansi().to_string()
    } else {
        text.to_string()
    }
}

fn print(text: &[u8]) -> io::Result<()> {
    let mut out = output::stdout();
    out.write_all(text).and_then(|()| out.flush())
}
