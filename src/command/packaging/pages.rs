//! Manual pages: one for the program, and one for each verb.

use std::fmt::Write as _;
use std::io;

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use clap_mangen::Man;

/// When the texts of the pages were last gone over. A page without a date is no page to some
/// formatters, and the day on which it is printed would make two packages of one source differ.
const REVISED: &str = "2026-11-29";

/// A manual page and the name of its file.
pub(super) struct ManualPage {
    pub(super) name: String,
    pub(super) text: String,
}

/// The page of the program, and then those of all its verbs.
pub(super) fn pages(command: Command) -> io::Result<Vec<ManualPage>> {
    let mut command = plain(command);
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    Ok(pages)
}

fn collect(command: &Command, pages: &mut Vec<ManualPage>) -> io::Result<()> {
    pages.push(page(command.clone())?);
    for below in command.get_subcommands() {
        collect(below, pages)?;
    }
    Ok(())
}

fn page(command: Command) -> io::Result<ManualPage> {
    let man = Man::new(command)
        .date(REVISED)
        .source(concat!("zentop ", env!("CARGO_PKG_VERSION")))
        .manual("User Commands");
    let mut text = Vec::new();
    man.render(&mut text)?;
    Ok(ManualPage {
        name: man.get_filename(),
        text: ascii(&String::from_utf8_lossy(&text)),
    })
}

/// The command with the words of each value in its help, where they read better than as a list
/// with empty lines, of which formatters complain.
fn plain(command: Command) -> Command {
    let worded = |arg: Arg| {
        let words = words_of(&arg);
        if words.is_empty() || arg.is_hide_possible_values_set() {
            return arg;
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        arg.hide_possible_values(true)
            .help(format!("{help}: {}", words.join(", ")))
    };
    command.mut_args(worded).mut_subcommands(plain)
}

fn words_of(arg: &Arg) -> Vec<String> {
    let words = arg.get_possible_values();
    let shown = words.iter().filter(|word| !word.is_hide_set());
    if arg.get_action().takes_values() {
        shown
            .map(PossibleValue::get_name)
            .map(str::to_owned)
            .collect()
    } else {
        Vec::new()
    }
}

/// The text in ASCII, with the escapes of roff for everything else: what groff takes is bytes.
fn ascii(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign.is_ascii() {
            page.push(sign);
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(page, "\\[u{:04X}]", u32::from(sign));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ascii_is_escaped() {
        assert_eq!(ascii("a…é\u{1f600}"), "a\\[u2026]\\[u00E9]\\[u1F600]");
    }
}
