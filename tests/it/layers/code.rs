//! Separates code from comments and texts.

/// The text with comments and the insides of strings and characters turned into spaces.
pub(super) fn code_of(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = end_of_blank(&letters, at);
        if end > at {
            let blank = letters[at..end].iter();
            code.extend(blank.map(|letter| if *letter == '\n' { '\n' } else { ' ' }));
            at = end;
        } else {
            code.push(letters[at]);
            at += 1;
        }
    }
    code
}

/// The end of the comment, string or character that begins at `at`; `at` if none does.
fn end_of_blank(letters: &[char], at: usize) -> usize {
    let rest = &letters[at..];
    let find = |part: &[char], from: usize| {
        let places = rest.get(from..).unwrap_or_default().windows(part.len());
        places
            .enumerate()
            .find(|(_, window)| *window == part)
            .map_or(letters.len(), |(place, _)| at + from + place + part.len())
    };
    match rest {
        ['/', '/', ..] => find(&['\n'], 2) - 1,
        ['/', '*', ..] => find(&['*', '/'], 2),
        ['"', ..] => escaped(letters, at, '"'),
        ['\'', '\\', ..] => escaped(letters, at, '\''),
        // A character, and not a lifetime.
        ['\'', _, '\'', ..] => at + 3,
        ['r', '"' | '#', ..] if !continues_a_word(letters, at) => {
            let marks = rest[1..]
                .iter()
                .take_while(|letter| **letter == '#')
                .count();
            if rest.get(1 + marks) == Some(&'"') {
                let close: Vec<char> = std::iter::once('"').chain(vec!['#'; marks]).collect();
                find(&close, 2 + marks)
            } else {
                at
            }
        }
        _ => at,
    }
}

fn continues_a_word(letters: &[char], at: usize) -> bool {
    at > 0
        && (letters[at - 1].is_alphanumeric() || letters[at - 1] == '_')
        && letters[at - 1] != 'b'
}

/// The position after the closing quote, where a backslash escapes the letter after it.
fn escaped(letters: &[char], at: usize, quote: char) -> usize {
    let mut place = at + 1;
    while place < letters.len() && letters[place] != quote {
        place += if letters[place] == '\\' { 2 } else { 1 };
    }
    (place + 1).min(letters.len())
}

/// The code without its inline test modules.
pub(super) fn without_tests(code: &str) -> String {
    let mut without = String::with_capacity(code.len());
    let mut rest = code;
    // A module of tests may also be for one system alone.
    let begins = |rest: &str| {
        let places = ["#[cfg(test)]", "#[cfg(all(test,"].map(|start| rest.find(start));
        places.into_iter().flatten().min()
    };
    while let Some(start) = begins(rest) {
        without.push_str(&rest[..start]);
        let item = &rest[start..];
        let end = match (item.find('{'), item.find(';')) {
            (Some(open), semicolon) if semicolon.is_none_or(|semicolon| open < semicolon) => {
                closing(item, open)
            }
            (_, Some(semicolon)) => semicolon + 1,
            _ => item.len(),
        };
        without.extend(item[..end].chars().filter(|letter| *letter == '\n'));
        rest = &item[end..];
    }
    without + rest
}

/// The position after the brace that closes the one at `open`.
pub(super) fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (place, letter) in code[open..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + place + 1;
        }
    }
    code.len()
}
