//! Opening the screen: the poller in the background, the loop in front, and what is printed after
//! the terminal was given back.
//!
//! - `incident` the report of an incident, written when the screen is closed

mod incident;

use std::io::{self, Write as _};
use std::sync::Arc;

use super::chat;
use super::cli::Global;
use super::connect::{ConnectMode, Connection, connect, guardrails};
use super::exit::Failure;
use super::report::talk;
use crate::app::{Keymap, Setup};
use crate::chat::ChatContext;
use crate::host::{Signal, jitter, salt, signals, system_clock, wall_clock};
use crate::journal::{Journal, RunMode};
use crate::live::{Pace, Poller};
use crate::model::SafeText;
use crate::operation::{Reason, Report, Runner};
use crate::runtime::{Cards, Ports, Screen, ScreenOutcome, TerminalGuard, keyboard, osc52};
use crate::settings::Settings;
use crate::view::Theme;

pub(super) async fn open(global: &Global) -> Result<u8, Failure> {
    let connection = connect(global, ConnectMode::Watching, system_clock()()).await?;
    connection.ready().await?;
    show(connection, false, Reason::default()).await
}

/// Opens the screen during an incident: every run carries the ticket and the reason, and a report
/// of all of them is written at the end.
pub(super) async fn incident(
    global: &Global,
    ticket: String,
    reason: Option<String>,
) -> Result<u8, Failure> {
    let mut connection = connect(global, ConnectMode::Watching, system_clock()()).await?;
    connection.ready().await?;
    let message = format!("incident {}: every run carries it", SafeText::new(&ticket));
    connection.notice = Some(match connection.notice {
        Some(notice) => format!("{message}; {notice}"),
        None => message,
    });
    let reason = Reason {
        text: reason,
        ticket: Some(ticket),
    };
    show(connection, false, reason).await
}

/// Shows an account until somebody quits.
pub(super) async fn show(
    connection: Connection,
    demo: bool,
    reason: Reason,
) -> Result<u8, Failure> {
    let who = connection.who(RunMode::Screen);
    let Connection {
        client,
        settings,
        auth,
        notice,
        source: _,
    } = connection;
    let clock = system_clock();
    let keymap = Keymap::standard().map_err(Failure::usage)?;
    let theme = theme(&settings);
    let pace = Pace {
        floor: settings.poll.floor,
        ..Pace::default()
    };
    let (poller, handle) = Poller::new(client.clone(), clock.clone(), pace);
    let name = if demo {
        "demo"
    } else {
        client.account().name()
    };
    let setup = Setup {
        account: name.to_owned(),
        demo,
        production: settings.production,
        guardrails: guardrails(&settings),
        notice,
    };
    let chat = chat::client(client.account(), &settings)?;
    let (guard, terminal) = TerminalGuard::take().map_err(Failure::usage)?;
    let runner = Runner {
        client,
        journal: settings.journal_path.clone(),
        open: Arc::new(|path, who| Ok(Journal::open(path, who)?.timed_by(wall_clock()))),
        auth,
        who,
        clock: clock.clone(),
        salt,
        jitter,
        grace: settings.guard.grace,
    };
    let chat = chat.map(|client| ChatContext {
        client,
        journal: settings.journal_path.clone(),
        who: ChatContext::who(runner.who.clone()),
        clock: clock.clone(),
    });
    let cards = Cards::new(runner.client.clone(), chat, auth, settings.read_only);
    let ports = Ports {
        input: keyboard(clock.clone()).map_err(Failure::system)?,
        signals: signals().map_err(Failure::system)?,
        poller: handle,
        runner: runner.clone(),
        cards,
        reason: reason.clone(),
        clock: clock.clone(),
        emit: Box::new(emit),
        copy: Box::new(copy),
    };
    let screen = Screen::new(terminal, setup, keymap, theme, ports).map_err(Failure::system)?;
    let polling = tokio::spawn(poller.run());
    let outcome = screen.run().await;
    polling.abort();
    // The poller's faults are on the screen, and a walk holds nothing that must be finished.
    let _ = polling.await;
    drop(guard);
    print_reports(&outcome);
    if let Some(ticket) = &reason.ticket {
        incident::write(&settings, ticket, &runner, &outcome, clock())?;
    }
    match (outcome.signal, outcome.lost) {
        (Some(signal), _) => Ok(Signal::exit_status(signal)),
        (None, Some(error)) => Err(Failure::system(error)),
        (None, None) => Ok(0),
    }
}

fn theme(settings: &Settings) -> Theme {
    let theme = Theme::choose(
        settings.theme,
        settings.color,
        &settings.terminal,
        settings.borders,
    );
    match settings.accent {
        Some(accent) => theme.with_accent(accent),
        None => theme,
    }
}

/// Writes a control sequence to the terminal.
fn emit(sequence: &str) {
    let mut out = io::stdout();
    // A terminal that takes no more text will not take the next frame either.
    let _ = out
        .write_all(sequence.as_bytes())
        .and_then(|()| out.flush());
}

/// Puts text on the clipboard, if the terminal has one and allows it.
fn copy(text: &str) {
    #[cfg(target_os = "macos")]
    if crate::runtime::pasteboard(text) {
        return;
    }
    emit(&osc52(text));
}

/// Prints what became of every run, so that it can be read after the screen is gone.
fn print_reports(outcome: &ScreenOutcome) {
    for message in &outcome.unrecorded {
        talk(message);
    }
    for run in &outcome.runs {
        print_report(&run.report);
    }
}

fn print_report(report: &Report) {
    let counts: Vec<String> = report
        .counts()
        .iter()
        .map(|(_, word, count)| format!("{word} {count}"))
        .collect();
    let mut out = io::stderr();
    let _ = writeln!(out, "zentop: run {}: {}", report.run, counts.join(", "));
    for item in &report.items {
        if let Some(cause) = item.outcome.cause() {
            let (target, outcome) = (&item.target, item.outcome.kind.word(item.operation));
            let _ = writeln!(out, "  {target} {outcome}: {cause}");
        }
    }
    if let Some(stopped) = &report.stopped {
        let _ = writeln!(out, "  {}", stopped.words());
    }
    if let Some(head) = &report.journal_head {
        let _ = writeln!(out, "  journal head {head}");
    }
}
