//! `zentop end --mine`: the sessions of the owner of the credentials, and nobody else's.

use std::sync::Arc;

use super::carry_out::{RunRequest, carry_out, may_write, noted};
use super::cli::{EndOptions, Global, MineOptions};
use super::connect::{Connection, connect_once};
use super::exit::Failure;
use super::guard::VerbGuard;
use super::me::current;
use super::reading::reader;
use super::report::{self, talk};
use crate::host::system_clock;
use crate::live::Snapshot;
use crate::model::{Clock, EmailAddress, User, counted};
use crate::operation::{
    Basis, Confirmed, Expected, Guardrails, Operation, Plan, Refusal, own_word, plan_mine,
};
use crate::zendesk::AuthKind;

/// What an OAuth token has to do with one's own sessions.
const NOT_AMONG_THEM: &str = "the credentials in use are none of these: an OAuth token is no \
    session, and stays until it is revoked";

/// What a cookie has to do with them where Zendesk does not say.
const PERHAPS_AMONG_THEM: &str = "the credentials in use are the cookie of a session, and Zendesk does \
    not say of which: it may be one of these, and then zentop can read nothing any more once it has \
    ended";

/// One's own plan, with what it was made from.
struct OwnPlan {
    me: User,
    guardrails: Guardrails,
    snapshot: Arc<Snapshot>,
    plan: Plan,
}

pub(super) async fn run(global: &Global, options: EndOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    if !options.wanted.whom.is_empty() {
        return Err(Failure::usage(
            "--mine is a choice of its own: your sessions and no others; leave the other choices out",
        ));
    }
    if matches!(options.consent.expected(), Some(Expected::AtMost(_))) {
        return Err(Failure::usage(
            "--mine takes the number of your sessions by --expect; leave --at-most out",
        ));
    }
    options.consent.check()?;
    let expected = options.consent.confirmed();
    let typed = options.mine.name_given(expected.is_some())?;
    let connection = connect_once(global, clock()).await?;
    let planned = planned(&connection, &options, expected.is_none(), &clock).await;
    let planned = match expected {
        Some(_) => noted(planned, &connection, &clock).await?,
        None => planned?,
    };
    let OwnPlan {
        me,
        guardrails,
        snapshot,
        plan,
    } = planned;
    let unread = report::unread(&snapshot);
    let name = own_word(&me);
    let Some(expected) = expected else {
        report::plan(&plan, &snapshot, options.output.format, clock()).map_err(Failure::system)?;
        report::beyond(plan.operation());
        talk(&about_credentials(&connection, &me, &plan).await);
        check(&plan, options.consent.expected(), (typed, &name))?;
        if guardrails.read_only {
            return Err(Refusal::ReadOnly(plan.operation()).into());
        }
        may_write(&connection)?;
        report::dry_run(&plan, "end these", &format!(" --me {name}"));
        return Ok(unread);
    };
    let about = about_credentials(&connection, &me, &plan).await;
    let confirmed = confirm(plan, expected, (typed, &name));
    let confirmed = noted(confirmed, &connection, &clock).await?;
    talk(&about);
    let job = RunRequest::of(
        confirmed,
        (options.wanted.reason(), guardrails),
        &options.output,
    )?;
    let status = carry_out(&connection, job, &snapshot, &clock).await?;
    Ok(status.max(unread))
}

/// What ending these sessions does to the credentials in use.
async fn about_credentials(connection: &Connection, me: &User, plan: &Plan) -> String {
    if connection.auth != AuthKind::Cookie {
        return NOT_AMONG_THEM.to_owned();
    }
    let Ok(Some(session)) = current(&connection.client, me.id).await else {
        return PERHAPS_AMONG_THEM.to_owned();
    };
    let key = session.key;
    let is_wide = matches!(plan.operation(), Operation::End(route) if route.is_wide());
    if is_wide || plan.sessions().any(|target| target.key == key) {
        format!(
            "session {key} is that of the cookie in use: the credentials end with it, and what \
             became of the others cannot be read with them"
        )
    } else {
        format!("session {key}, that of the cookie in use, is none of these")
    }
}

/// Confirms a plan by its count and by the name of whoever acts.
fn confirm(
    plan: Plan,
    expected: Expected,
    (typed, name): (Option<&str>, &str),
) -> Result<Confirmed, Failure> {
    check(&plan, Some(expected), (typed, name))?;
    let confirmed = plan.confirm_expected(expected);
    confirmed.map_err(|plan| moved(&plan, expected))
}

/// Checks a plan by its count and by the name of whoever acts, as far as these were given.
fn check(
    plan: &Plan,
    expected: Option<Expected>,
    (typed, name): (Option<&str>, &str),
) -> Result<(), Failure> {
    if typed.is_some_and(|typed| !EmailAddress::is_same(typed, name)) {
        return Err(Failure::guardrail(
            "--me is not who these credentials belong to, so nothing was sent; `zentop auth status` \
             says who that is",
        ));
    }
    match expected.filter(|expected| !expected.holds(plan.expected())) {
        Some(expected) => Err(moved(plan, expected)),
        None => Ok(()),
    }
}

fn moved(plan: &Plan, expected: Expected) -> Failure {
    let sessions = counted(plan.count(), "session", "sessions");
    Failure::guardrail(format!(
        "{expected}, but you have {sessions}; nothing was sent"
    ))
}

async fn planned(
    connection: &Connection,
    options: &EndOptions,
    dry: bool,
    clock: &Clock,
) -> Result<OwnPlan, Failure> {
    // Who is meant is not asked of credentials that only claim it.
    if matches!(connection.auth, AuthKind::ApiToken | AuthKind::Password) {
        return Err(Refusal::ClaimedAddress.into());
    }
    let mut reader = reader(&connection.client, clock);
    let guard = VerbGuard::of(connection, &mut reader, clock).await?;
    let guardrails = guard.guardrails;
    let own: Vec<_> = guardrails.own_user.into_iter().collect();
    let snapshot = reader.people(&own).await?;
    let me = snapshot.identity().cloned().ok_or(Refusal::WhoAmI)?;
    let asked = Guardrails {
        read_only: guardrails.read_only && !dry,
        ..guardrails.clone()
    };
    let basis = Basis {
        account: connection.client.account().name(),
        snapshot: &snapshot,
        guardrails: &asked,
        now: clock(),
    };
    let plan = plan_mine(options.wanted.route, Some(connection.auth), &basis);
    let unread = report::unread(&snapshot);
    let plan = plan.map_err(|refusal| Failure::no_plan(refusal, unread))?;
    Ok(OwnPlan {
        me,
        guardrails,
        snapshot,
        plan,
    })
}

impl MineOptions {
    /// Checks that one's own name is only given where one's own sessions are meant.
    ///
    /// # Errors
    /// If it is given with another choice.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.me.is_some() && !self.mine {
            return Err(Failure::usage("--me goes with --mine alone"));
        }
        Ok(())
    }

    /// The name that was given for oneself.
    ///
    /// # Errors
    /// If one's own sessions are to be ended and it is missing.
    fn name_given(&self, is_confirmed: bool) -> Result<Option<&str>, Failure> {
        match self.me.as_deref() {
            None if is_confirmed => Err(Failure::usage(
                "--mine with --yes takes your own address as well: --me ADDRESS, or your user id \
                 where you have no address",
            )),
            me => Ok(me),
        }
    }
}
