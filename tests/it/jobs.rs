//! The three jobs that an admin has at night, as keys on the real loop: how many it takes beyond what
//! is known at the beginning, and how long until the first request, until all is ended, and until that
//! is proved. The account allows 700 requests a minute and takes 50 ms for each; the screen is empty
//! when the first key is pressed. A paste is one key; the name that is known, the characters of the
//! challenge and the grace do not count.

use std::fmt;
use std::time::Duration;

use zentop::model::{OrganizationId, Role, UserId};
use zentop::runtime::Input;
use zentop::simulator::Simulator;
use zentop::zendesk::Shares;

use crate::live_loop::is_read;
use crate::stage::{Frame, Plot, Stage};

/// How many people the organisation has, and how many sessions they have together.
const ORGANIZATION: (usize, usize) = (63, 258);

/// The pages of a walk over the larger account.
const PAGES: usize = 400;

/// The longest that one step of a job may take: to watch takes a part of the limit, so a walk of the
/// large account is minutes.
fn longest(sessions: usize) -> Duration {
    Duration::from_secs(90) + Duration::from_millis(20) * u32::try_from(sessions).unwrap()
}

/// What a job took.
#[derive(Debug)]
struct Figures {
    job: &'static str,
    sessions: usize,
    keys: usize,
    /// The pages of the walk that were read before the first request to end anything.
    pages: usize,
    first: Duration,
    ended: Duration,
    proved: Duration,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |time: Duration| format!("{:.1} s", time.as_secs_f64());
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} |",
            self.job,
            self.sessions,
            self.keys,
            seconds(self.first),
            seconds(self.ended),
            seconds(self.proved)
        )
    }
}

/// An admin at an empty screen, who counts keys.
struct Admin {
    stage: Stage,
    keys: usize,
    began: i64,
}

impl Admin {
    async fn before(sessions: usize) -> Self {
        let stage = Stage::open(Plot {
            sessions,
            latency: Duration::from_millis(50),
            shares: Shares::default(),
            account: |options| {
                options.users = options.sessions / 2;
                options.rate_limit = 700;
            },
            before: |simulator| found_organization(simulator),
            ..Plot::default()
        });
        let mut stage = stage.await;
        stage.longest = longest(sessions);
        let began = stage.now().millis();
        Self {
            stage,
            keys: 0,
            began,
        }
    }

    /// Presses keys, which count.
    async fn press(&mut self, keys: &str) {
        self.keys += keys.split_whitespace().count();
        self.stage.press(keys).await;
    }

    /// Types a command, which counts.
    async fn command(&mut self, text: &str) {
        self.keys += text.chars().count();
        self.stage.type_in(text).await;
    }

    /// Types what the review asks for, and Enter, which alone counts.
    async fn confirm(&mut self) {
        let is_ready = |frame: &Frame| is_read(frame) && asked(frame).is_some();
        let frame = self.stage.wait_for(is_ready).await;
        if frame.shows("must be shown first") {
            self.keys += 1;
            self.stage.scroll_to_end().await;
        }
        let answer = asked(&frame).unwrap();
        self.stage.type_in(&answer).await;
        self.press("enter").await;
    }

    /// Waits for the proof, and says what all of it took.
    async fn figures(mut self, job: &'static str, people: &[UserId]) -> Figures {
        let is_proved = |frame: &Frame| {
            frame.shows("│ Over at ") && frame.shows("no session listed") && !frame.shows("proof:")
        };
        self.stage.wait_for(is_proved).await;
        let proved = self.stage.now().millis() - self.began;
        for user in people {
            let left = self.stage.simulator.sessions_of(*user);
            assert!(left.is_empty(), "{user} is still signed in: {left:?}");
        }
        let deletes = self.stage.deletes();
        let ledger = self.stage.simulator.ledger();
        let before = ledger.iter().take_while(|entry| entry.method == "GET");
        let is_page =
            |entry: &&zentop::simulator::LedgerEntry| entry.target.starts_with("/api/v2/sessions?");
        let pages = before.filter(is_page).count();
        let at = |at: i64| Duration::from_millis(u64::try_from(at).unwrap());
        let since = |entry: &zentop::simulator::LedgerEntry| entry.at.millis() - self.began;
        Figures {
            job,
            sessions: self.stage.simulator.sessions().len() + self.stage.ended().len(),
            keys: self.keys,
            pages,
            first: at(since(deletes.first().unwrap())),
            ended: at(since(deletes.last().unwrap())),
            proved: at(proved),
        }
    }
}

/// What a review asks for.
fn asked(frame: &Frame) -> Option<String> {
    let line = frame.line(" and Enter")?;
    let from = line.find("type ")? + "type ".len();
    let to = from + line.get(from..)?.find(" and Enter")?;
    Some(line.get(from..to)?.to_owned())
}

/// End users who have an address, in order of id.
fn customers(simulator: &Simulator) -> Vec<(UserId, String)> {
    let people = simulator.users().into_iter();
    let people = people.filter(|person| {
        person.role == Role::EndUser && person.active && Some(person.id) != simulator.end_user()
    });
    let mut people: Vec<(UserId, String)> = people
        .filter_map(|person| Some((person.id, person.email?)))
        .collect();
    people.sort_unstable();
    people
}

