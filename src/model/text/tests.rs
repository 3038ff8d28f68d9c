//! What must be true of every string, over collected strings and generated ones.

use proptest::{prelude::*, test_runner::Config};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

use super::*;

#[derive(serde::Deserialize)]
struct Hostile {
    name: String,
    value: String,
}

fn hostile() -> Vec<Hostile> {
    let json = include_str!("../../../tests/data/hostile-strings.json");
    serde_json::from_str(json).unwrap()
}

fn value(name: &str) -> String {
    hostile()
        .into_iter()
        .find(|case| case.name == name)
        .unwrap()
        .value
}

/// What must be true of every string.
fn check(raw: &str) {
    let text = SafeText::new(raw);
    let shown = text.as_str();
    let why = || format!("{} -> {}", raw.escape_unicode(), shown.escape_unicode());
    assert!(!shown.is_empty(), "{}", why());
    assert!(!shown.contains(SafeText::is_forbidden), "{}", why());
    assert!(shown.nfc().eq(shown.chars()), "{}", why());
    assert!(
        shown.chars().count() <= 256 && shown.len() <= 1024,
        "{}",
        why()
    );
    assert_eq!(shown.trim(), shown, "{}", why());
    assert_eq!(SafeText::new(shown).as_str(), shown, "{}", why());
    assert!(
        text.escaped().chars().all(|c| matches!(c, ' '..='~')),
        "{}",
        why()
    );
    assert_eq!(text.changed(), text.original.is_some());
    if raw.len() <= ORIGINAL_BYTES {
        assert_eq!(text.original(), raw);
    }
    let sum: usize = shown.graphemes(true).map(UnicodeWidthStr::width).sum();
    assert_eq!(text.width(), sum, "{}", why());
    for columns in [0, 1, 2, 3, 7, 12, 24, 400] {
        for cut in [text.fit(columns), text.fit_email(columns)] {
            assert!(fit::width(&cut) <= columns, "{columns}: {}", why());
            assert!(
                !cut.contains(SafeText::is_forbidden),
                "{columns}: {}",
                why()
            );
            assert_eq!(
                columns >= text.width(),
                cut == shown,
                "{columns}: {}",
                why()
            );
        }
    }
}

/// Asserts that the bars of a row enclose exactly this many columns.
fn assert_framed(buffer: &Buffer, columns: u16, raw: &str) {
    let row: Vec<&str> = (0..columns + 4).map(|x| buffer[(x, 0)].symbol()).collect();
    let why = || format!("{}: {row:?}", raw.escape_unicode());
    assert_eq!(row[0], "|", "{}", why());
    assert_eq!(row[usize::from(columns) + 1], "|", "{}", why());
    assert_eq!(row[usize::from(columns) + 2..], [" ", " "], "{}", why());
    assert!(!row.concat().contains(SafeText::is_forbidden), "{}", why());
}

/// Draws one string through a widget, and as spans through the buffer.
fn check_drawn(raw: &str) {
    let text = SafeText::new(raw);
    for (field, columns) in [
        (text.to_string(), text.width()),
        (format!("{text:<20.20}"), 20),
        (format!("{text:>7.7}"), 7),
    ] {
        let columns = u16::try_from(columns).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(columns + 4, 1)).unwrap();
        terminal
            .draw(|frame| frame.render_widget(Line::from(format!("|{field}|")), frame.area()))
            .unwrap();
        assert_framed(terminal.backend().buffer(), columns, raw);

        let spans = Line::from_iter(["|", field.as_str(), "|"].map(Span::raw));
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns + 4, 1));
        buffer.set_line(0, 0, &spans, columns + 4);
        assert_framed(&buffer, columns, raw);
    }
}

#[test]
fn hostile_strings_are_harmless() {
    for case in hostile() {
        check(&case.value);
    }
}

#[test]
fn hostile_strings_stay_in_their_columns() {
    for case in hostile() {
        check_drawn(&case.value);
    }
}

