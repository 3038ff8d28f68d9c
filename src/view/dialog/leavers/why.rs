//! Why somebody is among the leavers, in as many words as there is room for.

use ratatui::style::Style;

use super::super::super::pen::width;
use super::super::super::words::leaver_look;
use super::super::Scene;
use crate::app::LeaverLine;
use crate::live::Leaver;

/// All reasons why somebody is listed.
fn reasons_of(line: &LeaverLine) -> String {
    line.reasons().join(", ")
}

/// All of them in fewer words.
fn reasons_in_short(line: &LeaverLine) -> String {
    line.reasons().join(" + ").replace("on the list", "list")
}

/// The reason that decides, and that they are on the list as well.
pub(super) fn reasons_in_brief(scene: Scene<'_>, line: &LeaverLine) -> String {
    let is_listed = |leaver: &Leaver| leaver.because.is_on_the_list_as_well();
    match decisive(line) {
        Some(first) if line.leaver.as_ref().is_some_and(is_listed) => format!("{first} + list"),
        _ => decisive_of(scene, line),
    }
}

/// The reason that decides, and whether there are others.
pub(super) fn decisive_of(scene: Scene<'_>, line: &LeaverLine) -> String {
    match decisive(line) {
        None => String::new(),
        Some(first) if line.reasons().len() == 1 => first.to_owned(),
        Some(first) => format!("{first} {}", scene.theme.signs.more),
    }
}

/// The reason that decides: whoever is deleted is so for good, be they suspended or not.
fn decisive(line: &LeaverLine) -> Option<&'static str> {
    let reasons = line.reasons();
    let is_deleted = |leaver: &Leaver| leaver.because.deleted;
    let deleted = reasons.iter().find(|reason| **reason == "deleted");
    let deleted = deleted.filter(|_| line.leaver.as_ref().is_some_and(is_deleted));
    deleted.or(reasons.first()).copied()
}

/// As many words for why somebody is listed as there are columns for. The reason that decides is always said,
/// and a sign says where there are others.
pub(super) fn fitting(scene: Scene<'_>, line: &LeaverLine, columns: usize) -> String {
    let mut forms = forms_of(scene, line).into_iter();
    let form = forms.find(|form| width(form) <= columns);
    form.unwrap_or_else(|| decisive_of(scene, line))
}

/// All words for why somebody is listed, the most first.
pub(super) fn forms_of(scene: Scene<'_>, line: &LeaverLine) -> [String; 4] {
    [
        reasons_of(line),
        reasons_in_short(line),
        reasons_in_brief(scene, line),
        decisive_of(scene, line),
    ]
}

/// Why somebody should be gone is as heavy as it is in the list of sessions; that they are on a list that
/// was given is no fault of theirs.
pub(super) fn style_of_why(scene: Scene<'_>, line: &LeaverLine) -> Style {
    let Scene { app, theme, .. } = scene;
    match &line.leaver {
        Some(leaver) if leaver.because.suspended || leaver.because.deleted => {
            let looks = app.flags().map(|flags| leaver_look(flags, theme));
            looks.map_or(theme.warning, |(_, style)| style)
        }
        Some(_) => theme.text,
        None => theme.dim,
    }
}
