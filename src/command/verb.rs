//! What a verb that changes something does with its plan: it is shown, or carried out if that was
//! confirmed by options. Exit statuses, counts and what must hold beforehand are the same for all.

use super::carry_out::{RunRequest, carry_out, noted};
use super::cli::{ExpectOptions, OutputOptions};
use super::connect::Connection;
use super::exit::Failure;
use super::expecting::Expectation;
use super::left_open::tell_left_open;
use super::may_act::{first_may_write, may_report, may_write};
use super::mine::{OwnName, about_credentials};
use super::planning::{PlanUse, Planned, VerbAim, planned};
use super::report::Survivors;
use super::report::{self, nothing_to_do, talk};
use crate::files::shell_word;
use crate::model::Clock;
use crate::operation::{Expected, Reason};

/// What was asked of a verb.
pub(super) struct VerbRequest<'a> {
    /// What it does, and to whom.
    pub(super) aim: VerbAim,
    /// Whether nothing may be undecided or missing.
    pub(super) is_strict: bool,
    /// The word to go on, and the number that the plan must have.
    pub(super) consent: &'a ExpectOptions,
    pub(super) reason: Reason,
    pub(super) output: &'a OutputOptions,
    /// The name that was given for oneself, where one's own sessions are ended.
    pub(super) own_name: Option<OwnName>,
}

impl VerbRequest<'_> {
    /// Makes the plan, and shows it or carries it out. Returns the exit status.
    pub(super) async fn run(self, connection: &Connection, clock: &Clock) -> Result<u8, Failure> {
        let Some(expected) = self.consent.confirmed() else {
            tell_left_open(connection, clock).await;
            let used = PlanUse::Shown(self.output.format());
            let planned = planned(connection, &self.aim, used, clock).await;
            let planned = first_may_write(planned, connection).await?;
            return self.show(&planned, connection, clock).await;
        };
        let planned = planned(connection, &self.aim, PlanUse::CarriedOut, clock).await;
        let planned = first_may_write(planned, connection).await;
        let planned = noted(planned, connection, clock).await?;
        Box::pin(self.carry_out(planned, expected, (connection, clock))).await
    }

    /// Shows the plan, and says what would refuse it.
    async fn show(
        self,
        planned: &Planned,
        connection: &Connection,
        clock: &Clock,
    ) -> Result<u8, Failure> {
        let plan = &planned.plan;
        let format = self.output.format();
        report::any_plan(plan, &planned.snapshot, format, clock()).map_err(Failure::system)?;
        if !plan.is_empty() {
            report::beyond(plan.operation());
            report::run_cost(plan, &connection.client);
            if plan.is_of_several() {
                Survivors::of(plan, &planned.clients).tell();
            } else if !plan.is_of_own() {
                report::proof_cost(plan, &planned.snapshot, &connection.client);
            }
        }
        let own_name = self.own_name.as_ref();
        if own_name.is_some() {
            talk(&about_credentials(connection, &planned.snapshot, plan).await);
        }
        first_may_write(self.checked_name(planned), connection).await?;
        let now = planned.snapshot.server_time(clock());
        let choice = self.aim.choice();
        let expectation = self.expectation(&choice);
        let expected = expectation.check(plan, (&planned.guardrails, now));
        first_may_write(expected, connection).await?;
        // Where nothing is left to do, the run sends nothing either.
        if !plan.is_empty() || !self.output.report.is_empty() {
            may_write(connection).await?;
        }
        may_report(connection, self.output).await?;
        let more = match own_name {
            Some(_) => format!(" --me {}", shell_word(&OwnName::word(&planned.snapshot)?)),
            None => String::new(),
        };
        let what = if plan.operation().ends() {
            "end these"
        } else {
            "do this"
        };
        report::dry_run(plan, what, (self.consent.expected(), &more));
        Ok(planned.unread)
    }

    async fn carry_out(
        self,
        planned: Planned,
        expected: Expected,
        (connection, clock): (&Connection, &Clock),
    ) -> Result<u8, Failure> {
        let named = first_may_write(self.checked_name(&planned), connection).await;
        noted(named, connection, clock).await?;
        let Planned {
            unread,
            guardrails,
            snapshot,
            plan,
            clients,
        } = planned;
        let now = snapshot.server_time(clock());
        let choice = self.aim.choice();
        let expectation = self.expectation(&choice);
        let confirmed = expectation.confirm(plan, expected, (&guardrails, now));
        let confirmed = first_may_write(confirmed, connection).await;
        let confirmed = noted(confirmed, connection, clock).await?;
        let plan = confirmed.plan();
        if plan.is_empty() {
            talk(&format!("{}, and nothing was sent", nothing_to_do(plan)));
        }
        // Whoever asks for a report gets that of a run with nothing to do.
        if plan.is_empty() && self.output.report.is_empty() {
            report::any_plan(plan, &snapshot, self.output.format(), clock())
                .map_err(Failure::system)?;
            return Ok(unread);
        }
        if self.own_name.is_some() {
            talk(&about_credentials(connection, &snapshot, plan).await);
        }
        let survivors = plan.is_of_several().then(|| Survivors::of(plan, &clients));
        let job = RunRequest {
            survivors,
            ..RunRequest::of(confirmed, (self.reason, guardrails), self.output)?
        };
        let status = carry_out(connection, job, &snapshot, clock).await?;
        Ok(status.max(unread))
    }

    /// Checks the name that was given for oneself, if one was asked for.
    fn checked_name(&self, planned: &Planned) -> Result<(), Failure> {
        match &self.own_name {
            Some(name) => name.check(&planned.snapshot),
            None => Ok(()),
        }
    }

    fn expectation<'a>(&self, choice: &'a crate::operation::Choice) -> Expectation<'a> {
        Expectation {
            choice,
            expected: self.consent.expected(),
            is_strict: self.is_strict,
            is_of_file: matches!(&self.aim, VerbAim::Offboard(wanted) if wanted.listed.is_some()),
        }
    }
}
