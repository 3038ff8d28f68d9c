//! The cleaning of single characters, in the light of their neighbours.

use std::fmt::Write as _;

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_script::UnicodeScript as _;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{
    class::{self, Class},
    clean::BOX,
};

/// The most marks of one kind on one base (UTS 39, section 5.4).
const MARKS: u8 = 4;

/// The sign in place of those that the program draws its own frame with: as visible, as narrow, and
/// without a meaning of its own.
const NO_CHROME: char = '·';

/// The sign that Unicode has for a missing base.
const DOTTED_CIRCLE: char = '◌';

/// The combining class of the sign that takes the vowel from a consonant.
const VIRAMA: u8 = 9;

/// The text so far, and the state that decides about the next character.
#[derive(Default)]
pub(super) struct LineBuilder {
    text: String,
    /// The base that a mark would sit on; none at the start, after a space and after anything put
    /// in by the program.
    base: Option<char>,
    /// The last character, if it was taken over.
    last: Option<char>,
    /// The last character of its decomposition.
    end: Option<char>,
    marks: u8,
    spacing_marks: u8,
}

impl LineBuilder {
    /// The text, without the space it may have ended with.
    pub(super) fn as_str(&self) -> &str {
        self.text.trim_end_matches(' ')
    }

    /// Adds what may be shown of `cluster`, which `after` follows.
    pub(super) fn cluster(&mut self, cluster: &str, after: &str) {
        let mut chars = cluster.chars();
        let Some(first) = chars.next() else { return };
        if class::is_flag_half(first) {
            self.put(BOX);
        } else if class::is_emoji_sequence(first, chars.as_str()) {
            self.character(first, None);
        } else {
            self.character(first, chars.clone().chain(after.chars()).next());
            while let Some(c) = chars.next() {
                self.character(c, chars.clone().chain(after.chars()).next());
            }
        }
    }

    fn character(&mut self, c: char, next: Option<char>) {
        match Class::of(c) {
            Class::Plain => {
                if self.base.is_none() && extends(c) {
                    self.keep(DOTTED_CIRCLE);
                }
                self.keep(c);
            }
            Class::Mark | Class::SpacingMark => self.mark(c),
            // Any kind of space becomes a space, and several become one.
            Class::Space => {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.put(' ');
                }
            }
            Class::SoundMark => self.sound_mark(c),
            Class::Joiner if self.joins(next) => {
                self.text.push(c);
                self.last = Some(c);
            }
            // The pictures are at U+2400, in the order of the controls.
            Class::Control if c == '\x7f' => self.put('␡'),
            Class::Control => self.put(char::from_u32(0x2400 + u32::from(c)).unwrap_or(BOX)),
            Class::Forbidden if self.last.is_some_and(|l| class::is_glyph_choice(l, c)) => {}
            Class::Joiner | Class::Forbidden => self.spell(c),
            Class::Chrome => self.put(NO_CHROME),
            Class::Unsteady => self.put(BOX),
        }
    }

    fn keep(&mut self, c: char) {
        self.text.push(c);
        self.base = Some(c);
        self.last = Some(c);
        self.marks = 0;
        self.spacing_marks = 0;
        decompose_canonical(c, |part| {
            self.end = Some(part);
            self.marks += u8::from(Class::of(part) == Class::Mark);
        });
    }

    /// Adds a sign of the program's own, which no mark of the name may sit on.
    fn put(&mut self, c: char) {
        self.text.push(c);
        self.base = None;
        self.last = None;
    }

    /// Adds the number of a character, in the brackets that mean that one was here.
    fn spell(&mut self, c: char) {
        let number = u32::from(c);
        let digits = if number < 0x100 { 2 } else { 4 };
        let _ = write!(self.text, "‹{number:0digits$X}");
        self.put('›');
    }

    /// Adds a mark. UTS 39, section 5.4, forbids the same mark twice in a row and more than four on
    /// one base; a mark with no base gets the dotted circle.
    fn mark(&mut self, c: char) {
        if self.base.is_none() {
            self.keep(DOTTED_CIRCLE);
        }
        let count = if Class::of(c) == Class::Mark {
            &mut self.marks
        } else {
            &mut self.spacing_marks
        };
        if self.end == Some(c) || *count >= MARKS {
            return;
        }
        *count += 1;
        self.text.push(c);
        self.last = Some(c);
        self.end = Some(c);
    }

    /// Adds a sound mark. Half-width katakana with one is one full-width character, as in NFKC: as
    /// many columns, and all terminals agree on them.
    fn sound_mark(&mut self, c: char) {
        let (combining, alone) = if c == '\u{ff9e}' {
            ('\u{3099}', '\u{309b}')
        } else {
            ('\u{309a}', '\u{309c}')
        };
        let voiced = self
            .last
            .filter(|last| matches!(last, '\u{ff66}'..='\u{ff9d}'))
            .and_then(|last| compose(class::full_width(last), combining));
        if let Some(voiced) = voiced {
            self.text.pop();
            self.keep(voiced);
        } else {
            self.keep(alone);
        }
    }

    /// Whether a joiner may stand here, which is IDNA's idea of context (RFC 5892, appendices A.1
    /// and A.2): after a virama, or inside a word of a script that needs joiners.
    fn joins(&self, next: Option<char>) -> bool {
        let (Some(base), Some(last)) = (self.base, self.last) else {
            return false;
        };
        let script = base.script();
        class::takes_joiners(script)
            && class::is_word(last)
            && (canonical_combining_class(last) == VIRAMA
                || next.is_some_and(|next| class::is_written_in(next, script)))
    }
}

/// Whether `c` is drawn in the cluster before it though it is no mark: some
/// vowels of Thai and Lao are such letters (UAX 29, rule `GB9a`).
fn extends(c: char) -> bool {
    !c.is_ascii() && [' ', c].iter().collect::<String>().graphemes(true).count() == 1
}
