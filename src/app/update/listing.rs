//! The meaning of keys in the list.

use std::time::Duration;

use super::App;
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::dialog::{
    ColumnsMenu, DetailsView, Dialog, EndMenu, HelpView, NextStep, Palette, SortMenu, UndecidedView,
};
use crate::app::event::Effect;
use crate::app::list::List;
use crate::app::notices::{Level, NoticeWords};
use crate::live::Sort;
use crate::model::Timestamp;
use crate::operation::Refusal;

/// How long watching may use more of the budget when somebody asks for it.
const MORE_FOR: Duration = Duration::from_secs(10 * 60);

/// Why the order by what deserves a look is not turned round.
const ONE_WAY: &str =
    "what deserves a look comes first, and this order has no other way; s chooses another";

impl App {
    /// Lets watching use more of the budget for a while, or ends that.
    fn watch_more(&mut self, now: Timestamp) -> Vec<Effect> {
        let more = match self.more_until(now) {
            Some(_) => None,
            None => Some(MORE_FOR),
        };
        self.more_until = more.map(|time| now.after(time));
        let text = match more {
            Some(_) => "the list may use what ending may use of the budget, for 10 minutes",
            None => "the list keeps to its own share of the budget again",
        };
        self.say(now, Level::Info, text);
        vec![Effect::WatchMore(more), Effect::WalkNow]
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one line for each action of the list"
    )]
    pub(super) fn list_action(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        let then = match action {
            Action::End => Some(NextStep::End),
            Action::EndPerson => Some(NextStep::EndPeople),
            action => NextStep::of_people(action),
        };
        if let Some(then) = then {
            let ask = self.chosen(then, now);
            return self.grant(ask, now);
        }
        self.marks.forget_lost();
        match action {
            Action::Down => return self.cursor(|list| list.move_by(1), now),
            Action::Up => return self.cursor(|list| list.move_by(-1), now),
            Action::PageDown => return self.cursor(|list| list.move_by(list.page()), now),
            Action::PageUp => return self.cursor(|list| list.move_by(-list.page()), now),
            Action::Top => return self.cursor(|list| list.move_to(0), now),
            Action::Bottom => return self.cursor(|list| list.move_to(usize::MAX), now),
            Action::Filter => {
                self.filter.open();
                self.look_for_completion();
            }
            Action::Details => return self.details(),
            Action::Person if self.may_go_to_filtered() => return self.go_to_filtered(now),
            Action::Person => return self.page_under_cursor(now),
            Action::News => self.show_news(),
            Action::PastRuns => return self.show_past_runs(),
            Action::SortMenu => {
                let menu = SortMenu::on(self.list.sort.column);
                self.dialog = Some(Dialog::Sort(menu));
            }
            Action::Columns => {
                let menu = ColumnsMenu::on(self.columns());
                self.dialog = Some(Dialog::Columns(menu));
            }
            Action::SortReverse => {
                let Some(reversed) = self.list.sort.reversed() else {
                    self.say(now, Level::Passing, ONE_WAY);
                    return Vec::new();
                };
                self.list.sort = reversed;
                return vec![self.project()];
            }
            Action::SortDefault => {
                let own = self.view().sort;
                self.list.sort = if self.list.sort == Sort::default() {
                    own
                } else {
                    Sort::default()
                };
                return vec![self.project()];
            }
            Action::ViewAll
            | Action::ViewStaff
            | Action::ViewPeople
            | Action::ViewOverdue
            | Action::ViewFlagged
            | Action::ViewNew => return self.open_view_of(action, now),
            Action::Unfold => return self.unfold(true, now),
            Action::Fold => return self.unfold(false, now),
            Action::AbsoluteTimes => self.display.absolute_times = !self.display.absolute_times,
            Action::Pause => {
                self.list.toggle_pause(now);
                return self.catch_up();
            }
            Action::Refresh => return self.walk_now(now),
            Action::WatchMore => return self.watch_more(now),
            Action::WatchLess => return self.watch_less(now),
            Action::NextPane => self.next_pane(now),
            Action::Copy => return self.copy(now),
            Action::CopyMenu => self.copy_menu(now),
            Action::Save => self.ask_where_to_save(now),
            Action::Mask => return self.toggle_mask(now),
            Action::Mouse => return self.toggle_mouse(now),
            Action::Mark => return self.mark(now),
            Action::Range => return self.range(now),
            Action::MarkAll => return self.mark_all(now),
            Action::ClearMarks => {
                self.marks.clear();
                return self.catch_up();
            }
            Action::EndMenu if self.is_own_only() => {
                // Each offer would be refused.
                let why = Refusal::OwnOnly.on_screen();
                return self.carry_out(vec![Ask::warn(why)], now);
            }
            Action::EndMenu => {
                let menu = EndMenu::of(&self.list, &self.marks, &self.filter);
                self.dialog = Some(Dialog::Choose(menu));
            }
            Action::Undecided => self.show_undecided(now),
            Action::EndReturned => {
                let ask = self.runs.end_returned();
                return self.grant(ask, now);
            }
            Action::LastReport => match self.runs.dialog() {
                Some(dialog) => self.dialog = Some(dialog),
                None => self.say(
                    now,
                    Level::Info,
                    "no run yet in this session of the program",
                ),
            },
            Action::Leavers => return self.leavers(),
            Action::Help => self.dialog = Some(Dialog::Help(HelpView::default())),
            Action::Palette => self.dialog = Some(Dialog::Palette(self.palette())),
            Action::SwitchAccount => self.choose_account(now),
            Action::Back => return self.back(),
            Action::Redraw | Action::ToShell => return self.about_the_terminal(action, now),
            Action::Quit | Action::StopAndQuit => return self.ask_to_quit(),
            Action::Keep
            | Action::Complete
            | Action::NextRoute
            | Action::NextPolicy
            | Action::NextField
            | Action::PreviousField
            | Action::UnfoldAll
            | Action::Again
            | Action::StopRun
            | Action::DropHidden
            | Action::IncludeHidden
            | Action::End
            | Action::EndPerson
            | Action::Suspend
            | Action::LiftSuspension
            | Action::Tokens
            | Action::Offboard
            | Action::Revoke
            | Action::Edit => {}
        }
        Vec::new()
    }

    /// Lets watching use no more than its own share again.
    fn watch_less(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.more_until(now).is_some() {
            return self.watch_more(now);
        }
        let text = "the list keeps to its own share of the budget already";
        self.say(now, Level::Info, text);
        Vec::new()
    }

    /// The palette with everything that can be asked for now.
    fn palette(&self) -> Palette {
        let palette = Palette::new(&self.keymap)
            .with_views(self.views.offers(&self.keymap))
            .with_profiles(&self.equipment.profiles, &self.equipment.profile)
            .with_recent(&self.recent)
            .without(|action| self.why_off(action));
        if self.names().are_masked() {
            palette.without_names()
        } else {
            palette
        }
    }

    /// Offers the accounts of the other profiles.
    fn choose_account(&mut self, now: Timestamp) {
        if self.has_other_accounts() {
            let palette = self.palette().asking("profile ", &self.snapshot);
            self.dialog = Some(Dialog::Palette(palette));
        } else {
            let text =
                "the settings have no other profile; zentop auth login --profile NAME adds one";
            self.say(now, Level::Info, NoticeWords::of_nobody(text));
        }
    }

    fn show_undecided(&mut self, now: Timestamp) {
        if self.list.undecided() == 0 {
            let text = "of every session it is known whether it matches";
            self.say(now, Level::Info, text);
        } else {
            self.dialog = Some(Dialog::Undecided(UndecidedView::of(&self.list)));
        }
    }

    pub(super) fn cursor(&mut self, go: impl FnOnce(&mut List), now: Timestamp) -> Vec<Effect> {
        let before = self.list.offset();
        go(&mut self.list);
        if let Some(from) = self.marks.range_from() {
            match self.list.between(from) {
                Some(keys) => self.marks.add(keys, now),
                None => self.marks.end_range(),
            }
        }
        if self.list.offset() == before {
            Vec::new()
        } else {
            vec![Effect::Show(self.list.people())]
        }
    }

    fn walk_now(&mut self, now: Timestamp) -> Vec<Effect> {
        self.say(now, Level::Info, "walking the list now");
        vec![Effect::WalkNow]
    }

    /// Opens or closes the details pane, or lays the details over the list where there is no room
    /// for it.
    fn details(&mut self) -> Vec<Effect> {
        if !self.viewport.has_details {
            self.dialog = Some(Dialog::Details(DetailsView::default()));
            return Vec::new();
        }
        self.display.details_closed = !self.display.details_closed;
        vec![Effect::Relayout]
    }

    /// Esc in the list gives up the range, else the filter, else the marks, else the notices that are
    /// kept until they are read.
    fn back(&mut self) -> Vec<Effect> {
        if self.marks.is_ranging() {
            self.marks.end_range();
            return self.catch_up();
        }
        if !self.filter.narrowing().is_empty() {
            self.filter.clear();
            return vec![self.project()];
        }
        if self.marks.is_empty() {
            self.notices.read();
        }
        self.marks.clear();
        self.catch_up()
    }

    /// Quits, or asks first if that ends a run under way. A run of which nothing was begun is
    /// stopped before the question: nobody reads while requests go out that they turned away from.
    pub(super) fn ask_to_quit(&mut self) -> Vec<Effect> {
        if self.runs.run().is_none() {
            return self.runs.stop_and_quit();
        }
        self.dialog = Some(Dialog::Quit);
        self.runs.stop_before_it_begins()
    }
}
