//! Runs and incidents as machines read them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ChatChangeNote, Counts, Incident, IncidentRun, PlanNote, ReadingGaps, SignedIn};
use crate::model::ClockOffset;
use crate::operation::{
    JudgedBy, MissLine, OFFBOARD, PersonLeft, PersonProof, Report, ReportItem, Stopped, TargetLine,
    Verdict,
};

/// One run, as `end --format json` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct RunDocument<'a> {
    /// What it is of several operations for each person.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    run: &'a str,
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<&'static str>,
    /// Which operations an offboarding is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_listed: Option<&'static str>,
    reason: Option<&'a str>,
    ticket: Option<&'a str>,
    /// Zendesk's clock minus this machine's. All times are Zendesk's, or this machine's where this is
    /// not known.
    clock_offset_ms: Option<i64>,
    /// Why it is not certain what time it was at Zendesk, if so: no time here is then.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_in_doubt: Option<&'static str>,
    began_at: String,
    ended_at: String,
    counts: BTreeMap<&'static str, usize>,
    stopped: Option<String>,
    /// Of how many people nobody could notice whether they became protected meanwhile, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_read_again: Option<String>,
    journal_head: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_file: Option<&'a PlanNote>,
    items: Vec<ItemDocument>,
    /// The verdicts on the people whose sessions were to be ended.
    people: Vec<PersonDocument>,
    /// What is left of the people who were offboarded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offboarded: Vec<LeftDocument>,
    #[serde(rename = "kept")]
    excluded: Vec<TargetLine>,
    undecided: Vec<TargetLine>,
    not_found: Vec<MissLine>,
    #[serde(flatten)]
    gaps: &'a ReadingGaps,
}

#[derive(Debug, Serialize)]
struct PersonDocument {
    user_id: u64,
    verdict: &'static str,
    /// When it was so.
    at: Option<String>,
    /// The sessions that it is about, as `USER/SESSION`.
    sessions: Vec<String>,
    /// The number of other sessions of theirs that stay, where sessions were chosen.
    others: usize,
    /// What they are judged by: `person` or `session`.
    judged_by: &'static str,
    detail: String,
}

#[derive(Debug, Serialize)]
struct ItemDocument {
    #[serde(flatten)]
    target: TargetLine,
    outcome: &'static str,
    at: String,
    verdict: Option<&'static str>,
    cause: Option<String>,
    request_id: Option<String>,
}

impl<'a> RunDocument<'a> {
    /// The run and its proof.
    pub(crate) fn of(run: &'a IncidentRun) -> Self {
        let (report, verdicts) = (&run.report, &run.verdicts);
        let items = report.items.iter().enumerate();
        let counts = report.counts().into_iter();
        let offboarding = report.offboarding.as_ref();
        let kind = offboarding.map(|_| OFFBOARD);
        let operation = report.operation;
        let (route, measure) = match operation.route() {
            Some(route) => (Some(route.as_str()), kind),
            None => (None, kind.or(Some(operation.as_str()))),
        };
        let parts = offboarding.into_iter().flat_map(|it| &it.parts);
        let item = |(place, item)| {
            let verdict = verdicts.get(place).copied().flatten();
            ItemDocument::of((report, item), verdict)
        };
        Self {
            kind,
            run: report.run.as_str(),
            account: &report.account,
            route,
            measure,
            parts: parts.map(|part| part.as_str()).collect(),
            not_listed: report.not_listed(verdicts, &run.people),
            reason: report.reason.text.as_deref(),
            ticket: report.reason.ticket.as_deref(),
            clock_offset_ms: report.clock_offset.map(ClockOffset::millis),
            time_in_doubt: run.time_in_doubt,
            began_at: report.said(report.began_at).to_string(),
            ended_at: report.said(report.ended_at).to_string(),
            counts: counts.map(|(_, word, count)| (word, count)).collect(),
            stopped: report.stopped.as_ref().map(Stopped::words),
            not_read_again: report.not_read_again.as_ref().map(ToString::to_string),
            journal_head: report.journal_head.as_deref(),
            plan_file: run.plan_file.as_ref(),
            items: items.map(item).collect(),
            people: run.people.iter().map(PersonDocument::from).collect(),
            offboarded: run.left.iter().map(LeftDocument::from).collect(),
            excluded: run.excluded.iter().map(TargetLine::from).collect(),
            undecided: run.undecided.iter().map(TargetLine::from).collect(),
            not_found: run.not_found.iter().map(MissLine::from).collect(),
            gaps: &run.gaps,
        }
    }
}

