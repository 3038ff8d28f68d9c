//! What the generator for fish leaves out: values without an option, options of commands three
//! deep, that only some values are names of files, and values of options before any command.

use std::fmt::Write as _;

use clap::builder::PossibleValue;
use clap::{Arg, Command, ValueHint};

/// How deep the generator goes.
const DEPTH: usize = 2;

/// The lines that follow the generated ones.
pub(super) fn rest(tree: &Command) -> String {
    let mut lines = String::from("\n");
    // These are taken everywhere, and what is generated for them is not asked for while the value
    // of one is typed: by then the line looks wrong to the function that finds the command.
    for arg in tree.get_opts() {
        let _ = writeln!(lines, "complete -c zentop{} -r{}", named(arg), values(arg));
    }
    for command in tree.get_subcommands() {
        below(&mut lines, &[command]);
    }
    lines
}

fn below(lines: &mut String, path: &[&Command]) {
    let Some(command) = path.last() else { return };
    if !command.has_subcommands() {
        leaf(lines, path, command);
    }
    for command in command.get_subcommands() {
        below(lines, &[path, &[command]].concat());
    }
}

fn leaf(lines: &mut String, path: &[&Command], command: &Command) {
    let mut at = format!("complete -c zentop -n \"{}\"", condition(path));
    if path.len() > DEPTH {
        for arg in command.get_opts() {
            let _ = writeln!(lines, "{at}{} -r{}", named(arg), values(arg));
        }
        let flags = command.get_arguments();
        for arg in flags.filter(|arg| !arg.get_action().takes_values()) {
            let _ = writeln!(lines, "{at}{}", named(arg));
        }
    }
    let mut positionals = command.get_positionals().peekable();
    if positionals.peek().is_none() {
        at.push_str(" -f");
        let _ = writeln!(lines, "{at}");
    }
    for arg in positionals {
        let _ = writeln!(lines, "{at}{}", values(arg));
    }
}

/// Whether the command of this path stands on the line.
fn condition(path: &[&Command]) -> String {
    let mut names = path.iter().map(|command| command.get_name());
    let mut condition = format!(
        "__fish_zentop_using_subcommand {}",
        names.next().unwrap_or_default()
    );
    for name in names {
        let _ = write!(condition, "; and __fish_seen_subcommand_from {name}");
    }
    condition
}

fn named(arg: &Arg) -> String {
    let mut text = String::new();
    if let Some(short) = arg.get_short() {
        let _ = write!(text, " -s {short}");
    }
    if let Some(long) = arg.get_long() {
        let _ = write!(text, " -l {long}");
    }
    if let Some(help) = arg.get_help() {
        let _ = write!(text, " -d '{}'", quoted(&help.to_string()));
    }
    text
}

fn values(arg: &Arg) -> String {
    let words: Vec<PossibleValue> = arg.get_possible_values();
    if words.is_empty() {
        return match arg.get_value_hint() {
            ValueHint::FilePath => " -F".to_owned(),
            ValueHint::DirPath => " -f -a \"(__fish_complete_directories)\"".to_owned(),
            _ => " -f".to_owned(),
        };
    }
    let words: Vec<&str> = words.iter().map(PossibleValue::get_name).collect();
    format!(" -f -a \"{}\"", words.join(" "))
}

fn quoted(text: &str) -> String {
    let line = text.replace('\n', " ");
    line.replace('\\', "\\\\").replace('\'', "\\'")
}
