//! "Did you mean": the known word that is most like the one that was typed.

/// How much alike two words must be, from 0 to 1, for one to be a slip of the other.
const ALIKE: f64 = 0.75;

/// The word that was probably meant.
pub(crate) fn closest<'a>(
    typed: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let words = words
        .into_iter()
        .map(|word| (strsim::jaro(&typed, &word.to_ascii_lowercase()), word));
    words
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, word)| word)
}

/// A question with that word, to be put behind what is wrong; nothing when no word is like it.
pub(crate) fn question<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let word = closest(typed, words);
    word.map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        let words = ["list_rooms", "get_user", "delete_room_v2"];
        assert_eq!(closest("list_room", words), Some("list_rooms"));
        assert_eq!(closest("GetUser", words), Some("get_user"));
        assert_eq!(closest("nonsense", words), None);
        assert_eq!(question("get_usr", words), "; did you mean `get_user`?");
        assert_eq!(question("nonsense", words), "");
    }
}
