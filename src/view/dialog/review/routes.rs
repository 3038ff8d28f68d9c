//! The ways to end sessions, side by side.

use super::super::super::words::{count, counted};
use super::super::Scene;
use super::about::Lines;
use crate::app::{Review, RouteOffer};
use crate::model::Age;
use crate::operation::{Plan, Route};

/// The columns of a route in words, and of its times.
const ROUTE: usize = 28;
/// In fewer columns than this both are short.
const NARROW: usize = 76;
const ROUTE_NARROW: usize = 25;
const TIMES: usize = 22;

/// The routes side by side in plain words: how long each takes, its proof too, and what goes. Where
/// there is no room for all of them, only the one in force.
pub(super) fn routes(scene: Scene<'_>, review: &Review, columns: usize, all: bool) -> Lines {
    let theme = scene.theme;
    let chosen = |offer: &&RouteOffer| review.plan.operation().route() == Some(offer.route);
    let offers = review.routes.iter();
    let offers = offers.filter(|offer| all || chosen(offer));
    let whose = whose(&review.plan);
    let line = |offer: &RouteOffer| {
        let known = counted(offer.known, "known session", "known sessions");
        let and_newer = |long: String| {
            let some = count(offer.known);
            [
                long,
                format!("{some} known, newer too"),
                format!("{some} and newer"),
            ]
        };
        let (words, goes) = match offer.route {
            Route::Exact => (
                exactly(offer.known),
                [
                    format!("newer sign-ins of {whose} stay"),
                    "newer ones stay".to_owned(),
                    "newer stay".to_owned(),
                ],
            ),
            Route::User => (
                offer.route.takes(whose),
                and_newer(format!("{known}, newer ones too")),
            ),
            Route::Many => (
                offer.route.takes(whose),
                and_newer(format!("{known}, newer ones too, some time later")),
            ),
        };
        let about = theme.signs.about;
        let (run, proof) = (Age::from(offer.time), Age::from(offer.proof));
        let (route, times) = if columns < NARROW {
            (ROUTE_NARROW, format!("{run}, proof {proof}"))
        } else {
            (ROUTE, format!("{about}{run}, proof {about}{proof}"))
        };
        let wide = if columns < NARROW { 0 } else { TIMES };
        let is_chosen = chosen(&offer);
        let sign = if is_chosen { theme.signs.mark } else { " " };
        let before = format!("{sign} {words:<route$}{times:<wide$}  ");
        let room = columns.saturating_sub(before.chars().count());
        let fits = goes.iter().find(|words| words.chars().count() <= room);
        let goes = fits.or(goes.last()).map_or("", String::as_str);
        let style = if is_chosen { theme.heading } else { theme.dim };
        (before + goes, style)
    };
    offers.map(line).collect()
}

/// Whose the sessions of a plan are.
pub(super) fn whose(plan: &Plan) -> &'static str {
    if plan.is_of_own() { "yours" } else { "theirs" }
}

/// That only what was chosen goes.
fn exactly(chosen: usize) -> String {
    if chosen == 1 {
        "only this session".to_owned()
    } else {
        format!("only these {}", counted(chosen, "session", "sessions"))
    }
}
