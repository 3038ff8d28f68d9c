//! Keys of the list, and of the layers over it.

use crossterm::event::{KeyEvent, KeyEventKind};
use tui_input::Input;

use super::App;
use crate::app::Action;
use crate::app::dialog::{Dialog, HelpView};
use crate::app::event::Effect;
use crate::app::keymap::Mode;
use crate::app::list::List;
use crate::app::notices::Level;
use crate::app::palette::Palette;
use crate::live::{Column, Sort};
use crate::model::Timestamp;
use crate::query::Query;

impl App {
    pub(super) fn key(&mut self, key: KeyEvent, at: Timestamp, now: Timestamp) -> Vec<Effect> {
        if key.kind != KeyEventKind::Press {
            return Vec::new();
        }
        let mode = self.mode();
        let action = self.keymap.resolve(mode, key);
        match mode {
            Mode::Filter => self.filter_key(action, key),
            Mode::Review if matches!(self.dialog, Some(Dialog::Change(_))) => {
                self.change_key(action, key, at, now)
            }
            Mode::Review => self.review_key(action, key, at, now),
            Mode::List => action.map_or_else(Vec::new, |action| self.list_action(action, now)),
            Mode::Hidden => self.hidden_action(action, now),
            Mode::Choose => self.choose_action(action, now),
            Mode::Palette => self.palette_key(action, key, now),
            Mode::Card => self.card_action(action, now),
            Mode::Edit => self.edit_key(action, key, now),
            Mode::Quit => self.quit_action(action),
            Mode::Run => self.run_action(action),
            Mode::Tokens => self.tokens_action(action, now),
            Mode::Report => match action.and_then(Self::contain_action) {
                Some(then) => self.contain_reported(then, now),
                None => self.layer_action(action),
            },
            Mode::Details => self.details_action(action, now),
            Mode::Help | Mode::Sort => self.layer_action(action),
        }
    }

    pub(super) fn list_action(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        let contains = Self::contain_action(action);
        if !matches!(action, Action::End) && contains.is_none() {
            self.marks.forget_lost();
        }
        if let Some(then) = contains {
            return self.contain_chosen(then, now);
        }
        match action {
            Action::Down => self.cursor(|list| list.move_by(1), now),
            Action::Up => self.cursor(|list| list.move_by(-1), now),
            Action::PageDown => self.cursor(|list| list.move_by(list.page()), now),
            Action::PageUp => self.cursor(|list| list.move_by(-list.page()), now),
            Action::Top => self.cursor(|list| list.move_to(0), now),
            Action::Bottom => self.cursor(|list| list.move_to(usize::MAX), now),
            Action::Filter => {
                self.input = Some(Input::new(self.query.text().to_owned()));
                Vec::new()
            }
            Action::Details => self.details(),
            Action::SortMenu => {
                let is = |column: &Column| *column == self.list.sort.column;
                let at = Column::ALL.iter().position(is).unwrap_or(0);
                self.dialog = Some(Dialog::Sort { at });
                Vec::new()
            }
            Action::SortReverse => {
                self.list.sort.descending = !self.list.sort.descending;
                vec![self.project()]
            }
            Action::SortDefault => {
                self.list.sort = Sort::default();
                vec![self.project()]
            }
            Action::AbsoluteTimes => {
                self.display.absolute_times = !self.display.absolute_times;
                Vec::new()
            }
            Action::Pause => {
                self.paused_at = if self.paused_at.is_some() {
                    None
                } else {
                    Some(now)
                };
                self.catch_up()
            }
            Action::Refresh => {
                self.say(now, Level::Info, "walking the list now");
                vec![Effect::WalkNow]
            }
            Action::Copy => self.copy(now),
            Action::Mark => self.mark(now),
            Action::Range => self.range(now),
            Action::MarkAll => self.mark_all(now),
            Action::ClearMarks => {
                self.marks.clear();
                self.range_from = None;
                self.catch_up()
            }
            Action::End => self.end(now),
            Action::EndPerson => self.end_person(now),
            Action::EndMenu => self.end_menu(now),
            Action::EndReturned => self.end_returned(now),
            Action::LastReport => {
                if self.run.is_some() {
                    self.dialog = Some(Dialog::Run);
                } else if self.report.is_some() {
                    self.dialog = Some(Dialog::Report { scroll: 0 });
                } else {
                    self.say(
                        now,
                        Level::Info,
                        "no run yet in this session of the program",
                    );
                }
                Vec::new()
            }
            Action::Help => {
                self.dialog = Some(Dialog::Help(HelpView::default()));
                Vec::new()
            }
            Action::Palette => {
                self.dialog = Some(Dialog::Palette(Palette::new(&self.keymap)));
                Vec::new()
            }
            Action::Back => self.back(),
            Action::Quit | Action::StopAndQuit => self.ask_to_quit(),
            Action::Keep
            | Action::NextRoute
            | Action::StopRun
            | Action::DropHidden
            | Action::IncludeHidden
            | Action::Suspend
            | Action::LiftSuspension
            | Action::Tokens
            | Action::Revoke
            | Action::Edit => Vec::new(),
        }
    }

