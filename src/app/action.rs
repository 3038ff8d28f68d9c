//! The actions that a key can start. Keys are bound to them in assets/keymap.toml, by these names.

use serde::{Deserialize, Serialize};

/// Everything that a key can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Move the cursor one row down.
    Down,
    /// Move the cursor one row up.
    Up,
    /// Move or scroll one page down.
    PageDown,
    /// Move or scroll one page up.
    PageUp,
    /// Go to the first row.
    Top,
    /// Go to the last row.
    Bottom,
    /// Begin to type a filter.
    Filter,
    /// Show or hide the details pane.
    Details,
    /// Show the page of the cursor's person.
    Person,
    /// Show what this profile ended, from the journal.
    PastRuns,
    /// Show the news, whole.
    News,
    /// Choose a column to sort by.
    SortMenu,
    /// Choose which columns there are, and their order.
    Columns,
    /// Reverse the order.
    SortReverse,
    /// Return to the order that the program starts with.
    SortDefault,
    /// Switch between ages and times of day.
    AbsoluteTimes,
    /// Hold the list still, or let it go on.
    Pause,
    /// Begin a walk now.
    Refresh,
    /// Let watching use more of the budget for a while, or end that.
    WatchMore,
    /// Read no more than the share of the list again.
    WatchLess,
    /// Go to the next pane.
    NextPane,
    /// Copy the address of the row's person, or of all who are marked.
    Copy,
    /// Choose what to copy.
    CopyMenu,
    /// Save what is shown to a file.
    Save,
    /// Show pseudonyms in place of people, or end that.
    Mask,
    /// Listen to the mouse, or no longer.
    Mouse,
    /// Mark or unmark the row.
    Mark,
    /// Begin or end marking a range.
    Range,
    /// Mark or unmark every row shown.
    MarkAll,
    /// Clear all marks.
    ClearMarks,
    /// Review ending the marked sessions or the cursor's.
    End,
    /// Review ending all sessions of the cursor's person.
    EndPerson,
    /// Choose what to end from a list of choices.
    EndMenu,
    /// Review ending the sessions of people who came back.
    EndReturned,
    /// Review suspending the people of the marked sessions, or the cursor's person.
    Suspend,
    /// Review lifting the suspension of those people.
    LiftSuspension,
    /// Show the OAuth tokens of those people.
    Tokens,
    /// Show the people who should be gone and are still signed in.
    Leavers,
    /// Show every session.
    ViewAll,
    /// Show the sessions of the staff.
    ViewStaff,
    /// Show people, each with their sessions.
    ViewPeople,
    /// Show the sessions that should have ended by themselves.
    ViewOverdue,
    /// Show the sessions that a rule hits.
    ViewFlagged,
    /// Show the sessions that began within the last hour.
    ViewNew,
    /// Review offboarding those people: suspending them, and taking their tokens and sessions.
    Offboard,
    /// Review revoking the marked tokens, or the one under the cursor.
    Revoke,
    /// Edit the fields of the card that may be changed.
    Edit,
    /// Show of whom it cannot be told whether their sessions match.
    Undecided,
    /// Take the next route for the plan under review.
    NextRoute,
    /// Take those of whom it cannot be told, or leave them alone.
    NextPolicy,
    /// Go to the next field that is typed into.
    NextField,
    /// Go to the field before.
    PreviousField,
    /// List under a person what belongs to them.
    Unfold,
    /// List the person alone.
    Fold,
    /// List under everybody what belongs to them, or list the people alone.
    UnfoldAll,
    /// Review again what a run did not surely do.
    Again,
    /// Forget the marks that the filter hides, and review the rest.
    DropHidden,
    /// Review all marks, hidden ones too.
    IncludeHidden,
    /// Stop the run that is under way.
    StopRun,
    /// Stop the run, and quit when everything is recorded.
    StopAndQuit,
    /// Show the last report.
    LastReport,
    /// Show help.
    Help,
    /// Open the palette, which offers actions by name.
    Palette,
    /// Choose the account of another profile.
    SwitchAccount,
    /// Accept what was typed or chosen.
    Keep,
    /// Complete what was typed.
    Complete,
    /// Close what lies on top.
    Back,
    /// Write all of the screen anew.
    Redraw,
    /// Leave the terminal to the shell.
    ToShell,
    /// Quit the program.
    Quit,
}

impl Action {
    /// Whether the action does nothing but open a view of the list.
    pub(crate) const fn opens_a_view(self) -> bool {
        matches!(
            self,
            Self::ViewAll
                | Self::ViewStaff
                | Self::ViewPeople
                | Self::ViewOverdue
                | Self::ViewFlagged
                | Self::ViewNew
                | Self::Leavers
        )
    }

    /// Whether the action opens a review of something that cannot be taken back, or only with
    /// effort.
    pub(crate) const fn leads_to_a_review(self) -> bool {
        matches!(
            self,
            Self::End
                | Self::EndPerson
                | Self::EndMenu
                | Self::EndReturned
                | Self::Suspend
                | Self::Offboard
                | Self::LiftSuspension
                | Self::Revoke
                | Self::Again
        )
    }

    /// Whether the action works wherever its key is pressed, also in a field.
    pub(crate) const fn works_everywhere(self) -> bool {
        matches!(self, Self::Redraw | Self::ToShell)
    }

    /// The action of a name; `None` if there is none of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        toml::Value::String(name.to_owned()).try_into().ok()
    }

    /// The action's name in assets/keymap.toml.
    pub fn name(self) -> String {
        match toml::Value::try_from(self) {
            Ok(toml::Value::String(name)) => name,
            // A variant without fields is always written as text.
            _ => String::new(),
        }
    }
}
