//! What is done, how fresh that is, and what changed since: a few lines, the most important first.

use std::collections::BTreeMap;

use ratatui::style::Style;

use super::super::super::words::{count, counted, waits};
use super::super::{Scene, lines_of};
use super::{routes, stays};
use crate::app::{FactsState, Review, WaitingFor};
use crate::live::{AgeGrade, Coverage, FACTS_WITHIN, PoorList};
use crate::model::{Role, UserId};
use crate::operation::{BEYOND, OffboardPart, Offboarding, Plan, Target, TargetKind};

/// The most lines of why the facts are as they are.
const MOST_LINES: usize = 2;

pub(super) type Lines = Vec<(String, Style)>;

/// The lines, each with its style. The first and the last stay even where there is little room: the
/// totals, and the routes or the sessions that may go on.
pub(super) fn lines(scene: Scene<'_>, review: &Review, columns: usize, all_routes: bool) -> Lines {
    let plan = &review.plan;
    let (text, style) = head(scene, review);
    let head = lines_of(&text, columns, MOST_LINES).into_iter();
    let mut lines: Lines = head.map(|line| (line, style)).collect();
    if let Some((text, style)) = door(scene, review) {
        let whole = lines_of(&text, columns, MOST_LINES).into_iter();
        lines.extend(whole.map(|line| (line, style)));
    }
    lines.extend(changed(scene, review));
    lines.extend(stays::beside_the_list(scene, review));
    for (text, style) in facts(scene, review) {
        let whole = lines_of(&text, columns, MOST_LINES).into_iter();
        lines.extend(whole.map(|line| (line, style)));
    }
    if let Some((text, style)) = lacking(scene, plan) {
        let whole = lines_of(&text, columns, MOST_LINES).into_iter();
        lines.extend(whole.map(|line| (line, style)));
    }
    lines.extend(beyond(scene, plan));
    lines.extend(doubtful(scene, review));
    lines.extend(since(scene, review));
    lines.extend(stays::own(scene, plan));
    if !plan.is_of_several() {
        lines.extend(proof(scene, review));
    }
    lines.extend(stays::missing(scene, review));
    for (text, style) in stays::undecided(scene, review) {
        let whole = lines_of(&text, columns, MOST_LINES).into_iter();
        lines.extend(whole.map(|line| (line, style)));
    }
    if plan.is_of_several() {
        let requests = counted(plan.steps().len(), "request", "requests");
        let text = format!("{requests}, person by person; {}", review.proof);
        let whole = lines_of(&text, columns, MOST_LINES).into_iter();
        lines.extend(whole.map(|line| (line, scene.theme.text)));
    } else if plan.operation().ends() {
        lines.extend(routes::routes(scene, review, columns, all_routes));
    } else {
        lines.push((left_alone(plan), scene.theme.text));
    }
    lines
}

