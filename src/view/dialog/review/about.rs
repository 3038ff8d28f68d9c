//! How sessions are ended, what stays, and what changed since: a few lines, the most important
//! first.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::style::Style;

use super::super::super::words::{count, counted, key};
use super::super::Scene;
use crate::app::{Action, FactsState, Mode, Review, RouteOffer};
use crate::live::{AgeGrade, Coverage, FACTS_GOOD_FOR, FACTS_WITHIN};
use crate::model::{Age, Role, UserId};
use crate::operation::{
    BEYOND, Excluded, ExcludedBecause, OffboardPart, Offboarding, Operation, Plan, Route, Target,
    UndecidedAbout,
};

type Lines = Vec<(String, Style)>;

/// The lines, each with its style. The first and the last stay even where there is little room: the
/// totals, and the routes or the sessions that may go on.
pub(super) fn lines(scene: Scene<'_>, review: &Review, columns: usize, all_routes: bool) -> Lines {
    let plan = &review.plan;
    let mut lines = vec![head(scene, review)];
    lines.extend(door(scene, review));
    lines.extend(changed(scene, review));
    lines.extend(facts(scene, review));
    lines.extend(beyond(scene, plan));
    lines.extend(doubtful(scene, review));
    lines.extend(since(scene, review));
    lines.extend(own(scene, plan));
    lines.extend(proof(scene, review));
    lines.extend(not_again(scene, plan));
    lines.extend(all_excluded(scene, plan));
    lines.extend(missing(scene, plan));
    lines.extend(not_found(scene, plan));
    lines.extend(undecided(scene, review));
    if plan.is_of_several() {
        let requests = counted(plan.steps().len(), "request", "requests");
        lines.push((
            format!("{requests}, one after the other for each person"),
            scene.theme.text,
        ));
    } else if plan.operation().ends() {
        lines.extend(routes(scene, review, columns, all_routes));
    } else {
        lines.push((left_alone(plan), scene.theme.text));
    }
    lines
}

/// How many of which role, how fresh that is, and how many stay.
fn head(scene: Scene<'_>, review: &Review) -> (String, Style) {
    let plan = &review.plan;
    let (totals, style) = match plan.offboarding() {
        Some(offboarding) => people_totals(scene, plan, offboarding),
        None => totals(scene, plan.targets().map(Target::role)),
    };
    let totals = match plan.count() {
        1 if plan.operation().ends() && !plan.is_of_several() => format!("{totals} session"),
        _ if plan.operation().ends() && !plan.is_of_several() => format!("{totals} sessions"),
        _ => totals,
    };
    let mut parts = vec![totals];
    if review.facts.state == FactsState::Read
        && let Some(from) = review.facts.from
    {
        parts.push(format!("read {} ago", from.age(scene.now)));
    }
    let excluded = plan.excluded().len();
    if excluded > 0 && plan.offboarding().is_none() {
        parts.push(format!("{} kept", count(excluded)));
    }
    let open = plan.undecided().len();
    if open > 0 {
        parts.push(format!("{} cannot be told", count(open)));
    }
    (parts.join(&format!(" {} ", scene.theme.signs.dot)), style)
}

/// What it costs to see afterwards what became of it; routes say that for themselves.
fn proof(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let has_routes = !review.routes.is_empty() && !review.plan.is_of_several();
    (!has_routes).then(|| (review.proof.to_string(), scene.theme.text))
}

/// That nobody else would be left who can sign in as an admin, or may be: nothing is confirmed then.
fn door(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let why = review.last_door(&scene.app.setup().guardrails)?;
    Some((why.to_string(), scene.theme.danger))
}

/// What changed since it was shown last: what was typed before stands for nothing.
fn changed(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let change = review.changed.as_ref()?;
    Some((change.words(), scene.theme.danger))
}

/// What the route takes beyond the choice, if it takes more.
fn beyond(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let more = plan.beyond_the_choice();
    let text = format!(
        "{} {BEYOND} (marked +): this takes everything of {}",
        count(more),
        whose(plan)
    );
    (more > 0).then_some((text, scene.theme.warning))
}

/// Whether the facts are being read again, or why not, with their age.
fn reading(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let theme = scene.theme;
    let facts = &review.facts;
    let age = facts.from.map(|from| from.age(scene.now));
    let old = age.map_or_else(|| "of unknown age".to_owned(), |age| format!("{age} old"));
    match &facts.state {
        FactsState::Reading { people } => {
            let people = counted(*people, "person", "people");
            let then = if facts.is_awaited {
                " then it begins, if nothing changed"
            } else {
                ""
            };
            Some((
                format!("reading {people}{}{then}", theme.signs.more),
                theme.warning,
            ))
        }
        FactsState::Read if age.is_some_and(|age| age.seconds() > FACTS_GOOD_FOR.as_secs()) => {
            let text = format!("these facts are {old}: they are read again first");
            Some((text, theme.text))
        }
        FactsState::Read => None,
        FactsState::NotRead(why) => {
            let text = format!("not read again, {old}: {why}");
            Some((text, theme.danger))
        }
        FactsState::TooMany { most } => {
            let text = format!(
                "these facts are {old}: {} people can be read again within {}s",
                count(*most),
                FACTS_WITHIN.as_secs()
            );
            Some((text, theme.warning))
        }
    }
}

