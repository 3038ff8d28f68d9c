//! The sightings of people, for as long as they may be of use.

use rustc_hash::FxHashMap;

use crate::model::{Sighting, Timestamp, UserId};

/// The greatest distance in milliseconds between a sign-in and an entry of a log that are probably
/// the same. The audit log writes within seconds; the access log's first request comes a little
/// later.
pub(in crate::live) const CLOSE: i64 = 60_000;

/// The most entries that are stored, some 60 bytes each; the oldest go first.
const KEPT: usize = 20_000;

/// Entries of the logs by person, each list in order of time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sightings {
    by_person: FxHashMap<UserId, Vec<Sighting>>,
    count: usize,
}

impl Sightings {
    /// The entry about `user` nearest to `at`, if it is close.
    pub(super) fn near(&self, user: UserId, at: Timestamp) -> Option<&Sighting> {
        let apart = |sighting: &&Sighting| (sighting.at.millis() - at.millis()).abs();
        let nearest = self.by_person.get(&user)?.iter().min_by_key(apart)?;
        (apart(&nearest) <= CLOSE).then_some(nearest)
    }

    pub(super) fn learn(&mut self, sightings: &[Sighting]) {
        for sighting in sightings {
            let known = self.by_person.entry(sighting.user).or_default();
            let place = known.partition_point(|each| each.at <= sighting.at);
            let same = known[..place].iter().rev();
            let mut same = same.take_while(|each| each.at == sighting.at);
            if !same.any(|each| each == sighting) {
                known.insert(place, *sighting);
                self.count += 1;
            }
        }
        if self.count > KEPT {
            self.forget();
        }
    }

    /// Drops the older half, so that dropping is rare.
    fn forget(&mut self) {
        let mut times: Vec<Timestamp> = self
            .by_person
            .values()
            .flatten()
            .map(|sighting| sighting.at)
            .collect();
        let middle = times.len() / 2;
        let (_, oldest, _) = times.select_nth_unstable(middle);
        let oldest = *oldest;
        for known in self.by_person.values_mut() {
            known.retain(|sighting| sighting.at >= oldest);
        }
        self.by_person.retain(|_, known| !known.is_empty());
        self.count = self.by_person.values().map(Vec::len).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Log;

    fn sighting(user: u64, second: i64, host: u8) -> Sighting {
        Sighting {
            user: UserId::new(user).unwrap(),
            at: Timestamp::from_seconds(second),
            address: [203, 0, 113, host].into(),
            log: Log::Audit,
        }
    }

    fn near(sightings: &Sightings, user: u64, second: i64) -> Option<Sighting> {
        let user = UserId::new(user).unwrap();
        sightings
            .near(user, Timestamp::from_seconds(second))
            .copied()
    }

    #[test]
    fn only_the_same_person_about_the_same_time_counts_and_the_nearest_wins() {
        let mut sightings = Sightings::default();
        sightings.learn(&[
            sighting(1, 1_000, 9),
            sighting(2, 1_000, 8),
            sighting(1, 970, 7),
        ]);
        assert_eq!(near(&sightings, 1, 1_002), Some(sighting(1, 1_000, 9)));
        assert_eq!(near(&sightings, 1, 980), Some(sighting(1, 970, 7)));
        assert_eq!(near(&sightings, 1, 1_060), Some(sighting(1, 1_000, 9)));
        assert_eq!(near(&sightings, 1, 1_061), None);
        assert_eq!(near(&sightings, 1, 909), None);
        assert_eq!(near(&sightings, 3, 1_000), None);
    }

    #[test]
    fn what_is_told_twice_is_kept_once_and_the_oldest_go_first() {
        let mut sightings = Sightings::default();
        for _ in 0..3 {
            sightings.learn(&[sighting(1, 10, 1), sighting(1, 10, 2)]);
        }
        assert_eq!(sightings.count, 2);
        for second in 0..i64::try_from(KEPT).unwrap() {
            sightings.learn(&[sighting(
                u64::try_from(second % 50).unwrap() + 2,
                second + 100,
                1,
            )]);
        }
        assert!(sightings.count <= KEPT && sightings.count > KEPT / 3);
        assert_eq!(near(&sightings, 1, 10), None);
        let last = i64::try_from(KEPT).unwrap() + 99;
        assert!(
            near(
                &sightings,
                u64::try_from((last - 100) % 50).unwrap() + 2,
                last
            )
            .is_some()
        );
    }
}
