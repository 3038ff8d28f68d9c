//! Random demand on random budgets, on simulated time.

use super::*;

/// The requests of one class that wait at once.
const AT_ONCE: usize = 2;

/// Everybody who waits, each asking again when told to.
struct Crowd {
    state: BudgetState,
    now: Instant,
    waiting: Vec<(TicketId, Purpose, Instant)>,
    /// Who was let through when, and after how long.
    sent: Vec<(Instant, Purpose, Duration)>,
}

impl Crowd {
    fn new(limit: u32) -> Self {
        let mut state = of(limit);
        state.spread();
        Self {
            state,
            now: Instant::now(),
            waiting: Vec::new(),
            sent: Vec::new(),
        }
    }

    fn enter(&mut self, purpose: Purpose) {
        let ticket = self.state.enter(purpose, Some(sessions()), self.now);
        self.waiting.push((ticket, purpose, self.now));
    }

    fn waiting(&self, purpose: Purpose) -> usize {
        let waiting = self.waiting.iter();
        waiting.filter(|(_, of, _)| *of == purpose).count()
    }

    /// Lets through the next one who has a place now, or says when somebody has one.
    fn serve_one(&mut self) -> Result<(), Option<Instant>> {
        let mut next: Option<Instant> = None;
        for index in 0..self.waiting.len() {
            let (ticket, purpose, since) = self.waiting[index];
            match self.state.admit(ticket, self.now) {
                Admit::Now(_) => {
                    self.waiting.remove(index);
                    self.sent.push((self.now, purpose, self.now - since));
                    return Ok(());
                }
                Admit::At(then) => next = Some(next.map_or(then, |next| next.min(then))),
            }
        }
        Err(next)
    }

    /// Lets through whoever has a place now. Returns when somebody has one next.
    fn serve(&mut self) -> Option<Instant> {
        loop {
            if let Err(next) = self.serve_one() {
                return next;
            }
        }
    }

    /// Goes on for this long, and keeps a few requests of each of these waiting.
    fn go_on(&mut self, time: Duration, always: &[Purpose]) {
        let end = self.now + time;
        while self.now < end {
            let next = loop {
                for purpose in always {
                    while self.waiting(*purpose) < AT_ONCE {
                        self.enter(*purpose);
                    }
                }
                if let Err(next) = self.serve_one() {
                    break next.unwrap_or(end);
                }
            };
            self.now = next.min(self.now + LOOK).min(end);
        }
    }

    fn count(&self, purpose: Purpose) -> usize {
        self.sent.iter().filter(|(_, of, _)| *of == purpose).count()
    }
}

fn share(limit: u32, percent: u32) -> usize {
    usize::try_from((limit * percent / 100).max(1)).unwrap()
}

fn purpose() -> impl Strategy<Value = Purpose> {
    prop::sample::select(Purpose::ALL.to_vec())
}

