//! A plan while it is being made: who acts, who is meant, what is known of them, and what follows.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::aim::{PlanUse, VerbAim};
use crate::command::choosing::ChoiceReading;
use crate::command::connect::Connection;
use crate::command::exit::Failure;
use crate::command::guard::VerbGuard;
use crate::command::naming::SoughtAmong;
use crate::command::reading::{in_time, reader, reader_by_settings};
use crate::command::refreshing::{ReadFacts, young_facts, young_owners};
use crate::command::token_reading;
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, OAuthToken, Timestamp, UserId};
use crate::operation::{
    Basis, Guardrails, OffboardWanted, Operation, Plan, Refusal, offboard, plan, plan_as_wished,
    plan_ending_by_name, plan_mine, select,
};
use crate::zendesk::{AuthKind, OAuthClients, Purpose};

/// A plan while it is being made.
pub(super) struct Planning<'a> {
    connection: &'a Connection,
    clock: &'a Clock,
    pub(super) aim: VerbAim,
    used: PlanUse,
    reader: Reader,
    pub(super) guard: VerbGuard<'a>,
    pub(super) tokens: Vec<OAuthToken>,
    pub(super) clients: OAuthClients,
    /// When the first of its facts began to be read.
    began_at: Timestamp,
}

impl<'a> Planning<'a> {
    /// Asks who acts and who is protected.
    pub(super) async fn begin(
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
            guard.guardrails.own_token = connection.own_token().await.map(|token| token.id);
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
    pub(super) async fn read(&mut self) -> Result<ChoiceReading, Failure> {
        let mut unread = 0;
        self.began_at = (self.clock)();
        if matches!(self.aim, VerbAim::Revoke(_)) {
            // Who owns tokens is known once they are listed.
            unread = self.read_tokens().await?;
            self.clients = token_reading::clients_of(self.connection, &self.tokens).await?;
            self.clients.name_in(&mut self.tokens);
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
                wanted.resolve(&choice);
                let beside: Vec<UserId> = wanted.beside.iter().copied().collect();
                if beside.is_empty() {
                    reading
                } else {
                    let snapshot = reader.lists_of(&beside).await?;
                    ChoiceReading {
                        snapshot,
                        ..reading
                    }
                }
            }
        };
        if matches!(self.aim, VerbAim::Offboard(_)) {
            if self.aim.takes_tokens() {
                unread = self.read_tokens().await.map_err(without_tokens)?;
            }
            let client = self.connection.client.for_enrichment();
            self.clients = OAuthClients::read(&client, Purpose::Asked).await?;
            self.clients.name_in(&mut self.tokens);
        }
        self.in_time()?;
        reading.unread = reading.unread.max(unread);
        self.guard.see(&reading.snapshot).await;
        Ok(reading)
    }

    /// Checks that the file which says what is left to do may be carried out now, if there is one.
    fn in_time(&self) -> Result<(), Failure> {
        let VerbAim::Offboard(OffboardWanted {
            times: Some(times), ..
        }) = &self.aim
        else {
            return Ok(());
        };
        in_time(*times, &self.reader).map_err(|bad| {
            Failure::guardrail(format!(
                "the file of what is left {bad}; nothing was sent\n  name its people anew: zentop offboard \
                 --user ID …"
            ))
        })
    }

    /// Reads every token of the account, and returns the status that those are worth which could not
    /// be read: the token that somebody looks for may be among them.
    async fn read_tokens(&mut self) -> Result<u8, Failure> {
        let named = match &self.aim {
            VerbAim::Revoke(tokens) => &tokens.ids[..],
            _ => &[],
        };
        let list = token_reading::read(self.connection, named).await?;
        if let VerbAim::Revoke(tokens) = &mut self.aim {
            tokens.unowned = list.unowned;
        }
        self.tokens = list.tokens;
        self.clients.name_in(&mut self.tokens);
        Ok(token_reading::unread_status(list.unreadable))
    }

    /// The plan by what a snapshot knows.
    pub(super) fn plan(&self, snapshot: &Snapshot) -> Result<Plan, Refusal> {
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
    pub(super) async fn young(
        &mut self,
        reading: &mut ChoiceReading,
        plan: &Plan,
    ) -> Result<ReadFacts, Failure> {
        let known = Arc::clone(&reading.snapshot);
        let people: BTreeSet<UserId> = plan.people_behind();
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