/// How old the facts are, where they are older than they should be, and that they are only one's
/// own, where they are.
fn facts(scene: Scene<'_>, review: &Review) -> Lines {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let mut lines: Lines = reading(scene, review).into_iter().collect();
    let age = snapshot.as_of().map(|as_of| as_of.age(now));
    let old = age.map_or_else(String::new, |age| format!(" {age} old and"));
    let grade = match review.facts.state {
        FactsState::Read => AgeGrade::Live,
        _ => snapshot.age_grade(now),
    };
    match grade {
        AgeGrade::Live => {}
        AgeGrade::Ageing => {
            lines.push((format!("the list is{old} ageing"), theme.warning));
        }
        AgeGrade::Stale => {
            let text = format!("the list is{old} stale: it is read again first");
            lines.push((text, theme.danger));
        }
    }
    if snapshot.coverage() == Coverage::Own {
        let text = "OWN ONLY: these credentials see no sessions but their own";
        lines.push((text.to_owned(), theme.warning));
    }
    lines
}

/// How many of the sessions rest on facts that are not certain, if any do.
fn doubtful(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let unconfirmed = format!(
        "{} unconfirmed: a later list lacks them, and proves nothing",
        count(review.unconfirmed)
    );
    let unreadable = format!(
        "{} with a field that could not be read",
        count(review.unreadable)
    );
    let text = match (review.unconfirmed, review.unreadable) {
        (0, 0) => return None,
        (_, 0) => unconfirmed,
        (0, _) => unreadable,
        (some, _) => format!("{} unconfirmed, {unreadable}", count(some)),
    };
    Some((text, scene.theme.warning))
}

/// What changed since the review opened, if anything did.
fn since(scene: Scene<'_>, review: &Review) -> Option<(String, Style)> {
    let of = review.plan.count();
    let gone = format!(
        "{} of {of} already gone since this opened",
        review.gone_since
    );
    let new = format!(
        "{} of these people since, {}",
        counted(review.new_since, "new session", "new sessions"),
        if review.proposal.is_exact() {
            "not part of this"
        } else {
            "read again first"
        }
    );
    let text = match (review.gone_since, review.new_since) {
        (0, 0) => return None,
        (_, 0) => gone,
        (0, _) => new,
        _ => format!("{gone}; {new}"),
    };
    Some((text, scene.theme.warning))
}

/// What was chosen and was not found, if anything.
fn missing(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let missing = plan.missing();
    let be = if missing == 1 { "is" } else { "are" };
    let text = if plan.operation().ends() {
        format!("{missing} marked {be} gone already")
    } else {
        format!("{missing} {be} not listed any more")
    };
    (missing > 0).then_some((text, scene.theme.text))
}

/// Whoever else was named and was not found, if anybody: the list says who and why.
fn not_found(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let others = plan.not_found().len().saturating_sub(plan.missing());
    let text = format!("{} not found", count(others));
    (others > 0).then_some((text, scene.theme.warning))
}

/// Who is left alone because something is not known of them, or taken all the same, if anybody is.
fn undecided(scene: Scene<'_>, review: &Review) -> Lines {
    let undecided = review.plan.undecided();
    let of = |about| undecided.iter().filter(|one| one.about == about).count();
    let (open, protected) = (of(UndecidedAbout::Choice), of(UndecidedAbout::Guardrail));
    let key = key(scene.app.keymap(), Mode::Review, Action::NextPolicy);
    let mut texts = Vec::new();
    if review.proposal.takes_undecided() {
        texts.push(format!(
            "those that cannot be told are taken; {key} leaves them"
        ));
    } else if open > 0 {
        let open = count(open);
        texts.push(format!("{open} cannot be told, and stay; {key} takes them"));
    }
    if protected > 0 {
        let protected = count(protected);
        texts.push(format!("{protected} may be protected, and stay"));
    }
    let unknown = of(UndecidedAbout::Person);
    if unknown > 0 {
        let unknown = count(unknown);
        texts.push(format!("{unknown} of whom nothing is known, and stay"));
    }
    let style = scene.theme.warning;
    texts.into_iter().map(|text| (text, style)).collect()
}

/// What happens to the sessions of these people, or what the plan costs.
fn left_alone(plan: &Plan) -> String {
    let sessions = plan.sessions_of_people().map_or_else(
        || "sessions of theirs: not all read yet".to_owned(),
        |sessions| format!("{} of theirs now", counted(sessions, "session", "sessions")),
    );
    match plan.operation() {
        Operation::Suspend => format!("{sessions}, which may go on"),
        Operation::RevokeTokens => {
            let requests = counted(plan.count(), "request", "requests");
            format!("{requests}, one for each token")
        }
        _ => sessions,
    }
}