/// One person after they were offboarded; `null` is what was not to be done, or is not known.
#[derive(Debug, Serialize)]
struct LeftDocument {
    user_id: u64,
    name: Option<String>,
    is_suspended: Option<bool>,
    tokens: Option<usize>,
    sessions: Option<usize>,
    is_clean: bool,
    detail: String,
}

impl From<&PersonLeft> for LeftDocument {
    fn from(left: &PersonLeft) -> Self {
        Self {
            user_id: left.user.get(),
            name: left.name.as_ref().map(|name| name.original().to_owned()),
            is_suspended: left.is_suspended(),
            tokens: left.tokens_left(),
            sessions: left.sessions_left(),
            is_clean: left.is_clean(),
            detail: left.words(),
        }
    }
}

impl From<&PersonProof> for PersonDocument {
    fn from(proof: &PersonProof) -> Self {
        let sessions = proof.verdict.sessions();
        Self {
            user_id: proof.user.get(),
            verdict: proof.word(),
            at: proof.verdict.at().map(|at| at.to_string()),
            sessions: sessions.iter().map(ToString::to_string).collect(),
            others: proof.others.stay,
            judged_by: match proof.judged {
                JudgedBy::Session => "session",
                JudgedBy::Person => "person",
            },
            detail: proof.sentence(),
        }
    }
}

impl ItemDocument {
    fn of((report, item): (&Report, &ReportItem), verdict: Option<Verdict>) -> Self {
        let cause = item.outcome.cause();
        Self {
            target: TargetLine::from(&item.target),
            outcome: item.word(),
            at: report.said(item.at).to_string(),
            verdict: verdict.map(|verdict| item.verdict_words(verdict)),
            cause: cause.map(ToString::to_string),
            request_id: item.request_id.clone(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct IncidentDocument<'a> {
    version: u32,
    account: &'a str,
    origin: &'a str,
    written_at: String,
    /// How far this machine's clock was behind Zendesk's, by which every time here is; less than
    /// nothing where it was ahead, and `null` where that is not known and the times are this machine's.
    clock_offset_ms: Option<i64>,
    operator: Operator<'a>,
    before: Option<CountsDocument>,
    after: Option<CountsDocument>,
    runs: Vec<RunDocument<'a>>,
    /// The changes of the Chat account.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chat_account: Vec<ChatDocument<'a>>,
    not_covered: Vec<String>,
}

#[derive(Serialize)]
struct ChatDocument<'a> {
    at: String,
    fields: &'a [String],
    outcome: &'a str,
    reason: Option<&'a str>,
    ticket: Option<&'a str>,
}

impl<'a> From<&'a ChatChangeNote> for ChatDocument<'a> {
    fn from(note: &'a ChatChangeNote) -> Self {
        Self {
            at: note.at.to_string(),
            fields: &note.fields,
            outcome: &note.outcome,
            reason: note.reason.as_deref(),
            ticket: note.ticket.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Operator<'a> {
    os_user: &'a str,
    host: &'a str,
    zendesk_user_id: Option<u64>,
    email_claimed: Option<&'a str>,
}

#[derive(Serialize)]
struct CountsDocument {
    as_of: String,
    people_concerned: SignedIn,
    account: Option<SignedIn>,
}

impl From<Counts> for CountsDocument {
    fn from(counts: Counts) -> Self {
        Self {
            as_of: counts.as_of.to_string(),
            people_concerned: counts.concerned,
            account: counts.account,
        }
    }
}

impl<'a> IncidentDocument<'a> {
    pub(super) fn of(incident: &'a Incident) -> Self {
        let (place, credentials) = (&incident.who.place, &incident.who.credentials);
        Self {
            version: 1,
            account: &credentials.account,
            origin: &credentials.origin,
            written_at: incident.written_at.to_string(),
            clock_offset_ms: incident.who.skew_ms,
            operator: Operator {
                os_user: &place.os_user,
                host: &place.host,
                zendesk_user_id: credentials.zd_user_id.map(crate::model::UserId::get),
                email_claimed: credentials.zd_email_claimed.as_deref(),
            },
            before: incident.before.map(CountsDocument::from),
            after: incident.after.map(CountsDocument::from),
            runs: incident.runs.iter().map(RunDocument::of).collect(),
            chat_account: incident.chat.iter().map(ChatDocument::from).collect(),
            not_covered: incident.not_covered(),
        }
    }
}
