//! What is ended how, what stays, and what changed since: in a few lines, the weightiest
//! first.

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::super::super::words::counted;
use super::super::Scene;
use crate::app::Review;
use crate::model::Role;
use crate::terminate::{KeptBecause, Plan, Route};

type Lines = Vec<(String, Style)>;

/// The lines, each with its style.
pub(super) fn lines(scene: Scene<'_>, review: &Review) -> Lines {
    let theme = scene.theme;
    let plan = &review.plan;
    let mut lines = vec![totals(scene, plan)];
    if review.gone_since > 0 || review.new_since > 0 {
        let of = plan.targets().len();
        let gone = format!(
            "{} of {of} already gone since this opened",
            review.gone_since
        );
        let new = format!(
            "{} of these people since, not part of this",
            counted(review.new_since, "new session", "new sessions")
        );
        let text = match (review.gone_since, review.new_since) {
            (_, 0) => gone,
            (0, _) => new,
            _ => format!("{gone}; {new}"),
        };
        lines.push((text, theme.warning));
    }
    if !plan.kept().is_empty() {
        lines.push((kept(plan), theme.warning));
    }
    if plan.missing() > 0 {
        let be = if plan.missing() == 1 { "is" } else { "are" };
        let text = format!("{} marked {be} gone already", plan.missing());
        lines.push((text, theme.text));
    }
    lines.extend(routes(scene, review));
    lines
}

/// How many sessions of each role, the mightiest first.
fn totals(scene: Scene<'_>, plan: &Plan) -> (String, Style) {
    let theme = scene.theme;
    let of = |role: Option<Role>| {
        let targets = plan.targets().iter();
        targets.filter(|target| target.role == role).count()
    };
    let known = Role::ALL.map(|role| (of(Some(role)), role.as_str()));
    let parts: Vec<String> = known
        .into_iter()
        .chain([(of(None), "of unknown role")])
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let style = if of(Some(Role::Admin)) > 0 {
        theme.danger
    } else {
        theme.heading
    };
    (parts.join(&format!(" {} ", theme.signs.dot)), style)
}

fn kept(plan: &Plan) -> String {
    let parts: Vec<String> = [KeptBecause::Yours, KeptBecause::Protected]
        .into_iter()
        .filter_map(|because| {
            let of = plan.kept().iter().filter(|kept| kept.because == because);
            let users: BTreeSet<String> = of
                .clone()
                .map(|kept| kept.target.key.user.to_string())
                .collect();
            let count = of.count();
            let named = users.into_iter().collect::<Vec<_>>().join(" ");
            (count > 0).then(|| format!("{} ({count}): user {named}", because.as_str()))
        })
        .collect();
    format!("{} kept: {}", plan.kept().len(), parts.join(", "))
}

/// The routes side by side; the one in force is marked.
fn routes(scene: Scene<'_>, review: &Review) -> Lines {
    let theme = scene.theme;
    review
        .routes
        .iter()
        .map(|offer| {
            let chosen = offer.route == review.plan.route;
            let sign = if chosen { theme.signs.mark } else { " " };
            let words = match offer.route {
                Route::Exact => "only those listed here",
                Route::User => "also newer ones of theirs",
                Route::Many => "all of theirs, some time later",
            };
            let time = match offer.time.as_secs() / 60 {
                0 => "at once".to_owned(),
                minutes => format!("{minutes} min or more"),
            };
            let text = format!(
                "{sign} {:<5}  {:<13}  {:<14}  {:<30}  {} more listed",
                offer.route.as_str(),
                counted(offer.requests, "request", "requests"),
                time,
                words,
                offer.beyond,
            );
            (text, if chosen { theme.heading } else { theme.dim })
        })
        .collect()
}
