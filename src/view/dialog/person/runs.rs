//! What this profile did to somebody, from the journal, with what later lists said.

use super::super::super::words::{changed_words, day_and_time, recorded_words, standing, weight};
use super::super::Scene;
use super::{INDENT, PageLine, indented, plain, sentence};
use crate::app::PersonPage;
use crate::model::SafeText;
use crate::operation::run_words;

/// The most runs that are shown.
const SHOWN: usize = 10;

/// The runs, newest first.
pub(super) fn lines(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let runs = match &scene.app.past().answer {
        None => return Vec::new(),
        Some(Err(why)) => {
            let text = format!(
                "what runs did to them is not known: {}",
                scene.names().words(why)
            );
            return sentence(&text, columns, theme.warning);
        }
        Some(Ok(runs)) => runs,
    };
    let of_them = runs.runs.iter();
    let of_them = of_them.filter_map(|run| Some((run, run.person(page.user)?)));
    let of_them: Vec<_> = of_them.collect();
    let mut lines = Vec::new();
    let older = if runs.older > 0 {
        " in the newest runs"
    } else {
        ""
    };
    match of_them.len() {
        0 => {
            let text = format!("nothing was done to them by this profile{older}");
            lines.push(plain(&text, theme.dim));
        }
        _ => lines.push(plain("done by this profile", theme.heading)),
    }
    if let Some(damage) = &runs.damage {
        lines.extend(sentence(damage, columns, theme.warning));
    }
    for (run, person) in of_them.iter().take(SHOWN) {
        let (how, style) = standing(scene, run, person);
        let when = day_and_time(scene, run.at);
        let what = run_words(run.route);
        let text = match &run.ticket {
            Some(ticket) => format!(
                "{when}  {what}: {how} ({})",
                scene.names().words(SafeText::new(ticket).as_str())
            ),
            None => format!("{when}  {what}: {how}"),
        };
        lines.extend(sentence(&text, columns, style));
        let record = page.person(scene.app.snapshot());
        let changed = record.and_then(|record| changed_words(scene, (run, person), record));
        if let Some(changed) = changed {
            lines.extend(indented(&changed, 2 * INDENT, columns, theme.danger));
        }
        if let Some(verdict) = recorded_words(scene, run, person, "") {
            let style = weight(&verdict, style, theme);
            lines.extend(indented(&verdict, 2 * INDENT, columns, style));
        }
    }
    if of_them.len() > SHOWN {
        let text = format!("and {} earlier ones", of_them.len() - SHOWN);
        lines.extend(sentence(&text, columns, theme.dim));
    }
    lines
}
