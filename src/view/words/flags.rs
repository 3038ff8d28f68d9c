//! What the FLAG column says: how it stands with the row after a run, whether its person should be gone,
//! then a short word for each rule that hits, the most urgent first. What merely is to be known, such as
//! that a session is new, comes last, and is all that may be hidden. Each word has its sign before it.

use ratatui::style::{Modifier, Style};

use super::super::Theme;
use super::super::pen::{Pen, width};
use super::{Word, row_state};
use crate::app::RowState;
use crate::live::{FlagSet, SessionFlags, TwinFacts};
use crate::model::Role;
use crate::query::QueryField;
use crate::settings::{CountedPer, Rule, RuleLevel};

/// What is said behind a number of others, where there is room: that all of them are called the same, or
/// that some merely look so.
const SAME_NAME: &str = " same name";
const ALIKE: &str = " alike";

/// One word of the column, its sign included.
struct FlagWord {
    text: String,
    style: Style,
    /// What may be left out behind it.
    tail: &'static str,
    /// The sign of what deserves a look; nothing for a note.
    grave: &'static str,
    /// Whether it is a state, which is never hidden.
    is_state: bool,
}

impl FlagWord {
    /// A state that must not be hidden.
    fn of_state(state: Word) -> Self {
        Self {
            text: format!("{} {}", state.sign, state.long),
            style: state.style,
            tail: "",
            grave: state.sign,
            is_state: true,
        }
    }

    fn note(text: String, style: Style) -> Self {
        Self {
            text,
            style,
            tail: "",
            grave: "",
            is_state: false,
        }
    }

    const fn is_note(&self) -> bool {
        self.grave.is_empty()
    }
}

/// The words of one row.
pub(in crate::view) struct FlagWords {
    words: Vec<FlagWord>,
    /// The sign that there are more words.
    hidden: &'static str,
}

/// The states of one row: what a run or the list left it as, and whether its person should be gone.
#[derive(Clone, Copy)]
pub(in crate::view) struct RowStates {
    pub(in crate::view) row: RowState,
    pub(in crate::view) barred: Option<Word>,
}

/// The values of a row beside which a rule's word stands, so that they stand out with it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::view) struct Thresholds {
    pub(in crate::view) since: Style,
    pub(in crate::view) last_seen: Style,
    pub(in crate::view) ends: Style,
    pub(in crate::view) count: Style,
}

/// The style of a level. A note is no colour, since nothing has to be done about it.
pub(in crate::view) const fn level_style(level: RuleLevel, theme: &Theme) -> Style {
    match level {
        RuleLevel::Alarm => theme.danger,
        RuleLevel::Warn => theme.warning,
        RuleLevel::Note => theme.text,
    }
}

/// The sign of a level, which tells them apart where colours do not.
pub(in crate::view) const fn level_sign(level: RuleLevel, theme: &Theme) -> &'static str {
    match level {
        RuleLevel::Alarm => "!",
        RuleLevel::Warn => theme.signs.warning,
        RuleLevel::Note => theme.signs.dot,
    }
}

/// The sign and the style of somebody who should be gone, by the level of the rule about them.
pub(in crate::view) fn leaver_look(flags: &SessionFlags, theme: &Theme) -> (&'static str, Style) {
    let level = flags.level_of_leavers();
    (level_sign(level, theme), level_style(level, theme))
}

/// The rules that hit, the most urgent first.
fn hits(flags: &SessionFlags, set: FlagSet) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = set.iter().filter_map(|flag| flags.rule(flag)).collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.level));
    rules
}

impl Thresholds {
    /// The values that are beyond what the rules in `set` allow.
    pub(in crate::view) fn of(flags: &SessionFlags, set: FlagSet, theme: &Theme) -> Self {
        let mut all = Self::default();
        // The most urgent comes last, and stays.
        for rule in hits(flags, set).into_iter().rev() {
            let style = level_style(rule.level, theme).add_modifier(Modifier::BOLD);
            let counts = rule.more_than.map(|bound| bound.per) == Some(CountedPer::Person);
            let overdue = rule.query.uses(QueryField::Overdue);
            for (hit, cell) in [
                (rule.query.uses(QueryField::Age), &mut all.since),
                (rule.query.uses(QueryField::Idle), &mut all.last_seen),
                (overdue || rule.query.uses(QueryField::Ends), &mut all.ends),
                (
                    counts || rule.query.uses(QueryField::Sessions),
                    &mut all.count,
                ),
            ] {
                if hit {
                    *cell = style;
                }
            }
        }
        all
    }
}

