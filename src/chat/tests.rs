//! What may be changed, and what becomes of it on a simulated account behind a real socket.

use tempfile::TempDir;

use super::*;
use crate::journal::{self, Record, RecordEvent, State};
use crate::model::Clock;
use crate::operation::simulated::Simulated;
use crate::operation::{NotRecorded, Reason};
use crate::simulator::ServerFault;
use crate::zendesk::{ChatAccount, FreeValue, Purpose};

fn account(billing: &str) -> ChatAccount {
    serde_json::from_str(&format!("{{\"billing\":{billing}}}")).unwrap()
}

fn basis(chat: &ChatAccount) -> Basis<'_> {
    Basis {
        account: "acme",
        chat,
        read_only: false,
        may_write: None,
    }
}

fn planned(chat: &ChatAccount, wishes: &[(&str, &str)]) -> Result<Plan, Refusal> {
    let wish = |(field, text): &(&str, &str)| Wish::new(field, text);
    let wishes: Result<Vec<Wish>, Refusal> = wishes.iter().map(wish).collect();
    plan(&wishes?, &basis(chat))
}

fn refusal(chat: &ChatAccount, wishes: &[(&str, &str)]) -> String {
    planned(chat, wishes).unwrap_err().to_string()
}

#[test]
fn nothing_but_billing_can_be_wished_for() {
    for field in ["status", "plan.max_agents", "billing.", "billing", ""] {
        let refused = Wish::new(field, "x").unwrap_err();
        assert!(matches!(refused, Refusal::NotWritable(_)), "{field}");
    }
    let chat = account(r#"{"a":"x"}"#);
    let twice = refusal(&chat, &[("billing.a", "1"), ("billing.a", "2")]);
    assert_eq!(twice, "billing.a is given twice");
}

#[test]
fn only_what_differs_is_a_change_and_a_slip_gets_a_hint() {
    let chat = account(r#"{"email":"a@b.example","cycle":1}"#);
    let one = |field, text| planned(&chat, &[(field, text)]);
    assert_eq!(one("billing.email", "a@b.example"), Err(Refusal::Nothing));
    assert_eq!(one("billing.cycle", "1"), Err(Refusal::Nothing));
    let plan = one("billing.cycle", "2").unwrap();
    assert_eq!(plan.changes()[0].new, FreeValue::number(2));
    let message = |field, text| refusal(&chat, &[(field, text)]);
    assert!(message("billing.cycle", "yearly").contains("not of that kind"));
    assert!(message("billing.emial", "x").contains("did you mean billing.email?"));
    assert!(message("billing.zzzzzz", "x").contains("there are additional_info"));
}

#[test]
fn who_may_not_change_it_gets_no_plan() {
    let (own, hidden) = (account(r#"{"email":"a"}"#), account("null"));
    let wishes = [Wish::new("billing.email", "b").unwrap()];
    for (basis, refusal) in [
        (
            Basis {
                read_only: true,
                ..basis(&own)
            },
            Refusal::ReadOnly,
        ),
        (
            Basis {
                may_write: Some(false),
                ..basis(&own)
            },
            Refusal::ReadScope,
        ),
        (basis(&hidden), Refusal::NotOwner),
    ] {
        assert_eq!(may_change(&basis), Err(refusal.clone()));
        assert_eq!(plan(&wishes, &basis), Err(refusal));
    }
    assert_eq!(may_change(&basis(&own)), Ok(()));
}

#[test]
fn a_field_is_typed_as_it_is_and_what_has_parts_is_left_out() {
    let chat = account(r#"{"a":"x","b":12,"c":true,"d":null,"e":{"f":1},"":"y"}"#);
    let typed: Vec<(String, String)> = (fields(&chat).into_iter())
        .map(|field| (field.name, field.text))
        .collect();
    let expected = [("a", "x"), ("b", "12"), ("c", "true"), ("d", "")];
    assert_eq!(
        typed,
        expected.map(|(name, text)| (format!("billing.{name}"), text.to_owned()))
    );
}

#[test]
fn what_looks_alike_is_told_apart() {
    let chat = account(r#"{"city":"Delft","note":""}"#);
    let shown = |field, text| {
        let plan = planned(&chat, &[(field, text)]).unwrap();
        let (old, new) = plan.changes()[0].shown();
        (old.as_str().to_owned(), new.as_str().to_owned())
    };
    let texts = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    assert_eq!(shown("billing.city", "Hoorn"), texts("Delft", "Hoorn"));
    assert_eq!(
        shown("billing.city", "Delft "),
        texts("\"Delft\"", "\"Delft \"")
    );
    assert_eq!(shown("billing.note", "—"), texts("\"\"", "\"\\u{2014}\""));
}

#[test]
fn only_the_word_confirms() {
    let chat = account(r#"{"city":"Delft"}"#);
    for answer in ["", "y", "Yes", "YES", "yes please", "yesyes", "\n"] {
        let plan = planned(&chat, &[("billing.city", "Hoorn")]).unwrap();
        assert_eq!(
            plan.clone().confirm(answer).unwrap_err(),
            plan,
            "{answer:?}"
        );
    }
    let plan = planned(&chat, &[("billing.city", "Hoorn")]).unwrap();
    assert!(plan.confirm("yes\n").is_ok());
}

struct Office {
    account: Simulated,
    context: ChatContext,
    _folder: TempDir,
}

async fn office() -> Office {
    let account = Simulated::account().await;
    let folder = tempfile::tempdir().unwrap();
    let context = ChatContext {
        client: account.chat(&account.simulator.credentials().chat_token),
        journal: folder.path().join("journal.jsonl"),
        who: ChatContext::who(account.who(7)),
        clock: Clock::clone(&account.clock),
    };
    Office {
        account,
        context,
        _folder: folder,
    }
}

impl Office {
    /// A confirmed plan for these wishes, made from what Chat shows now.
    async fn confirmed(&self, wishes: &[(&str, &str)]) -> Confirmed {
        let chat = self.context.client.chat_account(Purpose::Ending).await;
        planned(&chat.unwrap().value, wishes).unwrap().consented()
    }

    fn faults(&self, text: &str) {
        for fault in ServerFault::parse_file(text).unwrap() {
            self.account.simulator.add_fault(fault);
        }
    }

    fn changes(&self) -> usize {
        let ledger = self.account.simulator.ledger();
        ledger.iter().filter(|entry| entry.method != "GET").count()
    }

    fn records(&self) -> Vec<Record> {
        let records = journal::read(&self.context.journal).unwrap();
        records.map(Result::unwrap).collect()
    }
}

#[tokio::test]
async fn a_change_is_announced_sent_once_read_again_and_recorded() {
    let office = office().await;
    let wishes = [("billing.city", "Hoorn"), ("billing.cycle", "12")];
    let confirmed = office.confirmed(&wishes).await;
    let confirmed = confirmed.because(Reason {
        text: Some("laptop".to_owned()),
        ticket: Some("INC-7".to_owned()),
    });
    let report = carry_out(confirmed, &office.context).await.unwrap();
    assert!(matches!(report.end, End::Changed) && report.unrecorded.is_none());
    assert!(
        report
            .changes
            .iter()
            .all(|change| report.is_as_asked(change))
    );
    assert_eq!(report.now(&report.changes[0]), FreeValue::text("Hoorn"));
    assert_eq!(office.changes(), 1);
    let records = office.records();
    let answer = |record: &Record| (record.event, record.state);
    assert_eq!(
        records.iter().map(answer).collect::<Vec<_>>(),
        [
            (RecordEvent::Intent, None),
            (RecordEvent::Outcome, Some(State::Changed))
        ]
    );
    for record in &records {
        assert_eq!(record.fields, ["billing.city", "billing.cycle"]);
        let given = (record.ticket.as_deref(), record.reason.as_deref());
        assert_eq!(given, (Some("INC-7"), Some("laptop")));
    }
    let text = std::fs::read_to_string(&office.context.journal).unwrap();
    assert!(!text.contains("Hoorn"));
}

#[tokio::test]
async fn what_moved_since_it_was_shown_is_not_changed() {
    let office = office().await;
    let first = office.confirmed(&[("billing.city", "Hoorn")]).await;
    let second = office.confirmed(&[("billing.city", "Delft")]).await;
    carry_out(first, &office.context).await.unwrap();
    let refused = carry_out(second, &office.context).await.unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("billing.city is not what it was")
    );
    assert_eq!((office.changes(), office.records().len()), (1, 2));
}

#[tokio::test]
async fn what_cannot_be_recorded_or_read_is_not_sent() {
    let mut office = office().await;
    let confirmed = office.confirmed(&[("billing.city", "Hoorn")]).await;
    office.faults("[[fault]]\npath = \"/api/v2/chat/account\"\nthen.status = { code = 503 }");
    let refused = carry_out(confirmed, &office.context).await.unwrap_err();
    assert!(matches!(refused, NotDone::Unread(_)), "{refused}");
    office.account.simulator.clear_faults();

    let confirmed = office.confirmed(&[("billing.city", "Hoorn")]).await;
    let at = office.context.journal.clone();
    std::fs::create_dir(&at).unwrap();
    let refused = carry_out(confirmed, &office.context).await.unwrap_err();
    let NotDone::NotRecorded(NotRecorded::Intent(_)) = refused else {
        panic!("{refused}");
    };
    assert_eq!(office.changes(), 0);
    office.context.journal = at.join("journal.jsonl");
    let confirmed = office.confirmed(&[("billing.city", "Hoorn")]).await;
    carry_out(confirmed, &office.context).await.unwrap();
    assert_eq!(office.changes(), 1);
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_looked_into() {
    for (takes_effect, end) in [(true, State::Changed), (false, State::Unknown)] {
        let office = office().await;
        let confirmed = office.confirmed(&[("billing.city", "Hoorn")]).await;
        office.faults(&format!(
            "[[fault]]\nmethod = \"PUT\"\ntake_effect = {takes_effect}\nthen.status = {{ code = 502 }}"
        ));
        let report = carry_out(confirmed, &office.context).await.unwrap();
        assert!(report.doubt.is_some());
        assert_eq!(matches!(report.end, End::Changed), takes_effect);
        assert_eq!(office.records()[1].state, Some(end));
        assert_eq!(office.changes(), 1);
    }
}

#[tokio::test]
async fn a_refusal_that_quotes_what_was_asked_for_is_not_quoted_in_the_journal() {
    let office = office().await;
    let confirmed = office
        .confirmed(&[("billing.email", "x@corp.example")])
        .await;
    let body = r#"{"error":"Invalid","description":"x@corp.example is taken"}"#;
    office.faults(&format!(
        "[[fault]]\nmethod = \"PUT\"\nthen.status = {{ code = 422, body = '{body}' }}"
    ));
    let report = carry_out(confirmed, &office.context).await.unwrap();
    let End::Refused(error) = &report.end else {
        panic!("{report:?}");
    };
    assert!(error.to_string().contains("x@corp.example is taken"));
    let outcome = &office.records()[1];
    assert_eq!(outcome.state, Some(State::Refused));
    assert_eq!(
        outcome.detail.as_deref(),
        Some("Chat answered 422; Chat did not take the change")
    );
}

#[test]
fn what_is_documented_can_be_set_where_the_answer_leaves_it_out() {
    let chat = account("{}");
    let set = [("billing.first_name", "John"), ("billing.cycle", "12")];
    let plan = planned(&chat, &set).unwrap();
    assert_eq!(plan.changes().len(), 2);
    assert_eq!(plan.changes()[0].new, FreeValue::text("John"));
    assert_eq!(plan.changes()[1].new, FreeValue::number(12));
    let refused = planned(&chat, &[("billing.cycle", "twelve")]).unwrap_err();
    assert!(matches!(refused, Refusal::Kind { .. }), "{refused}");
    // Others are asked about first.
    let mut wish = Wish::new("billing.nickname", "J").unwrap();
    let refused = super::plan(std::slice::from_ref(&wish), &basis(&chat)).unwrap_err();
    assert!(matches!(refused, Refusal::Unknown { .. }), "{refused}");
    assert!(refused.to_string().contains("first_name"), "{refused}");
    wish.insist();
    super::plan(&[wish], &basis(&chat)).unwrap();
}
