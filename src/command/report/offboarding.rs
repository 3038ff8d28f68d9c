//! What offboarding would do, and what survives it in any case.

use std::io::{self, Write};

use rustc_hash::FxHashSet;

use super::{print_left, spared, talk};
use crate::command::cli::PlanFormat;
use crate::command::output;
use crate::incident::WithGaps;
use crate::live::Snapshot;
use crate::model::{NOT_KNOWN, Role, SafeText, UserId, counted};
use crate::operation::{
    Item, MoreThanListed, OffboardDocument, OffboardLine, OffboardPart, OutcomeKind, PersonLeft,
    Plan, Report, ReportItem, people_of,
};
use crate::zendesk::OAuthClients;

/// Prints what would be done, person by person.
pub(in crate::command) fn plan(
    plan: &Plan,
    snapshot: &Snapshot,
    format: PlanFormat,
) -> io::Result<()> {
    let mut out = output::stdout();
    let document = OffboardDocument::of(plan);
    if let Some(ids) = format.json() {
        output::json_with(&mut out, ids, &WithGaps::of(&document, snapshot))?;
        return out.flush();
    }
    let account = SafeText::new(plan.account());
    let people = counted(plan.people(), "person", "people");
    writeln!(out, "{account}: {people} to offboard")?;
    let parts: Vec<OffboardPart> = plan
        .offboarding()
        .map(|it| it.parts.clone())
        .unwrap_or_default();
    let header: Vec<&str> = (["WHO"].into_iter())
        .chain(parts.iter().map(|part| heading(*part)))
        .chain(["ROLE", "USER", "E-MAIL"])
        .collect();
    let caps: Vec<usize> = ([40].into_iter())
        .chain(parts.iter().map(|_| 8))
        .chain([9, 20, 48])
        .collect();
    let text = |text: Option<&str>| SafeText::new(text.unwrap_or("-"));
    let rows: Vec<Vec<SafeText>> = (document.people().iter())
        .map(|person| {
            let name = person.name.clone();
            let name = name.unwrap_or_else(|| format!("user {}", person.user_id));
            (std::iter::once(SafeText::new(&name)))
                .chain(parts.iter().map(|part| SafeText::new(&cell(person, *part))))
                .chain([
                    SafeText::new(person.role.as_deref().unwrap_or(NOT_KNOWN)),
                    SafeText::new(&person.user_id.to_string()),
                    text(person.email.as_deref()),
                ])
                .collect()
        })
        .collect();
    output::table(&mut out, &header, &rows, &caps)?;
    for note in notes(plan, &parts) {
        writeln!(out, "{note}")?;
    }
    let spared = spared(&mut out, plan.excluded(), true)?;
    let left = (&spared[..], plan.undecided(), plan.not_found());
    print_left(&mut out, left)?;
    out.flush()
}

/// The heading of a part. What is left out has no column.
const fn heading(part: OffboardPart) -> &'static str {
    match part {
        OffboardPart::Suspend => "SUSPEND",
        OffboardPart::Tokens => "TOKENS",
        OffboardPart::Sessions => "SESSIONS",
    }
}

/// What of a part is done to a person.
fn cell(person: &OffboardLine, part: OffboardPart) -> String {
    match part {
        OffboardPart::Suspend if person.suspend => "yes".to_owned(),
        OffboardPart::Suspend => "-".to_owned(),
        OffboardPart::Tokens => person.tokens.len().to_string(),
        OffboardPart::Sessions => person.sessions.len().to_string(),
    }
}

/// What the numbers do not say: tokens and sessions are those known now.
fn notes(plan: &Plan, parts: &[OffboardPart]) -> Vec<String> {
    let mut notes = Vec::new();
    if parts.contains(&OffboardPart::Tokens) {
        notes.push(
            "tokens are listed again during the run, and those made since are revoked too"
                .to_owned(),
        );
    }
    if parts.contains(&OffboardPart::Sessions) {
        notes.push(
            "all sessions of these people end, also those begun since (route user)".to_owned(),
        );
    }
    notes.extend(beyond_its_file(plan));
    let unlisted = plan.without_known_sessions();
    if unlisted > 0 {
        let people = counted(unlisted, "person", "people");
        notes.push(format!(
            "{people}: 0 known sessions, and whatever is there then"
        ));
    }
    notes
}