/// The organisation of the second job: the first that the account has.
fn organization(simulator: &Simulator) -> OrganizationId {
    let people = simulator.users().into_iter();
    people
        .filter_map(|person| person.organization)
        .min()
        .unwrap()
}

/// A name that the simulator draws for no other organisation.
const NAME: &str = "Night Watch Society";

/// Gives the organisation its people and their sessions, and a name that no other has.
fn found_organization(simulator: &Simulator) {
    let chosen = organization(simulator);
    for person in simulator.users() {
        if person.organization == Some(chosen) {
            simulator.edit_user(person.id, |person| person.organization = None);
        }
    }
    simulator.set_organization_name(chosen, NAME);
    let people = customers(simulator);
    let (count, sessions) = ORGANIZATION;
    let people: Vec<UserId> = people.into_iter().take(count).map(|(id, _)| id).collect();
    for user in &people {
        simulator.edit_user(*user, |person| person.organization = Some(chosen));
        for session in simulator.sessions_of(*user) {
            simulator.sign_out(session.key);
        }
    }
    for user in people.iter().cycle().take(sessions) {
        simulator.sign_in(*user).unwrap();
    }
}

/// The people of the organisation.
fn of_organization(simulator: &Simulator) -> Vec<UserId> {
    let chosen = organization(simulator);
    let people = simulator.users().into_iter();
    let people = people.filter(|person| person.organization == Some(chosen));
    people.map(|person| person.id).collect()
}

/// One person's stolen laptop.
async fn stolen_laptop(sessions: usize) -> Figures {
    let mut admin = Admin::before(sessions).await;
    let last = admin.stage.simulator.sessions().into_iter().rev();
    let known = customers(&admin.stage.simulator);
    let mut last = last.filter_map(|session| {
        let user = session.key.user;
        known.iter().find(|(id, _)| *id == user).cloned()
    });
    let (user, address) = last.next().unwrap();
    admin.command(":person ").await;
    admin.stage.type_in(&address).await;
    admin.press("enter").await;
    let is_there = |frame: &Frame| frame.shows("X") && frame.shows(&user.to_string());
    admin.stage.wait_for(is_there).await;
    admin.press("X").await;
    admin.confirm().await;
    admin.figures("stolen laptop", &[user]).await
}

/// An organisation whose people are all to be signed out.
async fn whole_organization(sessions: usize) -> Figures {
    let mut admin = Admin::before(sessions).await;
    let people = of_organization(&admin.stage.simulator);
    assert_eq!(people.len(), ORGANIZATION.0);
    admin.command(":org ").await;
    admin.stage.type_in(NAME).await;
    admin.press("enter").await;
    let all = format!("{} of ", ORGANIZATION.1);
    admin.stage.sees(&all).await;
    admin.press("a").await;
    let marked = format!("{} rows marked", ORGANIZATION.1);
    admin.stage.sees(&marked).await;
    admin.press("X").await;
    admin.confirm().await;
    admin.figures("organisation", &people).await
}

/// Twelve leavers by their addresses, nine of whom are signed in.
async fn leavers(sessions: usize) -> Figures {
    let mut admin = Admin::before(sessions).await;
    let simulator = admin.stage.simulator.clone();
    let is_signed_in = |user: &UserId| !simulator.sessions_of(*user).is_empty();
    let known = customers(&simulator);
    let known = known.into_iter().rev();
    let (there, absent): (Vec<_>, Vec<_>) = known.partition(|(user, _)| is_signed_in(user));
    let chosen: Vec<_> = there
        .into_iter()
        .take(9)
        .chain(absent.into_iter().take(3))
        .collect();
    assert_eq!(chosen.len(), 12);
    let list: Vec<&str> = chosen.iter().map(|(_, address)| address.as_str()).collect();
    let people: Vec<UserId> = chosen.iter().map(|(user, _)| *user).collect();
    admin.press("E").await;
    admin.stage.sees("everybody on a list").await;
    admin.keys += 1;
    admin.stage.input(Input::Paste(list.join("\n"))).await;
    admin.confirm().await;
    admin.figures("twelve leavers", &people).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stolen_laptop_takes_twelve_keys_and_waits_for_no_walk() {
    for sessions in [2_400, 40_000] {
        let figures = stolen_laptop(sessions).await;
        assert!(figures.keys <= 12, "{figures}");
        assert!(figures.first <= Duration::from_secs(30), "{figures}");
        assert!(figures.pages < PAGES, "{figures}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_takes_twenty_keys_and_leaves_nobody_signed_in() {
    let figures = whole_organization(2_400).await;
    assert!(figures.keys <= 20, "{figures}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twelve_leavers_take_fifteen_keys_and_wait_for_no_walk() {
    for sessions in [2_400, 40_000] {
        let figures = leavers(sessions).await;
        assert!(figures.keys <= 15, "{figures}");
        assert!(figures.pages < PAGES, "{figures}");
    }
}

/// Prints the figures: `cargo test --test it jobs::the_figures -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "reads a large account in real time, for figures that are printed"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
async fn the_figures() {
    println!("| job | sessions | keys | first request | all ended | proved |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for sessions in [2_400, 40_000] {
        println!("{}", stolen_laptop(sessions).await);
        println!("{}", whole_organization(sessions).await);
        println!("{}", leavers(sessions).await);
    }
}
