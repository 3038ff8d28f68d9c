//! From what a verb does, and to whom, to its plan: whom it means is looked up, what is known of them
//! is read, and read again where that is too old; the plan is made of it, and what it leaves out is
//! told. Every verb that changes people, sessions or tokens makes its plan here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::away::AwayFrom;
use super::choosing::ChoiceReading;
use super::cli::PlanFormat;
use super::connect::Connection;
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::{LeftIsTold, tell_left};
use super::guard::VerbGuard;
use super::naming::{SoughtAmong, too_many_not_asked};
use super::reading::{reader, reader_by_settings};
use super::refreshing::{ReadFacts, on_young_facts, young_facts, young_owners};
use super::report::{self, talk};
use super::tokens;
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, OAuthToken, Timestamp, UserId};
use crate::operation::{
    Basis, Choice, Guardrails, OffboardPart, OffboardWanted, Operation, Plan, Refusal, Route,
    Tokens, check_last_door, offboard, plan, plan_as_wished, plan_ending_by_name, plan_mine,
    select, token_in_use,
};
use crate::zendesk::{AuthKind, OAuthClients, Purpose};

/// What a verb does, and to whom.
#[derive(Debug, Clone)]
pub(super) enum VerbAim {
    /// Sessions of a choice are ended by a route.
    End(Choice, Route),
    /// One's own sessions are ended by a route.
    Mine(Route),
    /// The people of a choice are suspended, or no longer so.
    Change(Choice, Operation),
    /// Tokens are revoked.
    Revoke(Tokens),
    /// People are offboarded.
    Offboard(OffboardWanted),
}

/// What becomes of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlanUse {
    /// It is shown in this format, and nothing is sent.
    Shown(PlanFormat),
    /// It is written to a file, and nothing is sent.
    Written,
    /// It is carried out.
    CarriedOut,
}

/// A plan, with what it was made from.
pub(super) struct Planned {
    /// The status that what could not be read, decided or found is worth, whatever else comes of the
    /// plan.
    pub(super) unread: u8,
    pub(super) guardrails: Guardrails,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
    /// The programs of the account, where what survives an offboarding is told.
    pub(super) clients: OAuthClients,
}

impl VerbAim {
    /// What is done to others first; `None` where it is about oneself.
    const fn of_others(&self) -> Option<Operation> {
        match self {
            Self::End(_, route) => Some(Operation::End(*route)),
            Self::Mine(_) => None,
            Self::Change(_, operation) => Some(*operation),
            Self::Revoke(_) => Some(Operation::RevokeTokens),
            Self::Offboard(_) => Some(Operation::Suspend),
        }
    }

    /// Whom it means.
    pub(super) fn choice(&self) -> Choice {
        match self {
            Self::End(choice, _) | Self::Change(choice, _) => choice.clone(),
            Self::Revoke(tokens) => tokens.owners.clone(),
            Self::Offboard(wanted) => wanted.choice(),
            Self::Mine(_) => Choice::new(crate::operation::UndecidedPolicy::Refuse),
        }
    }

    /// Whether it is among its facts which tokens there are.
    fn takes_tokens(&self) -> bool {
        match self {
            Self::Revoke(_) => true,
            Self::Offboard(wanted) => wanted.parts().contains(&OffboardPart::Tokens),
            Self::End(..) | Self::Mine(_) | Self::Change(..) => false,
        }
    }
}

impl PlanUse {
    /// Whether nothing is sent, so that read-only is no reason not to make a plan.
    const fn is_dry(self) -> bool {
        !matches!(self, Self::CarriedOut)
    }

    /// Where it is told what the plan leaves out.
    fn left(self) -> LeftIsTold {
        match self {
            Self::Shown(format) => LeftIsTold::with(format),
            Self::Written | Self::CarriedOut => LeftIsTold::Beside,
        }
    }
}

