//! A frame as a picture: a window with text in it, complete in one file.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr as _;

use super::palette::Palette;

/// The size of a cell, in units of the picture.
const WIDE: f32 = 8.428;
const HIGH: f32 = 18.0;
/// The size of the letters, and their place in a line.
const LETTERS: f32 = 14.0;
const BASE: f32 = 13.2;
/// The margin around the text, and the bar above it.
const MARGIN: f32 = 14.0;
const BAR: f32 = 34.0;

/// Neighbouring cells with the same style.
struct Run {
    x: u16,
    columns: u16,
    text: String,
    look: Cell,
}

/// Draws a frame.
pub(super) fn svg(buffer: &Buffer, palette: &Palette) -> String {
    let (columns, rows) = (f32::from(buffer.area.width), f32::from(buffer.area.height));
    let (width, height) = (columns * WIDE + 2.0 * MARGIN, rows * HIGH + BAR + MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" font-size=\"{LETTERS}\" \
         font-family=\"ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', 'Cascadia Mono', \
         Consolas, 'Noto Sans Mono CJK JP', monospace\" fill=\"{}\">\n<title>zentop</title>\n",
        palette.ink
    );
    window(&mut out, palette, width, height);
    for y in 0..buffer.area.height {
        let top = BAR + f32::from(y) * HIGH;
        for run in runs(buffer, y) {
            draw(&mut out, palette, &run, top);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn window(out: &mut String, palette: &Palette, width: f32, height: f32) {
    let Palette {
        paper, bar, edge, ..
    } = palette;
    let (right, bottom) = (width - 1.0, height - 1.0);
    let _ = writeln!(
        out,
        "<rect x=\".5\" y=\".5\" width=\"{right}\" height=\"{bottom}\" rx=\"9\" fill=\"{paper}\" \
         stroke=\"{edge}\"/>\n<path d=\"M.5 26V9.5a9 9 0 0 1 9-9H{}a9 9 0 0 1 9 9V26z\" \
         fill=\"{bar}\" stroke=\"{edge}\"/>",
        width - 9.5
    );
    for (n, color) in [palette.red, palette.yellow, palette.green]
        .iter()
        .enumerate()
    {
        let x = [18, 36, 54][n];
        let _ = writeln!(
            out,
            "<circle cx=\"{x}\" cy=\"13.5\" r=\"5\" fill=\"{color}\"/>"
        );
    }
}

/// A line as runs. Signs beyond ASCII stand alone or with their like, so that a font in
/// which they are wider moves nobody else.
fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        let columns = u16::try_from(cell.symbol().width().max(1)).unwrap();
        let alike = |run: &&mut Run| {
            let kind = |text: &str| (text.is_ascii(), text.chars().all(is_drawn));
            let letters = kind(&run.text) == kind(cell.symbol());
            let looks = (run.look.fg, run.look.bg, run.look.modifier);
            letters && looks == (cell.fg, cell.bg, cell.modifier)
        };
        if let Some(run) = runs.last_mut().filter(alike) {
            run.text.push_str(cell.symbol());
            run.columns += columns;
        } else {
            runs.push(Run {
                x,
                columns,
                text: cell.symbol().to_owned(),
                look: cell.clone(),
            });
        }
        x += columns;
    }
    runs
}

fn draw(out: &mut String, palette: &Palette, run: &Run, top: f32) {
    let (ink, paper) = palette.cell(&run.look);
    let (x, width) = (
        MARGIN + f32::from(run.x) * WIDE,
        f32::from(run.columns) * WIDE,
    );
    if paper != palette.paper {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.2}\" y=\"{top:.1}\" width=\"{width:.2}\" height=\"{HIGH}\" fill=\"{paper}\" shape-rendering=\"crispEdges\"/>"
        );
    }
    let modifier = run.look.modifier;
    let mut style = format!("fill=\"{ink}\"");
    for (has, attribute) in [
        (Modifier::BOLD, " font-weight=\"700\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\".62\""),
    ] {
        if modifier.contains(has) {
            style.push_str(attribute);
        }
    }
    if lines(out, run, (x, top), ink, modifier.contains(Modifier::DIM)) {
        return;
    }
    let before = run.text.len() - run.text.trim_start_matches(' ').len();
    let text = run.text.trim_matches(' ');
    if text.is_empty() {
        return;
    }
    let x = x + WIDE * f32::from(u16::try_from(before).unwrap());
    let columns = f32::from(u16::try_from(text.width()).unwrap());
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.2}\" y=\"{:.1}\" textLength=\"{:.2}\" lengthAdjust=\"spacingAndGlyphs\" \
         xml:space=\"preserve\" {style}>{text}</text>",
        top + BASE,
        columns * WIDE
    );
}

/// Whether a sign is drawn as a shape and not written as text.
fn is_drawn(sign: char) -> bool {
    "─│┌┐└┘█░".contains(sign)
}

/// Frames and gauges as lines and boxes, which meet at the edges of their cells whatever the
/// font. `false` for anything else.
fn lines(out: &mut String, run: &Run, (x, y): (f32, f32), ink: &str, dim: bool) -> bool {
    if !run.text.chars().all(is_drawn) {
        return false;
    }
    let mut path = String::new();
    let (across, down) = (WIDE / 2.0, HIGH / 2.0);
    for (n, sign) in run.text.chars().enumerate() {
        let x = x + WIDE * f32::from(u16::try_from(n).unwrap());
        let _ = match sign {
            '─' => write!(path, "M{x:.2} {:.1}h{WIDE}", y + down),
            '│' => write!(path, "M{:.2} {y:.1}v{HIGH}", x + across),
            '┌' => write!(path, "M{:.2} {:.1}v-{down}h{across}", x + across, y + HIGH),
            '┐' => write!(path, "M{x:.2} {:.1}h{across}v{down}", y + down),
            '└' => write!(path, "M{:.2} {y:.1}v{down}h{across}", x + across),
            '┘' => write!(path, "M{x:.2} {:.1}h{across}v-{down}", y + down),
            _ => {
                let faint = if sign == '░' { ".25" } else { "1" };
                let _ = writeln!(
                    out,
                    "<rect x=\"{x:.2}\" y=\"{y:.1}\" width=\"{WIDE}\" height=\"{HIGH}\" fill=\"{ink}\" opacity=\"{faint}\" shape-rendering=\"crispEdges\"/>"
                );
                Ok(())
            }
        };
    }
    if !path.is_empty() {
        let faint = if dim { " opacity=\".62\"" } else { "" };
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{ink}\"{faint} shape-rendering=\"crispEdges\"/>"
        );
    }
    true
}
