//! How a review opens, and what closes it from outside.

use super::App;
use crate::app::dialog::{Dialog, Review};
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::live::Freshness;
use crate::model::Timestamp;
use crate::operation::{Basis, Plan, Refusal};

impl App {
    /// Opens the review of a plan, or says why there is none.
    pub(super) fn review(
        &mut self,
        plan: impl FnOnce(&Basis<'_>) -> Result<Plan, Refusal>,
        now: Timestamp,
    ) {
        if let Some(hindrance) = self.context(now).hindrance() {
            if let Some(dialog) = hindrance.shows() {
                self.dialog = Some(dialog);
            }
            self.say(now, Level::Warning, hindrance.words());
            return;
        }
        if let Freshness::Stale { because, .. } = &self.snapshot.freshness
            && because.refuses_credentials()
        {
            let text = format!("nothing can be done: {because}; {}", because.advice());
            self.say(now, Level::Warning, text);
            return;
        }
        let planned = plan(&Basis {
            account: &self.setup.account,
            snapshot: &self.snapshot,
            guardrails: &self.setup.guardrails,
            now,
        });
        match planned {
            Ok(plan) => {
                let (items, excluded) = (plan.count(), plan.excluded().len());
                tracing::info!(items, excluded, "plan made");
                let review = Review::new(plan, &self.snapshot, self.revision, now);
                self.dialog = Some(Dialog::Review(Box::new(review)));
            }
            Err(refusal) => {
                tracing::info!("no plan: {refusal}");
                self.say(now, Level::Warning, refusal.to_string());
            }
        }
    }

    /// Closes a review without sending anything, if there is one, and says why.
    pub(super) fn give_review_up(&mut self, why: &str, now: Timestamp) -> Vec<Effect> {
        match self.dialog.take().map(Dialog::without_review) {
            Some(Ok(below)) => self.dialog = below,
            Some(Err(other)) => {
                self.dialog = Some(other);
                return Vec::new();
            }
            None => return Vec::new(),
        }
        self.say(now, Level::Info, why);
        self.catch_up()
    }
}
