//! Going over to the account of another profile.

use super::App;
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::model::{SafeText, Timestamp};

impl App {
    /// Asks for the account of a profile, unless something is under way that belongs to this one.
    pub(super) fn switch_to(&mut self, name: &str, now: Timestamp) -> Vec<Effect> {
        let shown = SafeText::new(name);
        let refusal = if self.runs.run().is_some() {
            Some(
                "a run is under way; wait for it or stop it before another account is opened"
                    .to_owned(),
            )
        } else if self.runs.is_changing() {
            Some("a change of the Chat account is under way; wait for it".to_owned())
        } else if !self
            .equipment
            .profiles
            .iter()
            .any(|known| known.name == name)
        {
            let known = self.equipment.profiles.iter();
            let known: Vec<&str> = known.map(|known| known.name.as_str()).collect();
            let known = known.join(", ");
            Some(format!(
                "there is no profile “{shown}” in the settings; there are {known}"
            ))
        } else if self.equipment.profile == name {
            Some(format!("profile “{shown}” is the one that is shown"))
        } else {
            None
        };
        if let Some(why) = refusal {
            self.say(now, Level::Warning, NoticeWords::of_nobody(why));
            return Vec::new();
        }
        let text = format!("connecting with profile “{shown}” …");
        self.say(now, Level::Info, NoticeWords::of_nobody(text));
        vec![Effect::Switch(name.to_owned())]
    }
}
