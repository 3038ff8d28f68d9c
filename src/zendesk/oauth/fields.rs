//! The fields of an answer of the token endpoint, each read for itself: one that cannot be read is
//! unknown and costs nothing beside it, since tokens are given only once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// The fields of an answer, not decoded any further. Of a name that comes twice the last counts.
pub(super) struct AnswerFields(BTreeMap<String, Box<RawValue>>);

impl AnswerFields {
    /// The fields, if the answer is an object. A byte order mark before it and whatever comes after it
    /// are passed over.
    pub(super) fn of(body: &[u8]) -> Option<Self> {
        let text: Cow<'_, str> = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}');
        let fields = BTreeMap::deserialize(&mut serde_json::Deserializer::from_str(text));
        fields.ok().map(Self)
    }

    /// The value of a field that can be read as one.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    /// A number of seconds, also as text.
    pub(super) fn seconds(&self, name: &str) -> Option<u64> {
        let text = || self.read::<String>(name)?.trim().parse().ok();
        self.read(name).or_else(text)
    }
}
