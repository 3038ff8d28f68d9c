//! `zentop end`: shows a plan, and carries it out only if `--yes` and the right number are given.

use super::choosing::somebody;
use super::cli::{EndOptions, Global};
use super::connect::connect_once;
use super::exit::Failure;
use super::mine::own_name;
use super::planning::VerbAim;
use super::verb::VerbRequest;
use crate::host::system_clock;

pub(super) async fn run(global: &Global, options: EndOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let own_name = own_name(&options)?;
    let wanted = &options.wanted;
    let aim = match own_name {
        Some(_) => VerbAim::Mine(wanted.route),
        None => VerbAim::End(somebody(&wanted.whom, &wanted.deciding)?, wanted.route),
    };
    options.consent.check()?;
    options.output.check()?;
    let connection = connect_once(global, clock()).await?;
    let request = VerbRequest {
        aim,
        is_strict: wanted.deciding.strict,
        consent: &options.consent,
        reason: wanted.reason(),
        output: &options.output,
        own_name,
    };
    request.run(&connection, &clock).await
}
