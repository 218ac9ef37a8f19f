//! Text as lines that fit.

use unicode_width::UnicodeWidthStr as _;

/// Lines of whole words; one that is too long, such as an id, stays in one piece. What stands in backticks
/// is one word, because it is copied.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text, width) {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// The words of a text, where one in backticks can have blanks unless it is wider than a line.
fn words(text: &str, width: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut is_quoted = false;
    for (place, character) in text.char_indices() {
        match character {
            '`' => is_quoted = !is_quoted,
            ' ' if !is_quoted => {
                words.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    let parts = words.into_iter().flat_map(|word| {
        let is_split = word.width() > width;
        let parts: Vec<&str> = if is_split {
            word.split(' ').collect()
        } else {
            vec![word]
        };
        parts
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_stays_in_one_piece() {
        assert_eq!(
            wrap("go on with `--from 100`, or not", 16),
            ["go on with", "`--from 100`, or", "not"]
        );
        assert_eq!(
            wrap("an open ` ends nothing", 10),
            ["an open `", "ends", "nothing"]
        );
        assert_eq!(
            wrap("@a-long-id:example.org is it", 8),
            ["@a-long-id:example.org", "is it"]
        );
        assert_eq!(wrap("", 8), [""]);
    }
}
