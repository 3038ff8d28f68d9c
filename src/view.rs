//! What the screen looks like: `draw(frame, &app, now, &theme)`.
//!
//! - `layout` which pane goes where, from the size alone
//! - `theme` styles by what they mean, from assets/themes.toml; `signs` the glyphs, or ASCII
//! - `pen` writing one line field by field; `words` states, counts and times in words
//! - `header`, `table`, `details`, `news`, `footer` the panes; `hints` the keys that work; `events` one entry of the news; `small` a screen too small
//! - `dialog` what lies over them; `unsure` cells whose columns terminals do not agree on
//!
//! No state and no decisions: the same app at the same time gives the same frame. Text of
//! strangers is `SafeText`, has columns of its own, and stands last in its line.

mod details;
mod dialog;
mod events;
mod footer;
mod header;
mod hints;
mod layout;
mod news;
mod pen;
mod signs;
mod small;
mod table;
#[cfg(test)]
mod tests;
mod theme;
mod unsure;
mod words;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::{
    App, DialogExtent, DisplayOptions, Extent, ExtentOf, NeedsOf, Pane, PaneExtentOf, PlaceOf,
    PlaceOnScreen, Viewport,
};
use crate::live::ShownNames;
use crate::model::Timestamp;

pub use theme::{Theme, Themes};

/// Everything that a pane needs: the app, the time and the theme.
#[derive(Clone, Copy)]
struct Scene<'a> {
    app: &'a App,
    now: Timestamp,
    theme: &'a Theme,
}

/// A frame that is not on a terminal yet.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The cells.
    pub buffer: Buffer,
    /// Where the terminal's cursor belongs, if it is shown.
    pub cursor: Option<Position>,
}

/// Draws one frame for a screen of this size.
pub(crate) fn compose(size: Size, app: &App, now: Timestamp, theme: &Theme) -> Picture {
    let area = Rect::from(size);
    let mut buffer = Buffer::empty(area);
    let cursor = Scene { app, now, theme }.draw(&mut buffer, area);
    unsure::mark(&mut buffer);
    Picture { buffer, cursor }
}

/// Draws one frame.
pub fn draw(frame: &mut Frame<'_>, app: &App, now: Timestamp, theme: &Theme) {
    let scene = Scene { app, now, theme };
    let area = frame.area();
    if let Some(cursor) = scene.draw(frame.buffer_mut(), area) {
        frame.set_cursor_position(cursor);
    }
    unsure::mark(frame.buffer_mut());
}

/// Measures the dialog on top: which part of its list is shown on the app's screen.
fn measure(app: &App) -> DialogExtent {
    let viewport = app.viewport();
    let area = Rect::new(0, 0, viewport.width, viewport.height);
    // Neither the time nor the theme changes how many lines there are.
    let (now, theme) = (Timestamp::from_millis(0), &Theme::default());
    let scene = Scene { app, now, theme };
    let dialog = app.dialog();
    dialog.map_or_else(DialogExtent::default, |it| dialog::extent(scene, area, it))
}

/// Measures the pane that has the keys: which part of it is shown on the app's screen.
fn measure_pane(app: &App) -> Extent {
    let viewport = app.viewport();
    let area = Rect::new(0, 0, viewport.width, viewport.height);
    let (now, theme) = (Timestamp::from_millis(0), &Theme::default());
    let scene = Scene { app, now, theme };
    let panes = layout::panes(area, app.display().details_closed);
    let panes = panes.map(|panes| (panes.details, panes.events, panes.beside));
    match (app.focus(), panes) {
        (Pane::Details, Some((Some(area), _, beside))) => details::extent(scene, area, beside),
        (Pane::News, Some((_, Some(area), _))) => news::extent(scene, area),
        _ => Extent::default(),
    }
}

/// What stands at a place of the app's screen, by the same sums that draw it.
fn place(app: &App, (x, y): (u16, u16), now: Timestamp) -> Option<PlaceOnScreen> {
    let viewport = app.viewport();
    let area = Rect::new(0, 0, viewport.width, viewport.height);
    let panes = layout::panes(area, app.display().details_closed)?;
    table::place((app, now), panes.table, Position::new(x, y))
}

/// The viewport on a screen of this size.
pub fn viewport(size: Size, display: DisplayOptions) -> Viewport {
    let area = Rect::from((Position::ORIGIN, size));
    let shown = layout::panes(area, display.details_closed);
    let open = layout::panes(area, false);
    Viewport {
        width: size.width,
        height: size.height,
        list_rows: shown.map_or(0, |panes| usize::from(panes.table.height - 1)),
        has_details: open.is_some_and(|panes| panes.details.is_some()),
        has_news: open.is_some_and(|panes| panes.events.is_some()),
        pane: PaneExtentOf(measure_pane),
        measure: ExtentOf(measure),
        place: PlaceOf(place),
        needs: NeedsOf(table::needs),
    }
}

impl<'a> Scene<'a> {
    /// The names of people as they are shown. Only reviews ask for real ones.
    fn names(self) -> ShownNames<'a> {
        self.app.names()
    }
}

impl Scene<'_> {
    /// Draws everything; returns where the terminal's cursor belongs, if it is shown.
    fn draw(self, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        let Some(panes) = layout::panes(area, self.app.display().details_closed) else {
            small::draw(self, buffer, area);
            return None;
        };
        header::draw(self, buffer, panes.header);
        table::draw(self, buffer, panes.table);
        if let Some(area) = panes.details {
            details::draw(self, buffer, area, panes.beside);
        }
        if let Some(area) = panes.events {
            news::draw(self, buffer, area);
        }
        let cursor = footer::draw(self, buffer, &panes);
        match self.app.dialog() {
            Some(dialog) => dialog::draw(self, buffer, area, dialog),
            None => cursor,
        }
    }
}
