//! What is ended how, what stays, and what changed since: in a few lines, the weightiest
//! first.

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::super::super::words::{count, counted};
use super::super::Scene;
use crate::app::{Review, RouteOffer};
use crate::model::{Age, Role};
use crate::terminate::{KeptBecause, Plan, Route};

type Lines = Vec<(String, Style)>;

/// The lines, each with its style; the routes come last.
pub(super) fn lines(scene: Scene<'_>, review: &Review, all_routes: bool) -> Lines {
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
    lines.extend(routes(scene, review, all_routes));
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

/// The routes side by side, what each takes with it before what it costs; where there is no
/// room for all of them only the one in force.
fn routes(scene: Scene<'_>, review: &Review, all: bool) -> Lines {
    let theme = scene.theme;
    let chosen = |offer: &&RouteOffer| offer.route == review.plan.route;
    let offers = review.routes.iter();
    let offers = offers.filter(|offer| all || chosen(offer));
    let line = |offer: &RouteOffer| {
        let words = match offer.route {
            Route::Exact => "only those listed here",
            Route::User => "also newer ones of theirs",
            Route::Many => "all of theirs, some time later",
        };
        let beyond = match offer.beyond {
            0 => "no others".to_owned(),
            more => format!("+ {} others", count(more)),
        };
        let time = if offer.time.is_zero() {
            "at once".to_owned()
        } else {
            format!("{} {}", theme.signs.at_least, Age::from(offer.time))
        };
        let requests = counted(offer.requests, "request", "requests");
        let is_chosen = chosen(&offer);
        let sign = if is_chosen { theme.signs.mark } else { " " };
        let route = offer.route.as_str();
        (
            format!("{sign} {route:<5}  {beyond:<12}  {requests:<14} {time:<8}  {words}"),
            if is_chosen { theme.heading } else { theme.dim },
        )
    };
    offers.map(line).collect()
}
