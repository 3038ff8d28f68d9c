//! What the FLAG column says: the state of the row first, then a short word for each rule that hits,
//! the most urgent first.

use ratatui::style::{Modifier, Style};

use super::super::Theme;
use super::super::pen::{Pen, width};
use super::Word;
use crate::live::{FlagSet, SessionFlags, TwinFacts};
use crate::model::Role;
use crate::query::QueryField;
use crate::settings::{CountedPer, Rule, RuleLevel};

/// From this number of columns on there is room for what twins have in common.
const ROOMY: usize = 14;
/// Columns of the number of words that do not fit.
const MORE: usize = 3;

/// One word of the column.
struct FlagWord {
    text: String,
    style: Style,
    is_twin: bool,
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
                let is_alarm = rule.level == RuleLevel::Alarm;
                let alarm = if is_alarm { "!" } else { "" };
                words.push(FlagWord {
                    text: format!("{short}{alarm}"),
                    style: level_style(rule.level, theme),
                    is_twin: false,
                    is_alarm,
                });
            }
        }
        words.extend(twin_word(twins, role, theme));
        Self { state, words }
    }

    /// Writes as many words as fit into exactly these columns, and how many more there are.
    pub(in crate::view) fn draw(&self, pen: &mut Pen<'_>, columns: usize, base: Style) {
        let mut left = columns;
        if self.words.is_empty() {
            let text = self.state.text(columns);
            pen.field(&text, columns, base.patch(self.state.style));
            return;
        }
        if !self.state.long.is_empty() {
            let signed = format!("{} {}", self.state.sign, self.state.long);
            let words = [&*signed, self.state.long];
            // The number of the others has its place, and so has the sign of an alarm among them.
            let alarms = self.words.iter().any(|word| word.is_alarm);
            let room = columns.saturating_sub(MORE + usize::from(alarms));
            let fits = |word: &&str| width(word) <= room;
            let word = words.into_iter().find(fits).unwrap_or(self.state.short);
            let used = width(word).min(columns);
            pen.field(word, used, base.patch(self.state.style));
            left -= used;
        }
        for (n, word) in self.words.iter().enumerate() {
            let gap = usize::from(left < columns);
            let is_last = n + 1 == self.words.len();
            let needed = gap + width(&word.text) + if is_last { 0 } else { MORE };
            if gap > 0 && needed > left {
                let hidden = &self.words[n..];
                let alarm = hidden.iter().find(|word| word.is_alarm);
                let sign = if alarm.is_some() { "!" } else { "" };
                let more = format!(" +{}{sign}", hidden.len());
                if more.len() <= left {
                    let style = alarm.map_or(base, |word| base.patch(word.style));
                    pen.put(&more, style);
                    left -= more.len();
                }
                break;
            }
            let used = width(&word.text).min(left - gap);
            pen.gap(gap).field(&word.text, used, base.patch(word.style));
            left -= gap + used;
            if word.is_twin && is_last && columns >= ROOMY {
                left -= same_name(pen, left, base);
            }
        }
        pen.gap(left);
    }
}

fn same_name(pen: &mut Pen<'_>, left: usize, base: Style) -> usize {
    const WORDS: &str = " same name";
    if left < WORDS.len() {
        return 0;
    }
    pen.put(WORDS, base);
    WORDS.len()
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
        is_twin: twins.same_name > 0,
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
            is_twin: false,
            is_alarm,
        };
        let flags = FlagWords {
            state: Word {
                sign: "!",
                long: "suspended",
                short: "susp.",
                style: Style::default(),
            },
            words: vec![word("flapping!", true), word("2", false)],
        };
        let drawn = |columns: u16| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
            let line = buffer.area;
            flags.draw(
                &mut Pen::on(&mut buffer, line),
                usize::from(columns),
                Style::default(),
            );
            let cells = (0..columns).map(|x| buffer[(x, 0)].symbol().to_owned());
            cells.collect::<String>().trim_end().to_owned()
        };
        for (columns, expected) in [
            (9, "susp. +2!"),
            (11, "susp. +2!"),
            (13, "suspended +2!"),
            (15, "! suspended +2!"),
            (24, "! suspended flapping! 2"),
        ] {
            assert_eq!(drawn(columns), expected, "{columns}");
        }
    }
}
