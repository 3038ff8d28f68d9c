//! What a key can mean. Keys are bound to these in assets/keymap.toml, by these names.

use serde::{Deserialize, Serialize};

/// Everything a key can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The cursor one row down.
    Down,
    /// The cursor one row up.
    Up,
    /// A page down, or scroll.
    PageDown,
    /// A page up, or scroll.
    PageUp,
    /// The first row.
    Top,
    /// The last row.
    Bottom,
    /// Begin to type a filter.
    Filter,
    /// Show or hide the details pane.
    Details,
    /// Choose a column to sort by.
    SortMenu,
    /// Turn the order around.
    SortReverse,
    /// The order the program starts with.
    SortDefault,
    /// Ages or times of day.
    AbsoluteTimes,
    /// Hold the list still, or let go.
    Pause,
    /// Walk now.
    Refresh,
    /// Copy the row's ids.
    Copy,
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
    /// Review lifting their suspension.
    LiftSuspension,
    /// Show their OAuth tokens.
    Tokens,
    /// Review revoking the marked tokens, or the one under the cursor.
    Revoke,
    /// Edit what may be changed of what a card shows.
    Edit,
    /// Another route for the plan under review.
    NextRoute,
    /// Forget the marks that the filter hides, and review the rest.
    DropHidden,
    /// Review all marks, hidden ones too.
    IncludeHidden,
    /// Stop the run that is under way.
    StopRun,
    /// Stop it, and quit when everything is recorded.
    StopAndQuit,
    /// Show the last report.
    LastReport,
    /// Show help.
    Help,
    /// Choose by name what to do.
    Palette,
    /// Keep what was typed or chosen.
    Keep,
    /// Close the topmost layer.
    Back,
    /// Quit.
    Quit,
}

impl Action {
    /// Whether it opens a review of something that cannot be taken back, or only with effort.
    pub(crate) const fn leads_to_a_review(self) -> bool {
        matches!(
            self,
            Self::End
                | Self::EndPerson
                | Self::EndMenu
                | Self::EndReturned
                | Self::Suspend
                | Self::LiftSuspension
                | Self::Revoke
        )
    }

    /// The name that assets/keymap.toml has for it.
    pub fn name(self) -> String {
        match toml::Value::try_from(self) {
            Ok(toml::Value::String(name)) => name,
            // A variant without fields is always written as text.
            _ => String::new(),
        }
    }
}
