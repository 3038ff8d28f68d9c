//! Answers that the API does not give when things are as they seem. One of them says little; if
//! every answer is of one such kind from the start, something else answers in Zendesk's place, or
//! it is asked for the wrong thing. So what is odd is looked up, and not explained away.

use crate::operation::{AllOdd, OddAnswer, Outcome, Verdict};
use crate::zendesk::{ApiError, ApiErrorKind};

/// The number of odd answers of one kind, from the start, after which a run stops.
pub(super) const FROM_THE_START: usize = 3;

/// What Zendesk shows, after an odd answer, of what was to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// All of it is as it should be: the sessions are gone, the person is suspended.
    AsItShouldBe,
    /// Some of it is as before.
    AsBefore,
    /// That cannot be read.
    NotKnown,
}

impl Seen {
    /// What the verdicts on the items of one request come to.
    pub(super) fn of(verdicts: &[Option<Verdict>]) -> Self {
        let is = |verdict: Verdict| move |one: &Option<Verdict>| *one == Some(verdict);
        if verdicts.iter().any(is(Verdict::StillListed)) {
            Self::AsBefore
        } else if !verdicts.is_empty() && verdicts.iter().all(is(Verdict::Verified)) {
            Self::AsItShouldBe
        } else {
            Self::NotKnown
        }
    }
}

/// The odd answers of a run so far.
#[derive(Debug, Default)]
pub(super) struct OddAnswers {
    streak: Option<AllOdd>,
    /// The kinds that a look has borne out.
    trusted: Vec<OddAnswer>,
}

impl OddAnswers {
    pub(super) fn trusts(&self, answer: OddAnswer) -> bool {
        self.trusted.contains(&answer)
    }

    /// Takes in an odd answer and what was seen after it. `Some` means that there were enough.
    pub(super) fn take(&mut self, answer: OddAnswer, observed: Seen) -> Option<AllOdd> {
        if observed == Seen::AsItShouldBe {
            self.trusted.push(answer);
            self.streak = None;
            return None;
        }
        let streak = self.streak.take().filter(|streak| streak.answer == answer);
        let mut streak = streak.unwrap_or(AllOdd {
            answer,
            count: 0,
            is_as_before: false,
        });
        streak.count += 1;
        streak.is_as_before |= observed == Seen::AsBefore;
        self.streak = Some(streak);
        Some(streak).filter(|streak| streak.count >= FROM_THE_START)
    }

    /// Takes in an answer of another kind.
    pub(super) const fn interrupt(&mut self) {
        self.streak = None;
    }
}

impl Outcome {
    /// The outcome after a look at what Zendesk shows: "not there" is believed only if it is so.
    pub(super) fn believed(self, error: &ApiError, observed: Seen) -> Self {
        use crate::operation::OutcomeKind::{AlreadySo, Unknown};
        if self.kind != AlreadySo || observed == Seen::AsItShouldBe {
            return self;
        }
        let kind = ApiErrorKind::Unexpected { status: 404 };
        let odd = ApiError::new(error.request.clone(), kind);
        Self::because(Unknown, odd.with_id(error.request_id.clone()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::OutcomeKind::{AlreadySo, Done, Failed, Unknown};
    use crate::zendesk::ApiRequest;
    use http::Method;

    #[test]
    fn a_look_that_bears_an_answer_out_is_enough_and_three_that_do_not_are_too_many() {
        let mut odd = OddAnswers::default();
        assert_eq!(odd.take(OddAnswer::NotThere, Seen::AsBefore), None);
        assert_eq!(odd.take(OddAnswer::NotThere, Seen::NotKnown), None);
        let all = odd.take(OddAnswer::NotThere, Seen::NotKnown).unwrap();
        assert_eq!((all.count, all.is_as_before), (FROM_THE_START, true));
        let words = all.to_string();
        for part in [
            "all 3",
            "404",
            "still shows",
            "another account",
            "auth status",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }

        let mut odd = OddAnswers::default();
        for _ in 1..FROM_THE_START {
            assert_eq!(odd.take(OddAnswer::NotModified, Seen::NotKnown), None);
        }
        assert_eq!(odd.take(OddAnswer::Redirect(302), Seen::NotKnown), None);
        odd.interrupt();
        assert_eq!(odd.take(OddAnswer::Redirect(302), Seen::NotKnown), None);
        assert_eq!(odd.take(OddAnswer::Redirect(302), Seen::AsItShouldBe), None);
        assert!(odd.trusts(OddAnswer::Redirect(302)));
        assert!(!odd.trusts(OddAnswer::Redirect(301)));
    }

    #[test]
    fn one_that_is_there_outweighs_any_that_are_gone_and_nothing_read_is_no_proof() {
        let (gone, there) = (Some(Verdict::Verified), Some(Verdict::StillListed));
        let (waiting, none) = (Some(Verdict::Waiting), None);
        for (verdicts, expected) in [
            (&[gone, gone][..], Seen::AsItShouldBe),
            (&[gone, there], Seen::AsBefore),
            (&[waiting, there], Seen::AsBefore),
            (&[gone, waiting], Seen::NotKnown),
            (&[gone, none], Seen::NotKnown),
            (&[], Seen::NotKnown),
        ] {
            assert_eq!(Seen::of(verdicts), expected, "{verdicts:?}");
        }
    }

    /// That something is not there is believed of nothing that Zendesk shows, or does not show.
    #[test]
    fn not_there_is_believed_only_where_a_look_bears_it_out() {
        let request = ApiRequest::new(Method::DELETE, "/api/v2/x", "/api/v2/x");
        let error = ApiError::new(request, ApiErrorKind::NotFound);
        for (kind, shown, expected) in [
            (AlreadySo, Seen::AsItShouldBe, AlreadySo),
            (AlreadySo, Seen::AsBefore, Unknown),
            (AlreadySo, Seen::NotKnown, Unknown),
            (Done, Seen::AsBefore, Done),
            (Failed, Seen::NotKnown, Failed),
        ] {
            let believed = Outcome::from(kind).believed(&error, shown);
            assert_eq!(believed.kind, expected, "{kind:?} {shown:?}");
        }
    }

    /// What a look bore out begins the count anew.
    #[test]
    fn answers_before_one_that_was_borne_out_are_not_counted() {
        let mut odd = OddAnswers::default();
        for _ in 1..FROM_THE_START {
            assert_eq!(odd.take(OddAnswer::NotThere, Seen::NotKnown), None);
        }
        assert_eq!(odd.take(OddAnswer::NotThere, Seen::AsItShouldBe), None);
        for _ in 1..FROM_THE_START {
            assert_eq!(odd.take(OddAnswer::NotThere, Seen::NotKnown), None);
        }
        let all = odd.take(OddAnswer::NotThere, Seen::NotKnown).unwrap();
        assert!(!all.is_as_before);
    }
}
