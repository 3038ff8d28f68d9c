//! The program on a pseudo-terminal: how soon the first frame is there, and what it costs to
//! leave it running.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has nothing better to do than to stop"
)]

#[expect(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::path::Path;
use std::thread;
use std::time::Duration;

use support::figure::{Aim, Figure, Sample, is_bench};
use support::process::{Server, ZENTOP, processor_time};
use support::pty::OnPty;

/// Starts of each program.
const STARTS: usize = 15;

/// How long it is watched at rest.
const REST: Duration = Duration::from_secs(20);

/// The longest wait for the first walk to be whole and its names to be known.
const SETTLING: usize = 30;

/// A program that is at work writes more than this; one that took the terminal only does not.
const A_SCREENFUL: usize = 800;

fn main() {
    if !is_bench() {
        return;
    }
    start();
    at_rest();
}

fn start() {
    let home = tempfile::tempdir().unwrap();
    let nothing = Sample::of((0..STARTS).map(|_| {
        let process = OnPty::start("/bin/true", &[], home.path());
        process.until_end()
    }));
    let demo = first_frames(&["demo"], home.path());
    let mut figure = Figure::new("start: zentop demo, first frame", &demo, "ms").peer(
        "true, to its end",
        &nothing,
        Aim::None,
    );
    for peer in ["/usr/bin/htop", "/usr/bin/btop", "/usr/bin/top"] {
        if Path::new(peer).exists() {
            let sample = Sample::of((0..5).filter_map(|_| {
                OnPty::start(peer, &[], home.path()).until(|all| all.len() > A_SCREENFUL)
            }));
            figure = figure.peer(peer, &sample, Aim::None);
        }
    }
    figure.at_most(12.0).print();
    // HTTPS, so that the system's certificates are read; nobody listens there.
    let account = ["--url", "https://127.0.0.1:9"];
    Figure::new(
        "start: an account, first frame",
        &first_frames(&account, home.path()),
        "ms",
    )
    .at_most(12.0)
    .print();
}

fn first_frames(arguments: &[&str], home: &Path) -> Sample {
    let token = [("ZENDESK_OAUTH_TOKEN", "not-a-token")];
    Sample::of((0..STARTS).map(|_| {
        let process = OnPty::start_with(ZENTOP, arguments, home, &token);
        process.until(has_a_frame).unwrap()
    }))
}

/// Whether the alternate screen was entered and a frame was written to it. Taking the
/// terminal hides the cursor, and so does the end of each frame.
fn has_a_frame(written: &[u8]) -> bool {
    let count = |sequence: &[u8]| {
        let windows = written.windows(sequence.len());
        windows.filter(|window| *window == sequence).count()
    };
    count(b"\x1b[?1049h") > 0 && count(b"\x1b[?25") > 1
}

/// The same screen twice: one rests between two walks, the other walks 100 pages each ten
/// seconds, which is the pace of the settings where no request limit is in the way. No real
/// account allows it, so that figure is for the time a page takes.
fn at_rest() {
    let server = Server::start(10_000, 3_000);
    let settings = server.home.path().join("resting.toml");
    std::fs::write(&settings, "[poll]\nfloor_seconds = 3600\n").unwrap();
    let settings = settings.to_str().unwrap();
    let open = |more: &[&str]| {
        let token = [("ZENDESK_OAUTH_TOKEN", server.token.as_str())];
        let arguments = [&["--url", &server.url], more].concat();
        OnPty::start_with(ZENTOP, &arguments, server.home.path(), &token)
    };
    let (resting, walking) = (open(&["--config", settings]), open(&[]));
    for screen in [&resting, &walking] {
        settle(screen.pid());
        screen.drain();
    }
    let before = [&resting, &walking].map(|screen| processor_time(screen.pid()));
    thread::sleep(REST);
    let after = [&resting, &walking].map(|screen| processor_time(screen.pid()));
    let share = |which: usize| (after[which] - before[which]) / REST.as_secs_f64() * 100.0;
    let written = |screen: &OnPty| {
        let bytes = screen.drain();
        format!("{bytes} bytes written in {} s", REST.as_secs())
    };
    let unit = "% of a core";
    Figure::new("at rest, 10k sessions", &Sample::of([share(0)]), unit)
        .at_most(0.2)
        .note(&written(&resting))
        .print();
    let usual = share(1) / 600.0 * 70.0;
    Figure::new("walking, 600 pages a minute", &Sample::of([share(1)]), unit)
        .note(&written(&walking))
        .note(&format!("at 70, a tenth of the usual limit: {usual:.3} %"))
        .print();
}

/// Waits until the process has used next to no processor time for a second.
fn settle(pid: u32) {
    for _ in 0..SETTLING {
        let before = processor_time(pid);
        thread::sleep(Duration::from_secs(1));
        if processor_time(pid) - before <= 0.01 {
            return;
        }
    }
}