/// Makes the plan of what a verb does.
///
/// # Errors
/// If something that is needed cannot be read, or there is no plan.
pub(super) async fn planned(
    connection: &Connection,
    aim: &VerbAim,
    used: PlanUse,
    clock: &Clock,
) -> Result<Planned, Failure> {
    let mut planning = Planning::begin(connection, aim.clone(), used, clock).await?;
    let mut reading = planning.read().await?;
    let first = planning.plan(&reading.snapshot);
    let first = first.map_err(|refusal| reading.no_plan(refusal))?;
    let facts = planning.young(&mut reading, &first).await?;
    reading.snapshot = Arc::clone(&facts.snapshot);
    planning.guard.see(&reading.snapshot).await;
    let lifted = match &planning.aim {
        VerbAim::Offboard(wanted) => tell_lifted(&reading.snapshot, &wanted.suspended_before),
        _ => 0,
    };
    let tokens = matches!(planning.aim, VerbAim::Revoke(_)).then_some(planning.tokens.as_slice());
    let made = on_young_facts(first, (&facts, tokens), |snapshot| planning.plan(snapshot));
    let plan = made.map_err(|refusal| reading.no_plan(refusal))?;
    let guardrails = planning.guard.guardrails.clone();
    if let Err(why) = check_last_door(&connection.client, &plan, &guardrails).await {
        return Err(reading.no_plan(Refusal::LastDoor(why)));
    }
    if plan.is_empty() && reading.unread != 0 {
        let (operation, left) = (plan.operation(), plan.left());
        return Err(reading.no_plan(Refusal::Empty { operation, left }));
    }
    if !plan.undecided().is_empty() || !reading.not_read.is_empty() {
        reading.tell_missing();
    }
    let left = tell_left(&plan, used.left());
    let left = left.max(match &planning.aim {
        VerbAim::Change(..) | VerbAim::Offboard(_) => {
            let away = AwayFrom {
                choice: &planning.aim.choice(),
                plan: &plan,
                snapshot: &reading.snapshot,
                tokens: &planning.tokens,
            };
            away.tell(connection, clock).await
        }
        VerbAim::End(..) | VerbAim::Mine(_) | VerbAim::Revoke(_) => 0,
    });
    let (items, excluded) = (plan.count(), plan.excluded().len());
    tracing::info!(items, excluded, "plan made");
    if plan.operation().ends() {
        report::own_stay(&plan);
    }
    Ok(Planned {
        unread: reading.unread.max(left).max(lifted),
        guardrails,
        snapshot: reading.snapshot,
        plan,
        clients: planning.clients,
    })
}

/// A plan while it is being made.
struct Planning<'a> {
    connection: &'a Connection,
    clock: &'a Clock,
    aim: VerbAim,
    used: PlanUse,
    reader: Reader,
    guard: VerbGuard<'a>,
    tokens: Vec<OAuthToken>,
    clients: OAuthClients,
    /// When the first of its facts began to be read.
    began_at: Timestamp,
}

impl<'a> Planning<'a> {
    /// Asks who acts and who is protected.
    async fn begin(
        connection: &'a Connection,
        aim: VerbAim,
        used: PlanUse,
        clock: &'a Clock,
    ) -> Result<Self, Failure> {
        let is_of_own = matches!(aim, VerbAim::Mine(_));
        // Who is meant is not asked of credentials that only claim it.
        if is_of_own && matches!(connection.auth, AuthKind::ApiToken | AuthKind::Password) {
            return Err(Refusal::ClaimedAddress.into());
        }
        let mut reader = if is_of_own {
            reader(&connection.client, clock)
        } else {
            reader_by_settings(connection, clock)
        };
        let mut guard = VerbGuard::of(connection, &mut reader, clock).await?;
        if let Some(operation) = aim.of_others() {
            guard.may_act_on_others(operation, &reader.snapshot())?;
        }
        if matches!(aim, VerbAim::Revoke(_) | VerbAim::Offboard(_)) {
            guard.guardrails.own_token = token_in_use(&connection.client, connection.auth).await;
        }
        Ok(Self {
            connection,
            clock,
            aim,
            used,
            reader,
            guard,
            tokens: Vec::new(),
            clients: OAuthClients::default(),
            began_at: clock(),
        })
    }

    /// Finds out who is meant, and reads what must be known of them and no more.
    async fn read(&mut self) -> Result<ChoiceReading, Failure> {
        let mut unread = 0;
        self.began_at = (self.clock)();
        if matches!(self.aim, VerbAim::Revoke(_)) {
            // Who owns tokens is known once they are listed.
            unread = self.read_tokens().await?;
        }
        let reader = &mut self.reader;
        let mut reading = match &mut self.aim {
            VerbAim::End(choice, route) => {
                ChoiceReading::of(reader, choice, SoughtAmong::by(Operation::End(*route))).await?
            }
            VerbAim::Mine(_) => {
                let own: Vec<UserId> = self.guard.guardrails.own_user.into_iter().collect();
                ChoiceReading::of_people(reader, &own).await?
            }
            VerbAim::Change(choice, operation) => {
                ChoiceReading::of(reader, choice, SoughtAmong::by(*operation)).await?
            }
            VerbAim::Revoke(tokens) => {
                ChoiceReading::of_owners(reader, tokens, &self.tokens).await?
            }
            VerbAim::Offboard(wanted) => {
                let mut choice = wanted.choice();
                let among = SoughtAmong::EverybodyAndTheWalk;
                let reading = ChoiceReading::of(reader, &mut choice, among).await?;
                too_many_not_asked(&choice)?;
                wanted.resolve(&choice);
                reading
            }
        };
        if matches!(self.aim, VerbAim::Offboard(_)) {
            if self.aim.takes_tokens() {
                unread = self.read_tokens().await.map_err(without_tokens)?;
            }
            let client = self.connection.client.for_enrichment();
            self.clients = OAuthClients::read(&client, Purpose::Asked).await?;
        }
        reading.unread = reading.unread.max(unread);
        self.guard.see(&reading.snapshot).await;
        Ok(reading)
    }