    pub(super) fn cursor(&mut self, go: impl FnOnce(&mut List), now: Timestamp) -> Vec<Effect> {
        let before = self.list.offset();
        go(&mut self.list);
        if let Some(from) = self.range_from {
            self.mark_between(from, now);
        }
        if self.list.offset() == before {
            Vec::new()
        } else {
            self.show_people()
        }
    }

    /// Opens or closes their pane, or lays them over the list where there is none.
    fn details(&mut self) -> Vec<Effect> {
        if !self.viewport.has_details {
            self.dialog = Some(Dialog::Details);
            return Vec::new();
        }
        self.display.details_closed = !self.display.details_closed;
        vec![Effect::Relayout]
    }

    /// Over the list, the cursor still moves.
    fn details_action(&mut self, action: Option<Action>, now: Timestamp) -> Vec<Effect> {
        match action {
            Some(Action::Down) => self.cursor(|list| list.move_by(1), now),
            Some(Action::Up) => self.cursor(|list| list.move_by(-1), now),
            action => self.layer_action(action),
        }
    }

    /// Esc in the list: the range, then the filter, then the marks.
    pub(super) fn back(&mut self) -> Vec<Effect> {
        if self.range_from.take().is_some() {
            return self.catch_up();
        }
        if !self.query.is_empty() {
            self.query = Query::default();
            return vec![self.project()];
        }
        self.marks.clear();
        self.catch_up()
    }

    pub(super) fn copy(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(key) = self.list.cursor_key() else {
            return Vec::new();
        };
        self.say(now, Level::Info, format!("copied {key}"));
        vec![Effect::Copy(key.to_string())]
    }

    pub(super) fn layer_action(&mut self, action: Option<Action>) -> Vec<Effect> {
        let Some(action) = action else {
            return Vec::new();
        };
        if action == Action::Quit {
            return self.ask_to_quit();
        }
        let last_line = self
            .report
            .as_ref()
            .map_or(0, |view| view.report.items.len());
        match (self.dialog.as_mut(), action) {
            (Some(Dialog::Help(help)), Action::PageDown) => help.scroll += 5,
            (Some(Dialog::Help(help)), Action::PageUp) => {
                help.scroll = help.scroll.saturating_sub(5);
            }
            (Some(Dialog::Report { scroll }), Action::PageDown) => {
                *scroll = (*scroll + 5).min(last_line.saturating_sub(1));
            }
            (Some(Dialog::Report { scroll }), Action::PageUp) => *scroll = scroll.saturating_sub(5),
            (Some(Dialog::Sort { at }), Action::Down) => *at = (*at + 1) % Column::ALL.len(),
            (Some(Dialog::Sort { at }), Action::Up) => {
                *at = (*at + Column::ALL.len() - 1) % Column::ALL.len();
            }
            (Some(Dialog::Sort { at }), Action::Keep) => {
                let column = Column::ALL[*at];
                let same = self.list.sort.column == column;
                let newest_first = matches!(column, Column::SignedIn | Column::LastSeen);
                let descending = if same {
                    !self.list.sort.descending
                } else {
                    newest_first
                };
                self.list.sort = Sort { column, descending };
                self.dialog = None;
                return vec![self.project()];
            }
            (_, Action::Back) => {
                self.dialog = None;
                return self.catch_up();
            }
            _ => {}
        }
        Vec::new()
    }
}
