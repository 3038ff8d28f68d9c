//! Files and folders that somebody names, and the one rule for `-`: it is the standard stream where an
//! option says so, and refused everywhere else. What has this name is `./-`.

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};

/// The name of the standard stream where a file is named.
const STREAM: &str = "-";

/// A file that was named, or the standard stream in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::command) enum FileOrStream {
    /// The file.
    File(PathBuf),
    /// Standard input, or standard output where something is written.
    Stream,
}

/// Takes a file, or the standard stream.
pub(super) fn file_or_stream() -> impl TypedValueParser<Value = FileOrStream> {
    PathBufValueParser::new().map(|path| {
        if path.as_os_str() == STREAM {
            FileOrStream::Stream
        } else {
            FileOrStream::File(path)
        }
    })
}

/// Takes a file or a folder alone.
pub(super) fn no_stream() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str() == STREAM {
            Err("a file or a folder belongs here, and no stream; what has this name is ./-")
        } else {
            Ok(path)
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::{Command, Parser as _, ValueHint};

    use crate::command::cli::{Cli, described};

    fn is_path(arg: &clap::Arg) -> bool {
        let hint = arg.get_value_hint();
        let is_file = matches!(hint, ValueHint::FilePath | ValueHint::DirPath);
        arg.get_action().takes_values() && is_file
    }

    /// The ids of everything in the tree that is a path.
    fn paths(command: &Command) -> Vec<String> {
        let here = command.get_arguments().filter(|arg| is_path(arg));
        let ids = here.map(|arg| arg.get_id().to_string());
        let below = command.get_subcommands().flat_map(paths);
        ids.chain(below).collect()
    }

    #[test]
    fn a_dash_is_a_stream_where_help_says_so_and_refused_elsewhere() {
        let lines: [(&str, &[&str], bool); 8] = [
            ("out", &["plan", "--user", "1", "--out"], true),
            ("people", &["end", "--people"], true),
            ("out", &["man", "--out"], false),
            ("file", &["apply"], false),
            ("from", &["offboard", "--from"], false),
            ("report", &["end", "--user", "1", "--report"], false),
            ("faults", &["simulate", "--faults"], false),
            ("config", &["list", "--config"], false),
        ];
        for (id, line, is_stream) in lines {
            let with = |name: &'static str| {
                let line = ["zentop"].iter().chain(line).chain([&name]);
                Cli::try_parse_from(line)
            };
            let answer = with("-");
            assert_eq!(answer.is_ok(), is_stream, "{id} {line:?}");
            if let Err(error) = answer {
                assert!(error.to_string().contains("is ./-"), "{error}");
                assert_eq!(error.exit_code(), 2, "{line:?}");
            }
            assert!(with("./-").is_ok(), "{line:?}");
            assert!(with("").is_err(), "{line:?}");
        }
        let mut of_the_tree = paths(&described());
        of_the_tree.sort_unstable();
        of_the_tree.dedup();
        let mut of_the_lines = lines.map(|(id, ..)| id.to_owned()).to_vec();
        of_the_lines.sort_unstable();
        of_the_lines.dedup();
        assert_eq!(of_the_tree, of_the_lines, "another option takes a path");
    }
}
