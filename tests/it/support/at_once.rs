//! Cases that mostly wait, played at once.

use std::sync::Mutex;
use std::thread;

/// The number of cases at once. They mostly wait, so this is not about processors.
const AT_ONCE: usize = 8;

/// Plays every case, some at a time, and in the order in which they come. Each is played in a
/// thread that has its name, because the message of a panic shows that.
#[track_caller]
pub(crate) fn at_once<T: Send>(
    cases: impl IntoIterator<Item = (String, T)>,
    play: impl Fn(T) + Sync,
) {
    let mut cases: Vec<(String, T)> = cases.into_iter().collect();
    assert!(!cases.is_empty(), "no case");
    cases.reverse();
    let threads = cases.len().min(AT_ONCE);
    let (queue, failed) = (Mutex::new(cases), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap().pop();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((name, case)) = next() {
                    if !succeeds(&name, || play(case)) {
                        failed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "failed: {failed:?}");
}

fn succeeds(name: &str, play: impl FnOnce() + Send) -> bool {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(name.to_owned());
        thread.spawn_scoped(scope, play).unwrap().join().is_ok()
    })
}
