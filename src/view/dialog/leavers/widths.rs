//! How wide the columns of the leavers are, by who is listed and by how much room there is.

use super::super::super::pen::width;
use super::super::super::words::{count, moment_columns};
use super::super::Scene;
use super::name_of;
use super::why::{decisive_of, forms_of, reasons_in_brief};
use crate::app::{LeaverLine, LeaversView};
use crate::live::{OpenTime, PersonRow};
use crate::model::SafeText;

/// Columns of the mark and of a role, and the fewest of a name.
pub(super) const MARK: usize = 2;
pub(super) const ROLE: usize = 5;
const LEAST_NAME: usize = 12;
/// The columns that are left to an address before further reasons are said.
const LEAST_ADDRESS: usize = 20;
/// The heading of the number of sessions.
pub(super) const SESSIONS: &str = "×";
/// The heading of the number of tokens.
pub(super) const TOKENS: &str = "TOKENS";
/// What most people are called in, and why most are listed.
const USUAL_NAME: usize = 20;
const USUAL_REASON: &str = "suspended";
/// The blank columns between two columns where there is room, and where there is little.
const GAP: usize = 2;
const NARROW_GAP: usize = 1;

/// The columns from which roles and addresses are shown.
pub(super) const WIDE: u16 = 104;

/// The columns that depend on who is listed and on how much room there is.
#[derive(Clone, Copy)]
pub(super) struct LeaverWidths {
    pub(super) name: usize,
    pub(super) why: usize,
    pub(super) sessions: usize,
    /// The columns of a time, with the sign behind it where one has it.
    pub(super) time: usize,
    pub(super) gap: usize,
    /// Whether roles and addresses are shown.
    pub(super) is_wide: bool,
    /// Whether there is room for when somebody signed in.
    pub(super) has_since: bool,
}

impl LeaverWidths {
    /// No column is wider than what stands in it, and the address has the rest. Of the reasons the first is
    /// always whole, and that somebody is on the list as well is said; then names are whole, and of each person
    /// as many reasons are said as leaves something of the addresses. When somebody signed in is left out where
    /// names would have no room.
    pub(super) fn of(scene: Scene<'_>, view: &LeaversView, columns: u16) -> Self {
        let is_wide = columns >= WIDE;
        let columns = usize::from(columns);
        let lines = || view.lines.iter();
        // Where nobody is listed the headings stand as they do over people.
        let names = lines().map(|line| width(&name_of(scene, line)));
        let name = names.max().unwrap_or(USUAL_NAME).max("NAME".len());
        let of_reasons = |widths: &mut dyn Iterator<Item = usize>| {
            widths.max().unwrap_or(width(USUAL_REASON)).max("WHY".len())
        };
        let in_brief = |line: &LeaverLine| width(&reasons_in_brief(scene, line));
        let in_brief = of_reasons(&mut lines().map(in_brief));
        let decisive = |line: &LeaverLine| width(&decisive_of(scene, line));
        let decisive = of_reasons(&mut lines().map(decisive));
        let emails = lines().filter_map(|line| line.email.as_ref());
        let email = emails.map(SafeText::width).max().unwrap_or(0);
        let address = |gap| if is_wide { gap + ROLE + gap + email } else { 0 };
        let rows = || lines().filter_map(|line| Some(&line.leaver.as_ref()?.row));
        let sessions = rows().map(|row| width(&count(row.sessions())));
        let sessions = sessions.max().unwrap_or(0).max(width(SESSIONS));
        let is_open = |at: OpenTime| at.open.is_some() && at.at.is_some();
        let is_doubted = |row: &PersonRow| is_open(row.since()) || is_open(row.last_seen());
        let time = moment_columns(scene) + usize::from(rows().any(is_doubted));
        let all =
            |times, gap| MARK + gap + gap + sessions + times * (gap + time) + gap + TOKENS.len();
        let has_gaps = is_wide && all(2, GAP) + name + decisive + address(GAP) <= columns;
        let gap = if has_gaps { GAP } else { NARROW_GAP };
        let address = address(gap).min(gap + ROLE + gap + LEAST_ADDRESS);
        let beside = |times| all(times, gap);
        let has_since = beside(2) + LEAST_NAME + decisive <= columns;
        let room = columns.saturating_sub(beside(1 + usize::from(has_since)));
        let name = name.min(room.saturating_sub(in_brief).max(LEAST_NAME));
        let left = room.saturating_sub(name);
        let fits = |columns: &usize| columns + address <= left;
        let forms = lines().flat_map(|line| forms_of(scene, line));
        let why = forms.map(|form| width(&form)).filter(fits).max();
        let why = why.unwrap_or(0).max(decisive);
        Self {
            name,
            why: why.min(left),
            sessions,
            time,
            gap,
            is_wide,
            has_since,
        }
    }
}
