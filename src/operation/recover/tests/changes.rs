//! Changes that belong to no run.

use super::*;
use crate::journal::Change;

const SENT: Answer<'static> = Answer {
    state: State::Changed,
    http_status: Some(200),
    request_id: None,
    attempts: 1,
    duration: Duration::ZERO,
    detail: None,
};

impl Scene {
    /// Whoever acts with the credentials of this fingerprint, in this process.
    fn with(&self, pid: u32, fingerprint: &str) -> Who {
        let mut who = self.account.who(pid);
        who.credentials.token_fingerprint = Some(fingerprint.to_owned());
        who
    }

    fn write(&self, who: Who, entry: &Entry<'_>) {
        let mut journal = Journal::open(&self.path, who).unwrap();
        journal.append(entry, NOW).unwrap();
    }

    /// Records a change as announced by a process that was then killed.
    fn announce(&self, change: &Change<'_>) {
        self.write(self.with(DEAD, "theirs"), &Entry::Changing(change));
    }

    /// Recovers with credentials of this fingerprint, and with a client of Chat if one is given.
    async fn look(&self, fingerprint: &str, chat: Option<&Client>) -> Vec<RecoveredChange> {
        let before = self.changes();
        let who = self.with(7, fingerprint);
        let (open, guardrails) = (by_the_wall(), Guardrails::default());
        let recovery = recover(
            &self.account.client,
            chat,
            &self.path,
            (who, &guardrails),
            (&open, &self.account.clock),
        );
        let recovery = recovery.await.unwrap();
        assert_eq!(recovery.runs, Vec::new());
        assert_eq!(self.changes(), before, "reading changes nothing");
        recovery.changes
    }

    /// Checks that the only open change is closed for good, and returns what it was found to be.
    async fn closes(&self, fingerprint: &str) -> (State, String) {
        let found = self.look(fingerprint, None).await;
        let [one] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(
            one.lines()[0].ends_with("; closed now"),
            "{:?}",
            one.lines()
        );
        let found = one.found.clone().unwrap();
        let last = self.records().pop().unwrap();
        assert_eq!(
            (last.event, last.state),
            (RecordEvent::Closed, Some(found.state))
        );
        assert_eq!(self.look(fingerprint, None).await, Vec::new());
        (found.state, found.detail)
    }

    /// The reason why the only open change stays open.
    async fn stays_open(&self, fingerprint: &str, chat: Option<&Client>) -> String {
        let records = self.records().len();
        let found = self.look(fingerprint, chat).await;
        let [one] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(one.found.is_err() && one.lines()[0].ends_with("; still open"));
        assert_eq!(self.records().len(), records);
        one.lines()[1].clone()
    }

    fn fault(&self, path: &str, then: &str) {
        let text = format!("[[fault]]\npath = \"{path}\"\nthen = {then}");
        for fault in ServerFault::parse_file(&text).unwrap() {
            self.account.simulator.add_fault(fault);
        }
    }
}

fn sign_out_of(key: SessionKey) -> Change<'static> {
    Change::SignOut {
        user: key.user,
        session: Some(key.session),
    }
}

#[tokio::test]
async fn a_sign_out_is_judged_by_what_is_still_there() {
    let scene = scene().await;
    let own = scene.account.client.current_session(Purpose::Asked).await;
    let own = own.unwrap().value.shown().unwrap().key;
    scene.announce(&sign_out_of(own));
    let (state, message) = scene.closes("theirs").await;
    assert_eq!(state, State::StillListed);
    assert!(
        message.contains("of these credentials is still there"),
        "{message}"
    );

    // With other credentials, the session of the credentials themselves proves nothing.
    let other = scene.keys[0];
    scene.announce(&sign_out_of(other));
    assert_eq!(scene.closes("mine").await.0, State::StillListed);
    scene.announce(&sign_out_of(other));
    scene.account.simulator.sign_out(other);
    assert_eq!(scene.closes("mine").await.0, State::EndedByList);

    let nobody = Change::SignOut {
        user: other.user,
        session: None,
    };
    scene.announce(&nobody);
    let (state, message) = scene.closes("theirs").await;
    assert_eq!(state, State::Unknown);
    assert!(
        message.contains("nothing can be said to have ended"),
        "{message}"
    );
}

