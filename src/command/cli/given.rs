//! Reading what was typed.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{Args as _, CommandFactory as _, FromArgMatches as _};

use super::Cli;
use super::everywhere::Secrets;
use crate::command::exit::Failure;
use crate::settings::nearest;

/// Why there is no command line to carry out.
pub(in crate::command) enum NotRead {
    /// Help, the version or a mistake, in clap's words and with its exit status.
    Explained(clap::Error),
    /// A secret stood among the arguments.
    Refused(Failure),
}

impl From<clap::Error> for NotRead {
    fn from(message: clap::Error) -> Self {
        Self::Explained(message)
    }
}

/// Reads the arguments, the program's name among them.
pub(in crate::command) fn given(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
) -> Result<Cli, NotRead> {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let with_secrets = Secrets::augment_args(Cli::command());
    let mut matches = match with_secrets.try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(message) => return Err(explained(message, &arguments)),
    };
    Secrets::from_arg_matches(&matches)?
        .refuse()
        .map_err(NotRead::Refused)?;
    Ok(Cli::from_arg_matches_mut(&mut matches)?)
}

/// The explanation without a word about the options that are always refused. A secret that was
/// typed beside a mistake is refused all the same.
fn explained(message: clap::Error, arguments: &[OsString]) -> NotRead {
    let words = arguments.iter().skip(1).take_while(|word| *word != "--");
    if message.use_stderr() && words.into_iter().any(is_secret) {
        return NotRead::Refused(Secrets::refused());
    }
    let again = Cli::command().try_get_matches_from(arguments);
    NotRead::Explained(without_strangers(again.err().unwrap_or(message)))
}

/// The explanation without suggestions that are too far from what was typed to have been meant.
fn without_strangers(mut message: clap::Error) -> clap::Error {
    for (wrong, suggested) in [
        (
            ContextKind::InvalidSubcommand,
            ContextKind::SuggestedSubcommand,
        ),
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
    ] {
        let Some(ContextValue::String(typed)) = message.get(wrong).cloned() else {
            continue;
        };
        let is_meant = |word: &String| nearest(&typed, [word.as_str()]).is_some();
        let left = match message.remove(suggested) {
            Some(ContextValue::Strings(mut words)) => {
                words.retain(is_meant);
                (!words.is_empty()).then_some(ContextValue::Strings(words))
            }
            Some(ContextValue::String(word)) if !is_meant(&word) => None,
            other => other,
        };
        if let Some(left) = left {
            message.insert(suggested, left);
        }
    }
    message
}

fn is_secret(word: &OsString) -> bool {
    word.to_str().is_some_and(Secrets::is_named_by)
}

/// The help of a command, or what is wrong with its name: the same text as that of `--help`.
pub(in crate::command) fn help_of(command: &[String]) -> clap::Error {
    let words = ["zentop"]
        .into_iter()
        .chain(command.iter().map(String::as_str));
    let asked = Cli::command().try_get_matches_from(words.chain(["--help"]));
    asked.err().unwrap_or_else(|| {
        Cli::command().error(
            clap::error::ErrorKind::InvalidSubcommand,
            "there is no help for this",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETS: [&str; 5] = [
        "--token",
        "--oauth-token",
        "--api-token",
        "--password",
        "--client-secret",
    ];

    fn refusal(arguments: &[&str]) -> Option<String> {
        match given(["zentop"].iter().chain(arguments)) {
            Err(NotRead::Refused(failure)) => {
                assert_eq!(failure.status(), 2);
                Some(failure.to_string())
            }
            _ => None,
        }
    }

    #[test]
    fn a_secret_as_an_argument_is_refused_without_repeating_it() {
        for flag in SECRETS {
            let joined = format!("{flag}=s3cret");
            for arguments in [
                &[flag, "s3cret", "list"][..],
                &["list", flag, "s3cret"],
                &["list", &joined],
                &["list", "--sort", "colour", flag, "s3cret"],
                &["lst", &joined],
            ] {
                let words = refusal(arguments).unwrap();
                assert!(!words.contains("s3cret"), "{words}");
            }
        }
        assert_eq!(refusal(&["list", "--filter", "token"]), None);
    }

    #[test]
    fn only_what_may_have_been_meant_is_suggested() {
        for (typed, meant) in [
            (&["lst"][..], Some("list")),
            (&["ofboard"], Some("offboard")),
            (&["tokens", "lits"], Some("list")),
            (&["list", "--filtre", "x"], Some("--filter")),
            (&["watch"], None),
            (&["sessions"], None),
            (&["list", "--colour-scheme"], None),
        ] {
            let Err(NotRead::Explained(message)) = given(["zentop"].iter().chain(typed)) else {
                panic!("{typed:?} is known");
            };
            let words = message.to_string();
            assert_eq!(words.contains("similar"), meant.is_some(), "{words}");
            assert!(meant.is_none_or(|meant| words.contains(meant)), "{words}");
        }
    }

    #[test]
    fn no_mistake_is_answered_with_an_option_that_is_refused() {
        for mistake in ["--toke", "--passwort", "--oauth-toke", "--client-secre"] {
            let Err(NotRead::Explained(message)) = given(["zentop", "list", mistake]) else {
                panic!("{mistake} is known");
            };
            let words = message.to_string();
            assert!(
                message.exit_code() == 2 && !words.contains("similar"),
                "{words}"
            );
        }
    }

    #[test]
    fn help_is_that_of_the_command_and_a_mistake_is_told_what_was_meant() {
        for command in [
            &[][..],
            &["end"],
            &["tokens", "list"],
            &["chat", "account", "set"],
        ] {
            let words: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
            let asked = ["zentop"].iter().chain(command).chain(&["--help"]);
            let Err(NotRead::Explained(message)) = given(asked) else {
                panic!("no help for {command:?}");
            };
            assert_eq!(help_of(&words).to_string(), message.to_string());
            assert_eq!(help_of(&words).exit_code(), 0);
        }
        let wrong = help_of(&["tokens".to_owned(), "lst".to_owned()]);
        assert!(wrong.exit_code() == 2 && wrong.to_string().contains("'list'"));
    }
}
