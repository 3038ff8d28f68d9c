//! Suggestions for words that were mistyped.

use strsim::osa_distance;

/// The word of `known` closest to `typed`, if it is close enough to be a slip.
pub(crate) fn nearest<'w>(
    typed: &str,
    known: impl IntoIterator<Item = &'w str>,
) -> Option<&'w str> {
    // Only words of about the same length are worth comparing.
    let typed: String = typed.to_lowercase().chars().take(64).collect();
    let slips = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|word| (osa_distance(&typed, word), word))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
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
}
