//! How a whole run stands, or somebody in it, by what is recorded, in the words of the screen.

use super::counts::StandingCounts;
use super::standing::{ItemStanding, StandingGrade};
use crate::journal::{PastItem, PastPerson, PastRun};
use crate::model::{counted, grouped};
use crate::operation::{OutcomeKind, PersonStanding};

/// How some requests of a run stand.
#[derive(Debug)]
pub(crate) struct RunStanding {
    counts: StandingCounts,
    /// How much of what is done nobody has seen more of than the answer.
    unseen: usize,
    /// Whether nobody could look at something of what is done, which its people say.
    is_blind: bool,
    /// The number of those never sent.
    left: usize,
    /// The number of people who are still signed in with sessions that it did not know.
    still_in: usize,
    /// How much of it a later run did.
    since: usize,
    /// The number of people whom it left signed in, and whom a later run signed out.
    signed_out: usize,
}

impl RunStanding {
    /// How a run stands.
    pub(crate) fn of(run: &PastRun) -> Self {
        Self::of_these(
            run,
            (run.items.iter(), run.people.iter()),
            (run.left_in_all(), run.left_done_since),
        )
    }

    /// How it stands with somebody in a run.
    pub(crate) fn of_person(run: &PastRun, person: &PastPerson) -> Self {
        Self::of_these(run, (run.items_of(person), std::iter::once(person)), (0, 0))
    }

    /// How these requests of a run and these people stand; so many were never sent, of which later runs did
    /// some.
    fn of_these<'a>(
        run: &PastRun,
        (items, people): (
            impl Iterator<Item = &'a PastItem>,
            impl Iterator<Item = &'a PastPerson>,
        ),
        (left, mut since): (usize, usize),
    ) -> Self {
        let (mut counts, mut unseen, mut is_blind) = (StandingCounts::default(), 0, false);
        // Whoever has a session that nobody knew of is signed in, whatever became of the others.
        let (mut still_in, mut signed_out) = (0, 0);
        for person in people {
            still_in += usize::from(person.is_still_in());
            signed_out += usize::from(person.signed_out_since.is_some());
        }
        let left = left.saturating_sub(since);
        for item in items {
            if item.done_since.is_some() {
                since += counts.add_past_part(item);
                continue;
            }
            counts.add_past(item, run.left_listed(item));
            if item.is_done() && !run.is_looked_at(item) {
                if run.was_tried_to_look_at(item) {
                    is_blind = true;
                } else {
                    unseen += item.request.sessions.len().max(1);
                }
            }
        }
        Self {
            counts,
            unseen,
            is_blind,
            left,
            still_in,
            since,
            signed_out,
        }
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        let (done, open) = self.counts.done_and_open();
        let all = done + open.iter().map(|(.., of)| of).sum::<usize>() + self.left + self.since;
        let people = self.still_in + self.signed_out;
        if let ([(_, word, 1)], 1, 0) = (&open[..], all, people) {
            return (*word).to_owned();
        }
        let mut text = match (all - done, done) {
            (0, 0) => "nothing was sent".to_owned(),
            (0, done) if self.unseen == done || self.is_blind => "done as answered".to_owned(),
            (0, _) if people == 0 => "all done".to_owned(),
            (_, done) => {
                let of_all = match all - done {
                    0 => grouped(done),
                    _ => format!("{} of {}", grouped(done), grouped(all)),
                };
                match self.counts.only_word() {
                    Some(word) => format!("{of_all} {word}"),
                    None => format!("{of_all} done"),
                }
            }
        };
        let not_sent = ItemStanding::NotAttempted;
        let is_not_sent = |one: &&(ItemStanding, &str, usize)| one.0 == not_sent;
        let recorded = open.iter().filter(is_not_sent).map(|(.., of)| of);
        let unsent = recorded.sum::<usize>() + self.left;
        let unsent = (unsent > 0).then_some((OutcomeKind::NOT_ATTEMPTED, unsent));
        let open = open.iter().filter(|one| !is_not_sent(one));
        let open = open.map(|(_, word, of)| (*word, *of));
        for (word, of) in open.chain(unsent) {
            text = format!("{text}, {} {word}", grouped(of));
        }
        if self.since > 0 {
            text = format!("{text}, {} by a later run", grouped(self.since));
        }
        if self.still_in > 0 {
            let still_in = PersonStanding::StillSignedIn.counted(self.still_in, true);
            text = format!("{text}, {still_in}");
        }
        if self.signed_out > 0 {
            let of = counted(self.signed_out, "person", "people");
            text = format!("{text}, {of} signed out by a later run");
        }
        match self.unseen {
            0 => text,
            unseen if unseen == done => format!("{text}, not looked at yet"),
            unseen => format!("{text}, {} not looked at yet", grouped(unseen)),
        }
    }

    /// How good that is.
    pub(crate) fn grade(&self) -> StandingGrade {
        let (_, open) = self.counts.done_and_open();
        let is_wrong = |standing: &ItemStanding| {
            standing.grade() == StandingGrade::Bad || *standing == ItemStanding::NotAttempted
        };
        if self.still_in > 0 || open.iter().any(|(standing, ..)| is_wrong(standing)) {
            StandingGrade::Bad
        } else if !open.is_empty() || self.left > 0 {
            StandingGrade::Unsure
        } else if self.unseen > 0 || self.is_blind {
            StandingGrade::Answered
        } else {
            StandingGrade::Good
        }
    }
}
