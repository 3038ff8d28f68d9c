//! The title of a report: what was done, by what was answered and what was seen afterwards. What was
//! seen comes first, and nobody is ever said to be signed out everywhere.

use super::super::super::pen::width;
use super::super::super::words::{count, counted};
use super::super::Scene;
use super::super::operation::{did, items};
use crate::app::ReportView;
use crate::operation::{ItemStanding, MayHaveDone, Operation, ReportItem, TargetKind, Verdict};

/// The most columns of a name in a title.
const NAME: usize = 28;

/// What a run did, as the title of its report, in so many columns: what its people belong to is named
/// where there is room for it, and how many were not done is never cut.
pub(super) fn title(scene: Scene<'_>, view: &ReportView, columns: usize) -> String {
    let title = whole(scene, view);
    let of_organization = of_organization(scene, view);
    if width(&title) <= columns || of_organization.is_empty() {
        title
    } else {
        title.replacen(&of_organization, "", 1)
    }
}

fn whole(scene: Scene<'_>, view: &ReportView) -> String {
    let who = who(scene, view);
    match view.report.operation {
        _ if view.report.is_of_several() => offboarded(scene, view, &who),
        operation if operation.ends() => signed_out(scene, view, &who),
        operation if operation.bars() => barred(scene, view, operation, &who),
        operation => changed(view, operation, &who),
    }
}

/// The one person whom a run was about by name, or the number of its people.
fn who(scene: Scene<'_>, view: &ReportView) -> String {
    let people = view.report.people().len();
    let named = |item: &ReportItem| {
        let name = item.target.name().filter(|name| !name.is_blank())?;
        let name = scene.names().name(item.target.user(), name);
        Some(name.fit(NAME).into_owned())
    };
    if people == 1
        && let Some(name) = view.report.items.iter().find_map(named)
    {
        return name;
    }
    format!(
        "{}{}",
        counted(people, "person", "people"),
        of_organization(scene, view)
    )
}

/// What all of its people belong to, as the review had it.
fn of_organization(scene: Scene<'_>, view: &ReportView) -> String {
    let organization = view.organization.as_ref();
    let organization = organization.filter(|_| !scene.names().are_masked());
    let is_of_several = view.report.people().len() > 1;
    let organization = organization.filter(|_| is_of_several);
    organization.map_or_else(String::new, |name| format!(" of {}", name.fit(NAME)))
}

/// So many of the people of a run.
fn some_of(scene: Scene<'_>, view: &ReportView, some: usize) -> String {
    let people = counted(view.report.people().len(), "person", "people");
    format!(
        "{} of {people}{}",
        count(some),
        of_organization(scene, view)
    )
}

/// That people were barred from signing in, and who of them is signed in all the same.
fn barred(scene: Scene<'_>, view: &ReportView, operation: Operation, who: &str) -> String {
    let title = changed(view, operation, who);
    let (signed_in, _) = view.signed_in_after_suspension(scene.app.list().snapshot());
    match (signed_in, view.report.people().len()) {
        (0, _) => title,
        (_, 1) => format!("{title}, still signed in"),
        (some, _) => format!("{title}, {} still signed in", count(some)),
    }
}

/// That people were suspended, their suspensions lifted, or tokens revoked, or some of them.
fn changed(view: &ReportView, operation: Operation, who: &str) -> String {
    let all = view.report.items.len();
    let done = (0..all).filter(|at| view.is_done(*at)).count();
    let undone = (0..all).filter(|at| view.is_seen_undone(*at)).count();
    let perhaps = match view.count(Verdict::StillListed) {
        0 => "perhaps ",
        _ => "",
    };
    let of_all = items(operation, all);
    let proved = ItemStanding::Shown.word(operation);
    let still = ItemStanding::StillThere.word(operation);
    if undone > 0 && undone == all {
        let whose = match operation.target_kind() {
            TargetKind::People => who.to_owned(),
            TargetKind::Sessions | TargetKind::Tokens => format!("{of_all} of {who}"),
        };
        return capital(&format!("{perhaps}{still}: {whose}"));
    }
    if undone > 0 {
        let good = count(view.count(Verdict::Verified));
        let undone = count(undone);
        return format!("{good} of {of_all} {proved}, {undone} {perhaps}{still}");
    }
    let part = match done {
        _ if done == all => None,
        0 => Some("nobody".to_owned()),
        done => Some(format!("{} of {of_all}", count(done))),
    };
    did(operation, (who, &of_all), part.as_deref(), done)
}

