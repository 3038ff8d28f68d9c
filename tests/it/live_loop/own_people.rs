//! One's own people and the protected ones on the screen.

use std::time::Duration;

use zentop::model::Role;
use zentop::operation::{Guardrails, PersonBehind};
use zentop::settings::OwnPerson;
use zentop::simulator::SimulatedPerson;

use crate::live_loop::{customers, find, own};
use crate::stage::{Plot, Stage};

const BOSS: &str = "boss@vip.example";

fn protecting_the_boss() -> Plot {
    Plot {
        guardrails: Guardrails {
            protected: vec![BOSS.parse().unwrap()],
            ..Guardrails::default()
        },
        ..Plot::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_sessions_are_ended_by_the_palette_and_ones_own_address() {
    let mut stage = Stage::live(Plot::default()).await;
    let sessions = own(&stage);
    let me = sessions[0].user;
    let address = stage.simulator.user(me).unwrap().email.unwrap();
    stage.type_in(":mine\n").await;
    let frame = stage.sees("End 2 sessions of your own?").await;
    assert!(frame.shows("no session") && frame.shows(&address));
    // Neither a number nor the account's name is enough.
    stage.type_in("2\n").await;
    stage.skip(Duration::from_secs(2));
    stage.scroll_to_end().await;
    stage.type_in(&format!("{address}\n")).await;
    stage.reports("2 ended").await;
    assert_eq!(stage.ended(), sessions);
    assert!(stage.simulator.sessions_of(me).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_sees_only_their_own_sessions_may_end_these() {
    let mut stage = Stage::live(Plot {
        token: |keys| keys.agent_token.clone(),
        before: |simulator| {
            simulator.sign_in(simulator.agent().unwrap()).unwrap();
        },
        ..Plot::default()
    })
    .await;
    let agent = stage.simulator.agent().unwrap();
    let address = stage.simulator.user(agent).unwrap().email.unwrap();
    stage.sees("OWN ONLY").await;
    stage.press("K").await;
    stage.sees(":mine").await;
    stage.type_in(":mine\n").await;
    stage.sees("of your own?").await;
    stage.scroll_to_end().await;
    stage.type_in(&format!("{address}\n")).await;
    stage.reports("ended").await;
    assert!(stage.simulator.sessions_of(agent).is_empty());
    assert!(stage.ended().iter().all(|key| key.user == agent));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_found_by_a_protected_address_is_marked_and_kept() {
    let plot = Plot {
        before: |simulator| {
            let sessions = simulator.sessions().into_iter();
            let mut owners = sessions.filter_map(|session| simulator.user(session.key.user));
            let is_customer = |person: &SimulatedPerson| person.role == Role::EndUser;
            let boss = owners.find(is_customer).unwrap().id;
            simulator.edit_user(boss, |person| {
                person.other_emails = vec![BOSS.to_owned()];
            });
        },
        ..protecting_the_boss()
    };
    let mut stage = Stage::live(plot).await;
    let found = stage.simulator.users().into_iter();
    let boss = found
        .filter(|person| person.other_emails.iter().any(|email| email == BOSS))
        .map(|person| person.id)
        .next()
        .unwrap();
    let key = stage.simulator.sessions_of(boss)[0].key;
    find(&mut stage, key).await;
    stage.sees(&format!("{boss}, protected")).await;
    stage.press("K").await;
    stage.sees("yours or protected").await;
    assert!(stage.deletes().is_empty());
    let pinned = stage.journal().into_iter();
    let pinned: Vec<u64> = pinned.flat_map(|record| record.user_ids).collect();
    assert_eq!(pinned, [boss.get()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_behind_who_cannot_be_found_refuses_every_change_on_the_screen() {
    let mut stage = Stage::live(Plot {
        guardrails: Guardrails {
            behind: PersonBehind::NotAsked,
            ..Guardrails::default()
        },
        me: Some("nobody@vip.example".parse::<OwnPerson>().unwrap()),
        ..Plot::default()
    })
    .await;
    let other = customers(&stage, 1)[0];
    find(&mut stage, other).await;
    stage.sees("nothing can be changed").await;
    stage.press("K").await;
    stage.sees("who you are is not known").await;
    assert!(stage.deletes().is_empty());
}
