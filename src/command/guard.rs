//! The guardrails of a verb, before anything is planned: whose credentials these are, who is behind
//! them, and whom the protected addresses lead to.

use super::connect::{Connection, guardrails};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::reading::identified;
use super::report::talk;
use crate::live::{Reader, Snapshot};
use crate::model::{Clock, ClockOffset, SafeText, UserId};
use crate::operation::{
    Choice, Guardrails, NewPin, Operation, PersonBehind, PinFile, Pins, RunContext, look_up_behind,
    look_up_protected,
};
use crate::query::QueryField;
use crate::settings::ProtectedIds;

/// The guardrails of a verb, with what they were made from.
pub(super) struct VerbGuard<'a> {
    connection: &'a Connection,
    clock: &'a Clock,
    pub(super) guardrails: Guardrails,
    pins: Pins,
}

impl<'a> VerbGuard<'a> {
    /// Asks who acts and who is protected. What is protected by an address that cannot be looked up
    /// is told, and still holds where the address is sent.
    ///
    /// # Errors
    /// If it cannot be read whose credentials these are.
    pub(super) async fn of(
        connection: &'a Connection,
        reader: &mut Reader,
        clock: &'a Clock,
    ) -> Result<Self, Failure> {
        let mut guardrails = guardrails(&connection.settings);
        let me = identified(reader).await?;
        guardrails.own_user = Some(me.id);
        guardrails.behind = behind(connection).await;
        let (pins, problem) = connection.pin_file().read(&guardrails.protected);
        if let Some(problem) = problem {
            talk(&problem);
        }
        let mut guard = Self {
            connection,
            clock,
            guardrails,
            pins,
        };
        if guard.pins.is_wanted() {
            let known = RunContext {
                me: Some(me),
                clock_offset: reader.snapshot().clock_offset,
            };
            guard.look_up(&known).await;
        }
        Ok(guard)
    }

    /// Checks that these credentials may do something to others, before anything of them is read: what
    /// others are shown of it is a refusal of the server at best.
    ///
    /// # Errors
    /// If they may not.
    pub(super) fn may_act_on_others(
        &self,
        operation: Operation,
        snapshot: &Snapshot,
    ) -> Result<(), Failure> {
        let refusal = self.guardrails.refuses_others(operation, snapshot);
        refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
    }

    async fn look_up(&mut self, known: &RunContext) {
        let has_addresses = self.pins.addresses().next().is_some();
        let client = &self.connection.client;
        let now = ClockOffset::said(known.clock_offset, (self.clock)());
        let (new, words) = look_up_protected(client, &mut self.pins, now).await;
        for line in words {
            talk(&line);
        }
        if has_addresses {
            self.keep(new, known).await;
        }
        self.guardrails.pinned = self.pins.ids();
    }

    /// Pins whoever a snapshot shows with a protected address.
    pub(super) async fn see(&mut self, snapshot: &Snapshot) {
        let new = self.pins.take_seen(snapshot);
        if new.is_empty() {
            return;
        }
        self.guardrails.pinned = self.pins.ids();
        self.keep(new, &RunContext::of(snapshot)).await;
    }

    async fn keep(&self, new: Vec<NewPin>, known: &RunContext) {
        let runner = self.connection.runner(self.clock);
        let to_file = (self.pins.clone(), self.connection.pin_file());
        for line in runner.pin(new, to_file, known).await {
            talk(&line);
        }
    }
}

impl Connection {
    /// The file with the people whom the profile's protected addresses led to.
    pub(super) fn pin_file(&self) -> PinFile {
        let origin = self.client.account().origin();
        let file = PinFile::new(&self.settings.state_dir, &self.settings.profile, origin);
        file.beside(&self.settings.journal_path)
    }

    /// The person behind the credentials, before Zendesk is asked who that is.
    pub(super) fn behind(&self) -> PersonBehind {
        match &self.settings.me {
            Some(_) => PersonBehind::NotAsked,
            None if self.source.is_of_a_service() => PersonBehind::Missing,
            None => PersonBehind::NotNamed,
        }
    }
}

/// What is known of the people whom the settings name.
pub(super) struct GuardStatus {
    /// Whom the protected addresses led to.
    pub(super) pins: Pins,
    /// Who is behind the credentials.
    pub(super) behind: PersonBehind,
    /// What could not be found out or kept.
    pub(super) words: Vec<String>,
}

impl GuardStatus {
    /// Asks anew, and keeps who is protected from now on.
    pub(super) async fn of(connection: &Connection, known: &RunContext, clock: &Clock) -> Self {
        let file = connection.pin_file();
        let (mut pins, problem) = file.read(&connection.settings.protected);
        let mut words: Vec<String> = problem.into_iter().collect();
        if pins.addresses().next().is_some() {
            let now = ClockOffset::said(known.clock_offset, clock());
            let asked = look_up_protected(&connection.client, &mut pins, now).await;
            let (new, problems) = asked;
            words.extend(problems);
            let to_file = (pins.clone(), file);
            words.extend(connection.runner(clock).pin(new, to_file, known).await);
        }
        Self {
            pins,
            behind: behind(connection).await,
            words,
        }
    }
}

/// Whom each protected address leads to, in words, and whether it leads to somebody.
pub(super) fn addresses_in_words(pins: &Pins) -> Vec<(String, bool)> {
    let addresses = pins.addresses().map(|(rule, address)| {
        let address = SafeText::new(address);
        let people: Vec<String> = pins.people_of(rule).map(|id| id.to_string()).collect();
        match (pins.looked_up_at(rule), people.is_empty()) {
            (_, false) => (format!("{address} is user {}", people.join(", ")), true),
            (Some(at), true) => (format!("{address} is nobody's address, as of {at}"), false),
            (None, true) => (format!("{address} was not looked up yet"), false),
        }
    });
    addresses.collect()
}

/// Whoever was protected by an address before, for verbs that show and change nothing.
pub(super) fn pinned_before(connection: &Connection) -> ProtectedIds {
    let (pins, problem) = connection.pin_file().read(&connection.settings.protected);
    if let Some(problem) = problem {
        talk(&problem);
    }
    pins.ids()
}

/// The person behind the credentials, for verbs that show and change nothing; told where that cannot
/// be known.
///
/// It is asked only where the choice depends on it. The status is what that is worth.
pub(super) async fn behind_or_told(
    connection: &Connection,
    choice: &Choice,
) -> (Option<UserId>, u8) {
    if !choice.uses(QueryField::Mine) {
        return (None, 0);
    }
    match behind(connection).await {
        PersonBehind::NotKnown(why) => {
            talk(&format!(
                "who you are is not known, so `mine` means the owner of the credentials alone: `me` in \
                 the settings: {why}"
            ));
            (None, SOMETHING_TO_SEE)
        }
        behind => (behind.user(), 0),
    }
}

/// Asks who is behind the credentials, if the settings name somebody.
async fn behind(connection: &Connection) -> PersonBehind {
    match &connection.settings.me {
        Some(named) => look_up_behind(&connection.client, named).await,
        None => connection.behind(),
    }
}
