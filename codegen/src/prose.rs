//! Makes descriptions safe for rustdoc without changing what a reader sees.

/// Escapes what rustdoc would take for HTML or a link, and marks bare addresses as code.
///
/// Code spans are left alone. Indented lines would become code blocks, and those doctests, so the
/// indentation goes.
pub(crate) fn rustdoc(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escape(line.trim())).collect();
    lines.join("\n").trim().to_owned()
}

fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (index, piece) in line.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        // Odd pieces stand between backquotes.
        if index % 2 == 1 {
            out.push_str(piece);
            continue;
        }
        for (index, word) in piece.split(' ').enumerate() {
            if index > 0 {
                out.push(' ');
            }
            if word.starts_with("http://") || word.starts_with("https://") {
                let address = word.trim_end_matches(['.', ',', ')']);
                out.extend(["`", address, "`", &word[address.len()..]]);
            } else {
                for character in word.chars() {
                    if matches!(character, '<' | '>' | '[' | ']') {
                        out.push('\\');
                    }
                    out.push(character);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_links_and_addresses_are_defused() {
        assert_eq!(
            rustdoc("  an <id>, a [link] and https://example.org/a, twice"),
            "an \\<id\\>, a \\[link\\] and `https://example.org/a`, twice"
        );
    }

    #[test]
    fn code_spans_stay_as_they_are() {
        assert_eq!(rustdoc("send `[]` or `<token>`"), "send `[]` or `<token>`");
    }

    #[test]
    fn indentation_never_makes_a_code_block() {
        assert_eq!(rustdoc("one\n\n    two"), "one\n\ntwo");
    }
}
