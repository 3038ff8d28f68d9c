//! Settings that are one of a few words.

use super::suggest::nearest;

/// A word that is not one of those a setting takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be one of {choices}, not {given:?}{hint}")]
pub struct ParseChoiceError {
    /// The word that was given, cut to a readable length.
    given: String,
    /// The words that are allowed.
    choices: String,
    /// The word that was probably meant, as the end of the sentence.
    hint: String,
}

impl ParseChoiceError {
    fn new(given: &str, words: &[&'static str]) -> Self {
        Self {
            given: given.chars().take(40).collect(),
            choices: words.join(", "),
            hint: nearest(given, words.iter().copied())
                .map(|word| format!("; did you mean {word:?}?"))
                .unwrap_or_default(),
        }
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every choice, in the order of declaration.
            #[cfg(test)]
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The choice's word in the settings file.
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseChoiceError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(ParseChoiceError::new(text, &[$($word),+])),
                }
            }
        }
    };
}

choice! {
    /// The colours of the screen.
    pub ThemeChoice {
        /// Dark or light, by the terminal's background.
        Auto = "auto",
        /// For a dark background.
        Dark = "dark",
        /// For a light background.
        Light = "light",
        /// No colour at all.
        Mono = "mono",
        /// Strong contrast.
        HighContrast = "high-contrast",
    }
}

choice! {
    /// The characters that lines and boxes are drawn with.
    pub Borders {
        /// Box-drawing characters.
        Unicode = "unicode",
        /// Plain `+`, `-` and `|`, for terminals that draw the others too wide.
        Ascii = "ascii",
    }
}

choice! {
    /// Whether to write colours.
    pub ColorChoice {
        /// Colours only if the output is a terminal.
        Auto = "auto",
        /// Colours even into a pipe.
        Always = "always",
        /// No colours at all.
        Never = "never",
    }
}

choice! {
    /// What becomes of a run whose terminal is lost.
    pub OnLostTerminal {
        /// It stops, and what was not begun is recorded.
        Stop = "stop",
        /// It goes on to its end.
        Continue = "continue",
    }
}

choice! {
    /// The colour that marks an account, so that production never looks like a sandbox.
    pub Accent {
        /// Red.
        Red = "red",
        /// Green.
        Green = "green",
        /// Yellow.
        Yellow = "yellow",
        /// Blue.
        Blue = "blue",
        /// Magenta.
        Magenta = "magenta",
        /// Cyan.
        Cyan = "cyan",
        /// White.
        White = "white",
    }
}

choice! {
    /// How much it matters that a rule hits.
    pub RuleLevel {
        /// Worth knowing.
        Note = "note",
        /// Worth a look.
        Warn = "warn",
        /// Worth a look now.
        Alarm = "alarm",
    }
}

choice! {
    /// What each row of a view is.
    pub(crate) ViewRows {
        /// A session.
        Sessions = "sessions",
        /// A person.
        People = "people",
    }
}

choice! {
    /// What a view is ordered by.
    pub ViewSort {
        /// What deserves a look first.
        Attention = "attention",
        /// The person's number.
        User = "user",
        /// The name.
        Name = "name",
        /// The role.
        Role = "role",
        /// The address.
        Email = "email",
        /// When they signed in.
        SignedIn = "signed-in",
        /// When they were last seen.
        LastSeen = "last-seen",
        /// When the session ends by itself.
        Ends = "ends",
        /// The number of sessions of the person.
        Sessions = "sessions",
        /// The session's number.
        Session = "session",
    }
}

choice! {
    /// A column of the list.
    pub ListColumn {
        /// The name, or a number where none is known.
        Name = "name",
        /// The role.
        Role = "role",
        /// The organisation.
        Organization = "organisation",
        /// The address.
        Email = "email",
        /// When they were last seen.
        Seen = "seen",
        /// When they signed in.
        Since = "since",
        /// When the session ends by itself.
        Ends = "ends",
        /// The number of sessions of the person.
        Sessions = "sessions",
        /// The state, and the rules that hit.
        Flag = "flag",
        /// The person's number.
        User = "user",
        /// The session's number.
        Session = "session",
    }
}

impl ListColumn {
    /// Every column in the usual order.
    pub const USUAL: [Self; 11] = [
        Self::Name,
        Self::Role,
        Self::Organization,
        Self::Email,
        Self::Seen,
        Self::Since,
        Self::Ends,
        Self::Sessions,
        Self::Flag,
        Self::User,
        Self::Session,
    ];
}

choice! {
    /// What a rule counts.
    pub(crate) RulePer {
        /// The sessions of one person.
        Person = "person",
        /// The sessions of the account.
        Account = "account",
    }
}

choice! {
    /// The kind of secret that a profile has.
    pub(crate) AuthChoice {
        /// An OAuth access token.
        OAuth = "oauth",
        /// An API token, which goes with an e-mail address.
        ApiToken = "api-token",
        /// A password, which goes with an e-mail address; end users only.
        Password = "password",
        /// The secret of an OAuth client, which goes with the client's id.
        ClientCredentials = "client-credentials",
    }
}

choice! {
    /// The place where a sign-in is saved.
    pub(crate) StoreChoice {
        /// A keyring of the system.
        Keyring = "keyring",
        /// A file that only its owner can read.
        File = "file",
    }
}

choice! {
    /// The amount that is written to the log.
    pub(crate) LogLevel {
        /// Only failures.
        Error = "error",
        /// Failures and warnings.
        Warn = "warn",
        /// Also what the program does.
        Info = "info",
        /// Also each request, and the reasons of actions.
        Debug = "debug",
        /// Everything there is to log.
        Trace = "trace",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        fn read_back<T>(all: &[T])
        where
            T: Copy + PartialEq + std::fmt::Debug + std::fmt::Display,
            T: std::str::FromStr<Err = ParseChoiceError>,
        {
            for choice in all {
                assert_eq!(choice.to_string().parse(), Ok(*choice));
            }
        }
        read_back(ThemeChoice::ALL);
        read_back(Borders::ALL);
        read_back(OnLostTerminal::ALL);
        read_back(ColorChoice::ALL);
        read_back(Accent::ALL);
        read_back(RuleLevel::ALL);
        read_back(ViewSort::ALL);
        read_back(ViewRows::ALL);
        read_back(ListColumn::ALL);
        assert_eq!(ListColumn::ALL, ListColumn::USUAL);
        read_back(RulePer::ALL);
        read_back(AuthChoice::ALL);
        read_back(StoreChoice::ALL);
        read_back(LogLevel::ALL);
    }

    #[test]
    fn a_wrong_word_is_told_the_right_ones() {
        for (given, message) in [
            (
                "drak",
                "must be one of auto, dark, light, mono, high-contrast, not \"drak\"; did you mean \"dark\"?",
            ),
            (
                "pink",
                "must be one of auto, dark, light, mono, high-contrast, not \"pink\"",
            ),
            (
                "\u{1b}[2J",
                "must be one of auto, dark, light, mono, high-contrast, not \"\\u{1b}[2J\"",
            ),
        ] {
            let error = given.parse::<ThemeChoice>().unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
