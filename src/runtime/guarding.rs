//! Whom the protected addresses lead to, and who is behind a service's credentials: asked once beside
//! the loop, and again after the next walk where there was no answer.

use crate::app::{Event, GuardNews};
use crate::model::{ClockOffset, Fault, on_a_thread};
use crate::operation::{
    NewPin, PersonBehind, PinFile, Pins, RunContext, Runner, look_up_behind, look_up_protected,
};
use crate::settings::{OwnPerson, ProtectedRule};

/// What the settings name for the guardrails of the screen.
#[derive(Debug, Clone, Default)]
pub struct NamedByGuardrails {
    /// The rules that protect people.
    pub rules: Vec<ProtectedRule>,
    /// The person behind a service's credentials.
    pub me: Option<OwnPerson>,
    /// The file with whoever was protected before; without one nothing is kept.
    pub file: Option<PinFile>,
}

/// How far the question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guarding {
    /// It is to be asked.
    Due,
    /// It is asked.
    UnderWay,
    /// It was answered in part, and is asked again after this many walks.
    Again(u64),
    /// It was answered.
    Answered,
}

impl NamedByGuardrails {
    /// How far the question is before anything was asked: there may be nothing to ask.
    pub(super) fn begin(&self) -> Guarding {
        if self.me.is_none() && !Pins::of(&self.rules).is_wanted() {
            Guarding::Answered
        } else {
            Guarding::Due
        }
    }

    /// Whether people may be protected by addresses that nobody was asked about yet.
    pub(super) fn seeks(&self) -> bool {
        Pins::of(&self.rules).addresses().next().is_some()
    }
}

/// Asks who is protected by an address, and who is behind the credentials.
pub(super) async fn look_up(
    runner: Runner,
    named: NamedByGuardrails,
    known: RunContext,
) -> Result<Option<Event>, Fault> {
    let (mut pins, problem) = match named.file.clone() {
        None => (Pins::of(&named.rules), None),
        Some(file) => {
            let rules = named.rules.clone();
            on_a_thread(move || file.read(&rules)).await?
        }
    };
    let now = ClockOffset::said(known.clock_offset, (runner.clock)());
    let (new, mut words) = look_up_protected(&runner.client, &mut pins, now).await;
    let behind = match &named.me {
        Some(me) => Some(look_up_behind(&runner.client, me).await),
        None => None,
    };
    let is_known = !matches!(behind, Some(PersonBehind::NotKnown(_)));
    let is_whole = words.is_empty() && is_known;
    if let Some(PersonBehind::NotKnown(why)) = &behind {
        words.push(format!(
            "nothing can be changed: `me` in the settings: {why}"
        ));
    }
    words.extend(problem);
    words.extend(keep(&runner, new, pins.clone(), named.file, &known).await);
    Ok(Some(Event::Guarded(Box::new(GuardNews {
        pins,
        behind,
        words,
        is_whole,
    }))))
}

/// Records who is protected from now on.
pub(super) async fn pin(
    runner: Runner,
    new: Vec<NewPin>,
    pins: Pins,
    file: Option<PinFile>,
    known: RunContext,
) -> Option<Event> {
    let words = keep(&runner, new, pins, file, &known).await;
    (!words.is_empty()).then_some(Event::Warned(words))
}

async fn keep(
    runner: &Runner,
    new: Vec<NewPin>,
    pins: Pins,
    file: Option<PinFile>,
    known: &RunContext,
) -> Vec<String> {
    match file {
        Some(file) if pins.is_wanted() => runner.pin(new, (pins, file), known).await,
        _ => Vec::new(),
    }
}
