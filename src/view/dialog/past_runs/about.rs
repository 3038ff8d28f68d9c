//! What a run, a request or the rest of a run was about, in words.

use super::super::super::words::{Records, clock_or_day, count, counted};
use super::super::Scene;
use super::NAMED;
use crate::journal::{PastItem, PastRun};
use crate::model::{User, UserId};
use crate::operation::{request_words, run_words};

pub(super) fn name(scene: Scene<'_>, user: UserId, records: &Records<'_>) -> String {
    let known = records.get(&user).and_then(|person| person.user());
    let shown = scene.names();
    // Of whoever is deleted the record has no name any more that tells who they were.
    let name = match known {
        Some(record) if record.is_deleted() => scene.app.runs().name_of(user),
        known => known.and_then(User::legible_name),
    };
    name.map_or_else(
        || format!("user {}", shown.user_id(user)),
        |name| shown.name(user, name).as_str().to_owned(),
    )
}

/// What somebody is, behind their name: that they are deleted, or their role.
pub(super) fn what(user: &User) -> &'static str {
    if user.is_deleted() {
        "deleted"
    } else {
        user.role.word()
    }
}

pub(super) fn of_run(scene: Scene<'_>, run: &PastRun, records: &Records<'_>) -> String {
    let some = run.named().take(NAMED);
    let mut who: Vec<String> = some.map(|user| name(scene, user, records)).collect();
    let all = run.named().count().max(run.about as usize);
    if all > who.len() && !who.is_empty() {
        who.push(scene.theme.signs.more.to_owned());
    }
    // Their number comes before what may be cut.
    let number = counted(all, "person", "people");
    let who = match (all, &who[..]) {
        (_, []) => number,
        (1, _) => who.join(", "),
        _ => format!("{number}: {}", who.join(", ")),
    };
    let why = [&run.ticket, &run.reason].into_iter().flatten();
    let why: Vec<&str> = why.map(String::as_str).collect();
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(" — {}", scene.names().words(&why.join(", ")))
    };
    format!("{} {who}{why}", run_words(run.route))
}

/// Who began a run, and on which machine.
pub(super) fn by_whom(scene: Scene<'_>, run: &PastRun) -> String {
    let by = format!("by {} on {}", run.os_user, run.host);
    scene.names().words(&by).to_string()
}

/// The address of somebody, or their number where no address is known.
pub(super) fn address(scene: Scene<'_>, user: UserId, records: &Records<'_>) -> String {
    let known = records.get(&user).and_then(|person| person.user());
    let address = known.and_then(|known| known.email.shown());
    address.map_or_else(
        || format!("id {}", scene.names().user_id(user)),
        |address| scene.names().email(user, address).as_str().to_owned(),
    )
}

/// When the outcome of a request was recorded.
pub(super) fn answered(scene: Scene<'_>, item: &PastItem) -> String {
    let at = item.ended_at.map(|at| clock_or_day(scene, at));
    at.map_or_else(|| "no answer".to_owned(), |at| format!("at {at}"))
}

pub(super) fn of_item(scene: Scene<'_>, item: &PastItem) -> String {
    let what = request_words(item.request.route);
    let sessions: Vec<String> = item
        .request
        .sessions
        .iter()
        .map(|session| scene.names().session_id(*session).to_string())
        .collect();
    match (item.request.token, &sessions[..]) {
        (Some(token), _) => format!("{what} {}", scene.names().token_id(token)),
        (None, []) => what.to_owned(),
        (None, [one]) => format!("{what} {one}"),
        (None, several) => format!("{what}, {} known: {}", several.len(), several.join(", ")),
    }
}

pub(super) fn left(run: &PastRun) -> String {
    let parts = [
        (run.left.len(), "session", "sessions"),
        (run.left_people.len(), "person", "people"),
        (run.left_tokens, "token", "tokens"),
    ];
    let parts = parts.into_iter().filter(|(of, ..)| *of > 0);
    let parts: Vec<String> = parts
        .map(|(of, one, many)| counted(of, one, many))
        .collect();
    let words = match (&parts[..], run.left_unnamed) {
        (named, 0) => format!("no request was sent for {}", named.join(", ")),
        ([], unnamed) => format!(
            "no request was sent for {}, which a crash left without names",
            count(unnamed)
        ),
        (named, unnamed) => format!(
            "no request was sent for {}, and for {} that a crash left without names",
            named.join(", "),
            count(unnamed)
        ),
    };
    match run.left_done_since {
        0 => words,
        since if since == run.left_in_all() => format!("{words}; a later run did it"),
        since => format!("{words}; a later run did {}", count(since)),
    }
}