#[tokio::test]
async fn a_sign_out_that_cannot_be_seen_stays_open() {
    let scene = scene().await;
    scene.announce(&sign_out_of(scene.keys[0]));
    scene.fault("/api/v2/users/*/sessions", "{ status = { code = 403 } }");
    let why = scene.stays_open("mine", None).await;
    assert!(
        why.contains("cannot be seen") && why.contains("an admin's"),
        "{why}"
    );
    scene.account.simulator.clear_faults();
    assert_eq!(scene.closes("mine").await.0, State::StillListed);
}

#[tokio::test]
async fn an_own_token_is_the_one_in_use_or_on_the_list_or_gone() {
    let scene = scene().await;
    let own = scene
        .account
        .client
        .own_token(Purpose::Asked)
        .await
        .unwrap()
        .value;
    let of = |token| Change::RevokeOwn {
        user: own.user,
        token,
    };
    scene.announce(&of(own.id));
    let list = "/api/v2/oauth/tokens";
    scene.fault(list, "{ status = { code = 403 } }");
    let (state, message) = scene.closes("theirs").await;
    assert_eq!(state, State::StillListed);
    assert!(message.contains("the one in use"), "{message}");
    scene.announce(&of(own.id));
    let why = scene.stays_open("mine", None).await;
    assert!(
        why.contains("cannot be seen") && why.contains("an admin's"),
        "{why}"
    );
    scene.account.simulator.clear_faults();
    assert_eq!(scene.closes("mine").await.0, State::StillListed);
    scene.announce(&of(TokenId::new(999_999).unwrap()));
    assert_eq!(scene.closes("theirs").await.0, State::EndedByList);
}

#[tokio::test]
async fn of_a_change_of_chat_no_more_is_said_than_the_journal_knows() {
    let scene = scene().await;
    let fields = ["billing.email".to_owned()];
    scene.announce(&Change::Chat {
        fields: &fields,
        reason: None,
        ticket: None,
    });
    let why = scene.stays_open("mine", None).await;
    assert!(
        why.contains("no token for Chat") && why.contains("ZENDESK_CHAT_TOKEN"),
        "{why}"
    );
    // Support's token is of no use for Chat.
    let why = scene.stays_open("mine", Some(&scene.account.client)).await;
    assert!(why.contains("of an admin of Chat"), "{why}");

    let chat = scene
        .account
        .chat(&scene.account.simulator.credentials().chat_token);
    let found = scene.look("mine", Some(&chat)).await;
    let lines = found[0].lines();
    assert!(lines[0].contains("billing.email") && lines[0].contains("closed now"));
    assert!(lines[1].contains("is not in the journal"), "{lines:?}");
    let last = scene.records().pop().unwrap();
    assert_eq!(
        (last.event, last.state),
        (RecordEvent::Closed, Some(State::Unknown))
    );
    assert_eq!(last.fields, fields);
    assert_eq!(scene.look("mine", Some(&chat)).await, Vec::new());
}

#[tokio::test]
async fn each_announcement_is_closed_by_its_own_outcome_alone() {
    let scene = scene().await;
    let change = sign_out_of(scene.keys[0]);
    let dead = |pid| scene.with(pid, "theirs");
    let other = sign_out_of(scene.keys[1]);
    for (who, entry) in [
        (dead(DEAD), Entry::Changing(&change)),
        (dead(DEAD), Entry::Changed(&change, &SENT)),
        (dead(DEAD), Entry::Changing(&change)),
        (dead(DEAD - 1), Entry::Changed(&change, &SENT)),
        (dead(DEAD), Entry::Changed(&other, &SENT)),
        (dead(DEAD - 2), Entry::Changing(&change)),
    ] {
        scene.write(who, &entry);
    }
    // One change is of a process that may be alive, and one is of another account.
    scene.write(
        scene.with(std::process::id(), "x"),
        &Entry::Changing(&other),
    );
    let mut elsewhere = dead(DEAD);
    elsewhere.credentials.origin = "https://acme.zendesk.com".to_owned();
    scene.write(elsewhere, &Entry::Changing(&other));
    let found = scene.look("mine", None).await;
    let pids: Vec<u32> = found.iter().map(|one| one.change.pid).collect();
    assert_eq!(pids, [DEAD, DEAD - 2]);
    assert_eq!(scene.look("mine", None).await, Vec::new());
}