/// What the headers of an answer may say, and its status.
fn answer() -> impl Strategy<Value = (u16, RateFacts)> {
    let seconds = |range: std::ops::Range<u64>| prop::option::of(range.prop_map(seconds));
    (
        prop::sample::select(vec![200, 200, 200, 429, 503]),
        prop::option::of(0_u32..50),
        seconds(1..60),
        prop::option::of(1_u64..90),
    )
        .prop_map(|(status, remaining, exhausted, wait)| {
            let wait = wait.map(self::seconds).filter(|_| status != 200);
            let facts = RateFacts {
                remaining: remaining.filter(|left| *left < 5),
                exhausted: exhausted.filter(|_| status == 429).map(ServerWait::asked),
                wait: (wait.or((status == 429).then_some(self::seconds(10))))
                    .map(ServerWait::asked),
                ..RateFacts::default()
            };
            (status, facts)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is asked for and answered when, no 60 seconds hold more than the shares allow, and
    /// nothing is sent while everything is paused.
    #[test]
    fn no_minute_holds_more_than_the_share(
        limit in 1_u32..150,
        steps in prop::collection::vec((0_u64..9_000, purpose(), 1_usize..40, answer()), 1..30),
    ) {
        let mut crowd = Crowd::new(limit);
        for (millis, purpose, many, (status, facts)) in steps {
            for _ in 0..many {
                crowd.enter(purpose);
            }
            crowd.go_on(Duration::from_millis(millis), &[]);
            if millis % 4 == 0 {
                crowd.state.learn(status, &facts, &sessions(), crowd.now);
                // Nothing goes out before the rest that was asked for is over.
                if let Some(wait) = facts.wait {
                    let before = crowd.sent.len();
                    let wait = wait.obeyed().saturating_sub(Duration::from_millis(1));
                    crowd.go_on(wait, &[]);
                    prop_assert_eq!(crowd.sent.len(), before);
                }
            }
            if millis % 7 == 0
                && let Some((ticket, ..)) = crowd.waiting.pop()
            {
                crowd.state.leave(ticket);
            }
        }
        let limit = crowd.state.allowance.account_limit();
        for (index, (start, ..)) in crowd.sent.iter().enumerate() {
            let minute = crowd.sent[index..].iter().take_while(|(at, ..)| *at < *start + MINUTE);
            let minute: Vec<Purpose> = minute.map(|(_, purpose, _)| *purpose).collect();
            let watching = minute.iter().filter(|purpose| purpose.is_watching()).count();
            prop_assert!(minute.len() <= share(limit.max(150), 50));
            prop_assert!(watching <= share(limit.max(150), 10));
        }
    }

    /// Whoever else asks without end, each class gets on, and ending gets most of what there is.
    #[test]
    fn no_class_starves_and_ending_goes_first(
        limit in 100_u32..700,
        others in prop::collection::hash_set(purpose(), 0..6),
    ) {
        let mut crowd = Crowd::new(limit);
        let mut always: Vec<Purpose> = others.into_iter().collect();
        always.retain(|purpose| *purpose != Purpose::Ending);
        always.push(Purpose::Ending);
        always.sort_unstable();
        crowd.go_on(3 * MINUTE, &always);
        for purpose in &always {
            let least = share(limit, 50) * 3 / 40;
            let least = if purpose.is_watching() { share(limit, 10) / 4 } else { least };
            prop_assert!(crowd.count(*purpose) >= least, "{:?} of {:?}", purpose, always);
        }
        let most = share(limit, 50) * 3;
        prop_assert!(crowd.count(Purpose::Ending) * 100 >= most * 60, "{:?}", always);
    }

    /// However much is read and proved, a run begins at once, and it leaves five places of every
    /// minute to what somebody waits for.
    #[test]
    fn a_run_begins_at_once_and_leaves_places_to_what_somebody_waits_for(limit in 200_u32..800) {
        let mut crowd = Crowd::new(limit);
        crowd.go_on(MINUTE, &[Purpose::Proof, Purpose::Walk]);
        for _ in 0..10 {
            crowd.enter(Purpose::Ending);
        }
        crowd.serve();
        prop_assert_eq!(crowd.count(Purpose::Ending), 10);
        crowd.go_on(MINUTE, &[Purpose::Ending]);
        for _ in 0..5 {
            crowd.enter(Purpose::Asked);
        }
        crowd.serve();
        prop_assert_eq!(crowd.count(Purpose::Asked), 5);
    }
}

/// The wait below which 99 of 100 of these are.
fn p99(mut waits: Vec<Duration>) -> Duration {
    waits.sort_unstable();
    waits[(waits.len() * 99).div_ceil(100) - 1]
}

#[test]
fn what_somebody_waits_for_is_there_within_a_second_while_a_first_walk_runs() {
    let mut crowd = Crowd::new(700);
    // 200 pages at 70 a minute.
    for _ in 0..180 {
        crowd.enter(Purpose::Asked);
        crowd.go_on(seconds(1), &[Purpose::Walk, Purpose::Enrichment]);
    }
    let asked = crowd.sent.iter().filter(|(_, of, _)| *of == Purpose::Asked);
    let waits: Vec<Duration> = asked.map(|(.., wait)| *wait).collect();
    assert_eq!(waits.len(), 180);
    assert!(p99(waits) <= seconds(1));
    assert!(crowd.count(Purpose::Walk) >= 190);
}

/// Walks of so many pages, one after the other, with now and then something of less worth: the
/// longest time between the starts of two, and the best that is possible under the share.
fn interval(limit: u32, pages: u64) -> (Duration, Duration) {
    const FLOOR: Duration = Duration::from_secs(10);
    let mut crowd = Crowd::new(limit);
    let mut starts = Vec::new();
    for _ in 0..4 {
        starts.push(crowd.now);
        let watched = crowd.state.watched();
        for page in 0..pages {
            if page % 50 == 0 {
                crowd.enter(Purpose::Enrichment);
            }
            crowd.enter(Purpose::Walk);
            while let next = crowd.serve()
                && crowd.waiting(Purpose::Walk) > 0
            {
                crowd.now = next.map_or(crowd.now, |next| next.min(crowd.now + LOOK));
            }
        }
        let requests = crowd.state.watched() - watched;
        let interval = crowd.state.walk_interval(requests).max(FLOOR);
        let next = *starts.last().unwrap() + interval;
        crowd.go_on(next.saturating_duration_since(crowd.now), &[]);
    }
    let took = starts.windows(2).skip(1).map(|pair| pair[1] - pair[0]);
    let best = MINUTE * u32::try_from(pages).unwrap() / u32::try_from(share(limit, 10)).unwrap();
    (took.max().unwrap(), best.max(FLOOR))
}

#[test]
#[expect(clippy::print_stdout, reason = "the ages are there to be looked at")]
fn a_walk_is_as_young_as_the_share_allows() {
    for (sessions, limit) in [2_400, 20_000, 200_000]
        .into_iter()
        .flat_map(|sessions| [200, 700, 2_500].map(|limit| (sessions, limit)))
    {
        let (took, best) = interval(limit, sessions / 100);
        let ratio = took.as_secs_f64() / best.as_secs_f64();
        println!(
            "{sessions} sessions at {limit} a minute: a walk every {:.1} s of {:.1} s, {ratio:.3}",
            took.as_secs_f64(),
            best.as_secs_f64()
        );
        assert!(ratio <= 1.1, "{sessions} at {limit}: {took:?} of {best:?}");
    }
}

/// What the requests of a run, and then those of its proof, make of the walks of five pages that go on
/// beside them: the longest time between the ends of two walks, and how long run and proof took.
fn beside_a_run(limit: u32, (ending, proof): (usize, usize)) -> (Duration, Duration) {
    const PAGES: usize = 5;
    const LATENCY: Duration = Duration::from_millis(50);
    const INTERVAL: Duration = Duration::from_secs(10);
    let mut crowd = Crowd::new(limit);
    let start = crowd.now + 2 * MINUTE;
    let (mut began, mut next, mut pages) = (crowd.now, crowd.now, 0);
    let (mut ends, mut over) = (Vec::new(), None);
    while crowd.now < start + 4 * MINUTE {
        if crowd.waiting(Purpose::Walk) == 0 && crowd.now >= next {
            pages += 1;
            if pages > PAGES {
                ends.push(crowd.now);
                (next, pages) = ((began + INTERVAL).max(crowd.now), 0);
                began = next;
            } else {
                crowd.enter(Purpose::Walk);
            }
        }
        let is_ended = crowd.count(Purpose::Ending) == ending;
        let (purpose, left) = if is_ended {
            (Purpose::Proof, proof - crowd.count(Purpose::Proof))
        } else {
            (Purpose::Ending, ending - crowd.count(Purpose::Ending))
        };
        if crowd.now >= start {
            for _ in crowd.waiting(purpose)..left.min(AT_ONCE) {
                crowd.enter(purpose);
            }
            if is_ended && left == 0 {
                over.get_or_insert(crowd.now);
            }
        }
        crowd.serve();
        crowd.now += LATENCY;
    }
    let apart = ends.windows(2).map(|pair| pair[1] - pair[0]);
    (apart.max().unwrap(), over.unwrap() - start)
}

/// The run is as fast as it was without a reserve but for the places of that, and the list stays as young
/// as it is without a run.
#[test]
fn a_run_and_its_proof_leave_a_walk_what_is_kept_for_it() {
    let (apart, took) = beside_a_run(700, (185, 192));
    assert!(apart <= seconds(12), "{apart:?}");
    assert!(took <= seconds(70), "{took:?}");
}

/// However long a run is, every minute of it has half of the watching share for the list, and ending has all
/// that is left.
#[test]
fn every_minute_of_a_long_run_keeps_places_for_the_list() {
    for limit in [200, 700, 2_500] {
        let mut crowd = Crowd::new(limit);
        crowd.go_on(MINUTE, &[Purpose::Walk]);
        let began = crowd.now;
        crowd.go_on(3 * MINUTE, &[Purpose::Ending, Purpose::Walk]);
        let of = |purpose: Purpose, from: Instant| {
            let sent = crowd.sent.iter();
            let sent = sent.filter(|(at, of, _)| *of == purpose && *at >= from);
            sent.filter(|(at, ..)| *at < from + MINUTE).count()
        };
        let least = share(limit, 5);
        for second in 0..=120 {
            let pages = of(Purpose::Walk, began + seconds(second));
            assert!(pages >= least, "{limit}: {pages} from second {second}");
        }
        for minute in [began, began + MINUTE, began + 2 * MINUTE] {
            let ended = of(Purpose::Ending, minute);
            let least = share(limit, 50) - share(limit, 10) - 5;
            assert!(ended >= least, "{limit}: {ended} of {least}");
        }
    }
}