    /// Reads every token of the account, and returns the status that those are worth which could not
    /// be read: the token that somebody looks for may be among them.
    async fn read_tokens(&mut self) -> Result<u8, Failure> {
        let named = match &self.aim {
            VerbAim::Revoke(tokens) => &tokens.ids[..],
            _ => &[],
        };
        let list = tokens::read(self.connection, named).await?;
        self.tokens = list.tokens;
        Ok(tokens::unread_status(list.unreadable))
    }

    /// The plan by what a snapshot knows.
    fn plan(&self, snapshot: &Snapshot) -> Result<Plan, Refusal> {
        let guardrails = &self.guard.guardrails;
        let asked = Guardrails {
            read_only: guardrails.read_only && !self.used.is_dry(),
            ..guardrails.clone()
        };
        let basis = Basis {
            account: self.connection.client.account().name(),
            snapshot,
            guardrails: &asked,
            now: (self.clock)(),
        };
        let selection = match &self.aim {
            VerbAim::End(choice, route) => return plan_ending_by_name(choice, *route, &basis),
            VerbAim::Mine(route) => return plan_mine(*route, Some(self.connection.auth), &basis),
            VerbAim::Offboard(wanted) => return offboard(wanted, &self.tokens, &basis),
            VerbAim::Change(choice, operation) => {
                let selection = select::people(choice, *operation, &basis)?;
                if selection.is_as_wished() {
                    return plan_as_wished(selection, &basis);
                }
                selection
            }
            VerbAim::Revoke(tokens) => {
                let selection = select::tokens(tokens, &self.tokens, &basis)?;
                if selection.is_without_a_token() {
                    return plan_as_wished(selection, &basis);
                }
                selection
            }
        };
        plan(vec![selection], &basis)
    }

    /// What is known of the people of a plan, read again where that is too old.
    async fn young(
        &mut self,
        reading: &mut ChoiceReading,
        plan: &Plan,
    ) -> Result<ReadFacts, Failure> {
        let known = Arc::clone(&reading.snapshot);
        let people: BTreeSet<UserId> = plan.people_of_items();
        let people: Vec<UserId> = people.into_iter().collect();
        match self.aim {
            // Who that is was asked a moment ago, and may not be asked again by everybody.
            VerbAim::Mine(_) => Ok(ReadFacts::young(known)),
            VerbAim::Revoke(_) => {
                let owners = (self.began_at, &people[..]);
                let facts = young_owners(&mut self.reader, (known, owners), self.clock).await;
                if facts.were_read_again() {
                    reading.unread = reading.unread.max(self.read_tokens().await?);
                }
                Ok(facts)
            }
            // Whom no list is known of is suspended by who they are.
            VerbAim::Change(..) if !people.iter().any(|user| known.facts_from(*user).is_some()) => {
                let people = (self.began_at, &people[..]);
                Ok(young_owners(&mut self.reader, (known, people), self.clock).await)
            }
            VerbAim::End(..) | VerbAim::Change(..) | VerbAim::Offboard(_) => {
                let known = (known, self.began_at);
                Ok(young_facts(&mut self.reader, known, &people, self.clock).await)
            }
        }
    }
}

/// That the tokens cannot be read, with the way to go on without.
fn without_tokens(failure: Failure) -> Failure {
    failure.and(
        "the OAuth tokens of these people are not known; to suspend them and end their sessions all \
         the same: --without tokens",
    )
}

/// Tells whose suspension by an earlier run was lifted since, or is not known, and returns the status
/// that this is worth.
fn tell_lifted(snapshot: &Snapshot, before: &BTreeSet<UserId>) -> u8 {
    let mut status = 0;
    for id in before {
        let mut people = snapshot.directory().iter();
        let known = people.find(|person| person.id == *id);
        let record = known.and_then(|person| person.known.record().ok());
        let words = match record.map(|user| (user.is_deleted(), user.suspended)) {
            Some((true, _) | (_, Some(true))) => continue,
            Some((_, Some(false))) => {
                "NOT SUSPENDED: the run that this is the rest of suspended them, and somebody lifted \
                 it since; they are not suspended again"
            }
            Some((_, None)) | None => {
                "NOT SUSPENDED as far as is known: the run that this is the rest of suspended them, \
                 and Zendesk does not tell whether they still are; they are not suspended again"
            }
        };
        talk(&format!("user {id}: {words}"));
        status = SOMETHING_TO_SEE;
    }
    status
}

#[cfg(test)]
mod tests;
