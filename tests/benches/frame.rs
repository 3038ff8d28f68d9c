//! One frame of 200 × 60 at a million sessions, and from a key to the frame that shows it.
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
use zentop::live::{Projector, Snapshot};
use zentop::operation::Guardrails;
use zentop::settings::{self, Borders, ColorChoice, ColorDepth, ThemeChoice};
use zentop::view::{self, Theme};

use support::figure::{Figure, Sample, is_bench};
use support::population::{Account, now};

const SIZE: Size = Size {
    width: 200,
    height: 60,
};

const FRAMES: usize = 500;

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
}

/// The screen as it is after the first walk.
fn opened(snapshot: &Arc<Snapshot>) -> App {
    let setup = Setup {
        account: "acme".to_owned(),
        demo: false,
        production: false,
        guardrails: Guardrails::default(),
        notice: None,
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
