//! Looking for proof of what a run did.

use std::time::Duration;

use crate::command::report::talk;
use crate::model::{Fault, caught};
use crate::operation::{Proof, StopSwitch};

/// The time of a proof from which on it is told.
const WORTH_A_WORD: Duration = Duration::from_secs(3);

/// Prints what a proof costs that takes a while.
pub(super) fn tell_cost(proof: &Proof) {
    let cost = proof.cost();
    if cost.time >= WORTH_A_WORD {
        talk(&cost.to_string());
    }
}

/// Looks for proof until there is no more to see or somebody stops it. A panic leaves what was
/// seen before, because the report is due all the same.
pub(super) async fn prove(proof: &mut Proof, stop: &StopSwitch) -> Result<(), Fault> {
    let stop = stop.stopping();
    let looks = async { while let Some(Some(_)) = stop.run_until_cancelled(proof.look()).await {} };
    caught(Box::pin(looks)).await
}

/// Says that a fault broke the proof off.
pub(super) fn not_looked_up(fault: &Fault) -> String {
    format!(
        "what became of the run is not looked up: {fault}; {}",
        Fault::ADVICE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_what_to_do() {
        let message = not_looked_up(&Fault::of(&"provoked"));
        assert!(message.contains("provoked") && message.ends_with(Fault::ADVICE));
    }
}