impl FlagWords {
    /// The words for a row in these states, with these rules.
    pub(in crate::view) fn of(
        RowStates { row, barred }: RowStates,
        (flags, set): (&SessionFlags, FlagSet),
        (twins, role): (TwinFacts, Option<Role>),
        theme: &Theme,
    ) -> Self {
        let state = row_state(row, theme);
        let state = (!state.long.is_empty()).then_some(state);
        let is_new = row == RowState::New;
        let mut words: Vec<FlagWord> = [state.filter(|_| !is_new), barred]
            .into_iter()
            .flatten()
            .map(FlagWord::of_state)
            .collect();
        let mut notes = Vec::new();
        let hits = hits(flags, set);
        let is_past = hits.iter().any(|rule| rule.short() == ">12h");
        for rule in hits {
            let short = rule.short();
            // What the state or a stronger word says already is not said again.
            let is_said = match short {
                "leaver" => barred.is_some(),
                "overdue" => is_past,
                "namesake" => true,
                _ => false,
            };
            if is_said {
                continue;
            }
            let sign = level_sign(rule.level, theme);
            let note = FlagWord::note(format!("{sign} {short}"), level_style(rule.level, theme));
            match rule.level {
                RuleLevel::Note => notes.push(note),
                RuleLevel::Alarm | RuleLevel::Warn => words.push(FlagWord {
                    grave: sign,
                    ..note
                }),
            }
        }
        let new = state.filter(|_| is_new);
        words
            .extend(new.map(|new| FlagWord::note(format!("{} {}", new.sign, new.long), new.style)));
        words.append(&mut notes);
        words.extend(twin_word(twins, role, theme));
        Self {
            words,
            hidden: theme.signs.hidden,
        }
    }

    /// The columns in which all of it is said, what may be left out behind a word too.
    pub(in crate::view) fn whole(&self) -> usize {
        let tails = self.words.iter().map(|word| width(word.tail));
        self.without_tails() + tails.sum::<usize>()
    }

    /// The columns in which every word is said.
    pub(in crate::view) fn without_tails(&self) -> usize {
        columns_of(&self.words)
    }

    /// The columns in which nothing but notes is hidden, and the sign that they are.
    pub(in crate::view) fn without_notes(&self) -> usize {
        self.first(|word| !word.is_note())
    }

    /// The columns in which every state is said, and the sign that there is more.
    pub(in crate::view) fn states(&self) -> usize {
        self.first(|word| word.is_state)
    }

    /// The columns of the first words that are so, with the sign of what is hidden behind them.
    fn first(&self, is_so: impl Fn(&FlagWord) -> bool) -> usize {
        let shown = self.words.iter().take_while(|word| is_so(word)).count();
        let (shown, hidden) = self.words.split_at(shown);
        let more = self.more(hidden).map_or(0, |(more, _)| width(&more));
        match columns_of(shown) {
            0 => 0,
            columns => self.without_tails().min(columns + more),
        }
    }

    /// Writes as many words as fit into exactly these columns, and whether there are more.
    pub(in crate::view) fn draw(&self, pen: &mut Pen<'_>, columns: usize, base: Style) {
        let mut left = columns;
        for (n, word) in self.words.iter().enumerate() {
            let gap = usize::from(left < columns);
            let rest = &self.words[n..];
            let more = self.more(&rest[1..]).map_or(0, |(more, _)| width(&more));
            let fits = gap + width(&word.text) + more <= left || gap + columns_of(rest) <= left;
            if gap > 0 && !fits {
                if let Some((more, style)) = self.more(rest)
                    && width(&more) <= left
                {
                    pen.put(&more, base.patch(style));
                    left -= width(&more);
                }
                break;
            }
            let used = width(&word.text).min(left - gap);
            pen.gap(gap).field(&word.text, used, base.patch(word.style));
            left -= gap + used;
            if width(word.tail) + more <= left {
                pen.put(word.tail, base);
                left -= width(word.tail);
            }
        }
        pen.gap(left);
    }

    /// The sign that these words are hidden, and that of the gravest of them. It is no number, which would
    /// be read as one of what stands before it.
    fn more(&self, words: &[FlagWord]) -> Option<(String, Style)> {
        let first = words.first()?;
        let style = if first.is_note() {
            Style::default()
        } else {
            first.style
        };
        // The sign comes first, as before every word: nobody reads it behind the dots.
        Some((format!(" {}{}", first.grave, self.hidden), style))
    }
}

/// The columns of these words with a blank between two.
fn columns_of(words: &[FlagWord]) -> usize {
    let words = words.iter().map(|word| width(&word.text) + 1);
    words.sum::<usize>().saturating_sub(1)
}

/// How many others are called or look alike, where staff is among them or meant.
fn twin_word(twins: TwinFacts, role: Option<Role>, theme: &Theme) -> Option<FlagWord> {
    let is_staff = matches!(role, Some(Role::Admin | Role::Agent));
    if !twins.any() || !(is_staff || twins.has_staff) {
        return None;
    }
    let others = usize::from(twins.same_name) + usize::from(twins.lookalikes);
    Some(FlagWord {
        text: format!("{}{others}", theme.signs.alike),
        // That somebody has a namesake is no fault of theirs.
        style: theme.text,
        tail: if twins.lookalikes > 0 {
            ALIKE
        } else {
            SAME_NAME
        },
        grave: "",
        is_state: false,
    })
}

#[cfg(test)]
mod tests;
