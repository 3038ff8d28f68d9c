//! The ticket and the reason in a review, on one line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::pen::{Pen, typed, width};
use super::super::words::key;
use super::Scene;
use crate::app::{Action, GivenReason, Mode, ReviewField};

/// The part of the line that a ticket has in any case: a third.
const PART: usize = 3;

const TICKET: &str = "Ticket: ";
const WHY: &str = "Reason: ";

/// The columns of the ticket, of those that both have together: what it needs, as long as the other has
/// room for what it needs, or a third. The one that is typed into comes first.
fn columns_of_ticket(given: &GivenReason, room: usize) -> usize {
    // One column is the cursor's.
    let needs = |text: &str| width(&typed(text)) + 1;
    let part = room / PART;
    let rest = match given.at {
        ReviewField::Ticket => part,
        ReviewField::Answer | ReviewField::Why => needs(given.why.value()).min(room - part),
    };
    needs(given.ticket.value()).clamp(part, part.max(room.saturating_sub(rest)))
}

/// Draws the fields, which `is_asked` for or not; returns where the one stands that is typed into.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (given, is_asked): (&GivenReason, bool),
) -> Position {
    let theme = scene.theme;
    let is_blank = given.ticket.value().is_empty() && given.why.value().is_empty();
    let mut pen = Pen::on(buffer, line);
    if is_blank && given.at == ReviewField::Answer {
        let next = key(scene.app.keymap(), Mode::Review, Action::NextField);
        let (text, style) = if is_asked {
            let long = format!("no ticket and no reason yet: {next} types them, for the record");
            let short = format!("no ticket and no reason yet: {next} types them");
            let fits = width(&long) <= pen.left();
            (if fits { long } else { short }, theme.warning)
        } else {
            (format!("{next} types a ticket and a reason"), theme.dim)
        };
        let room = pen.left();
        pen.field(&text, room, style);
        return pen.position();
    }
    let style = |at| {
        if given.at == at { theme.key } else { theme.dim }
    };
    let room = pen.left().saturating_sub(width(TICKET) + 2 + width(WHY));
    let columns = columns_of_ticket(given, room);
    pen.put(TICKET, style(ReviewField::Ticket));
    let (value, at) = (given.ticket.value(), given.ticket.cursor());
    let before = pen.left();
    let ticket = field(&mut pen, value, at, columns, scene);
    let used = before - pen.left();
    pen.gap((columns + 2).saturating_sub(used));
    pen.put(WHY, style(ReviewField::Why));
    let (value, at) = (given.why.value(), given.why.cursor());
    let room = pen.left();
    let why = field(&mut pen, value, at, room, scene);
    if given.at == ReviewField::Ticket {
        ticket
    } else {
        why
    }
}