/// The number of people of each role, and of what is known of theirs.
fn people_totals(scene: Scene<'_>, plan: &Plan, offboarding: &Offboarding) -> (String, Style) {
    let people: BTreeMap<UserId, Option<Role>> = plan
        .targets()
        .map(|target| (target.user(), target.role()))
        .collect();
    let (mut text, style) = totals(scene, people.into_values());
    let of = |operation: Operation| {
        let items = plan.items().iter();
        let items = items.filter(|item| item.operation == operation);
        items.count()
    };
    if offboarding.has(OffboardPart::Tokens) {
        let tokens = counted(of(Operation::RevokeTokens), "token", "tokens");
        text = format!("{text}; {tokens}");
    }
    if offboarding.has(OffboardPart::Sessions) {
        let known = plan.sessions().count();
        let sessions = counted(known, "known session", "known sessions");
        text = format!("{text}; {sessions}");
    }
    (text, style)
}

/// The number of items of each role, the most powerful role first.
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

/// That one's own sessions stay, and how they are ended; or what one's own are not.
fn own(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    if plan.is_of_own() {
        let text = "the credentials in use are none of these: an OAuth token is no session";
        return Some((text.to_owned(), scene.theme.text));
    }
    let own = plan.own_sessions_that_stay();
    let stay = if own == 1 { "stays" } else { "stay" };
    let text = format!("{} of your own {stay}; :mine ends those", count(own));
    (own > 0).then_some((text, scene.theme.text))
}

/// Who is not suspended again, of those who are offboarded.
fn not_again(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    plan.offboarding()?;
    let words = Excluded::not_again(plan.excluded())?;
    Some((words, scene.theme.text))
}

/// What is excluded and why, if anything is. Where people are offboarded, people are what counts.
fn all_excluded(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let offboards = plan.offboarding().is_some();
    let mut known = BTreeSet::new();
    let excluded = plan.excluded().iter().filter(|one| {
        let who = (one.target.user(), one.because);
        !offboards || (!one.because.is_idle() && known.insert(who))
    });
    let excluded: Vec<&Excluded> = excluded.collect();
    let parts: Vec<String> = ExcludedBecause::ALL
        .into_iter()
        .filter_map(|because| {
            let of = excluded.iter().filter(|one| one.because == because);
            let users = of.clone().map(|one| one.target.user().to_string());
            let users: BTreeSet<String> = users.collect();
            let count = of.count();
            let named = users.into_iter().collect::<Vec<_>>().join(" ");
            (count > 0).then(|| format!("{} ({count}): user {named}", because.as_str()))
        })
        .collect();
    let text = format!("{} kept: {}", excluded.len(), parts.join(", "));
    (!excluded.is_empty()).then_some((text, scene.theme.warning))
}

/// The columns of a route in words, and of its times.
const ROUTE: usize = 28;
/// In fewer columns than this both are short.
const NARROW: usize = 76;
const ROUTE_NARROW: usize = 25;
const TIMES: usize = 22;

/// The routes side by side in plain words: how long each takes, its proof too, and what goes. Where
/// there is no room for all of them, only the one in force.
fn routes(scene: Scene<'_>, review: &Review, columns: usize, all: bool) -> Lines {
    let theme = scene.theme;
    let chosen = |offer: &&RouteOffer| review.plan.operation().route() == Some(offer.route);
    let offers = review.routes.iter();
    let offers = offers.filter(|offer| all || chosen(offer));
    let whose = whose(&review.plan);
    let line = |offer: &RouteOffer| {
        let known = counted(offer.known, "known session", "known sessions");
        let (words, goes, short) = match offer.route {
            Route::Exact => (
                exactly(offer.known),
                format!("newer sign-ins of {whose} stay"),
                "newer ones stay".to_owned(),
            ),
            Route::User => (
                format!("everything of {whose}"),
                format!("{known}, newer ones too"),
                format!("{} known, newer too", count(offer.known)),
            ),
            Route::Many => (
                "everything, 100 at once".to_owned(),
                format!("{known}, newer ones too, some time later"),
                format!("{} known, newer too", count(offer.known)),
            ),
        };
        let about = theme.signs.about;
        let (run, proof) = (Age::from(offer.time), Age::from(offer.proof));
        let (route, times) = if columns < NARROW {
            (ROUTE_NARROW, format!("{run} + {proof}"))
        } else {
            (ROUTE, format!("{about}{run}, proof {about}{proof}"))
        };
        let wide = if columns < NARROW { 0 } else { TIMES };
        let is_chosen = chosen(&offer);
        let sign = if is_chosen { theme.signs.mark } else { " " };
        let before = format!("{sign} {words:<route$}{times:<wide$}  ");
        let room = columns.saturating_sub(before.chars().count());
        let goes = if goes.chars().count() <= room {
            goes
        } else {
            short
        };
        let style = if is_chosen { theme.heading } else { theme.dim };
        (before + &goes, style)
    };
    offers.map(line).collect()
}

/// Whose the sessions of a plan are.
fn whose(plan: &Plan) -> &'static str {
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
