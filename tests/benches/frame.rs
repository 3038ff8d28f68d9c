//! One frame of 200 × 60 at a million sessions, and from a key to the frame that shows it, in every
//! view and with the rules that come with the program.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has nothing better to do than to stop"
)]

#[expect(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use zentop::app::{App, DisplayOptions, Effect, Event, Keymap, Setup};
use zentop::live::{Projector, Snapshot, Store, WalkProgress};
use zentop::operation::Guardrails;
use zentop::settings::{self, Borders, ColorChoice, ColorDepth, RuleSet, ThemeChoice};
use zentop::view::{self, Theme};

use support::figure::{Figure, Sample, Watch, is_bench};
use support::population::{Account, PAGE, now};

const SIZE: Size = Size {
    width: 200,
    height: 60,
};

const FRAMES: usize = 500;

/// How often every view is looked at.
const ROUNDS: usize = 6;

/// The pages that come in one by one.
const PAGES: u64 = 40;

fn main() {
    if !is_bench() {
        return;
    }
    let account = Account::of(1_000_000);
    let (mut store, _) = account.walked();
    let snapshot = account.name_everybody(&mut store);
    let mut app = opened(&snapshot);
    let theme = theme();
    let mut terminal = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap();
    let mut draw = |app: &App| {
        terminal
            .draw(|frame| view::draw(frame, app, now(), &theme))
            .unwrap();
    };

    let empty = {
        let mut terminal = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap();
        Sample::millis(FRAMES, || {
            terminal.draw(|_| {}).unwrap();
        })
    };
    draw(&app);
    Figure::new(
        "frame 200×60 at 1M: nothing changed",
        &Sample::millis(FRAMES, || draw(&app)),
        "ms",
    )
    .peer("empty frame", &empty, support::figure::Aim::None)
    .at_most(1.0)
    .print();

    let mut press = |name: &str, code: KeyCode| {
        let sample = Sample::millis(FRAMES, || {
            let key = KeyEvent::from(code);
            let at = now();
            app.update(Event::Key { key, at }, now());
            draw(&app);
        });
        Figure::new(name, &sample, "ms").at_most(1.0).print();
    };
    press("key to frame at 1M: down", KeyCode::Down);
    press(
        "key to frame at 1M: page down, all rows new",
        KeyCode::PageDown,
    );
    views(&mut app, &mut draw);
    newer_rows(&mut app, (account, &mut store), draw);
}

/// Every view in turn: the key that asks for it, its rows when they come, and keys in it. The rows
/// themselves are made beside the loop that takes keys, so that is not measured.
fn views(app: &mut App, mut draw: impl FnMut(&App)) {
    let mut projector = Projector::default();
    let mut took = Vec::new();
    let mut take = |app: &mut App, event: Event| {
        let watch = Watch::start();
        let effects = app.update(event, now());
        draw(app);
        took.push(watch.millis());
        effects
    };
    for _ in 0..ROUNDS {
        for view in '1'..='9' {
            let keys = [KeyCode::Char(view), KeyCode::Down, KeyCode::PageDown];
            for code in keys {
                let (key, at) = (KeyEvent::from(code), now());
                for effect in take(app, Event::Key { key, at }) {
                    if let Effect::Project(request) = effect {
                        let rows = Arc::new(projector.project(request));
                        take(app, Event::Projected(rows));
                    }
                }
            }
        }
    }
    let took = Sample::of(took);
    Figure::new("key to frame at 1M: every view, median", &took, "ms")
        .at_most(1.0)
        .print();
    Figure::new("key to frame at 1M: every view, p99", &took.p99(), "ms")
        .at_most(8.0)
        .print();
}

/// A page comes in, and then the rows with it, while the cursor is in the middle of the list, where its
/// row moves: first with the list alone, and then with a review above it. The rows themselves are not
/// measured here either.
fn newer_rows(app: &mut App, (account, store): (Account, &mut Store), mut draw: impl FnMut(&App)) {
    let mut projector = Projector::default();
    for effect in press(app, KeyCode::Char('1')) {
        if let Effect::Project(request) = effect {
            let rows = Arc::new(projector.project(request));
            app.update(Event::Projected(rows), now());
        }
    }
    for _ in 0..app.list().len() / 2 / usize::from(SIZE.height) {
        press(app, KeyCode::PageDown);
    }
    store.take(WalkProgress::Began, now());
    let mut turn = 0;
    let mut pages = |app: &mut App| {
        let mut took = Vec::new();
        let mut take = |app: &mut App, event: Event| {
            let watch = Watch::start();
            let effects = app.update(event, now());
            draw(app);
            took.push(watch.millis());
            effects
        };
        for _ in 0..PAGES {
            let first = turn * 37 * PAGE;
            turn += 1;
            let snapshot = store.absorb(account.page(first..first + PAGE, 60), now());
            for effect in take(app, Event::Snapshot(snapshot)) {
                if let Effect::Project(request) = effect {
                    take(app, Event::Projected(Arc::new(projector.project(request))));
                }
            }
        }
        Sample::of(took)
    };
    for (what, code) in [("list", None), ("review", Some(KeyCode::F(9)))] {
        code.map(|code| press(app, code));
        let took = pages(app);
        let name = |which: &str| format!("newer rows to frame at 1M, {what}: {which}");
        Figure::new(&name("median"), &took, "ms")
            .at_most(4.0)
            .print();
        Figure::new(&name("p99"), &took.p99(), "ms")
            .at_most(8.0)
            .print();
    }
    assert!(app.dialog().is_some(), "there is no review");
}

fn press(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let (key, at) = (KeyEvent::from(code), now());
    app.update(Event::Key { key, at }, now())
}

/// The screen as it is after the first walk.
fn opened(snapshot: &Arc<Snapshot>) -> App {
    let setup = Setup {
        account: "acme".to_owned(),
        demo: false,
        production: false,
        guardrails: Guardrails {
            rules: RuleSet::shipped(),
            ..Guardrails::default()
        },
        notices: Vec::new(),
        zone: zentop::query::Zone::UTC,
        bell: false,
        list: zentop::app::ListSetup::default(),
    };
    let keymap = Keymap::standard().unwrap();
    let mut app = App::new(setup, keymap, Arc::clone(snapshot), now());
    let viewport = view::viewport(SIZE, DisplayOptions::default());
    app.update(Event::Resized(viewport), now());
    for effect in app.update(Event::Snapshot(Arc::clone(snapshot)), now()) {
        if let Effect::Project(request) = effect {
            let projection = Projector::default().project(request);
            app.update(Event::Projected(Arc::new(projection)), now());
        }
    }
    assert_eq!(app.list().len(), snapshot.len());
    app
}

fn theme() -> Theme {
    let terminal = settings::Terminal {
        background: None,
        is_asked: false,
        depth: ColorDepth::True,
    };
    Theme::choose(
        ThemeChoice::Auto,
        ColorChoice::Always,
        &terminal,
        Borders::Unicode,
    )
}
