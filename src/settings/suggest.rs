//! What was probably meant.

/// The word of `known` closest to `typed`, if it is close enough to be a slip.
pub fn nearest<'w>(typed: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    // Only what is about as long as a word we know is worth comparing.
    let typed: Vec<char> = typed.to_lowercase().chars().take(64).collect();
    let slips = (typed.len() / 3).max(1);
    known
        .into_iter()
        .map(|word| (distance(&typed, &word.chars().collect::<Vec<_>>()), word))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// How many letters to add, drop, change or swap with their neighbour to turn `a` into `b`.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &right) in b.iter().enumerate() {
            let changed = above[j] + usize::from(left != right);
            let mut best = changed.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && left == b[j - 1] && a[i - 1] == right {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_word_and_strangers_do_not() {
        let known = ["watching_share", "floor_seconds", "theme", "url", "poll"];
        for (typed, meant) in [
            ("watching_shar", Some("watching_share")),
            ("watchingshare", Some("watching_share")),
            ("Watching-Share", Some("watching_share")),
            ("floor_secs", Some("floor_seconds")),
            ("tehme", Some("theme")),
            ("ulr", Some("url")),
            ("pol", Some("poll")),
            ("", None),
            ("colour", None),
            ("subdomain", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed:?}");
        }
    }

    #[test]
    fn a_swap_of_neighbours_is_one_slip() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("abc", "acb", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(&chars(a), &chars(b)), expected, "{a} {b}");
        }
    }
}