#[test]
fn legitimate_names_are_unchanged() {
    let collected = [
        "arabic-name",
        "zwnj-persian",
        "devanagari",
        "numeric-id-name",
    ]
    .map(value);
    let names = [
        "O'Brien-Smith",
        "Núñez",
        "José",
        "Nguyễn Thị Ánh",
        "Zoë Müller",
        "Łukasz",
        "Þórður",
        "Αλέξανδρος",
        "Ώρα",
        "Дмитрий Щербаков",
        "Їжак",
        "山田 太郎",
        "김민준",
        "王小明",
        "マリア",
        "สมชาย ใจดี",
        "น้ำฝน",
        "ນ້ຳ",
        "शक्ति कार्त्स्न्य",
        "श्री लक्ष्मी",
        "রহমান",
        "র\u{200d}্যাব",
        "தமிழ்ச்செல்வன்",
        "ශ්\u{200d}රී ලංකා",
        "ഫാത്തിമ",
        "ਸਿੰਘ",
        "ગુજરાતી",
        "ಕನ್ನಡ",
        "తెలుగు",
        "မြန်မာ",
        "בנימין",
        "שָׁלוֹם",
        "الاسلام",
        "مُحَمَّد",
        "ܐܒܪܗܡ",
        "گل\u{200c}محمد",
        "Հայկ",
        "გიორგი",
        "አበበ",
        "བསྒྲུབས",
        "ᠮᠣᠩᠭᠣᠯ",
        "«Anna» – “B” … (c) № 5™",
        "Anna ✨",
        "☕",
    ];
    for name in collected.iter().map(String::as_str).chain(names) {
        let text = SafeText::new(name);
        assert_eq!(text.as_str(), name, "{}", name.escape_unicode());
        assert!(!text.changed());
        check(name);
        check_drawn(name);
    }
}

#[test]
fn composed_and_decomposed_are_shown_the_same() {
    assert_eq!(SafeText::new(&value("nfd-vs-nfc")).as_str(), "José");
    assert_eq!(SafeText::new(&value("hangul-jamo")).as_str(), "한글");
}

/// `unicode-width` gives no column to most consonants below another, terminals
/// give each of them one.
#[test]
fn khmer_is_readable_and_steady() {
    let text = SafeText::new("ខ្មែរ");
    assert_eq!(text.as_str(), "ខ្\u{200c}មែរ");
    assert_eq!(SafeText::new("ស្រីមុំ").as_str(), "ស្រីមុំ");
    check(text.original());
    check_drawn(text.original());
}

#[test]
fn nothing_to_show_is_a_state_that_data_cannot_have() {
    for blank in ["", " ", &value("only-spaces")] {
        let text = SafeText::new(blank);
        assert!(text.is_blank());
        assert_eq!(text.as_str(), "(no name)");
        assert_eq!(text.width(), 9);
        assert_eq!(text.original(), blank);
        assert_eq!(text.lowered(), "");
    }
    assert!(!SafeText::new("(no name)").is_blank());
    assert!(!SafeText::new(&value("braille-blank")).is_blank());
}

#[test]
fn padding_counts_columns() {
    let text = SafeText::new("日本");
    assert_eq!(
        format!("{text:6}|{text:>6}|{text:^6}|{text:-<5}"),
        "日本  |  日本| 日本 |日本-"
    );
    assert_eq!(format!("{text:.3}|{text:<4.3}|{text}"), "日…|日… |日本");
    assert_eq!(format!("{text:?}"), "\"日本\"");
}

#[test]
fn the_escape_is_ascii() {
    let text = SafeText::new("O'B\\ \u{202e}é");
    assert_eq!(text.escaped(), r"O'B\\ \u{202e}\u{e9}");
    assert_eq!(SafeText::new("ÉMILE").lowered(), "émile");
}

#[test]
fn what_is_kept_is_bounded() {
    let text = SafeText::new(&format!("a{}", "é".repeat(50_000)));
    assert_eq!(text.original().len(), 4095);
    assert_eq!(text.width(), 256);
}

/// Characters that the rules are about, three times as often as all the others.
fn scalar() -> impl Strategy<Value = char> {
    let range = |from: u32, to: u32| (from..=to).prop_filter_map("surrogate", char::from_u32);
    prop_oneof![
        any::<char>(),
        range(0, 0xff),
        range(0x300, 0x36f),
        range(0x600, 0x6ff),
        range(0x900, 0xdff),
        range(0xe00, 0x1200),
        range(0x1780, 0x1aff),
        range(0x1b00, 0x1cff),
        range(0x2000, 0x2bff),
        range(0x2d30, 0x2d7f),
        range(0x3000, 0x30ff),
        range(0xa4d0, 0xabff),
        range(0xfe00, 0xffff),
        range(0x1_0a00, 0x1_1fff),
        range(0x1_6100, 0x1_6fff),
        range(0x1_f000, 0x1_faff),
        range(0xe_0000, 0xe_01ff),
        prop::sample::select(
            "\u{200c}\u{200d}\u{94d}\u{17d2}\u{1039}\u{fe0f}\u{20e3}🏿🇩👨क्र\u{301}\u{338}ｶﾞﾟ日 한\u{1161}\u{11ab}لاא\u{2d7f}ក"
                .chars()
                .collect::<Vec<_>>()
        ),
    ]
}

fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn random_unicode_is_harmless(chars in prop::collection::vec(scalar(), 0..40)) {
        let raw: String = chars.into_iter().collect();
        check(&raw);
        check_drawn(&raw);
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn long_random_unicode_is_harmless(chars in prop::collection::vec(scalar(), 200..320)) {
        check(&chars.into_iter().collect::<String>());
    }
}
