//! What the FLAG column says: the state of the row first, then a short word for each rule that hits,
//! the most urgent first. Each has its sign before it, at every width.

use ratatui::style::{Modifier, Style};

use super::super::Theme;
use super::super::pen::{Pen, width};
use super::Word;
use crate::live::{FlagSet, SessionFlags, TwinFacts};
use crate::model::Role;
use crate::query::QueryField;
use crate::settings::{CountedPer, Rule, RuleLevel};

/// Columns of the number of words that do not fit, and of the sign of an alarm among them: ` +2!`.
const MORE: usize = 4;

/// What is said behind the number of those who are called the same, where there is room.
const SAME_NAME: &str = " same name";

/// One word of the column, its sign included.
struct FlagWord {
    text: String,
    style: Style,
    /// What may be left out behind it.
    tail: &'static str,
    is_alarm: bool,
}

/// The words of one row.
pub(in crate::view) struct FlagWords {
    state: Word,
    words: Vec<FlagWord>,
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
    /// The words for a row in this state, with these rules.
    pub(in crate::view) fn of(
        state: Word,
        (flags, set): (&SessionFlags, FlagSet),
        (twins, role): (TwinFacts, Option<Role>),
        theme: &Theme,
    ) -> Self {
        let mut words = Vec::new();
        let hits = hits(flags, set);
        let is_past = hits.iter().any(|rule| rule.short() == ">12h");
        for rule in hits {
            let short = rule.short();
            // What the state or a stronger word says already is not said again.
            let is_said = match short {
                "leaver" => matches!(state.long, "deleted" | "suspended"),
                "overdue" => is_past,
                _ => false,
            };
            if !is_said && short != "namesake" {
                words.push(FlagWord {
                    text: format!("{} {short}", level_sign(rule.level, theme)),
                    style: level_style(rule.level, theme),
                    tail: "",
                    is_alarm: rule.level == RuleLevel::Alarm,
                });
            }
        }
        words.extend(twin_word(twins, role, theme));
        Self { state, words }
    }

    /// The columns in which all of it is said.
    pub(in crate::view) fn whole(&self) -> usize {
        let words = self.words.iter();
        let words = words.map(|word| width(&word.text) + width(word.tail) + 1);
        let words: usize = words.sum();
        match self.signed(self.state.long) {
            None => words.saturating_sub(1),
            Some(state) => width(&state) + words,
        }
    }

    /// The state behind its sign.
    fn signed(&self, word: &str) -> Option<String> {
        let sign = self.state.sign;
        (!word.is_empty()).then(|| format!("{sign} {word}"))
    }

    /// The state, where so many columns have no room for it in full and for the words behind it or their
    /// number.
    pub(in crate::view) fn state_without_room(&self, columns: usize) -> Option<&'static str> {
        let words: usize = self.words.iter().map(|word| 1 + width(&word.text)).sum();
        let state = self.signed(self.state.long)?;
        let has_room = width(&state) + words.min(MORE) <= columns;
        (!has_room).then_some(self.state.long)
    }

    /// Writes as many words as fit into exactly these columns, and how many more there are. The state is
    /// said in short where it is one of these.
    pub(in crate::view) fn draw(
        &self,
        pen: &mut Pen<'_>,
        (columns, in_short): (usize, &[&str]),
        base: Style,
    ) {
        let mut left = columns;
        let state = if in_short.contains(&self.state.long) {
            self.state.short
        } else {
            self.state.long
        };
        if let Some(state) = self.signed(state) {
            let used = width(&state).min(columns);
            pen.field(&state, used, base.patch(self.state.style));
            left -= used;
        }
        for (n, word) in self.words.iter().enumerate() {
            let gap = usize::from(left < columns);
            let is_last = n + 1 == self.words.len();
            let rest: usize = self.words[n..].iter().map(|it| 1 + width(&it.text)).sum();
            let fits = 1 + width(&word.text) + MORE <= left || rest <= left;
            if gap > 0 && !fits {
                left -= Self::draw_rest(pen, &self.words[n..], left, base);
                break;
            }
            let used = width(&word.text).min(left - gap);
            pen.gap(gap).field(&word.text, used, base.patch(word.style));
            left -= gap + used;
            if width(word.tail) + if is_last { 0 } else { MORE } <= left {
                pen.put(word.tail, base);
                left -= width(word.tail);
            }
        }
        pen.gap(left);
    }

    /// Writes how many words there is no room for; returns the columns.
    fn draw_rest(pen: &mut Pen<'_>, hidden: &[FlagWord], left: usize, base: Style) -> usize {
        let alarm = hidden.iter().find(|word| word.is_alarm);
        let sign = if alarm.is_some() { "!" } else { "" };
        let more = format!(" +{}{sign}", hidden.len());
        if more.len() > left {
            return 0;
        }
        let style = alarm.map_or(base, |word| base.patch(word.style));
        pen.put(&more, style);
        more.len()
    }
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
        tail: if twins.same_name > 0 { SAME_NAME } else { "" },
        is_alarm: false,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;

    /// A word that does not fit is counted, and an alarm among those has its sign, however narrow the
    /// column is.
    #[test]
    fn no_alarm_is_hidden_behind_the_state_of_a_row() {
        let word = |text: &str, is_alarm| FlagWord {
            text: text.to_owned(),
            style: Style::default(),
            tail: "",
            is_alarm,
        };
        let flags = FlagWords {
            state: Word {
                sign: "!",
                long: "suspended",
                short: "susp.",
                style: Style::default(),
            },
            words: vec![word("! flapping", true), word("≈2", false)],
        };
        let drawn = |columns: u16| {
            let in_short: Vec<&str> = flags
                .state_without_room(usize::from(columns))
                .into_iter()
                .collect();
            let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
            let line = buffer.area;
            flags.draw(
                &mut Pen::on(&mut buffer, line),
                (usize::from(columns), &in_short),
                Style::default(),
            );
            let cells = (0..columns).map(|x| buffer[(x, 0)].symbol().to_owned());
            cells.collect::<String>().trim_end().to_owned()
        };
        for (columns, expected) in [
            (11, "! susp. +2!"),
            (14, "! susp. +2!"),
            (15, "! suspended +2!"),
            (24, "! suspended +2!"),
            (25, "! suspended ! flapping ≈2"),
        ] {
            assert_eq!(drawn(columns), expected, "{columns}");
        }
        assert_eq!(flags.whole(), 25);
    }
}
