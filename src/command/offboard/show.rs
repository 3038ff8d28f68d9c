//! What offboarding would do, what is left afterwards, and what survives it in any case.

use std::io::{self, Write};

use super::staff;
use crate::command::cli::PlanFormat;
use crate::command::output;
use crate::command::report::{print_left, talk};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{OffboardDocument, PersonLeft, Plan, people_of};
use crate::zendesk::OAuthClients;

/// Prints what would be done, person by person.
pub(super) fn plan(plan: &Plan, format: PlanFormat) -> io::Result<()> {
    let mut out = output::stdout();
    let document = OffboardDocument::of(plan);
    if let Some(ids) = format.json() {
        output::json_with(&mut out, ids, &document)?;
        return out.flush();
    }
    let account = SafeText::new(plan.account());
    let people = counted(plan.people(), "person", "people");
    writeln!(out, "{account}: {people} to offboard, route user")?;
    let header = [
        "WHO", "SUSPEND", "TOKENS", "SESSIONS", "ROLE", "USER", "E-MAIL",
    ];
    let text = |text: Option<&str>| SafeText::new(text.unwrap_or("-"));
    let rows: Vec<Vec<SafeText>> = (document.people().iter())
        .map(|person| {
            let name = person.name.clone();
            let name = name.unwrap_or_else(|| format!("user {}", person.user_id));
            vec![
                SafeText::new(&name),
                text(Some(if person.suspend { "yes" } else { "-" })),
                SafeText::new(&person.tokens.len().to_string()),
                SafeText::new(&person.sessions.len().to_string()),
                text(person.role.as_deref()),
                SafeText::new(&person.user_id.to_string()),
                text(person.email.as_deref()),
            ]
        })
        .collect();
    output::table(&mut out, &header, &rows, &[40, 7, 7, 8, 8, 20, 48])?;
    let left = (plan.excluded(), plan.undecided(), plan.not_found());
    print_left(&mut out, plan.operation(), left)?;
    out.flush()
}

/// Prints the verdict on each person: with the report where it is for people, beside it where it
/// is for machines.
pub(super) fn left(left: &[PersonLeft], on_stdout: bool) -> io::Result<()> {
    let line = |person: &PersonLeft| {
        let name = person.name.as_ref().map_or("", SafeText::as_str);
        let gap = if name.is_empty() { "" } else { " " };
        format!("user {}{gap}{name}: {}", person.user, person.words())
    };
    if !on_stdout {
        for person in left {
            talk(&line(person));
        }
        return Ok(());
    }
    let mut out = output::stdout();
    for person in left {
        writeln!(out, "{}", SafeText::new(&line(person)))?;
    }
    out.flush()
}

/// What offboarding leaves as it is.
pub(super) struct Survivors {
    /// The names of those who keep a paid seat.
    staff: Vec<String>,
    /// The programs that these people made, by name and number.
    clients: Vec<String>,
    /// Why such programs may be missing here.
    nameless: Option<String>,
}

impl Survivors {
    pub(super) fn of(plan: &Plan, clients: &OAuthClients) -> Self {
        let people: Vec<UserId> = people_of(plan).into_iter().map(|(user, _)| user).collect();
        let theirs = clients.made_by(&people).into_iter();
        Self {
            staff: staff(plan),
            clients: theirs
                .map(|client| format!("{} (client {})", client.name.as_str(), client.id))
                .collect(),
            nameless: clients.why_not(),
        }
    }

    /// Prints what survives.
    pub(super) fn tell(&self) {
        talk("what goes on: API tokens, which belong to the account and not to a person; Zendesk");
        talk(
            "  Chat tokens; accounts at an identity provider, by which a person signs in again once",
        );
        talk("  their suspension is lifted");
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
            let who = self.staff.join(", ");
            talk(&format!(
                "a suspended agent keeps a paid seat: {who}\n  to downgrade them: Admin Center > \
                 People > Team > Team members"
            ));
        }
    }
}
