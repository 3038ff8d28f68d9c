//! Telling a person what is found in the file that is not as it was written.

use std::fmt;
use std::path::Path;

use super::Journal;

/// Tells a person what is found in the file that is not as it was written.
pub(super) struct Teller(Box<dyn Fn(String) + Send + Sync>);

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

impl Journal {
    /// The same journal, which tells what it finds in the file that is not as it was written: what
    /// was found already, and what comes later.
    #[must_use]
    pub(crate) fn telling(self, tell: impl Fn(String) + Send + Sync + 'static) -> Self {
        if let Some(damage) = &self.damage {
            tell(damage.news(self.storage.path()));
        }
        if let Some(lost) = &self.lost {
            tell(lost.news(self.storage.path()));
        }
        let teller = Some(Teller(Box::new(tell)));
        Self { teller, ..self }
    }

    /// Tells this news, if anybody listens.
    pub(super) fn tell(&self, news: impl FnOnce(&Path) -> String) {
        if let Some(Teller(tell)) = &self.teller {
            tell(news(self.storage.path()));
        }
    }
}
