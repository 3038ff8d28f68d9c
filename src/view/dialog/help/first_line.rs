//! What the words of the first line of the screen mean. A test finds each word of that line here.

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::app::{Action, Keymap, Mode};
use crate::view::words::key;

/// The heading of these words.
pub(super) const HEADING: &str = "WHAT THE FIRST LINE SAYS";

/// The words, each with what it means and what can be done about it; an action in braces stands for its
/// key.
pub(super) const WORDS: [(&str, &str); 36] = [
    (
        "LIVE",
        "how old the list is: the last whole walk began so long ago, and the next one is not late",
    ),
    ("AGEING", "the same, and the next walk is late"),
    (
        "STALE",
        "the same, and two walks are missing: what is shown may be gone; {refresh} walks now",
    ),
    (
        "LOADING",
        "the first walk of all pages is under way; CONNECTING and WAITING come before it",
    ),
    (
        "REFUSED",
        "Zendesk does not accept the credentials; {refresh} asks again once they are mended",
    ),
    (
        "NO DATA",
        "nothing could be read yet; BROKEN OFF: the first walk did not reach its end",
    ),
    (
        "PARTIAL",
        "the list has not all sessions of the account: a walk broke off, or records could not be read",
    ),
    (
        "OWN ONLY",
        "these credentials see no sessions but their owner's",
    ),
    (
        "next in 9s",
        "when the next walk begins; walking p.3: the page that is read now",
    ),
    (
        "a walk takes",
        "how long a walk takes at this budget, where that is long, or how many pages it reads a minute; \
         {watch-more} lets it be faster",
    ),
    (
        "waits",
        "what the next page of a walk waits for, and at most how long; requests that matter more go first",
    ),
    (
        "retry in 9s",
        "when the walk that broke off is tried again, and how often it failed; {refresh} asks again at once",
    ),
    (
        "PAUSED",
        "{pause} holds the rows still since then; {pause} again goes on",
    ),
    (
        "LIST HELD",
        "HELD: rows keep their places while something is marked or a dialog is open; what is known goes on",
    ),
    (
        "faster",
        "reading faster: {watch-more} lets the list use more of the budget for so long; {watch-less} ends that",
    ),
    (
        "watching",
        "watching for returns: whoever was signed out is watched for so long",
    ),
    (
        "CAME BACK",
        "so many people signed in again after their sessions were ended; {end-returned} ends those again",
    ),
    (
        "RATE LIMITED",
        "LIMITED, 429: Zendesk asks for a pause of at most so long, of the time behind it",
    ),
    (
        "RATE USED UP",
        "USED UP: no request is left in this minute of the account, so all wait until the next",
    ),
    (
        "RATE RESERVE",
        "RESERVE: others use much of the account's minute, so reading waits and leaves them the rest",
    ),
    (
        "OVERLOADED",
        "LOADED, 5xx: Zendesk is failing and asked for a pause of at most so long",
    ),
    (
        "28 not known",
        "28 ?: so many people are signed in of whom nobody knows yet who they are: they may be leavers or admins",
    ),
    (
        "rate 12%",
        "the requests of the last minute as a part of what the account is allowed; of 700: how many that is",
    ),
    (
        "sessions",
        "sessions, people, admins, agents who are signed in (of one: session, person, admin, agent); a sign \
         before the number means at least",
    ),
    (
        "leavers!",
        "so many are suspended or deleted and still signed in; {leavers} lists each leaver",
    ),
    (
        "alarms!",
        "so many people are hit by a rule whose level is alarm; {view-flagged} lists them",
    ),
    (
        "flagged!",
        "so many people are hit by a rule that warns, or by any where there is no room for several numbers; \
         alarm! +60: beside those, so many more are flagged or should be gone",
    ),
    (
        "nothing flagged",
        "the list is whole, and no rule hits anybody",
    ),
    (
        "notices!",
        "so many notices wait to be read; {news} shows them",
    ),
    (
        "unreadable",
        "so many records came with a field that could not be read; they are shown",
    ),
    (
        "unconfirmed",
        "so many sessions were not in the last walk, which proves nothing; conflicts: two records with one id",
    ),
    (
        "clock -93s",
        "the clock of this machine differs by so much from the server's",
    ),
    (
        "OAuth",
        "the kind of credentials (OAuth, API token, password, cookie), for how long they last, when it ends, or \
         that it ENDED; before that whose they are",
    ),
    (
        "SCOPE read",
        "the token may read and end nothing; READ-ONLY, RO: the settings or --read-only forbid it",
    ),
    (
        "PRODUCTION",
        "PROD: the settings mark the account as production; DEMO: it is simulated. Behind it stands the ticket \
         of an incident",
    ),
    (
        "MASKED",
        "people stand under pseudonyms; {mask} shows their names",
    ),
];

/// What a word means, with the keys that actions have.
pub(super) fn meaning(about: &str, keymap: &Keymap) -> String {
    let (mut words, mut rest) = (String::new(), about);
    while let Some((before, after)) = rest.split_once('{')
        && let Some((name, behind)) = after.split_once('}')
    {
        words.push_str(before);
        words.push_str(&key_of(name, keymap));
        rest = behind;
    }
    words + rest
}

/// The key of the action of this name, or that it has none.
fn key_of(name: &str, keymap: &Keymap) -> String {
    let name: StrDeserializer<'_, ValueError> = name.into_deserializer();
    let action = Action::deserialize(name).ok();
    let key = action.map(|action| key(keymap, Mode::List, action));
    let key = key.filter(|key| !key.is_empty());
    key.unwrap_or_else(|| "(no key)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_is_named_is_the_key_of_its_action() {
        let keymap = Keymap::standard().unwrap();
        for (word, about) in WORDS {
            let meaning = meaning(about, &keymap);
            assert!(!meaning.contains(['{', '}']), "{word}: {meaning}");
            assert!(!meaning.contains("no key"), "{word}: {meaning}");
        }
        let came_back = WORDS.iter().find(|(word, _)| *word == "CAME BACK");
        let key = key(&keymap, Mode::List, Action::EndReturned);
        let meaning = meaning(came_back.unwrap().1, &keymap);
        assert!(
            meaning.ends_with(&format!("; {key} ends those again")),
            "{meaning}"
        );
    }
}
