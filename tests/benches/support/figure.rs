//! A figure is one line: name, value, unit, what was measured or demanded beside it in the
//! same run, and whether that is enough.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Whether this process was started by `cargo bench`, and not by `cargo test --benches`,
/// where the figures would be those of an unoptimised build.
pub(crate) fn is_bench() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Processor time of this thread from here on. Beside other work on the same machine the
/// time on the wall says more about that work; on an idle machine the two are the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch(Duration);

impl Watch {
    pub(crate) fn start() -> Self {
        Self(Self::now())
    }

    pub(crate) fn millis(self) -> f64 {
        millis(Self::now().saturating_sub(self.0))
    }

    fn now() -> Duration {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::try_from(time).unwrap()
    }
}

/// Several measurements of one thing.
#[derive(Clone, Debug)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    /// Of values in any order, at least one.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        assert!(!values.is_empty(), "nothing was measured");
        Self(values)
    }

    /// Milliseconds of processor time that `work` took, each time.
    pub(crate) fn millis<T>(times: usize, mut work: impl FnMut() -> T) -> Self {
        Self::of((0..times).map(|_| {
            let watch = Watch::start();
            let made = std::hint::black_box(work());
            let taken = watch.millis();
            drop(made);
            taken
        }))
    }

    pub(crate) fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        if self.0.len() % 2 == 1 {
            self.0[middle]
        } else {
            f64::midpoint(self.0[middle - 1], self.0[middle])
        }
    }

    pub(crate) fn min(&self) -> f64 {
        self.0[0]
    }

    /// What all but one in a hundred stay below, as a sample of one.
    pub(crate) fn p99(&self) -> Self {
        Self(vec![
            self.0[(self.0.len() * 99 / 100).min(self.0.len() - 1)],
        ])
    }

    pub(crate) fn max(&self) -> f64 {
        self.0[self.0.len() - 1]
    }
}

/// A duration in milliseconds.
pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// What a ratio should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    /// The figure over the peer, at least this.
    AtLeast(f64),
    /// The figure over the peer, at most this.
    AtMost(f64),
    /// For the reader to judge.
    None,
}

/// A figure that is being put together.
#[derive(Debug)]
pub(crate) struct Figure {
    value: f64,
    unit: &'static str,
    line: String,
    met: Option<bool>,
}

impl Figure {
    /// The median of a sample, with its range.
    pub(crate) fn new(name: &str, sample: &Sample, unit: &'static str) -> Self {
        let (value, min, max) = (sample.median(), sample.min(), sample.max());
        let mut line = format!("{name:<44} {:>9} {unit}", number(value));
        if sample.0.len() > 1 {
            let range = (number(min), number(max), sample.0.len());
            let _ = write!(line, " ({}–{} of {})", range.0, range.1, range.2);
        }
        Self {
            value,
            unit,
            line,
            met: None,
        }
    }

    /// Beside the median of another way to do the same.
    pub(crate) fn peer(mut self, name: &str, sample: &Sample, aim: Aim) -> Self {
        let ratio = self.value / sample.median();
        let (peer, unit) = (number(sample.median()), self.unit);
        let _ = write!(self.line, " | {name} {peer} {unit}: {ratio:.2}×");
        match aim {
            Aim::AtLeast(least) => self.demand(&format!("≥ {least}×"), ratio >= least),
            Aim::AtMost(most) => self.demand(&format!("≤ {most}×"), ratio <= most),
            Aim::None => self,
        }
    }

    /// Beside a limit in the figure's own unit.
    pub(crate) fn at_most(self, limit: f64) -> Self {
        let (aim, met) = (format!("≤ {limit} {}", self.unit), self.value <= limit);
        self.demand(&aim, met)
    }

    /// With a remark.
    pub(crate) fn note(mut self, words: &str) -> Self {
        let _ = write!(self.line, " | {words}");
        self
    }

    fn demand(mut self, aim: &str, met: bool) -> Self {
        let _ = write!(self.line, " | aim {aim}");
        self.met = Some(self.met.unwrap_or(true) && met);
        self
    }

    /// Writes the line, at once.
    pub(crate) fn print(self) {
        let verdict = match self.met {
            None => "",
            Some(true) => " | met",
            Some(false) => " | MISSED",
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}{verdict}", self.line).unwrap();
        out.flush().unwrap();
    }
}

/// Three digits that say something.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        0.0 => 0,
        size if size < 0.1 => 4,
        size if size < 10.0 => 2,
        size if size < 1000.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}
