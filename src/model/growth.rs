//! Whether the time that work takes grows with what it is given, or with its square.

use rustix::time::{ClockId, clock_gettime};

/// So many times as much is given the second time.
const TIMES: usize = 8;

/// Checks that the work takes no more than three times as long as its share, by the processor time of
/// this thread, which other work on the machine does not count in. The square would be eight times.
pub(crate) fn grows_evenly<T>(few: usize, given: impl Fn(usize) -> T, work: impl Fn(T)) {
    let least = |number: usize| {
        let once = |_| {
            let given = given(number);
            let began = processor_time();
            work(given);
            processor_time() - began
        };
        (0..3).map(once).fold(f64::INFINITY, f64::min)
    };
    let (of_few, of_many) = (least(few), least(few * TIMES));
    let ratio = of_many / of_few;
    assert!(
        ratio < 24.0,
        "{TIMES} times as much takes {ratio} times as long"
    );
}

fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    std::time::Duration::try_from(time).unwrap().as_secs_f64()
}
