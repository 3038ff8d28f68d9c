//! Where a key is pressed: a key may mean something else in each mode.

use serde::{Deserialize, Serialize};

/// Where a key is pressed: the list, a field, or a dialog. A key may mean something else in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The list itself.
    List,
    /// A pane beside the list has the keys.
    Pane,
    /// A filter is being typed.
    Filter,
    /// A plan is under review.
    Review,
    /// The question which of the marks are meant is open.
    Hidden,
    /// The menu of whom to end is open.
    Choose,
    /// The path of a list of people is being typed.
    ListFile,
    /// Everybody on a list that was given is shown.
    OnList,
    /// The question whether to stop a run and quit is open.
    Quit,
    /// A run is shown.
    Run,
    /// A report is shown.
    Report,
    /// Help is shown.
    Help,
    /// The people who were found are shown.
    Found,
    /// The sort menu is open.
    Sort,
    /// The menu of columns is open.
    Columns,
    /// The palette is open.
    Palette,
    /// The people who should be gone are shown.
    Leavers,
    /// The page of one person is shown.
    Person,
    /// The news are shown.
    News,
    /// A text that the news are searched for is being typed.
    NewsSearch,
    /// The runs of this profile are shown.
    PastRuns,
    /// The OAuth tokens of some people are shown.
    Tokens,
    /// A card is shown.
    Card,
    /// The fields of the Chat account are edited.
    Edit,
    /// The details lie over the list.
    Details,
    /// Words are typed that the help is searched for.
    Search,
    /// The menu of what to copy is open.
    Copy,
    /// The name of a file is typed.
    Save,
}

impl Mode {
    /// Whether there is a field that is typed into.
    pub(in crate::app) const fn has_a_field(self) -> bool {
        self.takes_text() || matches!(self, Self::Review)
    }

    /// Whether there is a field that takes any text, and answers nothing.
    pub(in crate::app) const fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::Palette
                | Self::Edit
                | Self::ListFile
                | Self::NewsSearch
                | Self::Search
                | Self::Save
        )
    }

    /// The mode of a name; `None` if there is none of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        toml::Value::String(name.to_owned()).try_into().ok()
    }

    /// The mode's name in the keymap and in the settings.
    pub(crate) fn name(self) -> String {
        match toml::Value::try_from(self) {
            Ok(toml::Value::String(name)) => name,
            // A variant without fields is always written as text.
            _ => String::new(),
        }
    }
}
