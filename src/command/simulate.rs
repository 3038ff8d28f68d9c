//! `zentop simulate`: the simulator alone, for scripts and other people's checks.

use std::io::Write as _;
use std::time::Duration;

use serde::Serialize;

use super::cli::{SimulatedPlan, SimulatorOptions};
use super::exit::Failure;
use super::output;
use crate::host::{signals, system_clock};
use crate::simulator::{AccountPlan, OauthOptions, Options, Served, ServerFault, Simulator, serve};

#[derive(Serialize)]
struct FirstLine<'a> {
    url: String,
    oauth_token: &'a str,
    email: &'a str,
    api_token: &'a str,
    password: &'a str,
    read_only_token: &'a str,
    agent_token: &'a str,
    end_user_token: &'a str,
    oauth_client_id: &'a str,
    oauth_service_id: &'a str,
    oauth_service_secret: &'a str,
    chat_token: &'a str,
    chat_admin_token: &'a str,
    session_cookie: &'a str,
}

pub(super) async fn run(options: SimulatorOptions, port: u16) -> Result<u8, Failure> {
    let (simulator, served) = start(options, port).await?;
    // Signals are caught first: whoever has read the first line may end the program at once.
    let mut asked_to_end = signals().map_err(Failure::system)?;
    let credentials = simulator.credentials();
    let line = FirstLine {
        url: served.url(),
        oauth_token: &credentials.oauth_token,
        email: &credentials.email,
        api_token: &credentials.api_token,
        password: &credentials.password,
        read_only_token: &credentials.read_only_token,
        agent_token: &credentials.agent_token,
        end_user_token: &credentials.end_user_token,
        oauth_client_id: &credentials.oauth_client_id,
        oauth_service_id: &credentials.oauth_service_id,
        oauth_service_secret: &credentials.oauth_service_secret,
        chat_token: &credentials.chat_token,
        chat_admin_token: &credentials.chat_admin_token,
        session_cookie: &credentials.session_cookie,
    };
    let mut out = output::stdout();
    output::json(&mut out, &line)
        .and_then(|()| out.flush())
        .map_err(Failure::system)?;
    asked_to_end.recv().await;
    served.shutdown().await.map_err(Failure::system)?;
    Ok(0)
}

/// Starts a simulator on loopback, as the options ask for it.
pub(super) async fn start(
    options: SimulatorOptions,
    port: u16,
) -> Result<(Simulator, Served), Failure> {
    let faults = match &options.faults {
        None => Vec::new(),
        Some(path) => {
            let failed = |message: &dyn std::fmt::Display| {
                Failure::usage(format!("{}: {message}", path.display()))
            };
            let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
            ServerFault::parse_file(&text).map_err(|error| failed(&error))?
        }
    };
    let simulator = Simulator::new(Options {
        sessions: options.sessions,
        users: options.users.max(4),
        cast: true,
        flagged: options.flagged,
        seed: options.seed,
        churn_per_minute: options.churn,
        latency: Duration::from_millis(options.latency),
        rate_limit: options.rate_limit,
        faults,
        list_lag: Duration::from_secs(options.lag),
        search_lag: Duration::from_secs(options.lag),
        plan: match options.plan {
            SimulatedPlan::Team => AccountPlan::Team,
            SimulatedPlan::Enterprise => AccountPlan::Enterprise,
            SimulatedPlan::AccessLogs => AccountPlan::EnterpriseWithAccessLogs,
        },
        oauth: OauthOptions {
            access_token_lifetime: Duration::from_secs(options.token_lifetime),
            ..OauthOptions::default()
        },
        ..Options::new(system_clock())
    });
    let served = serve(simulator.clone(), port)
        .await
        .map_err(|error| Failure::usage(format!("cannot listen on 127.0.0.1:{port}: {error}")))?;
    Ok((simulator, served))
}
