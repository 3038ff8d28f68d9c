//! Opening the screen: the poller in the background, the loop in front, and what is said
//! after the terminal was given back.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::chat;
use super::cli::Global;
use super::connect::{Connection, Manner, connect, guardrails};
use super::exit::Failure;
use super::papers::Papers;
use super::report::talk;
use crate::app::{Keymap, Setup};
use crate::live::Snapshot;
use crate::live::{Pace, Poller};
use crate::model::{SafeText, Timestamp};
use crate::runtime::{
    Cards, Closing, Ending, Known, Outside, Screen, Signal, TerminalGuard, jitter, keyboard, salt,
    signals, system_clock,
};
use crate::settings::{LogLevel, Settings};
use crate::terminate::chat::Desk;
use crate::terminate::journal::Mode;
use crate::terminate::{Counts, Incident, Reason};
use crate::view::Theme;

pub(super) async fn open(global: &Global) -> Result<u8, Failure> {
    let connection = connect(global, Manner::Watching, system_clock()())?;
    connection.ready().await?;
    show(connection, false, Reason::default()).await
}

/// The screen during an incident: every run carries the ticket and the reason, and a report
/// of all of them is written at the end.
pub(super) async fn incident(
    global: &Global,
    ticket: String,
    reason: Option<String>,
) -> Result<u8, Failure> {
    let mut connection = connect(global, Manner::Watching, system_clock()())?;
    connection.ready().await?;
    let says = format!("incident {}: every run carries it", SafeText::new(&ticket));
    connection.notice = Some(match connection.notice {
        Some(notice) => format!("{says}; {notice}"),
        None => says,
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
    let fingerprint = connection.fingerprint();
    let Connection {
        client,
        settings,
        auth,
        email,
        notice,
        in_use: _,
    } = connection;
    let clock = system_clock();
    let keymap = Keymap::standard().map_err(|error| Failure::usage(error.to_string()))?;
    let theme = Theme::choose(
        settings.theme,
        settings.color,
        &settings.terminal,
        settings.borders,
    );
    let theme = match settings.accent {
        Some(accent) => theme.with_accent(accent),
        None => theme,
    };
    let pace = Pace {
        floor: settings.poll.floor,
        ..Pace::default()
    };
    let (poller, handle) = Poller::new(client.clone(), clock.clone(), pace);
    let setup = Setup {
        account: if demo {
            "demo".to_owned()
        } else {
            client.account().name().to_owned()
        },
        demo,
        production: settings.production,
        rails: guardrails(&settings),
        notice,
    };
    let chat = chat::client(client.account(), &settings)?;
    let (guard, terminal) =
        TerminalGuard::take().map_err(|error| Failure::usage(error.to_string()))?;
    let ending = Ending {
        client,
        journal: settings.journal_path.clone(),
        auth,
        email,
        fingerprint,
        mode: Mode::Screen,
        clock: clock.clone(),
        salt,
        jitter,
        grace: settings.guard.grace,
    };
    let chat = chat.map(|client| Desk {
        client,
        journal: settings.journal_path.clone(),
        who: Desk::who(ending.who(&Known::default())),
        clock: clock.clone(),
    });
    let cards = Cards::new(ending.client.clone(), chat, auth, settings.read_only);
    let outside = Outside {
        input: keyboard(clock.clone()).map_err(Failure::system)?,
        signals: signals().map_err(Failure::system)?,
        poller: handle,
        ending: ending.clone(),
        cards,
        reason: reason.clone(),
        clock: clock.clone(),
        emit: Box::new(|sequence| {
            let mut out = io::stdout();
            // A terminal that takes no more text will not take the next frame either.
            let _ = out
                .write_all(sequence.as_bytes())
                .and_then(|()| out.flush());
        }),
    };
    let screen = Screen::new(terminal, setup, keymap, theme, outside).map_err(Failure::system)?;
    let polling = tokio::spawn(poller.run());
    let closing = screen.run().await;
    polling.abort();
    drop(guard);
    say_goodbye(&closing);
    if let Some(ticket) = &reason.ticket {
        write_incident(&settings, ticket, &ending, &closing, clock())?;
    }
    match (closing.signal, closing.lost) {
        (Some(signal), _) => Ok(Signal::exit_status(signal)),
        (None, Some(error)) => Err(Failure::system(error)),
        (None, None) => Ok(0),
    }
}

/// The report of an incident, as Markdown and as JSON, in the state folder.
fn write_incident(
    settings: &Settings,
    ticket: &str,
    ending: &Ending,
    closing: &Closing,
    now: Timestamp,
) -> Result<(), Failure> {
    if closing.runs.is_empty() {
        talk("no run, so there is no incident report");
        return Ok(());
    }
    let name: String = ticket
        .chars()
        .map(|sign| {
            if sign.is_ascii_alphanumeric() || sign == '-' {
                sign
            } else {
                '_'
            }
        })
        .take(60)
        .collect();
    let folder = settings.state_dir.join("incidents");
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(Failure::system)?;
    let stem = format!("{name}-{}", now.seconds());
    let paths = [
        folder.join(format!("{stem}.md")),
        folder.join(format!("{stem}.json")),
    ];
    let people = closing
        .runs
        .iter()
        .flat_map(|run| run.report.people())
        .collect();
    let counts = |seen: &Option<Arc<Snapshot>>, since: Timestamp, at: Timestamp| {
        seen.as_ref()
            .and_then(|seen| Counts::of(seen, &people, since, at))
    };
    let began = closing.runs.first().map_or(now, |run| run.report.began_at);
    let ended = closing.runs.last().map_or(now, |run| run.report.ended_at);
    let known = closing.after.as_deref().map(Known::of).unwrap_or_default();
    Papers::create(&paths)?.write(&Incident {
        who: ending.who(&known),
        written_at: now,
        before: counts(&closing.before, Timestamp::from_millis(0), began),
        after: counts(&closing.after, ended, now),
        runs: closing.runs.clone(),
    })?;
    for path in &paths {
        talk(&format!("incident report: {}", path.display()));
    }
    Ok(())
}

/// The last report, where it stays to be read after the screen is gone.
fn say_goodbye(closing: &Closing) {
    let Some(report) = &closing.report else {
        return;
    };
    let counts: Vec<String> = report
        .counts()
        .iter()
        .map(|(kind, count)| format!("{} {count}", kind.as_str()))
        .collect();
    let mut out = io::stderr();
    let _ = writeln!(out, "zentop: run {}: {}", report.run, counts.join(", "));
    for item in &report.items {
        if let Some(cause) = item.outcome.cause() {
            let (subject, outcome) = (&item.subject, item.outcome.kind().as_str());
            let _ = writeln!(out, "  {subject} {outcome}: {cause}");
        }
    }
    if let Some(stopped) = &report.stopped {
        let _ = writeln!(out, "  {}", stopped.words());
    }
    if let Some(head) = &report.journal_head {
        let _ = writeln!(out, "  journal head {head}");
    }
}

/// Writes a log if one was asked for. Its lines name requests by path and never their secrets.
pub(super) fn log(settings: &Settings) -> Result<(), Failure> {
    let Some(log) = &settings.log else {
        return Ok(());
    };
    let told = |error: io::Error| Failure::usage(format!("{}: {error}", log.path.display()));
    if let Some(folder) = log.path.parent() {
        let mut folders = DirBuilder::new();
        folders.recursive(true).mode(0o700);
        folders.create(folder).map_err(told)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&log.path).map_err(told)?;
    let level = match log.level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(file));
    // A second initialisation in one process, as tests do it, keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(Targets::new().with_target("zentop", level))
        .try_init();
    Ok(())
}
