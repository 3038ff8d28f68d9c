//! The faults in force: which request meets which fault.

use fastrand::Rng;

use super::{FaultEvent, FaultTrigger, ServerFault};
use crate::simulator::call::{Call, plain};
use crate::simulator::credential::Credential;

/// The faults in force, with the number of requests that matched each.
pub(in crate::simulator) struct Faults {
    armed: Vec<Armed>,
    rng: Rng,
}

/// What one request meets.
#[derive(Default)]
pub(in crate::simulator) struct MetFaults {
    /// The fault that changes the answer: the first that is due. One that changes nothing of it
    /// gives way to those behind it.
    pub(in crate::simulator) fault: Option<ServerFault>,
    /// What happens to people first, of every fault that is due.
    pub(in crate::simulator) before: Vec<FaultEvent>,
    /// What happens to people afterwards, of every fault that is due.
    pub(in crate::simulator) after: Vec<FaultEvent>,
}

struct Armed {
    fault: ServerFault,
    count: u64,
}

impl Faults {
    pub(in crate::simulator) fn new(seed: u64, faults: Vec<ServerFault>) -> Self {
        let mut new = Self {
            armed: Vec::new(),
            rng: Rng::with_seed(seed ^ 0x000f_a017),
        };
        for fault in faults {
            new.add(fault);
        }
        new
    }

    pub(in crate::simulator) fn add(&mut self, fault: ServerFault) {
        self.armed.push(Armed { fault, count: 0 });
    }

    pub(in crate::simulator) fn clear(&mut self) {
        self.armed.clear();
    }

    /// Counts the request on every fault it matches, and says which it meets.
    pub(in crate::simulator) fn meet(&mut self, call: &Call, credential: Credential) -> MetFaults {
        let mut met = MetFaults::default();
        for armed in &mut self.armed {
            if !armed.fault.matches(call, credential) {
                continue;
            }
            armed.count += 1;
            let due = match armed.fault.when {
                FaultTrigger::Always => true,
                FaultTrigger::Nth(nth) => armed.count == nth,
                FaultTrigger::First(count) => armed.count <= count,
                FaultTrigger::Every(count) => armed.count.is_multiple_of(count),
                FaultTrigger::Probability(chance) => self.rng.f64() < chance,
            };
            if !due {
                continue;
            }
            met.before.extend(armed.fault.before.iter().cloned());
            met.after.extend(armed.fault.after.iter().cloned());
            if met.fault.as_ref().is_none_or(ServerFault::is_an_event) {
                met.fault = Some(armed.fault.clone());
            }
        }
        met
    }
}

/// Matches a pattern: `*` within a segment of the path, `**` across segments.
fn glob(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [b'*', b'*', rest @ ..] => (0..=path.len()).any(|at| glob(rest, &path[at..])),
        [b'*', rest @ ..] => {
            let segment = path.iter().take_while(|letter| **letter != b'/').count();
            (0..=segment).any(|at| glob(rest, &path[at..]))
        }
        [letter, rest @ ..] => path.first() == Some(letter) && glob(rest, &path[1..]),
        [] => path.is_empty(),
    }
}

impl ServerFault {
    fn matches(&self, call: &Call, credential: Credential) -> bool {
        let method = self.method.as_deref();
        let path = self.path.as_deref();
        method.is_none_or(|method| call.method.as_str().eq_ignore_ascii_case(method))
            && self.credential.is_none_or(|wanted| wanted == credential)
            && path
                .is_none_or(|pattern| glob(plain(pattern).as_bytes(), plain(&call.path).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::fault::FaultEffect;

    fn call(method: &str, path: &str) -> Call {
        let request = http::Request::builder().method(method).uri(path);
        Call::new(&request.body(()).unwrap().into_parts().0, Vec::new())
    }

    #[test]
    fn patterns_know_segments() {
        for (pattern, path, expected) in [
            (
                "/api/v2/users/*/sessions/*",
                "/api/v2/users/1/sessions/2",
                true,
            ),
            (
                "/api/v2/users/*/sessions/*",
                "/api/v2/users/1/sessions",
                false,
            ),
            ("/api/v2/users/*", "/api/v2/users/1/sessions", false),
            ("/api/v2/users/**", "/api/v2/users/1/sessions", true),
            ("/api/**/sessions", "/api/v2/users/1/sessions", true),
            ("/api/v2/sessions", "/api/v2/sessions", true),
            ("**", "/", true),
        ] {
            assert_eq!(
                glob(pattern.as_bytes(), path.as_bytes()),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn when_counts_matching_requests_only() {
        let hits = |when: FaultTrigger| -> Vec<u64> {
            let fault =
                ServerFault::on("DELETE", "/api/v2/sessions", FaultEffect::Close).when(when);
            let mut faults = Faults::new(1, vec![fault]);
            let other = call("GET", "/api/v2/sessions");
            let met = faults.meet(&other, Credential::OauthToken);
            assert!(met.fault.is_none());
            let call = call("DELETE", "/api/v2/sessions.json");
            let mut met = |_: &u64| faults.meet(&call, Credential::OauthToken).fault.is_some();
            (1..=6).filter(|number| met(number)).collect()
        };
        assert_eq!(hits(FaultTrigger::Always), [1, 2, 3, 4, 5, 6]);
        assert_eq!(hits(FaultTrigger::Nth(2)), [2]);
        assert_eq!(hits(FaultTrigger::First(2)), [1, 2]);
        assert_eq!(hits(FaultTrigger::Every(3)), [3, 6]);
        assert_eq!(
            hits(FaultTrigger::Probability(0.5)),
            hits(FaultTrigger::Probability(0.5))
        );
        assert!(hits(FaultTrigger::Probability(0.0)).is_empty());
    }
}