/// How many of which role, how fresh that is, and how many stay.
fn head(scene: Scene<'_>, review: &Review) -> (String, Style) {
    let plan = &review.plan;
    let (totals, style) = if let Some(offboarding) = plan.offboarding() {
        people_totals(scene, plan, offboarding)
    } else {
        let are_people = plan.operation().target_kind() == TargetKind::People;
        totals(scene, plan.targets().map(Target::role), are_people)
    };
    let totals = match (plan.operation().target_kind(), plan.count()) {
        _ if plan.is_of_several() => totals,
        (TargetKind::People, _) => totals,
        (TargetKind::Sessions, 1) => format!("{totals} session"),
        (TargetKind::Sessions, _) => format!("{totals} sessions"),
        (TargetKind::Tokens, 1) => format!("{totals} token"),
        (TargetKind::Tokens, _) => format!("{totals} tokens"),
    };
    let mut parts = vec![totals];
    if review.facts.state == FactsState::Read
        && let Some(from) = review.facts.from
    {
        parts.push(format!("read {} ago", from.age(scene.now)));
    }
    let excluded = stays::number_excluded(plan);
    if excluded > 0 {
        parts.push(format!("{} kept", count(excluded)));
    }
    let open = plan.undecided().len();
    if open > 0 {
        parts.push(format!("{} cannot be told", count(open)));
    }
    parts.extend(stays::not_found(plan));
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
    Some((format!("no plan: {why}"), scene.theme.danger))
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
        routes::whose(plan)
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
            let wait = waits(scene, WaitingFor::Dialog);
            let wait = wait.map_or_else(String::new, |wait| format!(" {wait};"));
            let then = if facts.is_awaited {
                " then it begins, if nothing changed"
            } else {
                ""
            };
            let text = format!("reading {people}{}{wait}{then}", theme.signs.more);
            Some((text.trim_end_matches(';').to_owned(), theme.warning))
        }
        FactsState::Read if facts.are_too_old(scene.now) => {
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

/// Whose own lists lack sessions that an earlier reading has shown, and that stay, and how old each reading is.
fn lacking(scene: Scene<'_>, plan: &Plan) -> Option<(String, Style)> {
    let snapshot = scene.app.snapshot();
    // A plan may be of very many people, and such lists are few.
    let mut poor = snapshot.poor_lists().peekable();
    poor.peek()?;
    let people = plan.people_of_items();
    let poor = poor.filter(|(user, _)| people.contains(user));
    let poor: Vec<PoorList> = poor.map(|(_, list)| list).collect();
    let first = poor.iter().map(|list| list.at).min()?;
    let shown_at = poor.iter().map(|list| list.shown_at).min()?;
    let sessions = poor.iter().map(|list| list.sessions).sum();
    let people = match poor.len() {
        1 => "1 person has".to_owned(),
        people => format!("{} people have", count(people)),
    };
    let (what, reading) = if poor.iter().all(|list| list.doubt.is_none()) {
        ("no session by their own list", "the list of everybody")
    } else {
        ("an own list that proves nothing,", "an earlier reading")
    };
    let text = format!(
        "{people} {what} of {} ago; {} by {reading}, begun {} ago, stay in",
        first.age(scene.now),
        count(sessions),
        shown_at.age(scene.now),
    );
    Some((text, scene.theme.warning))
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
    let of = review.plan.sessions().count();
    let gone = format!(
        "{} of {of} already gone since this opened",
        review.gone_since
    );
    let new = format!(
        "{} of these people since, {}",
        counted(review.new_since, "new session", "new sessions"),
        match review.facts.state {
            _ if review.proposal.is_exact() => "not part of this",
            FactsState::Reading { .. } | FactsState::Read => "read again first",
            FactsState::NotRead(_) | FactsState::TooMany { .. } => "counted again first",
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

/// What happens to the sessions of these people, or what the plan costs.
fn left_alone(plan: &Plan) -> String {
    let known = plan.sessions_of_people();
    let sessions = match known {
        None => "sessions of theirs: not all read yet".to_owned(),
        Some(0) => "no session of theirs now".to_owned(),
        Some(some) => format!("{} of theirs now", counted(some, "session", "sessions")),
    };
    let operation = plan.operation();
    match operation.target_kind() {
        TargetKind::Tokens => {
            let requests = counted(plan.count(), "request", "requests");
            format!("{requests}, one for each token")
        }
        TargetKind::People if operation.bars() && known != Some(0) => {
            format!("{sessions}, which may go on")
        }
        TargetKind::People | TargetKind::Sessions => sessions,
    }
}

/// The number of people of each role, and of what is known of theirs.
fn people_totals(scene: Scene<'_>, plan: &Plan, offboarding: &Offboarding) -> (String, Style) {
    let people: BTreeMap<UserId, Option<Role>> = plan
        .targets()
        .map(|target| (target.user(), target.role()))
        .collect();
    let (mut text, style) = totals(scene, people.into_values(), true);
    let dot = scene.theme.signs.dot;
    if offboarding.has(OffboardPart::Tokens) {
        let items = plan.items().iter();
        let revoked = items.filter(|item| item.operation.is_part(OffboardPart::Tokens));
        let tokens = counted(revoked.count(), "token", "tokens");
        text = format!("{text} {dot} {tokens}");
    }
    if offboarding.has(OffboardPart::Sessions) {
        let known = plan.sessions().count();
        let sessions = counted(known, "known session", "known sessions");
        text = format!("{text} {dot} {sessions}");
    }
    (text, style)
}

/// The words for whoever has no role that is known.
const NO_ROLE: &str = "of unknown role";

/// The number of items of each role, the most powerful role first: people, or what comes behind.
fn totals(
    scene: Scene<'_>,
    roles: impl Iterator<Item = Option<Role>>,
    are_people: bool,
) -> (String, Style) {
    let theme = scene.theme;
    let mut counts: BTreeMap<Option<Role>, usize> = BTreeMap::new();
    for role in roles {
        *counts.entry(role).or_default() += 1;
    }
    let of = |role: Option<Role>| counts.get(&role).copied().unwrap_or(0);
    let known = Role::ALL.map(|role| (of(Some(role)), role.word()));
    let parts: Vec<String> = known
        .into_iter()
        .chain([(of(None), NO_ROLE)])
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| {
            let several = are_people && count > 1 && word != NO_ROLE;
            let end = if several { "s" } else { "" };
            format!("{count} {word}{end}")
        })
        .collect();
    let style = if of(Some(Role::Admin)) > 0 {
        theme.danger
    } else {
        theme.heading
    };
    (parts.join(&format!(" {} ", theme.signs.dot)), style)
}
