//! What may be typed, for shells and for the manual. What is read beside it, the secrets that are
//! always refused, is not among it.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory as _, ValueHint};

use super::Cli;
use crate::query::{FIELDS, FieldInfo, Query, Zone};

/// The command line as the manual describes it.
pub(in crate::command) fn described() -> Command {
    hinted(Cli::command())
}

/// The command line as shells complete it: `help` takes the names of commands.
pub(in crate::command) fn offered() -> Command {
    let cli = with_queries(described());
    let commands: Vec<Command> = names_of(&cli)
        .into_iter()
        .filter(|command| command.get_name() != "help")
        .collect();
    cli.mut_subcommand("help", |help| {
        let about = help.get_about().cloned().unwrap_or_default();
        Command::new("help").about(about).subcommands(commands)
    })
}

/// Offers what a query can begin with: fields, and the words that a field takes.
fn with_queries(command: Command) -> Command {
    let offer = |arg: Arg| {
        if arg.get_id() == "filter" && takes_value(&arg) {
            arg.value_parser(PossibleValuesParser::new(conditions()))
        } else {
            arg
        }
    };
    command.mut_args(offer).mut_subcommands(with_queries)
}

/// The conditions of few words in full, and the others as far as the value; without those that only the
/// screen can judge. What is compared is offered without its sign, which a shell takes for its own.
fn conditions() -> Vec<String> {
    let of = |info: &FieldInfo| {
        let is_compared = info.usual_sign() != ":";
        let begun = format!("{}{}", info.name, if is_compared { "" } else { ":" });
        let words = info.words.iter().filter(|_| !is_compared);
        let full: Vec<String> = words.map(|word| format!("{begun}{word}")).collect();
        if full.is_empty() { vec![begun] } else { full }
    };
    let is_known = |condition: &String| match Query::parse(condition, Zone::UTC) {
        Ok(query) => query.for_the_screen_alone().is_none(),
        Err(_) => true,
    };
    FIELDS.iter().flat_map(of).filter(is_known).collect()
}

/// The commands below this one, by name alone.
fn names_of(command: &Command) -> Vec<Command> {
    let below = command.get_subcommands();
    below
        .map(|command| {
            let about = command.get_about().cloned().unwrap_or_default();
            Command::new(command.get_name().to_owned())
                .about(about)
                .subcommands(names_of(command))
        })
        .collect()
}

/// Says of every value what it is, so that a shell proposes files only where one is meant.
fn hinted(command: Command) -> Command {
    let hint = |arg: Arg| {
        let hint = match arg.get_value_hint() {
            ValueHint::Unknown => ValueHint::Other,
            ValueHint::AnyPath => ValueHint::FilePath,
            other => other,
        };
        if takes_value(&arg) {
            arg.value_hint(hint)
        } else {
            arg
        }
    };
    command.mut_args(hint).mut_subcommands(hinted)
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command of the tree, from the top.
    fn all(command: &Command) -> Vec<Command> {
        let below = command.get_subcommands().flat_map(all);
        [command.clone()].into_iter().chain(below).collect()
    }

    fn arguments() -> Vec<(String, Arg)> {
        let mut tree = offered();
        tree.build();
        let of = |command: Command| {
            let name = command.get_name().to_owned();
            let arguments = command.get_arguments().cloned();
            arguments.map(|arg| (name.clone(), arg)).collect::<Vec<_>>()
        };
        all(&tree).into_iter().flat_map(of).collect()
    }

    /// Names and words go into scripts, and not every generator of these escapes them.
    #[test]
    fn names_and_words_have_no_sign_that_a_shell_acts_on() {
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_/=:".contains(sign);
        for (command, arg) in arguments() {
            for name in arg.get_value_names().unwrap_or_default() {
                let name = name.as_str();
                assert!(
                    name.chars().all(|sign| plain(sign) && sign != ':'),
                    "{command}: {name}"
                );
            }
            for value in arg.get_possible_values() {
                let name = value.get_name();
                assert!(name.chars().all(plain), "{command}: {name}");
                let help = value
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                assert!(!help.contains(['"', '$', '`', '\\']), "{command}: {help}");
                assert!(help.is_empty() || !name.contains(':'), "{command}: {name}");
            }
        }
    }

    #[test]
    fn files_are_proposed_where_one_is_meant() {
        let files = [
            "config", "report", "out", "faults", "file", "from", "people",
        ];
        for (command, arg) in arguments().iter().filter(|(_, arg)| takes_value(arg)) {
            let id = arg.get_id().as_str();
            let is_file = !matches!(arg.get_value_hint(), ValueHint::Other);
            assert_eq!(is_file, files.contains(&id), "{command} {id}");
        }
    }

    #[test]
    fn what_is_refused_is_not_offered() {
        for (command, arg) in arguments() {
            let name = arg.get_long().unwrap_or_default();
            assert!(!arg.is_hide_set(), "{command} {name}");
            assert!(
                ![
                    "token",
                    "oauth-token",
                    "api-token",
                    "password",
                    "client-secret"
                ]
                .contains(&name)
            );
        }
    }
}
