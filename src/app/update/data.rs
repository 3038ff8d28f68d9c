//! What the app does when the poller brings data, and when time passes.

use std::sync::Arc;

use super::App;
use crate::app::ask::Ask;
use crate::app::event::{Effect, Viewport};
use crate::app::guarded::GuardNews;
use crate::app::notices::Level;
use crate::live::{Coverage, Freshness, LiveEvent, LiveEventKind, Person, Projection, Snapshot};
use crate::model::{Timestamp, UserId, counted};

/// The seconds after which what rules hit is found out again although nothing was read.
const FLAGS_AGAIN: i64 = 5;

impl App {
    pub(super) fn take_snapshot(
        &mut self,
        snapshot: &Arc<Snapshot>,
        now: Timestamp,
    ) -> Vec<Effect> {
        self.setup.guardrails.own_user = snapshot.identity().map(|me| me.id);
        let is_new_walk = snapshot.walks() != self.snapshot.walks();
        let mut asks = quality(&self.snapshot, snapshot);
        let doubted = signed_in_though_barred(&self.snapshot, snapshot);
        if !doubted.is_empty() {
            asks.push(Ask::Do(Effect::AskAbout(doubted)));
        }
        self.snapshot = Arc::clone(snapshot);
        let more = snapshot.budget.more_for;
        self.waits.more_until = more.map(|left| now.after(left));
        if is_new_walk {
            match self.table.marks.retain_listed(snapshot) {
                0 => {}
                1 => asks.push(Ask::warn(
                    "1 marked session is not listed any more; its mark is dropped",
                )),
                lost => asks.push(Ask::warn(format!(
                    "{lost} marked sessions are not listed any more; their marks are dropped"
                ))),
            }
        }
        self.layers.on_top(|dialog| dialog.compare(snapshot));
        asks.extend(self.runs.compare(snapshot, now));
        let mut effects = self.carry_out(asks, now);
        effects.extend(self.guarded.see(snapshot, &mut self.setup.guardrails));
        self.table.list.refresh(snapshot);
        effects.push(self.look_at_everything());
        effects
    }

    /// Takes in rows that were found: what the rules hit is known of now, whatever is on the screen.
    /// While somebody chooses among the rows, only those that answer another question take their place.
    pub(super) fn take_rows(&mut self, projection: Arc<Projection>, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.take_flags(&projection, now);
        if self.is_held() && self.table.list.answers_the_same(&projection) {
            self.table.list.take_flags(&projection);
            self.table.list.fall_behind();
        } else {
            self.table.list.show(projection, now);
            effects.push(Effect::Show(self.table.list.people()));
        }
        effects
    }

    /// Asks for what the rules hit now, and for newer rows, which wait while rows are held still.
    fn look_at_everything(&mut self) -> Effect {
        let effect = self.project();
        if self.is_held() && !self.table.list.is_empty() {
            self.table.list.fall_behind();
        }
        effect
    }

    /// Takes in whom the settings protect, and who is behind the credentials.
    pub(super) fn take_guard_news(&mut self, news: GuardNews, now: Timestamp) -> Vec<Effect> {
        for line in self.guarded.take(news, &mut self.setup.guardrails) {
            self.say(now, Level::Warning, line);
        }
        vec![self.project()]
    }

    /// Asks for the rows of the newest snapshot.
    pub(super) fn project(&mut self) -> Effect {
        let screen = |marked| self.runs.screen_facts(marked);
        let basis = (&self.setup.guardrails, self.last_event);
        let request = self.table.request(&self.snapshot, basis, screen);
        Effect::Project(request)
    }

    /// Asks for new rows, unless they are held still.
    pub(super) fn catch_up(&mut self) -> Vec<Effect> {
        if self.table.list.is_behind() && !self.is_held() {
            vec![self.project()]
        } else {
            Vec::new()
        }
    }

    pub(super) fn resized(&mut self, viewport: Viewport, now: Timestamp) -> Vec<Effect> {
        self.viewport = viewport;
        self.table.list.resize(viewport.list_rows);
        let mut effects = vec![Effect::Show(self.table.list.people())];
        if viewport.list_rows == 0 {
            effects.extend(self.give_review_up("cancelled: the screen is too small", now));
        }
        effects
    }

    pub(super) fn second(&mut self, now: Timestamp) -> Vec<Effect> {
        let expired = self.table.marks.expire(now);
        if expired > 0 {
            let text = format!("{expired} marks cleared: not touched for 10 minutes");
            self.say(now, Level::Warning, text);
        }
        let is_turn = now.seconds() % FLAGS_AGAIN == 0 && self.setup.guardrails.rules.uses_now();
        let is_turn = is_turn || self.table.filter.query().uses_now();
        let snapshot = Arc::clone(&self.snapshot);
        self.layers.on_top(|dialog| dialog.look_again(&snapshot));
        let mut effects = if is_turn {
            vec![self.look_at_everything()]
        } else {
            self.catch_up()
        };
        let asks = self.runs.check_again(now);
        effects.extend(self.carry_out(asks, now));
        effects
    }
}

/// Whoever signed in since, and is suspended or deleted by what is known of them. Such a person cannot sign
/// in, so what is known is old.
fn signed_in_though_barred(before: &Snapshot, now: &Snapshot) -> Vec<UserId> {
    let barred = |event: &LiveEvent| match &event.kind {
        LiveEventKind::SignedIn(key, place) => {
            let user = now.person(*place).and_then(Person::user)?;
            let is_barred = user.is_suspended() || user.is_deleted();
            (is_barred && user.id == key.user).then_some(user.id)
        }
        _ => None,
    };
    let events = now.events_since(before.number_of_events());
    let mut people: Vec<UserId> = events.filter_map(barred).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// The notices that are due where the list became stale or current, or shows less than before.
fn quality(old: &Snapshot, new: &Snapshot) -> Vec<Ask> {
    let mut asks = Vec::new();
    let was_stale = matches!(old.freshness, Freshness::Stale { .. });
    match &new.freshness {
        Freshness::Stale { because, .. } if !was_stale => {
            asks.push(Ask::warn(format!("{because}; {}", because.advice())));
        }
        Freshness::Current { .. } if was_stale => {
            asks.push(Ask::tell("the list is current again"));
        }
        _ => {}
    }
    let holes_of = |snapshot: &Snapshot| {
        let is_walked = snapshot.is_walked();
        if is_walked {
            snapshot.unreadable().holes
        } else {
            0
        }
    };
    let holes = holes_of(new);
    if holes > 0 && holes_of(old) == 0 {
        let records = counted(holes, "record", "records");
        asks.push(Ask::warn(format!(
            "{records} cannot be read: what is missing may still be signed in, and is unconfirmed"
        )));
    }
    if new.coverage() == Coverage::Own && old.coverage() != Coverage::Own {
        asks.push(Ask::warn(
            "OWN ONLY: these credentials are not an admin's and see only their own sessions, which \
             :mine ends",
        ));
    }
    asks
}
