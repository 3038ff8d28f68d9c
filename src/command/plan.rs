//! `zentop plan`: writes what `end` would do to a file, for a second person to read.

use std::io::Write as _;
use std::time::Duration;

use super::cli::{Global, PlanOptions};
use super::connect::connect_once;
use super::end::{Aim, EndingPlan, Planned, planned};
use super::exit::Failure;
use super::output;
use super::report::talk;
use crate::host::{local_zone, system_clock};
use crate::journal::Place;
use crate::model::{SafeText, counted};
use crate::operation::{PlanFile, PlanMade};

pub(super) async fn run(global: &Global, options: PlanOptions) -> Result<u8, Failure> {
    let clock = system_clock();
    let aim = Aim::of(&options.wanted, None)?;
    let connection = connect_once(global, clock()).await?;
    let planned = planned(&connection, &aim, &clock, EndingPlan::WRITTEN).await?;
    aim.allows(&planned)?;
    let Planned { plan, unread, .. } = planned;
    let reason = options.wanted.reason();
    let zone = local_zone().name_at(clock());
    let made = PlanMade {
        origin: connection.client.account().origin(),
        reason: &reason,
        by: &Place::here().os_user,
        zone: Some(&zone),
        lifetime: Duration::from_secs(options.expires * 60),
    };
    let file = PlanFile::of(&plan, &made);
    let text = file
        .to_json()
        .map_err(|error| Failure::system(error.into()))?;
    let Some(path) = &options.out else {
        let mut out = output::stdout();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Failure::system)?;
        return Ok(unread);
    };
    output::create(path)?
        .write_all(text.as_bytes())
        .map_err(Failure::system)?;
    talk(&format!(
        "{} of {}, until {}; hash {}\n  to carry it out: zentop apply {} --yes --expect {}",
        counted(plan.count(), "session", "sessions"),
        counted(plan.people(), "person", "people"),
        file.expires_at(),
        file.hash(),
        SafeText::new(&path.display().to_string()),
        plan.count()
    ));
    Ok(unread)
}
