//! What became of a run in all: how its items ended, what later readings say, and when it was.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::Theme;
use super::super::super::pen::Pen;
use super::super::super::words::{count, counted, outcome, waits};
use super::super::Scene;
use super::verdicts::{Otherwise, otherwise};
use crate::app::{LeftAlone, ReportView, WaitingFor};
use crate::model::{SafeText, UserId};
use crate::operation::{
    NotFoundBecause, NotLookedAt, PersonProof, PersonVerdict, Verdict, counts as counts_of_people,
};

/// The number of characters of the journal's hash that are shown: enough to compare by eye.
const HASH: usize = 12;

/// Draws how the items ended.
pub(super) fn counts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let mut pen = Pen::on(buffer, line);
    let by_now = view.counts_by_now();
    for (word, of) in by_now.undone {
        pen.put(&format!("! {word} {}", count(of)), scene.theme.danger)
            .gap(3);
    }
    for (kind, long, of) in by_now.counts {
        let word = outcome(view.report.operation, kind, scene.theme);
        pen.put(&format!("{} {long} {}", word.sign, count(of)), word.style)
            .gap(3);
    }
    let left_out = view.left_out.iter();
    let misses = left_out.clone().filter_map(|one| match one {
        LeftAlone::NotFound(miss) => Some(miss.because),
        _ => None,
    });
    let open = left_out.filter(|one| matches!(one, LeftAlone::Undecided(..)));
    let open = (open.count(), "cannot be told");
    for (of, words) in NotFoundBecause::counts(&misses).into_iter().chain([open]) {
        if of > 0 {
            let text = format!("{} {words}", count(of));
            pen.put(&text, scene.theme.warning).gap(3);
        }
    }
}

/// Whether later readings say anything.
pub(super) fn has_verdicts(view: &ReportView) -> bool {
    let is_told = |verdict: &Option<Verdict>| !matches!(verdict, None | Some(Verdict::CameBack));
    view.verdicts.iter().any(is_told) || !view.people.is_empty()
}

/// Draws what later readings say: of the people whose sessions were ended, else of the items; and
/// what is still being read.
pub(super) fn verdicts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let mut pen = Pen::on(buffer, line);
    if !view.left.is_empty() {
        let clean = view.left.iter().filter(|left| left.is_clean()).count();
        let (good, open) = (scene.theme.signs.good, view.left.len() - clean);
        if clean > 0 {
            let text = format!("{good} as it should be {}", count(clean));
            pen.put(&text, scene.theme.good).gap(3);
        }
        if open > 0 {
            let text = format!("! not as it should be {}", count(open));
            pen.put(&text, scene.theme.danger).gap(3);
        }
    } else if view.people.is_empty() {
        for (verdict, sign, style) in signs(scene.theme) {
            let of = view.count(verdict);
            if of > 0 {
                let words = verdict.words(view.report.operation);
                let text = format!("{sign} {words} {}", count(of));
                pen.put(&text, style).gap(3);
            }
        }
    } else {
        let touched = view.people.iter().filter(|one| !is_untouched(one));
        let touched: Vec<PersonProof> = touched.cloned().collect();
        let untouched = view.untouched();
        // A list of sessions says nothing of what else was to be done.
        let beside = beside_sessions(view);
        let standing = |one: &PersonProof| {
            let beside = beside.get(&one.user).filter(|_| one.verdict.is_as_wished());
            beside.copied().unwrap_or(Otherwise::Well)
        };
        let of = |which| {
            touched
                .iter()
                .filter(move |one| standing(one) == which)
                .count()
        };
        for (of, sign, words, style) in [
            (
                of(Otherwise::Amiss),
                "!",
                "not as it should be",
                scene.theme.danger,
            ),
            (
                of(Otherwise::NotKnown),
                "?",
                "not known",
                scene.theme.warning,
            ),
            (
                of(Otherwise::Open),
                "~",
                "being looked at",
                scene.theme.text,
            ),
        ] {
            if of > 0 {
                pen.put(&format!("{sign} {words} {}", count(of)), style)
                    .gap(3);
            }
        }
        let touched: Vec<PersonProof> = (touched.iter())
            .filter(|one| standing(one) == Otherwise::Well)
            .cloned()
            .collect();
        for (word, of) in counts_of_people(&touched) {
            let (sign, style) = sign_of(word, view.is_proving, scene.theme);
            let text = format!("{sign} {word} {}", count(of));
            pen.put(&text, style).gap(3);
        }
        if untouched > 0 {
            let people = counted(untouched, "person", "people");
            let text = format!("- nothing done for {people}");
            pen.put(&text, scene.theme.warning).gap(3);
        }
    }
    if view.awaits_verdicts() {
        let left = view.cost_left(scene.now).map(|cost| cost.to_string());
        let wait = waits(scene, WaitingFor::Proof).map(|wait| format!("proof {wait}"));
        let text = wait
            .or(left)
            .unwrap_or_else(|| "proof: longer than expected".to_owned());
        pen.put(&text, scene.theme.dim);
    }
}

