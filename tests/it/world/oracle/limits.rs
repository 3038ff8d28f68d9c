//! Which requests may be made when.

use std::time::Duration;

use zentop::simulator::LedgerEntry;

use super::super::{Heard, Sent};
use super::Check;

/// The time after Esc in which a request may still begin.
const ESC: Duration = Duration::from_millis(100);

impl Check<'_> {
    /// Never more than the share in any minute, nothing before a `Retry-After`, no 429 of our
    /// own making, nothing new after Esc.
    pub(super) fn limits(&mut self, log: &[Sent]) {
        let most = self.world.most_per_minute.max(1);
        for pair in log.windows(most + 1) {
            let (first, last) = (pair[0].moment.at, pair[most].moment.at);
            if last < first.after(Duration::from_secs(60)) {
                self.say(format!(
                    "more than {most} requests in the minute from {first}"
                ));
                break;
            }
        }
        for sent in log {
            let Some((heard, Heard::Status(status, asked))) = sent.heard else {
                continue;
            };
            let wait = match (status, asked) {
                (429, asked) => asked.unwrap_or(10).clamp(1, 900),
                (500..600, Some(asked)) => asked.clamp(1, 900),
                _ => continue,
            };
            let until = heard.at.after(Duration::from_secs(wait));
            let early = log
                .iter()
                .find(|sent| sent.moment > heard && sent.moment.at < until);
            if let Some(early) = early {
                let at = early.moment.at;
                self.say(format!(
                    "asked at {at} although told at {} to wait {wait} s",
                    heard.at
                ));
            }
        }
        let ours = |entry: &LedgerEntry| entry.status == Some(429) && entry.fault.is_none();
        if self.world.simulator.ledger().iter().any(ours) {
            self.say("drew a 429 although alone".to_owned());
        }
        if let Some(stopped) = self.run.stopped_at {
            let late = log
                .iter()
                .find(|sent| sent.aim.is_some() && sent.moment.at > stopped.at.after(ESC));
            if let Some(late) = late {
                self.say(format!(
                    "{} at {}, Esc at {}",
                    late.what, late.moment.at, stopped.at
                ));
            }
        }
    }
}
