//! `zentop suspend`: suspends people, or lifts their suspension with `--undo`.

use super::choosing::somebody;
use super::cli::{Global, SuspendOptions};
use super::connect::connect_once;
use super::exit::Failure;
use super::planning::VerbAim;
use super::verb::VerbRequest;
use crate::host::system_clock;

pub(super) async fn run(global: &Global, options: SuspendOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let choice = somebody(&options.whom, &options.deciding)?;
    let consent = &options.consent;
    consent.check()?;
    let connection = connect_once(global, clock()).await?;
    let operation = options.operation();
    let request = VerbRequest {
        aim: VerbAim::Change(choice, operation),
        is_strict: options.deciding.strict,
        consent: &consent.consent,
        reason: consent.reason(),
        output: &consent.output,
        own_name: None,
    };
    request.run(&connection, &clock).await
}
