//! Opening the screen: the poller in the background, the loop in front, and what is printed after
//! the terminal was given back.
//!
//! - `account` an account ready to be shown, at the start and when another profile is chosen
//! - `keys` the keys, with those of the settings in place of zentop's own
//! - `incident` the report of an incident, written when the screen is closed

mod account;
mod incident;
mod keys;

use std::io::Write as _;
use std::time::Duration;

use super::cli::Global;
use super::connect::{ConnectMode, Connection, connect};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::report::talk;
use crate::host::{Signal, job_control, signals, stderr, system_clock};
use crate::incident::IncidentRun;
use crate::operation::{self, Reason, Runner, Stopped, is_open};
use crate::runtime::{
    Clipboard, Output, Ports, Screen, ScreenOutcome, SwitchedAccount, TerminalGuard,
    TerminalQuestions, keyboard,
};
use crate::settings::{Borders, ColorChoice, Settings, Spelling, charset_of_locale};
use crate::view::Themes;

pub(super) use account::OpenedAccount;
pub(super) use keys::keymap;

pub(super) async fn open(global: &Global) -> Result<u8, Failure> {
    let connection = connect(global, ConnectMode::Watching, system_clock()()).await?;
    check_terminal(&connection.settings)?;
    connection.ready().await?;
    show(
        connection,
        OpenedAccount::Real(global.clone()),
        Reason::default(),
    )
    .await
}

/// Refuses a terminal on which no screen can be drawn.
fn check_terminal(settings: &Settings) -> Result<(), Failure> {
    if settings.terminal.places_cursor() {
        return Ok(());
    }
    Err(Failure::usage(
        "the screen needs a terminal that can place the cursor, and TERM says that this one cannot; \
         `zentop list` prints the sessions as plain text",
    ))
}

/// How long watching may use more of the budget from the beginning of an incident.
const WATCHED_MORE: Duration = Duration::from_secs(10 * 60);

/// Opens the screen during an incident: every run carries the ticket and the reason, and a report
/// of all of them is written at the end.
pub(super) async fn incident(
    global: &Global,
    ticket: String,
    reason: Option<String>,
) -> Result<u8, Failure> {
    let connection = connect(global, ConnectMode::Watching, system_clock()()).await?;
    check_terminal(&connection.settings)?;
    connection.ready().await?;
    let budget = connection.client.budget();
    budget.watch_more(Some(WATCHED_MORE));
    let reason = Reason {
        text: reason,
        ticket: Some(ticket),
    };
    show(connection, OpenedAccount::Real(global.clone()), reason).await
}

/// Shows an account until somebody quits.
pub(super) async fn show(
    connection: Connection,
    opened_as: OpenedAccount,
    reason: Reason,
) -> Result<u8, Failure> {
    let settings = connection.settings.clone();
    check_terminal(&settings)?;
    let opened = account::opened(connection, &opened_as)?;
    let clock = system_clock();
    let (mut guard, backend) = TerminalGuard::take(charset_of_locale()).map_err(Failure::usage)?;
    let (input, mut questions) = keyboard(clock.clone()).map_err(Failure::system)?;
    let themes = themes(&settings, &mut questions, &mut guard).await;
    let SwitchedAccount {
        setup,
        keymap,
        accent: _,
        equipment,
        poller,
        polling,
        runner,
        named,
        cards,
    } = opened;
    let profiles = account::profiles(&opened_as, &reason).in_place_of(&polling);
    let ports = Ports {
        input,
        signals: signals().map_err(Failure::system)?,
        job: job_control().map_err(Failure::system)?,
        output: Output::start(backend, guard.output_ports(), clock.clone())
            .map_err(Failure::system)?,
        lender: guard.lender(),
        on_lost_terminal: settings.on_lost_terminal,
        poller,
        runner: runner.clone(),
        cards,
        named,
        reason: reason.clone(),
        clock: clock.clone(),
        clipboard: Clipboard::choose(settings.copy_command.clone()),
        equipment,
        profiles,
    };
    let theme = setup.list.before.as_ref().and_then(|before| before.theme);
    let theme = theme.unwrap_or(settings.theme);
    let screen = Screen::new(setup, keymap, (themes, theme), ports).map_err(Failure::system)?;
    let outcome = Box::pin(screen.run()).await;
    polling.abort();
    // The poller's faults are on the screen, and a walk holds nothing that must be finished.
    let _ = polling.await;
    questions.settle().await;
    drop(guard);
    print_reports(&outcome, &runner);
    if let Some(ticket) = &reason.ticket {
        incident::write(&settings, ticket, &runner, &outcome, clock())?;
    }
    let is_off_record = is_off_record(&outcome);
    let is_all_as_wished = outcome.runs.iter().all(IncidentRun::is_as_wished);
    match (outcome.signal, outcome.lost) {
        (Some(signal), _) => Ok(signal.exit_status()),
        (None, Some(_)) if outcome.hung_up => Ok(Signal::HANGUP.exit_status()),
        (None, Some(error)) => Err(Failure::system(error)),
        (None, None) if is_off_record || !is_all_as_wished => Ok(SOMETHING_TO_SEE),
        (None, None) => Ok(0),
    }
}