/// That people were offboarded, or some of them.
fn offboarded(scene: Scene<'_>, view: &ReportView, who: &str) -> String {
    if view.report.may_have_done() == MayHaveDone::Nothing {
        return "Offboarded nobody".to_owned();
    }
    let people = view.report.people().len();
    let undone = view.people_seen_undone().len();
    let is_whole = (0..view.report.items.len()).all(|at| view.is_as_wished(at));
    match (undone, people) {
        (0, _) if is_whole => format!("Offboarded {who}"),
        // What is left of them says how many of them are offboarded, and their sessions alone do not.
        (0, _) => format!("Offboarding of {who}, not all of it done"),
        (undone, people) if undone == people => format!("Not seen offboarded: {who}"),
        _ if view.left.is_empty() => format!("Offboarding of {who}, not all of it done"),
        (undone, people) => {
            let some = some_of(scene, view, people - undone);
            format!("Offboarded {some}, {} not", count(undone))
        }
    }
}

/// That sessions of people were ended, or some of them. Somebody is signed out only where a list that
/// was read afterwards has no session of theirs.
fn signed_out(scene: Scene<'_>, view: &ReportView, who: &str) -> String {
    let report = &view.report;
    let all = report.items.len();
    let (ended, to_come) = view.ended_and_to_come();
    if view.is_of_own() {
        let part = if ended + to_come == all {
            count(all)
        } else {
            format!("{} of {}", count(ended + to_come), count(all))
        };
        return format!("Ended {part} of your own sessions");
    }
    let (still, is_sure) = view.still_there();
    let (people, out) = (report.people().len(), view.seen_signed_out());
    if still > 0 && still == people {
        let perhaps = if is_sure { "Still" } else { "Perhaps still" };
        return format!("{perhaps} signed in: {who}");
    }
    let signed_out = |rest: &str| match out.len() {
        0 => format!("Signed none of {who} out{rest}"),
        some => format!("Signed {} out{rest}", some_of(scene, view, some)),
    };
    if still > 0 {
        // Whoever was refused is signed in as well, though nobody looked.
        let rest = people.saturating_sub(out.len());
        let perhaps = if is_sure { "" } else { "perhaps " };
        return signed_out(&if rest > still && !out.is_empty() {
            format!(", {} not", count(rest))
        } else {
            format!(", {} {perhaps}still signed in", count(still))
        });
    }
    if ended == all && out.len() == people {
        return match sessions(view, |_| true) {
            0 => format!("Signed {who} out"),
            known => format!("Signed {who} out of {}", items(report.operation, known)),
        };
    }
    if ended == all && !out.is_empty() {
        let others = sessions(view, |item| !out.contains(&item.target.user()));
        let (others, of) = (items(report.operation, others), people - out.len());
        return format!(
            "Signed {} out, ended {others} of {}",
            counted(out.len(), "person", "people"),
            counted(of, "other", "others")
        );
    }
    if !out.is_empty() && out.len() < people {
        return signed_out(&format!(", {} not", count(people - out.len())));
    }
    part_of_sessions(view, (ended, to_come), who)
}

/// That so many sessions were ended, and that so many are to be, where nobody was seen signed out.
fn part_of_sessions(view: &ReportView, (ended, to_come): (usize, usize), who: &str) -> String {
    let report = &view.report;
    let all = report.items.len();
    let of_all = items(report.operation, all);
    match sessions(view, |_| true) {
        0 if ended == all => format!("Ended any session of {who}"),
        known if ended == all => format!("Ended {} of {who}", items(report.operation, known)),
        0 if ended + to_come == all => format!("Zendesk is to sign {who} out"),
        known if ended + to_come == all => {
            format!(
                "Zendesk is to sign {who} out of {}",
                items(report.operation, known)
            )
        }
        _ if ended + to_come == 0 => "Signed nobody out".to_owned(),
        _ if ended == 0 => format!("Zendesk is to end {} of {of_all} of {who}", count(to_come)),
        _ => format!("Ended {} of {of_all} of {who}", count(ended)),
    }
}

/// The number of sessions among the items of a run for which this holds.
fn sessions(view: &ReportView, is_meant: impl Fn(&ReportItem) -> bool) -> usize {
    let known = view.report.items.iter().filter(|item| !item.is_unlisted());
    known.filter(|item| is_meant(item)).count()
}

/// The same with a capital letter first.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
