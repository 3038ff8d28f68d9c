//! Why an action does nothing now, for help and palette: nobody has to try it to learn that.

use super::App;
use crate::app::Action;
use crate::app::runs::NobodyBack;

impl App {
    /// Why the action does nothing now, in words; `None` where it does something.
    pub(crate) fn why_off(&self, action: Action) -> Option<&'static str> {
        if self.setup.is_read_only() && action.leads_to_a_review() {
            return Some("off: read-only");
        }
        if self.is_refused(action) {
            return Some("off: own only");
        }
        match action {
            Action::Mark | Action::MarkAll | Action::Range | Action::Copy | Action::CopyMenu => {
                self.table
                    .list
                    .is_empty()
                    .then_some("off: the list has no rows")
            }
            Action::End | Action::EndPerson | Action::Suspend | Action::LiftSuspension => {
                let is_nothing = self.table.list.is_empty() && self.table.marks.is_empty();
                is_nothing.then_some("off: the list has no rows")
            }
            Action::ClearMarks => self
                .table
                .marks
                .is_empty()
                .then_some("off: nothing is marked"),
            Action::EndReturned => {
                let is_nobody = self.runs.returned().is_empty();
                is_nobody.then(|| match self.runs.nobody_back() {
                    NobodyBack::NoRun | NobodyBack::SoFar => "off: nobody came back",
                    NobodyBack::NotListed => "off: who came back is not listed",
                })
            }
            Action::LastReport => {
                let is_none = self.runs.run().is_none() && self.runs.report().is_none();
                is_none.then_some("off: no run yet")
            }
            Action::Undecided => {
                let is_none = self.table.list.undecided() == 0;
                is_none.then_some("off: all of them can be told")
            }
            Action::WatchLess => {
                let is_none = self.waits.more_until.is_none();
                is_none.then_some("off: no more is used")
            }
            Action::SwitchAccount => {
                let is_none = !self.equipment.has_other_accounts();
                is_none.then_some("off: no other profile")
            }
            Action::StopRun | Action::StopAndQuit => self
                .runs
                .run()
                .is_none()
                .then_some("off: no run is under way"),
            _ => None,
        }
    }
}
