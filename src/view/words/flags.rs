//! What the FLAG column says: the state of the row first, then a short word for each rule that hits,
//! the most urgent first. That a session is new comes behind what deserves a look. Each has its sign
//! before it, at every width.

use ratatui::style::{Modifier, Style};

use super::super::Theme;
use super::super::pen::{Pen, width};
use super::Word;
use crate::live::{FlagSet, SessionFlags, TwinFacts};
use crate::model::Role;
use crate::query::QueryField;
use crate::settings::{CountedPer, Rule, RuleLevel};

/// The most columns of the sign that there are more words, and of that of an alarm among them: ` ..!`.
const MORE: usize = 4;

/// What is said of a session that came since: it needs nobody, so it is a word like those of the rules.
const NEW: &str = "new";

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
    is_alarm: bool,
    is_note: bool,
}

impl FlagWord {
    /// A state that is a word among the others.
    fn of_state(state: Word) -> Self {
        Self {
            text: format!("{} {}", state.sign, state.long),
            style: state.style,
            tail: "",
            is_alarm: false,
            is_note: true,
        }
    }
}

/// The words of one row.
pub(in crate::view) struct FlagWords {
    state: Word,
    words: Vec<FlagWord>,
    /// The sign that there are more words.
    hidden: &'static str,
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
    /// The words for a row in this state, with these rules.
    pub(in crate::view) fn of(
        mut state: Word,
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
                    is_note: rule.level == RuleLevel::Note,
                });
            }
        }
        if state.long == NEW {
            let graver = |word: &FlagWord| !word.is_note;
            let at = words.iter().take_while(|word| graver(word)).count();
            words.insert(at, FlagWord::of_state(state));
            state.long = "";
        }
        words.extend(twin_word(twins, role, theme));
        Self {
            state,
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
        let words: usize = self.words.iter().map(|word| width(&word.text) + 1).sum();
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

    /// The state, where so many columns have no room for it in full and for the words behind it or the sign
    /// that there are some.
    pub(in crate::view) fn state_without_room(&self, columns: usize) -> Option<&'static str> {
        let words: usize = self.words.iter().map(|word| 1 + width(&word.text)).sum();
        let state = self.signed(self.state.long)?;
        let has_room = width(&state) + words.min(MORE) <= columns;
        (!has_room).then_some(self.state.long)
    }

    /// Writes as many words as fit into exactly these columns, and whether there are more. The state is
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
                left -= self.draw_rest(pen, n, left, base);
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

    /// Writes that there is no room for the words from this one on; returns the columns. It is no number,
    /// which would be read as one of what stands before it.
    fn draw_rest(&self, pen: &mut Pen<'_>, from: usize, left: usize, base: Style) -> usize {
        let alarm = self.words[from..].iter().find(|word| word.is_alarm);
        let sign = if alarm.is_some() { "!" } else { "" };
        let more = format!(" {}{sign}", self.hidden);
        if width(&more) > left {
            return 0;
        }
        let style = alarm.map_or(base, |word| base.patch(word.style));
        pen.put(&more, style);
        width(&more)
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
        tail: if twins.lookalikes > 0 {
            ALIKE
        } else {
            SAME_NAME
        },
        is_alarm: false,
        is_note: true,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use super::*;

    /// That a word does not fit is said, and an alarm among those has its sign, however narrow the column
    /// is.
    #[test]
    fn no_alarm_is_hidden_behind_the_state_of_a_row() {
        let word = |text: &str, is_alarm| FlagWord {
            text: text.to_owned(),
            style: Style::default(),
            tail: "",
            is_alarm,
            is_note: !is_alarm,
        };
        let flags = FlagWords {
            hidden: "…",
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
            (11, "! susp. …!"),
            (14, "! susp. …!"),
            (15, "! suspended …!"),
            (24, "! suspended …!"),
            (25, "! suspended ! flapping ≈2"),
        ] {
            assert_eq!(drawn(columns), expected, "{columns}");
        }
        assert_eq!(flags.whole(), 25);
    }
}
