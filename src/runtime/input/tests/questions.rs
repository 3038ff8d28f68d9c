//! What the terminal is asked, and how long is waited for its answers.

use tokio::sync::watch;
use tokio::time::{self, sleep};

use super::*;
use crate::runtime::input::TerminalQuestions;
use crate::runtime::input::questions::{TerminalAnswer, TerminalAnswers};
use crate::settings::Background;

fn questions() -> (watch::Sender<TerminalAnswers>, TerminalQuestions) {
    let (tell, answers) = watch::channel(TerminalAnswers::default());
    (tell, TerminalQuestions::new(answers))
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_does_not_answer_costs_a_tenth_of_a_second_and_half_a_one_at_the_end() {
    let (_tell, mut questions) = questions();
    let start = time::Instant::now();
    let mut written = Vec::new();
    assert_eq!(questions.ask(true, &mut written).await, None);
    assert_eq!(start.elapsed().as_millis() / 10, 10);
    assert_eq!(written, b"\x1b]11;?\x07\x1b[?u\x1b[c");
    questions.settle().await;
    assert_eq!(start.elapsed().as_millis() / 10, 50);
}

#[tokio::test(start_paused = true)]
async fn the_answer_that_comes_last_ends_the_waiting() {
    let (tell, mut questions) = questions();
    let start = time::Instant::now();
    let answers = async {
        sleep(Duration::from_millis(30)).await;
        tell.send_modify(|all| all.take(TerminalAnswer::Background(Background::Light)));
        sleep(Duration::from_millis(10)).await;
        tell.send_modify(|all| all.take(TerminalAnswer::Fence));
    };
    let mut written = Vec::new();
    let (background, ()) = tokio::join!(questions.ask(true, &mut written), answers);
    assert_eq!(background, Some(Background::Light));
    questions.settle().await;
    assert_eq!(start.elapsed().as_millis() / 10, 4);
}

#[tokio::test(start_paused = true)]
async fn an_answer_on_its_way_is_waited_for_before_the_terminal_is_given_back() {
    let (tell, mut questions) = questions();
    let start = time::Instant::now();
    let mut written = Vec::new();
    assert_eq!(questions.ask(false, &mut written).await, None);
    assert_eq!(written, b"\x1b[?u\x1b[c");
    let late = async {
        sleep(Duration::from_millis(200)).await;
        tell.send_modify(|all| all.take(TerminalAnswer::Fence));
    };
    tokio::join!(questions.settle(), late);
    assert_eq!(start.elapsed().as_millis() / 10, 30);
}

#[tokio::test]
async fn a_terminal_that_was_not_asked_is_not_waited_for() {
    let (_tell, questions) = questions();
    questions.settle().await;
}
