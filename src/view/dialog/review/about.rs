//! What is ended how, what stays, and what changed since: in a few lines, the weightiest
//! first.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::style::Style;

use super::super::super::words::{count, counted};
use super::super::Scene;
use crate::app::{EndReview, Review, Reviewed, RouteOffer};
use crate::model::{Age, Role, UserId};
use crate::operation::contain::Plan;
use crate::operation::{ExcludedBecause, Measure, Route, Target};

type Lines = Vec<(String, Style)>;

/// The lines, each with its style; what must stay where there is no room comes first and last.
pub(super) fn lines(scene: Scene<'_>, review: &Review, all_routes: bool) -> Lines {
    match &review.of {
        Reviewed::Ending(review) => ending(scene, review, all_routes),
        Reviewed::Containing(plan) => containing(scene, plan),
    }
}

/// Of ending sessions; the routes come last.
fn ending(scene: Scene<'_>, review: &EndReview, all_routes: bool) -> Lines {
    let theme = scene.theme;
    let plan = &review.plan;
    let roles = plan.targets().iter().map(|target| target.role);
    let mut lines = vec![totals(scene, roles)];
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
    let excluded = plan.excluded().iter();
    lines.extend(all_kept(
        scene,
        excluded.map(|excluded| (excluded.because, excluded.target.key.user)),
    ));
    if plan.missing() > 0 {
        let be = if plan.missing() == 1 { "is" } else { "are" };
        let text = format!("{} marked {be} gone already", plan.missing());
        lines.push((text, theme.text));
    }
    lines.extend(routes(scene, review, all_routes));
    lines
}

/// Of containing people or tokens; the sessions that may go on come last.
fn containing(scene: Scene<'_>, plan: &Plan) -> Lines {
    let theme = scene.theme;
    let mut lines = vec![totals(scene, plan.targets().iter().map(Target::role))];
    let excluded = plan.excluded().iter();
    lines.extend(all_kept(
        scene,
        excluded.map(|excluded| (excluded.because, excluded.target.user())),
    ));
    if plan.missing() > 0 {
        let be = if plan.missing() == 1 { "is" } else { "are" };
        lines.push((
            format!("{} {be} not listed any more", plan.missing()),
            theme.text,
        ));
    }
    let sessions = plan.sessions().map_or_else(
        || "sessions of theirs: not all read yet".to_owned(),
        |sessions| format!("{} of theirs now", counted(sessions, "session", "sessions")),
    );
    let last = match plan.measure() {
        Measure::Suspend => format!("{sessions}, which may go on"),
        Measure::Lift => sessions,
        Measure::Revoke => format!(
            "{} requests, one for each token",
            count(plan.targets().len())
        ),
    };
    lines.push((last, theme.text));
    lines
}

/// How many items of each role, the mightiest first.
fn totals(scene: Scene<'_>, roles: impl Iterator<Item = Option<Role>>) -> (String, Style) {
    let theme = scene.theme;
    let mut counts: BTreeMap<Option<Role>, usize> = BTreeMap::new();
    for role in roles {
        *counts.entry(role).or_default() += 1;
    }
    let of = |role: Option<Role>| counts.get(&role).copied().unwrap_or(0);
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

/// What stays and why, if anything does.
fn all_kept(
    scene: Scene<'_>,
    excluded: impl Iterator<Item = (ExcludedBecause, UserId)>,
) -> Option<(String, Style)> {
    let excluded: Vec<(ExcludedBecause, UserId)> = excluded.collect();
    let parts: Vec<String> = ExcludedBecause::ALL
        .into_iter()
        .filter_map(|because| {
            let of = excluded.iter().filter(|(known, _)| *known == because);
            let users: BTreeSet<String> = of.clone().map(|(_, user)| user.to_string()).collect();
            let count = of.count();
            let named = users.into_iter().collect::<Vec<_>>().join(" ");
            (count > 0).then(|| format!("{} ({count}): user {named}", because.as_str()))
        })
        .collect();
    let text = format!("{} kept: {}", excluded.len(), parts.join(", "));
    (!excluded.is_empty()).then_some((text, scene.theme.warning))
}

/// The routes side by side, what each takes with it before what it costs; where there is no
/// room for all of them only the one in force.
fn routes(scene: Scene<'_>, review: &EndReview, all: bool) -> Lines {
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
