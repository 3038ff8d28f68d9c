//! Carries out what the state machine asks for.

use super::Screen;
use crate::app::{Effect, Event};

impl Screen {
    /// Carries out one effect.
    pub(super) fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Project(request) => {
                if let Some(projection) = self.projecting.ask(request) {
                    self.update(Event::Projected(projection));
                }
            }
            Effect::Execute(confirmed, reason) => self.execute(*confirmed, reason),
            Effect::StopRun => {
                if let Some((_, stop)) = &self.run {
                    stop.stop();
                }
            }
            Effect::Remember(path, text) => {
                let next = self.remembering.ask(path, text);
                self.write_remembered(next);
            }
            Effect::WalkNow => self.ports.poller.walk_now(),
            Effect::WatchMore(time) => self.ports.runner.client.budget().watch_more(time),
            Effect::GoTo(destination) => self.go_to(destination),
            Effect::ReadList(path) => self.read_list(path),
            Effect::CompletePath(typed) => self.complete_path(typed),
            Effect::ReadPastRuns => self.read_past_runs(),
            Effect::LookUpList { id, entries, lists } => self.look_up_list(id, (entries, lists)),
            Effect::Check(people) => self.ports.poller.check(people),
            Effect::AskAbout(people) => self.ports.poller.ask_about(people),
            Effect::AskRoles => self.ports.poller.ask_roles(),
            Effect::Show(people) => self.ports.poller.show(people),
            Effect::Refresh(request) => self.refresh(request),
            Effect::ReadTokens(people) => self.read_tokens(people),
            Effect::Prove(request) => self.prove(*request),
            Effect::RecordVerdicts(verdicts) => {
                self.note(&verdicts);
                self.record(verdicts);
            }
            Effect::Pin(new, pins) => self.pin(new, *pins),
            Effect::AskCard(card) => self.ask_card(card),
            Effect::ChangeChat(confirmed) => self.change_chat(*confirmed),
            Effect::Copy(copied) => self.copy(copied),
            Effect::Save(request) => self.save(*request),
            Effect::Mouse(listens) => self.listen_to_mouse(listens),
            Effect::Switch(name) => self.switch(name),
            Effect::CopyReport => self.copy_report(),
            Effect::SaveReport => self.save_report(),
            Effect::Bell => self.ports.output.ring(),
            Effect::Relayout => self.resized(),
            Effect::Theme(choice) => self.dress(choice),
            Effect::Redraw => self.ports.output.redraw(),
            Effect::ToShell => self.leave_to_shell(),
            Effect::Quit => self.quit = true,
        }
    }
}
