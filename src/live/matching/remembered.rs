//! What people's records answered before: only whoever changed since is asked about again, and
//! everybody only where people are compared.

use rustc_hash::FxHashMap;

use crate::live::{Directory, Snapshot};
use crate::query::{Expression, Query, Ternary};

/// The most expressions that are remembered: as many as there can be rules.
const AT_MOST: usize = crate::settings::RULES_AT_MOST;

/// Answers about everybody, with what they were given by.
#[derive(Default)]
pub(in crate::live) struct RememberedAnswers {
    answers: FxHashMap<String, Remembered>,
}

/// Answers in the state of the directory that they were given in.
struct Remembered {
    directory: Directory,
    /// Whether everybody who is signed in had been read: without that nobody is unlike all others.
    is_whole: bool,
    answers: Vec<Ternary>,
}

impl RememberedAnswers {
    /// The answers about everybody to all of these. `answer` gives them about those who have a yes,
    /// and a no about the others.
    pub(super) fn answers(
        &mut self,
        all: &[&Expression],
        snapshot: &Snapshot,
        answer: impl FnOnce(Vec<Ternary>) -> Vec<Ternary>,
    ) -> Vec<Ternary> {
        let directory = snapshot.directory();
        if !Query::follows_from_directory(all) {
            return answer(vec![Ternary::Yes; directory.len()]);
        }
        // Where people are compared, anybody's record may change anybody's answer.
        let is_of_each = Query::follows_from_records(all);
        let is_whole = snapshot.is_everybody_read();
        let members: Vec<String> = all.iter().map(ToString::to_string).collect();
        let key = members.join("\n");
        let answers = match self.answers.get(&key) {
            Some(before)
                if before.directory.version() == directory.version()
                    && (is_of_each || before.is_whole == is_whole) =>
            {
                return before.answers.clone();
            }
            Some(before) if is_of_each => {
                let changed = directory.changed_since(&before.directory);
                let asked = changed.iter().map(|changed| Ternary::from(*changed));
                let mut now = answer(asked.collect());
                for ((now, before), changed) in now.iter_mut().zip(&before.answers).zip(&changed) {
                    if !changed {
                        *now = *before;
                    }
                }
                now
            }
            _ => answer(vec![Ternary::Yes; directory.len()]),
        };
        if self.answers.len() >= AT_MOST {
            self.answers.clear();
        }
        let remembered = Remembered {
            directory: directory.clone(),
            is_whole,
            answers: answers.clone(),
        };
        self.answers.insert(key, remembered);
        answers
    }
}
