//! The spelling and the size that the environment gives to a terminal.

use std::collections::BTreeMap;

/// The signs that the terminal of this locale can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// UTF-8, or nobody says otherwise.
    #[default]
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// The signs by the variable that POSIX says decides: the first of `LC_ALL`, `LC_CTYPE` and `LANG`
/// that is not empty. Where none is set, as in containers and over ssh, nothing is known against
/// UTF-8.
pub(super) fn spelling(env: &BTreeMap<String, String>) -> Spelling {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let set = names.iter().filter_map(|name| env.get(*name));
    match set
        .map(|value| value.to_ascii_lowercase())
        .find(|value| !value.is_empty())
    {
        Some(value) if !value.contains("utf-8") && !value.contains("utf8") => Spelling::Ascii,
        _ => Spelling::Unicode,
    }
}

/// The columns and rows by `COLUMNS` and `LINES`, for a terminal that does not know its size.
pub(super) fn size(env: &BTreeMap<String, String>) -> (Option<u16>, Option<u16>) {
    let number = |name: &str| {
        env.get(name)?
            .trim()
            .parse()
            .ok()
            .filter(|number| *number > 0)
    };
    (number("COLUMNS"), number("LINES"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_locale_that_is_not_utf_8_has_ascii_alone() {
        for (pairs, expected) in [
            (&[][..], Spelling::Unicode),
            (&[("LANG", "C")], Spelling::Ascii),
            (&[("LANG", "POSIX")], Spelling::Ascii),
            (&[("LANG", "C.UTF-8")], Spelling::Unicode),
            (&[("LANG", "de_DE.utf8")], Spelling::Unicode),
            (&[("LANG", "de_DE")], Spelling::Ascii),
            (&[("LANG", "de_DE.ISO-8859-1")], Spelling::Ascii),
            (&[("LC_CTYPE", "UTF-8"), ("LANG", "C")], Spelling::Unicode),
            (&[("LC_ALL", "C"), ("LANG", "C.UTF-8")], Spelling::Ascii),
            (&[("LC_ALL", ""), ("LANG", "C.UTF-8")], Spelling::Unicode),
        ] {
            assert_eq!(spelling(&env(pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn a_size_is_a_number_of_cells() {
        let size = |pairs| size(&env(pairs));
        assert_eq!(
            size(&[("COLUMNS", "100"), ("LINES", "30")]),
            (Some(100), Some(30))
        );
        assert_eq!(size(&[("COLUMNS", "0"), ("LINES", "x")]), (None, None));
    }
}
