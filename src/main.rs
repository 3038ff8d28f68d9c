//! The `zentop` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(zentop::command::run())
}
