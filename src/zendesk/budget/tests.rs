use futures_util::FutureExt as _;

use super::*;

fn small() -> Budget {
    Budget::new(Shares {
        watching: 0.10,
        ending: 0.50,
        assumed_limit: 20,
    })
}

#[tokio::test(start_paused = true)]
async fn watching_waits_for_the_minute_to_pass() {
    let budget = small();
    let began = Instant::now();
    for _ in 0..2 {
        budget.acquire(Purpose::Walk).await.spend();
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
    budget.acquire(Purpose::Walk).await.spend();
    assert!(began.elapsed() >= Duration::from_secs(60));
    assert!(began.elapsed() < Duration::from_secs(61));
}

/// Takes every place of a minute and uses it.
fn use_up(budget: &Budget) {
    for purpose in [Purpose::Walk, Purpose::Ending, Purpose::Asked] {
        while let Some(permit) = budget.acquire(purpose).now_or_never() {
            permit.spend();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_leaves_no_trace() {
    let budget = small();
    use_up(&budget);
    let mut ending = Box::pin(budget.acquire(Purpose::Ending));
    assert!((&mut ending).now_or_never().is_none());
    drop(ending);
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(budget.reading().used_last_minute, 0);
    assert!(budget.acquire(Purpose::Walk).now_or_never().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_place_that_is_not_used_goes_to_whoever_waits() {
    let budget = small();
    let first = budget.acquire(Purpose::Walk).await;
    budget.acquire(Purpose::Walk).await.spend();
    let mut waiting = Box::pin(budget.acquire(Purpose::Walk));
    assert!((&mut waiting).now_or_never().is_none());
    drop(first);
    assert!((&mut waiting).now_or_never().is_some());
}

#[tokio::test(start_paused = true)]
async fn ending_goes_before_watching_that_waited_longer() {
    let budget = small();
    use_up(&budget);
    let (order, mut snapshot) = tokio::sync::mpsc::unbounded_channel();
    let mut tasks = Vec::new();
    let queue = std::iter::once(Purpose::Walk).chain([Purpose::Ending; 7]);
    for purpose in queue {
        let (budget, order) = (budget.clone(), order.clone());
        tasks.push(tokio::spawn(async move {
            budget.acquire(purpose).await.spend();
            order.send(purpose).ok();
        }));
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    for _ in 0..7 {
        assert_eq!(snapshot.recv().await, Some(Purpose::Ending));
    }
    assert_eq!(snapshot.recv().await, Some(Purpose::Walk));
}

#[tokio::test(start_paused = true)]
async fn a_limit_learnt_while_waiting_wakes_the_waiting() {
    let budget = small();
    for _ in 0..2 {
        budget.acquire(Purpose::Walk).await.spend();
    }
    let mut waiting = Box::pin(budget.acquire(Purpose::Walk));
    assert!((&mut waiting).now_or_never().is_none());
    let facts = RateFacts {
        limit: Some(700),
        ..RateFacts::default()
    };
    let endpoint = Endpoint::new(http::Method::GET, "/api/v2/sessions");
    budget.learn(200, &facts, &endpoint);
    assert!((&mut waiting).now_or_never().is_some());
}
