//! Values of our own types, with the words that shells propose for them.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

/// A parser that takes what `parse` takes, and says which words to propose. It may take more than
/// these: other spellings of the same.
pub(super) fn proposing<P>(
    words: impl IntoIterator<Item = impl Into<String>>,
    parse: P,
) -> Proposing<P> {
    let words = words.into_iter().map(Into::into).collect();
    Proposing { words, parse }
}

/// See [`proposing`].
#[derive(Clone)]
pub(super) struct Proposing<P> {
    words: Vec<String>,
    parse: P,
}

impl<T, P> TypedValueParser for Proposing<P>
where
    P: Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(&self, cmd: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        TypedValueParser::parse_ref(&self.parse, cmd, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        // The words have no explanations: shells misread one beside a word with a colon.
        Some(Box::new(self.words.iter().map(PossibleValue::new)))
    }
}
