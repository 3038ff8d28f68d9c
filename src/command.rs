//! The command line: what a script or a shell can ask for, and how the screen is opened.
//!
//! - `cli` the flags and verbs, as clap reads them
//! - `around` what the environment says of the way to an account
//! - `connect` from settings to a client of one account; `waiting` telling what a verb waits for
//! - `token_reading` the OAuth tokens of an account, and whose programs have them
//! - `naming` who is named by `--email` and `--people`
//! - `reading` the one-shot reader, with its progress on stderr; `choosing` from options to a choice,
//!   and what it needs read; `filter` what `--filter` means
//! - `away` who is meant and not signed in, where a verb looks at those who are
//! - `planning` from what a verb does, and to whom, to its plan; `refreshing` facts that are young
//!   enough for it; `verb` a plan is shown, or carried out
//! - `expecting` what must hold of a plan before it is carried out
//! - `guard` the guardrails of a verb: who acts, who is behind it, who is protected
//! - `output` JSON, CSV and tables on stdout; `person_out` a person as machines read them
//! - `exit` why a verb failed, as one sentence and an exit status
//! - `may_act` whether anything may be changed, and could be recorded and reported
//! - `carry_out` a run without a screen; `report`, `report_files` how plans and reports are printed
//! - `left_open` what a crash left open, told beside
//! - `packaging` completions and manual pages; `log` the log
//! - `screen`, `demo`, `simulate`, `list`, `leavers`, `find`, `show`, `end`, `mine`, `plan`, `apply`,
//!   `suspend`, `offboard`,
//!   `tokens`, `me`, `help_center`, `chat`, `auth`, `config`, `journal` one verb each
//!
//! Nothing here draws, and no verb has a way of its own to change anything.

mod apply;
mod around;
mod auth;
mod away;
mod carry_out;
mod chat;
mod choosing;
mod cli;
mod config;
mod connect;
mod demo;
mod end;
mod exit;
mod expecting;
mod filter;
mod find;
mod guard;
mod help_center;
mod journal;
mod leavers;
mod left_open;
mod list;
mod log;
mod may_act;
mod me;
mod mine;
mod naming;
mod offboard;
mod output;
mod packaging;
mod person_out;
mod plan;
mod planning;
mod reading;
mod refreshing;
mod report;
mod report_files;
mod screen;
mod show;
mod simulate;
mod suspend;
mod token_reading;
mod tokens;
mod verb;
mod waiting;

use std::io::Write as _;
use std::time::Duration;

use crate::auth::finish_renewals;
use crate::host::{Signal, ends_by, forbid_core_dumps, insisted, outlive_file_limits, stderr};
use crate::model::SafeText;
use cli::{Cli, Command, NotRead, given, help_of};
pub(crate) use exit::Failure;

/// How long the program waits at its end for a renewal of the credentials that is under way: as
/// long as its one request may take, with some time for the disk.
const RENEWALS: Duration = Duration::from_secs(40);

/// How long last words may take after a second request to end.
const LAST_WORDS: Duration = Duration::from_millis(900);

/// Runs the command line and returns the exit status.
pub fn run() -> u8 {
    forbid_core_dumps();
    outlive_file_limits();
    let cli = match given(std::env::args_os()) {
        Ok(cli) => cli,
        Err(NotRead::Explained(message)) => return packaging::explain(&message),
        Err(NotRead::Refused(failure)) => return failed(&failure),
    };
    let status = match dispatch(cli) {
        Ok(status) => status,
        Err(failure) => failed(&failure),
    };
    if let Some(why) = log::lost() {
        report::talk(&format!("not all of the log could be written: {why}"));
    }
    ends_by().map_or(status, Signal::end_the_process)
}

/// Ends the process a moment after a second request to end. What is to be recorded is recorded by
/// then; what is left are last words to somebody who takes none, and those are waited for by a
/// thread that no signal reaches. It is for verbs without a screen: the screen bounds its own end,
/// and gives the terminal back. The task has no owner, because nothing comes after it.
async fn leave_behind() {
    let signal = insisted().await;
    tokio::time::sleep(LAST_WORDS).await;
    std::process::exit(i32::from(signal.end_the_process()));
}

fn failed(failure: &Failure) -> u8 {
    // If stderr is closed, nobody can be informed.
    let text = failure.to_string();
    let _ = writeln!(stderr(), "zentop: {}", SafeText::written_out(&text));
    failure.log();
    failure.status()
}

fn dispatch(cli: Cli) -> Result<u8, Failure> {
    match &cli.command {
        Some(Command::Completions { shell }) => return packaging::completions(*shell),
        Some(Command::Man { out }) => return packaging::manual(out.as_deref()),
        Some(Command::Help { of }) => return Ok(packaging::explain(&help_of(of))),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::system)?;
    if !cli.has_screen() {
        runtime.spawn(leave_behind());
    }
    let status = runtime.block_on(async {
        let status = match cli.command {
            None => screen::open(&cli.global).await,
            Some(Command::Demo(options)) => demo::run(&cli.global, options).await,
            Some(Command::Incident { ticket, reason }) => {
                screen::incident(&cli.global, ticket, reason).await
            }
            Some(Command::Simulate { options, port }) => simulate::run(options, port).await,
            Some(Command::List(options)) => list::run(&cli.global, options).await,
            Some(Command::Leavers(options)) => leavers::run(&cli.global, options).await,
            Some(Command::Find(options)) => find::run(&cli.global, options).await,
            Some(Command::Show {
                session,
                ids_as_strings,
            }) => show::run(&cli.global, session, cli::ids(ids_as_strings)).await,
            Some(Command::End(options)) => Box::pin(end::run(&cli.global, options)).await,
            Some(Command::Plan(options)) => plan::run(&cli.global, options).await,
            Some(Command::Apply(options)) => Box::pin(apply::run(&cli.global, options)).await,
            Some(Command::Offboard(options)) => Box::pin(offboard::run(&cli.global, options)).await,
            Some(Command::Suspend(options)) => Box::pin(suspend::run(&cli.global, options)).await,
            Some(Command::Tokens { what }) => Box::pin(tokens::run(&cli.global, what)).await,
            Some(Command::HelpCenter { what }) => help_center::run(&cli.global, what).await,
            Some(Command::Chat { what }) => chat::run(&cli.global, what).await,
            Some(Command::Me { what }) => me::run(&cli.global, what).await,
            Some(Command::Auth { what }) => auth::run(&cli.global, what).await,
            Some(Command::Config { what }) => config::run(&cli.global, &what).await,
            Some(Command::Journal { what }) => journal::run(&cli.global, what).await,
            Some(Command::Completions { .. } | Command::Man { .. } | Command::Help { .. }) => Ok(0),
        };
        // Whoever asked twice for the end does not wait for them.
        tokio::select! {
            () = finish_renewals(RENEWALS) => {}
            _ = insisted() => {}
        }
        status
    });
    // Reading tasks may still wait for an answer; nothing that must be finished is left to them.
    runtime.shutdown_background();
    status
}