/// What goes although the file that the plan was made of does not list it.
pub(in crate::command) fn beyond_its_file(plan: &Plan) -> Option<String> {
    let more = MoreThanListed::of(plan)?;
    let mut lines = vec![format!(
        "beyond the plan file, {} of these people: an offboarding takes what they have by then",
        more.counted()
    )];
    lines.extend(more.lines());
    Some(lines.join("\n  "))
}

/// What offboarding leaves as it is.
pub(in crate::command) struct Survivors {
    /// Those who keep a paid seat if they are suspended, by number and name.
    staff: Vec<(UserId, String)>,
    /// The programs that these people made, by name and number.
    clients: Vec<String>,
    /// Why such programs may be missing here.
    nameless: Option<String>,
    /// Whether the OAuth tokens of these people stay.
    tokens_stay: bool,
}

impl Survivors {
    pub(in crate::command) fn of(plan: &Plan, clients: &OAuthClients) -> Self {
        let people: Vec<UserId> = people_of(plan).into_iter().map(|(user, _)| user).collect();
        let theirs = clients.made_by(&people).into_iter();
        Self {
            staff: staff(plan),
            clients: theirs
                .map(|client| format!("{} (client {})", client.name.as_str(), client.id))
                .collect(),
            nameless: clients.why_not(),
            tokens_stay: (plan.offboarding()).is_none_or(|it| !it.has(OffboardPart::Tokens)),
        }
    }

    /// Prints what survives a run, which suspended these people and no others.
    pub(in crate::command) fn tell_after<'a>(
        mut self,
        report: &Report,
        left: impl Iterator<Item = &'a PersonLeft>,
    ) {
        let is_untouched = |item: &ReportItem| item.outcome.kind == OutcomeKind::NotAttempted;
        if report.items.iter().all(is_untouched) {
            return;
        }
        let suspended = report.items.iter().filter(|item| {
            item.operation.is_part(OffboardPart::Suspend) && item.outcome.kind.is_done()
        });
        let suspended: FxHashSet<UserId> = suspended.map(|item| item.target.user()).collect();
        let otherwise = left.filter(|one| one.is_suspended() == Some(false));
        let otherwise: FxHashSet<UserId> = otherwise.map(|one| one.user).collect();
        self.staff
            .retain(|(user, _)| suspended.contains(user) && !otherwise.contains(user));
        self.tell_of("a suspended agent keeps a paid seat, as these do");
    }

    /// Prints what survives what is planned.
    pub(in crate::command) fn tell(&self) {
        self.tell_of("a suspended agent keeps a paid seat, so each of these who is suspended does");
    }

    fn tell_of(&self, seats: &str) {
        let theirs = if self.tokens_stay {
            "their OAuth tokens; "
        } else {
            ""
        };
        talk(&format!(
            "what goes on: {theirs}API tokens, which belong to the account; Zendesk Chat tokens;\n  \
             accounts at an identity provider, by which they sign in again once they may"
        ));
        if !self.clients.is_empty() {
            talk(&format!(
                "  OAuth clients that they made: {}",
                self.clients.join(", ")
            ));
        }
        if let Some(why) = &self.nameless {
            talk(&format!(
                "  OAuth clients that they made may be missing here: {why}"
            ));
        }
        if !self.staff.is_empty() {
            let who: Vec<&str> = self.staff.iter().map(|(_, name)| name.as_str()).collect();
            let who = who.join(", ");
            talk(&format!(
                "{seats}: {who}\n  to downgrade them: Admin Center > \
                 People > Team > Team members"
            ));
        }
    }
}

/// Those who are staff and are suspended by a plan, by number and name.
fn staff(plan: &Plan) -> Vec<(UserId, String)> {
    let mut staff: Vec<(UserId, String)> = Vec::new();
    let is_suspension = |item: &&Item| item.operation.is_part(OffboardPart::Suspend);
    let suspended = plan.items().iter().filter(is_suspension);
    for target in suspended.map(|item| &item.target) {
        let is_staff = matches!(target.role(), Some(Role::Admin | Role::Agent));
        let name = target.name().map_or_else(
            || format!("user {}", target.user()),
            |name| name.as_str().to_owned(),
        );
        let one = (target.user(), name);
        if is_staff && !staff.contains(&one) {
            staff.push(one);
        }
    }
    staff
}