/// Whether the journal lacks something of what was done.
fn is_off_record(outcome: &ScreenOutcome) -> bool {
    let stopped = |run: &IncidentRun| matches!(run.report.stopped, Some(Stopped::NoRecord(_)));
    !outcome.unrecorded.is_empty() || outcome.runs.iter().any(stopped)
}

/// What decides how the screen looks. The terminal is asked for its background whatever theme it begins
/// with, since another one can be chosen later.
async fn themes(
    settings: &Settings,
    questions: &mut TerminalQuestions,
    guard: &mut TerminalGuard,
) -> Themes {
    let mut terminal = settings.terminal;
    if terminal.is_asked {
        let is_wanted = settings.color != ColorChoice::Never;
        terminal.background = questions
            .ask(is_wanted, guard)
            .await
            .or(terminal.background);
    }
    Themes {
        color: settings.color,
        terminal,
        borders: borders(settings),
        accent: settings.accent,
    }
}

/// The lines of the settings, unless the locale has none but ASCII.
fn borders(settings: &Settings) -> Borders {
    match charset_of_locale() {
        Spelling::Ascii => Borders::Ascii,
        Spelling::Unicode => settings.borders,
    }
}

/// Prints what became of every run, so that it can be read after the screen is gone.
fn print_reports(outcome: &ScreenOutcome, runner: &Runner) {
    for message in &outcome.unrecorded {
        talk(message);
    }
    for run in &outcome.runs {
        print_report(run, runner);
    }
}

fn print_report(run: &IncidentRun, runner: &Runner) {
    let report = &run.report;
    let mut out = stderr();
    let _ = writeln!(
        out,
        "zentop: run {}: {}",
        report.run,
        report.in_words_by(&run.verdicts)
    );
    for item in &report.items {
        if let Some(cause) = item.outcome.cause() {
            let (target, outcome) = (&item.target, item.word());
            let _ = writeln!(out, "  {target} {outcome}: {cause}");
        }
    }
    if let Some(stopped) = &report.stopped {
        let _ = writeln!(out, "  {}", stopped.words());
    }
    for line in runner.left_of(report) {
        let _ = writeln!(out, "{line}");
    }
    let people = operation::people_by_standing(&run.people);
    if !people.is_empty() {
        let _ = writeln!(out, "  {}", operation::people_in_words(&people));
    }
    let verdicts = run.verdicts.iter().zip(&report.items);
    let open = verdicts.filter(|(verdict, item)| !item.operation.ends() && is_open(**verdict));
    for (verdict, item) in open {
        let words = verdict.map_or("not known", |verdict| verdict.words(item.operation));
        let _ = writeln!(out, "  {}: {words}", item.target);
    }
    for left in run.left.iter().filter(|left| !left.is_clean()) {
        let _ = writeln!(out, "  user {}: {}", left.user, left.words());
    }
    if let Some(head) = &report.journal_head {
        let _ = writeln!(out, "  journal head {head}");
    }
}
