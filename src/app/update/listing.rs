//! The meaning of keys in the list, beside what they do to it alone.

use super::App;
use crate::app::Action;
use crate::app::dialog::{DetailsView, Dialog, HelpView, NextStep, Palette};
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::app::table::{TableContext, TakenAs};
use crate::app::views::ViewKind;
use crate::model::Timestamp;

impl App {
    pub(super) fn list_action(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        let then = match action {
            Action::End => Some(NextStep::End),
            Action::EndPerson => Some(NextStep::EndPeople),
            action => NextStep::of_people(action),
        };
        if let Some(then) = then {
            let ask = self.table.chosen(then, now);
            return self.grant(ask, now);
        }
        self.table.marks.forget_lost();
        let context = TableContext {
            taken_as: TakenAs::of(&self.setup, &self.equipment, self.display(), now),
            snapshot: &self.snapshot,
            has_details: self.viewport.has_details,
        };
        if let Some(asks) = self.table.act(action, context) {
            return self.carry_out(asks, now);
        }
        match action {
            Action::Filter => {
                self.table.filter.open();
                self.table.look_for_completion(&self.snapshot);
            }
            Action::Details => self.layers.open(Dialog::Details(DetailsView::default())),
            Action::Person => match self.table.filtered_destination(&self.snapshot) {
                Some(destination) => return self.go_to(destination, now),
                None => return self.page_under_cursor(now),
            },
            Action::News => self.show_news(),
            Action::PastRuns => return self.show_past_runs(),
            Action::ViewAll
            | Action::ViewStaff
            | Action::ViewPeople
            | Action::ViewOverdue
            | Action::ViewFlagged
            | Action::ViewNew => {
                if let Some(place) = self.table.look.views.of_action(action) {
                    return self.open_view(place, now);
                }
            }
            Action::Refresh => {
                self.say(now, Level::Info, "walking the list now");
                return vec![Effect::WalkNow];
            }
            Action::WatchMore | Action::WatchLess => {
                let asks = self.waits.watch_more(action == Action::WatchMore, now);
                return self.carry_out(asks, now);
            }
            Action::NextPane => self.next_pane(now),
            Action::Mask => return self.toggle_mask(now),
            Action::EndReturned => {
                let ask = self.runs.end_returned();
                return self.grant(ask, now);
            }
            Action::LastReport => match self.runs.dialog() {
                Some(dialog) => self.layers.open(dialog),
                None => self.say(
                    now,
                    Level::Info,
                    "no run yet in this session of the program",
                ),
            },
            Action::Leavers => return self.leavers(),
            Action::Help => self.layers.open(Dialog::Help(HelpView::default())),
            Action::Palette => self.layers.open(Dialog::Palette(self.palette())),
            Action::SwitchAccount => self.choose_account(now),
            Action::Back => return self.back(),
            Action::Redraw | Action::ToShell => return self.about_the_terminal(action, now),
            Action::Quit | Action::StopAndQuit => return self.ask_to_quit(),
            _ => {}
        }
        Vec::new()
    }

    /// Opens the view at this place.
    pub(super) fn open_view(&mut self, place: usize, now: Timestamp) -> Vec<Effect> {
        let view = self.table.look.views.at(place);
        if view.kind == ViewKind::Leavers {
            return self.leavers();
        }
        if let Some(why) = view.is_void() {
            self.say(now, Level::Passing, why);
            return Vec::new();
        }
        if self.layers.is_a_view() {
            self.layers.close();
        }
        if !self.table.turn_to(place, self.setup.zone) {
            let text = "the filter does not fit into this view, and was dropped";
            self.say(now, Level::Warning, text);
        }
        vec![self.project()]
    }

    /// The palette with everything that can be asked for now.
    fn palette(&self) -> Palette {
        let palette = Palette::new(&self.keyboard.keymap)
            .with_views(self.table.look.views.offers(&self.keyboard.keymap))
            .with_profiles(&self.equipment.profiles, &self.equipment.profile)
            .with_recent(self.keyboard.recent())
            .without(|action| self.why_off(action));
        if self.names().are_masked() {
            palette.without_names()
        } else {
            palette
        }
    }

    /// Offers the accounts of the other profiles.
    fn choose_account(&mut self, now: Timestamp) {
        if self.equipment.has_other_accounts() {
            let palette = self.palette().asking("profile ", &self.snapshot);
            self.layers.open(Dialog::Palette(palette));
        } else {
            let text =
                "the settings have no other profile; zentop auth login --profile NAME adds one";
            self.say(now, Level::Info, NoticeWords::of_nobody(text));
        }
    }

    /// Esc in the list gives up the range, else the filter, else the marks, else the notices that are
    /// kept until they are read.
    fn back(&mut self) -> Vec<Effect> {
        if self.table.marks.is_ranging() {
            self.table.marks.end_range();
            return self.catch_up();
        }
        if !self.table.filter.narrowing().is_empty() {
            self.table.filter.clear();
            return vec![self.project()];
        }
        if self.table.marks.is_empty() {
            self.notices.read();
        }
        self.table.marks.clear();
        self.catch_up()
    }

    /// Quits, or asks first if that ends a run under way. A run of which nothing was begun is
    /// stopped before the question: nobody reads while requests go out that they turned away from.
    pub(super) fn ask_to_quit(&mut self) -> Vec<Effect> {
        if self.runs.run().is_none() {
            return self.runs.stop_and_quit();
        }
        self.layers.open(Dialog::Quit);
        self.runs.stop_before_it_begins()
    }
}