/// How it stands with what was to be done to people beside ending their sessions.
fn beside_sessions(view: &ReportView) -> BTreeMap<UserId, Otherwise> {
    let mut all = BTreeMap::new();
    for (at, item) in view.report.items.iter().enumerate() {
        let worst = all.entry(item.target.user()).or_insert(Otherwise::Well);
        *worst = otherwise(view, at).max(*worst);
    }
    all
}

/// Whether no request was sent for somebody, so that there is nothing to look at.
pub(super) const fn is_untouched(proof: &PersonProof) -> bool {
    matches!(
        proof.verdict,
        PersonVerdict::NotLookedAt(NotLookedAt::NothingDone)
    )
}

fn signs(theme: &Theme) -> [(Verdict, &'static str, Style); 5] {
    [
        (Verdict::Verified, theme.signs.good, theme.good),
        (Verdict::StillListed, "!", theme.danger),
        (Verdict::Contradicted, "!", theme.danger),
        (Verdict::NotKnown, "?", theme.warning),
        (Verdict::Waiting, "~", theme.text),
    ]
}

/// The sign and the style of a verdict on people.
pub(super) fn sign_of(word: &str, is_proving: bool, theme: &Theme) -> (&'static str, Style) {
    let [none, chosen, again, _, _, _, not_looked_at] = PersonVerdict::WORDS;
    if word == none || word == chosen {
        (theme.signs.good, theme.good)
    } else if word == again {
        ("!", theme.warning)
    } else if word == not_looked_at && is_proving {
        ("~", theme.text)
    } else if word == not_looked_at {
        ("?", theme.warning)
    } else {
        ("!", theme.danger)
    }
}

/// Draws when the run was, what it was for, and the journal's anchor.
pub(super) fn facts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, view: &ReportView) {
    let report = &view.report;
    let route = report.operation.route();
    let how = route.map_or_else(String::new, |route| format!(", route {}", route.as_str()));
    let ended = scene.app.setup().zone.clock(report.said(report.ended_at));
    let run = SafeText::new(&report.run.to_string());
    let text = format!("Run {run} to {ended}{how}");
    let mut pen = Pen::on(buffer, line);
    pen.put(&text, scene.theme.dim);
    if let Some(head) = &report.journal_head {
        let short: String = head.chars().take(HASH).collect();
        pen.put(&format!(", journal {short}"), scene.theme.dim);
    }
    let reason = [&report.reason.ticket, &report.reason.text];
    for given in reason.into_iter().flatten() {
        let given = SafeText::new(scene.names().words(given));
        let room = pen.left().saturating_sub(2);
        pen.put(", ", scene.theme.dim)
            .put(&given.fit(room), scene.theme.dim);
    }
}
