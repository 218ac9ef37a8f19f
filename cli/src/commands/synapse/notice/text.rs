//! What a notice says: plain text, and the same as HTML for clients that show it.

use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// What to say, in one of several forms.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "What to say")]
pub(super) struct TextArgs {
    /// The text
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["file", "markdown"])]
    pub(super) text: Option<String>,

    /// The text as HTML, for clients that show it; without another form, the others get it without its tags
    #[arg(long, value_name = "HTML", conflicts_with = "markdown")]
    pub(super) html: Option<String>,

    /// The text as Markdown, which becomes HTML for clients that show it
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    markdown: Option<String>,

    /// Read the text from a file, which is Markdown if its name ends in `.md`; `-` is standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// The forms that are sent.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) plain: String,
    pub(super) html: Option<String>,
}

impl TextArgs {
    pub(super) fn read(self) -> Result<Text, Failure> {
        let is_markdown = |path: &Path| path.extension().is_some_and(|end| end == "md");
        let (plain, html) = match self {
            Self {
                markdown: Some(text),
                ..
            } => {
                let html = rendered(&text);
                (text, Some(html))
            }
            Self {
                file: Some(path),
                html,
                ..
            } => {
                let text = super::read(&path)?;
                let made = is_markdown(&path).then(|| rendered(&text));
                (text, html.or(made))
            }
            Self {
                text: Some(text),
                html,
                ..
            } => (text, html),
            Self {
                html: Some(html), ..
            } => (without_tags(&html), Some(html)),
            _ => {
                let why = "say what: `--text`, `--html`, `--markdown` or `--file`";
                return Err(Failure::Usage(why.to_owned()));
            }
        };
        if plain.trim().is_empty() {
            return Err(Failure::Usage("the text is empty".to_owned()));
        }
        Ok(Text { plain, html })
    }
}

fn rendered(markdown: &str) -> String {
    let mut html = String::new();
    let options =
        pulldown_cmark::Options::ENABLE_STRIKETHROUGH | pulldown_cmark::Options::ENABLE_TABLES;
    pulldown_cmark::html::push_html(
        &mut html,
        pulldown_cmark::Parser::new_ext(markdown, options),
    );
    html.trim_end().to_owned()
}

/// The text of HTML, for clients that cannot show it: lines where blocks end, and no tags.
fn without_tags(html: &str) -> String {
    const BLOCKS: [&str; 10] = [
        "br",
        "br/",
        "/p",
        "/li",
        "/div",
        "/h1",
        "/h2",
        "/h3",
        "/tr",
        "/blockquote",
    ];
    const ENTITIES: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let is_tag =
            tag.starts_with(|first: char| first.is_ascii_alphabetic() || "/!".contains(first));
        let Some((tag, after)) = tag.split_once('>').filter(|_| is_tag) else {
            text.push('<');
            rest = tag;
            continue;
        };
        let name = tag.split_whitespace().next().unwrap_or_default();
        if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    for (entity, letter) in ENTITIES {
        text = text.replace(entity, letter);
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_loses_its_tags_and_keeps_its_lines() {
        let html = "<p>Hi <b>all</b>,<br/>we&nbsp;move &amp; 1 &lt; 2</p><p>a < b</p>";
        assert_eq!(without_tags(html), "Hi all,\nwe move & 1 < 2\na < b");
        assert_eq!(without_tags("&amp;lt;"), "&lt;");
    }

    #[test]
    fn markdown_becomes_html() {
        assert_eq!(
            rendered("**Hi** ~~you~~"),
            "<p><strong>Hi</strong> <del>you</del></p>"
        );
    }
}
